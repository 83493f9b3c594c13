//! When a place is open: its weekly hours, its exceptions and the working calendar, on a date and at a moment.
//!
//! Of a year whose holidays are not known every day counts as its weekday says.

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Weekday};

use super::clock::DAY;
use super::date;
use super::exceptions::Exceptions;
use super::hours::{Holidays, Hours, Span, spans_text};
use super::workdays::{Day, WorkCalendar};
use crate::diagnostic::Language;
use crate::record::Moment;

/// How many days ahead the next opening is looked for. Longer than any holidays in a row.
const AHEAD: u64 = 60;

/// What is known of one date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opening {
    /// In order; none if closed.
    Spans(Vec<Span>),
    /// A public holiday of which the hours say nothing.
    Unsaid,
}

/// What is known at one moment. Civil time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Up to and without this moment; `None` if no end is known.
    Open { until: Option<NaiveDateTime> },
    /// Closed, and open again later today.
    OpensToday { at: NaiveDateTime },
    /// Closed until another day; `None` if no day is certain, because it is too far off or an unsaid holiday comes
    /// before it.
    Closed { next: Option<NaiveDateTime> },
    /// A public holiday of which the hours say nothing.
    Uncertain,
}

/// What holds on a date. An exception decides before all else. On a public holiday the hours' own rule decides, except
/// that a day of the week on which the place is never open stays closed. A day of the weekend that is worked has
/// Friday's hours, if by its weekday the place would be closed.
pub fn opening(hours: &Hours, exceptions: Option<&Exceptions>, calendar: &WorkCalendar, date: NaiveDate) -> Opening {
    if let Some(exception) = exceptions.and_then(|exceptions| exceptions.on(date)) {
        return Opening::Spans(exception.spans.clone());
    }
    let usual = hours.on(date.weekday());
    let spans = match (calendar.kind(date), hours.holidays) {
        (Day::Holiday(_), Holidays::Closed) => &[],
        (Day::Holiday(_), Holidays::Unsaid) if !usual.is_empty() => return Opening::Unsaid,
        (Day::AdjustedWorkday, _) if usual.is_empty() => hours.on(Weekday::Fri),
        _ => usual,
    };
    Opening::Spans(spans.to_vec())
}

/// What holds at a moment. Spans that meet, also at midnight, are one: a place that is open day and night closes at no
/// midnight.
pub fn state(hours: &Hours, exceptions: Option<&Exceptions>, calendar: &WorkCalendar, civil: NaiveDateTime) -> State {
    let today = civil.date();
    let on = |date| opening(hours, exceptions, calendar, date);
    let (known, ends) = known_from(today, on);
    if let Some((_, closes)) = known.iter().find(|(opens, closes)| *opens <= civil && civil < *closes) {
        return State::Open { until: (*closes < ends).then_some(*closes) };
    }
    if on(today) == Opening::Unsaid {
        return State::Uncertain;
    }
    match known.iter().map(|(opens, _)| *opens).find(|opens| civil < *opens) {
        Some(at) if at.date() == today => State::OpensToday { at },
        next => State::Closed { next },
    }
}

/// The stretches in which the place is open, from yesterday's that may last into today, and the moment up to which
/// they are known: the midnight before the first unsaid holiday from today on, or the end of the search.
fn known_from(
    today: NaiveDate,
    on: impl Fn(NaiveDate) -> Opening,
) -> (Vec<(NaiveDateTime, NaiveDateTime)>, NaiveDateTime) {
    let mut known: Vec<(NaiveDateTime, NaiveDateTime)> = Vec::new();
    let first = today.pred_opt().unwrap_or(today);
    let mut ends = first;
    for date in first.iter_days().take_while(|date| *date <= today.checked_add_days(Days::new(AHEAD)).unwrap_or(today))
    {
        ends = date;
        let spans = match on(date) {
            Opening::Spans(spans) => spans,
            Opening::Unsaid if date < today => continue,
            Opening::Unsaid => break,
        };
        for span in spans {
            let (opens, closes) = (at(date, span.opens), at(date, span.closes));
            match known.last_mut() {
                Some((_, end)) if opens <= *end => *end = closes.max(*end),
                _ => known.push((opens, closes)),
            }
        }
    }
    (known, ends.and_time(NaiveTime::MIN))
}

/// So many minutes after the midnight that begins a date.
fn at(date: NaiveDate, minutes: u16) -> NaiveDateTime {
    let midnight = date.and_time(NaiveTime::MIN);
    midnight.checked_add_signed(TimeDelta::minutes(minutes.into())).unwrap_or(midnight)
}

impl Opening {
    /// The date, today, as readers see it: `8:30—11:30，14:00—17:30`, `今天休息`.
    pub fn text(&self, language: Language) -> String {
        match (self, language) {
            (Self::Unsaid, _) => State::unsaid(language).to_owned(),
            (Self::Spans(spans), Language::Zh) if spans.is_empty() => "今天休息".to_owned(),
            (Self::Spans(spans), Language::En) if spans.is_empty() => "closed today".to_owned(),
            (Self::Spans(spans), _) => spans_text(spans, language),
        }
    }
}

