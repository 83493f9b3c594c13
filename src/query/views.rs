//! Typed views of pages, sections and terms: exactly what templates may see, by the names that they use.

use serde::Serialize;

use super::{Pager, has_feed, permalink, section_kind};
use crate::content::markdown::{self, Heading};
use crate::content::{Campaign, Competition, Event, Guide, PageFront, Selection, Service, TaskStatus, Tour};
use crate::model::address::Address;
use crate::model::{PageId, SectionId, Site, Term};
use crate::record::{Moment, Node};

/// What a list shows of a page.
#[derive(Debug, Serialize)]
pub struct PageCard<'a> {
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
    pub audience: &'a [String],
    pub areas: Vec<AreaName<'a>>,
    /// HTML.
    pub summary: String,
    pub campaign: Option<Link<'a>>,
    pub taxonomies: Vec<PageTerms<'a>>,
    pub extra: Option<&'a Node>,
    pub event: Option<&'a Event>,
    pub tour: Option<&'a Tour>,
    pub competition: Option<&'a Competition>,
    pub selection: Option<&'a Selection>,
    pub service: Option<ServiceView<'a>>,
}

/// What a page's own template sees beyond its card. The article's HTML is added by the theme, which renders its components.
#[derive(Debug, Serialize)]
pub struct PageDetails<'a> {
    pub slug: &'a str,
    pub toc: &'a [Heading],
    pub word_count: usize,
    pub reading_time: usize,
    pub ancestors: Vec<Link<'a>>,
}

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
    pub audience: &'a [String],
    pub campaign: Option<CampaignView<'a>>,
    pub guide: Option<&'a Guide>,
    pub part_of: Option<Link<'a>>,
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
}

/// A title and where it leads.
#[derive(Debug, Serialize)]
pub struct Link<'a> {
    pub title: &'a str,
    pub path: &'a str,
}

#[derive(Debug, Serialize)]
pub struct AreaName<'a> {
    pub id: &'a str,
    pub name: &'a str,
}

/// The terms of one taxonomy that a page carries.
#[derive(Debug, Serialize)]
pub struct PageTerms<'a> {
    pub name: &'a str,
    pub title: &'a str,
    pub path: &'a str,
    pub terms: Vec<TermLink<'a>>,
}

#[derive(Debug, Serialize)]
pub struct TermLink<'a> {
    pub name: &'a str,
    pub path: &'a str,
    pub count: usize,
}

/// A service with its points looked up.
#[derive(Debug, Serialize)]
pub struct ServiceView<'a> {
    pub who: Option<&'a str>,
    pub bring: &'a [String],
    pub steps: &'a [String],
    pub cost: Option<&'a str>,
    pub when: Option<&'a str>,
    pub points: Vec<VenueView<'a>>,
    pub phone: Option<&'a str>,
    pub basis: &'a [String],
}

/// A venue with its area's name.
#[derive(Debug, Serialize)]
pub struct VenueView<'a> {
    pub id: &'a str,
    pub name: &'a str,
    pub kind: Option<&'a str>,
    pub area: Option<&'a str>,
    pub area_name: Option<String>,
    pub address: Option<&'a str>,
    pub phone: Option<&'a str>,
    pub hours: Option<String>,
    pub bus: Option<&'a str>,
    pub landmark: Option<&'a str>,
    pub access: Option<&'a str>,
}

#[derive(Debug, Serialize)]
pub struct PersonView<'a> {
    pub id: &'a str,
    pub name: &'a str,
    pub title: Option<&'a str>,
    pub unit: Option<&'a str>,
    pub bio: Option<&'a str>,
    pub topics: &'a [String],
}

/// A campaign as it stands at the site's clock.
#[derive(Debug, Serialize)]
pub struct CampaignView<'a> {
    pub owner: Option<&'a str>,
    pub lead: Option<PersonView<'a>>,
    pub starts: Option<chrono::NaiveDate>,
    pub ends: Option<chrono::NaiveDate>,
    pub phases: Vec<PhaseView<'a>>,
    pub tasks: Vec<TaskView<'a>>,
    pub targets: Vec<TargetView<'a>>,
}

#[derive(Debug, Serialize)]
pub struct PhaseView<'a> {
    pub name: &'a str,
    pub starts: chrono::NaiveDate,
    pub ends: chrono::NaiveDate,
    /// `past`, `now` or `next`.
    pub state: &'static str,
}

#[derive(Debug, Serialize)]
pub struct TaskView<'a> {
    pub name: &'a str,
    pub owner: Option<&'a str>,
    pub due: Option<chrono::NaiveDate>,
    pub status: &'static str,
    pub status_name: &'static str,
}

#[derive(Debug, Serialize)]
pub struct TargetView<'a> {
    pub id: &'a str,
    pub name: &'a str,
    pub unit: Option<&'a str>,
    pub target: Option<Figure>,
    pub progress: Vec<ProgressView<'a>>,
    /// The sum of the quarters; nothing for a rate, which cannot be summed.
    pub total: Option<Figure>,
}

