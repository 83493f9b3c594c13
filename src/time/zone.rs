//! Time zones: from civil time to instants and back.

use std::fmt;

use chrono::{DateTime, Days, NaiveDateTime, NaiveTime, Offset, TimeDelta, TimeZone, Utc};
use chrono_tz::{TZ_VARIANTS, Tz};

use crate::diagnostic::{BAD_VALUE, Diagnostic, Findings};
use crate::record::{Field, Moment, Node, Shape, suggest};
use crate::text;

/// A time zone of the IANA database, such as `Asia/Shanghai`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Zone(Tz);

/// Which end of a day is meant where only a date is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    /// The first instant of the day: something is there from this date on.
    Start,
    /// The first instant of the next day: something is there up to and on this date.
    End,
}

impl Default for Zone {
    /// `Asia/Shanghai`.
    fn default() -> Self {
        Self(Tz::Asia__Shanghai)
    }
}

impl Zone {
    pub fn named(name: &str) -> Option<Self> {
        name.parse().ok().map(Self)
    }

    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// Whether it is coordinated universal time itself, by whatever name.
    pub fn is_utc(self) -> bool {
        matches!(
            self.0,
            Tz::UTC
                | Tz::UCT
                | Tz::Universal
                | Tz::Zulu
                | Tz::Etc__UTC
                | Tz::Etc__UCT
                | Tz::Etc__Universal
                | Tz::Etc__Zulu
        )
    }

    pub(super) fn zone(self) -> Tz {
        self.0
    }

    /// Seconds east of Greenwich at an instant.
    pub fn offset(self, instant: DateTime<Utc>) -> i32 {
        instant.with_timezone(&self.0).offset().fix().local_minus_utc()
    }

    /// The instant of a moment in this zone.
    ///
    /// A civil time that occurs twice, when clocks are set back, means the first; one that is skipped, when clocks are
    /// set forward, is read with the offset that was in force before (both as in RFC 5545, section 3.3.5).
    pub fn instant(self, moment: Moment, edge: Edge) -> DateTime<Utc> {
        match moment {
            Moment::Date(date) => {
                let day = match edge {
                    Edge::Start => date,
                    Edge::End => date.checked_add_days(Days::new(1)).unwrap_or(date),
                };
                self.civil_instant(day.and_time(NaiveTime::MIN))
            }
            Moment::Civil(civil) => self.civil_instant(civil),
            Moment::Offset(civil, minutes) => {
                let offset = TimeDelta::minutes(i64::from(minutes));
                civil.checked_sub_signed(offset).unwrap_or(civil).and_utc()
            }
        }
    }

    fn civil_instant(self, civil: NaiveDateTime) -> DateTime<Utc> {
        if let Some(instant) = self.0.from_local_datetime(&civil).earliest() {
            return instant.to_utc();
        }
        // No gap is longer than a day; Samoa once skipped one.
        let before = (1..=48).find_map(|hours| {
            let earlier = civil.checked_sub_signed(TimeDelta::hours(hours))?;
            self.0.offset_from_local_datetime(&earlier).latest()
        });
        let offset =
            before.map_or(TimeDelta::zero(), |offset| TimeDelta::seconds(offset.fix().local_minus_utc().into()));
        civil.checked_sub_signed(offset).unwrap_or(civil).and_utc()
    }

    /// The civil time of an instant in this zone.
    pub fn civil(self, instant: DateTime<Utc>) -> NaiveDateTime {
        instant.with_timezone(&self.0).naive_local()
    }

