//! Views as Tera values. A page's value is its card with what only its own template shows.

use std::sync::{Arc, OnceLock};

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};
use tera::value::Key;
use tera::{Map, Value};

use super::{Theme, Views, content};
use crate::diagnostic::Findings;
use crate::model::{Asset, PageId, SectionId, Site, TaxonomyTerms, Term, address};
use crate::query::{self, PageDetails, Pager, SectionDetails};

/// A value by the name under which a template sees it.
pub type Named = (&'static str, Value);

pub(super) fn value(view: &impl Serialize) -> Value {
    Value::from_serializable(view)
}

fn map(value: Value) -> Map {
    value.into_map().unwrap_or_default()
}

/// What every template sees.
pub fn globals(site: &Site, theme: &Theme) -> Vec<Named> {
    let config = &site.config;
    let mut extra = map(theme.info().and_then(|info| info.extra.as_ref()).map_or_else(Value::none, value));
    extra.extend(map(config.extra.as_ref().map_or_else(Value::none, value)));
    let view = [
        ("title", Value::from(config.title.as_str())),
        ("description", Value::from(config.description.as_str())),
        ("base_url", Value::from(config.base_url.as_ref().map_or_else(String::new, |base| base.join("")))),
        ("domain", Value::from(config.base_url.as_ref().map_or("", |base| base.host()))),
        ("language", Value::from(config.language.as_str())),
        ("timezone", Value::from(config.zone.name())),
        ("organisation", value(&query::organisation_view(site))),
        ("menu", value(&menu(site))),
        ("taxonomies", value(&config.taxonomies)),
        ("extra", Value::from(extra)),
    ];
    vec![
        ("config", fields(&view)),
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

/// The fields of a view and more of them as one value. Each is put into the map once, since most of what a value costs is
/// to find the place of its fields. A field that both have is the one among `more`.
pub(super) fn joined(view: &Value, more: &[Named]) -> Value {
    struct Joined<'a>(&'a Value, &'a [Named]);
    impl Serialize for Joined<'_> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let Self(view, more) = *self;
            let number = view.len().unwrap_or_default() + more.len();
            // Views are structs, whose fields have such names.
            let view = view.as_map().into_iter().flatten();
            let view =
                view.filter_map(|(key, value)| if let Key::Str(name) = *key { Some((name, value)) } else { None });
            let more = more.iter().map(|(name, value)| (*name, value));
            let mut all = serializer.serialize_struct("", number)?;
            view.chain(more).try_for_each(|(name, value)| all.serialize_field(name, value))?;
            all.end()
        }
    }
    value(&Joined(view, more))
}

/// Some fields as one value.
pub(super) fn fields(fields: &[Named]) -> Value {
    joined(&Value::none(), fields)
}

pub fn card(views: &Views, id: PageId) -> Value {
    let summary = content::rooted(&query::page_summary(&views.site, id), &views.site.page(id).address);
    value(&query::page_card(&views.site, id, Value::safe_string(&summary), page_terms(views, id)))
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
        let links: Vec<Value> = numbers.iter().map(|&number| link(taxonomy, number)).collect();
        value(&query::terms_in(&views.site, taxonomy, Value::from(links)))
    };
    let by_taxonomy = query::page_terms(&views.site, id).map(|(taxonomy, numbers)| match numbers[..] {
        [number] => views.term(taxonomy, number).alone.get_or_init(|| some(taxonomy, &numbers)).clone(),
        _ => some(taxonomy, &numbers),
    });
    Value::from(by_taxonomy.collect::<Vec<_>>())
}

pub fn section_card(site: &Site, id: SectionId) -> Value {
    value(&query::section_card(site, id))
}

/// A page for its own template.
pub fn page(views: &Arc<Views>, id: PageId) -> (Value, Findings) {
    let site = &views.site;
    let page = site.page(id);
    let mut findings = Findings::new();
    let PageDetails { slug, keywords, toc, word_count, reading_time, ancestors, calendar } =
        query::page_details(site, id);
    let neighbour = |id: Option<PageId>| id.map_or_else(Value::none, |id| views.card(id));
    let own = [
        ("slug", Value::from(slug)),
        ("keywords", Value::from(keywords)),
        ("toc", value(&toc)),
        ("word_count", Value::from(word_count)),
        ("reading_time", Value::from(reading_time)),
        ("ancestors", value(&ancestors)),
        ("calendar", Value::from(calendar)),
        ("content", Value::safe_string(&content::article(views, &page.address, &page.document.body, &mut findings))),
        ("image", image(views, &page.pictures)),
        ("lower", neighbour(page.lower)),
        ("higher", neighbour(page.higher)),
        ("section", views.section_card(page.section)),
        ("guide", guide(views, id)),
    ];
    (joined(&views.card(id), &own), findings)
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
    let more = [
        ("number", Value::from(number + 1)),
        ("whole", Value::from(whole_path(views, section))),
        ("chapters", views.cards(chapters)),
    ];
    joined(&value(&query::section_link(&views.site, section)), &more)
}

/// A section for its own template, with the pages of one pager.
pub fn section(views: &Arc<Views>, id: SectionId, pager: Option<Pager>) -> (Vec<Named>, Findings) {
    let site = &views.site;
    let section = site.section(id);
    let mut findings = Findings::new();
    let SectionDetails { toc, word_count, reading_time, ancestors, subsections, calendar } =
        query::section_details(site, id);
    let html = section
        .document
        .as_ref()
        .map(|document| content::article(views, &section.address, &document.body, &mut findings))
        .unwrap_or_default();
    // A long section's pages are only ever seen one pager at a time.
    let pages = if pager.is_some() { Value::from(Vec::<Value>::new()) } else { views.cards(&section.pages) };
    let own = [
        ("toc", value(&toc)),
        ("word_count", Value::from(word_count)),
        ("reading_time", Value::from(reading_time)),
        ("ancestors", value(&ancestors)),
        ("subsections", value(&subsections)),
        ("calendar", Value::from(calendar)),
        ("content", Value::safe_string(&html)),
        ("image", image(views, &section.pictures)),
        ("path", Value::from(section.address.as_str())),
        ("whole", Value::from(whole_path(views, id))),
        ("pages", pages),
    ];
    let pager = pager.map(|pager| ("paginator", paginator(views, &section.address, pager, &section.pages)));
    let mut values = Vec::from_iter(pager);
    values.push(("section", joined(&views.section_card(id), &own)));
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
        let chapter = [
            ("anchor", Value::from(name.as_str())),
            ("title", Value::from(page.title.as_str())),
            ("path", Value::from(page.address.as_str())),
            ("content", Value::safe_string(&content::below(&html, &name, &page.address))),
        ];
        fields(&chapter)
    });
    let mut values = section;
    values.push(("chapters", Value::from(chapters.collect::<Vec<_>>())));
    values
}

fn paginator(views: &Views, base: &crate::model::address::Address, pager: Pager, pages: &[PageId]) -> Value {
    joined(&value(&query::paginator(base, pager, pages.len())), &[("pages", views.cards(pager.slice(pages)))])
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
    let pages = if pager.is_some() { Value::from(Vec::<Value>::new()) } else { views.cards(&term.pages) };
    let mut values = vec![("taxonomy", taxonomy_view(site, taxonomy))];
    values.extend(pager.map(|pager| ("paginator", paginator(views, &term.address, pager, &term.pages))));
    values.push(("term", joined(&value(&query::term_view(site, term)), &[("pages", pages)])));
    values
}