#[derive(Debug, Serialize)]
pub struct ProgressView<'a> {
    pub quarter: &'a str,
    pub value: Figure,
    pub sample: Option<u32>,
    pub note: Option<&'a str>,
}

/// A number that is printed without `.0` when it is whole.
#[derive(Clone, Copy, Debug)]
pub struct Figure(pub f64);

impl Serialize for Figure {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[expect(clippy::cast_possible_truncation, reason = "checked to be whole and in range")]
        if self.0.fract() == 0.0 && self.0.abs() < 9e15 {
            serializer.serialize_i64(self.0 as i64)
        } else {
            serializer.serialize_f64(self.0)
        }
    }
}

/// A term, for the list of a taxonomy and the term's own page.
#[derive(Debug, Serialize)]
pub struct TermView<'a> {
    pub name: &'a str,
    pub path: &'a str,
    pub permalink: String,
    pub count: usize,
}

/// Where a pager stands among its neighbours. Its cards are added by the theme.
#[derive(Debug, Serialize)]
pub struct PaginatorView {
    pub paginate_by: usize,
    pub base_url: String,
    pub number_pagers: usize,
    pub first: String,
    pub last: String,
    pub previous: Option<String>,
    pub next: Option<String>,
    pub current_index: usize,
    pub total_pages: usize,
}

pub fn page_card(site: &Site, id: PageId) -> PageCard<'_> {
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
        summary: markdown::summary(&page.document.body, page.address.as_str()),
        campaign: page.campaign.map(|campaign| section_link(site, campaign)),
        taxonomies: page_terms(site, id),
        extra: front.extra.as_ref(),
        event: front.event.as_ref(),
        tour: front.tour.as_ref(),
        competition: front.competition.as_ref(),
        selection: front.selection.as_ref(),
        service: front.service.as_ref().map(|service| service_view(site, service)),
    }
}

/// A page's file always has a page's front matter; this stands in for the type's other half.
fn empty_front() -> &'static PageFront {
    static EMPTY: std::sync::LazyLock<PageFront> = std::sync::LazyLock::new(PageFront::default);
    &EMPTY
}

pub fn page_details(site: &Site, id: PageId) -> PageDetails<'_> {
    let page = site.page(id);
    PageDetails {
        slug: page.address.as_str().trim_end_matches('/').rsplit('/').next().unwrap_or_default(),
        toc: &page.document.body.toc,
        word_count: page.document.body.count,
        reading_time: crate::text::reading_minutes(page.document.body.count),
        ancestors: site.ancestors(page.section).into_iter().map(|id| section_link(site, id)).collect(),
    }
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
        audience: front.map_or(&[], |front| &front.audience),
        campaign: front.and_then(|front| front.campaign_table()).map(|campaign| campaign_view(site, campaign)),
        guide: front.and_then(|front| front.guide.as_ref()),
        part_of: section.campaign.filter(|&campaign| campaign != id).map(|campaign| section_link(site, campaign)),
        extra: front.and_then(|front| front.extra.as_ref()),
        feed: if has_feed(site, id) { section.address.file("atom.xml").as_str().to_owned() } else { String::new() },
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
    }
}

pub fn term_view<'a>(site: &Site, term: &'a Term) -> TermView<'a> {
    TermView {
        name: &term.name,
        path: term.address.as_str(),
        permalink: permalink(site, &term.address),
        count: term.pages.len(),
    }
}

pub fn paginator(base: &Address, pager: Pager, total_pages: usize) -> PaginatorView {
    let path = |number: usize| base.pager(number).as_str().to_owned();
    PaginatorView {
        paginate_by: pager.per_page,
        base_url: format!("{base}page/"),
        number_pagers: pager.total,
        first: path(1),
        last: path(pager.total),
        previous: (pager.number > 1).then(|| path(pager.number - 1)),
        next: (pager.number < pager.total).then(|| path(pager.number + 1)),
        current_index: pager.number,
        total_pages,
    }
}

pub fn venue_view<'a>(site: &'a Site, id: &str) -> Option<VenueView<'a>> {
    let venue = site.data.venues.get(id)?;
    let area = venue.area.as_ref().map(|area| area.value.as_str());
    Some(VenueView {
        id: venue.id.value.as_str(),
        name: &venue.name,
        kind: venue.kind.as_deref(),
        area,
        area_name: area.and_then(|area| area_name(site, area)),
        address: venue.address.as_deref(),
        phone: venue.phone.as_deref(),
        hours: venue.hours.as_ref().map(|hours| hours.value.text(site.config.spoken())),
        bus: venue.bus.as_deref(),
        landmark: venue.landmark.as_deref(),
        access: venue.access.as_deref(),
    })
}

pub fn person_view<'a>(site: &'a Site, id: &str) -> Option<PersonView<'a>> {
    let person = site.data.people.get(id)?;
    Some(PersonView {
        id: person.id.value.as_str(),
        name: &person.name,
        title: person.title.as_deref(),
        unit: person.unit.as_deref(),
        bio: person.bio.as_deref(),
        topics: &person.topics,
    })
}

