//! Dates and times written out for readers and for machines.

use std::fmt::Write;

use chrono::format::{Fixed, Item, StrftimeItems};
use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Timelike};

use super::phrase::chinese_number;
use super::weekday;
use crate::diagnostic::Language;
use crate::record::{Moment, push_number};

/// The pattern cannot be followed: it has a part that is not known, or asks for an offset that the moment lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadPattern;

/// A moment by a pattern of `strftime` (the specifiers are those of the chrono crate): `%Y年%-m月%-d日 %A` gives
/// `2023年6月7日 星期三`. Names of days and months are in the language given. A date's time is midnight.
pub fn format(moment: Moment, pattern: &str, language: Language) -> Result<String, BadPattern> {
    let (civil, offset) = parts(moment).ok_or(BadPattern)?;
    let mut written = String::with_capacity(2 * pattern.len());
    let rest = write_usual(&mut written, pattern, civil);
    for item in StrftimeItems::new(rest) {
        match word(&item, civil, language) {
            Some(word) => written.push_str(&word),
            None => write_item(&mut written, &item, civil, offset)?,
        }
    }
    Ok(written)
}

/// Writes text and numbers, of which nearly every pattern is made, up to the first specifier of another sort; returns what is
/// left of the pattern.
fn write_usual<'p>(written: &mut String, pattern: &'p str, civil: NaiveDateTime) -> &'p str {
    let mut rest = pattern;
    while !rest.is_empty() {
        let (text, specifier) = rest.split_at(memchr::memchr(b'%', rest.as_bytes()).unwrap_or(rest.len()));
        written.push_str(text);
        rest = specifier;
        let (fill, name) = match specifier.as_bytes() {
            [b'%', b'-', name, ..] => (None, name),
            [b'%', name, ..] => (Some('0'), name),
            _ => break,
        };
        let (number, width) = match name {
            b'Y' if (1000..=9999).contains(&civil.year()) => (civil.year().unsigned_abs(), 4),
            b'm' => (civil.month(), 2),
            b'd' => (civil.day(), 2),
            b'H' => (civil.hour(), 2),
            b'M' => (civil.minute(), 2),
            b'S' => (civil.second(), 2),
            _ => break,
        };
        push_number(written, number, width, fill);
        rest = &specifier[if fill.is_some() { 2 } else { 3 }..];
    }
    rest
}

/// Civil time, and the instant if the moment has an offset.
fn parts(moment: Moment) -> Option<(NaiveDateTime, Option<DateTime<FixedOffset>>)> {
    match moment {
        Moment::Date(date) => Some((date.and_time(NaiveTime::MIN), None)),
        Moment::Civil(civil) => Some((civil, None)),
        Moment::Offset(civil, minutes) => {
            let offset = FixedOffset::east_opt(minutes.checked_mul(60)?)?;
            Some((civil, Some(civil.and_local_timezone(offset).single()?)))
        }
    }
}

/// What differs from language to language.
fn word(item: &Item<'_>, civil: NaiveDateTime, language: Language) -> Option<String> {
    let Item::Fixed(fixed) = item else { return None };
    let weekday = weekday::name(civil.weekday(), language);
    let month = u8::try_from(civil.month()).unwrap_or(0);
    let month_name = weekday::month_name(month, language);
    let short = |name: String| name.chars().take(3).collect();
    match (language, fixed) {
        (Language::Zh, Fixed::LongWeekdayName) => Some(weekday.replace('周', "星期")),
        (Language::Zh, Fixed::LongMonthName) => Some(format!("{}月", chinese_number(month.into()))),
        (Language::Zh, Fixed::ShortWeekdayName) | (Language::En, Fixed::LongWeekdayName) => Some(weekday),
        (Language::Zh, Fixed::ShortMonthName) | (Language::En, Fixed::LongMonthName) => Some(month_name),
        (Language::En, Fixed::ShortWeekdayName) => Some(short(weekday)),
        (Language::En, Fixed::ShortMonthName) => Some(short(month_name)),
        (Language::Zh, Fixed::UpperAmPm | Fixed::LowerAmPm) => {
            Some(if civil.hour() < 12 { "上午" } else { "下午" }.to_owned())
        }
        _ => None,
    }
}

