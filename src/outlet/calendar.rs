//! The calendar: what is on and to come, its kinds, its years and months. A theme without the template of one of them
//! has no such pages.

use super::{Outlet, Render, Rendition, Subject, Switch, Target, page};
use crate::diagnostic::{Findings, Place};
use crate::model::Site;
use crate::model::address;
use crate::query::{self, Topic};
use crate::theme::{self, Theme};

pub const OUTLET: Outlet = Outlet { name: "calendar", plan, render, switch: Switch::Optional };

const OVERVIEW: &str = "calendar.html";
const KIND: &str = "calendar_kind.html";
const YEAR: &str = "calendar_year.html";
const MONTH: &str = "calendar_month.html";

fn plan(site: &Site, theme: &Theme, targets: &mut Vec<Target>) {
    if !query::has_calendar(site) {
        return;
    }
    let mut add = |template: &str, address, subject| {
        if theme.has_template(template) {
            targets.push(Target { address, outlet: &OUTLET, subject, place: Place::site() });
        }
    };
    add(OVERVIEW, address::calendar(), Subject::Topic(Topic::Everything));
    for kind in query::kinds(site) {
        let topic = Topic::Kind(kind);
        add(KIND, topic.address(site), Subject::Topic(topic));
    }
    for year in query::years(site) {
        add(YEAR, address::year(year), Subject::Year(year));
    }
    for (year, month) in query::months(site) {
        add(MONTH, address::month(year, month), Subject::Month(year, month));
    }
}

fn render(render: &Render<'_>, target: &Target) -> Result<Rendition, Findings> {
    let (template, values) = match target.subject {
        Subject::Topic(topic @ Topic::Everything) => (OVERVIEW, theme::topic(render.views, topic)),
        Subject::Topic(topic) => (KIND, theme::topic(render.views, topic)),
        Subject::Year(year) => (YEAR, theme::year(render.views, year)),
        Subject::Month(year, month) => (MONTH, theme::month(render.views, year, month)),
        _ => return Err(Vec::new()),
    };
    page::finish(render, target, template, values, Findings::new())
}
