//! The schedule: every occurrence of the site, from whatever it comes.
//!
//! [`SOURCES`] has one row for each kind table that gives occurrences. Identity is decided here; what has been told to
//! residents stands in the ledger.

mod draft;
mod event;
mod group;
mod identity;
mod observed;
mod occurrence;
mod staged;
mod tour;

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use rustc_hash::FxHashMap;

pub use draft::period;
pub use group::Group;
pub use occurrence::{ASSUMED_LENGTH, Kind, Location, Occurrence, Origin, State, Was};

use self::draft::Draft;
use super::by_name::ByName;
use super::data::Venue;
use super::ledger::{self, Ledger, Told};
use super::{Data, PageId, PageMap, Site};
use crate::content::{PageFront, Registration, Status};
use crate::diagnostic::Findings;
use crate::time::{WorkCalendar, Years, Zone};

/// Every occurrence, by its begin; those without a date last.
#[derive(Debug, Default)]
pub struct Schedule {
    pub occurrences: Vec<Occurrence>,
    /// Statutory holidays and moved working days.
    pub calendar: WorkCalendar,
    /// From the first day to the last of what pages tell.
    pub stretch: Option<(NaiveDate, NaiveDate)>,
    by_page: PageMap<Vec<OccurrenceId>>,
    by_id: FxHashMap<Arc<str>, OccurrenceId>,
    /// What residents have been told of each, by its number.
    told: Vec<Option<Arc<Told>>>,
    /// Where each stands at the site's clock: one byte, which dozens of lists ask for.
    groups: Vec<Group>,
    /// By where, with whom and for whom, filled when somebody first asks.
    places: OnceLock<Places>,
    /// By the months into which they reach, likewise.
    months: OnceLock<BTreeMap<(i32, u32), Vec<OccurrenceId>>>,
}

/// Occurrences by what there are many of: every venue, area and audience has a page and a calendar of its own, for none of
/// which the whole schedule need be looked through.
#[derive(Debug, Default)]
struct Places {
    venues: ByName<OccurrenceId>,
    areas: ByName<OccurrenceId>,
    speakers: ByName<OccurrenceId>,
    audiences: ByName<OccurrenceId>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OccurrenceId(pub usize);

/// What the sources read from.
struct Context<'a> {
    site: &'a Site,
    calendar: &'a WorkCalendar,
    ledger: &'a Ledger,
    venues: Venues<'a>,
}

/// The venues by what staff call them: their names and their identifiers. Those that are called the same stand in the order
/// of their table.
type Venues<'a> = FxHashMap<&'a str, Vec<&'a Venue>>;

fn by_name(data: &Data) -> Venues<'_> {
    let mut venues = Venues::default();
    for venue in &data.venues.rows {
        let (name, id) = (venue.name.as_str(), venue.id.value.as_str());
        venues.entry(name).or_default().push(venue);
        if id != name {
            venues.entry(id).or_default().push(venue);
        }
    }
    venues
}

impl Context<'_> {
    fn page_id(&self, id: PageId) -> &str {
        page_id(self.site, id)
    }
}

