//! The schedule of a page or a campaign as a whole: how many, what comes next, town by town, registration, days of notice.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use super::results::round_results;
use super::{RegistrationView, RoundResults, Shares, registration_view, utc};
use crate::content::{StageKind, Status};
use crate::model::schedule::{Kind, Occurrence, OccurrenceId, Origin, State};
use crate::model::{PageId, SectionId, Site};
use crate::query::{Scope, area_path, occurrences};
use crate::record::Moment;
use crate::time::{Edge, WorkCalendar};

/// What the template of a page says about its occurrences. Those themselves are left to whoever shows them, in a form of its
/// own, which all lists share.
#[derive(Debug, Serialize)]
pub struct ScheduleView<'a, Own> {
    pub counts: Counts,
    /// Which one is next when, as time goes on.
    pub turns: Vec<Turn<'a>>,
    pub registration: Option<RegistrationView<'a>>,
    /// The public notice that is running.
    pub notice: Option<NoticeView>,
    /// Of a competition, round by round. Names are masked, unless those named consented.
    pub results: Vec<RoundResults>,
    /// By their begin; those without a date last.
    pub occurrences: Own,
    /// The nearest to come that is neither cancelled nor postponed.
    pub next: Option<Own>,
    /// The one that a page shows first: on now, else the next, else one without a date, else the last.
    pub shown: Option<Own>,
}

/// The stretch of time in which an occurrence is the next one. Instants, for scripts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Turn<'a> {
    pub id: &'a str,
    /// Nothing for the one that is next at the site's clock.
    pub from: Option<String>,
    pub until: String,
}

/// How many occurrences there are. What is cancelled is counted only as that.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Without those cancelled.
    pub total: usize,
    /// Over, and took place.
    pub held: usize,
    pub cancelled: usize,
    /// Waiting for a new date; part of the total.
    pub postponed: usize,
}

/// How long a public notice still runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NoticeView {
    /// Working days left, today among them.
    pub left: usize,
    pub last: NaiveDate,
    /// The same on each day until the end.
    pub countdown: Vec<NoticeDays>,
}

/// How many working days of a notice are left from one midnight until another. Instants, for scripts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NoticeDays {
    pub left: usize,
    pub from: String,
    pub until: String,
}

/// The schedule of a page.
pub fn page_schedule<'a, S: Shares>(site: &'a Site, id: PageId, shares: &S) -> ScheduleView<'a, S::Own> {
    let ids = site.schedule.of_page(id);
    let next = next(site, ids);
    let shown = shown(site, ids);
    let registration = shown.map(|id| site.schedule.get(id)).and_then(|occurrence| {
        let registration = occurrence.registration.as_ref()?;
        Some(registration_view(site, registration, occurrence.status))
    });
    ScheduleView {
        counts: counts(site, ids),
        turns: turns(site, ids),
        registration,
        notice: ids.iter().find_map(|&id| notice(site, site.schedule.get(id))),
        results: round_results(site, id),
        occurrences: shares.occurrences(ids),
        next: next.map(|id| shares.occurrence(id)),
        shown: shown.map(|id| shares.occurrence(id)),
    }
}

/// How many events and stops a campaign has. The steps of competitions and selections are no occasions to go to.
pub fn campaign_counts(site: &Site, campaign: SectionId) -> Counts {
    let scope = Scope { campaign: Some(campaign), ..Scope::default() };
    let is_occasion = |id: &OccurrenceId| matches!(site.schedule.get(*id).kind, Kind::Event | Kind::Tour);
    let ids: Vec<_> = occurrences(site, &scope).into_iter().filter(is_occasion).collect();
    counts(site, &ids)
}

fn counts(site: &Site, ids: &[OccurrenceId]) -> Counts {
    let mut counts = Counts::default();
    for occurrence in ids.iter().map(|&id| site.schedule.get(id)) {
        match occurrence.status {
            Status::Cancelled => counts.cancelled += 1,
            status => {
                counts.total += 1;
                counts.postponed += usize::from(status == Status::Postponed);
                counts.held += usize::from(occurrence.state(site.clock) == State::Past);
            }
        }
    }
    counts
}

fn next(site: &Site, ids: &[OccurrenceId]) -> Option<OccurrenceId> {
    ids.iter().copied().find(|&id| is_to_come(site, site.schedule.get(id)))
}

fn is_to_come(site: &Site, occurrence: &Occurrence) -> bool {
    occurrence.state(site.clock) == State::Coming && !matches!(occurrence.status, Status::Cancelled | Status::Postponed)
}

fn turns<'a>(site: &'a Site, ids: &[OccurrenceId]) -> Vec<Turn<'a>> {
    let coming = ids.iter().map(|&id| site.schedule.get(id)).filter(|one| is_to_come(site, one));
    let mut turns: Vec<Turn<'a>> = Vec::new();
    for occurrence in coming {
        let Some(begins) = occurrence.begins.map(utc) else { continue };
        let from = turns.last().map(|before| before.until.clone());
        // What begins together with the one before never has its turn.
        if from.as_ref() != Some(&begins) {
            turns.push(Turn { id: &occurrence.id, from, until: begins });
        }
    }
    turns
}

