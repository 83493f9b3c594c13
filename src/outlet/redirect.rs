//! Redirect pages: old addresses, and sections that lead elsewhere.

use super::{Outlet, Render, Rendition, Subject, Switch, Target, links};
use crate::diagnostic::Findings;
use crate::html;
use crate::model::Site;
use crate::theme::Theme;

pub const OUTLET: Outlet = Outlet { name: "redirect", plan, render, switch: Switch::Always };

fn plan(site: &Site, _: &Theme, targets: &mut Vec<Target>) {
    for (index, redirect) in site.redirects.iter().enumerate() {
        targets.push(Target {
            address: redirect.from.clone(),
            outlet: &OUTLET,
            subject: Subject::Redirect(index),
            place: redirect.place.clone(),
        });
    }
}

fn render(render: &Render<'_>, target: &Target) -> Result<Rendition, Findings> {
    let Subject::Redirect(index) = target.subject else { return Err(Vec::new()) };
    let views = render.views;
    let to = &views.site.redirects[index].to;
    let language = html::escaped(&views.site.config.language);
    let label = html::escaped(views.theme.string("redirect").unwrap_or("本页已搬到新地址"));
    let to = html::escaped(to);
    let html = format!(
        "<!doctype html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n<title>{label}</title>\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"robots\" content=\"noindex\">\n<meta http-equiv=\"refresh\" content=\"0; url={to}\">\n\
         </head>\n<body>\n<main>\n<h1>{label}</h1>\n<p><a href=\"{to}\">{to}</a></p>\n</main>\n</body>\n</html>\n"
    );
    let (html, links, anchors) = links::page(render, &target.address, &html);
    Ok(Rendition::Html { html, links, anchors, template: None, findings: Findings::new() })
}
