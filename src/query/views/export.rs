//! The schedule as a document for other programs: `docs/occurrences.md` and `docs/occurrences.schema.json` say what
//! each field means, and tests hold them together. Whoever adds a field adds it there; whoever takes one away or changes
//! its meaning raises [`VERSION`].

use std::sync::Arc;

use serde::Serialize;

use super::{area_name, occurrence_path};
use crate::content::Registration;
use crate::model::address::write_encoded;
use crate::model::data::{Area, Venue};
use crate::model::datum::Position;
use crate::model::schedule::{Occurrence, OccurrenceId};
use crate::model::{SectionId, Site, below_content};
use crate::query::area_path;
use crate::record::{Id, Moment};
use crate::time::{Edge, When};

/// Of the document's form.
pub const VERSION: u32 = 1;

/// What the document says of itself, before its occurrences.
#[derive(Debug, Serialize)]
pub struct ExportHead<'a> {
    pub version: u32,
    pub title: &'a str,
    pub base_url: Option<String>,
    pub language: &'a str,
    pub timezone: &'static str,
    pub generated: Moment,
}

/// An occurrence for other programs. Venue, area and campaign are left to whoever writes them: hundreds of occurrences share each.
#[derive(Debug)]
pub struct ExportedOccurrence<'a> {
    pub id: &'a str,
    pub kind: &'static str,
    pub title: &'a str,
    pub part: Option<&'a str>,
    pub url: String,
    pub starts: Option<Moment>,
    pub ends: Option<Moment>,
    pub precision: &'static str,
    pub all_day: bool,
    pub when: String,
    pub status: &'static str,
    pub reason: Option<&'a str>,
    pub was: Option<ExportedFormer<'a>>,
    pub place: Option<&'a str>,
    /// A row of `data/venues`.
    pub venue: Option<usize>,
    /// A row of `data/areas`.
    pub area: Option<usize>,
    pub campaign: Option<SectionId>,
    pub audience: &'a [String],
    pub speakers: Vec<ExportedPerson<'a>>,
    pub team: Option<&'a str>,
    pub registration: Option<ExportedRegistration<'a>>,
    pub note: Option<&'a str>,
    pub sequence: u32,
    pub modified: Option<Moment>,
}

/// What was told before.
#[derive(Debug, Serialize)]
pub struct ExportedFormer<'a> {
    pub starts: Option<Moment>,
    pub ends: Option<Moment>,
    pub when: Option<String>,
    pub place: Option<&'a str>,
}

#[derive(Debug, Serialize)]
pub struct ExportedVenue<'a> {
    pub id: &'a str,
    pub name: &'a str,
    pub address: Option<&'a str>,
    pub coordinates: Option<Coordinates>,
}

/// As they were stated.
#[derive(Debug, Serialize)]
pub struct Coordinates {
    pub lat: f64,
    pub lon: f64,
    pub datum: &'static str,
}

#[derive(Debug, Serialize)]
pub struct ExportedArea<'a> {
    pub id: &'a str,
    pub name: &'a str,
    pub full_name: Option<&'a str>,
    pub path: &'a [Id],
}

#[derive(Debug, Serialize)]
pub struct ExportedCampaign<'a> {
    pub id: &'a str,
    pub title: &'a str,
    pub url: String,
}

#[derive(Debug, Serialize)]
pub struct ExportedPerson<'a> {
    pub id: &'a str,
    pub name: &'a str,
}

#[derive(Debug, Serialize)]
pub struct ExportedRegistration<'a> {
    pub opens: Option<Moment>,
    pub closes: Option<Moment>,
    pub phone: Option<&'a str>,
    pub url: Option<String>,
    pub capacity: Option<u32>,
    pub note: Option<&'a str>,
}

pub fn export_head(site: &Site) -> ExportHead<'_> {
    ExportHead {
        version: VERSION,
        title: &site.config.title,
        base_url: site.config.base_url.as_ref().map(|base| base.join("")),
        language: &site.config.language,
        timezone: site.config.zone.name(),
        generated: site.config.zone.moment(site.clock),
    }
}