fn shown(site: &Site, ids: &[OccurrenceId]) -> Option<OccurrenceId> {
    let is_on = |occurrence: &Occurrence| occurrence.state(site.clock) == State::Now && !occurrence.is_cancelled();
    let on = || ids.iter().copied().find(|&id| is_on(site.schedule.get(id)));
    let unknown = || ids.iter().copied().find(|&id| site.schedule.get(id).state(site.clock) == State::Unknown);
    on().or_else(|| next(site, ids)).or_else(unknown).or_else(|| ids.last().copied())
}

/// What happens in one town.
#[derive(Debug)]
pub struct Town {
    /// A row of `data/areas`; nothing for what lies in no town.
    pub row: Option<usize>,
    pub occurrences: Vec<OccurrenceId>,
}

/// The occurrences of a page by the town that they are in: the area below the one at the top, with all below it. In the order of the
/// areas; what has no town comes last.
pub fn page_towns(site: &Site, id: PageId) -> Vec<Town> {
    let mut by_town: BTreeMap<(bool, Option<usize>), Vec<OccurrenceId>> = BTreeMap::new();
    for &id in site.schedule.of_page(id) {
        let area = site.schedule.get(id).location.area.as_deref();
        let town = area.and_then(|area| town_of(site, area));
        by_town.entry((town.is_none(), town)).or_default().push(id);
    }
    by_town.into_iter().map(|((_, row), occurrences)| Town { row, occurrences }).collect()
}

/// The row of the town that an area is or lies in.
fn town_of(site: &Site, area: &str) -> Option<usize> {
    let path = area_path(site, area);
    site.data.areas.position(path.get(1).or(path.first())?.as_str())
}

/// A public notice that is running at the site's clock.
fn notice(site: &Site, occurrence: &Occurrence) -> Option<NoticeView> {
    let (first, last) = notice_days(site, occurrence)?;
    let today = site.config.zone.civil(site.clock).date();
    let left = |day| working_days_left(&site.schedule.calendar, (first, last), day);
    let midnight = |day| utc(site.config.zone.instant(Moment::Date(day), Edge::Start));
    let mut countdown: Vec<NoticeDays> = Vec::new();
    for day in today.iter_days().take_while(|day| *day <= last) {
        let until = utc(site.config.zone.instant(Moment::Date(day), Edge::End));
        match countdown.last_mut() {
            Some(days) if days.left == left(day) => days.until = until,
            _ => countdown.push(NoticeDays { left: left(day), from: midnight(day), until }),
        }
    }
    (first <= today && today <= last).then(|| NoticeView { left: left(today), last, countdown })
}

/// The first and the last day of an occurrence that is the public notice of a selection.
fn notice_days(site: &Site, occurrence: &Occurrence) -> Option<(NaiveDate, NaiveDate)> {
    let Origin::Page(page) = occurrence.origin else { return None };
    let selection = site.page(page).document.page()?.selection.as_deref()?;
    let is_notice = selection
        .stages
        .iter()
        .any(|stage| stage.kind == StageKind::Notice && Some(stage.name.as_str()) == occurrence.part.as_deref());
    (is_notice && occurrence.is_precise() && !occurrence.is_cancelled())
        .then_some((occurrence.when.first_day()?, occurrence.when.last_day()?))
}

/// Working days of a notice that are left on a day, that day among them. The first day of a notice is not counted.
fn working_days_left(calendar: &WorkCalendar, (first, last): (NaiveDate, NaiveDate), today: NaiveDate) -> usize {
    let from = first.succ_opt().map_or(first, |second| second.max(today));
    from.iter_days().take_while(|day| *day <= last).filter(|day| calendar.is_working(*day)).count()
}

/// The next day on which a running notice has fewer days left.
pub fn next_day_of_notice(site: &Site, occurrence: &Occurrence) -> Option<NaiveDate> {
    let today = site.config.zone.civil(site.clock).date();
    let days = notice_days(site, occurrence).filter(|(first, last)| *first <= today && today <= *last)?;
    let left = |day| working_days_left(&site.schedule.calendar, days, day);
    today.iter_days().skip(1).take_while(|day| *day <= days.1).find(|day| left(*day) < left(today))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::HolidayKind;

    #[test]
    fn days_of_notice_are_counted_from_the_next_day() {
        let date = |text: &str| text.parse::<NaiveDate>().unwrap();
        let holidays = [(date("2023-06-22"), HolidayKind::Holiday), (date("2023-06-25"), HolidayKind::Workday)];
        let calendar = WorkCalendar::new(holidays.map(|(day, kind)| (day, kind, String::new())));
        // From Monday 19 June: Tuesday, Wednesday, Friday, and the Sunday that is worked.
        let cases = [
            ("2023-06-19", 4),
            ("2023-06-20", 4),
            ("2023-06-21", 3),
            ("2023-06-22", 2),
            ("2023-06-23", 2),
            ("2023-06-24", 1),
            ("2023-06-25", 1),
            ("2023-06-26", 0),
        ];
        for (today, left) in cases {
            let notice = (date("2023-06-19"), date("2023-06-25"));
            assert_eq!(working_days_left(&calendar, notice, date(today)), left, "{today}");
        }
    }
}
