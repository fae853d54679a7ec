//! What can go wrong in a call of PHP, and the one place where it becomes an exception.

use crate::engine::{self, callable::set_exit_status};
use crate::{exceptions, exit_status, working};
use ext_php_rs::exception::PhpException;
use ext_php_rs::zend::ce;
use naruto_runtime::console::code;
use naruto_supervisor::settings::Refusal;
use std::fmt;

/// Why a method did not do what it was asked.
pub enum Error {
    /// A setting is wrong.
    Config(String),
    /// Wrong use, or the system refuses.
    Process(String),
    /// The fleet runs already, in another process.
    Running(String),
    /// An argument has the right type and a wrong value.
    Value(String),
    /// An argument has the wrong type.
    Type(String),
    /// An exception is already on its way.
    Pending,
    /// A fatal error has left the engine by a jump, which goes on once everything of ours is given back.
    Jumped,
}

impl Error {
    /// Hands it to PHP.
    pub fn throw(self) {
        let (text, class, status) = match self {
            Self::Config(text) => (text, exceptions::config(), Some(code::USAGE)),
            Self::Running(text) => (text, exceptions::process(), Some(code::RUNNING)),
            Self::Process(text) => (text, exceptions::process(), None),
            Self::Value(text) => (text, ce::value_error(), None),
            Self::Type(text) => (text, ce::type_error(), None),
            Self::Pending => return,
            Self::Jumped => {
                set_exit_status(working::FAILED);
                engine::bail_out();
            }
        };
        if let Some(status) = status {
            exit_status::means(class, &text, status);
        }
        PhpException::new(text, 0, class).throw();
    }

    /// Wrong use, in a sentence.
    pub fn process(text: impl Into<String>) -> Self {
        Self::Process(text.into())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Config(text) | Self::Process(text) | Self::Running(text) | Self::Value(text) | Self::Type(text) => {
                f.write_str(text)
            }
            Self::Pending | Self::Jumped => f.write_str("an exception is on its way"),
        }
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Config(refusal.to_string())
    }
}

impl From<naruto_runtime::Error> for Error {
    fn from(error: naruto_runtime::Error) -> Self {
        match error {
            naruto_runtime::Error::Setting { .. } => Self::Config(error.to_string()),
            naruto_runtime::Error::Running { .. } => Self::Running(error.to_string()),
            other => Self::Process(other.to_string()),
        }
    }
}
