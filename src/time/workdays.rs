//! Working days in China: the weeks, and over them the statutory holidays and the weekend days that are worked instead
//! (调休), as they are published year by year.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate, Weekday};

use crate::words;

words! {
    /// Whether a day that is published as special is free.
    pub enum HolidayKind {
        Holiday = "holiday" / "休",
        Workday = "workday" / "班",
    }
}

words! {
    /// What a repetition does on a statutory holiday.
    pub enum OnHoliday {
        Keep = "keep" / "照常",
        Skip = "skip" / "停办",
        Shift = "shift" / "顺延",
    }
}

/// What kind of day it is. A year that is not known has working days and weekends only: ask [`WorkCalendar::knows`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Day<'a> {
    Working,
    Weekend,
    /// With its name, empty if none was given.
    Holiday(&'a str),
    /// A day of the weekend that is worked.
    AdjustedWorkday,
}

/// The published holidays and worked weekends.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorkCalendar {
    days: BTreeMap<NaiveDate, (HolidayKind, String)>,
    years: BTreeSet<i32>,
}

/// Where a count of working days ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    pub last: NaiveDate,
    /// The first year that the count touched and of which no holidays are known: the day is then no more than likely.
    pub unknown: Option<i32>,
}

impl WorkCalendar {
    /// Of days with their names. Of two rows for one day the later counts.
    pub fn new(rows: impl IntoIterator<Item = (NaiveDate, HolidayKind, String)>) -> Self {
        let days: BTreeMap<_, _> = rows.into_iter().map(|(date, kind, name)| (date, (kind, name))).collect();
        let years = days.keys().map(NaiveDate::year).collect();
        Self { days, years }
    }

    pub fn kind(&self, date: NaiveDate) -> Day<'_> {
        let weekend = matches!(date.weekday(), Weekday::Sat | Weekday::Sun);
        match self.days.get(&date) {
            Some((HolidayKind::Holiday, name)) => Day::Holiday(name),
            Some((HolidayKind::Workday, _)) if weekend => Day::AdjustedWorkday,
            Some((HolidayKind::Workday, _)) => Day::Working,
            None if weekend => Day::Weekend,
            None => Day::Working,
        }
    }

    /// Whether the year's holidays are known: whether any day of it is listed.
    pub fn knows(&self, year: i32) -> bool {
        self.years.contains(&year)
    }

    pub fn is_working(&self, date: NaiveDate) -> bool {
        matches!(self.kind(date), Day::Working | Day::AdjustedWorkday)
    }

    /// The first working day after a date.
    pub fn next_working_day(&self, after: NaiveDate) -> NaiveDate {
        self.add_working_days(after, 1).last
    }

    /// The last of so many working days, the first of which is the first after `from`: so a public notice is counted.
    /// With none, `from` itself.
    pub fn add_working_days(&self, from: NaiveDate, days: u16) -> Counted {
        let mut counted = Counted { last: from, unknown: None };
        let mut left = days;
        while left > 0 {
            // The calendar of the program ends a quarter of a million years from now.
            let Some(next) = counted.last.succ_opt() else { break };
            counted.last = next;
            if counted.unknown.is_none() && !self.knows(next.year()) {
                counted.unknown = Some(next.year());
            }
            if self.is_working(next) {
                left -= 1;
            }
        }
        counted
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in crate::time) fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// The published holidays of 2023, from 清明 on.
    pub(in crate::time) fn calendar() -> WorkCalendar {
        let days = [
            ("2023-04-05", "休", "清明节"),
            ("2023-04-23", "班", ""),
            ("2023-04-29", "休", "劳动节"),
            ("2023-04-30", "休", "劳动节"),
            ("2023-05-01", "休", "劳动节"),
            ("2023-05-02", "休", "劳动节"),
            ("2023-05-03", "休", "劳动节"),
            ("2023-05-06", "班", ""),
            ("2023-06-22", "休", "端午节"),
            ("2023-06-23", "休", "端午节"),
            ("2023-06-24", "休", "端午节"),
            ("2023-06-25", "班", ""),
            ("2023-09-29", "休", "中秋节"),
            ("2023-09-30", "休", "国庆节"),
            ("2023-10-01", "休", "国庆节"),
            ("2023-10-02", "休", "国庆节"),
            ("2023-10-03", "休", "国庆节"),
            ("2023-10-04", "休", "国庆节"),
            ("2023-10-05", "休", "国庆节"),
            ("2023-10-06", "休", "国庆节"),
            ("2023-10-07", "班", ""),
            ("2023-10-08", "班", ""),
        ];
        WorkCalendar::new(days.into_iter().map(|(day, kind, name)| {
            let kind = if kind == "休" { HolidayKind::Holiday } else { HolidayKind::Workday };
            (date(day), kind, name.to_owned())
        }))
    }

    #[test]
    fn days_are_of_their_kind() {
        let calendar = calendar();
        let cases = [
            ("2023-06-21", Day::Working, true),
            ("2023-06-22", Day::Holiday("端午节"), false),
            ("2023-06-24", Day::Holiday("端午节"), false),
            ("2023-06-25", Day::AdjustedWorkday, true),
            ("2023-07-15", Day::Weekend, false),
            ("2024-01-01", Day::Working, true),
        ];
        for (day, kind, working) in cases {
            assert_eq!((calendar.kind(date(day)), calendar.is_working(date(day))), (kind, working), "{day}");
        }
        assert!(calendar.knows(2023));
        assert!(!calendar.knows(2024) && !calendar.knows(2022));
        assert!(!WorkCalendar::default().knows(2023));
    }

    #[test]
    fn working_days_are_counted_from_the_next_day() {
        let cases = [
            ("2023-07-10", 5, "2023-07-17", None),
            ("2023-07-14", 1, "2023-07-17", None),
            ("2023-07-15", 1, "2023-07-17", None),
            ("2023-07-10", 0, "2023-07-10", None),
            // Over 端午: two working days, then the Sunday that is worked.
            ("2023-06-19", 3, "2023-06-25", None),
            ("2023-09-28", 1, "2023-10-07", None),
            ("2023-09-28", 3, "2023-10-09", None),
            ("2023-12-28", 1, "2023-12-29", None),
            ("2023-12-28", 2, "2024-01-01", Some(2024)),
        ];
        for (from, days, last, unknown) in cases {
            let expected = Counted { last: date(last), unknown };
            assert_eq!(calendar().add_working_days(date(from), days), expected, "{from} + {days}");
        }
        assert_eq!(calendar().next_working_day(date("2023-06-21")), date("2023-06-25"));
        assert_eq!(calendar().next_working_day(NaiveDate::MAX), NaiveDate::MAX);
    }
}
