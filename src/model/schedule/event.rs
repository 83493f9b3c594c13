//! Events: once, over several days, on listed dates, in several sessions a day, or repeating.

use std::collections::HashMap;

use chrono::{NaiveDate, TimeDelta};

use super::draft::{Draft, location, period, place_name, unknown_holidays, years};
use super::staged::{civil, from_moments};
use super::{Context, Was, Years};
use crate::content::{Change, Event, Status};
use crate::diagnostic::{BAD_VALUE, Diagnostic, ENDLESS_REPEAT, Findings, MISSING_KEY, Place, UNMATCHED_CHANGE};
use crate::model::PageId;
use crate::record::{Moment, Placed};
use crate::text;
use crate::time::{OnHoliday, Phrase, Series, When, instances, read_when};

/// One time of an event, and for a date of a series the date under which it is known.
struct Timed {
    original: Option<NaiveDate>,
    when: When,
}

pub(super) fn occurrences(context: &Context<'_>, id: PageId, event: &Event, findings: &mut Findings) -> Vec<Draft> {
    let page = Place::file(context.site.page(id).document.path.clone());
    let place = place_of(event, &page);
    let timed = times(context, id, event, &place, findings);
    let site = context.site;
    let is_series = timed.len() > 1 || event.repeat.is_some() || !event.dates.is_empty();
    let mut drafts: Vec<Draft> = Vec::with_capacity(timed.len());
    for Timed { original, when } in timed {
        let mut draft = Draft::new(when, &place);
        draft.location = location(site, event.venue.as_ref(), event.place.as_ref(), event.area.as_ref());
        draft.was = event.was.as_ref().map(|was| Was {
            when: was.start.map(|start| from_moments(site.config.zone, start, was.end)),
            place: place_name(site, was.venue.as_ref(), was.place.as_ref()),
        });
        draft.take_status(event.status, event.reason.as_ref());
        draft.speakers = event.speakers.iter().map(|speaker| speaker.value.0.clone()).collect();
        draft.team = event.team.as_deref().map(Into::into);
        draft.original = original.or(when.first_day()).filter(|_| is_series);
        drafts.push(draft);
    }
    name(&mut drafts);
    apply_changes(context, &event.changes, &mut drafts, findings);
    drafts
}

/// The date names an occurrence of a series; the hour too where a day has several.
fn name(drafts: &mut [Draft]) {
    let mut on: HashMap<NaiveDate, usize> = HashMap::new();
    for date in drafts.iter().filter_map(|draft| draft.original) {
        *on.entry(date).or_default() += 1;
    }
    for (number, draft) in drafts.iter_mut().enumerate() {
        draft.key = draft.original.map(|date| match draft.when {
            When::Minutes { start, .. } if on[&date] > 1 => format!("{date}T{}", start.format("%H%M")),
            _ if on[&date] > 1 => format!("{date}-{}", number + 1),
            _ => date.to_string(),
        });
    }
}

fn place_of(event: &Event, page: &Place) -> Place {
    let start = event.start.as_ref().map(|start| &start.place);
    let when = event.when.as_ref().map(|when| &when.place);
    start.or(when).or(event.dates.first().map(|date| &date.place)).unwrap_or(page).clone()
}

