//! `/observances/`: the days of the year that the office observes, with their dates.

use super::{Outlet, Render, Rendition, Subject, Switch, Target, page};
use crate::diagnostic::{Findings, Place};
use crate::model::{Site, address};
use crate::query;
use crate::theme::{self, Theme};

pub const OUTLET: Outlet = Outlet { name: "observances", plan, render, switch: Switch::Optional };

const TEMPLATE: &str = "observances.html";

fn plan(site: &Site, theme: &Theme, targets: &mut Vec<Target>) {
    if query::has_observances(site) && theme.has_template(TEMPLATE) {
        let (subject, place) = (Subject::Site, Place::site());
        targets.push(Target { address: address::observances(), outlet: &OUTLET, subject, place });
    }
}

fn render(render: &Render<'_>, target: &Target) -> Result<Rendition, Findings> {
    page::finish(render, target, TEMPLATE, theme::observances(render.views), Findings::new())
}
