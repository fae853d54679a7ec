//! Workers with one callable and one set of settings.

use crate::settings::GroupSettings;
use crate::slot::Slot;

#[derive(Clone, Debug)]
pub(crate) struct Group {
    pub name: String,
    pub settings: GroupSettings,
    /// How many workers there should be: the slots 1 to `size`. Those beyond are on their way out.
    pub size: u32,
    slots: Vec<Slot>,
}

impl Group {
    pub fn new(name: String, settings: GroupSettings) -> Self {
        Self { name, settings, size: 0, slots: Vec::new() }
    }

    pub fn slot(&self, number: u32) -> Option<&Slot> {
        self.slots.get(index(number)?)
    }

    /// Makes room where there is none yet; a slot is never forgotten, its successor inherits its record.
    pub fn slot_mut(&mut self, number: u32) -> &mut Slot {
        let index = index(number).unwrap_or(0);
        if index >= self.slots.len() {
            self.slots.resize(index + 1, Slot::EMPTY);
        }
        &mut self.slots[index]
    }

    pub fn numbers(&self) -> std::ops::RangeInclusive<u32> {
        1..=u32::try_from(self.slots.len()).unwrap_or(u32::MAX)
    }
}

fn index(number: u32) -> Option<usize> {
    usize::try_from(number.checked_sub(1)?).ok()
}
