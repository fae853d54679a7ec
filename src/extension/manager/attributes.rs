//! What the attributes of a manager say at the moment.

use super::{ManagerState, Role};
use crate::engine::objects::Object;
use crate::{configuration, master, worker};
use ext_php_rs::convert::IntoZval;
use ext_php_rs::types::{ZendHashTable, Zval};
use naruto_runtime::instance::Place;
use naruto_runtime::master::Master;
use naruto_supervisor::SlotId;
use std::collections::{BTreeMap, HashSet};

/// The value of an attribute.
pub fn value(manager: &ManagerState, name: &str) -> Option<Zval> {
    let settings = manager.settings.borrow();
    match name {
        "master" => Some(master_handle(manager)),
        "workers" => array(workers(manager)),
        "waitSignalProcessPool" => waited(manager),
        "startNum" => i64::from(settings.group.start_num).into_zval(false).ok(),
        "userPasswd" => if settings.group.password_given { "***" } else { "" }.into_zval(false).ok(),
        "pipeDir" => {
            let place = match &*manager.role.borrow() {
                Role::Master(master) => master.place().clone(),
                Role::Worker(life) => life.place().clone(),
                Role::Idle => configuration::place(&settings),
            };
            format!("{}/", place.dir.display()).into_zval(false).ok()
        }
        "signalSupport" => {
            let mut table = ZendHashTable::new();
            for (line, signal) in &settings.signals {
                table.insert(line.as_str(), i64::from(*signal)).ok()?;
            }
            table.into_zval(false).ok()
        }
        "hangupLoopMicrotime" => {
            i64::try_from(settings.group.hangup_loop.as_micros()).unwrap_or(i64::MAX).into_zval(false).ok()
        }
        _ => None,
    }
}

/// The handle of the master; null before the fleet runs.
fn master_handle(manager: &ManagerState) -> Zval {
    let pause = manager.settings.borrow().group.hangup_loop;
    let make = |place: &Place, pid: i32| {
        let mut handles = manager.handles.borrow_mut();
        handles.entry(pid).or_insert_with(|| master::handle(place, pid, pause)).shallow_clone()
    };
    match &*manager.role.borrow() {
        Role::Idle => Zval::null(),
        Role::Master(master) => make(master.place(), std::process::id().cast_signed()),
        Role::Worker(life) => make(life.place(), life.master),
    }
}

/// The living workers by pid; in a worker only itself.
fn workers(manager: &ManagerState) -> Vec<(i32, Zval)> {
    match &*manager.role.borrow() {
        Role::Idle => Vec::new(),
        Role::Master(master) => {
            let mut all: Vec<_> = master.supervisor().pids().collect();
            all.sort_unstable_by_key(|(_, slot)| *slot);
            let alive = |pid: &i32| master.supervisor().slot_of(*pid).is_some();
            let here = std::process::id().cast_signed();
            let all_handles = manager.handles.take();
            let (kept, gone): (BTreeMap<_, _>, BTreeMap<_, _>) =
                all_handles.into_iter().partition(|(pid, _)| *pid == here || alive(pid));
            manager.handles.replace(kept);
            drop(gone);
            all.into_iter().map(|(pid, slot)| (pid, worker_handle(manager, master, pid, slot))).collect()
        }
        Role::Worker(life) => {
            let mut handles = manager.handles.borrow_mut();
            vec![(life.pid, handles.entry(life.pid).or_insert_with(|| worker::myself(life)).shallow_clone())]
        }
    }
}

pub(super) fn worker_handle(manager: &ManagerState, master: &Master, pid: i32, slot: SlotId) -> Zval {
    let mut handles = manager.handles.borrow_mut();
    let make = || {
        let supervisor = master.supervisor();
        let pause = supervisor.group_settings(slot.group).hangup_loop;
        let handle = worker::handle(master.place(), pid, pause, supervisor.group_name(slot.group), slot.number);
        if let Some(state) = Object::in_value(&handle).and_then(|object| crate::process::state(object).ok()) {
            state.count_by(Box::new(master.job_counter(slot, pid)));
        }
        handle
    };
    handles.entry(pid).or_insert_with(make).shallow_clone()
}

/// During a reload or a stop: the word, and who has not left yet.
fn waited(manager: &ManagerState) -> Option<Zval> {
    let waited = match &*manager.role.borrow() {
        Role::Master(master) => master.waited(),
        Role::Idle | Role::Worker(_) => None,
    };
    let (word, pids) = waited.map_or(("", Vec::new()), |waited| (waited.order.as_str(), waited.pids));
    let pids: HashSet<_> = pids.into_iter().collect();
    let pool = workers(manager).into_iter().filter(|(pid, _)| pids.contains(pid)).collect();
    let mut table = ZendHashTable::new();
    table.insert("signal", word).ok()?;
    table.insert("pool", array(pool)?).ok()?;
    table.into_zval(false).ok()
}

fn array(handles: Vec<(i32, Zval)>) -> Option<Zval> {
    let mut table = ZendHashTable::new();
    for (pid, handle) in handles {
        table.insert_at_index(i64::from(pid), handle).ok()?;
    }
    table.into_zval(false).ok()
}