fn times(context: &Context<'_>, id: PageId, event: &Event, place: &Place, findings: &mut Findings) -> Vec<Timed> {
    let zone = context.site.config.zone;
    let years = years(context, id, &[]);
    if event.repeat.is_some() {
        return repeated(context, id, event, place, &years, findings);
    }
    if let (None, true, Some(when)) = (&event.start, event.dates.is_empty(), &event.when) {
        let phrase = Placed { value: Phrase::Text(when.value.clone()), place: when.place.clone() };
        // A phrase that is not understood has been reported; the event is still there, its time unknown.
        let whens = read_when(&phrase, None, &years, findings).unwrap_or_else(|| vec![When::Unknown]);
        return whens.into_iter().map(|when| Timed { original: None, when }).collect();
    }
    let listed: Vec<Moment> = event.dates.iter().map(|date| date.value).collect();
    let end = event.end.as_ref().map(|end| end.value);
    let mut starts: Vec<(Moment, Option<Moment>)> = match &event.start {
        Some(start) => vec![(start.value, end)],
        None => Vec::new(),
    };
    // Of listed dates each ends at the hour of `end`.
    let hour = end.filter(|end| !matches!(end, Moment::Date(_))).map(|end| civil(zone, end).time());
    let ends = |start: Moment| match (start, hour) {
        (Moment::Date(_), _) | (_, None) => None,
        (start, Some(hour)) => Some(Moment::Civil(civil(zone, start).date().and_time(hour))),
    };
    starts.extend(listed.into_iter().chain(event.also.iter().map(|also| also.value)).map(|start| (start, ends(start))));
    if starts.is_empty() {
        findings.push(Diagnostic::new(&MISSING_KEY, place, text!("活动没有时间", "the event has no time")).hint(
            text!(
                "写 start = 2023-06-07T14:30:00；还没定就写 when = \"待定\"",
                "write start = 2023-06-07T14:30:00, or when = \"待定\" while it is open"
            ),
        ));
    }
    let mut timed = Vec::new();
    for (start, end) in starts {
        if event.sessions.is_empty() {
            let when = match (event.all_day, from_moments(zone, start, end)) {
                (true, When::Minutes { start, end }) => {
                    When::Days { first: start.date(), last: end.map_or(start.date(), |end| end.date()) }
                }
                (_, when) => when,
            };
            timed.push(Timed { original: None, when });
        } else {
            let first = civil(zone, start).date();
            let last = end.map_or(first, |end| civil(zone, end).date());
            for date in first.iter_days().take_while(|date| *date <= last).take(MOST_DAYS) {
                timed.extend(sessions(event, date, date, &years, findings));
            }
        }
    }
    timed
}

/// More days in a row than this are no event with sessions but a slip in a year.
const MOST_DAYS: usize = 400;

/// The sessions of one day; what is wrong with one of them is told once, on the first day.
fn sessions(event: &Event, original: NaiveDate, date: NaiveDate, years: &Years, findings: &mut Findings) -> Vec<Timed> {
    let mut timed = Vec::new();
    for session in &event.sessions {
        let day = Placed { value: Phrase::Moment(Moment::Date(date)), place: session.place.clone() };
        let hours = Placed { value: Phrase::Text(session.value.clone()), place: session.place.clone() };
        let mut faults = Findings::new();
        let whens = read_when(&day, Some(&hours), years, &mut faults).unwrap_or_default();
        faults.retain(|fault| !findings.contains(fault));
        findings.extend(faults);
        timed.extend(whens.into_iter().map(|when| Timed { original: Some(original), when }));
    }
    timed
}

