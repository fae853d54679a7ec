use super::super::fixture::{NOW, ago, look, pipe, shop};
use super::super::text::width;
use super::*;
use crate::scoreboard::snapshot::{Group, Phase, Totals};

fn lines(text: &str) -> Vec<&str> {
    text.lines().collect()
}

/// A fleet of one group, of idle workers that nothing happened to.
fn calm(workers: u32) -> Snapshot {
    let idle = |number| Worker {
        number,
        pid: Some(4711 + i32::try_from(number).unwrap()),
        generation: 1,
        state: State::Idle,
        since: NOW,
        started: ago(12.0),
        slot_since: ago(12.0),
        totals: Totals { jobs: 30, ..Totals::default() },
        private: 2 << 20,
        ..Worker::default()
    };
    Snapshot {
        name: "worker".into(),
        pid: 4711,
        now: NOW,
        started: ago(12.4),
        generation: 1,
        generation_since: ago(12.4),
        groups: vec![Group { name: "worker".into(), size: workers, ..Group::default() }],
        workers: (1..=workers).map(idle).collect(),
        ..Snapshot::default()
    }
}

// As in the design, but for the sum of all jobs, which was not that of the column.

#[test]
fn eighty_columns_as_drawn() {
    assert_eq!(
        status(&shop(), &look(80)),
        "\
shop · running 3d04h · pid 4711                        generation 7, since 2h04m
6 workers: 2 busy, 2 idle, 1 leaving, 1 waiting  951 979 jobs, 12 failed, 86.4/s
11 deaths: 7 exception, 3 oom, 1 timeout               see: php worker.php exits

WORKER     PID  STATE      FOR     JOBS  FAILED    p95  MEM  DOING
orders#1  4712  busy      0.2s  301 204       3   91ms  24M  order 88213
orders#2  4713  busy     12.3s  298 911       1   88ms  31M  order 88190 张伟
orders#3  6120  idle      0.0s   12 007       0   90ms  19M
orders#4  4715  leaving   0.4s  299 870       2   92ms  24M  order 88214
mail#1    4716  idle      3.1s   20 113       0  240ms  18M
mail#2       -  waiting   1.6s   19 874       6              5 × ConnectionExce…

! src/Ship.php and 1 more changed on disk since generation 7: reload runs them
"
    );
}

#[test]
fn a_hundred_and_twenty_columns_as_drawn() {
    assert_eq!(
        status(&shop(), &look(120)),
        "\
shop · running 3d04h · pid 4711                                                                generation 7, since 2h04m
6 workers: 2 busy, 2 idle, 1 leaving, 1 waiting                                          951 979 jobs, 12 failed, 86.4/s
11 deaths: 7 exception, 3 oom, 1 timeout                                                       see: php worker.php exits

WORKER     PID  STATE      FOR     JOBS  FAILED    p50    p95    MAX  MEM  GEN     UP  BUSY  DOING
orders#1  4712  busy      0.2s  301 204       3   38ms   91ms   1.4s  24M    7  2h04m   71%  order 88213
orders#2  4713  busy     12.3s  298 911       1   38ms   88ms   9.8s  31M    7  2h04m   74%  order 88190 张伟
orders#3  6120  idle      0.0s   12 007       0   37ms   90ms   0.6s  19M    7  6m12s   69%
orders#4  4715  leaving   0.4s  299 870       2   38ms   92ms   1.1s  24M    6  3d04h   72%  order 88214
mail#1    4716  idle      3.1s   20 113       0  110ms  240ms   3.0s  18M    7  2h04m   18%
mail#2       -  waiting   1.6s   19 874       6                              7               5 × ConnectionException

! src/Ship.php and 1 more changed on disk since generation 7: reload runs them
"
    );
}

#[test]
fn one_group_and_nothing_wrong_is_two_lines_and_the_workers() {
    let text = status(&calm(2), &look(80));
    assert_eq!(
        text,
        "\
worker · running 12s · pid 4711                          generation 1, since 12s
2 workers: 2 idle                                       60 jobs, 0 failed, 0.0/s

WORKER     PID  STATE   FOR  JOBS  FAILED    p95  MEM  DOING
worker#1  4712  idle   0.0s    30       0          2M
worker#2  4713  idle   0.0s    30       0          2M
"
    );
}

