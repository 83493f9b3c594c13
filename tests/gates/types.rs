//! Pages of the reference site by what they are, for gates that look at one of each type.

use std::path::Path;

use xinfeng::model::{PageId, SectionId};
use xinfeng::pipeline::{Project, load};
use xinfeng::query;
use xinfeng::source::Root;

/// Every page with its type: the kind of a page or a section, `chapter`, `home`, `month`, `search`; as files of the output.
pub fn all() -> Vec<(&'static str, String)> {
    let loaded = load(&Project::at(Root::new(Path::new(env!("CARGO_MANIFEST_DIR")).to_owned())), None);
    let site = &loaded.site;
    let mut pages = vec![("home", "index.html".to_owned())];
    for id in (0..site.sections.len()).map(SectionId).filter(|&id| id != SectionId::HOME) {
        pages.push((query::section_kind(site, id), site.section(id).address.output_path()));
    }
    for id in (0..site.pages.len()).map(PageId) {
        let page = site.page(id);
        let kind = page.document.page().map_or("article", |front| front.kind());
        let is_chapter = kind == "article" && query::section_kind(site, page.section) == "guide";
        pages.push((if is_chapter { "chapter" } else { kind }, page.address.output_path()));
    }
    let clock = site.config.zone.civil(site.clock).date();
    pages.push(("month", format!("calendar/{}/index.html", clock.format("%Y/%m"))));
    let search = "search/index.html";
    if loaded.plan.get("/search/").is_some() {
        pages.push(("search", search.to_owned()));
    }
    pages
}

/// The first of each type that Lighthouse is asked about.
pub fn one_of_each() -> Vec<(&'static str, String)> {
    let all = all();
    let wanted = ["home", "campaign", "event", "tour", "month", "chapter", "service", "search"];
    wanted.iter().filter_map(|wanted| all.iter().find(|(kind, _)| kind == wanted).cloned()).collect()
}

/// `benches/lighthouse` reads the list from here.
#[test]
fn types_have_a_page_each() {
    let pages: Vec<String> = one_of_each().into_iter().map(|(_, page)| page).collect();
    assert!(pages.len() >= 7, "{pages:?}");
    println!("{}", serde_json::to_string(&pages).expect("names are JSON"));
}
