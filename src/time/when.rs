//! When something happens, as precisely as it is known: the value, its instants, and how it is written out.

use std::fmt::Write;

use chrono::{DateTime, Datelike, Months, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike, Utc};

use super::weekday;
use super::zone::{Edge, Zone};
use crate::diagnostic::Language;
use crate::record::{Moment, push_number};
use crate::words;

/// When something happens, as precisely as it is known; civil time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum When {
    /// To the minute; no end when none was said.
    Minutes {
        start: NaiveDateTime,
        end: Option<NaiveDateTime>,
    },
    /// Whole days, both included.
    Days {
        first: NaiveDate,
        last: NaiveDate,
    },
    /// A third of a month.
    Part {
        year: i32,
        month: u8,
        part: Part,
    },
    Month {
        year: i32,
        month: u8,
    },
    Unknown,
}

words! {
    /// A third of a month.
    pub enum Part {
        /// The 1st to the 10th.
        First = "first" / "上旬",
        /// The 11th to the 20th.
        Middle = "middle" / "中旬",
        /// The 21st to the end.
        Last = "last" / "下旬",
    }
}

words! {
    /// How precisely a time is known.
    pub enum Precision {
        Minute = "minute" / "分钟",
        Day = "day" / "天",
        Part = "part" / "旬",
        Month = "month" / "月",
        Unknown = "unknown" / "待定",
    }
}

impl When {
    /// A single day.
    pub fn day(date: NaiveDate) -> Self {
        Self::Days { first: date, last: date }
    }

    pub fn precision(&self) -> Precision {
        match self {
            Self::Minutes { .. } => Precision::Minute,
            Self::Days { .. } => Precision::Day,
            Self::Part { .. } => Precision::Part,
            Self::Month { .. } => Precision::Month,
            Self::Unknown => Precision::Unknown,
        }
    }

    /// The first day on which it may be.
    pub fn first_day(&self) -> Option<NaiveDate> {
        match *self {
            Self::Minutes { start, .. } => Some(start.date()),
            Self::Days { first, .. } => Some(first),
            Self::Part { year, month, part } => NaiveDate::from_ymd_opt(year, month.into(), part.first_day()),
            Self::Month { year, month } => NaiveDate::from_ymd_opt(year, month.into(), 1),
            Self::Unknown => None,
        }
    }

    /// The last day on which it may be. What ends at midnight ends on the day before.
    pub fn last_day(&self) -> Option<NaiveDate> {
        match *self {
            Self::Minutes { start, end } => {
                let end = end.filter(|end| *end > start).map_or(start, before);
                Some(end.date().max(start.date()))
            }
            Self::Days { last, .. } => Some(last),
            Self::Part { part: Part::Last, year, month } | Self::Month { year, month } => {
                NaiveDate::from_ymd_opt(year, month.into(), 1)?.checked_add_months(Months::new(1))?.pred_opt()
            }
            Self::Part { year, month, part } => NaiveDate::from_ymd_opt(year, month.into(), part.first_day() + 9),
            Self::Unknown => None,
        }
    }

    /// Its first instant and the instant when it is over: for whole days the midnight after the last. No end when none
    /// is known, and nothing at all for what has no date.
    pub fn instants(&self, zone: Zone) -> Option<(DateTime<Utc>, Option<DateTime<Utc>>)> {
        let begin = zone.instant(self.begin()?, Edge::Start);
        let end = match *self {
            Self::Minutes { end, .. } => end.map(|end| zone.instant(Moment::Civil(end), Edge::End)),
            _ => Some(zone.instant(Moment::Date(self.last_day()?), Edge::End)),
        };
        Some((begin, end))
    }

    /// The civil time of its start, or its first day.
    pub fn begin(&self) -> Option<Moment> {
        match *self {
            Self::Minutes { start, .. } => Some(Moment::Civil(start)),
            _ => self.first_day().map(Moment::Date),
        }
    }

    /// The civil time of its end, or its last day; `None` where no end is known.
    pub fn end(&self) -> Option<Moment> {
        match *self {
            Self::Minutes { end, .. } => end.map(Moment::Civil),
            _ => self.last_day().map(Moment::Date),
        }
    }

    /// As readers see it: `2023年7月12日（星期三）14:30—16:30`, `Wednesday 12 July 2023, 14:30–16:30`. Every text names the
    /// year, and can be read again.
    pub fn text(&self, language: Language) -> String {
        match (*self, language) {
            (Self::Minutes { start, end }, _) => minutes_text(start, end, language),
            (Self::Days { first, last }, _) if first == last => date_text(first, language),
            (Self::Days { first, last }, Language::Zh) => {
                format!("{}至{}", date_text(first, language), later_date(first, last))
            }
            (Self::Days { first, last }, Language::En) => {
                format!("{} to {}", date_text(first, language), date_text(last, language))
            }
            (Self::Part { year, month, part }, Language::Zh) => format!("{year}年{month}月{}", part.chinese()),
            (Self::Part { year, month, part }, Language::En) => {
                format!("{} {} {year}", part.english(), weekday::month_name(month, language))
            }
            (Self::Month { year, month }, Language::Zh) => format!("{year}年{month}月"),
            (Self::Month { year, month }, Language::En) => {
                format!("{} {year}", weekday::month_name(month, language))
            }
            (Self::Unknown, Language::Zh) => "时间待定".to_owned(),
            (Self::Unknown, Language::En) => "to be announced".to_owned(),
        }
    }
}

