//! Where an occurrence stands for readers at an instant: what is on now, what comes this week, what is over.

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc, Weekday};

use super::{Occurrence, State};

/// Where an occurrence stands in an agenda.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    Now,
    /// Still to begin today.
    Today,
    /// After today, until Sunday.
    Week,
    Coming,
    /// Without a day that is known.
    Unknown,
    Past,
}

impl Group {
    /// As scripts and templates know it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Now => "now",
            Self::Today => "today",
            Self::Week => "week",
            Self::Coming => "coming",
            Self::Unknown => "unknown",
            Self::Past => "past",
        }
    }
}

impl Occurrence {
    /// Where it stands at an instant, which lies on the day `today` of the site's zone.
    pub fn group(&self, at: DateTime<Utc>, today: NaiveDate) -> Group {
        match self.state(at) {
            State::Past => Group::Past,
            State::Unknown => Group::Unknown,
            _ if !self.is_precise() => Group::Unknown,
            State::Now => Group::Now,
            State::Coming => match self.when.first_day() {
                Some(day) if day <= today => Group::Today,
                Some(day) if day <= sunday(today) => Group::Week,
                _ => Group::Coming,
            },
        }
    }
}

/// The last day of the week, which begins on Monday.
fn sunday(today: NaiveDate) -> NaiveDate {
    let left = 6 - today.weekday().days_since(Weekday::Mon);
    today.checked_add_days(Days::new(left.into())).unwrap_or(today)
}
