use super::*;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZoneDatabase;

const fn ms(ms: u64) -> Time {
    Time::from_millis(ms)
}

fn at(time: Time) -> Moment {
    Moment { time, wall: Time::from_secs(1_000_000_000) + time }
}

#[test]
fn every_turn_comes_at_its_time_however_late_the_one_before() {
    let mut timers = Timers::default();
    timers.add_every(ms(100), at(ms(0)));
    assert_eq!(timers.take_due(at(ms(99))), None);
    for (now, missed) in [(100, 0), (250, 0), (300, 0), (799, 3), (800, 0)] {
        assert!(timers.are_due(at(ms(now))));
        assert_eq!(timers.take_due(at(ms(now))), Some(Turn { timer: 0, missed }), "at {now}");
        assert_eq!(timers.take_due(at(ms(now))), None);
    }
    assert_eq!((timers.next_span(), timers.next_wall()), (Some(ms(900)), None));
}

#[test]
fn of_several_the_latest_comes_first_and_none_twice() {
    let mut timers = Timers::default();
    timers.add_every(ms(70), at(ms(0)));
    timers.add_every(ms(50), at(ms(0)));
    timers.add_every(ms(70), at(ms(0)));
    let order: Vec<_> = std::iter::from_fn(|| timers.take_due(at(ms(75)))).map(|turn| turn.timer).collect();
    assert_eq!(order, [1, 0, 2]);
}

/// Local times of the zone as `month-day hour:minute offset`, starting after the one given.
fn times(expression: &str, zone: &str, after: &str, number: usize) -> Vec<String> {
    let cron = Cron::new(expression, zone).expect("an expression");
    let zone = TimeZoneDatabase::bundled().get(zone).expect("a zone");
    let day: Date = after[..10].parse().expect("a date");
    let hour = after[11..13].parse().expect("an hour");
    let start = zone.to_timestamp(day.at(hour, 0, 0, 0)).expect("a moment");
    let mut wall = Time::from_secs(start.as_second().unsigned_abs());
    let mut found = Vec::new();
    for _ in 0..number {
        wall = cron.after(wall).expect("another one");
        let moment = Timestamp::from_second(wall.as_secs().cast_signed()).expect("a moment").to_zoned(zone.clone());
        found.push(moment.strftime("%m-%d %H:%M %z").to_string());
    }
    found
}

#[test]
fn an_expression_means_what_it_means_in_a_crontab() {
    assert_eq!(
        times("*/20 * * * *", "UTC", "2026-11-25 10", 3),
        ["11-25 10:20 +0000", "11-25 10:40 +0000", "11-25 11:00 +0000"]
    );
    assert_eq!(times("0 3 * * 1-5", "Asia/Shanghai", "2026-11-27 10", 1), ["11-30 03:00 +0800"]);
    assert_eq!(
        times("0 0 1,15 * mon", "UTC", "2026-12-01 10", 2),
        ["12-07 00:00 +0000", "12-14 00:00 +0000"],
        "either day"
    );
    assert_eq!(times("@daily", "UTC", "2026-12-01 10", 1), ["12-02 00:00 +0000"]);
    assert_eq!(times("30 4 29 2 *", "UTC", "2026-12-01 10", 1), ["02-29 04:30 +0000"]);
}

#[test]
fn a_day_with_a_missing_hour_and_one_with_a_double_hour() {
    // 2026-03-29 02:00 becomes 03:00: what is due in between comes right after it, and hourly things go on.
    let berlin = "Europe/Berlin";
    assert_eq!(times("30 2 * * *", berlin, "2026-03-28 12", 2), ["03-29 03:00 +0200", "03-30 02:30 +0200"]);
    assert_eq!(
        times("0 * * * *", berlin, "2026-03-29 00", 3),
        ["03-29 01:00 +0100", "03-29 03:00 +0200", "03-29 04:00 +0200"]
    );
    // 2026-10-25 03:00 becomes 02:00: once a day is once, and every hour is every hour.
    assert_eq!(times("30 2 * * *", berlin, "2026-10-24 12", 2), ["10-25 02:30 +0200", "10-26 02:30 +0100"]);
    assert_eq!(
        times("0 * * * *", berlin, "2026-10-25 01", 3),
        ["10-25 02:00 +0200", "10-25 02:00 +0100", "10-25 03:00 +0100"]
    );
}

#[test]
fn what_is_wrong_is_told_with_its_field() {
    let refused = |expression: &str| {
        Timers::default().add_cron(expression, "UTC", Time::ZERO).expect_err("no expression").to_string()
    };
    assert_eq!(refused("60 * * * *"), "\"60\" is no minute");
    assert_eq!(refused("* 24 * * *"), "\"24\" is no hour");
    assert_eq!(refused("* * 0 * *"), "\"0\" is no day of the month");
    assert_eq!(refused("* * * 13 *"), "\"13\" is no month");
    assert_eq!(refused("* * * * x"), "\"x\" is no day of the week");
    assert_eq!(refused("*/0 * * * *"), "\"*/0\" is no minute");
    for (fields, expression) in [(0, ""), (4, "* * * *"), (6, "0 * * * * *"), (1, "daily")] {
        assert!(refused(expression).ends_with(&format!("got {fields}")), "{expression}");
    }
    assert!(refused("@reboot").ends_with("got @reboot"));
    assert_eq!(refused("0 0 31 2 *"), "there is no such day in any year to come");
    let zone = Timers::default().add_cron("* * * * *", "Europe/Atlantis", Time::ZERO);
    assert_eq!(zone, Err(CronError::Zone("Europe/Atlantis".into())));
}

#[test]
fn missed_minutes_are_told_and_a_clock_that_is_set_does_no_harm() {
    let mut timers = Timers::default();
    let minute = |minute: u64| Moment { time: Time::ZERO, wall: Time::from_secs(1_800_000_000 + minute * 60) };
    timers.add_cron("* * * * *", "UTC", minute(0).wall).expect("an expression");
    assert_eq!(timers.take_due(minute(0)), None);
    assert_eq!(timers.take_due(minute(1)), Some(Turn { timer: 0, missed: 0 }));
    assert_eq!(timers.take_due(minute(5)), Some(Turn { timer: 0, missed: 3 }));
    assert_eq!(timers.take_due(minute(5)), None);
    // Set back a little: nothing is done twice. Set back by a day: it was wrong before.
    assert_eq!(timers.take_due(minute(3)), None);
    assert_eq!(timers.next_wall(), Some(minute(6).wall));
    let yesterday = Moment { time: Time::ZERO, wall: minute(0).wall.saturating_sub(Time::from_secs(86_400)) };
    assert_eq!(timers.take_due(yesterday), None);
    assert_eq!(timers.next_wall(), Some(yesterday.wall + Time::from_secs(60)));
}
