//! The Chinese calendar by GB/T 33661-2017, as the `icu_calendar` crate computes it: right as published from 1900 to
//! 2100, near the truth beyond.

use chrono::{Datelike, NaiveDate};
use icu_calendar::cal::ChineseTraditional;
use icu_calendar::types::{Month, RataDie};
use icu_calendar::{Date, Iso};

use super::phrase::chinese_number;

/// A day of the Chinese calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LunarDate {
    /// The Gregorian year in which the Chinese year begins: 2023-01-01 lies in 2022.
    pub year: i32,
    /// From 1 to 12.
    pub month: u8,
    /// Whether this is the month that repeats the one before it.
    pub leap: bool,
    /// From 1 to 30.
    pub day: u8,
}

/// The day of the Chinese calendar that a date is.
pub fn lunar(date: NaiveDate) -> LunarDate {
    let fixed = RataDie::new(date.num_days_from_ce().into());
    let date = Date::from_rata_die(fixed, ChineseTraditional::default());
    let month = date.month().to_input();
    LunarDate {
        year: date.cyclic_year().related_iso,
        month: month.number(),
        leap: month.is_leap(),
        day: date.day_of_month().0,
    }
}

/// The date of a day of the Chinese calendar; `None` if that year has no such month, or that month no such day.
pub fn solar(year: i32, month: u8, leap: bool, day: u8) -> Option<NaiveDate> {
    let month = if leap { Month::leap(month) } else { Month::new(month) };
    let date = Date::try_new(year.into(), month, day, ChineseTraditional::default()).ok()?;
    let fixed = date.to_calendar(Iso).to_rata_die().to_i64_date();
    NaiveDate::from_num_days_from_ce_opt(i32::try_from(fixed).ok()?)
}

impl LunarDate {
    /// `六月初一`, `闰二月十五`, `腊月廿三`.
    pub fn text(self) -> String {
        month_text(self.month, self.leap) + &day_text(self.day)
    }

    /// For the cell of a calendar: `廿三`; the first day of a month shows the month, `六月`.
    pub fn short(self) -> String {
        if self.day == 1 { month_text(self.month, self.leap) } else { day_text(self.day) }
    }
}

/// `正月`, `闰二月`, `冬月`, `腊月`.
pub(super) fn month_text(month: u8, leap: bool) -> String {
    let leap = if leap { "闰" } else { "" };
    match month {
        1 => format!("{leap}正月"),
        11 => format!("{leap}冬月"),
        12 => format!("{leap}腊月"),
        _ => format!("{leap}{}月", chinese_number(month.into())),
    }
}

/// `初九`, `十五`, `廿三`, `三十`.
pub(super) fn day_text(day: u8) -> String {
    match day {
        1..=10 => format!("初{}", chinese_number(day.into())),
        21..=29 => format!("廿{}", chinese_number(u32::from(day - 20))),
        _ => chinese_number(day.into()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn days_are_those_of_the_published_calendar() {
        let cases = [
            ("2026-10-18", 2026, "九月初九", "初九"),
            ("2023-06-22", 2023, "五月初五", "初五"),
            ("2023-09-29", 2023, "八月十五", "十五"),
            ("2023-01-01", 2022, "腊月初十", "初十"),
            ("2023-02-19", 2023, "正月廿九", "廿九"),
            ("2023-02-20", 2023, "二月初一", "二月"),
            ("2023-03-21", 2023, "二月三十", "三十"),
            ("2023-03-22", 2023, "闰二月初一", "闰二月"),
            ("2023-04-19", 2023, "闰二月廿九", "廿九"),
            ("2023-04-20", 2023, "三月初一", "三月"),
            ("2023-07-18", 2023, "六月初一", "六月"),
            ("2023-12-13", 2023, "冬月初一", "冬月"),
            ("2020-05-23", 2020, "闰四月初一", "闰四月"),
            ("2025-07-25", 2025, "闰六月初一", "闰六月"),
            ("2033-12-22", 2033, "闰冬月初一", "闰冬月"),
            ("2024-02-09", 2023, "腊月三十", "三十"),
            ("2025-01-28", 2024, "腊月廿九", "廿九"),
            ("1949-10-01", 1949, "八月初十", "初十"),
        ];
        for (solar, year, text, short) in cases {
            let lunar = lunar(date(solar));
            assert_eq!((lunar.year, lunar.text().as_str(), lunar.short().as_str()), (year, text, short), "{solar}");
        }
    }

    #[test]
    fn days_that_do_not_exist_have_no_date() {
        let cases = [
            (2023, 2, true, 1, Some("2023-03-22")),
            (2023, 2, true, 30, None),
            (2024, 2, true, 1, None),
            (2024, 12, false, 30, None),
            (2023, 13, false, 1, None),
            (2023, 0, false, 1, None),
            (2023, 1, false, 0, None),
            (2023, 1, false, 31, None),
            (99_999, 1, false, 1, None),
        ];
        for (year, month, leap, day, expected) in cases {
            assert_eq!(solar(year, month, leap, day), expected.map(date), "{year} {month} {leap} {day}");
        }
    }

    proptest! {
        #[test]
        fn dates_come_back(days in 0i64..54_787) {
            let date = date("1950-01-01") + chrono::TimeDelta::days(days);
            let there = lunar(date);
            prop_assert_eq!(solar(there.year, there.month, there.leap, there.day), Some(date));
        }

        #[test]
        fn any_date_has_a_day(days in -90_000_000i32..90_000_000) {
            if let Some(date) = NaiveDate::from_num_days_from_ce_opt(days) {
                let there = lunar(date);
                prop_assert!((1..=12).contains(&there.month) && (1..=30).contains(&there.day));
            }
        }
    }
}
