//! A descriptor that can be read at a moment of the wall clock, or when somebody has set that clock (`timerfd_create(2)`).

use crate::Error;
use naruto_supervisor::Time;
use nix::sys::time::TimeSpec;
use nix::sys::timerfd::{ClockId, Expiration, TimerFd, TimerFlags, TimerSetTimeFlags};
use std::os::fd::{AsFd, BorrowedFd};

/// One alarm.
#[derive(Debug)]
pub struct Alarm(TimerFd);

impl Alarm {
    /// One that is not set.
    pub fn new() -> Result<Self, Error> {
        let timer = TimerFd::new(ClockId::CLOCK_REALTIME, TimerFlags::TFD_CLOEXEC | TimerFlags::TFD_NONBLOCK);
        timer.map(Self).map_err(Error::system("timerfd_create", "cron"))
    }

    /// Rings at this time since 1970. What has rung before is forgotten.
    pub fn set(&self, wall: Time) -> Result<(), Error> {
        // Never 0, which would switch it off.
        let at = Expiration::OneShot(TimeSpec::from_duration(wall.max(Time::from_nanos(1))));
        let flags = TimerSetTimeFlags::TFD_TIMER_ABSTIME | TimerSetTimeFlags::TFD_TIMER_CANCEL_ON_SET;
        // ECANCELED says that the clock was set just now; the alarm is set all the same.
        match self.0.set(at, flags) {
            Ok(()) | Err(nix::errno::Errno::ECANCELED) => Ok(()),
            Err(errno) => Err(Error::system("timerfd_settime", "cron")(errno)),
        }
    }

    /// To wait on.
    pub fn bell(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::os::clock;
    use crate::os::descriptor::{Woken, wait};

    #[test]
    fn it_rings_at_its_time_and_is_quiet_when_it_is_set_again() {
        let alarm = Alarm::new().expect("an alarm");
        let now = clock::since_1970();
        alarm.set(now + Time::from_millis(50)).expect("set");
        assert_eq!(wait([alarm.bell()], Some(Time::ZERO)), Woken::Time);
        assert_eq!(wait([alarm.bell()], None), Woken::By([true]));
        assert!(clock::since_1970() >= now + Time::from_millis(50));
        alarm.set(now + Time::from_secs(100)).expect("set");
        assert_eq!(wait([alarm.bell()], Some(Time::ZERO)), Woken::Time);
        alarm.set(Time::ZERO).expect("set");
        assert_eq!(wait([alarm.bell()], None), Woken::By([true]), "what is over rings at once");
    }
}
