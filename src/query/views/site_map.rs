//! The site map for people: the sections in the order of the tree, each with its pages.

use serde::Serialize;

use super::Link;
use crate::model::{SectionId, Site};

/// A section with the pages that it lists.
#[derive(Debug, Serialize)]
pub struct SiteMapSection<'a> {
    pub title: &'a str,
    pub path: &'a str,
    /// How many sections lie above it, the home page apart.
    pub depth: usize,
    pub pages: Vec<Link<'a>>,
}

/// Every section but the home page, whose pages come first, under no title.
pub fn site_map(site: &Site) -> Vec<SiteMapSection<'_>> {
    let mut sections = Vec::new();
    let mut stack = vec![(SectionId::HOME, 0)];
    while let Some((id, depth)) = stack.pop() {
        let section = site.section(id);
        let is_home = id == SectionId::HOME;
        let pages: Vec<Link<'_>> = section
            .pages
            .iter()
            .map(|&id| site.page(id))
            .map(|page| Link { title: &page.title, path: page.address.as_str() })
            .collect();
        if !is_home || !pages.is_empty() {
            let title = if is_home { "" } else { section.title.as_str() };
            sections.push(SiteMapSection { title, path: section.address.as_str(), depth, pages });
        }
        let below = if is_home { 0 } else { depth + 1 };
        stack.extend(section.subsections.iter().rev().map(|&id| (id, below)));
    }
    sections
}
