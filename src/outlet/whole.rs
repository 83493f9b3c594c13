//! A guide whole: all its chapters on one page, to print or to read through. It stands at `whole/` below the guide.

use super::{Outlet, Render, Rendition, Subject, Switch, Target, page};
use crate::diagnostic::{Findings, Place};
use crate::model::{Site, address};
use crate::query;
use crate::theme::{self, Theme};

pub const OUTLET: Outlet = Outlet { name: "whole", plan, render, switch: Switch::Optional };

const TEMPLATE: &str = "whole.html";

fn plan(site: &Site, theme: &Theme, targets: &mut Vec<Target>) {
    if !theme.has_template(TEMPLATE) {
        return;
    }
    for id in query::guides_with_chapters(site) {
        let section = site.section(id);
        let place = section.document.as_ref().map_or_else(Place::site, |document| Place::file(document.path.clone()));
        let (address, subject) = (address::whole(&section.address), Subject::Guide(id));
        targets.push(Target { address, outlet: &OUTLET, subject, place });
    }
}

fn render(render: &Render<'_>, target: &Target) -> Result<Rendition, Findings> {
    let Subject::Guide(id) = target.subject else { return Err(Vec::new()) };
    // The chapters' own pages report what is wrong with their text.
    page::finish(render, target, TEMPLATE, theme::whole(render.views, id), Findings::new())
}
