//! From dates as written to times: the year and month that a date leaves out, the days of ranges, and whether weekdays and
//! lunar dates agree with them.

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

use super::day::{Spot, Written, Year};
use super::grammar::{Dated, Group, Item, Session};
use super::lunar::solar;
use super::mismatch::{impossible, missing_year, no_such, shown, wrong_lunar, wrong_weekday};
use super::observance::{LunarDay, ObservanceDate};
use super::phrase::Fault;
use super::reading::Years;
use super::when::{When, date_text};
use crate::diagnostic::{END_BEFORE_START, Language, MISSING_YEAR};
use crate::text;

/// So many days may a range have that has a time on each of them.
const MOST_DAYS: i64 = 62;

/// So many times may one phrase name.
const MOST_TIMES: usize = 400;

/// Every time that the groups name, in order. Faults are added to those that are known.
pub(super) fn resolve(groups: &[Group], years: &Years, faults: &mut Vec<Fault>) -> Vec<When> {
    let mut resolver = Resolver { years, explicit: None, before: None, faults: std::mem::take(faults) };
    let mut times = Vec::new();
    for group in groups {
        resolver.group(group, &mut times);
    }
    *faults = resolver.faults;
    times
}

/// What a date comes to.
enum Found {
    Day(NaiveDate),
    Loose(When),
}

struct Resolver<'a> {
    years: &'a Years,
    /// The year that was written last.
    explicit: Option<i32>,
    /// The last date found, and its month as written.
    before: Option<NaiveDate>,
    faults: Vec<Fault>,
}

