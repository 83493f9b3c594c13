//! Lists of topics that have an address of their own: areas, venues, people, audiences.

use super::Topic;
use crate::model::Site;
use crate::model::address::{self, Address};

/// A list of topics of one sort.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Directory {
    Areas,
    Venues,
    People,
    Audiences,
}

impl Directory {
    pub const ALL: &'static [Self] = &[Self::Areas, Self::Venues, Self::People, Self::Audiences];

    /// As written in `[outlets]`, and as its template is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Areas => "areas",
            Self::Venues => "venues",
            Self::People => "people",
            Self::Audiences => "audiences",
        }
    }

    pub fn address(self) -> Address {
        match self {
            Self::Areas => address::areas(),
            Self::Venues => address::venues(),
            Self::People => address::people(),
            Self::Audiences => address::audiences(),
        }
    }

    /// Its topics, in the order of their table; none where the outlet is off.
    pub fn topics(self, site: &Site) -> Vec<Topic> {
        if !site.config.has_outlet(self.name()) {
            return Vec::new();
        }
        match self {
            Self::Areas => (0..site.data.areas.rows.len()).map(Topic::Area).collect(),
            Self::Venues => (0..site.data.venues.rows.len()).map(Topic::Venue).collect(),
            Self::People => (0..site.data.people.rows.len()).map(Topic::Person).collect(),
            Self::Audiences => (0..site.audiences.len()).map(Topic::Audience).collect(),
        }
    }
}