impl Part {
    pub(super) fn english(self) -> &'static str {
        match self {
            Self::First => "early",
            Self::Middle => "mid",
            Self::Last => "late",
        }
    }

    fn first_day(self) -> u32 {
        match self {
            Self::First => 1,
            Self::Middle => 11,
            Self::Last => 21,
        }
    }
}

fn before(end: NaiveDateTime) -> NaiveDateTime {
    end.checked_sub_signed(TimeDelta::nanoseconds(1)).unwrap_or(end)
}

fn minutes_text(start: NaiveDateTime, end: Option<NaiveDateTime>, language: Language) -> String {
    let (chinese, dash) = match language {
        Language::Zh => (true, "—"),
        Language::En => (false, "–"),
    };
    let comma = if chinese { "" } else { ", " };
    let mut begin = String::with_capacity(48);
    put_date(start.date(), language, &mut begin);
    begin.push_str(comma);
    push_number(&mut begin, start.hour(), 2, None);
    begin.push(':');
    push_number(&mut begin, start.minute(), 2, Some('0'));
    let Some(end) = end else { return begin };
    let closes = clock(end.time());
    if end.date() == start.date() {
        format!("{begin}{dash}{closes}")
    } else if Some(end.date()) == start.date().succ_opt() && end.time() == NaiveTime::MIN {
        format!("{begin}{dash}24:00")
    } else if Some(end.date()) == start.date().succ_opt() && end.time() <= start.time() {
        if chinese { format!("{begin}—次日{closes}") } else { format!("{begin}–{closes} (next day)") }
    } else if chinese {
        format!("{begin}至{}{closes}", later_date(start.date(), end.date()))
    } else {
        format!("{begin} to {}, {closes}", date_text(end.date(), language))
    }
}

/// `2023年7月12日（星期三）`, `Wednesday 12 July 2023`.
pub(super) fn date_text(date: NaiveDate, language: Language) -> String {
    let mut text = String::with_capacity(32);
    put_date(date, language, &mut text);
    text
}

fn put_date(date: NaiveDate, language: Language, text: &mut String) {
    let weekday = weekday::weekday_name(date.weekday(), language);
    let (year, month, day) = (date.year(), date.month(), date.day());
    // Writing into memory cannot fail.
    let _ = match language {
        // As below, without a formatter: every list of every schedule is full of them.
        Language::Zh if (1000..=9999).contains(&year) => {
            for (number, sign) in [(year.unsigned_abs(), "年"), (month, "月"), (day, "日（")] {
                push_number(text, number, 4, None);
                text.push_str(sign);
            }
            text.push_str(weekday);
            return text.push('）');
        }
        Language::Zh => write!(text, "{year}年{month}月{day}日（{weekday}）"),
        Language::En => {
            let month = weekday::month_name(u8::try_from(month).unwrap_or(0), language);
            write!(text, "{weekday} {day} {month} {year}")
        }
    };
}

/// The end of a stretch of days in Chinese, without what it shares with its start.
fn later_date(first: NaiveDate, last: NaiveDate) -> String {
    let whole = date_text(last, Language::Zh);
    let shared = if (first.year(), first.month()) == (last.year(), last.month()) {
        whole.split_once('月')
    } else if first.year() == last.year() {
        whole.split_once('年')
    } else {
        None
    };
    shared.map_or(whole.clone(), |(_, rest)| rest.to_owned())
}