/// An area's name with those above it, the city left out: 城东街道新民社区.
pub fn area_name(site: &Site, id: &str) -> Option<String> {
    let mut names = Vec::new();
    let mut current = site.data.areas.get(id);
    // The number of areas bounds the walk where the table's cycle was reported.
    for _ in 0..site.data.areas.rows.len() {
        let Some(area) = current else { break };
        if area.parent.is_none() && !names.is_empty() {
            break;
        }
        names.push(area.name.as_str());
        current = area.parent.as_ref().and_then(|parent| site.data.areas.get(parent.value.as_str()));
    }
    names.reverse();
    (!names.is_empty()).then(|| names.concat())
}

pub fn section_link(site: &Site, id: SectionId) -> Link<'_> {
    let section = site.section(id);
    Link { title: &section.title, path: section.address.as_str() }
}

fn area_names<'a>(site: &'a Site, ids: &'a [crate::record::Placed<crate::record::Id>]) -> Vec<AreaName<'a>> {
    ids.iter()
        .filter_map(|id| site.data.areas.get(id.value.as_str()))
        .map(|area| AreaName { id: area.id.value.as_str(), name: &area.name })
        .collect()
}

fn page_terms(site: &Site, id: PageId) -> Vec<PageTerms<'_>> {
    let page = site.page(id);
    site.taxonomies
        .iter()
        .enumerate()
        .map(|(index, taxonomy)| PageTerms {
            name: &taxonomy.name,
            title: &taxonomy.title,
            path: taxonomy.address.as_str(),
            terms: page
                .terms
                .iter()
                .filter(|(of, _)| *of == index)
                .map(|&(_, number)| &taxonomy.terms[number])
                .map(|term| TermLink { name: &term.name, path: term.address.as_str(), count: term.pages.len() })
                .collect(),
        })
        .filter(|terms| !terms.terms.is_empty())
        .collect()
}

fn service_view<'a>(site: &'a Site, service: &'a Service) -> ServiceView<'a> {
    let Service { who, bring, steps, cost, points, when, phone, basis } = service;
    ServiceView {
        who: who.as_deref(),
        bring,
        steps,
        cost: cost.as_deref(),
        when: when.as_deref(),
        points: points.iter().filter_map(|id| venue_view(site, id.value.as_str())).collect(),
        phone: phone.as_deref(),
        basis,
    }
}

fn campaign_view<'a>(site: &'a Site, campaign: &'a Campaign) -> CampaignView<'a> {
    let today = site.config.zone.civil(site.clock).date();
    CampaignView {
        owner: campaign.owner.as_deref(),
        lead: campaign.lead.as_ref().and_then(|id| person_view(site, id.value.as_str())),
        starts: campaign.starts.as_ref().map(|date| date.value),
        ends: campaign.ends.as_ref().map(|date| date.value),
        phases: campaign
            .phases
            .iter()
            .map(|phase| PhaseView {
                name: &phase.name,
                starts: phase.starts,
                ends: phase.ends.value,
                state: match (phase.starts <= today, today <= phase.ends.value) {
                    (true, true) => "now",
                    (true, false) => "past",
                    (false, _) => "next",
                },
            })
            .collect(),
        tasks: campaign
            .tasks
            .iter()
            .map(|task| {
                let status = task.status.unwrap_or(TaskStatus::Planned);
                TaskView {
                    name: &task.name,
                    owner: task.owner.as_deref(),
                    due: task.due,
                    status: status.name(),
                    status_name: status.chinese(),
                }
            })
            .collect(),
        targets: campaign.targets.iter().map(|goal| target_view(campaign, goal)).collect(),
    }
}

fn target_view<'a>(campaign: &'a Campaign, goal: &'a crate::content::Goal) -> TargetView<'a> {
    let rows: Vec<_> = campaign
        .progress
        .inline()
        .iter()
        .filter(|row| row.target.value == goal.id.value.as_str() || row.target.value == goal.name)
        .collect();
    let is_rate = rows.iter().any(|row| row.sample.is_some()) || goal.unit.as_deref() == Some("%");
    TargetView {
        id: goal.id.value.as_str(),
        name: &goal.name,
        unit: goal.unit.as_deref(),
        target: goal.target.map(Figure),
        total: (!rows.is_empty() && !is_rate).then(|| Figure(rows.iter().map(|row| row.value).sum())),
        progress: rows
            .into_iter()
            .map(|row| ProgressView {
                quarter: &row.quarter,
                value: Figure(row.value),
                sample: row.sample,
                note: row.note.as_deref(),
            })
            .collect(),
    }
}

/// An area with the one above it.
#[derive(Debug, Serialize)]
pub struct AreaView<'a> {
    pub id: &'a str,
    pub name: &'a str,
    pub level: Option<&'a str>,
    pub parent: Option<&'a str>,
}

pub fn area_view<'a>(site: &'a Site, id: &str) -> Option<AreaView<'a>> {
    let area = site.data.areas.get(id)?;
    Some(AreaView {
        id: area.id.value.as_str(),
        name: &area.name,
        level: area.level.as_deref(),
        parent: area.parent.as_ref().map(|parent| parent.value.as_str()),
    })
}
