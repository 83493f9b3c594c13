//! A repetition with a beginning and an end becomes dates: those of its pattern or rule, without the exceptions, with
//! the additions, and with what is done about statutory holidays.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime};

use super::phrase::Fault;
use super::repeat::{Cycle, Pattern, Repeat};
use super::rule;
use super::workdays::{Day, OnHoliday, WorkCalendar};
use super::zone::{Edge, Zone};
use crate::record::Moment;
use crate::text;

/// How many dates a series may have. More is a slip in its end or its rule.
pub const LIMIT: usize = 10_000;

/// A repetition with all that is said about it. Civil time.
#[derive(Clone, Copy, Debug)]
pub struct Series<'a> {
    pub repeat: &'a Repeat,
    /// From when on it repeats, and at what time of day. Not a date of the series unless the repetition gives it.
    pub first: NaiveDateTime,
    /// The last day that may be a date of the repetition. What is shifted may come later.
    pub last_day: NaiveDate,
    pub except: &'a [NaiveDate],
    /// Dates without a time are at that of `first`. They stay where they are, whatever day it is.
    pub also: &'a [Moment],
    pub on_holiday: OnHoliday,
}

/// What a series comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expanded {
    /// By their starts.
    pub held: Vec<Instance>,
    /// By their dates.
    pub skipped: Vec<Skipped>,
    /// Years of which no holidays are known though the series depends on them, in order.
    pub unknown_years: Vec<i32>,
}

/// One time that it takes place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Instance {
    pub start: NaiveDateTime,
    /// The date that the repetition or the addition gives, which stays when the instance is shifted. Two instances of
    /// one date, which only additions can make, differ by their starts.
    pub original: NaiveDate,
    pub shifted: bool,
}

/// A date of the repetition on which it does not take place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    pub original: NaiveDate,
    /// The name of the holiday.
    pub holiday: String,
    /// The working day to which it would have been shifted, if that one has an instance of its own.
    pub instead: Option<NaiveDate>,
}

/// Every date of a series, and those that it loses to holidays.
pub fn instances(series: &Series<'_>, calendar: &WorkCalendar, zone: Zone) -> Result<Expanded, Fault> {
    let mut dates = expand(series.repeat, series.first, series.last_day, calendar, zone)?;
    dates.retain(|start| !series.except.contains(&start.date()));
    let also: BTreeSet<NaiveDateTime> =
        series.also.iter().map(|moment| civil(*moment, series.first.time(), zone)).collect();
    dates.retain(|start| !also.contains(start));

    let mut expanded = Expanded::default();
    let mut unknown_years = BTreeSet::new();
    let mut note_year = |date: NaiveDate| {
        if !calendar.knows(date.year()) {
            unknown_years.insert(date.year());
        }
    };
    let depends = series.on_holiday != OnHoliday::Keep || repeats_on_workdays(series.repeat);
    let mut holidays = Vec::new();
    for start in dates {
        let original = start.date();
        if depends {
            note_year(original);
        }
        match (calendar.kind(original), series.on_holiday) {
            (Day::Holiday(name), OnHoliday::Skip | OnHoliday::Shift) => holidays.push((start, name)),
            _ => expanded.held.push(Instance { start, original, shifted: false }),
        }
    }
    expanded.held.extend(also.into_iter().map(|start| Instance { start, original: start.date(), shifted: false }));
    let mut taken: BTreeSet<NaiveDate> = expanded.held.iter().map(|instance| instance.start.date()).collect();
    for (start, name) in holidays {
        let original = start.date();
        let mut instead = None;
        if series.on_holiday == OnHoliday::Shift {
            let day = calendar.next_working_day(original);
            note_year(day);
            if taken.insert(day) {
                expanded.held.push(Instance { start: day.and_time(start.time()), original, shifted: true });
                continue;
            }
            instead = Some(day);
        }
        expanded.skipped.push(Skipped { original, holiday: name.to_owned(), instead });
    }
    expanded.held.sort();
    expanded.unknown_years = unknown_years.into_iter().collect();
    Ok(expanded)
}

