//! People: rows of a data table.

use std::collections::HashSet;

use serde::Serialize;

use super::place::row_path;
use crate::model::{SectionId, Site};
use crate::query::{Directory, Scope, occurrences};

#[derive(Debug, Serialize)]
pub struct PersonView<'a> {
    pub id: &'a str,
    pub name: &'a str,
    /// Their page; nothing where the outlet of people is off.
    pub path: Option<String>,
    pub title: Option<&'a str>,
    pub unit: Option<&'a str>,
    pub bio: Option<&'a str>,
    pub topics: &'a [String],
}

pub fn person_view<'a>(site: &'a Site, id: &str) -> Option<PersonView<'a>> {
    let person = site.data.people.get(id)?;
    Some(PersonView {
        id: person.id.value.as_str(),
        name: &person.name,
        path: row_path(site, Directory::People, id),
        title: person.title.as_deref(),
        unit: person.unit.as_deref(),
        bio: person.bio.as_deref(),
        topics: &person.topics,
    })
}

/// Who leads a campaign and who speaks in it, each once: the lead first, then by the begin of what they speak at.
pub fn campaign_people(site: &Site, campaign: SectionId) -> Vec<PersonView<'_>> {
    let document = site.section(campaign).document.as_ref();
    let front = document.and_then(|document| document.section()?.campaign_table());
    let lead = front.and_then(|campaign| campaign.lead.as_ref()).map(|lead| lead.value.as_str());
    let scope = Scope { campaign: Some(campaign), ..Scope::default() };
    let occurrences = occurrences(site, &scope);
    let speakers = occurrences.iter().flat_map(|&id| site.schedule.get(id).speakers.iter().map(|id| &**id));
    let mut seen = HashSet::new();
    let people = lead.into_iter().chain(speakers).filter(|&id| seen.insert(id));
    people.filter_map(|id| person_view(site, id)).collect()
}
