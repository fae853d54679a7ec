use super::super::fixture::{DAYS, shop};
use super::*;
use crate::scoreboard::snapshot::Group;
use std::collections::{HashMap, HashSet};

/// A sample: its labels as they stand in the text, and its value.
type Samples = HashMap<String, Vec<(Vec<(String, String)>, f64)>>;

/// Reads a page as a scraper does, and refuses what one would refuse.
fn read(page: &str) -> Samples {
    let body = page.strip_suffix("# EOF\n").expect("the page ends in # EOF");
    let mut samples = Samples::new();
    let (mut types, mut helped, mut family) = (HashMap::new(), HashSet::new(), "");
    for line in body.lines() {
        if let Some(help) = line.strip_prefix("# HELP ") {
            let (name, sentence) = help.split_once(' ').expect("a name and a sentence");
            assert!(sentence.ends_with('.') && helped.insert(name), "{line}");
        } else if let Some(kind) = line.strip_prefix("# TYPE ") {
            let (name, kind) = kind.split_once(' ').expect("a name and a type");
            assert!(helped.contains(name) && types.insert(name, kind).is_none(), "{line}");
            assert!(["gauge", "counter", "histogram"].contains(&kind), "{line}");
            assert_eq!(kind == "counter", name.ends_with("_total"), "{line}");
            family = name;
        } else {
            let (name, rest) = line.split_once('{').expect("labels");
            let suffixes: &[&str] = if types[family] == "histogram" { &["_bucket", "_sum", "_count"] } else { &[""] };
            let suffix = name.strip_prefix(family).unwrap_or_else(|| panic!("{line} is not of {family}"));
            assert!(suffixes.contains(&suffix), "{line}");
            let (labels, value) = labels(rest);
            assert!(labels.contains(&("fleet".into(), "shop".into())), "{line}");
            let of_name = samples.entry(name.to_owned()).or_default();
            assert!(of_name.iter().all(|(other, _)| *other != labels), "twice: {line}");
            of_name.push((labels, value.parse().expect("a number")));
        }
    }
    histograms(&samples);
    samples
}

/// `group="mail",state="idle"} 3`
fn labels(mut rest: &str) -> (Vec<(String, String)>, &str) {
    let mut labels = Vec::new();
    loop {
        let (key, value) = rest.split_once("=\"").expect("a label");
        assert!(key.chars().all(|part| part.is_ascii_lowercase()), "{key}");
        let (mut text, mut parts) = (String::new(), value.char_indices());
        let end = loop {
            match parts.next().expect("the end of a label's value") {
                (at, '"') => break at,
                (_, '\\') => text.push(match parts.next().expect("an escaped character").1 {
                    'n' => '\n',
                    part @ ('\\' | '"') => part,
                    part => panic!("\\{part} is no escape"),
                }),
                (_, part) => text.push(part),
            }
        };
        labels.push((key.to_owned(), text));
        rest = &value[end + 1..];
        if let Some(value) = rest.strip_prefix("} ") {
            return (labels, value);
        }
        rest = rest.strip_prefix(',').expect("a comma");
    }
}

/// Buckets rise, in their ends and in their counts; the last one has everything.
fn histograms(samples: &Samples) {
    for (name, buckets) in samples.iter().filter_map(|(name, buckets)| Some((name.strip_suffix("_bucket")?, buckets))) {
        let mut by_group: HashMap<String, Vec<(f64, f64)>> = HashMap::new();
        for (labels, count) in buckets {
            let (key, end) = labels.last().unwrap();
            assert!(key == "le" && (end == "+Inf" || end.contains('.')), "{end}");
            by_group.entry(label(labels, "group")).or_default().push((end.parse().unwrap(), *count));
        }
        for (group, buckets) in by_group {
            assert!(buckets.is_sorted_by(|(end, count), (next, more)| end < next && count <= more), "{buckets:?}");
            let (end, count) = *buckets.last().unwrap();
            assert!(end.is_infinite());
            assert_eq!(Some(count), of_group(samples, &format!("{name}_count"), &group).first().copied());
        }
    }
}

fn label(labels: &[(String, String)], key: &str) -> String {
    labels.iter().find(|(name, _)| name == key).map(|(_, value)| value.clone()).unwrap_or_default()
}

/// The values of this name and group, in their order.
fn of_group(samples: &Samples, name: &str, group: &str) -> Vec<f64> {
    let samples = samples.get(name).unwrap_or_else(|| panic!("no {name}"));
    samples.iter().filter(|(labels, _)| label(labels, "group") == group).map(|(_, value)| *value).collect()
}

