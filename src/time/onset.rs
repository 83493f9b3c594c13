//! When the clocks of a zone are set: from which civil time on which offset holds. For calendar files, which carry the
//! rules of the zone that they name.

use std::sync::OnceLock;

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use chrono_tz::{OffsetComponents, OffsetName};

use super::Zone;

/// An offset that begins to hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Onset {
    /// By the clock that was in use before.
    pub at: NaiveDateTime,
    /// Seconds east of Greenwich before it, and from then on.
    pub before: i32,
    pub after: i32,
    pub season: Season,
    /// CST; empty where the zone has no letters.
    pub name: String,
}

/// Whether a clock shows standard time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Season {
    Standard,
    Daylight,
}

/// Before the first, zones had no standard time; after the last, the database has no rules.
const FIRST_YEAR: i32 = 1900;
const LAST_YEAR: i32 = 2099;

const DAY: TimeDelta = TimeDelta::days(1);

/// The onsets of a zone, looked for year by year and kept, since a site has thousands of calendars of the same few years.
#[derive(Debug)]
pub struct Onsets {
    zone: Zone,
    /// From [`FIRST_YEAR`] on: those of each year, filled when a calendar first reaches it. An hour set forward and back
    /// again between two midnights is passed over.
    years: Vec<OnceLock<Year>>,
}

/// The onsets of a year, each with its instant.
type Year = Vec<(DateTime<Utc>, Onset)>;

impl Onsets {
    pub fn of(zone: Zone) -> Self {
        Self { zone, years: (FIRST_YEAR..=LAST_YEAR).map(|_| OnceLock::new()).collect() }
    }

    /// The offset in force at `first`, and all that begin until `last`; never empty. Zones had no standard time before the
    /// first year, and the database has no rules after the last.
    pub fn within(&self, first: DateTime<Utc>, last: DateTime<Utc>) -> Vec<Onset> {
        let in_force = self.before(first);
        let later = self.years_between(first, last).flatten().filter(|(at, _)| first < *at && *at <= last);
        std::iter::once(in_force).chain(later.map(|(_, onset)| onset.clone())).collect()
    }

    /// The latest onset not after an instant; where there was none, the offset that always held.
    fn before(&self, instant: DateTime<Utc>) -> Onset {
        let earliest = midnight(FIRST_YEAR);
        let years = self.years_between(earliest, instant).rev();
        let mut onsets = years.flat_map(|year| year.iter().rev());
        let found = onsets.find(|(at, _)| *at <= instant).map(|(_, onset)| onset.clone());
        found.unwrap_or_else(|| self.zone.onset(earliest, self.zone.offset(earliest)))
    }

    fn years_between(&self, first: DateTime<Utc>, last: DateTime<Utc>) -> impl DoubleEndedIterator<Item = &Year> {
        let (first, last) = (first.year().max(FIRST_YEAR), last.year().min(LAST_YEAR));
        (first..=last).filter_map(|year| {
            let known = self.years.get(usize::try_from(year - FIRST_YEAR).ok()?)?;
            Some(known.get_or_init(|| in_year(self.zone, year)))
        })
    }
}

/// The first instant of a year in UTC.
fn midnight(year: i32) -> DateTime<Utc> {
    NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default().and_time(NaiveTime::MIN).and_utc()
}

fn in_year(zone: Zone, year: i32) -> Year {
    let (mut day, end) = (midnight(year), midnight(year + 1));
    let mut onsets = Vec::new();
    let mut offset = zone.offset(day);
    while day < end {
        let next = day + DAY;
        let after = zone.offset(next);
        if after != offset {
            onsets.push(zone.onset_within(day, next));
        }
        (day, offset) = (next, after);
    }
    onsets
}

impl Zone {
    /// The last change of the offset after `from`, up to and on `to`; there is one.
    fn onset_within(self, from: DateTime<Utc>, to: DateTime<Utc>) -> (DateTime<Utc>, Onset) {
        let after = self.offset(to);
        // A second at which the later offset begins to hold.
        let (mut low, mut high) = (from, to);
        while high - low > TimeDelta::seconds(1) {
            let middle = low + (high - low) / 2;
            if self.offset(middle) == after { high = middle } else { low = middle }
        }
        let at = DateTime::from_timestamp(high.timestamp(), 0).unwrap_or(high);
        (at, self.onset(at, self.offset(at - TimeDelta::seconds(1))))
    }

    fn onset(self, at: DateTime<Utc>, before: i32) -> Onset {
        let offset = *at.with_timezone(&self.zone()).offset();
        let season = if offset.dst_offset() == TimeDelta::zero() { Season::Standard } else { Season::Daylight };
        Onset {
            at: at.naive_utc() + TimeDelta::seconds(before.into()),
            before,
            after: self.offset(at),
            season,
            name: offset.abbreviation().unwrap_or_default().to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn onsets(zone: &str, first: &str, last: &str) -> Vec<String> {
        let instant = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let onsets = Onsets::of(Zone::named(zone).unwrap()).within(instant(first), instant(last));
        let shown = |onset: Onset| {
            let (before, after) = (onset.before / 60, onset.after / 60);
            format!("{} {before}→{after} {:?} {}", onset.at, onset.season, onset.name)
        };
        onsets.into_iter().map(shown).collect()
    }

    #[test]
    fn clocks_are_set_when_the_database_says() {
        for (zone, first, last, expected) in [
            (
                "Asia/Shanghai",
                "2023-07-14T00:00:00Z",
                "2024-12-31T00:00:00Z",
                &["1991-09-15 02:00:00 540→480 Standard CST"][..],
            ),
            (
                "Europe/Berlin",
                "2023-07-14T00:00:00Z",
                "2024-07-14T00:00:00Z",
                &[
                    "2023-03-26 02:00:00 60→120 Daylight CEST",
                    "2023-10-29 03:00:00 120→60 Standard CET",
                    "2024-03-31 02:00:00 60→120 Daylight CEST",
                ],
            ),
            (
                "Pacific/Apia",
                "2011-12-25T00:00:00Z",
                "2012-01-01T00:00:00Z",
                &["2011-09-24 03:00:00 -660→-600 Daylight ", "2011-12-30 00:00:00 -600→840 Daylight "],
            ),
            ("UTC", "2023-07-14T00:00:00Z", "9000-01-01T00:00:00Z", &["1900-01-01 00:00:00 0→0 Standard UTC"]),
            // Exactly at an onset, the new offset is in force.
            (
                "Europe/Berlin",
                "2023-03-26T01:00:00Z",
                "2023-03-26T01:00:00Z",
                &["2023-03-26 02:00:00 60→120 Daylight CEST"],
            ),
        ] {
            assert_eq!(onsets(zone, first, last), expected, "{zone}");
        }
    }
}
