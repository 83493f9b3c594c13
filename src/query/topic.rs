//! What a schedule page, and the calendar file beside it, is about.

use super::{Observances, Scope};
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
        topics.extend(super::Directory::ALL.iter().flat_map(|directory| directory.topics(site)));
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

/// Whether the site has a calendar: the outlet is on, and a page has a schedule.
pub fn has_calendar(site: &Site) -> bool {
    let has_dates = |occurrence: &crate::model::schedule::Occurrence| matches!(occurrence.origin, Origin::Page(_));
    site.config.has_outlet("calendar") && site.schedule.occurrences.iter().any(has_dates)
}

/// The kinds of which the schedule has occurrences, observances apart: they have a page of their own.
pub fn kinds(site: &Site) -> Vec<Kind> {
    let has = |kind: &Kind| site.schedule.occurrences.iter().any(|occurrence| occurrence.kind == *kind);
    Kind::ALL.iter().copied().filter(|kind| *kind != Kind::Observance).filter(has).collect()
}
