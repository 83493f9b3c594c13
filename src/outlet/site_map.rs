//! `/sitemap/`: every page of the site by its section, for people; `sitemap.xml` is for machines.

use super::{Outlet, Render, Rendition, Subject, Switch, Target, page};
use crate::diagnostic::{Findings, Place};
use crate::model::{Site, address};
use crate::theme::{self, Theme};

pub const OUTLET: Outlet = Outlet { name: "site_map", plan, render, switch: Switch::Optional };

const TEMPLATE: &str = "site_map.html";

fn plan(_: &Site, theme: &Theme, targets: &mut Vec<Target>) {
    if theme.has_template(TEMPLATE) {
        let (subject, place) = (Subject::Site, Place::site());
        targets.push(Target { address: address::site_map(), outlet: &OUTLET, subject, place });
    }
}

fn render(render: &Render<'_>, target: &Target) -> Result<Rendition, Findings> {
    page::finish(render, target, TEMPLATE, theme::site_map(render.views), Findings::new())
}
