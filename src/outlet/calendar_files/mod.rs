//! Calendar files (RFC 5545, with the names of RFC 7986): `calendar.ics` for everything, beside every campaign and beside
//! the page of every kind, area, venue, person and audience; `event.ics` beside every page with a schedule.
//!
//! - Each occurrence is an event of its own. A rule would save bytes, and could not carry what becomes of single dates.
//! - Observances are left out: nobody can go to them, calendars of phones have them anyway, and the ledger, from which
//!   identity and sequence come, does not hold them.
//! - A file is there as long as its page is, also without an event, since people have subscribed to its address. The
//!   standard asks for at least one component; then it is the zone.
//! - Nothing is taken from the clock but which occurrences are held (`query::is_in_calendars`): time stamps are those
//!   of the ledger, so that a file changes only when what it tells changes.

mod event;
mod zone;

use std::sync::OnceLock;

use chrono::{DateTime, Utc};

use super::icalendar::{self, Component, Properties, Value};
use super::{Outlet, Render, Rendition, Subject, Switch, Target};
use crate::diagnostic::{Findings, Place};
use crate::model::schedule::{OccurrenceId, Origin};
use crate::model::{PageId, Site};
use crate::query::{self, Scope, Topic};
use crate::text;
use crate::theme::Theme;
use crate::time::Onsets;

pub const OUTLET: Outlet = Outlet { name: "calendar_files", plan, render, switch: Switch::Optional };

/// Twice a day is soon enough for a village show, and costs a server nothing.
const REFRESH: &str = "PT12H";

fn plan(site: &Site, _: &Theme, targets: &mut Vec<Target>) {
    if !query::has_calendar_files(site) {
        return;
    }
    let mut topics = Topic::all(site);
    // There without pages for the calendar too.
    if !topics.contains(&Topic::Everything) {
        topics.insert(0, Topic::Everything);
    }
    for topic in topics {
        targets.extend(query::topic_file(site, topic).map(|address| Target {
            address,
            outlet: &OUTLET,
            subject: Subject::Topic(topic),
            place: place(site, topic),
        }));
    }
    for id in (0..site.pages.len()).map(PageId) {
        targets.extend(query::page_file(site, id).map(|address| Target {
            address,
            outlet: &OUTLET,
            subject: Subject::Page(id),
            place: Place::file(site.page(id).document.path.clone()),
        }));
    }
}

fn place(site: &Site, topic: Topic) -> Place {
    match topic {
        Topic::Campaign(id) => {
            let document = site.section(id).document.as_ref();
            document.map_or_else(Place::site, |document| Place::file(document.path.clone()))
        }
        _ => Place::site(),
    }
}

fn render(render: &Render<'_>, target: &Target) -> Result<Rendition, Findings> {
    let site = &render.views.site;
    let shared = &render.plan.calendars;
    let scope = scope(site, target).ok_or_else(Findings::new)?;
    let events = query::occurrences(site, &scope).into_iter().filter_map(|id| shared.event(site, id));
    let events: Vec<&Event> = events.collect();
    let calendar = frame(site, shared.onsets(site), target, around(events.iter().map(|event| event.stretch)));
    let lines: Vec<&str> = events.iter().map(|event| &*event.lines).collect();
    Ok(Rendition::Text(icalendar::write_with(&calendar, &lines)))
}

/// What calendars share, each part made when the first of them asks for it.
#[derive(Debug, Default)]
pub struct Calendars {
    /// By occurrence, nothing for those that no calendar holds: most stand in half a dozen calendars.
    events: OnceLock<Vec<OnceLock<Option<Event>>>>,
    onsets: OnceLock<Onsets>,
}

/// An occurrence in a calendar.
#[derive(Debug)]
struct Event {
    stretch: Stretch,
    /// As it stands in every file.
    lines: Box<str>,
}

/// From the begin to the end, or to the begin where no end was said.
type Stretch = (DateTime<Utc>, DateTime<Utc>);

impl Calendars {
    fn event(&self, site: &Site, id: OccurrenceId) -> Option<&Event> {
        let events = self.events.get_or_init(|| site.schedule.ids().map(|_| OnceLock::new()).collect());
        let make = |id| {
            let told = event::told(site, id).filter(|_| query::is_in_calendars(site, id))?;
            let lines = icalendar::lines(event::NAME, |lines| event::put(site, &told, lines));
            Some(Event { stretch: stretch(site, id)?, lines: lines.into_boxed_str() })
        };
        // All of a page are made when the first of them is asked for, while what they are made of is near in memory.
        let Origin::Page(page) = site.schedule.get(id).origin else { return None };
        if events[id.0].get().is_none() {
            for &other in site.schedule.of_page(page) {
                events[other.0].get_or_init(|| make(other));
            }
        }
        events[id.0].get_or_init(|| make(id)).as_ref()
    }

