//! `404.html`. A server sends it for any address at any depth, so its links start at the path of `base_url`.

use super::{AddressForm, Outlet, Render, Rendition, Subject, Switch, Target, page};
use crate::diagnostic::{Findings, Place};
use crate::model::Site;
use crate::model::address::Address;
use crate::theme::Theme;

pub const OUTLET: Outlet = Outlet { name: "not_found", plan, render, switch: Switch::Optional };

fn plan(_: &Site, theme: &Theme, targets: &mut Vec<Target>) {
    if theme.has_template("404.html") {
        targets.push(Target {
            address: Address::home().file("404.html"),
            outlet: &OUTLET,
            subject: Subject::Site,
            place: Place::site(),
        });
    }
}

fn render(render: &Render<'_>, target: &Target) -> Result<Rendition, Findings> {
    let base = render.views.site.config.base_url.as_ref().map_or("", |base| base.path.as_str());
    let form = AddressForm::Rooted { base: base.to_owned() };
    let rooted = Render { views: render.views, plan: render.plan, form };
    page::finish(&rooted, target, "404.html", Vec::new(), Findings::new())
}