/// `8:05`.
fn clock(time: NaiveTime) -> String {
    format!("{}:{:02}", time.hour(), time.minute())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn minutes(start: &str, end: &str) -> When {
        When::Minutes { start: start.parse().unwrap(), end: end.parse().ok() }
    }

    fn days(first: &str, last: &str) -> When {
        When::Days { first: date(first), last: date(last) }
    }

    const PART: When = When::Part { year: 2023, month: 7, part: Part::First };
    const MONTH: When = When::Month { year: 2024, month: 2 };

    #[test]
    fn texts_name_weekday_and_year() {
        let cases = [
            (minutes("2023-07-12T14:30:00", ""), "2023年7月12日（星期三）14:30", "Wednesday 12 July 2023, 14:30"),
            (
                minutes("2023-07-12T14:30:00", "2023-07-12T16:30:00"),
                "2023年7月12日（星期三）14:30—16:30",
                "Wednesday 12 July 2023, 14:30–16:30",
            ),
            (
                minutes("2023-07-12T09:00:00", "2023-07-13T00:00:00"),
                "2023年7月12日（星期三）9:00—24:00",
                "Wednesday 12 July 2023, 9:00–24:00",
            ),
            (
                minutes("2023-07-12T21:00:00", "2023-07-13T01:00:00"),
                "2023年7月12日（星期三）21:00—次日1:00",
                "Wednesday 12 July 2023, 21:00–1:00 (next day)",
            ),
            (
                minutes("2023-07-12T09:00:00", "2023-07-14T16:05:00"),
                "2023年7月12日（星期三）9:00至14日（星期五）16:05",
                "Wednesday 12 July 2023, 9:00 to Friday 14 July 2023, 16:05",
            ),
            (days("2023-04-12", "2023-04-12"), "2023年4月12日（星期三）", "Wednesday 12 April 2023"),
            (
                days("2023-04-12", "2023-04-14"),
                "2023年4月12日（星期三）至14日（星期五）",
                "Wednesday 12 April 2023 to Friday 14 April 2023",
            ),
            (
                days("2023-04-28", "2023-05-02"),
                "2023年4月28日（星期五）至5月2日（星期二）",
                "Friday 28 April 2023 to Tuesday 2 May 2023",
            ),
            (
                days("2023-12-30", "2024-01-02"),
                "2023年12月30日（星期六）至2024年1月2日（星期二）",
                "Saturday 30 December 2023 to Tuesday 2 January 2024",
            ),
            (PART, "2023年7月上旬", "early July 2023"),
            (MONTH, "2024年2月", "February 2024"),
            (When::Unknown, "时间待定", "to be announced"),
        ];
        for (when, zh, en) in cases {
            assert_eq!((when.text(Language::Zh).as_str(), when.text(Language::En).as_str()), (zh, en));
        }
    }

    #[test]
    fn days_and_instants() {
        let zone = Zone::default();
        let part = |part| When::Part { year: 2023, month: 2, part };
        let cases = [
            (minutes("2023-07-12T14:30:00", ""), "2023-07-12 2023-07-12", "2023-07-12 06:30:00 UTC –"),
            (
                minutes("2023-07-12T21:00:00", "2023-07-13T00:00:00"),
                "2023-07-12 2023-07-12",
                "2023-07-12 13:00:00 UTC 2023-07-12 16:00:00 UTC",
            ),
            (
                minutes("2023-07-12T21:00:00", "2023-07-13T01:00:00"),
                "2023-07-12 2023-07-13",
                "2023-07-12 13:00:00 UTC 2023-07-12 17:00:00 UTC",
            ),
            (
                days("2023-04-12", "2023-04-14"),
                "2023-04-12 2023-04-14",
                "2023-04-11 16:00:00 UTC 2023-04-14 16:00:00 UTC",
            ),
            (part(Part::First), "2023-02-01 2023-02-10", "2023-01-31 16:00:00 UTC 2023-02-10 16:00:00 UTC"),
            (part(Part::Middle), "2023-02-11 2023-02-20", "2023-02-10 16:00:00 UTC 2023-02-20 16:00:00 UTC"),
            (part(Part::Last), "2023-02-21 2023-02-28", "2023-02-20 16:00:00 UTC 2023-02-28 16:00:00 UTC"),
            (MONTH, "2024-02-01 2024-02-29", "2024-01-31 16:00:00 UTC 2024-02-29 16:00:00 UTC"),
        ];
        for (when, expected_days, instants) in cases {
            let shown = format!("{} {}", when.first_day().unwrap(), when.last_day().unwrap());
            assert_eq!(shown, expected_days, "{when:?}");
            let (begin, end) = when.instants(zone).unwrap();
            let end = end.map_or("–".to_owned(), |end| end.to_string());
            assert_eq!(format!("{begin} {end}"), instants, "{when:?}");
        }
        assert_eq!((When::Unknown.first_day(), When::Unknown.last_day()), (None, None));
        assert_eq!(When::Unknown.instants(zone), None);
        assert_eq!(When::Month { year: 2023, month: 13 }.instants(zone), None);
    }

    #[test]
    fn templates_see_a_map() {
        let json = |when: When| serde_json::to_string(&when).unwrap();
        assert_eq!(
            json(minutes("2023-07-12T14:30:00", "")),
            r#"{"precision":"minute","start":"2023-07-12T14:30:00","end":null,"text":"2023年7月12日（星期三）14:30"}"#
        );
        assert_eq!(
            json(PART),
            r#"{"precision":"part","start":"2023-07-01","end":"2023-07-10","text":"2023年7月上旬"}"#
        );
        assert_eq!(json(When::Unknown), r#"{"precision":"unknown","start":null,"end":null,"text":"时间待定"}"#);
    }
}
