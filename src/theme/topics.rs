//! What the templates of schedule pages see: the calendar, directories and their topics, lectures, observances, changes.
//!
//! Each sees `topic`: the title of the page, where it stands, and its calendar.

use std::sync::Arc;

use serde::Serialize;
use tera::Value;

use super::values::{Named, fields, joined, value};
use super::{Theme, Views};
use crate::model::address::{self, Address};
use crate::model::schedule::OccurrenceId;
use crate::model::{PageId, Site};
use crate::query::{self, Agenda, Directory, Shares, Topic};

/// What every schedule page says of itself.
#[derive(Serialize)]
struct TopicView<'a> {
    title: String,
    path: String,
    permalink: String,
    ancestors: Vec<Ancestor<'a>>,
    /// The address of the calendar file to which one subscribes here, or nothing.
    calendar: String,
}

#[derive(Serialize)]
struct Ancestor<'a> {
    title: &'a str,
    path: String,
}

fn about(
    site: &Site,
    title: impl Into<String>,
    address: &Address,
    ancestors: Vec<Ancestor<'_>>,
    subscribes: Option<Topic>,
) -> Named {
    let file = subscribes.and_then(|topic| query::topic_file(site, topic));
    let view = TopicView {
        title: title.into(),
        path: address.as_str().to_owned(),
        permalink: query::permalink(site, address),
        ancestors,
        calendar: file.map_or_else(String::new, |file| file.as_str().to_owned()),
    };
    ("topic", value(&view))
}

/// A word of the theme; its key where the theme has none.
fn word<'a>(theme: &'a Theme, key: &'a str) -> &'a str {
    theme.string(key).unwrap_or(key)
}

/// An agenda as templates see it: a list of occurrences for each group.
pub(super) fn agenda(views: &Views, agenda: &Agenda) -> Value {
    let lists = agenda.groups().into_iter().map(|(name, ids)| (name.name(), views.occurrences(ids)));
    fields(&lists.collect::<Vec<_>>())
}

/// The schedule of a page as a whole.
pub(super) fn schedule(views: &Views, page: PageId) -> Value {
    value(&query::page_schedule(&views.site, page, views))
}

/// The schedule of a page by towns.
pub(super) fn schedule_by_town(views: &Views, page: PageId) -> Value {
    let town = |query::Town { row, occurrences }| {
        let within = ("occurrences", views.occurrences(&occurrences));
        match views.area(row).link {
            Some(link) => joined(&link, &[within]),
            None => fields(&[("id", Value::none()), ("name", Value::none()), ("path", Value::none()), within]),
        }
    };
    Value::from(query::page_towns(&views.site, page).into_iter().map(town).collect::<Vec<_>>())
}

/// A view with the occurrences that were left out of it.
fn with_occurrences(views: &Views, view: &impl Serialize, occurrences: &[OccurrenceId]) -> Value {
    joined(&value(view), &[("occurrences", views.occurrences(occurrences))])
}

/// A month with its occurrences.
fn month_value(views: &Views, year: i32, month: u32) -> Value {
    let view = query::month_view(&views.site, year, month);
    let days = view.days.iter().map(|day| with_occurrences(views, day, &day.occurrences));
    let more = [
        ("days", Value::from(days.collect::<Vec<_>>())),
        ("long", views.occurrences(&view.long)),
        ("unknown", views.occurrences(&view.unknown)),
    ];
    joined(&value(&view), &more)
}

fn directory_title(views: &Views, directory: Directory) -> &str {
    views.theme.string(&format!("{}_title", directory.name())).unwrap_or(directory.name())
}

fn directory_ancestor(views: &Views, directory: Directory) -> Vec<Ancestor<'_>> {
    vec![Ancestor { title: directory_title(views, directory), path: directory.address().as_str().to_owned() }]
}

