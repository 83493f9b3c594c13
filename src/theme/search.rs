//! What the search page sees: the values of its filters, and what it offers to whoever finds nothing.

use std::sync::Arc;

use serde::Serialize;

use super::Views;
use super::values::{Named, value};
use crate::model::{SectionId, Site};
use crate::query;

pub const SEARCH_TEMPLATE: &str = "search.html";

#[derive(Serialize)]
struct SearchView<'a> {
    areas: Vec<Choice<'a>>,
    audiences: Vec<Choice<'a>>,
    campaigns: Vec<Choice<'a>>,
    sections: Vec<Choice<'a>>,
}

/// A value of a filter, and its page.
#[derive(Serialize)]
struct Choice<'a> {
    id: &'a str,
    name: &'a str,
    /// Nothing where the outlet of its pages is off.
    path: Option<String>,
}

pub fn search(views: &Arc<Views>) -> Vec<Named> {
    let site = &views.site;
    let areas = query::towns(site).into_iter().map(|row| {
        let area = &site.data.areas.rows[row];
        let id = area.id.value.as_str();
        Choice { id, name: &area.name, path: query::area_link(site, id).and_then(|link| link.path) }
    });
    let shown = site.config.has_outlet("audiences");
    let audiences = site.audiences.iter().map(|audience| Choice {
        id: &audience.name,
        name: &audience.name,
        path: shown.then(|| audience.address.to_string()),
    });
    let campaigns = query::sections_of_kind(site, "campaign").into_iter().map(|id| choice(site, id));
    let sections = site.home().subsections.iter().map(|&id| choice(site, id));
    let view = SearchView {
        areas: areas.collect(),
        audiences: audiences.collect(),
        campaigns: campaigns.collect(),
        sections: sections.collect(),
    };
    vec![("search_page", value(&view))]
}

fn choice(site: &Site, id: SectionId) -> Choice<'_> {
    let section = site.section(id);
    let path = section.address.as_str();
    Choice { id: path, name: &section.title, path: Some(path.to_owned()) }
}