/// The starts that a repetition gives from `first` to `last_day`, both included, in order. A `first` that the
/// repetition does not give is none of them, as in python-dateutil and unlike RFC 5545, where DTSTART always counts:
/// staff who write 每周三 and a Tuesday mean Wednesdays.
///
/// `zone` is needed for rules whose `UNTIL` is an instant, `calendar` for working days.
pub fn expand(
    repeat: &Repeat,
    first: NaiveDateTime,
    last_day: NaiveDate,
    calendar: &WorkCalendar,
    zone: Zone,
) -> Result<Vec<NaiveDateTime>, Fault> {
    let starts = match (repeat, repeat.rule()) {
        (_, Some(rule)) => rule::starts(&rule, first, last_day, zone, LIMIT)?,
        (Repeat::Pattern(pattern), None) => working_days(pattern, first, last_day, calendar),
        (Repeat::Rule(_), None) => Vec::new(),
    };
    if starts.len() > LIMIT {
        return Err(Fault::new(text!("这样重复会超过 {LIMIT} 次", "this repeats more than {LIMIT} times"))
            .hint(text!("用 until 写明重复到哪一天", "say in until on which day it ends")));
    }
    Ok(starts)
}

fn repeats_on_workdays(repeat: &Repeat) -> bool {
    matches!(repeat, Repeat::Pattern(Pattern { cycle: Cycle::Workdays, .. }))
}

/// At most one more than allowed.
fn working_days(
    pattern: &Pattern,
    first: NaiveDateTime,
    last_day: NaiveDate,
    calendar: &WorkCalendar,
) -> Vec<NaiveDateTime> {
    let in_months = |date: &NaiveDate| {
        pattern.months.is_empty() || pattern.months.iter().any(|month| u32::from(*month) == date.month())
    };
    first
        .date()
        .iter_days()
        .take_while(|date| *date <= last_day)
        .filter(|date| in_months(date) && calendar.is_working(*date))
        .map(|date| date.and_time(first.time()))
        .take(LIMIT + 1)
        .collect()
}

