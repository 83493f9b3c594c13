//! `data/occurrences.json`: the whole schedule for other programs, an occurrence to a line. A site without a schedule
//! has none.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Outlet, Render, Rendition, Subject, Switch, Target};
use crate::diagnostic::{Findings, Place};
use crate::model::address::Address;
use crate::model::{SectionId, Site};
use crate::query::{self, ExportedOccurrence};
use crate::theme::Theme;

pub const OUTLET: Outlet = Outlet { name: "occurrences", plan, render, switch: Switch::Optional };

fn plan(site: &Site, _: &Theme, targets: &mut Vec<Target>) {
    if !site.schedule.occurrences.is_empty() {
        targets.push(Target {
            address: Address::home().page("data").file("occurrences.json"),
            outlet: &OUTLET,
            subject: Subject::Site,
            place: Place::site(),
        });
    }
}

fn render(render: &Render<'_>, _: &Target) -> Result<Rendition, Findings> {
    let site = &render.views.site;
    // Writing into memory cannot fail, nor can any of the keys.
    let head = serde_json::to_string(&query::export_head(site)).map_err(|_| Findings::new())?;
    let mut out = head.trim_end_matches('}').as_bytes().to_vec();
    out.extend_from_slice(b",\"occurrences\":[\n");
    let mut shared = Shared::of(site);
    for (index, id) in site.schedule.ids().enumerate() {
        out.extend_from_slice(if index == 0 { b"" } else { b",\n" });
        write(site, query::exported_occurrence(site, id), &mut shared, &mut out);
    }
    out.extend_from_slice(b"\n]}\n");
    Ok(Rendition::Text(out))
}

fn json(value: &(impl Serialize + ?Sized)) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// What occurrences share, as it stands in their lines: by row of `data/venues` and `data/areas`, and by campaign.
struct Shared {
    venues: Vec<String>,
    areas: Vec<String>,
    campaigns: BTreeMap<SectionId, String>,
}

impl Shared {
    fn of(site: &Site) -> Self {
        Self {
            venues: site.data.venues.rows.iter().map(|venue| json(&query::exported_venue(venue))).collect(),
            areas: site.data.areas.rows.iter().map(|area| json(&query::exported_area(site, area))).collect(),
            campaigns: BTreeMap::new(),
        }
    }
}

/// Writes an occurrence as an object in which every key always stands, in this order. By hand: of a hundred thousand lines most
/// is the same keys, and texts in which nothing has to be escaped.
fn write(site: &Site, occurrence: ExportedOccurrence<'_>, shared: &mut Shared, out: &mut Vec<u8>) {
    let ExportedOccurrence {
        id,
        kind,
        title,
        part,
        url,
        starts,
        ends,
        precision,
        all_day,
        when,
        status,
        reason,
        was,
        place,
        venue,
        area,
        campaign,
        audience,
        speakers,
        team,
        registration,
        note,
        sequence,
        modified,
    } = occurrence;
    let campaign = campaign.map(|campaign| {
        let make = || json(&query::exported_campaign(site, campaign));
        shared.campaigns.entry(campaign).or_insert_with(make).as_str()
    });
    let mut object = Object { out };
    object.text("{\"id\":", Some(id));
    object.text(",\"kind\":", Some(kind));
    object.text(",\"title\":", Some(title));
    object.text(",\"part\":", part);
    object.text(",\"url\":", Some(&url));
    object.value(",\"starts\":", starts.as_ref());
    object.value(",\"ends\":", ends.as_ref());
    object.text(",\"precision\":", Some(precision));
    object.value(",\"all_day\":", Some(&all_day));
    object.text(",\"when\":", Some(&when));
    object.text(",\"status\":", Some(status));
    object.text(",\"reason\":", reason);
    object.value(",\"was\":", was.as_ref());
    object.text(",\"place\":", place);
    object.written(",\"venue\":", venue.map(|row| shared.venues[row].as_str()));
    object.written(",\"area\":", area.map(|row| shared.areas[row].as_str()));
    object.written(",\"campaign\":", campaign);
    object.value(",\"audience\":", Some(audience));
    object.value(",\"speakers\":", Some(&speakers));
    object.text(",\"team\":", team);
    object.value(",\"registration\":", registration.as_ref());
    object.text(",\"note\":", note);
    object.value(",\"sequence\":", Some(&sequence));
    object.value(",\"modified\":", modified.as_ref());
    object.out.push(b'}');
}

/// Fields one after another: each with what stands before its value, and `null` where there is none.
struct Object<'a> {
    out: &'a mut Vec<u8>,
}

impl Object<'_> {
    fn text(&mut self, key: &str, text: Option<&str>) {
        match text {
            Some(text) if text.bytes().all(|byte| byte >= 0x20 && byte != b'"' && byte != b'\\') => {
                self.out.extend_from_slice(key.as_bytes());
                self.out.push(b'"');
                self.out.extend_from_slice(text.as_bytes());
                self.out.push(b'"');
            }
            _ => self.value(key, text),
        }
    }

    fn value<T: Serialize + ?Sized>(&mut self, key: &str, value: Option<&T>) {
        self.out.extend_from_slice(key.as_bytes());
        // Writing into memory cannot fail.
        let _ = serde_json::to_writer(&mut *self.out, &value);
    }

    /// A value that is JSON already.
    fn written(&mut self, key: &str, json: Option<&str>) {
        self.out.extend_from_slice(key.as_bytes());
        self.out.extend_from_slice(json.unwrap_or("null").as_bytes());
    }
}