impl Resolver<'_> {
    fn group(&mut self, group: &Group, times: &mut Vec<When>) {
        let mut month = None;
        let mut count = 0;
        let known = self.faults.len();
        for item in &group.items {
            let Some(first) = self.dated(&item.first, &mut month) else {
                if let Some(last) = &item.last {
                    // For its own faults.
                    self.dated(last, &mut month);
                }
                continue;
            };
            let last = match &item.last {
                Some(last) => match self.dated(last, &mut month) {
                    Some(last) => Some(last),
                    None => continue,
                },
                None => None,
            };
            match (first, last) {
                (Found::Loose(when), None) => times.push(when),
                (Found::Day(day), None) => {
                    count += 1;
                    add(times, day, &group.sessions);
                }
                (Found::Day(first), Some(Found::Day(last))) => {
                    count += (last - first).num_days() + 1;
                    self.range(item, first, last, &group.sessions, times);
                }
                _ => self.faults.push(
                    Fault::new(text!("“从几月到几月”说不准是哪几天", "from month to month names no days")).hint(text!(
                        "写出日期，如“7月1日至8月31日”；还不确切就写开始的月份，如“7月”",
                        "write the dates, such as 2023-07-01 to 2023-08-31; or only the month in which it begins"
                    )),
                ),
            }
            if times.len() > MOST_TIMES {
                self.faults.push(Fault::new(text!("日期太多了", "these are too many dates")));
                return;
            }
        }
        if let Some(said) = group.count
            && i64::from(said) != count
            && self.faults.len() == known
        {
            self.faults.push(
                Fault::new(text!("写的是 {said} 天，日期是 {count} 天", "it says {said} days and names {count}"))
                    .hint(text!("核对日期和天数", "see which of the two is right")),
            );
        }
    }

    fn range(&mut self, item: &Item, first: NaiveDate, last: NaiveDate, sessions: &[Session], times: &mut Vec<When>) {
        if last < first || (last == first && item.through.is_some_and(|(start, end)| end <= start)) {
            let (from, to) = (date_text(first, Language::Zh), date_text(last, Language::Zh));
            let (month, day) = (last.month(), last.day());
            self.faults.push(
                Fault::new(text!("结束的{to}早于开始的{from}", "{last} comes before {first}"))
                    .of(&END_BEFORE_START)
                    .hint(text!(
                        "前后写反了就对调；过了年就写“次年{month}月{day}日”",
                        "exchange them, or write the year of the end too if it is the next one"
                    )),
            );
            return;
        }
        if let Some((start, end)) = item.through {
            if let (Some(start), Some(end)) = (at(first, start), at(last, end)) {
                times.push(When::Minutes { start, end: Some(end) });
            }
            return;
        }
        if sessions.is_empty() {
            times.push(When::Days { first, last });
            return;
        }
        if (last - first).num_days() >= MOST_DAYS {
            self.faults.push(
                Fault::new(text!("带时间的日期超过 {MOST_DAYS} 天", "more than {MOST_DAYS} days with a time"))
                    .hint(text!("分成几行写，或者不写时间", "divide it into several rows, or leave out the time")),
            );
            return;
        }
        for day in first.iter_days().take_while(|day| *day <= last) {
            add(times, day, sessions);
        }
    }

    /// The date as meant; its weekday and what stands beside it are checked.
    fn dated(&mut self, dated: &Dated, month: &mut Option<u32>) -> Option<Found> {
        let found = self.written(&dated.written, month)?;
        let Found::Day(date) = found else { return Some(found) };
        self.before = Some(date);
        if let Some(weekday) = dated.weekday
            && weekday != date.weekday()
        {
            self.faults.push(wrong_weekday(date, weekday));
        }
        if let Some(also) = &dated.also {
            self.also(date, &dated.written, also, month);
        }
        Some(Found::Day(date))
    }

    /// What names the day a second time.
    fn also(&mut self, date: NaiveDate, written: &Written, also: &Written, month: &mut Option<u32>) {
        match (also.spot, written.spot) {
            (Spot::Yearly(yearly), _) if names(yearly, date) => {}
            (Spot::Yearly(yearly), _) => self.faults.push(wrong_lunar(date, yearly)),
            (_, Spot::Yearly(yearly)) => {
                let before = self.explicit.replace(date.year());
                let solar = self.written(also, month);
                self.explicit = before;
                if let Some(Found::Day(solar)) = solar
                    && solar != date
                {
                    self.faults.push(wrong_lunar(solar, yearly));
                }
            }
            _ => {}
        }
    }

    fn written(&mut self, written: &Written, month: &mut Option<u32>) -> Option<Found> {
        let spot = match written.spot {
            Spot::Day { month: None, day } => match *month {
                Some(month) => Spot::Day { month: Some(month), day },
                None => {
                    self.faults.push(
                        Fault::new(text!("“{day}日”没有写月份", "day {day} has no month"))
                            .hint(text!("写成“4月{day}日”的样子", "write the month too, such as {day} April")),
                    );
                    return None;
                }
            },
            spot => spot,
        };
        if let Spot::Day { month: Some(own), .. } = spot {
            *month = Some(own);
        }
        let year = match self.year(written.year, spot) {
            Ok(year) => year,
            Err(fault) => {
                // One year written mends all dates of a list.
                if !fault.is(&MISSING_YEAR) || !self.faults.iter().any(|fault| fault.is(&MISSING_YEAR)) {
                    self.faults.push(fault);
                }
                return None;
            }
        };
        match days(spot, year).as_slice() {
            [one] => Some(one.found(spot, year.number())),
            [one, other, ..] => {
                let (one, other) = (one.first, other.first);
                let (name, name_en) = (shown(spot, Language::Zh), shown(spot, Language::En));
                self.faults.push(Fault::new(text!("一年里有两个{name}", "the year has {name_en} twice")).hint(text!(
                    "写公历：{zh}，或{zh_other}",
                    "write the solar date: {one} or {other}",
                    zh = date_text(one, Language::Zh),
                    zh_other = date_text(other, Language::Zh)
                )));
                None
            }
            [] => {
                self.faults.push(no_such(spot, year.number()));
                None
            }
        }
    }

    /// The year in which a date lies.
    fn year(&mut self, written: Option<Year>, spot: Spot) -> Result<Choice, Fault> {
        // What no year has need not be asked for its year.
        if let Some(fault) = impossible(spot) {
            return Err(fault);
        }
        match written {
            Some(Year::Number(year)) => {
                self.explicit = Some(year);
                return Ok(Choice::Solar(year));
            }
            Some(Year::Lunar(year)) => {
                self.explicit = Some(year);
                return Ok(Choice::Lunar(year));
            }
            Some(Year::Next) => {
                let Some(before) = self.before else {
                    return Err(Fault::new(text!(
                        "“次年”前面没有日期",
                        "no date stands before the one of “the next year”"
                    ))
                    .hint(text!("写出年份，如“2024年1月2日”", "write the year, such as 2024-01-02")));
                };
                self.explicit = Some(before.year() + 1);
                return Ok(Choice::Solar(before.year() + 1));
            }
            None => {}
        }
        if let Some(year) = self.explicit {
            return Ok(Choice::Solar(year));
        }
        match *self.years {
            Years::One(year) => Ok(Choice::Solar(year)),
            Years::Unknown => Err(missing_year(spot)),
            Years::Period { first, last } => {
                let all = first.year()..=last.year().min(first.year().saturating_add(20));
                let lies = |year: &i32| {
                    days(spot, Choice::Solar(*year)).iter().any(|day| day.first <= last && day.last >= first)
                };
                let fitting: Vec<i32> = all.clone().filter(lies).collect();
                let never = || all.clone().all(|year| days(spot, Choice::Solar(year)).is_empty());
                match fitting.as_slice() {
                    [year] => Ok(Choice::Solar(*year)),
                    [] if first.year() == last.year() => Ok(Choice::Solar(first.year())),
                    [] if never() => Err(no_such(spot, first.year())),
                    years => {
                        let (name, name_en) = (shown(spot, Language::Zh), shown(spot, Language::En));
                        let message = if years.is_empty() {
                            text!(
                                "{name}不在行动的起止日期（{first} 至 {last}）之内，不知道是哪一年",
                                "{name_en} lies outside the campaign ({first} to {last}), so its year is not known"
                            )
                        } else {
                            text!(
                                "行动（{first} 至 {last}）里有几个{name}，不知道是哪一年",
                                "the campaign ({first} to {last}) has {name_en} more than once"
                            )
                        };
                        Err(Fault::new(message).of(&MISSING_YEAR).hint(text!(
                            "在日期前写上年份，如“2023年4月12日”",
                            "write the year with the date, such as 2023-04-12"
                        )))
                    }
                }
            }
        }
    }
}

