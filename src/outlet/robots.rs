//! `robots.txt`: everything may be read, and where the sitemap is. A site's own file in `static/` takes its place.

use super::{Outlet, Render, Rendition, Subject, Switch, Target};
use crate::diagnostic::{Findings, Place};
use crate::model::Site;
use crate::model::address::Address;
use crate::theme::Theme;

pub const OUTLET: Outlet = Outlet { name: "robots", plan, render, switch: Switch::Optional };

fn plan(site: &Site, _: &Theme, targets: &mut Vec<Target>) {
    let address = Address::home().file("robots.txt");
    if site.statics.iter().all(|file| file.address != address) {
        targets.push(Target { address, outlet: &OUTLET, subject: Subject::Site, place: Place::site() });
    }
}

#[expect(clippy::unnecessary_wraps, reason = "the signature of every outlet")]
fn render(render: &Render<'_>, _: &Target) -> Result<Rendition, Findings> {
    let config = &render.views.site.config;
    let mut text = String::from("User-agent: *\nAllow: /\n");
    if let (Some(base), true) = (&config.base_url, config.has_outlet("sitemap")) {
        text = format!("{text}\nSitemap: {}\n", base.join("/sitemap.xml"));
    }
    Ok(Rendition::Text(text.into_bytes()))
}