pub fn exported_occurrence(site: &Site, id: OccurrenceId) -> ExportedOccurrence<'_> {
    let occurrence: &Occurrence = site.schedule.get(id);
    let location = &occurrence.location;
    let (starts, ends) = ends_of(site, occurrence.when);
    let told = site.schedule.told(id);
    ExportedOccurrence {
        id: &occurrence.id,
        kind: occurrence.kind.name(),
        title: &occurrence.title,
        part: occurrence.part.as_deref(),
        url: public_address(site, &occurrence_path(site, occurrence)),
        starts,
        ends,
        precision: occurrence.when.precision().name(),
        all_day: matches!(occurrence.when, When::Days { .. }),
        when: occurrence.when.text(site.config.spoken()),
        status: occurrence.status.name(),
        reason: occurrence.reason.as_deref(),
        was: occurrence.was.as_ref().map(|was| {
            let (starts, ends) = was.when.map_or((None, None), |when| ends_of(site, when));
            let when = was.when.map(|when| when.text(site.config.spoken()));
            ExportedFormer { starts, ends, when, place: was.place.as_deref() }
        }),
        place: location.name(&site.data),
        venue: location.venue.as_ref().and_then(|id| site.data.venues.position(id)),
        area: location.area.as_ref().and_then(|id| site.data.areas.position(id)),
        campaign: occurrence.campaign,
        audience: &occurrence.audience,
        speakers: occurrence.speakers.iter().filter_map(|id| exported_person(site, id)).collect(),
        team: occurrence.team.as_deref(),
        registration: occurrence.registration.as_ref().map(|registration| exported_registration(site, registration)),
        note: occurrence.note.as_deref(),
        sequence: told.map_or(0, |told| told.sequence),
        modified: told.map(|told| site.config.zone.moment(told.modified)),
    }
}

/// Begin and end: times with the offset from UTC, or days. An end that nobody said is not made up.
pub fn ends_of(site: &Site, when: When) -> (Option<Moment>, Option<Moment>) {
    (when.begin().map(|begin| with_offset(site, begin)), when.end().map(|end| with_offset(site, end)))
}

/// A civil time with the zone's offset; a day stays a day.
pub fn with_offset(site: &Site, moment: Moment) -> Moment {
    match moment {
        Moment::Date(_) => moment,
        _ => site.config.zone.moment(site.config.zone.instant(moment, Edge::Start)),
    }
}

/// A site-absolute address, perhaps with an anchor, as others reach it: whole where the site knows its own address.
pub fn public_address(site: &Site, address: &str) -> String {
    let (path, anchor) = address.split_once('#').unwrap_or((address, ""));
    let base = site.config.base_url.as_ref().map_or_else(String::new, |base| base.join(""));
    let mut whole = String::with_capacity(base.len() + address.len());
    whole.push_str(&base);
    write_encoded(path, &mut whole);
    if !anchor.is_empty() {
        whole.push('#');
        write_encoded(anchor, &mut whole);
    }
    whole
}

/// An address that staff wrote: an `@/` link, one within the site, or a whole one.
pub fn written_address(site: &Site, written: &str) -> String {
    let (target, anchor) = written.find('#').map_or((written, ""), |at| written.split_at(at));
    match target.strip_prefix("@/").and_then(|path| site.find(path)) {
        Some(node) => public_address(site, &format!("{}{anchor}", site.address_of(node))),
        None if target.starts_with('/') && !target.starts_with("//") => public_address(site, written),
        None => written.to_owned(),
    }
}

pub fn exported_venue(venue: &Venue) -> ExportedVenue<'_> {
    ExportedVenue {
        id: venue.id.value.as_str(),
        name: &venue.name,
        address: venue.address.as_deref(),
        coordinates: venue.position().map(|Position { lat, lon, datum }| Coordinates { lat, lon, datum: datum.name() }),
    }
}

pub fn exported_area<'a>(site: &'a Site, area: &'a Area) -> ExportedArea<'a> {
    let id = area.id.value.as_str();
    ExportedArea { id, name: &area.name, full_name: area_name(site, id), path: area_path(site, id) }
}

/// The `id` of the section; without one, its folder below `content/`.
pub fn exported_campaign(site: &Site, id: SectionId) -> ExportedCampaign<'_> {
    let section = site.section(id);
    let document = section.document.as_ref();
    let given = document.and_then(|document| document.section()?.id.as_ref()).map(|id| id.value.as_str());
    let folder = document.map_or("", |document| below_content(document.folder()).trim_end_matches('/'));
    ExportedCampaign {
        id: given.unwrap_or(folder),
        title: &section.title,
        url: public_address(site, section.address.as_str()),
    }
}

fn exported_person<'a>(site: &'a Site, id: &Arc<str>) -> Option<ExportedPerson<'a>> {
    let person = site.data.people.get(id)?;
    Some(ExportedPerson { id: person.id.value.as_str(), name: &person.name })
}

fn exported_registration<'a>(site: &Site, registration: &'a Registration) -> ExportedRegistration<'a> {
    ExportedRegistration {
        opens: registration.opens.map(|opens| with_offset(site, opens)),
        closes: registration.closes.as_ref().map(|closes| with_offset(site, closes.value)),
        phone: registration.phone.as_deref(),
        url: registration.url.as_deref().map(|url| written_address(site, url)),
        capacity: registration.capacity,
        note: registration.note.as_deref(),
    }
}
