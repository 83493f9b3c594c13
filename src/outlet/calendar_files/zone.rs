//! The zone of a calendar: when its clocks are set, from its first event to its last.

use chrono::{DateTime, Utc};

use crate::model::Site;
use crate::model::schedule::OccurrenceId;
use crate::outlet::icalendar::{Component, Value};
use crate::query::calendar_when;
use crate::time::{Onsets, Season};

/// The `VTIMEZONE` (section 3.6.5) to which the events of a calendar refer. None where they need none, unless the calendar
/// would be without any component.
pub fn component(site: &Site, onsets: &Onsets, held: &[OccurrenceId]) -> Option<Component> {
    let zone = site.config.zone;
    if zone.is_utc() && !held.is_empty() {
        return None;
    }
    let instants: Vec<(DateTime<Utc>, DateTime<Utc>)> = held
        .iter()
        .filter_map(|&id| calendar_when(site.schedule.get(id))?.instants(zone))
        .map(|(begins, ends)| (begins, ends.unwrap_or(begins)))
        .collect();
    // Without an event any time will do; one that never moves keeps the file as it is.
    let first = instants.iter().map(|(begins, _)| *begins).min().unwrap_or_default();
    let last = instants.iter().map(|(_, ends)| *ends).max().unwrap_or_default();
    let mut component = Component::new("VTIMEZONE");
    component.put("TZID", Value::Text(zone.name().to_owned()));
    for onset in onsets.within(first, last) {
        let mut rule = Component::new(match onset.season {
            Season::Standard => "STANDARD",
            Season::Daylight => "DAYLIGHT",
        });
        rule.put("DTSTART", Value::Civil(onset.at));
        rule.put("TZOFFSETFROM", Value::Offset(onset.before));
        rule.put("TZOFFSETTO", Value::Offset(onset.after));
        if !onset.name.is_empty() {
            rule.put("TZNAME", Value::Text(onset.name));
        }
        component.components.push(rule);
    }
    Some(component)
}
