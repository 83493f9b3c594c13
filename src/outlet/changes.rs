//! `/changes/`: what is no longer as it was told, with its feed.

use super::{Outlet, Render, Rendition, Subject, Switch, Target, page};
use crate::diagnostic::{Findings, Place};
use crate::model::{Site, address};
use crate::query;
use crate::theme::{self, Theme};

pub const OUTLET: Outlet = Outlet { name: "changes", plan, render, switch: Switch::Optional };

const TEMPLATE: &str = "changes.html";

fn plan(site: &Site, theme: &Theme, targets: &mut Vec<Target>) {
    // The page stands as soon as there is a schedule: an address that is told on posters must not come and go.
    if query::has_changes(site) && theme.has_template(TEMPLATE) {
        let (subject, place) = (Subject::Changes, Place::site());
        targets.push(Target { address: address::changes(), outlet: &OUTLET, subject, place });
    }
}

fn render(render: &Render<'_>, target: &Target) -> Result<Rendition, Findings> {
    page::finish(render, target, TEMPLATE, theme::changes(render.views), Findings::new())
}