impl State {
    /// The moment that it tells of: when the place closes, or opens.
    pub fn turns(self) -> Option<NaiveDateTime> {
        match self {
            Self::Open { until } => until,
            Self::OpensToday { at } => Some(at),
            Self::Closed { next } => next,
            Self::Uncertain => None,
        }
    }

    /// The state as readers see it on a day: `正在开放，到 11:30`, `现在不开放，7月17日（星期一）8:30 开放`.
    pub fn text(self, today: NaiveDate, language: Language) -> String {
        match (self, language) {
            (Self::Open { until: None }, Language::Zh) => "正在开放".to_owned(),
            (Self::Open { until: None }, Language::En) => "open now".to_owned(),
            (Self::Open { until: Some(until) }, Language::Zh) => {
                format!("正在开放，到 {}", end(until, today, language))
            }
            (Self::Open { until: Some(until) }, Language::En) => {
                format!("open now, until {}", end(until, today, language))
            }
            (Self::OpensToday { at }, Language::Zh) => format!("今天 {} 开放", written(at, "%-H:%M", language)),
            (Self::OpensToday { at }, Language::En) => format!("opens today at {}", written(at, "%-H:%M", language)),
            (Self::Closed { next: None }, Language::Zh) => "现在不开放".to_owned(),
            (Self::Closed { next: None }, Language::En) => "closed now".to_owned(),
            (Self::Closed { next: Some(next) }, Language::Zh) => {
                format!("现在不开放，{} 开放", moment(next, language))
            }
            (Self::Closed { next: Some(next) }, Language::En) => {
                format!("closed now, opens on {}", moment(next, language))
            }
            (Self::Uncertain, _) => Self::unsaid(language).to_owned(),
        }
    }

    fn unsaid(language: Language) -> &'static str {
        match language {
            Language::Zh => "节假日请先电话确认",
            Language::En => "on public holidays please telephone first",
        }
    }
}

/// An end without its date while none is needed: `11:30`, `24:00`, `次日 2:00`.
fn end(until: NaiveDateTime, today: NaiveDate, language: Language) -> String {
    let clock = || written(until, "%-H:%M", language);
    match ((until.date() - today).num_days(), language) {
        (0, _) => clock(),
        (1, _) if until.time() == NaiveTime::MIN => format!("{}:00", DAY / 60),
        (1, Language::Zh) => format!("次日 {}", clock()),
        (1, Language::En) => format!("{} (next day)", clock()),
        _ => moment(until, language),
    }
}

fn moment(moment: NaiveDateTime, language: Language) -> String {
    let pattern = match language {
        Language::Zh => "%-m月%-d日（%A）%-H:%M",
        Language::En => "%A %-d %B at %-H:%M",
    };
    written(moment, pattern, language)
}

