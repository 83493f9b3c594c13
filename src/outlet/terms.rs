//! Taxonomies: a page that lists the terms, and a page for each term.

use super::{Outlet, Render, Rendition, Subject, Switch, Target, page};
use crate::diagnostic::{Findings, Place};
use crate::model::Site;
use crate::query::Pager;
use crate::theme::{self, Theme};

pub const OUTLET: Outlet = Outlet { name: "taxonomies", plan, render, switch: Switch::Optional };

fn plan(site: &Site, _: &Theme, targets: &mut Vec<Target>) {
    for (index, taxonomy) in site.taxonomies.iter().enumerate() {
        let mut add = |address, subject| {
            targets.push(Target { address, outlet: &OUTLET, subject, place: Place::file(crate::config::FILE) });
        };
        add(taxonomy.address.clone(), Subject::Taxonomy(index));
        for (number, term) in taxonomy.terms.iter().enumerate() {
            for pager in Pager::over(term.pages.len(), taxonomy.paginate_by) {
                add(term.address.pager(pager.number), Subject::Term(index, number, pager));
            }
        }
    }
}

fn render(render: &Render<'_>, target: &Target) -> Result<Rendition, Findings> {
    let site = &render.views.site;
    let (template, values) = match target.subject {
        Subject::Taxonomy(index) => ("taxonomy_list.html", theme::taxonomy(site, &site.taxonomies[index])),
        Subject::Term(index, number, pager) => {
            let taxonomy = &site.taxonomies[index];
            let shown = taxonomy.paginate_by.map(|_| pager);
            ("taxonomy_single.html", theme::term(render.views, taxonomy, &taxonomy.terms[number], shown))
        }
        _ => return Err(Vec::new()),
    };
    let template = render.views.theme.choose(None, &[template]).map_err(|finding| vec![finding])?;
    page::finish(render, target, template, values, Findings::new())
}
