//! Recurrence rules of RFC 5545, section 3.3.10, checked by the `rrule` crate and, where it is lenient, here.

use chrono::{NaiveDate, NaiveDateTime, TimeZone, Weekday};
use rrule::{RRule, RRuleSet, Tz, Unvalidated};

use super::phrase::Fault;
use super::repeat::{Cycle, Pattern, Repeat};
use super::weekday::{Ordinal, WEEK};
use super::zone::{Edge, Zone};
use crate::record::Moment;
use crate::text;

/// The two letters of a weekday.
pub(super) fn code(weekday: Weekday) -> &'static str {
    const CODES: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
    CODES[weekday.num_days_from_monday() as usize]
}

/// Reads the value of an RRULE, with or without that name before it. What a phrase could say as well becomes a pattern.
pub(super) fn parse(written: &str) -> Result<Repeat, Fault> {
    let capitals: String = written.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_uppercase();
    let rule = capitals.strip_prefix("RRULE:").unwrap_or(&capitals).trim_end_matches(';');
    // The crate cuts at bytes, and would panic inside a character.
    if let Some(c) = rule.chars().find(|c| !c.is_ascii_graphic()) {
        return Err(Fault::new(text!("重复规则里不能有“{c}”", "{c} has no place in a recurrence rule")));
    }
    let parts = Parts::read(rule)?;
    parts.check()?;
    check_with_crate(&parts)?;
    match parts.pattern() {
        Some(pattern) => pattern.arranged().map(Repeat::Pattern),
        None => Ok(Repeat::Rule(rule.to_owned())),
    }
}

/// The parts of a rule as they were written, each key once.
struct Parts<'a>(Vec<(&'a str, &'a str)>);

impl<'a> Parts<'a> {
    fn read(rule: &'a str) -> Result<Self, Fault> {
        const KEYS: &[&str] = &[
            "FREQ",
            "UNTIL",
            "COUNT",
            "INTERVAL",
            "BYDAY",
            "BYMONTHDAY",
            "BYYEARDAY",
            "BYWEEKNO",
            "BYMONTH",
            "BYSETPOS",
            "WKST",
        ];
        let mut parts = Vec::new();
        for part in rule.split(';') {
            let Some((key, value)) = part.split_once('=') else {
                return Err(Fault::new(text!("“{part}”里缺少等号", "{part} lacks its equals sign")));
            };
            if matches!(key, "BYHOUR" | "BYMINUTE" | "BYSECOND") {
                return Err(Fault::new(text!("重复规则里不写 {key}", "{key} has no place here"))
                    .hint(text!("几点开始写在 start 里", "the time of day stands in start")));
            }
            if !KEYS.contains(&key) {
                let hint = crate::record::suggest(key, KEYS.iter().copied());
                let fault = Fault::new(text!("重复规则里没有 {key}", "recurrence rules know no {key}"));
                return Err(match hint {
                    Some(hint) => fault.hint(hint),
                    None => fault,
                });
            }
            if parts.iter().any(|(known, _)| *known == key) {
                return Err(Fault::new(text!("{key} 写了两次", "{key} stands here twice")));
            }
            parts.push((key, value));
        }
        Ok(Self(parts))
    }