#[test]
fn a_pipe_has_all_columns_and_every_cell_is_one_word() {
    let mut shop = shop();
    shop.workers[0].totals.jobs = 1_204_000;
    shop.workers[1].note = "order 88190, which has a name that fits in no terminal at all".into();
    let text = status(&shop, &pipe());
    let lines = lines(&text);
    assert!(lines[1].ends_with("  1854775 jobs, 12 failed, 86.4/s"), "{}", lines[1]);
    let headings = "WORKER PID STATE FOR JOBS FAILED p50 p95 MAX MEM GEN UP BUSY DOING";
    assert_eq!(lines[4].split_whitespace().collect::<Vec<_>>().join(" "), headings);
    let fifth: Vec<&str> = lines[5..11].iter().map(|line| line.split_whitespace().nth(4).unwrap()).collect();
    assert_eq!(fifth, ["1204000", "298911", "12007", "299870", "20113", "19874"]);
    assert!(lines[6].ends_with("  order 88190, which has a name that fits in no terminal at all"));
    let words = |line: &str| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let idle =
        ["orders#3", "6120", "idle", "0.0s", "12007", "0", "37ms", "90ms", "0.6s", "19M", "7", "6m12s", "69%", "-"];
    assert_eq!(words(lines[7]), idle);
    assert_eq!(words(lines[10]).join(" "), "mail#2 - waiting 1.6s 19874 6 - - - - 7 - - 5 × ConnectionException");
    assert!(!text.contains('\x1b') && !text.contains('…'));
}

#[test]
fn columns_go_in_the_order_of_the_rules() {
    let order = ["UP", "GEN", "MAX", "p50", "BUSY", "PID", "p95", "FAILED"];
    let stays = ["WORKER", "STATE", "FOR", "JOBS", "DOING"];
    let mut gone = 0;
    for columns in (45..=130).rev() {
        let text = status(&shop(), &look(columns));
        let headings: Vec<&str> = lines(&text)[4].split_whitespace().collect();
        let here = order.map(|heading| headings.contains(&heading));
        let now = here.iter().filter(|here| !**here).count();
        assert_eq!(here, std::array::from_fn(|at| at >= now), "{columns}: {headings:?}");
        assert!(now >= gone, "a column came back at {columns}");
        assert!(stays.iter().all(|heading| headings.contains(heading)), "{columns}: {headings:?}");
        gone = now;
    }
    assert_eq!(gone, order.len());
}

#[test]
fn no_line_is_wider_than_the_terminal_and_none_ends_in_spaces() {
    let mut shop = shop();
    shop.workers[2].note = "张".repeat(60);
    for columns in 3..150 {
        for line in lines(&status(&shop, &look(columns))) {
            assert!(width(line) <= columns, "{} in {columns}: {line}", width(line));
            assert_eq!(line, line.trim_end());
        }
    }
}

#[test]
fn idle_ones_of_many_are_one_line_a_group() {
    let mut fleet = calm(41);
    fleet.groups.push(Group { name: "mail".into(), size: 1, ..Group::default() });
    fleet.workers[6].state = State::Busy;
    fleet.workers.push(Worker { group: 1, number: 1, pid: Some(9), state: State::Booting, ..Worker::default() });
    let text = status(&fleet, &look(80));
    let rows = lines(&text)[4..].to_vec();
    assert_eq!(rows.len(), 3, "{text}");
    assert!(rows[0].starts_with("worker#7  4718  busy "), "{}", rows[0]);
    assert_eq!(rows[1], "worker    40 idle");
    assert!(rows[2].starts_with("mail#1       9  booting "), "{}", rows[2]);
    assert_eq!(lines(&status(&fleet, &Look { all: true, ..look(80) })).len(), 4 + 42);
    assert_eq!(lines(&status(&fleet, &pipe())).len(), 4 + 42);
    assert_eq!(lines(&status(&calm(40), &look(80))).len(), 4 + 40);
}

