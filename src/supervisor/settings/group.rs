//! What each group of workers can have of its own.

use super::{Batch, Grace};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// The settings of one group, checked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GroupSettings {
    /// How many workers.
    pub start_num: u32,
    /// Pause between two calls of the callable.
    pub hangup_loop: Duration,
    /// Jobs before a worker is renewed; none is without end, as for the two below.
    pub max_execute_times: Option<u64>,
    /// How old a worker gets before it is renewed.
    pub max_lifetime: Option<Duration>,
    /// Bytes of memory with which a worker is renewed.
    pub max_memory: Option<u64>,
    /// How much the three limits are spread: from 0 to 1.
    pub limit_jitter: f64,
    /// A job that runs longer is interrupted; none is without end.
    pub job_timeout: Option<Duration>,
    /// A job that runs longer is traced into the log; none is never.
    pub slow_timeout: Option<Duration>,
    /// Who has been interrupted and is still at that job after this much more is killed.
    pub kill_grace: Grace,
    /// Whoever lived this long was healthy.
    pub min_uptime: Duration,
    /// A worker must be ready within; none is without end.
    pub boot_timeout: Option<Duration>,
    /// A group none of whose workers has been ready for so long ends the fleet; none is never.
    pub give_up_timeout: Option<Duration>,
    /// Sent to a worker together with an order to leave.
    pub stop_signal: Option<i32>,
    /// How many leave at a time in a reload.
    pub reload_batch: Batch,
}

impl Default for GroupSettings {
    fn default() -> Self {
        Self {
            start_num: 5,
            hangup_loop: Duration::from_millis(200),
            max_execute_times: None,
            max_lifetime: None,
            max_memory: None,
            limit_jitter: 0.1,
            job_timeout: None,
            slow_timeout: None,
            kill_grace: Grace::For(Duration::from_secs(5)),
            min_uptime: Duration::from_secs(1),
            boot_timeout: Some(Duration::from_secs(30)),
            give_up_timeout: None,
            stop_signal: None,
            reload_batch: Batch::All,
        }
    }
}
