//! Bugs on purpose: they prove that the model test would find such a bug. In a build that is no test none can be
//! planted, and the questions cost nothing.

/// What can be planted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bug {
    /// The deadline of a start is forgotten.
    LostTimer,
    /// A slot that still has a worker gets another one.
    DoubleSpawn,
    /// A slot keeps the worker that was just reaped.
    SignalAfterReap,
    /// A stop forgets who waits for a restart.
    SpawnAfterStop,
    /// Who has been claimed is not killed, and waits for it for ever.
    CaughtForever,
}

#[cfg(not(test))]
pub(crate) const fn planted(_: Bug) -> bool {
    false
}

#[cfg(test)]
thread_local! {
    static PLANTED: std::cell::Cell<Option<Bug>> = const { std::cell::Cell::new(None) };
}

#[cfg(test)]
pub(crate) fn planted(bug: Bug) -> bool {
    PLANTED.get() == Some(bug)
}

/// Plants a bug, in this thread.
#[cfg(test)]
pub(crate) fn plant(bug: Option<Bug>) {
    PLANTED.set(bug);
}
