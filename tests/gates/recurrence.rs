//! Recurrence rules give the dates that python-dateutil gives: two programs that have nothing in common read RFC 5545,
//! section 3.3.10, alike.

use std::collections::BTreeSet;
use std::process::Command;
use std::time::Duration;

use chrono::{Days, NaiveDate, NaiveDateTime};
use proptest::collection::btree_set;
use proptest::option::{of, weighted};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use xinfeng::diagnostic::{Findings, Place};
use xinfeng::record::{Field, Node, Value};
use xinfeng::time::{Repeat, WorkCalendar, Zone, expand};

const RULES: usize = 400;

#[derive(Clone, Debug)]
struct Case {
    rule: String,
    first: NaiveDateTime,
    last_day: NaiveDate,
}

#[test]
fn rules_give_the_dates_that_dateutil_gives() {
    let cases = cases();
    assert!(cases.iter().map(|case| &case.rule).collect::<BTreeSet<_>>().len() >= 300, "too few different rules");
    let theirs = theirs(&cases);
    assert_eq!(theirs.len(), cases.len());
    assert!(theirs.iter().filter(|starts| starts.len() > 1).count() >= 300, "too few rules that repeat");
    let mut differences = Vec::new();
    for (case, theirs) in cases.iter().zip(&theirs) {
        let ours = ours(case);
        if ours.as_ref() != Ok(theirs) {
            let only = |some: &[String], other: &[String]| -> Vec<String> {
                some.iter().filter(|start| !other.contains(start)).take(3).cloned().collect()
            };
            differences.push(match &ours {
                Ok(ours) => {
                    format!("{case:?}: only ours {:?}, only theirs {:?}", only(ours, theirs), only(theirs, ours))
                }
                Err(said) => format!("{case:?}: refused: {said}"),
            });
        }
    }
    assert!(differences.is_empty(), "{} differ:\n{}", differences.len(), differences.join("\n"));
}

/// The same ones in every run.
fn cases() -> Vec<Case> {
    let mut runner = TestRunner::deterministic();
    (0..RULES).map(|_| case().new_tree(&mut runner).expect("a rule").current()).collect()
}

/// Left out:
/// - BYDAY with and without numbers in one rule, which neither program is sure to read as the other does;
/// - BYMONTHDAY beside FREQ=WEEKLY and numbers in BYDAY beside FREQ=DAILY or WEEKLY, which the standard forbids;
/// - UNTIL as a date: the standard has it beside a DTSTART without a time only. For staff it includes the whole day,
///   for dateutil it is that day's midnight.
fn case() -> impl Strategy<Value = Case> {
    let frequency = select(vec!["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]);
    let weekdays = weighted(0.5, btree_set(select(vec!["MO", "TU", "WE", "TH", "FR", "SA", "SU"]), 1..4));
    let ordinals = weighted(0.5, select(vec![1, 2, 3, 4, 5, -1, -2]));
    let months = weighted(0.3, btree_set(1..=12, 1..5));
    let month_days = weighted(0.3, btree_set(select((-28..=28).filter(|day| *day != 0).collect::<Vec<_>>()), 1..4));
    let late_day = any::<bool>();
    let end = of((any::<bool>(), 1..40u64));
    (frequency, 1..=4u8, weekdays, ordinals, months, month_days, late_day, 0..1500u64, 0..1440u64, end).prop_map(
        |(frequency, interval, weekdays, ordinal, months, month_days, late_day, day, minute, end)| {
            let first = NaiveDate::from_ymd_opt(2020, 1, 1).expect("a date") + Days::new(day);
            let first = first.and_hms_opt(0, 0, 0).expect("midnight") + Duration::from_secs(minute * 60);
            let long = matches!(frequency, "MONTHLY" | "YEARLY");
            let days = if long { 366 * 8 } else { 366 * 2 };
            let last_day = first.date() + Days::new(days);
            let mut rule = vec![format!("FREQ={frequency}")];
            if interval > 1 {
                rule.push(format!("INTERVAL={interval}"));
            }
            if let Some(months) = months {
                rule.push(format!("BYMONTH={}", list(months)));
            }
            if let Some(weekdays) = weekdays {
                let ordinal = ordinal.filter(|_| long).map(|number: i8| number.to_string()).unwrap_or_default();
                rule.push(format!("BYDAY={}", list(weekdays.iter().map(|day| format!("{ordinal}{day}")))));
            }
            if let Some(mut month_days) = month_days.filter(|_| frequency != "WEEKLY") {
                // A day that not every month has.
                if late_day {
                    month_days.insert(31);
                }
                rule.push(format!("BYMONTHDAY={}", list(month_days)));
            }
            match end {
                Some((true, count)) => rule.push(format!("COUNT={count}")),
                Some((false, count)) => {
                    let until = first + Days::new(count * days / 40);
                    rule.push(format!("UNTIL={}", until.format("%Y%m%dT%H%M%S")));
                }
                None => {}
            }
            Case { rule: rule.join(";"), first, last_day }
        },
    )
}

fn list(items: impl IntoIterator<Item = impl ToString>) -> String {
    items.into_iter().map(|item| item.to_string()).collect::<Vec<_>>().join(",")
}

fn ours(case: &Case) -> Result<Vec<String>, String> {
    let mut findings = Findings::new();
    let mut node = Node::new(Value::Text(case.rule.clone()), Place::site());
    let repeat = Repeat::read(&mut node, &mut findings).ok_or_else(|| format!("{findings:?}"))?;
    let starts = expand(&repeat, case.first, case.last_day, &WorkCalendar::default(), Zone::default());
    let starts = starts.map_err(|fault| format!("{fault:?}"))?;
    Ok(starts.into_iter().map(written).collect())
}

fn theirs(cases: &[Case]) -> Vec<Vec<String>> {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("cases.json");
    let rows: Vec<_> = cases.iter().map(|case| (&case.rule, written(case.first), case.last_day.to_string())).collect();
    std::fs::write(&file, serde_json::to_vec(&rows).expect("JSON")).expect("a file");
    let mut python = Command::new(concat!(env!("CARGO_MANIFEST_DIR"), "/target/python/bin/python"));
    python.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/gates/recurrence.py")).arg(&file);
    let output = crate::process::run_well(&mut python, Duration::from_mins(3));
    serde_json::from_slice(&output.stdout).expect("a list of lists of starts")
}

fn written(civil: NaiveDateTime) -> String {
    civil.format("%Y-%m-%dT%H:%M:%S").to_string()
}
