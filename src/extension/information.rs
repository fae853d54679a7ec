//! What `php --ri naruto` and `phpinfo()` show: what is in force, not what could be.

use ext_php_rs::zend::ModuleEntry;
use ext_php_rs::{info_table_end, info_table_header, info_table_row, info_table_start};
use naruto_supervisor::settings::{Rule, TABLE};

/// Called by the engine.
pub extern "C" fn print(_module: *mut ModuleEntry) {
    // The engine calls this from C: a panic must not leave it.
    let _ = std::panic::catch_unwind(rows);
}

fn rows() {
    info_table_start!();
    info_table_header!("naruto support", "enabled");
    info_table_row!("Version", env!("CARGO_PKG_VERSION"));
    info_table_row!("Engine build", engine_build());
    info_table_row!("Master and workers", crate::engine::script::sapi_name());
    info_table_end!();
    info_table_start!();
    info_table_header!("Setting of Naruto\\Manager", "Default");
    for setting in TABLE.iter().filter(|setting| !matches!(setting.rule, Rule::Elsewhere)) {
        info_table_row!(setting.name, setting.default);
    }
    info_table_end!();
}

/// The API that this file was built for; PHP loads no other.
fn engine_build() -> String {
    let threads = if ext_php_rs::ffi::USING_ZTS == 0 { "NTS" } else { "ZTS" };
    format!("API {}, {threads}", ext_php_rs::ffi::ZEND_MODULE_API_NO)
}
