//! What a schedule page, and the calendar file beside it, is about.

use serde::Serialize;

use super::{Directory, Observances, Scope};
use crate::model::address::{self, Address};
use crate::model::schedule::{Kind, Origin};
use crate::model::{SectionId, Site};

/// One single value by which occurrences are gathered. Rows are indices into their table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Topic {
    /// Everything that residents can go to.
    Everything,
    Kind(Kind),
    Campaign(SectionId),
    /// With the areas below it.
    Area(usize),
    Venue(usize),
    Person(usize),
    Audience(usize),
}

impl Topic {
    /// Every topic that has a page on this site, in the order of the variants.
    pub fn all(site: &Site) -> Vec<Self> {
        let mut topics = Vec::new();
        if has_calendar(site) {
            topics.push(Self::Everything);
            topics.extend(kinds(site).into_iter().map(Self::Kind));
        }
        topics.extend(super::sections_of_kind(site, "campaign").into_iter().map(Self::Campaign));
        topics.extend(Directory::ALL.iter().flat_map(|directory| directory.topics(site)));
        topics
    }

    pub fn address(self, site: &Site) -> Address {
        match self {
            Self::Everything => address::calendar(),
            Self::Kind(kind) => address::kind(kind.name()),
            Self::Campaign(id) => site.section(id).address.clone(),
            Self::Area(row) => address::areas().page(site.data.areas.rows[row].id.value.as_str()),
            Self::Venue(row) => address::venues().page(site.data.venues.rows[row].id.value.as_str()),
            Self::Person(row) => address::people().page(site.data.people.rows[row].id.value.as_str()),
            Self::Audience(number) => site.audiences[number].address.clone(),
        }
    }

    /// The directory that lists it.
    pub fn directory(self) -> Option<Directory> {
        match self {
            Self::Everything | Self::Kind(_) | Self::Campaign(_) => None,
            Self::Area(_) => Some(Directory::Areas),
            Self::Venue(_) => Some(Directory::Venues),
            Self::Person(_) => Some(Directory::People),
            Self::Audience(_) => Some(Directory::Audiences),
        }
    }

    /// What it is called; nothing for everything, which each outlet names in its own words.
    pub fn title(self, site: &Site) -> &str {
        match self {
            Self::Everything => "",
            Self::Kind(kind) => kind.chinese(),
            Self::Campaign(id) => &site.section(id).title,
            Self::Area(row) => &site.data.areas.rows[row].name,
            Self::Venue(row) => &site.data.venues.rows[row].name,
            Self::Person(row) => &site.data.people.rows[row].name,
            Self::Audience(number) => &site.audiences[number].name,
        }
    }

    pub fn scope(self, site: &Site) -> Scope<'_> {
        let scope = Scope::default();
        match self {
            Self::Everything => Scope { observances: Observances::Left, ..scope },
            Self::Kind(kind) => Scope { kind: Some(kind), ..scope },
            Self::Campaign(id) => Scope { campaign: Some(id), ..scope },
            Self::Area(row) => Scope { area: Some(site.data.areas.rows[row].id.value.as_str()), ..scope },
            Self::Venue(row) => Scope { venue: Some(site.data.venues.rows[row].id.value.as_str()), ..scope },
            Self::Person(row) => Scope { person: Some(site.data.people.rows[row].id.value.as_str()), ..scope },
            Self::Audience(number) => Scope { audience: Some(&site.audiences[number].name), ..scope },
        }
    }
}

/// Whether a page of the site has a schedule.
fn has_schedule(site: &Site) -> bool {
    site.schedule.occurrences.iter().any(|occurrence| matches!(occurrence.origin, Origin::Page(_)))
}

pub fn has_calendar(site: &Site) -> bool {
    site.config.has_outlet("calendar") && has_schedule(site)
}

/// Whether the site has a page of recent changes.
pub fn has_changes(site: &Site) -> bool {
    site.config.has_outlet("changes") && has_schedule(site)
}

/// Whether that page has a feed.
pub fn has_changes_feed(site: &Site) -> bool {
    has_changes(site) && site.config.base_url.is_some() && site.config.has_outlet("feed")
}

/// A page of the schedule that is there whatever the schedule holds.
#[derive(Debug, Serialize)]
pub struct Door {
    /// calendar, areas, venues, people, audiences, lectures, observances or changes.
    pub name: &'static str,
    pub path: String,
}

/// The ways into the schedule that this site has.
pub fn doors(site: &Site) -> Vec<Door> {
    let door = |name: &'static str, address: Address| Door { name, path: address.as_str().to_owned() };
    let mut doors = Vec::new();
    doors.extend(has_calendar(site).then(|| door("calendar", address::calendar())));
    let directories = Directory::ALL.iter().filter(|directory| !directory.topics(site).is_empty());
    doors.extend(directories.map(|directory| door(directory.name(), directory.address())));
    doors.extend(has_lectures(site).then(|| door("lectures", address::lectures())));
    doors.extend(has_observances(site).then(|| door("observances", address::observances())));
    doors.extend(has_changes(site).then(|| door("changes", address::changes())));
    doors
}

/// Whether the site has a menu of lectures.
pub fn has_lectures(site: &Site) -> bool {
    site.config.has_outlet("lectures") && !site.data.lectures.rows.is_empty()
}

/// Whether the site has a page of observances.
pub fn has_observances(site: &Site) -> bool {
    site.config.has_outlet("observances") && !site.data.observances.rows.is_empty()
}

/// The kinds of which the schedule has occurrences, observances apart: they have a page of their own.
pub fn kinds(site: &Site) -> Vec<Kind> {
    let has = |kind: &Kind| site.schedule.occurrences.iter().any(|occurrence| occurrence.kind == *kind);
    Kind::ALL.iter().copied().filter(|kind| *kind != Kind::Observance).filter(has).collect()
}
