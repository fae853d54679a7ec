use super::super::fixture::{ago, shop};
use super::*;

fn told(snapshot: &Snapshot, max_busy: Option<u64>) -> (bool, Vec<String>) {
    let Health { healthy, lines } = health(snapshot, max_busy.map(Duration::from_secs));
    (healthy, lines)
}

fn well(line: &str) -> (bool, Vec<String>) {
    (true, vec![line.into()])
}

fn ill(lines: &[&str]) -> (bool, Vec<String>) {
    (false, lines.iter().map(|line| (*line).into()).collect())
}

/// Every worker is there.
fn whole() -> Snapshot {
    let mut shop = shop();
    shop.workers[5] = Worker { number: 2, ..shop.workers[4].clone() };
    shop
}

#[test]
fn a_fleet_with_all_its_workers_is_healthy() {
    assert_eq!(told(&whole(), None), well("shop is healthy: 6 workers ready"));
}

#[test]
fn a_worker_that_waits_is_missing() {
    assert_eq!(told(&shop(), None), ill(&["mail: 1 of 2 workers ready"]));
}

#[test]
fn a_slot_that_is_not_there_at_all_is_missing() {
    let mut shop = whole();
    shop.groups[0].size = 5;
    assert_eq!(told(&shop, None), ill(&["orders: 4 of 5 workers ready"]));
}

#[test]
fn a_job_that_takes_too_long_is_told_of_with_its_note() {
    let mut shop = whole();
    shop.workers[1].since = ago(200.9);
    shop.workers[1].note = "order 88190".into();
    shop.workers[3].since = ago(180.5);
    shop.workers[3].note = String::new();
    shop.workers[4].since = ago(9_000.0);
    assert_eq!(
        told(&shop, Some(180)),
        ill(&[
            "orders#2 has been busy for 200 s (order 88190), longer than 180 s",
            "orders#4 has been leaving for 180 s, longer than 180 s",
        ])
    );
    assert_eq!(told(&shop, Some(201)), well("shop is healthy: 6 workers ready"));
    assert_eq!(told(&shop, None), well("shop is healthy: 6 workers ready"));
    shop.workers[0].since = ago(0.4);
    assert_eq!(
        health(&shop, Some(Duration::from_millis(350))).lines[0],
        "orders#1 has been busy for 400 ms (order 88213), longer than 350 ms"
    );
}

#[test]
fn a_fleet_that_starts_is_not_ready_until_its_workers_are() {
    let mut shop = whole();
    for worker in &mut shop.workers {
        (worker.state, worker.started, worker.slot_since) = (State::Booting, ago(0.1), ago(0.1));
    }
    assert_eq!(told(&shop, None), ill(&["orders: 0 of 4 workers ready", "mail: 0 of 2 workers ready"]));
    shop.workers[0].state = State::Idle;
    assert_eq!(told(&shop, None).1[0], "orders: 1 of 4 workers ready");
}

#[test]
fn a_reload_fails_no_probe() {
    let mut shop = whole();
    shop.phase = Phase::Reloading;
    shop.workers.iter_mut().for_each(|worker| worker.state = State::Leaving);
    assert_eq!(told(&shop, None), well("shop is healthy: 6 workers ready"));
    // Each has left after its job, and its successor has been forked.
    for worker in &mut shop.workers {
        (worker.state, worker.started) = (State::Booting, ago(0.1));
    }
    assert_eq!(told(&shop, None), well("shop is healthy: 0 workers ready, 6 being renewed"));
    shop.workers[0].state = State::Idle;
    assert_eq!(told(&shop, None), well("shop is healthy: 1 worker ready, 5 being renewed"));
    // One does not come up.
    shop.workers[1].failures = 1;
    assert_eq!(told(&shop, None), ill(&["orders: 1 of 4 workers ready"]));
}

#[test]
fn a_parked_group_is_healthy_and_who_leaves_it_counts_for_nobody() {
    let mut shop = shop();
    shop.groups[1].size = 0;
    assert_eq!(told(&shop, None), well("shop is healthy: 4 workers ready"));
    shop.groups[0].size = 3;
    shop.workers[2].state = State::Waiting { until: shop.now };
    assert_eq!(shop.workers[3].state, State::Leaving);
    assert_eq!(told(&shop, None), ill(&["orders: 2 of 3 workers ready"]));
    shop.groups[0].size = 1;
    assert_eq!(told(&shop, None), well("shop is healthy: 1 worker ready"));
    shop.groups[0].size = 0;
    assert_eq!(told(&shop, None), well("shop is healthy: 0 workers ready"));
}

#[test]
fn a_fleet_that_ends_is_not_healthy() {
    let mut shop = shop();
    shop.phase = Phase::Stopping;
    assert_eq!(told(&shop, None), ill(&["shop is stopping"]));
    shop.phase = Phase::Terminating;
    assert_eq!(
        told(&shop, Some(10)),
        ill(&["shop is terminating", "orders#2 has been busy for 12 s (order 88190 张伟), longer than 10 s"])
    );
}