#[test]
fn colours_follow_the_state() {
    let mut shop = shop();
    // Half the timeout of its job, and a little more.
    shop.workers[0].since = ago(15.0);
    shop.workers[1].since = ago(15.001);
    let output = Output::Terminal { columns: 120, colour: true };
    let text = status(&shop, &Look { output, ..look(120) });
    let rows = &lines(&text)[5..11];
    assert!(rows[0].contains("  busy     15.0s  "), "{}", rows[0]);
    assert!(rows[1].contains("  \x1b[33mbusy\x1b[0m     \x1b[33m15.0s\x1b[0m  "), "{}", rows[1]);
    assert!(rows[2].contains("\x1b[2midle\x1b[0m "), "{}", rows[2]);
    assert!(rows[3].contains("\x1b[36mleaving\x1b[0m "), "{}", rows[3]);
    assert!(rows[5].contains("\x1b[33mwaiting\x1b[0m "), "{}", rows[5]);
    let plain = ["0", "2", "33", "36"].iter().fold(text, |text, code| text.replace(&format!("\x1b[{code}m"), ""));
    assert_eq!(plain, status(&shop, &look(120)));
}

#[test]
fn what_wants_something_comes_last_and_whole() {
    let mut fleet = calm(1);
    fleet.stale_files = vec!["src/Ship.php".into()];
    fleet.reload_error =
        "PHP Parse error:  syntax error, unexpected token \"}\" in /srv/shop/src/Ship.php on line 41\n".into();
    let text = status(&fleet, &look(80));
    assert!(
        text.ends_with(
            "
! src/Ship.php changed on disk since generation 1: reload runs it
! reload refused, generation 1 works on: PHP Parse error:  syntax error,
  unexpected token \"}\" in /srv/shop/src/Ship.php on line 41
"
        ),
        "{text}"
    );
    let last = "! reload refused, generation 1 works on: PHP Parse error:  syntax error, unexpected token \"}\" in \
                /srv/shop/src/Ship.php on line 41\n";
    assert!(status(&fleet, &pipe()).ends_with(last));
}

#[test]
fn texts_of_others_cannot_command_a_terminal() {
    let mut fleet = calm(1);
    fleet.name = "a\x1b[2J".into();
    fleet.workers[0].note = "b\x1b]0;\x07".into();
    fleet.stale_files = vec!["c\nd\x1b".into()];
    fleet.reload_error = "e\x1bf".into();
    for look in [look(80), pipe()] {
        let text = status(&fleet, &look);
        assert!(!text.contains(|part: char| part.is_control() && part != '\n'), "{text:?}");
        assert!(text.contains("! c⏎d? changed"), "{text}");
    }
}

#[test]
fn a_wait_says_why_as_far_as_it_is_known() {
    let trouble = |failures, error: &str| trouble(&Worker { failures, last_error: error.into(), ..Worker::default() });
    assert_eq!(trouble(5, "E: no"), "5 × E: no");
    assert_eq!(trouble(1, ""), "1 death in a row");
    assert_eq!(trouble(3, ""), "3 deaths in a row");
    assert_eq!(trouble(0, ""), "");
}

#[test]
fn a_fleet_that_ends_says_so_and_one_that_is_parked_has_no_table() {
    let mut fleet = calm(0);
    fleet.phase = Phase::Stopping;
    let text = status(&fleet, &look(80));
    assert_eq!(
        lines(&text).iter().map(|line| line.split("  ").next().unwrap()).collect::<Vec<_>>(),
        ["worker · stopping, up 12s · pid 4711", "0 workers"]
    );
}

#[test]
fn unknown_figures_are_left_out_and_odd_ones_are_not_absurd() {
    let mut fleet = calm(1);
    let worker = &mut fleet.workers[0];
    worker.private = 0;
    worker.slot_since = NOW;
    worker.totals.histogram.0[60] = 1;
    worker.longest = Duration::from_millis(33);
    let text = status(&fleet, &pipe());
    let row: Vec<&str> = lines(&text)[4].split_whitespace().collect();
    // No job took longer than the longest, although its bucket reaches further.
    assert_eq!(row[6..10], ["33ms", "33ms", "33ms", "-"], "{text}");
    assert_eq!(row[12], "-");
    assert_eq!(share(Duration::from_secs(11), Duration::from_secs(10)).unwrap(), "100%");
}