/// By a pattern of this module, which can always be followed.
fn written(moment: NaiveDateTime, pattern: &str, language: Language) -> String {
    date::format(Moment::Civil(moment), pattern, language).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::hours::parse;
    use super::super::workdays::tests::{calendar, date};
    use super::*;
    use crate::diagnostic::{Findings, Place};
    use crate::record::{Field, Node, Value};

    const OFFICE: &str = "周一至周五 8:30-11:30，14:00-17:30";

    fn exceptions(written: &str) -> Exceptions {
        let mut node = Node::new(Value::Text(written.to_owned()), Place::site());
        Exceptions::read(&mut node, &mut Findings::new()).unwrap()
    }

    #[test]
    fn a_date_is_open_as_what_is_said_of_it() {
        let office = "8:30—11:30，14:00—17:30";
        let unsaid = "节假日请先电话确认";
        let cases = [
            (OFFICE, "", "2023-07-14", office),
            (OFFICE, "", "2023-07-15", "今天休息"),
            // Holidays.
            (OFFICE, "", "2023-06-22", unsaid),
            ("周一至周五 8:30-17:30；节假日休息", "", "2023-06-22", "今天休息"),
            ("周一至周五 8:30-17:30；节假日照常", "", "2023-06-22", "8:30—17:30"),
            // A holiday on a Saturday, when it is closed in any case.
            (OFFICE, "", "2023-06-24", "今天休息"),
            ("周一至周五 8:30-17:30；节假日照常", "", "2023-06-24", "今天休息"),
            ("每天 9:00-16:00", "", "2023-06-24", unsaid),
            // A Sunday that is worked.
            (OFFICE, "", "2023-06-25", office),
            ("周一至周四 8:00-17:00；周五 8:00-16:00；节假日休息", "", "2023-06-25", "8:00—16:00"),
            ("周一至周五 8:30-17:30；周日 9:00-12:00", "", "2023-06-25", "9:00—12:00"),
            ("周六 9:00-12:00", "", "2023-06-25", "今天休息"),
            // Exceptions come first.
            (OFFICE, "2023-06-22 9:00-10:00", "2023-06-22", "9:00—10:00"),
            (OFFICE, "2023-06-25 休", "2023-06-25", "今天休息"),
            (OFFICE, "2023-07-14 休（检修）", "2023-07-14", "今天休息"),
            (OFFICE, "2023-07-14 休", "2023-07-13", office),
            // Of 2024 no holidays are known.
            (OFFICE, "", "2024-01-01", office),
        ];
        for (hours, except, day, expected) in cases {
            let opening = opening(&parse(hours).unwrap(), Some(&exceptions(except)), &calendar(), date(day));
            assert_eq!(opening.text(Language::Zh), expected, "{hours} {except} {day}");
        }
        assert_eq!(opening(&parse(OFFICE).unwrap(), None, &calendar(), date("2023-07-15")), Opening::Spans(Vec::new()));
    }

    #[test]
    fn a_moment_has_a_state() {
        let night = "每天 18:00-次日2:00";
        let cases = [
            // A Friday.
            (OFFICE, "", "2023-07-14T08:29:59", "今天 8:30 开放"),
            (OFFICE, "", "2023-07-14T08:30:00", "正在开放，到 11:30"),
            (OFFICE, "", "2023-07-14T11:29:59", "正在开放，到 11:30"),
            (OFFICE, "", "2023-07-14T11:30:00", "今天 14:00 开放"),
            (OFFICE, "", "2023-07-14T17:30:00", "现在不开放，7月17日（星期一）8:30 开放"),
            (OFFICE, "2023-07-17 休", "2023-07-15T10:00:00", "现在不开放，7月18日（星期二）8:30 开放"),
            (OFFICE, "2023-07-15 9:00-10:00", "2023-07-14T18:00:00", "现在不开放，7月15日（星期六）9:00 开放"),
            // Before an unsaid holiday no next opening is certain.
            (OFFICE, "", "2023-06-21T18:00:00", "现在不开放"),
            (OFFICE, "", "2023-06-22T10:00:00", "节假日请先电话确认"),
            (OFFICE, "", "2023-06-24T10:00:00", "现在不开放，6月25日（星期日）8:30 开放"),
            ("工作日 8:30-17:30", "", "2023-06-21T18:00:00", "现在不开放，6月25日（星期日）8:30 开放"),
            ("每天休息", "", "2023-07-14T10:00:00", "现在不开放"),
            // Over midnight.
            (night, "", "2023-07-14T01:59:00", "正在开放，到 2:00"),
            (night, "", "2023-07-14T02:00:00", "今天 18:00 开放"),
            (night, "", "2023-07-14T18:00:00", "正在开放，到 次日 2:00"),
            (night, "2023-07-14 休", "2023-07-14T01:00:00", "正在开放，到 2:00"),
            ("每天 18:00-24:00", "", "2023-07-14T20:00:00", "正在开放，到 24:00"),
            ("全天", "", "2023-07-14T20:00:00", "正在开放"),
            ("全天", "", "2023-06-21T20:00:00", "正在开放"),
            ("全天", "", "2023-06-22T20:00:00", "节假日请先电话确认"),
            ("全天", "2023-07-16 休", "2023-07-14T20:00:00", "正在开放，到 7月16日（星期日）0:00"),
            ("每天 8:00-12:00，12:00-17:00", "", "2023-07-14T09:00:00", "正在开放，到 17:00"),
        ];
        for (hours, except, now, expected) in cases {
            let now: NaiveDateTime = now.parse().unwrap();
            let state = state(&parse(hours).unwrap(), Some(&exceptions(except)), &calendar(), now);
            assert_eq!(state.text(now.date(), Language::Zh), expected, "{hours} {except} {now}");
        }
    }

    #[test]
    fn english_texts() {
        let cases = [
            ("2023-07-14T09:00:00", "open now, until 11:30"),
            ("2023-07-14T12:00:00", "opens today at 14:00"),
            ("2023-07-14T18:00:00", "closed now, opens on Monday 17 July at 8:30"),
            ("2023-06-22T09:00:00", "on public holidays please telephone first"),
        ];
        for (now, expected) in cases {
            let now: NaiveDateTime = now.parse().unwrap();
            let state = state(&parse(OFFICE).unwrap(), None, &calendar(), now);
            assert_eq!(state.text(now.date(), Language::En), expected, "{now}");
        }
        assert_eq!(Opening::Spans(Vec::new()).text(Language::En), "closed today");
    }

    #[test]
    fn the_ends_of_the_calendar_are_no_fault() {
        let hours = parse(OFFICE).unwrap();
        for day in [NaiveDate::MIN, NaiveDate::MAX] {
            let _ = state(&hours, None, &WorkCalendar::default(), day.and_time(NaiveTime::MIN));
        }
    }
}
