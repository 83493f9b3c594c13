//! Which days of a year a yearly date is.

use chrono::{Datelike, NaiveDate, TimeDelta, Weekday};

use super::lunar::solar;
use super::observance::{LunarDay, ObservanceDate};
use super::terms::term_day;
use super::weekday::Ordinal;

impl ObservanceDate {
    /// The days of a Gregorian year on which this falls, in order. A date of the Chinese calendar may fall twice, as
    /// 腊月初一 in some years, or not at all; 29 February and a solar term outside its table give none.
    pub fn in_year(self, year: i32) -> Vec<NaiveDate> {
        let date = |month: u8, day: u8| NaiveDate::from_ymd_opt(year, month.into(), day.into());
        match self {
            Self::Solar { month, day } => date(month, day).into_iter().collect(),
            Self::Weekday { month, ordinal, weekday } => {
                weekday_of_month(year, month, ordinal, weekday).into_iter().collect()
            }
            Self::Term(term) => term_day(term, year).into_iter().collect(),
            Self::Lunar { month, leap, day } => (year.saturating_sub(1)..=year)
                .filter_map(|lunar_year| match day {
                    LunarDay::Nth(day) => solar(lunar_year, month, leap, day),
                    LunarDay::Last => [30, 29].into_iter().find_map(|day| solar(lunar_year, month, leap, day)),
                })
                .filter(|date| date.year() == year)
                .collect(),
        }
    }
}

/// The first, second, …, last such weekday of a month; `None` if the month has not so many.
pub(super) fn weekday_of_month(year: i32, month: u8, ordinal: Ordinal, weekday: Weekday) -> Option<NaiveDate> {
    let month = u32::from(month);
    let weeks = TimeDelta::weeks(i64::from(ordinal.number().unsigned_abs()) - 1);
    let found = if ordinal.number() > 0 {
        let first = NaiveDate::from_ymd_opt(year, month, 1)?;
        let until = weekday.days_since(first.weekday());
        first.checked_add_signed(TimeDelta::days(until.into()) + weeks)?
    } else {
        let last = last_of_month(year, month)?;
        let since = last.weekday().days_since(weekday);
        last.checked_sub_signed(TimeDelta::days(since.into()) + weeks)?
    };
    (found.month() == month).then_some(found)
}

/// The last day of a month.
pub(super) fn last_of_month(year: i32, month: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, 1)?.checked_add_months(chrono::Months::new(1))?.pred_opt()
}

#[cfg(test)]
mod tests {
    use super::super::observance;
    use super::*;

    #[test]
    fn days_of_a_year() {
        let cases: &[(&str, i32, &[&str])] = &[
            ("06-26", 2023, &["2023-06-26"]),
            ("02-29", 2023, &[]),
            ("02-29", 2024, &["2024-02-29"]),
            ("母亲节", 2023, &["2023-05-14"]),
            ("父亲节", 2023, &["2023-06-18"]),
            ("10月最后一个周六", 2023, &["2023-10-28"]),
            ("10月倒数第二个周六", 2023, &["2023-10-21"]),
            ("5月第五个周日", 2023, &[]),
            ("10月第五个周日", 2023, &["2023-10-29"]),
            ("清明", 2023, &["2023-04-05"]),
            ("冬至", 1900, &[]),
            ("春节", 2020, &["2020-01-25"]),
            ("春节", 2021, &["2021-02-12"]),
            ("春节", 2022, &["2022-02-01"]),
            ("春节", 2023, &["2023-01-22"]),
            ("春节", 2024, &["2024-02-10"]),
            ("春节", 2025, &["2025-01-29"]),
            ("春节", 2026, &["2026-02-17"]),
            ("春节", 2027, &["2027-02-06"]),
            ("春节", 2028, &["2028-01-26"]),
            ("春节", 2029, &["2029-02-13"]),
            ("春节", 2030, &["2030-02-03"]),
            ("除夕", 2023, &["2023-01-21"]),
            ("除夕", 2024, &["2024-02-09"]),
            ("除夕", 2025, &["2025-01-28"]),
            ("端午节", 2023, &["2023-06-22"]),
            ("中秋节", 2023, &["2023-09-29"]),
            ("重阳节", 2026, &["2026-10-18"]),
            // The ordinary second month, though 2023 has a leap one after it.
            ("农历二月十五", 2023, &["2023-03-06"]),
            ("农历闰二月十五", 2023, &["2023-04-05"]),
            ("农历闰二月十五", 2024, &[]),
            // Twice in a year, and in none of the next.
            ("农历腊月初八", 2022, &["2022-01-10", "2022-12-30"]),
            ("农历腊月初八", 2023, &[]),
            ("农历冬月三十", 2022, &["2022-01-02"]),
            // 腊月 of 2024 has 29 days.
            ("农历腊月三十", 2025, &[]),
        ];
        for (written, year, expected) in cases {
            let days = observance::parse(written).unwrap().in_year(*year);
            let days: Vec<String> = days.iter().map(NaiveDate::to_string).collect();
            assert_eq!(days, *expected, "{written} {year}");
        }
    }
}
