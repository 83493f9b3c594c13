//! What an entry says: the texts by which it is found and which its result shows. Names that pages mask are masked here
//! too, since everything comes through the same views.

use std::sync::Arc;

use super::article::{Reading, Stretch};
use super::layout::{Entry, Source};
use crate::content::Status;
use crate::content::markdown::Body;
use crate::model::schedule::OccurrenceId;
use crate::model::{PageId, SectionId, Site};
use crate::query::{self, NothingShared, Topic};
use crate::text::LONGEST;
use crate::theme::{self, Views};

/// The texts of an entry.
#[derive(Clone, Debug, Default)]
pub struct Texts {
    pub title: String,
    pub description: String,
    /// The title of its campaign.
    pub campaign: String,
    /// `2023-07-14`
    pub date: String,
    /// Names of areas and venues.
    pub places: Vec<String>,
    /// Terms of taxonomies, and for whom it is.
    pub tags: Vec<String>,
    pub stretches: Vec<Stretch>,
    /// The values of filters that let it through.
    pub filters: Vec<String>,
    pub occurrences: Vec<OccurrenceTexts>,
}

/// The texts of an occurrence, beyond those of its page.
#[derive(Clone, Debug, Default)]
pub struct OccurrenceTexts {
    /// Minutes since 1970 in UTC; none while no date is known.
    pub begins: Option<i64>,
    pub ends: Option<i64>,
    /// Whether the day is known.
    pub is_precise: bool,
    pub when: String,
    pub place: String,
    /// Its anchor on the page.
    pub anchor: String,
    /// In words; empty while it is held as it was told.
    pub status: &'static str,
    pub part: String,
    /// By what else it is found.
    pub words: Vec<String>,
    pub filters: Vec<String>,
}

pub fn area_filter(id: &str) -> String {
    format!("@area:{id}")
}

pub fn audience_filter(name: &str) -> String {
    format!("@audience:{name}")
}

/// By the address of the campaign's section.
pub fn campaign_filter(address: &str) -> String {
    format!("@campaign:{address}")
}

pub fn texts(views: &Arc<Views>, entry: &Entry) -> Texts {
    let site = &views.site;
    let mut texts = match entry.source {
        Source::Page(id) => page(views, id),
        Source::Section(id) => section(views, id),
        Source::Topic(Topic::Area(row)) => area(site, row),
        Source::Topic(Topic::Venue(row)) => venue(views, row),
        Source::Topic(Topic::Person(row)) => person(site, row),
        Source::Topic(topic) => Texts { title: topic.title(site).to_owned(), ..Texts::default() },
        Source::Lecture(row) => lecture(site, row),
        Source::Observance(row) => observance(site, row),
    };
    texts.occurrences = entry.occurrences.iter().map(|&id| occurrence(site, id)).collect();
    let of_occurrences = texts.occurrences.iter().flat_map(|occurrence| &occurrence.filters);
    let mut filters: Vec<String> = texts.filters.iter().chain(of_occurrences).cloned().collect();
    filters.sort_unstable();
    filters.dedup();
    texts.filters = filters;
    texts
}

/// The areas and all above them, as filters.
fn area_filters<'a>(site: &Site, ids: impl Iterator<Item = &'a str>) -> Vec<String> {
    ids.flat_map(|id| query::area_path(site, id)).map(|id| area_filter(id.as_str())).collect()
}

/// A heading of the theme over some lines; nothing where there are none.
fn facts(views: &Views, key: &str, lines: impl IntoIterator<Item = String>) -> Option<Stretch> {
    let lines: Vec<String> = lines.into_iter().filter(|line| !line.is_empty()).collect();
    let heading = views.theme.string(key).unwrap_or_default().to_owned();
    (!lines.is_empty()).then(|| Stretch { heading, id: String::new(), text: lines.join("\n") })
}

fn lines<'a>(parts: impl IntoIterator<Item = Option<&'a str>>) -> String {
    let parts: Vec<&str> = parts.into_iter().flatten().map(str::trim).filter(|part| !part.is_empty()).collect();
    parts.join("\n")
}

/// A stretch without a heading; none without text.
fn plain(text: String) -> Vec<Stretch> {
    if text.is_empty() { Vec::new() } else { vec![Stretch { text, ..Stretch::default() }] }
}

fn article(views: &Arc<Views>, body: &Body) -> Vec<Stretch> {
    let mut reading = Reading::new(LONGEST);
    theme::read_article(views, body, |html| reading.read(html));
    reading.finish()
}