#[derive(Clone, Copy)]
enum Choice {
    Solar(i32),
    /// A year of the Chinese calendar.
    Lunar(i32),
}

impl Choice {
    fn number(self) -> i32 {
        match self {
            Self::Solar(year) | Self::Lunar(year) => year,
        }
    }
}

/// The days that a date of a year may be.
struct Stretch {
    first: NaiveDate,
    last: NaiveDate,
}

impl Stretch {
    fn found(&self, spot: Spot, year: i32) -> Found {
        match spot {
            Spot::Month(month) => Found::Loose(When::Month { year, month: u8::try_from(month).unwrap_or(0) }),
            Spot::Part(month, part) => Found::Loose(When::Part { year, month: u8::try_from(month).unwrap_or(0), part }),
            Spot::Day { .. } | Spot::Yearly(_) => Found::Day(self.first),
        }
    }
}

fn days(spot: Spot, choice: Choice) -> Vec<Stretch> {
    let year = choice.number();
    let single = |date| Stretch { first: date, last: date };
    let loose = |when: When| match (when.first_day(), when.last_day()) {
        (Some(first), Some(last)) => vec![Stretch { first, last }],
        _ => Vec::new(),
    };
    match (spot, choice) {
        (Spot::Day { month, day }, _) => {
            month.and_then(|month| NaiveDate::from_ymd_opt(year, month, day)).map(single).into_iter().collect()
        }
        (Spot::Month(month), _) => loose(When::Month { year, month: u8::try_from(month).unwrap_or(0) }),
        (Spot::Part(month, part), _) => loose(When::Part { year, month: u8::try_from(month).unwrap_or(0), part }),
        (Spot::Yearly(ObservanceDate::Lunar { month, leap, day }), Choice::Lunar(year)) => match day {
            LunarDay::Nth(day) => solar(year, month, leap, day).map(single).into_iter().collect(),
            LunarDay::Last => {
                [30, 29].into_iter().find_map(|day| solar(year, month, leap, day)).map(single).into_iter().collect()
            }
        },
        (Spot::Yearly(date), _) => date.in_year(year).into_iter().map(single).collect(),
    }
}

fn at(date: NaiveDate, minutes: u16) -> Option<NaiveDateTime> {
    date.and_time(NaiveTime::MIN).checked_add_signed(TimeDelta::minutes(minutes.into()))
}

fn add(times: &mut Vec<When>, day: NaiveDate, sessions: &[Session]) {
    if sessions.is_empty() {
        times.push(When::day(day));
    }
    for session in sessions {
        if let Some(start) = at(day, session.start) {
            times.push(When::Minutes { start, end: session.end.and_then(|end| at(day, end)) });
        }
    }
}

fn names(yearly: ObservanceDate, date: NaiveDate) -> bool {
    yearly.in_year(date.year()).contains(&date)
}
