//! A value as PHP handed it over, and as an error shows it.

use std::fmt;

use crate::command::quoted;

/// What PHP handed over.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// As if not given.
    Null,
    /// true or false
    Bool(bool),
    /// An integer.
    Int(i64),
    /// A float; may be infinite or not a number.
    Float(f64),
    /// A string.
    Text(String),
    /// An array with its keys.
    Map(Vec<(String, Value)>),
    /// Anything else, by the name that PHP has for its type.
    Other(String),
}

/// An array of settings.
pub type Entries = [(String, Value)];

impl Value {
    /// The type alone, for what must not be shown.
    pub fn type_name(&self) -> &str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "bool",
            Self::Int(_) => "int",
            Self::Float(_) => "float",
            Self::Text(_) => "string",
            Self::Map(_) => "array",
            Self::Other(name) => name,
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.type_name())?;
        match self {
            Self::Bool(value) => write!(f, " {value}"),
            Self::Int(value) => write!(f, " {value}"),
            Self::Float(value) if value.is_nan() => f.write_str(" NAN"),
            Self::Float(f64::INFINITY) => f.write_str(" INF"),
            Self::Float(f64::NEG_INFINITY) => f.write_str(" -INF"),
            Self::Float(value) => write!(f, " {value:?}"),
            Self::Text(text) => write!(f, " {}", quoted(text)),
            Self::Null | Self::Map(_) | Self::Other(_) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_shown_as_php_names_them() {
        let shown = |value: Value| value.to_string();
        assert_eq!(shown(Value::Null), "null");
        assert_eq!(shown(Value::Bool(true)), "bool true");
        assert_eq!(shown(Value::Int(-3)), "int -3");
        assert_eq!(shown(Value::Float(0.5)), "float 0.5");
        assert_eq!(shown(Value::Float(4.0)), "float 4.0");
        assert_eq!(shown(Value::Float(f64::NAN)), "float NAN");
        assert_eq!(shown(Value::Float(f64::INFINITY)), "float INF");
        assert_eq!(shown(Value::Float(f64::NEG_INFINITY)), "float -INF");
        assert_eq!(shown(Value::Text("abc".into())), "string \"abc\"");
        assert_eq!(shown(Value::Map(vec![])), "array");
        assert_eq!(shown(Value::Other("Closure".into())), "Closure");
        assert!(shown(Value::Text("x".repeat(9999))).len() < 100);
    }
}
