//! The supervisor against a simulated operating system and clock: random histories, bugs on purpose, scenes, and a day
//! in the life of a hundred thousand slots.

mod day;
mod ends;
mod histories;
mod invariants;
mod renewals;
mod scenes;
mod world;