fn page(views: &Arc<Views>, id: PageId) -> Texts {
    let site = &views.site;
    let page = site.page(id);
    let card = query::page_card(site, id, (), ());
    let terms = query::page_terms(site, id).flat_map(|(of, numbers)| numbers.into_iter().map(move |term| (of, term)));
    let front = page.document.page();
    let areas = || card.areas.iter().map(|area| area.id);
    let mut texts = Texts {
        title: page.title.clone(),
        description: card.description.to_owned(),
        campaign: card.campaign.as_ref().map_or_else(String::new, |campaign| campaign.title.to_owned()),
        date: page.date.map_or_else(String::new, |date| date.civil().date().to_string()),
        places: card.areas.iter().map(|area| area.name.to_owned()).collect(),
        tags: terms.map(|(of, term)| site.taxonomies[of].terms[term].name.clone()).collect(),
        filters: area_filters(site, areas()),
        ..Texts::default()
    };
    texts.tags.extend(card.audience.iter().map(|name| name.value.clone()));
    texts.filters.extend(card.audience.iter().map(|name| audience_filter(&name.value)));
    texts.filters.extend(page.campaign.map(|campaign| campaign_filter(site.section(campaign).address.as_str())));
    let mut add = |stretch: Option<Stretch>| texts.stretches.extend(stretch);
    if let Some(service) = &card.service {
        let each = |list: &[String]| list.to_vec();
        add(facts(views, "service_who", service.who.map(str::to_owned)));
        add(facts(views, "service_bring", each(service.bring)));
        add(facts(views, "service_steps", each(service.steps)));
        add(facts(views, "service_cost", service.cost.map(str::to_owned)));
        add(facts(views, "service_when", service.when.map(str::to_owned)));
        add(facts(views, "service_phone", service.phone.map(str::to_owned)));
        add(facts(views, "service_basis", each(service.basis)));
        let points = service.points.iter().map(|point| lines([Some(point.name), point.address]).replace('\n', "，"));
        add(facts(views, "service_where", points));
    }
    if let Some(event) = card.event {
        add(facts(views, "service_bring", event.bring.clone()));
        add(facts(views, "service_cost", event.fee.clone()));
        add(facts(views, "organisers", event.organisers.clone()));
    }
    if let Some(competition) = &card.competition {
        let rows = competition.results.iter().map(|row| {
            lines([row.round.as_deref(), Some(row.name.as_str()), row.unit.as_deref(), row.award.as_deref()])
                .replace('\n', " ")
        });
        add(facts(views, "results", rows));
    }
    if let Some(selection) = &card.selection {
        add(facts(views, "service_basis", selection.basis.clone()));
        let objections = selection.objections.as_ref();
        let objections = objections.map(|to| lines([to.phone.as_deref(), to.address.as_deref(), to.email.as_deref()]));
        add(facts(views, "objections", objections));
        let rows = selection.results.iter().map(|row| {
            lines([Some(row.name.as_str()), row.unit.as_deref(), row.category.as_deref(), row.deeds.as_deref()])
                .replace('\n', " ")
        });
        add(facts(views, "results", rows));
    }
    let source = front.and_then(|front| front.source.as_deref());
    let authors = front.map_or(&[][..], |front| &front.authors).iter().map(String::as_str);
    texts.stretches.extend(article(views, &page.document.body));
    texts.stretches.extend(plain(lines(authors.map(Some).chain([source]))));
    texts
}

fn section(views: &Arc<Views>, id: SectionId) -> Texts {
    let site = &views.site;
    let section = site.section(id);
    let card = query::section_card(site, id);
    let front = section.document.as_ref().and_then(|document| document.section());
    let areas = front.map_or(&[][..], |front| &front.areas).iter().map(|area| area.value.as_str());
    let campaign = section.campaign.map(|campaign| site.section(campaign));
    let mut texts = Texts {
        title: section.title.clone(),
        description: card.description.to_owned(),
        campaign: card.part_of.as_ref().map_or_else(String::new, |of| of.title.to_owned()),
        tags: card.audience.iter().map(|name| name.value.clone()).collect(),
        filters: area_filters(site, areas),
        ..Texts::default()
    };
    texts.filters.extend(card.audience.iter().map(|name| audience_filter(&name.value)));
    texts.filters.extend(campaign.map(|campaign| campaign_filter(campaign.address.as_str())));
    if let Some(body) = section.document.as_ref().map(|document| &document.body) {
        texts.stretches.extend(article(views, body));
    }
    let mut says: Vec<Option<&str>> = Vec::new();
    if let Some(campaign) = &card.campaign {
        says.extend([campaign.owner, campaign.lead.as_ref().map(|lead| lead.name)]);
        says.extend(campaign.phases.iter().map(|phase| Some(phase.name)));
        says.extend(campaign.tasks.iter().flat_map(|task| [Some(task.name), task.owner]));
        says.extend(campaign.targets.iter().map(|target| Some(target.name)));
    }
    says.push(card.guide.and_then(|guide| guide.ages.as_deref()));
    let text = lines(says);
    texts.stretches.extend(plain(text));
    texts
}