fn write_item(
    written: &mut String,
    item: &Item<'_>,
    civil: NaiveDateTime,
    offset: Option<DateTime<FixedOffset>>,
) -> Result<(), BadPattern> {
    if matches!(item, Item::Error) {
        return Err(BadPattern);
    }
    let items = std::iter::once(item);
    // Writing fails where the item asks for an offset and there is none.
    match offset {
        Some(instant) => write!(written, "{}", instant.format_with_items(items)),
        None => write!(written, "{}", civil.format_with_items(items)),
    }
    .map_err(|_| BadPattern)
}

/// Reads what [`iso`](crate::record::iso) writes, also with a space for the `T`, without seconds, with fractions of a second, or with `Z`
/// for the offset.
pub fn parse_iso(text: &str) -> Option<Moment> {
    let text = text.trim();
    if let Some(moment) = usual_iso(text) {
        return Some(moment);
    }
    if let Ok(date) = text.parse::<NaiveDate>() {
        return Some(Moment::Date(date));
    }
    let (date, time) = text.split_once(['T', 't', ' '])?;
    let date: NaiveDate = date.parse().ok()?;
    let (time, minutes) = split_offset(time)?;
    let time =
        NaiveTime::parse_from_str(time, "%H:%M:%S%.f").or_else(|_| NaiveTime::parse_from_str(time, "%H:%M")).ok()?;
    // A leap second is the last second of its minute.
    let civil = date.and_time(time.with_nanosecond(0)?);
    Some(match minutes {
        Some(minutes) => Moment::Offset(civil, minutes),
        None => Moment::Civil(civil),
    })
}

/// A date, or a date and a time to the second, at their usual lengths: what nearly every page has, read digit by digit.
fn usual_iso(text: &str) -> Option<Moment> {
    let bytes = text.as_bytes();
    let number = |from: usize, to: usize| {
        let digits = bytes.get(from..to)?;
        digits
            .iter()
            .try_fold(0_u32, |number, byte| byte.is_ascii_digit().then(|| number * 10 + u32::from(byte - b'0')))
    };
    let is = |at: usize, byte: u8| bytes.get(at) == Some(&byte);
    if !(is(4, b'-') && is(7, b'-')) {
        return None;
    }
    let date = NaiveDate::from_ymd_opt(i32::try_from(number(0, 4)?).ok()?, number(5, 7)?, number(8, 10)?)?;
    if bytes.len() == 10 {
        return Some(Moment::Date(date));
    }
    if !(is(10, b'T') && is(13, b':') && is(16, b':')) {
        return None;
    }
    let civil = date.and_hms_opt(number(11, 13)?, number(14, 16)?, number(17, 19)?)?;
    match bytes.len() {
        19 => Some(Moment::Civil(civil)),
        25 if is(22, b':') && (is(19, b'+') || is(19, b'-')) => {
            let (hours, minutes) = (number(20, 22)?, number(23, 25)?);
            let total = i32::try_from((hours < 24 && minutes < 60).then_some(hours * 60 + minutes)?).ok()?;
            Some(Moment::Offset(civil, if is(19, b'-') { -total } else { total }))
        }
        _ => None,
    }
}

