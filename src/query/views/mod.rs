//! Typed views of pages, sections, terms and the rows of data tables: exactly what templates may see, by the names that
//! they use. One file for each thing that is viewed.

mod calendar;
mod campaign;
mod export;
mod change;
mod lecture;
mod map;
mod occurrence;
mod organisation;
mod page;
mod paginator;
mod person;
mod place;
mod results;
mod schedule;
mod section;
mod service;
mod site_map;
mod term;
mod topic;

use serde::Serialize;

pub use calendar::*;
pub use campaign::*;
pub use change::*;
pub use export::*;
pub use lecture::*;
pub use map::*;
pub use occurrence::*;
pub use organisation::*;
pub use page::*;
pub use paginator::*;
pub use person::*;
pub use place::*;
pub use results::*;
pub use schedule::*;
pub use section::*;
pub use service::*;
pub use site_map::*;
pub use term::*;
pub use topic::*;

use crate::model::{SectionId, Site};

/// A title and where it leads.
#[derive(Debug, Serialize)]
pub struct Link<'a> {
    pub title: &'a str,
    pub path: &'a str,
}

pub fn section_link(site: &Site, id: SectionId) -> Link<'_> {
    let section = site.section(id);
    Link { title: &section.title, path: section.address.as_str() }
}
