//! Sections, in a list and by themselves.

use serde::Serialize;

use super::{CampaignView, Link, campaign_view, section_link};
use crate::content::markdown::Heading;
use crate::content::{Guide, SectionFront};
use crate::model::{Page, SectionId, Site};
use crate::query::{has_feed, permalink, section_file, section_kind};
use crate::record::{Node, Placed};

/// What a list shows of a section.
#[derive(Debug, Serialize)]
pub struct SectionCard<'a> {
    pub title: &'a str,
    pub description: &'a str,
    pub path: &'a str,
    pub permalink: String,
    pub kind: &'static str,
    pub weight: Option<i64>,
    pub pages_count: usize,
    pub keywords: Vec<&'a str>,
    /// Among the types of columns that government sites use.
    pub column_type: &'a str,
    pub audience: &'a [Placed<String>],
    pub campaign: Option<CampaignView<'a>>,
    pub guide: Option<&'a Guide>,
    pub part_of: Option<Link<'a>>,
    /// The file of the first picture that it shows, for `resize_image`.
    pub image: Option<&'a str>,
    pub extra: Option<&'a Node>,
    /// The address of its feed, or nothing.
    pub feed: String,
}

/// What a section's own template sees beyond its card.
#[derive(Debug, Serialize)]
pub struct SectionDetails<'a> {
    pub toc: &'a [Heading],
    pub word_count: usize,
    pub reading_time: usize,
    pub ancestors: Vec<Link<'a>>,
    pub subsections: Vec<SectionCard<'a>>,
    /// The address of its calendar file, or nothing: a campaign's, and on the home page that of everything.
    pub calendar: String,
}

pub fn section_card(site: &Site, id: SectionId) -> SectionCard<'_> {
    let section = site.section(id);
    let front = section.document.as_ref().and_then(|document| document.section());
    SectionCard {
        title: &section.title,
        description: front.and_then(|front| front.description.as_deref()).unwrap_or_default(),
        path: section.address.as_str(),
        permalink: permalink(site, &section.address),
        kind: section_kind(site, id),
        weight: front.and_then(|front| front.weight),
        pages_count: section.pages.len(),
        keywords: section_keywords(&section.title, front),
        column_type: column_type(site, id, front),
        audience: front.map_or(&[], |front| &front.audience),
        campaign: front.and_then(|front| front.campaign_table()).map(|campaign| campaign_view(site, campaign)),
        guide: front.and_then(|front| front.guide.as_ref()),
        part_of: section.campaign.filter(|&campaign| campaign != id).map(|campaign| section_link(site, campaign)),
        image: section.pictures.first().map(|picture| &*picture.file),
        extra: front.and_then(|front| front.extra.as_ref()),
        feed: if has_feed(site, id) { section.address.file("atom.xml").as_str().to_owned() } else { String::new() },
    }
}

/// Its own keywords, else its title and whom it concerns.
fn section_keywords<'a>(title: &'a str, front: Option<&'a SectionFront>) -> Vec<&'a str> {
    match front {
        Some(front) if !front.keywords.is_empty() => front.keywords.iter().map(String::as_str).collect(),
        _ => {
            let audience = front.map_or(&[][..], |front| &front.audience);
            std::iter::once(title).chain(audience.iter().map(|name| name.as_str())).collect()
        }
    }
}

/// The words are those of the national standard for labels on pages of government sites.
fn column_type<'a>(site: &'a Site, id: SectionId, front: Option<&'a SectionFront>) -> &'a str {
    if let Some(written) = front.and_then(|front| front.column_type.as_deref()) {
        return written;
    }
    let pages = || site.section(id).pages.iter().map(|&page| site.page(page));
    let is_service = |page: &Page| page.document.page().is_some_and(|front| front.service.is_some());
    match section_kind(site, id) {
        _ if id == SectionId::HOME => "首页",
        "campaign" => "专题专栏",
        _ if pages().next().is_some() && pages().all(is_service) => "办事服务",
        _ if pages().any(|page| page.date.is_some()) => "工作动态",
        _ => "概况信息",
    }
}

pub fn section_details(site: &Site, id: SectionId) -> SectionDetails<'_> {
    let section = site.section(id);
    let body = section.document.as_ref().map(|document| &document.body);
    let count = body.map_or(0, |body| body.count);
    SectionDetails {
        toc: body.map_or(&[], |body| &body.toc),
        word_count: count,
        reading_time: crate::text::reading_minutes(count),
        ancestors: section
            .parent
            .map(|parent| site.ancestors(parent).into_iter().map(|id| section_link(site, id)).collect())
            .unwrap_or_default(),
        subsections: section.subsections.iter().map(|&id| section_card(site, id)).collect(),
        calendar: section_file(site, id).map_or_else(String::new, |file| file.as_str().to_owned()),
    }
}