/// The time and its offset in minutes, if it has one.
fn split_offset(time: &str) -> Option<(&str, Option<i32>)> {
    if let Some(time) = time.strip_suffix(['Z', 'z']) {
        return Some((time, Some(0)));
    }
    let Some(at) = time.find(['+', '-']) else { return Some((time, None)) };
    let (time, offset) = time.split_at(at);
    let (hours, minutes) = offset[1..].split_once(':').or_else(|| offset[1..].split_at_checked(2))?;
    let digits = |text: &str| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(hours) || !digits(minutes) {
        return None;
    }
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
    let total = (hours < 24 && minutes < 60).then_some(hours * 60 + minutes)?;
    Some((time, Some(if offset.starts_with('-') { -total } else { total })))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::record::iso;

    #[test]
    fn patterns_are_followed() {
        let moment = |text: &str| parse_iso(text).unwrap();
        let cases = [
            ("2023-06-07", "%Y年%-m月%-d日 %A", "2023年6月7日 星期三", "2023年6月7日 Wednesday"),
            ("2023-06-07", "%a %b %B", "周三 6月 六月", "Wed Jun June"),
            ("2023-12-31", "%a %b %B", "周日 12月 十二月", "Sun Dec December"),
            ("2023-06-07", "%Y-%m-%d %H:%M", "2023-06-07 00:00", "2023-06-07 00:00"),
            ("2023-06-07T14:05:09", "%-H:%M:%S %p %-I", "14:05:09 下午 2", "14:05:09 PM 2"),
            ("2023-06-07T09:30:00", "%P%-I点%M分", "上午9点30分", "am9点30分"),
            ("2023-06-07T14:05:09+08:00", "%FT%T%:z", "2023-06-07T14:05:09+08:00", "2023-06-07T14:05:09+08:00"),
            ("2023-06-07T00:00:00+08:00", "%s", "1686067200", "1686067200"),
            ("2023-06-07", "%j 100%%", "158 100%", "158 100%"),
            ("2023-06-07", "", "", ""),
        ];
        for (written, pattern, zh, en) in cases {
            assert_eq!(format(moment(written), pattern, Language::Zh).as_deref(), Ok(zh), "{pattern}");
            assert_eq!(format(moment(written), pattern, Language::En).as_deref(), Ok(en), "{pattern}");
        }
        for pattern in ["%", "%Q", "%z", "%:z", "%Y %+"] {
            assert_eq!(format(moment("2023-06-07"), pattern, Language::Zh), Err(BadPattern), "{pattern}");
        }
    }

    #[test]
    fn iso_is_read_in_its_variants() {
        let cases = [
            ("2023-06-07", Some("2023-06-07")),
            ("2023-06-07T14:30:00", Some("2023-06-07T14:30:00")),
            ("2023-06-07 14:30", Some("2023-06-07T14:30:00")),
            ("2023-06-07T14:30:00.125", Some("2023-06-07T14:30:00")),
            ("2023-06-07T14:30:00Z", Some("2023-06-07T14:30:00+00:00")),
            ("2023-06-07T14:30:00.5+0800", Some("2023-06-07T14:30:00+08:00")),
            ("2023-06-07T14:30:00-01:30", Some("2023-06-07T14:30:00-01:30")),
            ("2023-06-07T14:30+08:00", Some("2023-06-07T14:30:00+08:00")),
            ("2023-06-31", None),
            ("2023-06-07T25:00:00", None),
            ("2023-06-07T14:30:00+8", None),
            ("2023-06-07T14:30:00+99:00", None),
            ("2023-06-07T", None),
            ("明天", None),
            ("", None),
        ];
        for (written, expected) in cases {
            assert_eq!(parse_iso(written).map(iso).as_deref(), expected, "{written}");
        }
    }

    proptest! {
        #[test]
        fn iso_comes_back(seconds in -60_000_000_000i64..250_000_000_000, minutes in -1439i32..1440, kind in 0..3) {
            let civil = DateTime::from_timestamp(seconds, 0).unwrap().naive_utc();
            let moment = match kind {
                0 => Moment::Date(civil.date()),
                1 => Moment::Civil(civil),
                _ => Moment::Offset(civil, minutes),
            };
            prop_assert_eq!(parse_iso(&iso(moment)), Some(moment));
        }

        #[test]
        fn no_pattern_panics(pattern in "(%[ -~]|[ -~]|年){0,8}|\\PC{0,12}", kind in 0usize..3) {
            let civil = NaiveDateTime::default();
            let moment = [Moment::Date(civil.date()), Moment::Civil(civil), Moment::Offset(civil, 480)][kind];
            let _ = format(moment, &pattern, Language::Zh);
            let _ = parse_iso(&pattern);
        }
    }
}
