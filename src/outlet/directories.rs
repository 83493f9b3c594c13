//! Directories and their topics: a list of all areas, venues, people and audiences, and a page for each with its schedule.
//! A theme without the template of one of them has no such pages.

use super::{Outlet, Render, Rendition, Subject, Switch, Target, page};
use crate::diagnostic::{Findings, Place};
use crate::model::Site;
use crate::query::Directory;
use crate::theme::{self, Theme};

pub const AREAS: Outlet = outlet("areas", |site, theme, targets| plan(&AREAS, Directory::Areas, site, theme, targets));
pub const VENUES: Outlet =
    outlet("venues", |site, theme, targets| plan(&VENUES, Directory::Venues, site, theme, targets));
pub const PEOPLE: Outlet =
    outlet("people", |site, theme, targets| plan(&PEOPLE, Directory::People, site, theme, targets));
pub const AUDIENCES: Outlet =
    outlet("audiences", |site, theme, targets| plan(&AUDIENCES, Directory::Audiences, site, theme, targets));

const fn outlet(name: &'static str, plan: fn(&Site, &Theme, &mut Vec<Target>)) -> Outlet {
    Outlet { name, plan, render, switch: Switch::Optional }
}

/// The template of a list, and that of each of its topics.
fn templates(directory: Directory) -> (&'static str, &'static str) {
    match directory {
        Directory::Areas => ("areas.html", "area.html"),
        Directory::Venues => ("venues.html", "venue.html"),
        Directory::People => ("people.html", "person.html"),
        Directory::Audiences => ("audiences.html", "audience.html"),
    }
}

fn plan(outlet: &'static Outlet, directory: Directory, site: &Site, theme: &Theme, targets: &mut Vec<Target>) {
    let topics = directory.topics(site);
    let (list, single) = templates(directory);
    let place = Place::site();
    if !topics.is_empty() && theme.has_template(list) {
        let subject = Subject::Directory(directory);
        targets.push(Target { address: directory.address(), outlet, subject, place: place.clone() });
    }
    for topic in topics.into_iter().filter(|_| theme.has_template(single)) {
        let subject = Subject::Topic(topic);
        targets.push(Target { address: topic.address(site), outlet, subject, place: place.clone() });
    }
}

fn render(render: &Render<'_>, target: &Target) -> Result<Rendition, Findings> {
    let (template, values) = match target.subject {
        Subject::Directory(directory) => (templates(directory).0, theme::directory(render.views, directory)),
        Subject::Topic(topic) => {
            let Some(directory) = topic.directory() else { return Err(Vec::new()) };
            (templates(directory).1, theme::topic(render.views, topic))
        }
        _ => return Err(Vec::new()),
    };
    page::finish(render, target, template, values, Findings::new())
}
