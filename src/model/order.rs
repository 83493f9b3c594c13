//! The order of pages: newest first over the whole site, and each section's own.

use std::cmp::Reverse;

use chrono::{DateTime, Utc};

use super::{PageId, SectionId, Site};
use crate::content::SortBy;
use crate::record::Moment;
use crate::time::Edge;

/// All pages, newest first; those without a date last, by path.
pub fn by_date(site: &Site) -> Vec<PageId> {
    let mut pages: Vec<PageId> = (0..site.pages.len()).map(PageId).collect();
    pages.sort_by_cached_key(|&id| newest_first(site, id, site.page(id).date));
    pages
}

/// Pages without a date sort behind all others; paths, in the order of which pages are numbered, break ties, so that the
/// order never varies.
fn newest_first(site: &Site, id: PageId, date: Option<Moment>) -> (bool, Reverse<Option<DateTime<Utc>>>, PageId) {
    let instant = date.map(|date| site.config.zone.instant(date, Edge::Start));
    (instant.is_none(), Reverse(instant), id)
}

/// Notes with every campaign the pages that belong to it.
pub fn fill_campaigns(site: &mut Site) {
    for &id in &site.by_date {
        if let Some(campaign) = site.pages[id.0].campaign {
            site.sections[campaign.0].members.push(id);
        }
    }
}

/// Fills every section with its pages in its order, those of transparent subsections included, and links neighbours.
pub fn fill_sections(site: &mut Site) {
    let mut members: Vec<Vec<PageId>> = vec![Vec::new(); site.sections.len()];
    for &id in &site.by_date {
        let mut section = site.page(id).section;
        members[section.0].push(id);
        while let (true, Some(parent)) = (is_transparent(site, section), site.section(section).parent) {
            members[parent.0].push(id);
            section = parent;
        }
    }
    for (index, mut pages) in members.into_iter().enumerate() {
        let sort_by = sort_by(site, SectionId(index));
        sort(site, &mut pages, sort_by);
        for (position, &id) in pages.iter().enumerate() {
            // Neighbours of a page in a transparent section are those of the section that it is passed on to.
            if passes_on(site, SectionId(index)) {
                break;
            }
            let before = position.checked_sub(1).map(|before| pages[before]);
            let after = pages.get(position + 1).copied();
            // Newest first means that the smaller date comes after.
            let (lower, higher) = match sort_by {
                SortBy::Date | SortBy::UpdateDate => (after, before),
                _ => (before, after),
            };
            let page = &mut site.pages[id.0];
            (page.lower, page.higher) = (lower, higher);
        }
        site.sections[index].pages = pages;
    }
    for index in 0..site.sections.len() {
        let mut subsections = std::mem::take(&mut site.sections[index].subsections);
        subsections.sort_by_key(|&id| {
            let front = site.section(id).document.as_ref().and_then(|document| document.section());
            (front.and_then(|front| front.weight).unwrap_or(i64::MAX), id)
        });
        site.sections[index].subsections = subsections;
    }
}

fn passes_on(site: &Site, id: SectionId) -> bool {
    is_transparent(site, id) && site.section(id).parent.is_some()
}

fn is_transparent(site: &Site, id: SectionId) -> bool {
    site.section(id).document.as_ref().and_then(|document| document.section()).is_some_and(|front| front.transparent)
}

/// Chapters follow their weights, other pages their dates, unless the section says otherwise.
fn sort_by(site: &Site, id: SectionId) -> SortBy {
    let front = site.section(id).document.as_ref().and_then(|document| document.section());
    front.map_or(SortBy::Date, |front| {
        front.sort_by.unwrap_or(if front.guide.is_some() { SortBy::Weight } else { SortBy::Date })
    })
}

/// The pages come sorted by date, which breaks ties of every other order.
fn sort(site: &Site, pages: &mut [PageId], sort_by: SortBy) {
    match sort_by {
        SortBy::Date => {}
        SortBy::UpdateDate => pages.sort_by_cached_key(|&id| {
            let page = site.page(id);
            newest_first(site, id, page.document.page().and_then(|front| front.updated).or(page.date))
        }),
        SortBy::Title => pages.sort_by_cached_key(|&id| {
            (crate::text::sort_key(&site.page(id).title), site.page(id).document.path.clone())
        }),
        SortBy::Weight => pages.sort_by_key(|&id| {
            let front = site.page(id).document.page();
            front.and_then(|front| front.weight).unwrap_or(i64::MAX)
        }),
        SortBy::Slug => pages.sort_by(|&a, &b| site.page(a).address.cmp(&site.page(b).address)),
        SortBy::None => pages.sort_by(|&a, &b| site.page(a).document.path.cmp(&site.page(b).document.path)),
    }
}
