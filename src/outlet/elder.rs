//! `/elder/`: today, this week and whom to call, on one page in large print.

use super::{Outlet, Render, Rendition, Subject, Switch, Target, page};
use crate::diagnostic::{Findings, Place};
use crate::model::{Site, address};
use crate::theme::{self, Theme};

pub const OUTLET: Outlet = Outlet { name: "elder", plan, render, switch: Switch::Optional };

const TEMPLATE: &str = "elder.html";

fn plan(_: &Site, theme: &Theme, targets: &mut Vec<Target>) {
    if theme.has_template(TEMPLATE) {
        let (subject, place) = (Subject::Site, Place::site());
        targets.push(Target { address: address::elder(), outlet: &OUTLET, subject, place });
    }
}

fn render(render: &Render<'_>, target: &Target) -> Result<Rendition, Findings> {
    page::finish(render, target, TEMPLATE, theme::elder(render.views), Findings::new())
}
