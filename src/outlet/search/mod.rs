//! Search: its page and the index that the page's script reads, as plain files that any server sends.
//!
//! What can be found has a number ([`layout`]), known without rendering; the files of records hold what results show
//! ([`records`]), the files of terms where each term stands ([`index`]). The script asks for a few of them for a query.
//! Browsers may keep them: the first file, which is asked for anew, names a version that all others are asked by, and
//! each of them carries the mark of its numbering, so that files of two builds are never taken together.

mod article;
mod coding;
mod head;
mod index;
mod layout;
mod records;
mod spelling;
mod texts;

use std::sync::OnceLock;

use self::index::Index;
use self::layout::Layout;
use super::{Outlet, Render, Rendition, Subject, Switch, Target, page};
use crate::diagnostic::{Findings, Place};
use crate::model::{Site, address};
use crate::theme::{self, Theme};

pub const OUTLET: Outlet = Outlet { name: "search", plan, render, switch: Switch::Optional };

/// A file of search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Page,
    Head,
    Words,
    Terms(usize),
    Records(usize),
}

/// What the files are made from, each part when the first of its files is asked for: a preview that nobody searches
/// never pays for it.
#[derive(Debug, Default)]
pub struct Search {
    layout: OnceLock<Layout>,
    index: OnceLock<Index>,
}

impl Search {
    fn layout(&self, site: &Site) -> &Layout {
        self.layout.get_or_init(|| Layout::of(site))
    }

    #[cfg(test)]
    pub fn has_index(&self) -> bool {
        self.index.get().is_some()
    }

    fn index(&self, render: &Render<'_>) -> &Index {
        let layout = self.layout(&render.views.site);
        self.index.get_or_init(|| index::build(render.views, layout))
    }
}

fn plan(site: &Site, theme: &Theme, targets: &mut Vec<Target>) {
    if !theme.has_search(site) {
        return;
    }
    let layout = Layout::of(site);
    let folder = address::search();
    let mut add = |address, part| {
        targets.push(Target { address, outlet: &OUTLET, subject: Subject::Search(part), place: Place::site() });
    };
    add(folder.clone(), Part::Page);
    add(folder.file("index.json"), Part::Head);
    add(folder.file("words.json"), Part::Words);
    let (terms, records) = (folder.page("terms"), folder.page("records"));
    (0..layout.term_files as usize).for_each(|file| add(terms.file(&format!("{file}.json")), Part::Terms(file)));
    (0..layout.record_files.len()).for_each(|file| add(records.file(&format!("{file}.json")), Part::Records(file)));
}

fn render(render: &Render<'_>, target: &Target) -> Result<Rendition, Findings> {
    let Subject::Search(part) = target.subject else { return Err(Vec::new()) };
    let (site, search) = (&render.views.site, &render.plan.search);
    let text = match part {
        Part::Page => {
            let values = theme::search(render.views);
            return page::finish(render, target, theme::SEARCH_TEMPLATE, values, Findings::new());
        }
        Part::Head => head::head(site, search.layout(site), search.index(render)),
        Part::Words => spelling::words(site, search.layout(site)),
        Part::Terms(file) => search.index(render).files.get(file).cloned().unwrap_or_default(),
        Part::Records(file) => records::file(render.views, search.layout(site), file),
    };
    Ok(Rendition::Text(text.into_bytes()))
}
