//! Which occurrences a schedule shows, and how they are grouped for readers.

use std::collections::HashSet;

use chrono::{Datelike, Days, NaiveDate};

pub use crate::model::schedule::Group;
use crate::model::schedule::{Kind, Occurrence, OccurrenceId, State};
use crate::model::{PageId, SectionId, Site};

/// What a schedule is about; what is not said does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope<'a> {
    /// With the areas below it.
    pub area: Option<&'a str>,
    pub venue: Option<&'a str>,
    pub person: Option<&'a str>,
    pub audience: Option<&'a str>,
    pub campaign: Option<SectionId>,
    pub kind: Option<Kind>,
    pub page: Option<PageId>,
    /// From its first day to its last.
    pub days: Option<(NaiveDate, NaiveDate)>,
    pub observances: Observances,
}

/// Whether observances stand among what residents can go to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Observances {
    #[default]
    Shown,
    Left,
}

/// The occurrences in a scope, in the order of their begin; those without a date last.
pub fn occurrences(site: &Site, scope: &Scope<'_>) -> Vec<OccurrenceId> {
    let schedule = &site.schedule;
    let mut rest = scope.clone();
    // The narrowest list that is at hand; most scopes are one of those, and say no more.
    let mut ids: Vec<OccurrenceId> = if let Some(page) = rest.page.take() {
        schedule.of_page(page).to_vec()
    } else if let Some(venue) = rest.venue.take() {
        schedule.at_venue(venue).to_vec()
    } else if let Some(area) = rest.area.take() {
        let mut ids: Vec<OccurrenceId> =
            areas_within(site, area).iter().flat_map(|area| schedule.in_area(area)).copied().collect();
        ids.sort_unstable();
        ids
    } else if let Some(person) = rest.person.take() {
        schedule.with_speaker(person).to_vec()
    } else if let Some(audience) = rest.audience.take() {
        schedule.for_audience(audience).to_vec()
    } else if let Some((first, last)) = rest.days {
        schedule.in_months(first, last)
    } else {
        schedule.ids().collect()
    };
    if rest != Scope::default() {
        let areas = rest.area.map(|area| areas_within(site, area));
        ids.retain(|&id| fits(&rest, areas.as_ref(), schedule.get(id)));
    }
    ids
}

fn fits(scope: &Scope<'_>, areas: Option<&HashSet<&str>>, occurrence: &Occurrence) -> bool {
    let in_area =
        areas.is_none_or(|areas| occurrence.location.area.as_ref().is_some_and(|area| areas.contains(&**area)));
    let at_venue = scope.venue.is_none_or(|venue| occurrence.location.venue.as_deref() == Some(venue));
    let with_person = scope.person.is_none_or(|person| occurrence.speakers.iter().any(|id| **id == *person));
    let for_audience = scope.audience.is_none_or(|name| occurrence.audience.iter().any(|one| one == name));
    let of_campaign = scope.campaign.is_none_or(|campaign| occurrence.campaign == Some(campaign));
    let of_kind = scope.kind.is_none_or(|kind| occurrence.kind == kind);
    let within = scope.days.is_none_or(|(first, last)| is_within(occurrence, first, last));
    let is_left = scope.observances == Observances::Left && occurrence.kind == Kind::Observance;
    !is_left && in_area && at_venue && with_person && for_audience && of_campaign && of_kind && within
}

/// Whether any day of an occurrence lies in a stretch of days. What is only known to the month lies in its month.
pub fn is_within(occurrence: &Occurrence, first: NaiveDate, last: NaiveDate) -> bool {
    match (occurrence.when.first_day(), occurrence.when.last_day()) {
        (Some(begins), Some(ends)) => begins <= last && ends >= first,
        _ => false,
    }
}

/// An area and all below it.
pub fn areas_within<'a>(site: &'a Site, area: &'a str) -> HashSet<&'a str> {
    let mut within = HashSet::from([area]);
    // Each round adds a level; a cycle adds nothing new.
    loop {
        let before = within.len();
        for row in &site.data.areas.rows {
            if row.parent.as_ref().is_some_and(|parent| within.contains(parent.value.as_str())) {
                within.insert(row.id.value.as_str());
            }
        }
        if within.len() == before {
            return within;
        }
    }
}

