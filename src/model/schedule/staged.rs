//! Competitions and selections: a programme in steps, each of them an occurrence.

use std::sync::Arc;

use chrono::NaiveDateTime;

use super::draft::{Draft, location, name_by, place_name, unknown_holidays, years};
use super::identity::spelled_key;
use super::{Context, Was, Years};
use crate::content::{Competition, Selection, Stage, StageKind};
use crate::diagnostic::{BAD_VALUE, Diagnostic, Findings, Language, MISSING_KEY, Place, Text};
use crate::model::PageId;
use crate::record::{Moment, Placed};
use crate::text;
use crate::time::{Edge, Phrase, When, Zone, read_when};

pub(super) fn rounds(
    context: &Context<'_>,
    id: PageId,
    competition: &Competition,
    findings: &mut Findings,
) -> Vec<Draft> {
    let (years, zone) = (years(context, id, &[]), context.site.config.zone);
    let page = Place::file(context.site.page(id).document.path.clone());
    let mut drafts = Vec::new();
    for round in &competition.rounds {
        let place = place_of(round.start.as_ref(), round.when.as_ref(), &page);
        let when = span(zone, (&round.start, &round.end, &round.when), &years, findings);
        let Some(when) = when.or_else(|| missing(&round.name, &place, findings)) else { continue };
        let mut draft = Draft::new(when, &place);
        draft.part = Some(round.name.as_str().into());
        draft.location = location(context.site, round.venue.as_ref(), round.place.as_ref(), None);
        draft.was = round.was.as_ref().map(|was| Was {
            when: was.start.map(|start| from_moments(zone, start, was.end)),
            place: place_name(context.site, was.venue.as_ref(), was.place.as_ref()),
        });
        draft.take_status(round.status, round.reason.as_ref());
        let advance =
            round.advance.map(|count| text!("前 {count} 名晋级", "the first {count} go on to the next round"));
        draft.note = note(context, round.note.as_deref(), advance);
        drafts.push(draft);
    }
    name_by(&mut drafts, |draft| spelled_key(draft.part.as_deref().unwrap_or_default(), "round"), findings);
    drafts
}

pub(super) fn stages(context: &Context<'_>, id: PageId, selection: &Selection, findings: &mut Findings) -> Vec<Draft> {
    let (years, zone) = (years(context, id, &[]), context.site.config.zone);
    let page = Place::file(context.site.page(id).document.path.clone());
    let mut drafts = Vec::new();
    for stage in &selection.stages {
        let place = place_of(stage.start.as_ref(), stage.when.as_ref(), &page);
        let when = match notice(context, stage, &place, findings) {
            Some(notice) => Some(notice),
            None => span(zone, (&stage.start, &stage.end, &stage.when), &years, findings),
        };
        let Some(when) = when.or_else(|| missing(&stage.name, &place, findings)) else { continue };
        let mut draft = Draft::new(when, &place);
        draft.part = Some(stage.name.as_str().into());
        let days = stage.working_days.map(|days| text!("公示 {days} 个工作日", "{days} working days of notice"));
        draft.note = note(context, stage.note.as_deref(), days);
        drafts.push(draft);
    }
    name_by(&mut drafts, |draft| spelled_key(draft.part.as_deref().unwrap_or_default(), "stage"), findings);
    drafts
}

/// The span of a public notice: its first day, and as many working days counted from the next day.
fn notice(context: &Context<'_>, stage: &Stage, place: &Place, findings: &mut Findings) -> Option<When> {
    let (start, days) = (stage.start.as_ref()?, stage.working_days?);
    if stage.kind != StageKind::Notice {
        findings.push(
            Diagnostic::new(
                &BAD_VALUE,
                place,
                text!("只有公示按工作日算：working_days", "only a notice is counted in working days"),
            )
            .hint(text!("写 end 说明哪天结束", "say with end when it ends")),
        );
        return None;
    }
    let first = start.value.civil().date();
    let counted = context.calendar.add_working_days(first, u16::try_from(days).unwrap_or(u16::MAX));
    if let Some(year) = counted.unknown {
        findings.push(unknown_holidays(year, place));
    }
    let last = counted.last;
    if let Some(end) = &stage.end
        && end.value.civil().date() != last
    {
        let written = end.value.civil().date();
        findings.push(
            Diagnostic::new(
                &BAD_VALUE,
                &end.place,
                text!(
                    "公示 {days} 个工作日到 {last} 为止，不是 {written}",
                    "{days} working days of notice end on {last}, not {written}"
                ),
            )
            .hint(text!("删掉 end，或改成 {last}", "remove end, or write {last}")),
        );
    }
    Some(When::Days { first, last })
}

/// The note of staff, after what the table says in numbers.
fn note(context: &Context<'_>, written: Option<&str>, counted: Option<Text>) -> Option<Arc<str>> {
    let (language, stop) = match context.site.config.spoken() {
        Language::Zh => (Language::Zh, "；"),
        Language::En => (Language::En, "; "),
    };
    let parts: Vec<&str> = counted.iter().map(|text| text.in_language(language)).chain(written).collect();
    (!parts.is_empty()).then(|| parts.join(stop).into())
}

fn missing(name: &str, place: &Place, findings: &mut Findings) -> Option<When> {
    findings.push(Diagnostic::new(&MISSING_KEY, place, text!("“{name}”没有时间", "“{name}” has no time")).hint(text!(
        "写 start = 日期；还没定就写 when = \"待定\"",
        "write start = a date, or when = \"待定\" while it is open"
    )));
    None
}

fn place_of(start: Option<&Placed<Moment>>, when: Option<&Placed<String>>, page: &Place) -> Place {
    start.map(|start| &start.place).or(when.map(|when| &when.place)).unwrap_or(page).clone()
}

type Written<'a> = (&'a Option<Placed<Moment>>, &'a Option<Placed<Moment>>, &'a Option<Placed<String>>);

/// The span that `start` and `end` give, or the phrase of `when`.
fn span(zone: Zone, written: Written<'_>, years: &Years, findings: &mut Findings) -> Option<When> {
    match written {
        (Some(start), end, _) => Some(from_moments(zone, start.value, end.as_ref().map(|end| end.value))),
        (None, _, Some(when)) => {
            let phrase = Placed { value: Phrase::Text(when.value.clone()), place: when.place.clone() };
            // A phrase that is not understood has been reported; the step is still there, its time unknown.
            let read = read_when(&phrase, None, years, findings);
            Some(read.and_then(|whens| whens.first().copied()).unwrap_or(When::Unknown))
        }
        (None, _, None) => None,
    }
}

/// Whole days where only dates are written, else minutes.
pub(super) fn from_moments(zone: Zone, start: Moment, end: Option<Moment>) -> When {
    match (start, end) {
        (Moment::Date(first), None) => When::day(first),
        (Moment::Date(first), Some(Moment::Date(last))) => When::Days { first, last: last.max(first) },
        (start, end) => {
            let start = civil(zone, start);
            // A day named as the end of something that begins at an hour lasts until that day is over.
            let end = end.map(|end| if let Moment::Date(_) = end { end.civil_end() } else { civil(zone, end) });
            When::Minutes { start, end: end.filter(|end| *end > start) }
        }
    }
}

/// The civil time in the site's zone, also of what was written with another offset.
pub(super) fn civil(zone: Zone, moment: Moment) -> NaiveDateTime {
    match moment {
        Moment::Offset(..) => zone.civil(zone.instant(moment, Edge::Start)),
        _ => moment.civil(),
    }
}
