//! `/lectures/`: what can be booked, by topic and by audience.

use super::{Outlet, Render, Rendition, Subject, Switch, Target, page};
use crate::diagnostic::{Findings, Place};
use crate::model::{Site, address};
use crate::query;
use crate::theme::{self, Theme};

pub const OUTLET: Outlet = Outlet { name: "lectures", plan, render, switch: Switch::Optional };

const TEMPLATE: &str = "lectures.html";

fn plan(site: &Site, theme: &Theme, targets: &mut Vec<Target>) {
    if query::has_lectures(site) && theme.has_template(TEMPLATE) {
        let (subject, place) = (Subject::Site, Place::site());
        targets.push(Target { address: address::lectures(), outlet: &OUTLET, subject, place });
    }
}

fn render(render: &Render<'_>, target: &Target) -> Result<Rendition, Findings> {
    page::finish(render, target, TEMPLATE, theme::lectures(render.views), Findings::new())
}
