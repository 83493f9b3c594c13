//! People: rows of a data table.

use serde::Serialize;

use super::place::row_path;
use crate::model::Site;
use crate::query::Directory;

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
