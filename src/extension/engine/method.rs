//! From a call of PHP to a function of ours: what fails becomes an exception, a panic too.

use super::objects::Object;
use crate::error::Error;
use ext_php_rs::types::Zval;
use ext_php_rs::zend::{ExecuteData, run_handler};
use std::panic::AssertUnwindSafe;

/// A call of one of our methods.
pub struct Call<'a> {
    /// The frame, for its arguments.
    pub frame: &'a mut ExecuteData,
    /// Where the returned value goes; null until then.
    pub returned: &'a mut Zval,
}

impl Call<'_> {
    /// `$this`. PHP's own reference keeps it alive as long as the method runs, and nothing of ours keeps it longer.
    pub fn this(&self) -> Result<Object<'static>, Error> {
        // SAFETY: in the frame of a method that is not static, `This` is its object.
        unsafe { Object::of(self.frame.This.value.obj) }.ok_or(Error::Pending)
    }
}

/// What a method does.
pub type Body = fn(&mut Call<'_>) -> Result<(), Error>;

/// Runs a method. Called by [`crate::method`] only.
pub fn run(frame: &mut ExecuteData, returned: &mut Zval, body: Body) {
    run_handler(AssertUnwindSafe(|| {
        fault!("method");
        if let Err(error) = body(&mut Call { frame, returned }) {
            error.throw();
        }
    }));
}

/// Describes a method: its name and the function behind it.
#[macro_export]
macro_rules! method {
    ($name:literal, $body:path) => {{
        ext_php_rs::zend_fastcall! {
            extern fn handler(frame: &mut ext_php_rs::zend::ExecuteData, returned: &mut ext_php_rs::types::Zval) {
                $crate::engine::method::run(frame, returned, $body);
            }
        }
        ext_php_rs::builders::FunctionBuilder::new($name, handler)
    }};
}
