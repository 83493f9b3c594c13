//! The occurrence: one dated thing, whatever it came from. Every schedule, calendar, feed and count is made of these.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use crate::content::{Registration, Status};
use crate::diagnostic::Place;
use crate::model::{Data, PageId, SectionId};
use crate::time::{When, Zone};
use crate::words;

/// One dated thing.
#[derive(Clone, Debug)]
pub struct Occurrence {
    /// `nalian-wanhui/12`: the page's `id` and, after a slash, a key within it. Stays when title, time or place change.
    pub id: Arc<str>,
    /// Where the key begins in `id`; nothing for the only one of its page.
    pub key: Option<usize>,
    pub kind: Kind,
    pub origin: Origin,
    /// The title of the page or the name of the observance.
    pub title: Arc<str>,
    /// What this one is within the whole: a stop's programme, a round's name.
    pub part: Option<Arc<str>>,
    pub when: When,
    /// Its first instant; none where no date is known.
    pub begins: Option<DateTime<Utc>>,
    /// When it is over. Where no end is said, [`ASSUMED_LENGTH`] after its begin.
    pub ends: Option<DateTime<Utc>>,
    pub location: Location,
    pub status: Status,
    pub reason: Option<Arc<str>>,
    pub was: Option<Was>,
    pub campaign: Option<SectionId>,
    pub audience: Arc<[String]>,
    /// Rows of `data/people`.
    pub speakers: Arc<[Arc<str>]>,
    pub team: Option<Arc<str>>,
    pub registration: Option<Arc<Registration>>,
    pub note: Option<Arc<str>>,
    /// For one date of a series: the date that the repetition gives, whatever became of it.
    pub original: Option<NaiveDate>,
    /// Where staff wrote it.
    pub place: Place,
}

/// How long something lasts of which only the begin is known. For sorting into now and past alone: it is never shown.
pub const ASSUMED_LENGTH: TimeDelta = TimeDelta::hours(2);

words! {
    /// What an occurrence is part of.
    pub enum Kind {
        Event = "event" / "活动",
        Tour = "tour" / "巡演巡讲",
        Competition = "competition" / "赛事",
        Selection = "selection" / "评选",
        Observance = "observance" / "纪念日",
    }
}

/// What an occurrence came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Origin {
    Page(PageId),
    /// A row of `data/observances`.
    Observance(usize),
}

/// Where it happens, as far as it is said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Location {
    /// A row of `data/venues`.
    pub venue: Option<Arc<str>>,
    /// A place that is no row of `data/venues`.
    pub place: Option<Arc<str>>,
    /// A row of `data/areas`: as written, else the venue's.
    pub area: Option<Arc<str>>,
}

impl Location {
    /// The name that people know: the venue's, else the place, else the area's.
    pub fn name<'a>(&'a self, data: &'a Data) -> Option<&'a str> {
        let venue = self.venue.as_ref().and_then(|id| data.venues.get(id)).map(|venue| venue.name.as_str());
        let area = || self.area.as_ref().and_then(|id| data.areas.get(id)).map(|area| area.name.as_str());
        venue.or(self.place.as_deref()).or_else(area)
    }
}

/// What was told before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Was {
    pub when: Option<When>,
    /// The name of the former place.
    pub place: Option<Arc<str>>,
}

/// How an occurrence stands at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    Now,
    Coming,
    /// No date is known yet.
    Unknown,
    Past,
}

impl Occurrence {
    pub fn state(&self, at: DateTime<Utc>) -> State {
        match (self.begins, self.ends) {
            (Some(begins), _) if at < begins => State::Coming,
            (Some(_), Some(ends)) if at >= ends => State::Past,
            // Of what is only known to be in July nobody can say that it is on now.
            (Some(_), _) if !self.is_precise() => State::Coming,
            (Some(_), _) => State::Now,
            (None, _) => State::Unknown,
        }
    }

    /// Whether the day is known.
    pub fn is_precise(&self) -> bool {
        matches!(self.when, When::Minutes { .. } | When::Days { .. })
    }

    pub fn is_cancelled(&self) -> bool {
        self.status == Status::Cancelled
    }

    /// Sets the time and the instants that follow from it.
    pub fn set_when(&mut self, when: When, zone: Zone) {
        let instants = when.instants(zone);
        self.when = when;
        self.begins = instants.map(|(begins, _)| begins);
        self.ends = instants.map(|(begins, ends)| ends.unwrap_or(begins + ASSUMED_LENGTH));
    }
}
