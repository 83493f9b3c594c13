//! Views as Tera values. A page's value is its card with what only its own template shows.

use std::sync::{Arc, OnceLock};

use serde::Serialize;
use tera::{Map, Value};

use super::{Theme, Views, content};
use crate::diagnostic::Findings;
use crate::model::{Asset, Node, PageId, SectionId, Site, TaxonomyTerms, Term, address};
use crate::query::{self, Pager};

/// A value by the name under which a template sees it.
pub type Named = (&'static str, Value);

pub(super) fn value(view: &impl Serialize) -> Value {
    Value::from_serializable(view)
}

pub(super) fn map(value: Value) -> Map {
    value.into_map().unwrap_or_default()
}

/// What every template sees.
pub fn globals(site: &Site, theme: &Theme) -> Vec<Named> {
    let config = &site.config;
    let mut extra = map(theme.info().and_then(|info| info.extra.as_ref()).map_or_else(Value::none, value));
    extra.extend(map(config.extra.as_ref().map_or_else(Value::none, value)));
    let mut view = Map::new();
    let mut put = |name: &'static str, value: Value| view.insert(name.into(), value);
    put("title", Value::from(config.title.as_str()));
    put("description", Value::from(config.description.as_str()));
    put("base_url", Value::from(config.base_url.as_ref().map_or_else(String::new, |base| base.join(""))));
    put("domain", Value::from(config.base_url.as_ref().map_or("", |base| base.host())));
    put("language", Value::from(config.language.as_str()));
    put("timezone", Value::from(config.zone.name()));
    put("organisation", value(&query::organisation_view(site)));
    put("menu", value(&menu(site)));
    put("taxonomies", value(&config.taxonomies));
    put("extra", Value::from(extra));
    vec![
        ("config", Value::from(view)),
        ("now", value(&config.zone.moment(site.clock))),
        ("pace", Value::from(site.pace.name())),
        ("search", if theme.has_search(site) { Value::from(address::search().as_str()) } else { Value::none() }),
        ("xinfeng_version", Value::from(env!("CARGO_PKG_VERSION"))),
    ]
}

#[derive(Serialize)]
struct MenuView<'a> {
    name: &'a str,
    url: String,
}

/// The menu with its `@/` links resolved; links that lead nowhere were reported by the checks.
fn menu(site: &Site) -> Vec<MenuView<'_>> {
    let resolve = |url: &str| match url.strip_prefix("@/").map(|path| site.find(path)) {
        Some(Some(node)) => site.address_of(node).to_string(),
        _ => url.to_owned(),
    };
    site.config.menu.iter().map(|item| MenuView { name: &item.name, url: resolve(&item.url.value) }).collect()
}

pub fn card(views: &Views, id: PageId) -> Value {
    let site = &views.site;
    let card = query::page_card(site, id);
    let summary = Value::safe_string(&content::rooted(&card.summary, &site.page(id).address));
    let mut map = map(value(&card));
    map.insert("summary".into(), summary);
    map.insert("taxonomies".into(), page_terms(views, id));
    Value::from(map)
}

pub fn venue(site: &Site, id: &str) -> Value {
    query::venue_view(site, id).map_or_else(Value::none, |view| value(&view))
}

/// The values of a term as pages show it, each made when the first page needs it.
#[derive(Debug, Default)]
pub struct TermValues {
    link: OnceLock<Value>,
    /// Its taxonomy with this term alone, as most pages carry it.
    alone: OnceLock<Value>,
}

