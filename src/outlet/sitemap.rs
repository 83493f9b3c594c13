//! `sitemap.xml` (sitemaps.org protocol 0.9): every page and section with its absolute address.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::{Outlet, Render, Rendition, Subject, Switch, Target};
use crate::diagnostic::{Findings, Place};
use crate::model::Site;
use crate::model::address::Address;
use crate::record::{Moment, iso};
use crate::theme::Theme;
use crate::time::Edge;

pub const OUTLET: Outlet = Outlet { name: "sitemap", plan, render, switch: Switch::Optional };

/// The protocol's limit of addresses in one file.
const LIMIT: usize = 50_000;

fn plan(site: &Site, _: &Theme, targets: &mut Vec<Target>) {
    if site.config.base_url.is_some() {
        targets.push(Target {
            address: Address::home().file("sitemap.xml"),
            outlet: &OUTLET,
            subject: Subject::Site,
            place: Place::site(),
        });
    }
}

fn render(render: &Render<'_>, _: &Target) -> Result<Rendition, Findings> {
    let site = &render.views.site;
    let Some(base) = &site.config.base_url else { return Err(Vec::new()) };
    let mut writer = Writer::new(Vec::new());
    let mut entries: Vec<(&Address, Option<String>)> = render
        .plan
        .targets
        .iter()
        .filter(|target| target.address.is_page() && !matches!(target.subject, Subject::Redirect(_)))
        .map(|target| (&target.address, last_change(site, &target.subject)))
        .collect();
    entries.sort();
    let written = (|| -> std::io::Result<()> {
        writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        writer
            .create_element("urlset")
            .with_attribute(("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9"))
            .write_inner_content(|writer| {
                for (address, date) in entries.iter().take(LIMIT) {
                    writer.create_element("url").write_inner_content(|writer| {
                        let location = base.join(&address.encoded());
                        writer.create_element("loc").write_text_content(BytesText::new(&location))?;
                        if let Some(date) = date {
                            writer.create_element("lastmod").write_text_content(BytesText::new(date))?;
                        }
                        Ok(())
                    })?;
                }
                Ok(())
            })?;
        Ok(())
    })();
    match written {
        Ok(()) => Ok(Rendition::Text(writer.into_inner())),
        // Writing into memory cannot fail.
        Err(_) => Err(Vec::new()),
    }
}

fn last_change(site: &Site, subject: &Subject) -> Option<String> {
    let Subject::Page(id) = subject else { return None };
    let page = site.page(*id);
    let moment = page.document.page().and_then(|front| front.updated).or(page.date)?;
    let civil = site.config.zone.civil(site.config.zone.instant(moment, Edge::Start));
    Some(iso(Moment::Date(civil.date())))
}