    fn get(&self, key: &str) -> Option<&'a str> {
        self.0.iter().find(|(name, _)| *name == key).map(|(_, value)| *value)
    }

    /// What the standard forbids and the crate lets pass, and what makes no sense for things that have a time of day.
    fn check(&self) -> Result<(), Fault> {
        let frequency = self.get("FREQ").unwrap_or_default();
        if !matches!(frequency, "DAILY" | "WEEKLY" | "MONTHLY" | "YEARLY") {
            return Err(Fault::new(text!("FREQ={frequency} 不行", "FREQ={frequency} is not possible here"))
                .hint(text!("FREQ 是 DAILY、WEEKLY、MONTHLY 或 YEARLY", "FREQ is DAILY, WEEKLY, MONTHLY or YEARLY")));
        }
        if self.get("COUNT").is_some() && self.get("UNTIL").is_some() {
            return Err(Fault::new(text!("COUNT 和 UNTIL 只能写一个", "COUNT and UNTIL exclude each other")));
        }
        for key in ["COUNT", "INTERVAL"] {
            if self.get(key).is_some_and(|value| value.parse().unwrap_or(0u32) == 0) {
                return Err(Fault::new(text!("{key} 应当是 1 或更大的整数", "{key} is a whole number from 1")));
            }
        }
        if self.get("BYSETPOS").is_some() && !self.0.iter().any(|(key, _)| key.starts_with("BY") && *key != "BYSETPOS")
        {
            return Err(Fault::new(text!(
                "BYSETPOS 要和另一个 BY… 一起写",
                "BYSETPOS needs another BY part beside it"
            )));
        }
        for item in self.list("BYDAY") {
            let Some((number, _)) = by_day(item) else {
                return Err(Fault::new(text!("BYDAY 里的 {item} 不是星期几", "{item} in BYDAY is no weekday"))
                    .hint(text!("写 MO、TU、WE、TH、FR、SA、SU，如 1SA、-1FR", "write MO to SU, as in 1SA or -1FR")));
            };
            if number.is_some() && !matches!(frequency, "MONTHLY" | "YEARLY") {
                return Err(Fault::new(text!(
                    "{item} 只能用在 FREQ=MONTHLY 或 YEARLY 里",
                    "{item} needs FREQ=MONTHLY or YEARLY"
                )));
            }
        }
        Ok(())
    }

    fn list(&self, key: &str) -> Vec<&'a str> {
        self.get(key).map_or(Vec::new(), |value| value.split(',').collect())
    }

    /// BYDAY for the crate, which finds no day at all where one weekday has a number and another has none: `MO,1TU`
    /// becomes `1MO,2MO,3MO,4MO,5MO,1TU`.
    fn weekdays(&self) -> Vec<String> {
        let days: Vec<_> = self.list("BYDAY").into_iter().filter_map(by_day).collect();
        if days.iter().all(|(number, _)| number.is_some()) || days.iter().all(|(number, _)| number.is_none()) {
            return self.list("BYDAY").into_iter().map(str::to_owned).collect();
        }
        // Within months if they are named, else within the year.
        let most = if self.get("FREQ") == Some("YEARLY") && self.get("BYMONTH").is_none() { 53 } else { 5 };
        let every = |(number, day): (Option<i8>, Weekday)| {
            let numbers = number.map_or(1..=most, |number| number..=number);
            numbers.map(move |number| format!("{number}{}", code(day)))
        };
        days.into_iter().flat_map(every).collect()
    }

    fn numbers<N: std::str::FromStr>(&self, key: &str) -> Option<Vec<N>> {
        self.list(key).into_iter().map(|item| item.parse().ok()).collect()
    }

    /// The pattern that says the same; `None` if none does.
    fn pattern(&self) -> Option<Pattern> {
        if ["UNTIL", "COUNT", "BYYEARDAY", "BYWEEKNO", "BYSETPOS"].iter().any(|key| self.get(key).is_some())
            || self.get("WKST").is_some_and(|start| start != "MO")
        {
            return None;
        }
        let every = self.get("INTERVAL").map_or(Some(1), |value| value.parse().ok())?;
        let days: Vec<_> = self.list("BYDAY").into_iter().map(by_day).collect::<Option<_>>()?;
        let month_days: Vec<i8> = self.numbers("BYMONTHDAY")?;
        let cycle = match (self.get("FREQ")?, days.as_slice(), month_days.as_slice()) {
            ("DAILY", [], []) => Cycle::Days,
            ("WEEKLY", days, []) => Cycle::Weeks(days.iter().map(|(_, day)| *day).collect()),
            ("MONTHLY", [], [_, ..]) => Cycle::MonthDays(month_days),
            ("MONTHLY", [_, ..], []) => {
                let nth = |(number, day): &(Option<i8>, Weekday)| Some((Ordinal::new((*number)?)?, *day));
                Cycle::MonthWeekdays(days.iter().map(nth).collect::<Option<_>>()?)
            }
            _ => return None,
        };
        Some(Pattern { every, cycle, months: self.numbers("BYMONTH")? }).filter(|pattern| pattern.every <= 366)
    }
}

