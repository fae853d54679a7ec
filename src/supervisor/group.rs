//! Workers with one callable and one set of settings.

use crate::settings::GroupSettings;
use crate::slot::{Slot, Time};
use crate::turns::Turns;

#[derive(Clone, Debug)]
pub(crate) struct Group {
    pub name: String,
    pub settings: GroupSettings,
    /// How many workers there should be: the slots 1 to `size`. Those beyond are on their way out.
    pub size: u32,
    /// The code that runs does not know it any more: it stays parked until some code does.
    pub is_gone: bool,
    /// Who is renewed for a limit.
    pub turns: Turns,
    slots: Vec<Slot>,
    /// How many workers have finished their start.
    ready: u32,
    /// Since when it has had none, though it should.
    barren_since: Option<Time>,
}

impl Group {
    pub fn new(name: String, settings: GroupSettings) -> Self {
        Self {
            name,
            settings,
            size: 0,
            is_gone: false,
            turns: Turns::default(),
            slots: Vec::new(),
            ready: 0,
            barren_since: None,
        }
    }

    pub fn slot(&self, number: u32) -> Option<&Slot> {
        self.slots.get(index(number)?)
    }

    /// Changes a slot, and makes room for it if there is none yet; a slot is never forgotten, its successor inherits
    /// its record.
    pub fn change<T>(&mut self, number: u32, change: impl FnOnce(&mut Slot) -> T) -> T {
        let index = index(number).unwrap_or(0);
        if index >= self.slots.len() {
            self.slots.resize(index + 1, Slot::EMPTY);
        }
        let slot = &mut self.slots[index];
        let was_ready = u32::from(slot.is_ready());
        let result = change(slot);
        self.ready = self.ready + u32::from(slot.is_ready()) - was_ready;
        result
    }

    pub fn numbers(&self) -> std::ops::RangeInclusive<u32> {
        1..=self.slot_count()
    }

    /// How many slots it has ever had.
    pub fn slot_count(&self) -> u32 {
        u32::try_from(self.slots.len()).unwrap_or(u32::MAX)
    }

    /// Looks whether anybody is ready; to be called after every change.
    pub fn watch(&mut self, now: Time) {
        if self.size == 0 || self.ready > 0 {
            self.barren_since = None;
        } else {
            self.barren_since.get_or_insert(now);
        }
    }

    /// When the platform above has to know that nobody becomes ready here.
    pub fn gives_up_at(&self) -> Option<Time> {
        Some(self.barren_since? + self.settings.give_up_timeout?)
    }
}

fn index(number: u32) -> Option<usize> {
    usize::try_from(number.checked_sub(1)?).ok()
}
