//! Sections: their introduction and their pages, one pager at a time where a section is paginated.

use super::{Outlet, Render, Rendition, Subject, Switch, Target, page};
use crate::diagnostic::{Findings, Place};
use crate::model::{SectionId, Site};
use crate::query::{self, Pager};
use crate::theme::{self, Theme};

pub const OUTLET: Outlet = Outlet { name: "section", plan, render, switch: Switch::Always };

fn plan(site: &Site, _: &Theme, targets: &mut Vec<Target>) {
    for (index, section) in site.sections.iter().enumerate() {
        let id = SectionId(index);
        let front = section.document.as_ref().and_then(|document| document.section());
        if front.is_some_and(|front| front.redirect_to.is_some()) {
            continue;
        }
        let place = section.document.as_ref().map_or_else(Place::site, |document| Place::file(document.path.clone()));
        for pager in Pager::over(section.pages.len(), query::paginate_by(site, id)) {
            targets.push(Target {
                address: section.address.pager(pager.number),
                outlet: &OUTLET,
                subject: Subject::Section(id, pager),
                place: place.clone(),
            });
        }
    }
}

fn render(render: &Render<'_>, target: &Target) -> Result<Rendition, Findings> {
    let Subject::Section(id, pager) = target.subject else { return Err(Vec::new()) };
    let site = &render.views.site;
    let front = site.section(id).document.as_ref().and_then(|document| document.section());
    let explicit = front.and_then(|front| front.template.as_ref());
    let usual = match (id, query::section_kind(site, id)) {
        (SectionId::HOME, _) => ["index.html", "section.html"],
        (_, "campaign") => ["campaign.html", "section.html"],
        (_, "guide") => ["guide.html", "section.html"],
        _ => ["section.html", "section.html"],
    };
    let template = render
        .views
        .theme
        .choose(explicit.map(|name| (name.value.as_str(), &name.place)), &usual)
        .map_err(|finding| vec![finding])?;
    let shown = query::paginate_by(site, id).map(|_| pager);
    let (values, findings) = theme::section(render.views, id, shown);
    page::finish(render, target, template, values, findings)
}