/// `WE`, `1SA`, `-1FR`.
fn by_day(item: &str) -> Option<(Option<i8>, Weekday)> {
    let (number, letters) = item.split_at_checked(item.len().checked_sub(2)?)?;
    let weekday = WEEK.into_iter().find(|day| code(*day) == letters)?;
    let number = if number.is_empty() { None } else { Some(number.parse().ok().filter(|n| *n != 0)?) };
    Some((number, weekday))
}

fn check_with_crate(parts: &Parts<'_>) -> Result<(), Fault> {
    let mut rule = Vec::new();
    for (key, value) in &parts.0 {
        let value = if *key == "UNTIL" { stamp(until(value)?.0) } else { (*value).to_owned() };
        rule.push(format!("{key}={value}"));
    }
    let rule: RRule<Unvalidated> = rule.join(";").parse().map_err(wrong)?;
    // Any early start will do: only the rule is judged here.
    let Some(start) = Tz::UTC.with_ymd_and_hms(1900, 1, 1, 0, 0, 0).single() else { return Ok(()) };
    rule.validate(start).map(|_| ()).map_err(wrong)
}

fn wrong(error: rrule::RRuleError) -> Fault {
    Fault::new(text!("重复规则有误（{error}）", "the recurrence rule is wrong: {error}"))
}

/// The civil times that a valid rule gives from `first` to `last_day`, in order; no more than one over the limit.
///
/// Civil time is computed with as if it were UTC, where every day has 24 hours, and the zone matters for an `UNTIL`
/// that is an instant only.
pub(super) fn starts(
    rule: &str,
    first: NaiveDateTime,
    last_day: NaiveDate,
    zone: Zone,
    limit: usize,
) -> Result<Vec<NaiveDateTime>, Fault> {
    let parts = Parts::read(rule)?;
    let mut written = Vec::new();
    for (key, value) in &parts.0 {
        let value = match *key {
            "UNTIL" => {
                let (civil, is_instant) = until(value)?;
                let civil =
                    if is_instant { zone.civil(zone.instant(Moment::Offset(civil, 0), Edge::Start)) } else { civil };
                // The crate takes this for a mistake.
                if civil < first {
                    return Ok(Vec::new());
                }
                stamp(civil)
            }
            "BYDAY" => parts.weekdays().join(","),
            _ => (*value).to_owned(),
        };
        written.push(format!("{key}={value}"));
    }
    let rule: RRule<Unvalidated> = written.join(";").parse().map_err(wrong)?;
    let begin = first.and_utc().with_timezone(&Tz::UTC);
    let rule = rule.validate(begin).map_err(wrong)?;
    // `limit` ends the search for a date that never comes.
    let found = RRuleSet::new(begin).rrule(rule).limit();
    let starts = found.into_iter().map(|start| start.naive_utc().date().and_time(first.time()));
    Ok(starts.take_while(|start| start.date() <= last_day).take(limit.saturating_add(1)).collect())
}

/// `UNTIL` as civil time, or as one in UTC if it says so. A date includes the whole of that day.
fn until(value: &str) -> Result<(NaiveDateTime, bool), Fault> {
    let (date, time) = value.split_once('T').unwrap_or((value, "235959"));
    let (time, is_instant) = time.strip_suffix('Z').map_or((time, false), |time| (time, true));
    let digits = |text: &str, length| text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
    let civil = NaiveDateTime::parse_from_str(&format!("{date}T{time}"), "%Y%m%dT%H%M%S").ok();
    civil.filter(|_| digits(date, 8) && digits(time, 6)).map(|civil| (civil, is_instant)).ok_or_else(|| {
        Fault::new(text!("UNTIL={value} 不是日期", "UNTIL={value} is no date"))
            .hint(text!("写成 20231231 或 20231231T235959", "write it like 20231231 or 20231231T235959"))
    })
}

/// As the crate takes it with any zone: as an instant in UTC.
fn stamp(civil: NaiveDateTime) -> String {
    civil.format("%Y%m%dT%H%M%SZ").to_string()
}
