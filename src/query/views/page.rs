//! Pages, in a list and by themselves.

use std::borrow::Cow;

use serde::Serialize;

use super::{AreaName, Link, ServiceView, area_names, section_link, service_view};
use crate::content::markdown::{self, Heading};
use crate::content::{Competition, Event, PageFront, Registration, Selection, Tour};
use crate::model::{PageId, Site};
use crate::query::{page_file, permalink};
use crate::record::{Moment, Node, Placed};
use crate::text::{mask, mask_within};

/// What a list shows of a page. Its summary and its terms are left to whoever shows it, in a form of its own: the theme knows
/// what of HTML is safe, and pages share the values of their terms.
#[derive(Debug, Serialize)]
pub struct PageCard<'a, Own> {
    pub title: &'a str,
    pub description: &'a str,
    pub path: &'a str,
    pub permalink: String,
    pub date: Option<Moment>,
    pub updated: Option<Moment>,
    pub weight: Option<i64>,
    pub draft: bool,
    pub kind: &'static str,
    pub authors: &'a [String],
    pub source: Option<&'a str>,
    pub audience: &'a [Placed<String>],
    pub areas: Vec<AreaName<'a>>,
    /// HTML.
    pub summary: Own,
    /// The beginning of the article in words, cut after a sentence or between two words.
    pub excerpt: &'a str,
    pub campaign: Option<Link<'a>>,
    /// The file of the first picture that it shows, for `resize_image`.
    pub image: Option<&'a str>,
    pub extra: Option<&'a Node>,
    pub event: Option<&'a Event>,
    pub tour: Option<TourView<'a>>,
    /// Names in results are masked, unless those named consented.
    pub competition: Option<Cow<'a, Competition>>,
    pub selection: Option<Cow<'a, Selection>>,
    pub service: Option<ServiceView<'a>>,
    /// Its terms, by taxonomy.
    pub taxonomies: Own,
}

/// A tour without its stops, which the page's schedule shows.
#[derive(Debug, Serialize)]
pub struct TourView<'a> {
    pub team: Option<&'a str>,
    pub organisers: &'a [String],
    pub bring: &'a [String],
    pub fee: Option<&'a str>,
    pub registration: Option<&'a Registration>,
}

fn tour_view(tour: &Tour) -> TourView<'_> {
    let Tour { stops: _, team, organisers, bring, fee, registration } = tour;
    TourView { team: team.as_deref(), organisers, bring, fee: fee.as_deref(), registration: registration.as_ref() }
}

/// What a page's own template sees beyond its card. The article's HTML is added by the theme, which renders its components.
#[derive(Debug, Serialize)]
pub struct PageDetails<'a> {
    pub slug: &'a str,
    pub keywords: Vec<&'a str>,
    pub toc: &'a [Heading],
    pub word_count: usize,
    pub reading_time: usize,
    pub ancestors: Vec<Link<'a>>,
    /// The address of its calendar file, or nothing.
    pub calendar: String,
}

pub fn page_card<Own>(site: &Site, id: PageId, summary: Own, taxonomies: Own) -> PageCard<'_, Own> {
    let page = site.page(id);
    let empty: &'static PageFront = empty_front();
    let front = page.document.page().unwrap_or(empty);
    PageCard {
        title: &page.title,
        description: front.description.as_deref().unwrap_or_default(),
        path: page.address.as_str(),
        permalink: permalink(site, &page.address),
        date: page.date,
        updated: front.updated,
        weight: front.weight,
        draft: front.draft,
        kind: front.kind(),
        authors: &front.authors,
        source: front.source.as_deref(),
        audience: &front.audience,
        areas: area_names(site, &front.areas),
        summary,
        excerpt: &page.document.body.excerpt,
        campaign: page.campaign.map(|campaign| section_link(site, campaign)),
        image: page.pictures.first().map(|picture| &*picture.file),
        extra: front.extra.as_ref(),
        event: front.event.as_deref(),
        tour: front.tour.as_deref().map(tour_view),
        competition: front.competition.as_deref().map(masked_competition),
        selection: front.selection.as_deref().map(masked_selection),
        service: front.service.as_deref().map(|service| service_view(site, service)),
        taxonomies,
    }
}

/// The part of a page's article that stands before `<!-- more -->`, as HTML.
pub fn page_summary(site: &Site, id: PageId) -> String {
    let page = site.page(id);
    markdown::summary(&page.document.body, page.address.as_str())
}

/// What the page is about, in words: its own, else its terms, its campaign and whom it concerns.
fn page_keywords<'a>(site: &'a Site, id: PageId, front: &'a PageFront) -> Vec<&'a str> {
    if !front.keywords.is_empty() {
        return front.keywords.iter().map(String::as_str).collect();
    }
    let page = site.page(id);
    let terms = page.terms.iter().map(|&(taxonomy, term)| site.taxonomies[taxonomy].terms[term].name.as_str());
    let campaign = page.campaign.map(|campaign| site.section(campaign).title.as_str());
    let mut words: Vec<&str> = Vec::new();
    for word in terms.chain(campaign).chain(front.audience.iter().map(|name| name.as_str())) {
        if !words.contains(&word) {
            words.push(word);
        }
    }
    words
}

pub(super) fn masked_competition(competition: &Competition) -> Cow<'_, Competition> {
    if competition.consent.is_some() {
        return Cow::Borrowed(competition);
    }
    let mut masked = competition.clone();
    for row in masked.results.iter_mut() {
        mask_row(&mut row.name, [&mut row.unit, &mut row.score, &mut row.award]);
    }
    Cow::Owned(masked)
}

fn masked_selection(selection: &Selection) -> Cow<'_, Selection> {
    if selection.consent.is_some() {
        return Cow::Borrowed(selection);
    }
    let mut masked = selection.clone();
    for row in masked.results.iter_mut() {
        mask_row(&mut row.name, [&mut row.unit, &mut row.category, &mut row.deeds]);
    }
    Cow::Owned(masked)
}

/// Masks a name, and the same name in the rest of its row.
fn mask_row(name: &mut String, others: [&mut Option<String>; 3]) {
    for other in others.into_iter().flatten() {
        *other = mask_within(other, name);
    }
    *name = mask(name);
}

/// A page's file always has a page's front matter; this stands in for the type's other half.
fn empty_front() -> &'static PageFront {
    static EMPTY: std::sync::LazyLock<PageFront> = std::sync::LazyLock::new(PageFront::default);
    &EMPTY
}

pub fn page_details(site: &Site, id: PageId) -> PageDetails<'_> {
    let page = site.page(id);
    let front = page.document.page().unwrap_or(empty_front());
    PageDetails {
        keywords: page_keywords(site, id, front),
        slug: page.address.as_str().trim_end_matches('/').rsplit('/').next().unwrap_or_default(),
        toc: &page.document.body.toc,
        word_count: page.document.body.count,
        reading_time: crate::text::reading_minutes(page.document.body.count),
        ancestors: site.ancestors(page.section).into_iter().map(|id| section_link(site, id)).collect(),
        calendar: page_file(site, id).map_or_else(String::new, |file| file.as_str().to_owned()),
    }
}