fn area(site: &Site, row: usize) -> Texts {
    let area = &site.data.areas.rows[row];
    let id = area.id.value.as_str();
    let below =
        site.data.areas.rows.iter().filter(|below| below.parent.as_ref().is_some_and(|up| up.value.as_str() == id));
    let text = lines([area.level.as_deref()].into_iter().chain(below.map(|below| Some(below.name.as_str()))));
    let above = query::areas_above(site, id);
    Texts {
        title: area.name.clone(),
        places: above.iter().map(|above| above.name.to_owned()).collect(),
        filters: area_filters(site, std::iter::once(id)),
        stretches: plain(text),
        ..Texts::default()
    }
}

fn venue(views: &Views, row: usize) -> Texts {
    let site = &views.site;
    let id = site.data.venues.rows[row].id.value.as_str();
    let Some(venue) = query::venue_view(site, id) else { return Texts::default() };
    let named = |key: &str, value: Option<&str>| {
        value.map(|value| format!("{}{}{value}", views.theme.string(key).unwrap_or_default(), word(views, "colon")))
    };
    let says = [
        venue.kind.map(str::to_owned),
        named("address", venue.address),
        named("phone", venue.phone),
        named("hours", venue.hours.as_deref()),
        named("bus", venue.bus),
        named("landmark", venue.landmark),
        named("access", venue.access),
    ];
    let text = says.into_iter().flatten().collect::<Vec<_>>().join("\n");
    Texts {
        title: venue.name.to_owned(),
        description: venue.address.unwrap_or_default().to_owned(),
        places: venue.area_name.into_iter().map(str::to_owned).collect(),
        filters: area_filters(site, venue.area.into_iter()),
        stretches: plain(text),
        ..Texts::default()
    }
}

fn word<'a>(views: &'a Views, key: &str) -> &'a str {
    views.theme.string(key).unwrap_or(" ")
}

fn person(site: &Site, row: usize) -> Texts {
    let person = &site.data.people.rows[row];
    let lectures = query::lectures_by(site, person.id.value.as_str());
    let topics = person.topics.join("、");
    let says =
        [person.bio.as_deref(), Some(topics.as_str())].into_iter().chain(lectures.iter().map(|of| Some(of.title)));
    Texts {
        title: person.name.clone(),
        description: lines([person.unit.as_deref(), person.title.as_deref()]).replace('\n', " "),
        stretches: plain(lines(says)),
        ..Texts::default()
    }
}

fn lecture(site: &Site, row: usize) -> Texts {
    let lecture = query::lecture_view(site, &site.data.lectures.rows[row]);
    let people = lecture.people.iter().map(|person| Some(person.name));
    Texts {
        title: lecture.title.to_owned(),
        description: lecture.summary.unwrap_or_default().to_owned(),
        tags: lecture.audience.iter().map(|name| name.value.clone()).collect(),
        filters: lecture.audience.iter().map(|name| audience_filter(&name.value)).collect(),
        stretches: plain(lines(std::iter::once(lecture.topic).chain(people))),
        ..Texts::default()
    }
}

fn observance(site: &Site, row: usize) -> Texts {
    let observance = &site.data.observances.rows[row];
    Texts {
        title: observance.name.clone(),
        description: observance.note.clone().unwrap_or_default(),
        ..Texts::default()
    }
}

fn occurrence(site: &Site, id: OccurrenceId) -> OccurrenceTexts {
    let occurrence = site.schedule.get(id);
    let view = query::occurrence_view(site, id, &NothingShared);
    let minutes = |instant: chrono::DateTime<chrono::Utc>| instant.timestamp().div_euclid(60);
    let area = occurrence.location.area.as_deref();
    let within = area.map(|area| query::area_path(site, area)).unwrap_or_default();
    let area = area.and_then(|area| query::area_name(site, area)).unwrap_or_default();
    let place = match view.place {
        Some(place) if place.contains(area) => place.to_owned(),
        Some(place) if area.ends_with(place) => area.to_owned(),
        Some(place) => format!("{area} {place}"),
        None => area.to_owned(),
    };
    let mut words: Vec<String> = vec![view.when.clone(), place.clone()];
    let status = if occurrence.status == Status::Scheduled { "" } else { occurrence.status.chinese() };
    let more = [view.part, view.address, view.reason, view.team, view.note, Some(status)];
    words.extend(more.into_iter().flatten().filter(|word| !word.is_empty()).map(str::to_owned));
    words.extend(view.speakers.iter().map(|speaker| speaker.name.to_owned()));
    let mut filters: Vec<String> = within.iter().map(|id| area_filter(id.as_str())).collect();
    filters.extend(view.audience.iter().map(|name| audience_filter(name)));
    filters.extend(view.campaign.as_ref().map(|campaign| campaign_filter(campaign.path)));
    OccurrenceTexts {
        begins: occurrence.begins.map(minutes),
        ends: occurrence.ends.map(minutes),
        is_precise: occurrence.is_precise(),
        when: view.when,
        place,
        anchor: view.path.split_once('#').map_or_else(String::new, |(_, anchor)| anchor.to_owned()),
        status,
        part: view.part.unwrap_or_default().to_owned(),
        words,
        filters,
    }
}
