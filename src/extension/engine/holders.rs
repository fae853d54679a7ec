//! Who in the script holds a connection, as far as that can be seen: a word for its user, no more.

use super::array::entries;
use super::{globals, store, stream};
use ext_php_rs::types::{ZendObject, Zval};
use std::collections::{BTreeMap, BTreeSet};
use std::os::fd::{AsRawFd, RawFd};

/// Clients that talk through a stream of PHP's which no PHP code gets to see.
const OVER_STREAMS: [&str; 5] = ["Redis", "RedisCluster", "RedisSentinel", "SoapClient", "FTP\\Connection"];
/// Clients that open sockets of their own.
const BY_THEMSELVES: [&str; 12] = [
    "PDO",
    "mysqli",
    "PgSql\\Connection",
    "AMQPConnection",
    "Memcached",
    "CurlHandle",
    "CurlMultiHandle",
    "GearmanClient",
    "GearmanWorker",
    "MongoDB\\Driver\\Manager",
    "LDAP\\Connection",
    "Socket",
];

/// The handle of a resource.
type Handle = i64;

/// A class for each of these descriptors; `A or B` where it cannot be told, `stream` or `socket` where there is none.
pub fn of(fds: &[RawFd]) -> Vec<String> {
    let streams = socket_streams();
    let (mut holders, mut over_streams, mut by_themselves) = (BTreeMap::new(), BTreeSet::new(), BTreeSet::new());
    for value in globals_of_the_script() {
        holders.extend(handle(value).map(|handle| (handle, "stream".to_owned())));
    }
    store::each(|object| {
        // SAFETY: a live object, and nothing of PHP runs while it is looked at.
        let object = unsafe { &*object };
        for value in properties(object) {
            holders.extend(handle(value).map(|handle| (handle, class(object))));
        }
        if is_one_of(object, &OVER_STREAMS) {
            over_streams.insert(class(object));
        } else if is_one_of(object, &BY_THEMSELVES) {
            by_themselves.insert(class(object));
        }
    });
    let any_of = |classes: &BTreeSet<String>, none: &str| match classes.len() {
        0 => none.to_owned(),
        _ => classes.iter().map(String::as_str).collect::<Vec<_>>().join(" or "),
    };
    let holder = |fd| match streams.get(fd) {
        Some(handle) => holders.get(handle).cloned().unwrap_or_else(|| any_of(&over_streams, "stream")),
        None => any_of(&by_themselves, "socket"),
    };
    fds.iter().map(holder).collect()
}

/// Streams that are sockets, by descriptor. Others are not even asked: the answer may be PHP code.
fn socket_streams() -> BTreeMap<RawFd, Handle> {
    // SAFETY: the engine's list of resources, which asking a socket for its descriptor does not change.
    let resources = unsafe { &(*globals()).regular_list };
    let sockets = entries(resources).into_iter().filter(|(_, value)| stream::is_socket(value));
    sockets.filter_map(|(_, value)| Some((stream::readable_end(value)?.as_raw_fd(), handle(value)?))).collect()
}

fn globals_of_the_script() -> impl Iterator<Item = &'static Zval> {
    // SAFETY: the table of global variables lives as long as the request, and no PHP code runs while it is looked at.
    entries(unsafe { &(*globals()).symbol_table }).into_iter().map(|(_, value)| value)
}

/// The values of the properties of an object, declared ones and others.
fn properties(object: &ZendObject) -> Vec<&Zval> {
    // SAFETY: an object has as many slots as its class says; the table of the others may be missing. No getter runs.
    unsafe {
        let count = usize::try_from((*object.ce).default_properties_count).unwrap_or(0);
        let declared = std::slice::from_raw_parts(object.properties_table.as_ptr(), count).iter();
        let others = object.properties.as_ref().map(entries).unwrap_or_default();
        declared.chain(others.into_iter().map(|(_, value)| value)).collect()
    }
}

fn handle(value: &Zval) -> Option<Handle> {
    // A global variable is a reference to a reference, at worst.
    let value = value.dereference().dereference();
    // SAFETY: a resource.
    value.is_resource().then(|| unsafe { (*value.value.res).handle })
}

fn class(object: &ZendObject) -> String {
    object.get_class_name().unwrap_or_default()
}

/// Whether its class, or one above it, is among these.
fn is_one_of(object: &ZendObject, names: &[&str]) -> bool {
    // SAFETY: classes live as long as their objects; a linked one has a pointer to its parent in the union.
    let mut class = unsafe { object.ce.as_ref() };
    while let Some(entry) = class {
        if entry.name().is_some_and(|name| names.contains(&name)) {
            return true;
        }
        class = entry.parent();
    }
    false
}
