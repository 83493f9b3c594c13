//! What may be asked of the site: small typed views for templates and outlets, and the lists that pages show.
//!
//! Every function is pure: the site's clock stands in the site. Must not render, ask the clock or iterate in hash order.

mod agenda;
mod breadcrumbs;
mod calendar_file;
mod changes;
mod json_ld;
mod directory;
mod next_change;
mod related;
mod topic;
mod views;

pub use agenda::*;
pub use breadcrumbs::breadcrumbs;
pub use calendar_file::*;
pub use changes::{ToldChange, told_changes};
pub use directory::Directory;
pub use json_ld::json_ld;
pub use next_change::next_change;
pub use related::related;
pub use topic::{
    Door, Topic, doors, has_calendar, has_changes, has_changes_feed, has_lectures, has_observances, kinds,
};
pub use views::*;

use crate::model::{Node, PageId, SectionId, Site};

/// The newest pages of the whole site or of one section, guides' chapters left out of the whole.
pub fn latest(site: &Site, section: Option<SectionId>, number: usize) -> Vec<PageId> {
    let in_scope = |id: &PageId| match section {
        Some(section) => site.section(section).pages.contains(id),
        None => is_news(site, *id),
    };
    site.by_date.iter().copied().filter(in_scope).take(number).collect()
}

/// Articles that carry a date are news; chapters, services and undated pages are not.
pub fn is_news(site: &Site, id: PageId) -> bool {
    let page = site.page(id);
    let kind = page.document.page().map(crate::content::PageFront::kind);
    page.date.is_some() && kind == Some("article") && section_kind(site, page.section) != "guide"
}

/// All services: by the weight and title of their campaigns, those without one last, then by their own weight and title.
pub fn services(site: &Site) -> Vec<PageId> {
    let is_service = |id: &PageId| site.page(*id).document.page().is_some_and(|front| front.service.is_some());
    let mut services: Vec<PageId> = (0..site.pages.len()).map(PageId).filter(is_service).collect();
    services.sort_by_cached_key(|&id| {
        let page = site.page(id);
        let weight = page.document.page().and_then(|front| front.weight).unwrap_or(i64::MAX);
        let campaign = page.campaign.map(|campaign| {
            let section = site.section(campaign);
            let weight = section.document.as_ref().and_then(|document| document.section()?.weight);
            (weight.unwrap_or(i64::MAX), crate::text::sort_key(&section.title), campaign)
        });
        let own = (weight, crate::text::sort_key(&page.title), page.document.path.clone());
        (campaign.is_none(), campaign, own)
    });
    services
}

/// Sections of a kind, in the order of the tree.
pub fn sections_of_kind(site: &Site, kind: &str) -> Vec<SectionId> {
    let mut found = Vec::new();
    let mut stack = vec![SectionId::HOME];
    while let Some(id) = stack.pop() {
        if section_kind(site, id) == kind {
            found.push(id);
        }
        stack.extend(site.section(id).subsections.iter().rev());
    }
    found
}

/// The guides that have a chapter, in the order of the tree.
pub fn guides_with_chapters(site: &Site) -> Vec<SectionId> {
    let mut guides = sections_of_kind(site, "guide");
    guides.retain(|&id| !site.section(id).pages.is_empty());
    guides
}

pub fn section_kind(site: &Site, id: SectionId) -> &'static str {
    let document = site.section(id).document.as_ref();
    document.and_then(|document| document.section()).map_or("section", crate::content::SectionFront::kind)
}

/// One page of a long list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pager {
    /// Counted from one.
    pub number: usize,
    pub total: usize,
    pub per_page: usize,
}

impl Pager {
    /// The pagers of a list; one that holds everything when the list is not paginated.
    pub fn over(length: usize, per_page: Option<usize>) -> impl Iterator<Item = Self> {
        let per_page = per_page.unwrap_or(length.max(1));
        let total = length.div_ceil(per_page).max(1);
        (1..=total).map(move |number| Self { number, total, per_page })
    }

    pub fn slice<'a>(&self, pages: &'a [PageId]) -> &'a [PageId] {
        let start = (self.number - 1) * self.per_page;
        pages.get(start..(start + self.per_page).min(pages.len())).unwrap_or_default()
    }
}

/// How many pages a section shows on one pager, if it is paginated.
pub fn paginate_by(site: &Site, id: SectionId) -> Option<usize> {
    let front = site.section(id).document.as_ref()?.section()?;
    front.paginate_by.map(|number| number as usize).filter(|&number| number > 0)
}

/// The absolute form of a site-absolute address; empty without `base_url`.
pub fn permalink(site: &Site, address: &crate::model::address::Address) -> String {
    site.config.base_url.as_ref().map_or_else(String::new, |base| base.join(&address.encoded()))
}

/// Whether a section has a feed: yes if it has pages with a date, unless it says no or the outlet is off.
pub fn has_feed(site: &Site, id: SectionId) -> bool {
    let section = site.section(id);
    let wanted = section.document.as_ref().and_then(|document| document.section()?.generate_feeds).unwrap_or(true);
    let lists_something = id == SectionId::HOME || section.pages.iter().any(|&page| site.page(page).date.is_some());
    site.config.base_url.is_some() && site.config.has_outlet("feed") && wanted && lists_something
}

/// The page or section at a path such as `fuwu/yesuan.md`, with or without `@/`.
pub fn find(site: &Site, path: &str) -> Option<Node> {
    site.find(path.strip_prefix("@/").unwrap_or(path))
}