/// The terms of a page, by taxonomy.
fn page_terms(views: &Views, id: PageId) -> Value {
    let link = |taxonomy: usize, number: usize| {
        let term = &views.site.taxonomies[taxonomy].terms[number];
        views.term(taxonomy, number).link.get_or_init(|| value(&query::term_link(term))).clone()
    };
    let some = |taxonomy: usize, numbers: &[usize]| {
        let mut map = map(value(&query::terms_in(&views.site, taxonomy, std::iter::empty())));
        let links: Vec<Value> = numbers.iter().map(|&number| link(taxonomy, number)).collect();
        map.insert("terms".into(), Value::from(links));
        Value::from(map)
    };
    let terms = &views.site.page(id).terms;
    let by_taxonomy = (0..views.site.taxonomies.len()).filter_map(|taxonomy| {
        let numbers: Vec<usize> = terms.iter().filter(|(of, _)| *of == taxonomy).map(|&(_, number)| number).collect();
        match numbers[..] {
            [] => None,
            [number] => {
                let alone = &views.term(taxonomy, number).alone;
                Some(alone.get_or_init(|| some(taxonomy, &numbers)).clone())
            }
            _ => Some(some(taxonomy, &numbers)),
        }
    });
    Value::from(by_taxonomy.collect::<Vec<_>>())
}

pub fn section_card(site: &Site, id: SectionId) -> Value {
    value(&query::section_card(site, id))
}

/// How many keys [`page`] adds to those of the card and the details.
const OWN: usize = 8;

/// A page for its own template.
pub fn page(views: &Arc<Views>, id: PageId) -> (Value, Findings) {
    let site = &views.site;
    let page = site.page(id);
    let mut findings = Findings::new();
    let card = map(views.card(id));
    let details = map(value(&query::page_details(site, id)));
    let mut map = Map::with_capacity(card.len() + details.len() + OWN);
    map.extend(card);
    map.extend(details);
    let html = content::article(views, &page.address, &page.document.body, &mut findings);
    map.insert("content".into(), Value::safe_string(&html));
    map.insert("image".into(), image(views, &page.pictures));
    map.insert("lower".into(), page.lower.map_or_else(Value::none, |id| views.card(id)));
    map.insert("higher".into(), page.higher.map_or_else(Value::none, |id| views.card(id)));
    let related = query::related(site, id).into_iter().map(|node| match node {
        Node::Page(id) => views.card(id),
        Node::Section(id) => views.section_card(id),
    });
    map.insert("related".into(), Value::from(related.collect::<Vec<_>>()));
    map.insert("section".into(), views.section_card(page.section));
    map.insert("guide".into(), guide(views, id));
    map.insert("json_ld".into(), query::json_ld(site, id).map_or_else(Value::none, |json| Value::safe_string(&json)));
    (Value::from(map), findings)
}

/// The first picture that can be shown. What is wrong with the others is told where they stand.
fn image(views: &Views, pictures: &[Asset]) -> Value {
    let first = pictures.iter().find(|picture| views.pictures.look(&picture.file).is_ok());
    first.map_or_else(Value::none, |picture| Value::from(&*picture.file))
}

/// The guide whose chapter a page is: its chapters in order, and the number of this one.
fn guide(views: &Views, id: PageId) -> Value {
    let section = views.site.page(id).section;
    // Before the page is looked for, since other sections may have very many.
    if query::section_kind(&views.site, section) != "guide" {
        return Value::none();
    }
    let chapters = &views.site.section(section).pages;
    let Some(number) = chapters.iter().position(|&chapter| chapter == id) else { return Value::none() };
    let mut map = map(value(&query::section_link(&views.site, section)));
    map.insert("number".into(), Value::from(number + 1));
    map.insert("whole".into(), Value::from(whole_path(views, section)));
    map.insert("chapters".into(), views.cards(chapters));
    Value::from(map)
}

