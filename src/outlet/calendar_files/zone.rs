//! The zone of a calendar: when its clocks are set, from its first event to its last.

use super::Stretch;
use crate::outlet::icalendar::{Component, Properties, Value};
use crate::time::{Onsets, Season, Zone};

/// The `VTIMEZONE` (section 3.6.5) to which the events of a calendar refer, which happen within `stretch`. None where they
/// need none, unless the calendar would be without any component.
pub fn component(zone: Zone, onsets: &Onsets, stretch: Option<Stretch>) -> Option<Component<'static>> {
    if zone.is_utc() && stretch.is_some() {
        return None;
    }
    // Without an event any time will do; one that never moves keeps the file as it is.
    let (first, last) = stretch.unwrap_or_default();
    let mut component = Component::new("VTIMEZONE");
    component.put("TZID", Value::Text(zone.name().into()));
    for onset in onsets.within(first, last) {
        let mut rule = Component::new(match onset.season {
            Season::Standard => "STANDARD",
            Season::Daylight => "DAYLIGHT",
        });
        rule.put("DTSTART", Value::Civil(onset.at));
        rule.put("TZOFFSETFROM", Value::Offset(onset.before));
        rule.put("TZOFFSETTO", Value::Offset(onset.after));
        if !onset.name.is_empty() {
            rule.put("TZNAME", Value::Text(onset.name.into()));
        }
        component.components.push(rule);
    }
    Some(component)
}
