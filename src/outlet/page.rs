//! Pages: the article with its template, links made fit for where the page lies.

use super::{Outlet, Render, Rendition, Subject, Switch, Target, links};
use crate::content::PageFront;
use crate::diagnostic::{Diagnostic, Findings, Place};
use crate::model::{PageId, Site};
use crate::query;
use crate::theme::{self, Theme};

pub const OUTLET: Outlet = Outlet { name: "page", plan, render, switch: Switch::Always };

fn plan(site: &Site, _: &Theme, targets: &mut Vec<Target>) {
    for (index, page) in site.pages.iter().enumerate() {
        targets.push(Target {
            address: page.address.clone(),
            outlet: &OUTLET,
            subject: Subject::Page(PageId(index)),
            place: Place::file(page.document.path.clone()),
        });
    }
}

fn render(render: &Render<'_>, target: &Target) -> Result<Rendition, Findings> {
    let Subject::Page(id) = target.subject else { return Err(Vec::new()) };
    let site = &render.views.site;
    let page = site.page(id);
    let front = page.document.page();
    let section_front = site.section(page.section).document.as_ref().and_then(|document| document.section());
    let explicit = front
        .and_then(|front| front.template.as_ref())
        .or_else(|| section_front.and_then(|section| section.page_template.as_ref()));
    let kind = front.map_or("article", PageFront::kind);
    let by_kind = format!("{kind}.html");
    let in_guide = query::section_kind(site, page.section) == "guide";
    let usual =
        if in_guide && kind == "article" { ["chapter.html", "page.html"] } else { [by_kind.as_str(), "page.html"] };
    let template = render
        .views
        .theme
        .choose(explicit.map(|name| (name.value.as_str(), &name.place)), &usual)
        .map_err(|finding| vec![finding])?;
    let (value, findings) = theme::page(render.views, id);
    finish(render, target, template, vec![("page", value)], findings)
}

/// Renders a template and relinks the result: the last step of every HTML outlet.
pub fn finish(
    render: &Render<'_>,
    target: &Target,
    template: &str,
    values: Vec<theme::Named>,
    findings: Findings,
) -> Result<Rendition, Findings> {
    let current = render.views.at(&target.address);
    let values = current.into_iter().chain(values);
    match theme::render(render.views, template, values, |html| links::page(render, &target.address, html)) {
        Ok((html, links, anchors)) => {
            let template = render.views.theme.template_file(template);
            Ok(Rendition::Html { html, links, anchors, template, findings })
        }
        Err(finding) => Err(with_page(finding, target, findings)),
    }
}

/// A template's fault is shown with the page on which it appeared.
fn with_page(finding: Diagnostic, target: &Target, mut findings: Findings) -> Findings {
    let address = &target.address;
    findings.push(finding.related(&target.place, crate::text!("生成 {address} 时", "while rendering {address}")));
    findings
}
