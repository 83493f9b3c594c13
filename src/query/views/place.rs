//! Areas and venues: rows of the data tables.

use serde::Serialize;

use super::{MapLink, geo, map_links, utc};
use crate::model::Site;
use crate::query::Directory;
use crate::record::{Id, Moment, Placed};
use crate::time::{Edge, opening, state};

#[derive(Debug, Serialize)]
pub struct AreaName<'a> {
    pub id: &'a str,
    pub name: &'a str,
}

/// A row of a data table and its page.
#[derive(Debug, Serialize)]
pub struct RowLink<'a> {
    pub id: &'a str,
    pub name: &'a str,
    /// Nothing where the outlet of its pages is off.
    pub path: Option<String>,
}

/// The page of a row below its directory.
pub(super) fn row_path(site: &Site, directory: Directory, id: &str) -> Option<String> {
    site.config.has_outlet(directory.name()).then(|| directory.address().page(id).as_str().to_owned())
}

pub fn area_link<'a>(site: &'a Site, id: &str) -> Option<RowLink<'a>> {
    let area = site.data.areas.get(id)?;
    Some(RowLink { id: area.id.value.as_str(), name: &area.name, path: row_path(site, Directory::Areas, id) })
}

pub fn venue_link<'a>(site: &'a Site, id: &str) -> Option<RowLink<'a>> {
    let venue = site.data.venues.get(id)?;
    Some(RowLink { id: venue.id.value.as_str(), name: &venue.name, path: row_path(site, Directory::Venues, id) })
}

pub fn person_link<'a>(site: &'a Site, id: &str) -> Option<RowLink<'a>> {
    let person = site.data.people.get(id)?;
    Some(RowLink { id: person.id.value.as_str(), name: &person.name, path: row_path(site, Directory::People, id) })
}

/// An area and all above it, from the city down.
pub fn area_path<'a>(site: &'a Site, id: &str) -> &'a [Id] {
    site.data.lineage(id).map_or(&[], |lineage| &lineage.path)
}

/// An area with the one above it.
#[derive(Debug, Serialize)]
pub struct AreaView<'a> {
    pub id: &'a str,
    pub name: &'a str,
    /// Its page; nothing where the outlet of areas is off.
    pub path: Option<String>,
    pub level: Option<&'a str>,
    pub parent: Option<&'a str>,
}

/// A venue with its area's name.
#[derive(Debug, Serialize)]
pub struct VenueView<'a> {
    pub id: &'a str,
    pub name: &'a str,
    /// Its page; nothing where the outlet of venues is off.
    pub path: Option<String>,
    pub kind: Option<&'a str>,
    pub area: Option<&'a str>,
    pub area_name: Option<&'a str>,
    pub address: Option<&'a str>,
    pub phone: Option<&'a str>,
    pub hours: Option<String>,
    /// When it is open on the day of the site's clock.
    pub open_today: Option<String>,
    /// Whether it is open at the site's clock, and when that changes.
    pub open_state: Option<String>,
    /// The instant from which on that is no longer true, for scripts.
    pub open_until: Option<String>,
    pub bus: Option<&'a str>,
    pub landmark: Option<&'a str>,
    pub access: Option<&'a str>,
    /// Maps that show it; none where its coordinates are not known.
    pub maps: Vec<MapLink>,
    /// A `geo:` address (RFC 5870), for whatever map the device has.
    pub geo: Option<String>,
}

pub fn area_view<'a>(site: &'a Site, id: &str) -> Option<AreaView<'a>> {
    let area = site.data.areas.get(id)?;
    Some(AreaView {
        id: area.id.value.as_str(),
        name: &area.name,
        path: row_path(site, Directory::Areas, id),
        level: area.level.as_deref(),
        parent: area.parent.as_ref().map(|parent| parent.value.as_str()),
    })
}

pub fn venue_view<'a>(site: &'a Site, id: &str) -> Option<VenueView<'a>> {
    let venue = site.data.venues.get(id)?;
    let area = venue.area.as_ref().map(|area| area.value.as_str());
    let language = site.config.spoken();
    let now = site.config.zone.civil(site.clock);
    let calendar = &site.schedule.calendar;
    let hours = venue.hours.as_ref().map(|hours| &hours.value);
    let exceptions = venue.exceptions.as_ref().map(|exceptions| &exceptions.value);
    let state = hours.map(|hours| state(hours, exceptions, calendar, now));
    Some(VenueView {
        id: venue.id.value.as_str(),
        name: &venue.name,
        path: row_path(site, Directory::Venues, id),
        kind: venue.kind.as_deref(),
        area,
        area_name: area.and_then(|area| area_name(site, area)),
        address: venue.address.as_deref(),
        phone: venue.phone.as_deref(),
        hours: hours.map(|hours| hours.text(language)),
        open_today: hours.map(|hours| opening(hours, exceptions, calendar, now.date()).text(language)),
        open_state: state.map(|state| state.text(now.date(), language)),
        open_until: state.and_then(|state| {
            let tomorrow = now.date().succ_opt().map(|day| day.and_time(chrono::NaiveTime::MIN));
            Some(utc(site.config.zone.instant(Moment::Civil(state.turns().or(tomorrow)?), Edge::Start)))
        }),
        bus: venue.bus.as_deref(),
        landmark: venue.landmark.as_deref(),
        access: venue.access.as_deref(),
        maps: map_links(site, venue),
        geo: venue.position().map(geo),
    })
}

/// An area's name with those above it, the city left out: 城东街道新民社区.
pub fn area_name<'a>(site: &'a Site, id: &str) -> Option<&'a str> {
    site.data.lineage(id).map(|lineage| lineage.name.as_str())
}

pub(super) fn area_names<'a>(site: &'a Site, ids: &'a [Placed<Id>]) -> Vec<AreaName<'a>> {
    ids.iter()
        .filter_map(|id| site.data.areas.get(id.value.as_str()))
        .map(|area| AreaName { id: area.id.value.as_str(), name: &area.name })
        .collect()
}
