//! `Naruto\freeze()`: data that all workers share without a copy.

use crate::engine::arguments;
use crate::engine::freeze::{self, Refusal};
use crate::engine::method::Call;
use crate::engine::script;
use crate::error::Error;
use crate::{context, method};
use ext_php_rs::args::Arg;
use ext_php_rs::builders::ModuleBuilder;
use ext_php_rs::flags::DataType;

/// Adds it.
pub fn register(module: ModuleBuilder) -> ModuleBuilder {
    module.function(method!("Naruto\\freeze", frozen).arg(Arg::new("value", DataType::Mixed)).returns(
        DataType::Mixed,
        false,
        false,
    ))
}

/// A deep copy that all workers share: reading it copies no page. Writing separates it, as with any PHP array. Its memory
/// is given back at the end of the process.
///
/// Throws `ProcessException` if there is an object, a resource or a reference inside, and says where: `$value['db'][3]`;
/// or if a worker has been forked already.
fn frozen(call: &mut Call<'_>) -> Result<(), Error> {
    let value = arguments::value(call.frame)?;
    refuse_here()?;
    *call.returned = freeze::freeze(value).map_err(sentence)?;
    Ok(())
}

/// Where the memory would be lost, or shared by nobody.
fn refuse_here() -> Result<(), Error> {
    let sapi = script::sapi_name();
    if sapi != "cli" {
        return Err(Error::process(format!("Naruto runs under php-cli only, and this is {sapi}; nothing was frozen")));
    }
    if context::has_forked() {
        let text = "freeze() comes before the first worker, and one has been forked already; nothing was frozen";
        return Err(Error::process(text));
    }
    Ok(())
}

fn sentence(refusal: Refusal) -> Error {
    Error::process(match refusal {
        Refusal::Kind(kind, path) => format!(
            "{path} is {kind}, and cannot be frozen: only null, bool, int, float, string and arrays of these can; nothing was frozen"
        ),
        Refusal::Memory(error) => format!("{error}; nothing was frozen"),
    })
}