fn civil(moment: Moment, time: NaiveTime, zone: Zone) -> NaiveDateTime {
    match moment {
        Moment::Date(date) => date.and_time(time),
        Moment::Civil(civil) => civil,
        Moment::Offset(..) => zone.civil(zone.instant(moment, Edge::Start)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::date::parse_iso;
    use super::super::repeat;
    use super::super::workdays::tests::{calendar, date};
    use super::*;
    use crate::diagnostic::Language;

    fn at(text: &str) -> NaiveDateTime {
        civil(parse_iso(text).unwrap(), NaiveTime::MIN, Zone::default())
    }

    /// Month and day of each, with `→` from the original of those that are shifted.
    fn shown(instances: &[Instance]) -> String {
        let day = |date: NaiveDate| format!("{}-{}", date.month(), date.day());
        let show = |instance: &Instance| {
            let arrow = if instance.shifted { format!("{}→", day(instance.original)) } else { String::new() };
            arrow + &day(instance.start.date())
        };
        instances.iter().map(show).collect::<Vec<_>>().join(" ")
    }

    fn starts(written: &str, first: &str, last: &str) -> Result<Vec<NaiveDateTime>, String> {
        let repeat = repeat::parse(written).unwrap();
        expand(&repeat, at(first), date(last), &calendar(), Zone::default())
            .map_err(|fault| fault.message().in_language(Language::Zh).to_owned())
    }

    #[test]
    fn phrases_become_dates() {
        let cases = [
            ("每周三", "2023-07-05", "2023-07-31", "7-5 7-12 7-19 7-26"),
            // A Tuesday: the first Wednesday is the day after.
            ("每周三", "2023-07-04", "2023-07-19", "7-5 7-12 7-19"),
            ("每周", "2023-07-04", "2023-07-20", "7-4 7-11 7-18"),
            ("每周二、四", "2023-07-04", "2023-07-14", "7-4 7-6 7-11 7-13"),
            ("每周一至周五", "2023-06-21", "2023-06-26", "6-21 6-22 6-23 6-26"),
            ("周末", "2023-07-14", "2023-07-22", "7-15 7-16 7-22"),
            ("每月第一个周六", "2023-07-01", "2023-09-30", "7-1 8-5 9-2"),
            ("每月第一个周六", "2023-07-02", "2023-09-30", "8-5 9-2"),
            ("每月最后一个周五", "2023-07-01", "2023-09-30", "7-28 8-25 9-29"),
            ("每月第五个周六", "2023-07-01", "2023-12-31", "7-29 9-30 12-30"),
            ("每月第一、三个周六", "2023-07-01", "2023-08-31", "7-1 7-15 8-5 8-19"),
            ("每月15日", "2023-07-16", "2023-10-15", "8-15 9-15 10-15"),
            ("每月31日", "2023-07-01", "2023-12-31", "7-31 8-31 10-31 12-31"),
            ("每月最后一天", "2023-01-31", "2023-04-30", "1-31 2-28 3-31 4-30"),
            ("每两个月15日", "2023-07-01", "2023-12-31", "7-15 9-15 11-15"),
            ("7、8月每周六", "2023-06-01", "2023-12-31", "7-1 7-8 7-15 7-22 7-29 8-5 8-12 8-19 8-26"),
            ("11月至次年2月每月1日", "2023-10-01", "2024-03-31", "11-1 12-1 1-1 2-1"),
            ("每天", "2023-07-30", "2023-08-02", "7-30 7-31 8-1 8-2"),
            ("每两天", "2023-07-30", "2023-08-03", "7-30 8-1 8-3"),
            ("隔周周五", "2023-07-07", "2023-08-10", "7-7 7-21 8-4"),
            ("每两周周五", "2023-07-10", "2023-08-20", "7-14 7-28 8-11"),
            // Weeks are counted from the one of the first day, and begin on Monday.
            ("每两周周日", "2023-07-07", "2023-08-10", "7-9 7-23 8-6"),
            ("每个工作日", "2023-06-21", "2023-06-27", "6-21 6-25 6-26 6-27"),
            (
                "7月工作日",
                "2023-06-29",
                "2023-08-02",
                "7-3 7-4 7-5 7-6 7-7 7-10 7-11 7-12 7-13 7-14 7-17 7-18 7-19 7-20 7-21 7-24 7-25 7-26 7-27 7-28 7-31",
            ),
            ("每周三", "2023-07-05", "2023-07-04", ""),
            ("FREQ=WEEKLY;BYDAY=WE;COUNT=2", "2023-07-04", "2023-12-31", "7-5 7-12"),
            ("FREQ=WEEKLY;UNTIL=20230719", "2023-07-05", "2023-12-31", "7-5 7-12 7-19"),
            ("FREQ=WEEKLY;UNTIL=20230719", "2023-07-20", "2023-12-31", ""),
            ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "2023-07-01", "2023-09-30", "7-31 8-31 9-29"),
            ("FREQ=YEARLY;BYMONTH=5;BYDAY=2SU", "2023-01-01", "2025-12-31", "5-14 5-12 5-11"),
            ("FREQ=YEARLY", "2024-02-29", "2033-01-01", "2-29 2-29 2-29"),
            // A plain weekday beside one with a number means every one of the month.
            ("FREQ=MONTHLY;BYDAY=MO,1TU", "2023-07-01", "2023-07-31", "7-3 7-4 7-10 7-17 7-24 7-31"),
            ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "2023-01-01", "2099-12-31", ""),
            ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "2023-01-01", "2099-12-31", ""),
        ];
        for (written, first, last, expected) in cases {
            let starts = starts(written, first, last).unwrap();
            let instances: Vec<_> =
                starts.into_iter().map(|start| Instance { start, original: start.date(), shifted: false }).collect();
            assert_eq!(shown(&instances), expected, "{written} from {first} to {last}");
        }
    }

    #[test]
    fn the_end_of_a_rule_is_an_instant_if_it_says_so() {
        let cases = [
            // 19:00 in Shanghai is 11:00 in UTC.
            ("FREQ=DAILY;UNTIL=20230706T110000Z", 2),
            ("FREQ=DAILY;UNTIL=20230706T105959Z", 1),
            ("FREQ=DAILY;UNTIL=20230706T190000", 2),
            ("FREQ=DAILY;UNTIL=20230706T185959", 1),
            ("FREQ=DAILY;UNTIL=20230706", 2),
        ];
        for (written, count) in cases {
            let starts = starts(written, "2023-07-05T19:00:00", "2023-12-31").unwrap();
            assert_eq!(starts.len(), count, "{written}");
            assert_eq!(starts[0], at("2023-07-05T19:00:00"), "{written}");
        }
    }

    #[test]
    fn too_many_are_refused() {
        for written in ["每天", "工作日", "FREQ=DAILY;COUNT=20000"] {
            assert_eq!(
                starts(written, "2023-01-01", "2099-01-01").unwrap_err(),
                "这样重复会超过 10000 次",
                "{written}"
            );
        }
        assert_eq!(starts("每天", "2023-01-01", "2050-05-18").unwrap().len(), LIMIT);
    }

    #[test]
    fn holidays_are_kept_skipped_or_shifted() {
        let cases = [
            // 端午 on Thursday the 22nd; Sunday the 25th is worked.
            ("每周四", OnHoliday::Keep, "6-15 6-22 6-29", ""),
            ("每周四", OnHoliday::Skip, "6-15 6-29", "6-22 端午节"),
            ("每周四", OnHoliday::Shift, "6-15 6-22→6-25 6-29", ""),
            // The day after the holidays has its own.
            ("每周四、日", OnHoliday::Shift, "6-15 6-18 6-25 6-29", "6-22 端午节 6-25"),
            // Three days of holiday, one working day to go to.
            (
                "每周四、五、六",
                OnHoliday::Shift,
                "6-15 6-16 6-17 6-22→6-25 6-29 6-30",
                "6-23 端午节 6-25; 6-24 端午节 6-25",
            ),
            ("工作日", OnHoliday::Shift, "6-15 6-16 6-19 6-20 6-21 6-25 6-26 6-27 6-28 6-29 6-30", ""),
        ];
        for (written, on_holiday, held, skipped) in cases {
            let repeat = repeat::parse(written).unwrap();
            let (first, last_day) = (at("2023-06-15T09:00:00"), date("2023-06-30"));
            let series = Series { repeat: &repeat, first, last_day, except: &[], also: &[], on_holiday };
            let expanded = instances(&series, &calendar(), Zone::default()).unwrap();
            assert_eq!(shown(&expanded.held), held, "{written} {on_holiday:?}");
            let day = |date: NaiveDate| format!("{}-{}", date.month(), date.day());
            let told: Vec<String> = expanded
                .skipped
                .iter()
                .map(|skipped| {
                    let instead = skipped.instead.map(|date| format!(" {}", day(date))).unwrap_or_default();
                    format!("{} {}{instead}", day(skipped.original), skipped.holiday)
                })
                .collect();
            assert_eq!(told.join("; "), skipped, "{written} {on_holiday:?}");
            assert!(expanded.unknown_years.is_empty(), "{written}");
        }
    }

    #[test]
    fn exceptions_and_additions() {
        let repeat = repeat::parse("每周四").unwrap();
        let moment = |text: &str| parse_iso(text).unwrap();
        let except = [date("2023-06-15"), date("2023-06-23")];
        let also = [
            moment("2023-06-29"),
            moment("2023-06-24"),
            moment("2023-06-25T10:00:00"),
            moment("2023-06-29T14:00:00"),
            moment("2023-06-30T01:00:00+00:00"),
        ];
        let series = Series {
            repeat: &repeat,
            first: at("2023-06-15T09:00:00"),
            last_day: date("2023-06-30"),
            except: &except,
            also: &also,
            on_holiday: OnHoliday::Shift,
        };
        let expanded = instances(&series, &calendar(), Zone::default()).unwrap();
        let starts: Vec<String> = expanded.held.iter().map(|instance| instance.start.to_string()).collect();
        let expected = [
            // A holiday, but an addition is meant.
            "2023-06-24 09:00:00",
            // So the 22nd cannot come here.
            "2023-06-25 10:00:00",
            "2023-06-29 09:00:00",
            "2023-06-29 14:00:00",
            "2023-06-30 09:00:00",
        ];
        assert_eq!(starts, expected);
        assert_eq!(expanded.skipped[0].instead, Some(date("2023-06-25")));
    }

    #[test]
    fn unknown_years_are_told_where_they_matter() {
        let cases = [
            ("每周四", OnHoliday::Keep, vec![]),
            ("每周四", OnHoliday::Skip, vec![2024, 2025]),
            ("工作日", OnHoliday::Keep, vec![2024, 2025]),
        ];
        for (written, on_holiday, years) in cases {
            let repeat = repeat::parse(written).unwrap();
            let (first, last_day) = (at("2023-12-01"), date("2025-01-31"));
            let series = Series { repeat: &repeat, first, last_day, except: &[], also: &[], on_holiday };
            let expanded = instances(&series, &calendar(), Zone::default()).unwrap();
            assert_eq!(expanded.unknown_years, years, "{written} {on_holiday:?}");
        }
    }
}