/// A schedule in the groups that residents ask for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Agenda {
    pub now: Vec<OccurrenceId>,
    /// Still to begin today.
    pub today: Vec<OccurrenceId>,
    /// After today, until Sunday.
    pub week: Vec<OccurrenceId>,
    pub coming: Vec<OccurrenceId>,
    /// Without a day that is known.
    pub unknown: Vec<OccurrenceId>,
    /// The latest first.
    pub past: Vec<OccurrenceId>,
}

impl Agenda {
    /// The groups in the order in which they are shown.
    pub fn groups(&self) -> [(Group, &[OccurrenceId]); 6] {
        [
            (Group::Now, &self.now),
            (Group::Today, &self.today),
            (Group::Week, &self.week),
            (Group::Coming, &self.coming),
            (Group::Unknown, &self.unknown),
            (Group::Past, &self.past),
        ]
    }

    /// Keeps so many of those to come, the nearest first; those without a day, and the past, go.
    pub fn limit(&mut self, most: usize) {
        let mut left = most;
        for group in [&mut self.now, &mut self.today, &mut self.week, &mut self.coming] {
            group.truncate(left);
            left -= group.len();
        }
        self.unknown.clear();
        self.past.clear();
    }
}

/// Groups occurrences, each group in the order of their begin.
pub fn agenda(site: &Site, ids: &[OccurrenceId]) -> Agenda {
    let mut agenda = Agenda::default();
    for &id in ids {
        let group = match site.schedule.group(id) {
            Group::Now => &mut agenda.now,
            Group::Today => &mut agenda.today,
            Group::Week => &mut agenda.week,
            Group::Coming => &mut agenda.coming,
            Group::Unknown => &mut agenda.unknown,
            Group::Past => &mut agenda.past,
        };
        group.push(id);
    }
    agenda.past.reverse();
    agenda
}

/// The occurrences that are not as they were told, or were cancelled: those to come first, then the latest past ones.
pub fn changed(site: &Site) -> Vec<OccurrenceId> {
    use crate::content::Status;
    let is_changed = |id: &OccurrenceId| {
        let occurrence = site.schedule.get(*id);
        !matches!(occurrence.status, Status::Scheduled | Status::Full) || occurrence.was.is_some()
    };
    let changed: Vec<OccurrenceId> = site.schedule.ids().filter(is_changed).collect();
    let (mut past, mut coming): (Vec<_>, Vec<_>) =
        changed.into_iter().partition(|&id| site.schedule.get(id).state(site.clock) == State::Past);
    past.reverse();
    coming.append(&mut past);
    coming
}

/// The months that a calendar shows: every one from the first that has an occurrence of a page to the last, and that of
/// the clock.
pub fn months(site: &Site) -> Vec<(i32, u32)> {
    let now = site.config.zone.civil(site.clock).date();
    let (first, last) = site.schedule.stretch.map_or((now, now), |(first, last)| (first.min(now), last.max(now)));
    // A slip in a year is reported where it stands; it need not fill centuries with months.
    let first = first.max(now.checked_sub_days(Days::new(3660)).unwrap_or(now));
    let last = last.min(now.checked_add_days(Days::new(1100)).unwrap_or(now));
    let number = |day: NaiveDate| day.year() * 12 + i32::try_from(day.month0()).unwrap_or_default();
    (number(first)..=number(last))
        .map(|number| (number.div_euclid(12), number.rem_euclid(12).unsigned_abs() + 1))
        .collect()
}

/// The first and the last day of a month.
pub fn month_days(year: i32, month: u32) -> Option<(NaiveDate, NaiveDate)> {
    let first = NaiveDate::from_ymd_opt(year, month, 1)?;
    Some((first, first.checked_add_months(chrono::Months::new(1))?.pred_opt()?))
}
