use super::super::fixture::{look, pipe, shop};
use super::super::text::width;
use super::*;
use naruto_supervisor::Cause;

#[test]
fn ends_are_listed_with_what_they_held() {
    assert_eq!(
        exits(&shop(), &look(120)),
        "\
shop · running 3d04h · pid 4711                                                                generation 7, since 2h04m
11 deaths: 7 exception, 3 oom, 1 timeout
12 left as planned: 12 reload

          WHEN  WORKER     PID  CAUSE      HOW         JOBS     UP   FOR  DOING             ERROR
      11:52:01  mail#2    4725  exception  255          117  1m01s  0.2s  mail 3            ConnectionException: refuse…
      11:45:51  orders#3  4714  oom        SIGKILL   12 007  2h04m  1.2s  order 88107 张伟
11-22 23:52:03  orders#2  4701  reload     0        298 000  1m01s
"
    );
}

#[test]
fn narrow_terminals_keep_what_a_death_was_about() {
    let mut shop = shop();
    shop.exits.pop();
    assert_eq!(
        exits(&shop, &look(80)),
        "\
shop · running 3d04h · pid 4711                        generation 7, since 2h04m
11 deaths: 7 exception, 3 oom, 1 timeout
12 left as planned: 12 reload

    WHEN  WORKER    CAUSE      HOW       FOR  DOING             ERROR
11:52:01  mail#2    exception  255      0.2s  mail 3            ConnectionExcep…
11:45:51  orders#3  oom        SIGKILL  1.2s  order 88107 张伟
"
    );
    for columns in 1..150 {
        for line in exits(&shop, &look(columns)).lines() {
            assert!(width(line) <= columns, "{columns}: {line}");
        }
    }
}

#[test]
fn a_pipe_has_dates_and_whole_texts() {
    let mut shop = shop();
    shop.exits[0].note = "x".repeat(127);
    shop.exits[1].signal = Some(libc::SIGRTMIN() + 3);
    let text = exits(&shop, &pipe());
    let rows: Vec<Vec<&str>> = text.lines().skip(5).map(|line| line.split_whitespace().collect()).collect();
    let first = ["2026-11-23T11:52:01", "mail#2", "4725", "exception", "255", "117", "7", "1m01s", "0.2s"];
    assert_eq!(rows[0][..9], first);
    assert_eq!(rows[0][9].len(), 127);
    assert_eq!(rows[0][10..].join(" "), "ConnectionException: refused in src/Mail.php:17");
    assert_eq!(rows[1][4..6], ["SIGRTMIN+3", "12007"]);
    assert_eq!(rows[2][5..].join(" "), "298000 6 1m01s - - -");
}

#[test]
fn nothing_has_ended_yet() {
    let mut shop = shop();
    shop.exits.clear();
    shop.groups.iter_mut().for_each(|group| group.deaths = [0; Cause::ALL.len()]);
    let text = exits(&shop, &look(80));
    assert_eq!(text.lines().skip(1).collect::<Vec<_>>(), ["no worker has ended yet"]);
}

#[test]
fn what_was_planned_is_dim() {
    let output = super::super::Output::Terminal { columns: 120, colour: true };
    let text = exits(&shop(), &Look { output, ..look(120) });
    let rows: Vec<&str> = text.lines().skip(5).collect();
    assert!(!rows[0].contains('\x1b'));
    assert!(rows[2].contains("  \x1b[2mreload\x1b[0m     \x1b[2m0\x1b[0m  "), "{}", rows[2]);
}
