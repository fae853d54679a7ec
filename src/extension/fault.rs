//! Faults on purpose, for the tests of what happens to a panic. Nothing of this is in a build without the feature
//! `faults`, which `tests/run` alone uses.

/// A place where the environment variable `NARUTO_FAULT` of this name makes us panic.
macro_rules! fault {
    ($name:literal) => {
        #[cfg(feature = "faults")]
        if std::env::var_os("NARUTO_FAULT").is_some_and(|wanted| wanted == $name) {
            panic!("a fault on purpose: {}", $name);
        }
    };
}