/// A kind table that gives occurrences.
struct Source {
    kind: Kind,
    registration: fn(&PageFront) -> Option<&Registration>,
    drafts: fn(&Context<'_>, PageId, &PageFront, &mut Findings) -> Option<Vec<Draft>>,
}

static SOURCES: &[Source] = &[
    Source {
        kind: Kind::Event,
        registration: |front| front.event.as_deref()?.registration.as_ref(),
        drafts: |context, id, front, findings| Some(event::occurrences(context, id, front.event.as_deref()?, findings)),
    },
    Source {
        kind: Kind::Tour,
        registration: |front| front.tour.as_deref()?.registration.as_ref(),
        drafts: |context, id, front, findings| Some(tour::stops(context, id, front.tour.as_deref()?, findings)),
    },
    Source {
        kind: Kind::Competition,
        registration: |front| front.competition.as_deref()?.registration.as_ref(),
        drafts: |context, id, front, findings| {
            Some(staged::rounds(context, id, front.competition.as_deref()?, findings))
        },
    },
    Source {
        kind: Kind::Selection,
        registration: |front| front.selection.as_deref()?.registration.as_ref(),
        drafts: |context, id, front, findings| Some(staged::stages(context, id, front.selection.as_deref()?, findings)),
    },
];

/// The `id` of a page; without one, its path below `content/`.
pub fn page_id(site: &Site, id: PageId) -> &str {
    &site.page(id).document.identifier
}

/// Collects the occurrences of all pages and observances.
pub fn collect(site: &Site, ledger: &Ledger) -> (Schedule, Findings) {
    let mut findings = Findings::new();
    let calendar = work_calendar(site);
    let context = Context { site, calendar: &calendar, ledger, venues: by_name(&site.data) };
    let mut occurrences = Vec::new();
    for index in 0..site.pages.len() {
        let id = PageId(index);
        let Some(front) = site.page(id).document.page() else { continue };
        for source in SOURCES {
            if let Some(drafts) = (source.drafts)(&context, id, front, &mut findings) {
                let registration = (source.registration)(front).cloned().map(Arc::new);
                publish(&context, id, source.kind, registration.as_ref(), drafts, &mut occurrences);
            }
        }
    }
    let now = site.config.zone.civil(site.clock).year();
    let years =
        occurrences.iter().filter_map(|occurrence: &Occurrence| occurrence.when.first_day()).map(|day| day.year());
    let (first, last) = years.fold((now, now), |(first, last), year| (first.min(year), last.max(year)));
    // A slip in a year is reported where it stands; it need not fill centuries with festivals.
    occurrences.extend(observed::occurrences(site, &(first.max(now - 10)..=last.min(now + 2))));
    // By keys of their own, since occurrences are too large to be moved about.
    occurrences.sort_by_cached_key(order);
    (Schedule::new(occurrences, calendar), findings)
}

/// Without a date last; the identifier decides between what begins together, so that the order never varies.
fn order(occurrence: &Occurrence) -> (bool, Option<DateTime<Utc>>, Arc<str>) {
    (occurrence.begins.is_none(), occurrence.begins, occurrence.id.clone())
}

/// Gives drafts what all occurrences of their page share.
fn publish(
    context: &Context<'_>,
    id: PageId,
    kind: Kind,
    registration: Option<&Arc<Registration>>,
    drafts: Vec<Draft>,
    occurrences: &mut Vec<Occurrence>,
) {
    let page = context.site.page(id);
    let page_id = context.page_id(id);
    let title: Arc<str> = page.title.as_str().into();
    let named = page.document.page().map_or(&[][..], |front| &front.audience);
    let audience: Arc<[String]> = named.iter().map(|name| name.trim().to_owned()).collect();
    let nobody: Arc<[Arc<str>]> = Arc::new([]);
    for draft in drafts {
        let mut occurrence = Occurrence {
            key: draft.key.as_ref().map(|_| page_id.len() + 1),
            id: draft.key.map_or_else(|| page_id.into(), |key| format!("{page_id}/{key}").into()),
            kind,
            origin: Origin::Page(id),
            title: title.clone(),
            part: draft.part,
            when: draft.when,
            begins: None,
            ends: None,
            location: draft.location,
            status: draft.status,
            reason: draft.reason,
            was: draft.was,
            campaign: page.campaign,
            audience: audience.clone(),
            speakers: if draft.speakers.is_empty() { nobody.clone() } else { draft.speakers.into() },
            team: draft.team,
            registration: registration.cloned(),
            note: draft.note,
            original: draft.original,
            place: draft.place,
        };
        occurrence.set_when(draft.when, context.site.config.zone);
        occurrences.push(occurrence);
    }
}

fn work_calendar(site: &Site) -> WorkCalendar {
    let rows = site.data.holidays.iter();
    WorkCalendar::new(rows.map(|row| (row.date.value, row.kind, row.name.clone().unwrap_or_default())))
}

impl Schedule {
    fn new(occurrences: Vec<Occurrence>, calendar: WorkCalendar) -> Self {
        let mut by_page: PageMap<Vec<OccurrenceId>> = PageMap::default();
        let mut by_id = FxHashMap::default();
        by_id.reserve(occurrences.len());
        let mut stretch: Option<(NaiveDate, NaiveDate)> = None;
        for (index, occurrence) in occurrences.iter().enumerate() {
            if let Origin::Page(page) = occurrence.origin {
                by_page.entry(page).or_default().push(OccurrenceId(index));
                for day in [occurrence.when.first_day(), occurrence.when.last_day()].into_iter().flatten() {
                    stretch = Some(stretch.map_or((day, day), |(first, last)| (first.min(day), last.max(day))));
                }
            }
            by_id.insert(occurrence.id.clone(), OccurrenceId(index));
        }
        Self {
            occurrences,
            calendar,
            stretch,
            by_page,
            by_id,
            told: Vec::new(),
            groups: Vec::new(),
            places: OnceLock::new(),
            months: OnceLock::new(),
        }
    }

