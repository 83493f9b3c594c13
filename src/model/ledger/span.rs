//! A time in the ledger: `2023-07-12T19:30/2023-07-12T21:00`, `2023-07-12/2023-07-14`, `2023-07/first`, `2023-07`, or
//! nothing while it is unknown.

use chrono::{NaiveDate, NaiveDateTime};

use crate::record::{Moment, iso};
use crate::time::{Part, When};

const MINUTE: &str = "%Y-%m-%dT%H:%M";

/// A time as the ledger writes it.
pub fn print(when: When) -> String {
    match when {
        When::Minutes { start, end: None } => minute_text(start),
        When::Minutes { start, end: Some(end) } => format!("{}/{}", minute_text(start), minute_text(end)),
        When::Days { first, last } if first == last => first.to_string(),
        When::Days { first, last } => format!("{first}/{last}"),
        When::Part { year, month, part } => format!("{year:04}-{month:02}/{}", part.name()),
        When::Month { year, month } => format!("{year:04}-{month:02}"),
        When::Unknown => String::new(),
    }
}

/// To the minute: `2023-07-12T19:30`.
fn minute_text(civil: NaiveDateTime) -> String {
    let mut text = iso(Moment::Civil(civil));
    text.truncate(text.len() - ":00".len());
    text
}

/// The time that a text of the ledger means.
pub fn parse(text: &str) -> Option<When> {
    if text.is_empty() {
        return Some(When::Unknown);
    }
    let (first, second) = text.split_once('/').map_or((text, None), |(first, second)| (first, Some(second)));
    if let Some(start) = minute(first) {
        let end = second.map(|end| minute(end).ok_or(())).transpose().ok()?;
        return Some(When::Minutes { start, end });
    }
    if let Ok(first) = first.parse::<NaiveDate>() {
        let last = second.map_or(Some(first), |last| last.parse().ok())?;
        return Some(When::Days { first, last });
    }
    let (year, month) = first.split_once('-')?;
    let (year, month) = (year.parse().ok()?, month.parse().ok().filter(|month| (1..=12).contains(month))?);
    Some(match second {
        None => When::Month { year, month },
        Some(name) => {
            let part = Part::ALL.iter().copied().find(|part| part.name() == name)?;
            When::Part { year, month, part }
        }
    })
}

fn minute(text: &str) -> Option<NaiveDateTime> {
    NaiveDateTime::parse_from_str(text, MINUTE).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn civil() -> impl Strategy<Value = NaiveDateTime> {
        (0i64..4_000_000_000).prop_filter_map("in range", |seconds| {
            chrono::DateTime::from_timestamp(seconds - seconds % 60, 0).map(|time| time.naive_utc())
        })
    }

    fn when() -> impl Strategy<Value = When> {
        let year_month = (1900..2200i32, 1..=12u8);
        prop_oneof![
            (civil(), proptest::option::of(civil())).prop_map(|(start, end)| When::Minutes { start, end }),
            (civil(), civil()).prop_map(|(a, b)| When::Days { first: a.date(), last: b.date() }),
            (year_month.clone(), 0..3usize).prop_map(|((year, month), part)| When::Part {
                year,
                month,
                part: Part::ALL[part]
            }),
            year_month.prop_map(|(year, month)| When::Month { year, month }),
            Just(When::Unknown),
        ]
    }

    proptest! {
        #[test]
        fn what_is_printed_is_read_again(when in when()) {
            prop_assert_eq!(parse(&print(when)), Some(when));
        }
    }

    #[test]
    fn what_nobody_prints_is_refused() {
        for text in ["2023", "2023-13", "2023-07/4th", "2023-07-12T19:30/", "2023-07-32", "待定", "/"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