fn repeated(
    context: &Context<'_>,
    id: PageId,
    event: &Event,
    place: &Place,
    years: &Years,
    findings: &mut Findings,
) -> Vec<Timed> {
    let zone = context.site.config.zone;
    let (Some(repeat), Some(start)) = (&event.repeat, &event.start) else {
        findings.push(
            Diagnostic::new(
                &MISSING_KEY,
                place,
                text!("重复的活动要写从哪天几点开始", "a repeating event needs its first date"),
            )
            .hint(text!("写 start = 第一次的日期和时间", "write start = date and time of the first")),
        );
        return Vec::new();
    };
    let last = event.until.as_ref().map(|until| until.value).or(period(context.site, id).map(|(_, last)| last));
    let Some(last) = last else {
        findings.push(
            Diagnostic::new(
                &ENDLESS_REPEAT,
                &repeat.place,
                text!("没有写重复到哪一天", "nothing says when the repetition ends"),
            )
            .hint(text!(
                "加一行 until = 最后一天；属于某个行动时，到行动结束为止",
                "add until = its last day; within a campaign it ends with the campaign"
            )),
        );
        return Vec::new();
    };
    let first = civil(zone, start.value);
    let length = event.end.as_ref().map(|end| civil(zone, end.value) - first);
    if let (Some(end), Some(length)) = (&event.end, length)
        && length > TimeDelta::hours(24)
    {
        findings.push(
            Diagnostic::new(
                &BAD_VALUE,
                &end.place,
                text!("重复的活动，end 是一次活动的结束时间", "of a repeating event, end is the end of one date"),
            )
            .hint(text!("最后一天写在 until 里", "the last day is written as until")),
        );
    }
    let series = Series {
        repeat: &repeat.value,
        first,
        last_day: last,
        except: &event.except.iter().map(|date| date.value).collect::<Vec<_>>(),
        also: &event.also.iter().map(|also| also.value).collect::<Vec<_>>(),
        on_holiday: event.on_holiday.unwrap_or(OnHoliday::Keep),
    };
    let expanded = match instances(&series, context.calendar, zone) {
        Ok(expanded) => expanded,
        Err(fault) => {
            findings.push(fault.at(&repeat.place));
            return Vec::new();
        }
    };
    for year in &expanded.unknown_years {
        findings.push(unknown_holidays(*year, &repeat.place));
    }
    let mut timed = Vec::new();
    for instance in expanded.held {
        let date = instance.start.date();
        if event.sessions.is_empty() {
            let when = match start.value {
                Moment::Date(_) => When::day(date),
                _ if event.all_day => When::day(date),
                _ => {
                    let start = instance.start;
                    When::Minutes { start, end: length.filter(|length| *length > TimeDelta::zero()).map(|l| start + l) }
                }
            };
            timed.push(Timed { original: Some(instance.original), when });
        } else {
            timed.extend(sessions(event, instance.original, date, years, findings));
        }
    }
    timed
}

/// Changes of single dates. The date names what was planned, not what became of it.
fn apply_changes(context: &Context<'_>, changes: &[Change], drafts: &mut [Draft], findings: &mut Findings) {
    let (site, zone) = (context.site, context.site.config.zone);
    for change in changes {
        let date = change.date.value;
        let known = |draft: &Draft| draft.original == Some(date) || draft.when.first_day() == Some(date);
        let mut found = false;
        for draft in drafts.iter_mut().filter(|draft| known(draft)) {
            found = true;
            draft.place = change.date.place.clone();
            if let Some(start) = change.start {
                let was = draft.was.get_or_insert_default();
                was.when.get_or_insert(draft.when);
                draft.when = moved(draft.when, from_moments(zone, start, change.end));
                draft.status = Status::Rescheduled;
            }
            if change.venue.is_some() || change.place.is_some() {
                let was = draft.was.get_or_insert_default();
                was.place = was.place.take().or(draft.location.name(&site.data).map(Into::into));
                draft.location = location(site, change.venue.as_ref(), change.place.as_ref(), None);
                if draft.status == Status::Scheduled {
                    draft.status = Status::Moved;
                }
            }
            draft.take_status(change.status, change.reason.as_ref());
        }
        if !found {
            let nearest = drafts.iter().filter_map(|draft| draft.original).min_by_key(|day| (*day - date).abs());
            findings.push(
                Diagnostic::new(
                    &UNMATCHED_CHANGE,
                    &change.date.place,
                    text!("{date} 没有这项活动，变更落了空", "the event is not on {date}: there is nothing to change"),
                )
                .hint_if(nearest.map(|day| text!("最近的一次是 {day}", "the nearest date is {day}")))
                .hint(text!("date 写原来排定的日期", "date is the date as planned before")),
            );
        }
    }
}

/// A new begin without an end keeps the length; a new day without an hour keeps the hour.
fn moved(before: When, after: When) -> When {
    match (before, after) {
        (When::Minutes { start, end: Some(end) }, When::Minutes { start: later, end: None }) => {
            When::Minutes { start: later, end: Some(later + (end - start)) }
        }
        (When::Minutes { start, end }, When::Days { first, last }) if first == last => {
            let later = first.and_time(start.time());
            When::Minutes { start: later, end: end.map(|end| later + (end - start)) }
        }
        (_, after) => after,
    }
}