    /// The instant as civil time with the zone's offset, as it is written in feeds and shown to readers.
    pub fn moment(self, instant: DateTime<Utc>) -> Moment {
        let seconds = instant.with_timezone(&self.0).offset().fix().local_minus_utc();
        // Offsets before the days of standard time have seconds, which no written form can carry.
        let minutes = seconds.div_euclid(60);
        let civil = instant.naive_utc().checked_add_signed(TimeDelta::minutes(minutes.into()));
        Moment::Offset(civil.unwrap_or(instant.naive_utc()), minutes)
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl Field for Zone {
    const SHAPE: Shape = Shape::Text;

    fn read(node: &mut Node, findings: &mut Findings) -> Option<Self> {
        let name = String::read(node, findings)?;
        let zone = Self::named(&name);
        if zone.is_none() {
            findings.push(
                Diagnostic::new(&BAD_VALUE, &node.place, text!("没有 {name} 这个时区", "there is no time zone {name}"))
                    .hint_if(near(name.trim()))
                    .hint(text!(
                        "时区写成 Asia/Shanghai 的样子；全中国都用它",
                        "a time zone is written like Asia/Shanghai, which is used in all of China"
                    )),
            );
        }
        zone
    }
}

fn near(name: &str) -> Option<crate::diagnostic::Text> {
    let names = || TZ_VARIANTS.iter().map(|zone| zone.name());
    // Case is the commonest mistake, and the distance of names would not always see through it.
    match names().find(|known| known.eq_ignore_ascii_case(name)) {
        Some(known) => suggest(known, [known]),
        None => suggest(name, names()),
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use proptest::prelude::*;

    use super::*;
    use crate::diagnostic::{Language, Place};
    use crate::record::Value;

    fn civil(text: &str) -> NaiveDateTime {
        text.parse().unwrap()
    }

    #[test]
    fn civil_times_become_instants() {
        let cases = [
            ("Asia/Shanghai", "2023-06-07T14:30:00", "2023-06-07T06:30:00"),
            ("UTC", "2023-06-07T14:30:00", "2023-06-07T14:30:00"),
            // Set forward at 2:00: 2:30 is skipped and means 3:30.
            ("Europe/Berlin", "2023-03-26T02:30:00", "2023-03-26T01:30:00"),
            // Set back at 3:00: 2:30 occurs twice and means the first.
            ("Europe/Berlin", "2023-10-29T02:30:00", "2023-10-29T00:30:00"),
            // A day that begins at one o'clock.
            ("America/Sao_Paulo", "2018-11-04T00:00:00", "2018-11-04T03:00:00"),
            ("Asia/Shanghai", "1986-05-04T02:30:00", "1986-05-03T18:30:00"),
            // The day that Samoa skipped.
            ("Pacific/Apia", "2011-12-30T12:00:00", "2011-12-30T22:00:00"),
        ];
        for (zone, local, utc) in cases {
            let instant = Zone::named(zone).unwrap().instant(Moment::Civil(civil(local)), Edge::Start);
            assert_eq!(instant.naive_utc(), civil(utc), "{zone} {local}");
        }
    }

    #[test]
    fn a_date_has_two_ends() {
        let date = Moment::Date(NaiveDate::from_ymd_opt(2023, 6, 7).unwrap());
        let zone = Zone::default();
        assert_eq!(zone.instant(date, Edge::Start).naive_utc(), civil("2023-06-06T16:00:00"));
        assert_eq!(zone.instant(date, Edge::End).naive_utc(), civil("2023-06-07T16:00:00"));
        let offset = Moment::Offset(civil("2023-06-07T14:30:00"), -90);
        assert_eq!(zone.instant(offset, Edge::End).naive_utc(), civil("2023-06-07T16:00:00"));
        let last = Moment::Date(NaiveDate::MAX);
        assert!(zone.instant(last, Edge::End) >= zone.instant(last, Edge::Start));
    }

    #[test]
    fn unknown_zones_get_a_hint() {
        let cases = [
            ("Asia/Shanghai", ""),
            ("asia/shanghai", "是不是想写 Asia/Shanghai？"),
            ("Asia/Shangai", "是不是想写 Asia/Shanghai？"),
            ("Europe/Berln", "是不是想写 Europe/Berlin？"),
            ("北京时间", "时区写成 Asia/Shanghai 的样子；全中国都用它"),
            ("", "时区写成 Asia/Shanghai 的样子；全中国都用它"),
        ];
        for (name, hint) in cases {
            let mut node = Node::new(Value::Text(name.to_owned()), Place::site());
            let mut findings = Findings::new();
            let zone = Zone::read(&mut node, &mut findings);
            assert_eq!(zone.is_some(), hint.is_empty());
            assert_eq!(findings.first().map_or("", |finding| finding.hints[0].in_language(Language::Zh)), hint);
        }
    }

    proptest! {
        #[test]
        fn civil_and_instant_are_inverse(zone in proptest::sample::select(TZ_VARIANTS.as_slice()), seconds in -1_500_000_000i64..4_000_000_000) {
            let zone = Zone(zone);
            let instant = DateTime::from_timestamp(seconds, 0).unwrap();
            let again = zone.instant(Moment::Civil(zone.civil(instant)), Edge::Start);
            // A repeated hour comes back as its first occurrence.
            prop_assert!(again <= instant);
            prop_assert_eq!(zone.civil(again), zone.civil(instant));
            prop_assert_eq!(zone.instant(zone.moment(instant), Edge::Start), instant);
        }

        #[test]
        fn every_civil_time_has_an_instant_near_it(zone in proptest::sample::select(TZ_VARIANTS.as_slice()), seconds in -1_500_000_000i64..4_000_000_000) {
            let civil = DateTime::from_timestamp(seconds, 0).unwrap().naive_utc();
            let instant = Zone(zone).instant(Moment::Civil(civil), Edge::Start);
            prop_assert!((Zone(zone).civil(instant) - civil).abs() <= TimeDelta::hours(24));
        }
    }
}
