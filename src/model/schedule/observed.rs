//! Observances: rows of `data/observances`, once for every year that the schedule touches.

use std::ops::RangeInclusive;
use std::sync::Arc;

use super::occurrence::{Kind, Location, Occurrence, Origin};
use crate::content::Status;
use crate::model::{SectionId, Site, below_content};
use crate::time::When;

pub(super) fn occurrences(site: &Site, years: &RangeInclusive<i32>) -> Vec<Occurrence> {
    let mut found = Vec::new();
    for (index, row) in site.data.observances.rows.iter().enumerate() {
        let campaign = row.campaign.as_ref().and_then(|name| campaign(site, &name.value));
        for year in years.clone() {
            let days = row.date.value.in_year(year);
            let several = days.len() > 1;
            for (number, day) in days.into_iter().enumerate() {
                let id = row.id.value.as_str();
                // A lunar date may fall twice in a year of the sun.
                let key = if several { format!("{id}/{year}-{}", number + 1) } else { format!("{id}/{year}") };
                let mut occurrence = Occurrence {
                    id: format!("observance/{key}").into(),
                    key: None,
                    kind: Kind::Observance,
                    origin: Origin::Observance(index),
                    title: row.name.as_str().into(),
                    part: None,
                    when: When::Unknown,
                    begins: None,
                    ends: None,
                    location: Location::default(),
                    status: Status::Scheduled,
                    reason: None,
                    was: None,
                    campaign,
                    audience: Arc::new([]),
                    speakers: Arc::new([]),
                    team: None,
                    registration: None,
                    note: row.note.as_deref().map(Into::into),
                    original: None,
                    place: row.date.place.clone(),
                };
                occurrence.set_when(When::day(day), site.config.zone);
                found.push(occurrence);
            }
        }
    }
    found
}

/// The campaign that a row names by its folder or its title.
fn campaign(site: &Site, name: &str) -> Option<SectionId> {
    let name = name.trim_matches('/');
    (0..site.sections.len()).map(SectionId).find(|&id| {
        let section = site.section(id);
        let Some(document) = &section.document else { return false };
        let is_campaign = document.section().is_some_and(|front| front.campaign_table().is_some());
        is_campaign && (below_content(document.folder()).trim_end_matches('/') == name || section.title == name)
    })
}
