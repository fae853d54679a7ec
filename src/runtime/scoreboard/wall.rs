//! What a slot knows of the clock on the wall, across respawns: so that a successor does what its predecessor did not come to.

use super::layout::{DIED, Slot, WALL_SEEN};
use crate::os::clock::nanoseconds;
use naruto_supervisor::Time;

impl Slot<'_> {
    /// By the master: who was here is gone, by the clock on the wall.
    pub fn died(self, wall: Time) {
        self.set(DIED, nanoseconds(wall));
    }

    /// When the predecessor has gone; 0: there was none.
    pub fn predecessor_died(self) -> Time {
        Time::from_nanos(self.get(DIED))
    }

    /// By the worker: what was due by the clock on the wall until then is done. Stays across respawns.
    pub fn see_wall(self, wall: Time) {
        self.set(WALL_SEEN, nanoseconds(wall));
    }

    /// Until when; 0: nothing ever was.
    pub fn wall_seen(self) -> Time {
        Time::from_nanos(self.get(WALL_SEEN))
    }
}
