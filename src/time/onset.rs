//! When the clocks of a zone are set: from which civil time on which offset holds. For calendar files, which carry the
//! rules of the zone that they name.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
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

/// Before this, zones had no standard time; after the other, the database has no rules.
const FIRST_YEAR: i64 = -2_208_988_800;
const LAST_YEAR: i64 = 4_102_444_800;

const DAY: TimeDelta = TimeDelta::days(1);
/// How far one steps back. An hour set forward and back again within it may be passed over: what is in force at the end
/// stays right.
const STEP: TimeDelta = TimeDelta::days(28);

impl Zone {
    /// The offset in force at `first`, and all that begin until `last`; never empty.
    pub fn onsets(self, first: DateTime<Utc>, last: DateTime<Utc>) -> Vec<Onset> {
        let limit = |seconds| DateTime::from_timestamp(seconds, 0).unwrap_or_default();
        let (earliest, latest) = (limit(FIRST_YEAR), limit(LAST_YEAR).min(last));
        let first = first.max(earliest);
        let mut onsets = vec![self.onset_before(first, earliest)];
        let mut day = first;
        while day < latest {
            let next = day + DAY;
            onsets.extend(self.onset_within(day, next).filter(|(at, _)| *at <= latest).map(|(_, onset)| onset));
            day = next;
        }
        onsets
    }

    /// The latest onset not after an instant; where there was none, the offset that always held.
    fn onset_before(self, instant: DateTime<Utc>, earliest: DateTime<Utc>) -> Onset {
        let mut day = instant;
        while day > earliest {
            let before = day - STEP;
            if let Some((_, onset)) = self.onset_within(before, day) {
                return onset;
            }
            day = before;
        }
        self.onset(earliest, self.offset(earliest))
    }

    /// The last change of the offset after `from`, up to and on `to`.
    fn onset_within(self, from: DateTime<Utc>, to: DateTime<Utc>) -> Option<(DateTime<Utc>, Onset)> {
        let after = self.offset(to);
        if self.offset(from) == after {
            return None;
        }
        // A second at which the later offset begins to hold.
        let (mut low, mut high) = (from, to);
        while high - low > TimeDelta::seconds(1) {
            let middle = low + (high - low) / 2;
            if self.offset(middle) == after { high = middle } else { low = middle }
        }
        let at = DateTime::from_timestamp(high.timestamp(), 0).unwrap_or(high);
        Some((at, self.onset(at, self.offset(at - TimeDelta::seconds(1)))))
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
        let onsets = Zone::named(zone).unwrap().onsets(instant(first), instant(last));
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