    /// Takes up what has been told, and fills in what occurrences were before, where the content does not say it. What is
    /// written as if nothing had changed is shown as changed all the same: residents were told otherwise.
    pub(super) fn remember(&mut self, told: Vec<Option<Arc<Told>>>) {
        self.told = told;
        for (occurrence, told) in self.occurrences.iter_mut().zip(&self.told) {
            let Some(told) = told else { continue };
            let when = ledger::former_when(told).filter(|when| *when != occurrence.when);
            let name = told.place.as_deref();
            let place = ledger::former_place(told).filter(|place| Some(*place) != name);
            if when.is_none() && place.is_none() {
                continue;
            }
            if occurrence.status == Status::Scheduled {
                occurrence.status = if when.is_some() { Status::Rescheduled } else { Status::Moved };
            }
            let was = occurrence.was.get_or_insert_default();
            was.when = was.when.or(when);
            was.place = was.place.take().or(place.map(Into::into));
        }
    }

    pub fn get(&self, id: OccurrenceId) -> &Occurrence {
        &self.occurrences[id.0]
    }

    /// Notes where each stands at the site's clock.
    pub(super) fn group_at(&mut self, clock: DateTime<Utc>, zone: Zone) {
        let today = zone.civil(clock).date();
        self.groups = self.occurrences.iter().map(|occurrence| occurrence.group(clock, today)).collect();
    }

    /// Where an occurrence stands at the site's clock.
    pub fn group(&self, id: OccurrenceId) -> Group {
        self.groups[id.0]
    }

    /// What residents have been told of an occurrence; nothing of an observance.
    pub fn told(&self, id: OccurrenceId) -> Option<&Told> {
        self.told.get(id.0)?.as_deref()
    }

    pub fn ids(&self) -> impl Iterator<Item = OccurrenceId> {
        (0..self.occurrences.len()).map(OccurrenceId)
    }

    /// The occurrences of a page, in the order of their begin.
    pub fn of_page(&self, id: PageId) -> &[OccurrenceId] {
        self.by_page.get(&id).map_or(&[], Vec::as_slice)
    }

    /// The occurrences at a venue, in the order of their begin.
    pub fn at_venue(&self, id: &str) -> &[OccurrenceId] {
        self.places().venues.of(id)
    }

    /// The occurrences in an area, without those in areas below it, in the order of their begin.
    pub fn in_area(&self, id: &str) -> &[OccurrenceId] {
        self.places().areas.of(id)
    }

    /// The occurrences with a speaker, in the order of their begin.
    pub fn with_speaker(&self, id: &str) -> &[OccurrenceId] {
        self.places().speakers.of(id)
    }

    /// The occurrences for an audience, in the order of their begin.
    pub fn for_audience(&self, name: &str) -> &[OccurrenceId] {
        self.places().audiences.of(name)
    }

    fn places(&self) -> &Places {
        self.places.get_or_init(|| {
            let mut places = Places::default();
            for id in self.ids() {
                let occurrence = self.get(id);
                let Location { venue, area, .. } = &occurrence.location;
                if let Some(venue) = venue {
                    places.venues.note(venue, id);
                }
                if let Some(area) = area {
                    places.areas.note(area, id);
                }
                for speaker in &*occurrence.speakers {
                    places.speakers.note(speaker, id);
                }
                for name in &*occurrence.audience {
                    places.audiences.note(name, id);
                }
            }
            places
        })
    }

    /// The occurrences of the months from one day to another, in the order of their begin; those without a date in none.
    pub fn in_months(&self, first: NaiveDate, last: NaiveDate) -> Vec<OccurrenceId> {
        let months = self.months.get_or_init(|| {
            let mut months: BTreeMap<(i32, u32), Vec<OccurrenceId>> = BTreeMap::new();
            for id in self.ids() {
                let when = self.get(id).when;
                let (Some(first), Some(last)) = (when.first_day(), when.last_day()) else { continue };
                let mut at = month(first);
                while at <= month(last) {
                    months.entry(at).or_default().push(id);
                    at = if at.1 == 12 { (at.0 + 1, 1) } else { (at.0, at.1 + 1) };
                }
            }
            months
        });
        if first > last {
            return Vec::new();
        }
        let mut ids: Vec<OccurrenceId> =
            months.range(month(first)..=month(last)).flat_map(|(_, ids)| ids).copied().collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    /// The occurrence with an identifier such as `nalian-wanhui/12`.
    pub fn find(&self, id: &str) -> Option<OccurrenceId> {
        self.by_id.get(id).copied()
    }
}

fn month(day: NaiveDate) -> (i32, u32) {
    (day.year(), day.month())
}
