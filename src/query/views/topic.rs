//! What the page of an area, a venue, a person or an audience shows beside its schedule.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{LectureView, RowLink, VenueView, area_link, area_path, lecture_view, venue_view};
use crate::model::schedule::OccurrenceId;
use crate::model::{PageId, Site};
use crate::query::{Directory, Group, Topic, areas_within, occurrences};

/// A topic and where its page is, with the number of occurrences that are on or to come, without those cancelled.
#[derive(Debug, Serialize)]
pub struct TopicLink<'a> {
    /// An area's, a venue's or a person's identifier; an audience's or a kind's name.
    pub id: &'a str,
    pub name: &'a str,
    pub path: String,
    pub coming: usize,
}

pub fn topic_link(site: &Site, topic: Topic) -> TopicLink<'_> {
    let id = match topic {
        Topic::Everything => "",
        Topic::Kind(kind) => kind.name(),
        Topic::Campaign(id) => site.section(id).address.as_str(),
        Topic::Area(row) => site.data.areas.rows[row].id.value.as_str(),
        Topic::Venue(row) => site.data.venues.rows[row].id.value.as_str(),
        Topic::Person(row) => site.data.people.rows[row].id.value.as_str(),
        Topic::Audience(number) => &site.audiences[number].name,
    };
    TopicLink {
        id,
        name: topic.title(site),
        path: topic.address(site).as_str().to_owned(),
        coming: coming(site, &occurrences(site, &topic.scope(site))),
    }
}

/// How many are on or to come. What is cancelled does not count.
fn coming(site: &Site, ids: &[OccurrenceId]) -> usize {
    let counts = |id: OccurrenceId| site.schedule.group(id) != Group::Past && !site.schedule.get(id).is_cancelled();
    ids.iter().filter(|id| counts(**id)).count()
}

/// What an area's page shows beside its schedule.
#[derive(Debug, Serialize)]
pub struct AreaDetails<'a> {
    pub id: &'a str,
    pub name: &'a str,
    pub level: Option<&'a str>,
    /// The areas directly below.
    pub children: Vec<TopicLink<'a>>,
    /// Venues in it and in the areas below.
    pub venues: Vec<VenueView<'a>>,
}

pub fn area_details(site: &Site, row: usize) -> AreaDetails<'_> {
    let area = &site.data.areas.rows[row];
    let id = area.id.value.as_str();
    let within = areas_within(site, id);
    let in_area =
        |row: &&crate::model::data::Venue| row.area.as_ref().is_some_and(|area| within.contains(area.value.as_str()));
    AreaDetails {
        id,
        name: &area.name,
        level: area.level.as_deref(),
        children: children(site, Some(id)).into_iter().map(|row| topic_link(site, Topic::Area(row))).collect(),
        venues: site
            .data
            .venues
            .rows
            .iter()
            .filter(in_area)
            .filter_map(|venue| venue_view(site, venue.id.value.as_str()))
            .collect(),
    }
}

/// The areas directly below one, in the order of their table; those at the top without one.
pub fn children(site: &Site, of: Option<&str>) -> Vec<usize> {
    let rows = site.data.areas.rows.iter().enumerate();
    rows.filter(|(_, row)| row.parent.as_ref().map(|parent| parent.value.as_str()) == of).map(|(at, _)| at).collect()
}

/// The areas that residents name first: those below a single city, else those at the top.
pub fn towns(site: &Site) -> Vec<usize> {
    let tops = children(site, None);
    match tops.as_slice() {
        [city] => match children(site, Some(site.data.areas.rows[*city].id.value.as_str())) {
            below if below.is_empty() => tops,
            below => below,
        },
        _ => tops,
    }
}

/// The pages of those areas; none where areas have no pages.
pub fn town_links(site: &Site) -> Vec<TopicLink<'_>> {
    let towns = if site.config.has_outlet(Directory::Areas.name()) { towns(site) } else { Vec::new() };
    towns.into_iter().map(|row| topic_link(site, Topic::Area(row))).collect()
}

/// The areas above one, from the top down, without itself.
pub fn areas_above<'a>(site: &'a Site, id: &str) -> Vec<RowLink<'a>> {
    let above = area_path(site, id).split_last().map_or(&[][..], |(_, above)| above);
    above.iter().filter_map(|id| area_link(site, id.as_str())).collect()
}

/// The lectures that a person gives.
pub fn lectures_by<'a>(site: &'a Site, person: &str) -> Vec<LectureView<'a>> {
    let rows = site.data.lectures.rows.iter();
    let given = rows.filter(|lecture| lecture.person.iter().any(|id| id.value.as_str() == person));
    given.map(|lecture| lecture_view(site, lecture)).collect()
}

/// The lectures for an audience.
pub fn lectures_for<'a>(site: &'a Site, audience: &str) -> Vec<LectureView<'a>> {
    let rows = site.data.lectures.rows.iter();
    let meant = rows.filter(|lecture| lecture.audience.iter().any(|name| name.trim() == audience));
    meant.map(|lecture| lecture_view(site, lecture)).collect()
}

/// The services that can be had at a venue, by title.
pub fn services_at(site: &Site, venue: &str) -> Vec<PageId> {
    by_title(site, site.services_at(venue).to_vec())
}

/// The pages that concern an area or one below it, by title.
pub fn pages_about(site: &Site, area: &str) -> Vec<PageId> {
    let within = areas_within(site, area);
    // A page that names several of them is one.
    let pages: BTreeSet<PageId> = within.iter().flat_map(|area| site.pages_in(area)).copied().collect();
    by_title(site, pages.into_iter().collect())
}

/// The pages for an audience, by title.
pub fn pages_for(site: &Site, audience: &str) -> Vec<PageId> {
    by_title(site, site.pages_for(audience).to_vec())
}

fn by_title(site: &Site, mut pages: Vec<PageId>) -> Vec<PageId> {
    pages.sort_unstable_by_key(|&id| site.title_rank(id));
    pages
}

/// Topics under a heading.
#[derive(Debug, Serialize)]
pub struct TopicGroup<'a> {
    pub name: &'a str,
    /// The topic that the heading itself is: a town above its villages.
    pub head: Option<TopicLink<'a>>,
    pub topics: Vec<TopicLink<'a>>,
}

/// The topics of a directory: areas under the towns, venues by their kind, the others under one heading without a name.
pub fn directory_groups(site: &Site, directory: Directory) -> Vec<TopicGroup<'_>> {
    let topics = directory.topics(site);
    let mut groups: Vec<TopicGroup<'_>> = Vec::new();
    match directory {
        Directory::Areas => {
            for town in towns(site) {
                let area = &site.data.areas.rows[town];
                groups.push(TopicGroup {
                    name: &area.name,
                    head: Some(topic_link(site, Topic::Area(town))),
                    topics: children(site, Some(area.id.value.as_str()))
                        .into_iter()
                        .map(|row| topic_link(site, Topic::Area(row)))
                        .collect(),
                });
            }
        }
        Directory::Venues => {
            for topic in topics {
                let Topic::Venue(row) = topic else { continue };
                let kind = site.data.venues.rows[row].kind.as_deref().unwrap_or_default();
                let link = topic_link(site, topic);
                match groups.iter_mut().find(|group| group.name == kind) {
                    Some(group) => group.topics.push(link),
                    None => groups.push(TopicGroup { name: kind, head: None, topics: vec![link] }),
                }
            }
        }
        Directory::People | Directory::Audiences => {
            let topics = topics.into_iter().map(|topic| topic_link(site, topic)).collect();
            groups.push(TopicGroup { name: "", head: None, topics });
        }
    }
    groups
}