#[test]
fn a_page_is_one_that_a_scraper_takes_and_says_what_is() {
    let page = read(&metrics(&shop()));
    let single = |name| of_group(&page, name, "");
    assert_eq!(label(&page["naruto_info"][0].0, "version"), "1.0.0");
    assert_eq!((single("naruto_info"), single("naruto_up")), (vec![1.0], vec![1.0]));
    assert_eq!(single("naruto_start_time_seconds"), [1_795_405_923.25 - DAYS]);
    assert_eq!((single("naruto_generation"), single("naruto_stale_files")), (vec![7.0], vec![2.0]));
    assert_eq!(single("naruto_reload_refused"), [0.0]);

    let orders = |name| of_group(&page, name, "orders");
    assert_eq!(orders("naruto_workers_wanted"), [4.0]);
    assert_eq!(orders("naruto_workers"), [2.0, 1.0, 0.0, 1.0, 0.0]);
    assert_eq!(of_group(&page, "naruto_workers", "mail"), [0.0, 1.0, 0.0, 0.0, 1.0]);
    assert_eq!((orders("naruto_jobs_total"), orders("naruto_jobs_failed_total")), (vec![911_992.0], vec![6.0]));
    assert_eq!(orders("naruto_memory_private_bytes"), [f64::from(98 << 20)]);
    assert_eq!(orders("naruto_memory_php_bytes"), [f64::from(24 << 20)]);
    assert_eq!(orders("naruto_oldest_job_seconds"), [12.3]);
    let busy = DAYS * 2.86;
    assert_eq!(
        (orders("naruto_busy_seconds_total"), orders("naruto_job_duration_seconds_sum")),
        (vec![busy], vec![busy])
    );
    assert_eq!(orders("naruto_job_duration_seconds_count"), [4_000.0]);
    assert_eq!(orders("naruto_deaths_total"), [0.0, 9.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 3.0, 0.0]);
}

#[test]
fn each_job_is_in_the_buckets_that_are_long_enough() {
    let mut shop = shop();
    shop.workers.truncate(1);
    shop.workers[0].totals.histogram.0.fill(0);
    for millis in [0, 30, 30, 7_000, 4_000_000] {
        shop.workers[0].totals.histogram.0[crate::scoreboard::histogram::bucket(Duration::from_millis(millis))] += 1;
    }
    let page = read(&metrics(&shop));
    let buckets = of_group(&page, "naruto_job_duration_seconds_bucket", "orders");
    let expected = [1, 1, 1, 1, 1, 3, 3, 3, 3, 3, 3, 3, 4, 4, 4, 4, 4, 4, 5];
    assert_eq!(buckets, expected.map(f64::from));
}

#[test]
fn names_are_escaped() {
    let name = "a\"b\\c\nd";
    let mut shop = shop();
    shop.groups.push(Group { name: name.into(), size: 3, ..Group::default() });
    assert_eq!(of_group(&read(&metrics(&shop)), "naruto_workers_wanted", name), [3.0]);
}

#[test]
fn trouble_shows() {
    let mut shop = shop();
    shop.phase = Phase::Stopping;
    shop.reload_error = "PHP Parse error".into();
    let page = read(&metrics(&shop));
    assert_eq!(of_group(&page, "naruto_up", ""), [0.0]);
    assert_eq!(of_group(&page, "naruto_reload_refused", ""), [1.0]);
    shop.phase = Phase::Reloading;
    assert_eq!(of_group(&read(&metrics(&shop)), "naruto_up", ""), [1.0]);
}

#[test]
fn a_fleet_without_workers_has_a_page_as_well() {
    let mut shop = shop();
    shop.workers.clear();
    let page = read(&metrics(&shop));
    assert_eq!(of_group(&page, "naruto_job_duration_seconds_count", "mail"), [0.0]);
    shop.groups.clear();
    read(&metrics(&shop));
}

#[test]
fn what_was_done_in_slots_that_are_no_more_still_counts() {
    let mut shop = shop();
    let before = read(&metrics(&shop));
    let retired = shop.workers.remove(1).totals;
    shop.groups[0].retired.add(&retired);
    shop.groups[0].size -= 1;
    let after = read(&metrics(&shop));
    let counters = before
        .keys()
        .filter(|name| ["_total", "_bucket", "_sum", "_count"].iter().any(|suffix| name.ends_with(suffix)));
    for name in counters {
        assert_eq!(of_group(&before, name, "orders"), of_group(&after, name, "orders"), "{name}");
    }
    assert_eq!(of_group(&after, "naruto_workers_wanted", "orders"), [3.0]);
}