    fn onsets(&self, site: &Site) -> &Onsets {
        self.onsets.get_or_init(|| Onsets::of(site.config.zone))
    }
}

/// The calendar that a target holds; nothing for a target of another outlet.
pub fn calendar<'a>(site: &'a Site, target: &Target) -> Option<Component<'a>> {
    let mut held = query::occurrences(site, &scope(site, target)?);
    held.retain(|&id| query::is_in_calendars(site, id));
    let stretch = around(held.iter().filter_map(|&id| stretch(site, id)));
    let mut calendar = frame(site, &Onsets::of(site.config.zone), target, stretch);
    calendar.components.extend(held.into_iter().filter_map(|id| {
        let mut event = Component::new(event::NAME);
        event::put(site, &event::told(site, id)?, &mut event);
        Some(event)
    }));
    Some(calendar)
}

/// What the calendar of a target is about; nothing for a target of another outlet.
fn scope<'a>(site: &'a Site, target: &Target) -> Option<Scope<'a>> {
    match target.subject {
        Subject::Topic(topic) => Some(topic.scope(site)),
        Subject::Page(id) => Some(Scope { page: Some(id), ..Scope::default() }),
        _ => None,
    }
}

fn stretch(site: &Site, id: OccurrenceId) -> Option<Stretch> {
    let (begins, ends) = query::calendar_when(site.schedule.get(id))?.instants(site.config.zone)?;
    Some((begins, ends.unwrap_or(begins)))
}

/// From the earliest begin to the latest end; nothing of nothing.
fn around(stretches: impl Iterator<Item = Stretch>) -> Option<Stretch> {
    stretches.reduce(|(begins, ends), (begin, end)| (begins.min(begin), ends.max(end)))
}

/// The calendar of a target without its events, which happen within `stretch`.
fn frame<'a>(site: &'a Site, onsets: &Onsets, target: &Target, stretch: Option<Stretch>) -> Component<'a> {
    // The address of the calendar's page: where it has none, that of the site.
    let (name, page) = match target.subject {
        Subject::Topic(Topic::Everything) if !query::has_calendar(site) => ("", site.home().address.clone()),
        Subject::Topic(topic) => (topic.title(site), topic.address(site)),
        Subject::Page(id) => (site.page(id).title.as_str(), site.page(id).address.clone()),
        _ => ("", site.home().address.clone()),
    };
    let mut calendar = Component::new("VCALENDAR");
    calendar.put("VERSION", Value::Word("2.0"));
    calendar.put("PRODID", Value::Text("-//xinfeng//xinfeng//EN".into()));
    calendar.put("CALSCALE", Value::Word("GREGORIAN"));
    calendar.put("METHOD", Value::Word("PUBLISH"));
    let title = &site.config.title;
    let name = if name.is_empty() { title.clone() } else { format!("{name} · {title}") };
    let publisher = site.config.organisation.name.as_deref().unwrap_or(title);
    let description = text!("“{name}”的日程，由{publisher}发布。", "The schedule of {name}, published by {publisher}.");
    let description = description.in_language(site.config.spoken());
    // Each in its standard name and in the one by which older programs know it.
    calendar.put("NAME", Value::Text(name.clone().into()));
    calendar.put("X-WR-CALNAME", Value::Text(name.into()));
    calendar.put("DESCRIPTION", Value::Text(description.to_owned().into()));
    calendar.put("X-WR-CALDESC", Value::Text(description.to_owned().into()));
    calendar.put("X-WR-TIMEZONE", Value::Text(site.config.zone.name().into()));
    calendar.put_with("REFRESH-INTERVAL", ("VALUE", "DURATION".into()), Value::Word(REFRESH));
    calendar.put("X-PUBLISHED-TTL", Value::Word(REFRESH));
    let source = query::permalink(site, &target.address);
    calendar.put_with("SOURCE", ("VALUE", "URI".into()), Value::Uri(source));
    calendar.put("URL", Value::Uri(query::permalink(site, &page)));
    calendar.components.extend(zone::component(site.config.zone, onsets, stretch));
    calendar
}