/// A topic: the calendar as a whole, a kind, an area, a venue, a person or an audience. Its agenda is left to the function of that
/// name: a template asks for as much as it shows.
pub fn topic(views: &Arc<Views>, topic: Topic) -> Vec<Named> {
    let site = &views.site;
    let page = topic.address(site);
    let calendar = || {
        let path = address::calendar().as_str().to_owned();
        vec![Ancestor { title: word(&views.theme, "calendar"), path }]
    };
    let mut values = Vec::new();
    let (title, ancestors) = match topic {
        Topic::Everything => {
            values.push(("calendar", value(&query::calendar_view(site))));
            (word(&views.theme, "calendar").to_owned(), Vec::new())
        }
        Topic::Kind(kind) => {
            values.push(("kind", Value::from(kind.name())));
            (views.theme.string(&format!("kind_{}", kind.name())).unwrap_or(kind.chinese()).to_owned(), calendar())
        }
        Topic::Campaign(_) => (topic.title(site).to_owned(), Vec::new()),
        Topic::Area(row) => {
            let mut ancestors = directory_ancestor(views, Directory::Areas);
            let details = query::area_details(site, row);
            let above = query::areas_above(site, details.id);
            ancestors
                .extend(above.into_iter().filter_map(|area| Some(Ancestor { title: area.name, path: area.path? })));
            let pages = views.cards(&query::pages_about(site, details.id));
            values.push(("area", joined(&value(&details), &[("pages", pages)])));
            (topic.title(site).to_owned(), ancestors)
        }
        Topic::Venue(row) => {
            let id = site.data.venues.rows[row].id.value.as_str();
            let pages = views.cards(&query::services_at(site, id));
            values.push(("venue", joined(&value(&query::venue_view(site, id)), &[("pages", pages)])));
            (topic.title(site).to_owned(), directory_ancestor(views, Directory::Venues))
        }
        Topic::Person(row) => {
            let id = site.data.people.rows[row].id.value.as_str();
            let lectures = value(&query::lectures_by(site, id));
            values.push(("person", joined(&value(&query::person_view(site, id)), &[("lectures", lectures)])));
            (topic.title(site).to_owned(), directory_ancestor(views, Directory::People))
        }
        Topic::Audience(number) => {
            let name = &site.audiences[number].name;
            let view = [
                ("name", Value::from(name.as_str())),
                ("pages", views.cards(&query::pages_for(site, name))),
                ("lectures", value(&query::lectures_for(site, name))),
            ];
            values.push(("audience", fields(&view)));
            (topic.title(site).to_owned(), directory_ancestor(views, Directory::Audiences))
        }
    };
    values.push(about(site, title, &page, ancestors, Some(topic)));
    values
}

/// All topics of a directory.
pub fn directory(views: &Arc<Views>, directory: Directory) -> Vec<Named> {
    let site = &views.site;
    vec![
        about(site, directory_title(views, directory), &directory.address(), Vec::new(), None),
        ("groups", value(&query::directory_groups(site, directory))),
    ]
}

pub fn year(views: &Arc<Views>, year: i32) -> Vec<Named> {
    let site = &views.site;
    let calendar = address::calendar();
    let ancestors = vec![Ancestor { title: word(&views.theme, "calendar"), path: calendar.as_str().to_owned() }];
    let title = word(&views.theme, "year_title").replace("{year}", &year.to_string());
    vec![
        about(site, title, &address::year(year), ancestors, Some(Topic::Everything)),
        ("year", value(&query::year_view(site, year))),
    ]
}

pub fn month(views: &Arc<Views>, year: i32, month: u32) -> Vec<Named> {
    let site = &views.site;
    let calendar = address::calendar();
    let year_title = word(&views.theme, "year_title").replace("{year}", &year.to_string());
    let ancestors = vec![
        Ancestor { title: word(&views.theme, "calendar"), path: calendar.as_str().to_owned() },
        Ancestor { title: &year_title, path: address::year(year).as_str().to_owned() },
    ];
    let date = crate::record::Moment::Date(chrono::NaiveDate::from_ymd_opt(year, month, 1).unwrap_or_default());
    let pattern = word(&views.theme, "month_title");
    let title = crate::time::date::format(date, pattern, site.config.spoken()).unwrap_or_default();
    vec![
        about(site, title, &address::month(year, month), ancestors, Some(Topic::Everything)),
        ("month", month_value(views, year, month)),
    ]
}

/// The menu of lectures, by topic; what is for whom follows from each lecture's audience.
pub fn lectures(views: &Arc<Views>) -> Vec<Named> {
    let site = &views.site;
    vec![
        about(site, word(&views.theme, "lectures"), &address::lectures(), Vec::new(), None),
        ("menu", value(&query::lectures_by_topic(site))),
        ("audiences", value(&query::lectures_by_audience(site))),
    ]
}

/// The page in large print asks for what it shows by functions.
pub fn elder(views: &Arc<Views>) -> Vec<Named> {
    vec![about(&views.site, word(&views.theme, "elder_title"), &address::elder(), Vec::new(), None)]
}

/// Every page of the site by its section.
pub fn site_map(views: &Arc<Views>) -> Vec<Named> {
    let site = &views.site;
    vec![
        about(site, word(&views.theme, "site_map"), &address::site_map(), Vec::new(), None),
        ("map", value(&query::site_map(site))),
    ]
}

pub fn observances(views: &Arc<Views>) -> Vec<Named> {
    let site = &views.site;
    vec![
        about(site, word(&views.theme, "observances"), &address::observances(), Vec::new(), None),
        ("years", value(&query::observance_years(site))),
    ]
}

pub fn changes(views: &Arc<Views>) -> Vec<Named> {
    let site = &views.site;
    let page = address::changes();
    let changed = query::changes_on_pages(site);
    let lists = [("coming", views.occurrences(&changed.coming)), ("past", views.occurrences(&changed.past))];
    vec![
        about(site, word(&views.theme, "recent_changes"), &page, Vec::new(), Some(Topic::Everything)),
        ("changes", fields(&lists)),
        (
            "feed",
            Value::from(if query::has_changes_feed(site) {
                page.file("atom.xml").as_str().to_owned()
            } else {
                String::new()
            }),
        ),
    ]
}