/// A section for its own template, with the pages of one pager.
pub fn section(views: &Arc<Views>, id: SectionId, pager: Option<Pager>) -> (Vec<Named>, Findings) {
    let site = &views.site;
    let section = site.section(id);
    let mut findings = Findings::new();
    let mut map = map(views.section_card(id));
    map.extend(self::map(value(&query::section_details(site, id))));
    let html = section
        .document
        .as_ref()
        .map(|document| content::article(views, &section.address, &document.body, &mut findings))
        .unwrap_or_default();
    map.insert("content".into(), Value::safe_string(&html));
    map.insert("image".into(), image(views, &section.pictures));
    map.insert("path".into(), Value::from(section.address.as_str()));
    map.insert("whole".into(), Value::from(whole_path(views, id)));
    let mut values = Vec::new();
    match pager {
        // A long section's pages are only ever seen one pager at a time.
        Some(pager) => {
            map.insert("pages".into(), Value::from(Vec::<Value>::new()));
            values.push(("paginator", paginator(views, &section.address, pager, &section.pages)));
        }
        None => {
            map.insert("pages".into(), views.cards(&section.pages));
        }
    }
    values.push(("section", Value::from(map)));
    (values, findings)
}

/// Where a guide stands whole; nothing for other sections, and where the outlet is off or the theme lacks its template.
fn whole_path(views: &Views, id: SectionId) -> String {
    let site = &views.site;
    let there = site.config.has_outlet("whole")
        && views.theme.has_template("whole.html")
        && query::guides_with_chapters(site).contains(&id);
    if there { address::whole(&site.section(id).address).as_str().to_owned() } else { String::new() }
}

/// A guide with all its chapters, their text made to stand on one page.
pub fn whole(views: &Arc<Views>, id: SectionId) -> Vec<Named> {
    let site = &views.site;
    let (section, _) = self::section(views, id, None);
    let chapters = site.section(id).pages.iter().enumerate().map(|(index, &page)| {
        let name = format!("chapter-{}", index + 1);
        let page = site.page(page);
        let html = content::article(views, &page.address, &page.document.body, &mut Findings::new());
        let mut chapter = Map::new();
        chapter.insert("anchor".into(), Value::from(name.as_str()));
        chapter.insert("title".into(), Value::from(page.title.as_str()));
        chapter.insert("path".into(), Value::from(page.address.as_str()));
        chapter.insert("content".into(), Value::safe_string(&content::below(&html, &name, &page.address)));
        Value::from(chapter)
    });
    let mut values = section;
    values.push(("chapters", Value::from(chapters.collect::<Vec<_>>())));
    values
}

fn paginator(views: &Views, base: &crate::model::address::Address, pager: Pager, pages: &[PageId]) -> Value {
    let mut map = map(value(&query::paginator(base, pager, pages.len())));
    map.insert("pages".into(), views.cards(pager.slice(pages)));
    Value::from(map)
}

#[derive(Serialize)]
struct TaxonomyView<'a> {
    name: &'a str,
    title: &'a str,
    path: &'a str,
    permalink: String,
}

fn taxonomy_view(site: &Site, taxonomy: &TaxonomyTerms) -> Value {
    value(&TaxonomyView {
        name: &taxonomy.name,
        title: &taxonomy.title,
        path: taxonomy.address.as_str(),
        permalink: query::permalink(site, &taxonomy.address),
    })
}

/// The list of a taxonomy's terms.
pub fn taxonomy(site: &Site, taxonomy: &TaxonomyTerms) -> Vec<Named> {
    let terms: Vec<_> = taxonomy.terms.iter().map(|term| query::term_view(site, term)).collect();
    vec![("taxonomy", taxonomy_view(site, taxonomy)), ("terms", value(&terms))]
}

/// A term and its pages, one pager at a time where the taxonomy is paginated.
pub fn term(views: &Views, taxonomy: &TaxonomyTerms, term: &Term, pager: Option<Pager>) -> Vec<Named> {
    let site = &views.site;
    let mut map = map(value(&query::term_view(site, term)));
    let mut values = vec![("taxonomy", taxonomy_view(site, taxonomy))];
    match pager {
        Some(pager) => {
            map.insert("pages".into(), Value::from(Vec::<Value>::new()));
            values.push(("paginator", paginator(views, &term.address, pager, &term.pages)));
        }
        None => {
            map.insert("pages".into(), views.cards(&term.pages));
        }
    }
    values.push(("term", Value::from(map)));
    values
}
