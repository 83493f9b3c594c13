//! Audiences: whom pages, occurrences and lectures name as their readers, each with an address of its own.

use std::collections::BTreeMap;

use super::Site;
use super::address::{self, Address};
use super::names;
use crate::text::sort_key;

/// Whom something is for.
#[derive(Clone, Debug)]
pub struct Audience {
    pub name: String,
    pub address: Address,
}

/// Every audience that a page, a section or a lecture names, in the order of the configuration's list; those that it does not
/// have, in alphabetical order after them.
pub fn collect(site: &Site, told: &BTreeMap<String, String>) -> Vec<Audience> {
    let of_pages = site.pages.iter().filter_map(|page| page.document.page()).flat_map(|front| &front.audience);
    let of_sections = site
        .sections
        .iter()
        .filter_map(|section| section.document.as_ref()?.section())
        .flat_map(|front| &front.audience);
    let of_lectures = site.data.lectures.rows.iter().flat_map(|lecture| &lecture.audience);
    let mut all: Vec<&str> = of_pages.chain(of_sections).chain(of_lectures).map(|name| name.trim()).collect();
    all.retain(|name| !name.is_empty());
    // Few names stand on many pages; each is spelled once.
    all.sort_unstable();
    all.dedup();
    let place = |name: &str| site.config.audiences.iter().position(|listed| listed.trim() == name);
    all.sort_by_cached_key(|name| (place(name).unwrap_or(usize::MAX), sort_key(name)));
    let addresses = names::below(&address::audiences(), names::AUDIENCE, &all, "audience", told);
    all.into_iter().zip(addresses).map(|(name, address)| Audience { name: name.to_owned(), address }).collect()
}
