//! Functions that templates may call: one row each, over `query`.

use serde::Serialize;
use tera::{Kwargs, State, TeraResult, Value};

use super::wording::{Complaint, error, unknown};
use super::{Views, each, images, qr, scope, topics, values};
use crate::model::{Node, PageId, SectionId, Site, address, schedule};
use crate::query::{self, Shares};
use crate::text;

type Function = fn(Kwargs, &State) -> TeraResult<Value>;

/// Every function with its name. `docs/templates.md` explains each, which a test enforces.
pub static FUNCTIONS: &[(&str, Function)] = &[
    ("agenda", agenda),
    ("aids", aids),
    ("asset", asset),
    ("breadcrumbs", breadcrumbs),
    ("campaign_people", campaign_people),
    ("campaigns", campaigns),
    ("changes", changes),
    ("counts", counts),
    ("days", days),
    ("doors", doors),
    ("each", each::each),
    ("get_area", get_area),
    ("get_page", get_page),
    ("get_pages", get_pages),
    ("get_person", get_person),
    ("get_section", get_section),
    ("get_taxonomy", get_taxonomy),
    ("get_taxonomy_url", get_taxonomy_url),
    ("get_url", get_url),
    ("get_venue", get_venue),
    ("guides", guides),
    ("json_ld", json_ld),
    ("latest", latest),
    ("load_data", load_data),
    ("qr", qr_code),
    ("related", related),
    ("resize_image", images::resize_image),
    ("schedule", page_schedule),
    ("schedule_by_town", schedule_by_town),
    ("services", services),
    ("t", translate),
    ("today", today),
    ("towns", towns),
];

pub fn register(tera: &mut tera::Tera) {
    for (name, function) in FUNCTIONS {
        tera.register_function(*name, *function);
    }
}

fn optional(view: Option<impl Serialize>) -> Value {
    view.map_or_else(Value::none, |view| Value::from_serializable(&view))
}

/// The occurrences of a page, a campaign, an area, a venue, a person, an audience or a kind, in the groups that residents
/// ask for; without any of these, all that residents can go to. With `kinds`, only those of these kinds; with `most`, so many of
/// those to come, and no past ones; with `past`, so many of those.
fn agenda(arguments: Kwargs, _: &State) -> TeraResult<Value> {
    let views = scope::current()?;
    let site = &views.site;
    let mut scope = query::Scope {
        area: arguments.get("area")?,
        venue: arguments.get("venue")?,
        person: arguments.get("person")?,
        audience: arguments.get("audience")?,
        ..query::Scope::default()
    };
    if let Some(path) = arguments.get::<&str>("page")? {
        scope.page = Some(page_at(site, path)?);
    }
    if let Some(path) = arguments.get::<&str>("campaign")? {
        scope.campaign = Some(section_at(site, path)?);
    }
    if let Some(name) = arguments.get::<&str>("kind")? {
        scope.kind = Some(kind_named(name)?);
    }
    if scope == query::Scope::default() {
        scope = query::Topic::Everything.scope(site);
    }
    let mut ids = query::occurrences(site, &scope);
    if let Some(names) = arguments.get::<Vec<String>>("kinds")? {
        let kinds = names.iter().map(|name| kind_named(name)).collect::<TeraResult<Vec<_>>>()?;
        ids.retain(|&id| kinds.contains(&site.schedule.get(id).kind));
    }
    let mut agenda = query::agenda(site, &ids);
    let mut past = std::mem::take(&mut agenda.past);
    let most = arguments.get::<usize>("most")?;
    if let Some(most) = most {
        agenda.limit(most);
    }
    past.truncate(arguments.get::<usize>("past")?.unwrap_or(if most.is_some() { 0 } else { usize::MAX }));
    agenda.past = past;
    Ok(topics::agenda(&views, &agenda))
}

fn kind_named(name: &str) -> TeraResult<schedule::Kind> {
    let known = || schedule::Kind::ALL.iter().map(|kind| kind.name());
    let kind = schedule::Kind::ALL.iter().copied().find(|kind| kind.name() == name);
    kind.ok_or_else(|| unknown(("种类", "kind"), name, known()))
}

fn page_at(site: &Site, path: &str) -> TeraResult<PageId> {
    match query::find(site, path).or_else(|| site.at_address(path)) {
        Some(Node::Page(id)) => Ok(id),
        _ => Err(unknown(("页面", "page"), path, site.paths())),
    }
}

fn section_at(site: &Site, path: &str) -> TeraResult<SectionId> {
    match query::find(site, path).or_else(|| site.at_address(path)) {
        Some(Node::Section(id)) => Ok(id),
        _ => Err(unknown(("栏目", "section"), path, site.paths())),
    }
}

/// The schedule of a page as a whole.
fn page_schedule(arguments: Kwargs, _: &State) -> TeraResult<Value> {
    let views = scope::current()?;
    let id = page_at(&views.site, arguments.must_get("page")?)?;
    Ok(topics::schedule(&views, id))
}

/// The schedule of a page by the towns that it reaches.
fn schedule_by_town(arguments: Kwargs, _: &State) -> TeraResult<Value> {
    let views = scope::current()?;
    let id = page_at(&views.site, arguments.must_get("page")?)?;
    Ok(topics::schedule_by_town(&views, id))
}

/// What the schedule of a page says, for search engines: JSON-LD, or none.
fn json_ld(arguments: Kwargs, _: &State) -> TeraResult<Value> {
    let views = scope::current()?;
    let id = page_at(&views.site, arguments.must_get("page")?)?;
    Ok(query::json_ld(&views.site, id).map_or_else(Value::none, |json| Value::safe_string(&json)))
}

/// The pages that a page names, and those that share most with it.
fn related(arguments: Kwargs, _: &State) -> TeraResult<Value> {
    let views = scope::current()?;
    let id = page_at(&views.site, arguments.must_get("page")?)?;
    let cards = query::related(&views.site, id).into_iter().map(|node| match node {
        Node::Page(id) => views.card(id),
        Node::Section(id) => views.section_card(id),
    });
    Ok(Value::from(cards.collect::<Vec<_>>()))
}

/// How many events and stops a campaign has.
fn counts(arguments: Kwargs, _: &State) -> TeraResult<Value> {
    let views = scope::current()?;
    let id = section_at(&views.site, arguments.must_get("campaign")?)?;
    Ok(Value::from_serializable(&query::campaign_counts(&views.site, id)))
}

/// The address of a theme asset, with its hash.
fn asset(arguments: Kwargs, _: &State) -> TeraResult<Value> {
    let views = scope::current()?;
    let path: &str = arguments.must_get("path")?;
    let asset =
        views.theme.assets.get(path).ok_or_else(|| unknown(("主题文件", "asset"), path, views.theme.assets.names()))?;
    Ok(Value::from(asset.address.as_str()))
}

/// The pages for every reader that this site has: in large print, and the site map.
fn aids(_: Kwargs, _: &State) -> TeraResult<Value> {
    let views = scope::current()?;
    let there = |name: &str| views.site.config.has_outlet(name) && views.theme.has_template(&format!("{name}.html"));
    let aids = [("elder", address::elder()), ("site_map", address::site_map())];
    let aids = aids.into_iter().filter(|(name, _)| there(name));
    let links: Vec<Value> = aids
        .map(|(name, address)| {
            let pairs = [("name".into(), Value::from(name)), ("path".into(), Value::from(address.as_str()))];
            Value::from(pairs.into_iter().collect::<tera::Map>())
        })
        .collect();
    Ok(Value::from(links))
}

/// What is no longer as it was told, the nearest first; with `most`, so many of it.
fn changes(arguments: Kwargs, _: &State) -> TeraResult<Value> {
    let views = scope::current()?;
    let mut changes = query::changes_on_pages(&views.site).coming;
    changes.truncate(arguments.get::<usize>("most")?.unwrap_or(usize::MAX));
    Ok(views.occurrences(&changes))
}

/// The day of the site's clock.
fn today(_: Kwargs, _: &State) -> TeraResult<Value> {
    let views = scope::current()?;
    let site = &views.site;
    Ok(Value::from_serializable(&query::day_view(site, site.config.zone.civil(site.clock).date())))
}

/// The day of the site's clock and those after it, a week of them unless `number` says how many.
fn days(arguments: Kwargs, _: &State) -> TeraResult<Value> {
    let views = scope::current()?;
    // More than a year of them is a slip.
    let number = arguments.get::<u64>("number")?.unwrap_or(7).min(366);
    Ok(Value::from_serializable(&query::days_from_today(&views.site, number)))
}

/// The areas that residents name first, as links to their pages.
fn towns(_: Kwargs, _: &State) -> TeraResult<Value> {
    let views = scope::current()?;
    Ok(Value::from_serializable(&query::town_links(&views.site)))
}

/// The way from the home page to a page, for search engines: JSON-LD, or none without `base_url`.
fn breadcrumbs(arguments: Kwargs, _: &State) -> TeraResult<Value> {
    let views = scope::current()?;
    let above: Vec<&Value> = arguments.get::<&[Value]>("ancestors")?.unwrap_or_default().iter().collect();
    let field = |value: &'_ Value, name: &str| value.get_from_path(name).and_then(Value::as_str).map(str::to_owned);
    let above: Vec<(String, String)> =
        above.iter().filter_map(|item| Some((field(item, "title")?, field(item, "path")?))).collect();
    let home = views.theme.strings.get("home").unwrap_or(&views.site.config.title);
    let json = query::breadcrumbs(&views.site, home, &above, arguments.must_get("title")?);
    Ok(json.map_or_else(Value::none, |json| Value::safe_string(&json)))
}

fn campaigns(_: Kwargs, _: &State) -> TeraResult<Value> {
    sections_of_kind("campaign")
}

/// Who leads a campaign, and who speaks in it.
fn campaign_people(arguments: Kwargs, _: &State) -> TeraResult<Value> {
    let views = scope::current()?;
    let id = section_at(&views.site, arguments.must_get("campaign")?)?;
    Ok(Value::from_serializable(&query::campaign_people(&views.site, id)))
}

/// The pages of the schedule that this site has: name and address.
fn doors(_: Kwargs, _: &State) -> TeraResult<Value> {
    let views = scope::current()?;
    Ok(Value::from_serializable(&query::doors(&views.site)))
}

fn guides(_: Kwargs, _: &State) -> TeraResult<Value> {
    sections_of_kind("guide")
}

fn sections_of_kind(kind: &str) -> TeraResult<Value> {
    let views = scope::current()?;
    let sections = query::sections_of_kind(&views.site, kind);
    Ok(Value::from(sections.into_iter().map(|id| views.section_card(id)).collect::<Vec<_>>()))
}

fn get_area(arguments: Kwargs, _: &State) -> TeraResult<Value> {
    let views = scope::current()?;
    let id: &str = arguments.must_get("id")?;
    Ok(optional(query::area_view(&views.site, id)))
}

fn get_venue(arguments: Kwargs, _: &State) -> TeraResult<Value> {
    let views = scope::current()?;
    let id: &str = arguments.must_get("id")?;
    Ok(views.venue(id).unwrap_or_else(Value::none))
}

fn get_person(arguments: Kwargs, _: &State) -> TeraResult<Value> {
    let views = scope::current()?;
    let id: &str = arguments.must_get("id")?;
    Ok(optional(query::person_view(&views.site, id)))
}

fn get_page(arguments: Kwargs, _: &State) -> TeraResult<Value> {
    let views = scope::current()?;
    card_of(&views, arguments.must_get("path")?)
}

/// Several pages, in the order in which they are named.
fn get_pages(arguments: Kwargs, _: &State) -> TeraResult<Value> {
    let views = scope::current()?;
    let paths: Vec<&str> = arguments.must_get("paths")?;
    Ok(Value::from(paths.into_iter().map(|path| card_of(&views, path)).collect::<TeraResult<Vec<_>>>()?))
}

fn card_of(views: &Views, path: &str) -> TeraResult<Value> {
    match query::find(&views.site, path) {
        Some(Node::Page(id)) => Ok(views.card(id)),
        _ => Err(unknown(("页面", "page"), path, views.site.paths())),
    }
}

fn get_section(arguments: Kwargs, _: &State) -> TeraResult<Value> {
    let views = scope::current()?;
    let path: &str = arguments.must_get("path")?;
    match query::find(&views.site, path) {
        Some(Node::Section(id)) => {
            let pages = views.cards(&views.site.section(id).pages);
            Ok(values::joined(&views.section_card(id), &[("pages", pages)]))
        }
        _ => Err(unknown(("栏目", "section"), path, views.site.paths())),
    }
}

fn get_taxonomy(arguments: Kwargs, _: &State) -> TeraResult<Value> {
    let views = scope::current()?;
    let kind: &str = arguments.must_get("kind")?;
    let site = &views.site;
    let taxonomy = find_taxonomy(site, kind)?;
    let terms: Vec<_> = taxonomy.terms.iter().map(|term| query::term_view(site, term)).collect();
    Ok(Value::from_serializable(&terms))
}

fn get_taxonomy_url(arguments: Kwargs, _: &State) -> TeraResult<Value> {
    let views = scope::current()?;
    let kind: &str = arguments.must_get("kind")?;
    let name: &str = arguments.must_get("name")?;
    let taxonomy = find_taxonomy(&views.site, kind)?;
    let term = taxonomy.terms.iter().find(|term| term.name == name);
    let term =
        term.ok_or_else(|| unknown(("词", "term"), name, taxonomy.terms.iter().map(|term| term.name.as_str())))?;
    Ok(Value::from(term.address.as_str()))
}

fn find_taxonomy<'a>(site: &'a crate::model::Site, name: &str) -> TeraResult<&'a crate::model::TaxonomyTerms> {
    site.taxonomies.iter().find(|taxonomy| taxonomy.name == name).ok_or_else(|| {
        unknown(("分类法", "taxonomy"), name, site.taxonomies.iter().map(|taxonomy| taxonomy.name.as_str()))
    })
}

/// The address of a page (`@/fuwu/yesuan.md`), or of a path below the site.
fn get_url(arguments: Kwargs, _: &State) -> TeraResult<Value> {
    let views = scope::current()?;
    let path: &str = arguments.must_get("path")?;
    let Some(target) = path.strip_prefix("@/") else {
        return Ok(Value::from(format!("/{}", path.trim_start_matches('/'))));
    };
    let (file, anchor) = target.find('#').map_or((target, ""), |at| target.split_at(at));
    match query::find(&views.site, file) {
        Some(node) => Ok(Value::from(format!("{}{anchor}", views.site.address_of(node)))),
        None => Err(unknown(("页面", "page"), file, views.site.paths())),
    }
}

/// The newest articles of the site, or pages of one section.
fn latest(arguments: Kwargs, _: &State) -> TeraResult<Value> {
    let views = scope::current()?;
    let number: usize = arguments.get("number")?.unwrap_or(10);
    let section = match arguments.get::<&str>("section")? {
        None => None,
        Some(path) => match query::find(&views.site, path) {
            Some(Node::Section(id)) => Some(id),
            _ => return Err(unknown(("栏目", "section"), path, views.site.paths())),
        },
    };
    Ok(views.cards(&query::latest(&views.site, section, number)))
}

/// A drawing that a telephone reads as an address: a page's (`/fuwu/yesuan/`, `@/fuwu/yesuan.md`), or a whole one. None
/// without `base_url`.
fn qr_code(arguments: Kwargs, _: &State) -> TeraResult<Value> {
    let views = scope::current()?;
    let path: &str = arguments.must_get("path")?;
    let label: &str = arguments.get("label")?.unwrap_or_default();
    let address = query::written_address(&views.site, path);
    if !address.contains("://") {
        return Ok(Value::none());
    }
    let drawn = qr::svg(&address, label).ok_or_else(|| {
        error(&Complaint {
            message: text!("“{address}”太长，画不成二维码", "{address} is too long for a QR code"),
            hint: Some(text!("换一个短些的网址", "use a shorter address")),
        })
    })?;
    Ok(Value::safe_string(&drawn))
}

/// All services of the site, by weight and title.
fn services(_: Kwargs, _: &State) -> TeraResult<Value> {
    let views = scope::current()?;
    Ok(views.cards(&query::services(&views.site)))
}

/// The content of a TOML, JSON, CSV or XLSX file of the site.
fn load_data(arguments: Kwargs, _: &State) -> TeraResult<Value> {
    let views = scope::current()?;
    let path: &str = arguments.must_get("path")?;
    let format: Option<&str> = arguments.get("format")?;
    views.files.load(path, format).map(|data| Value::from_serializable(&data)).map_err(|complaint| error(&complaint))
}

/// A string of the theme in the site's language; `{name}` in it is replaced by the argument of that name.
fn translate(arguments: Kwargs, _: &State) -> TeraResult<Value> {
    let views = scope::current()?;
    let key: &str = arguments.must_get("key")?;
    let strings = &views.theme.strings;
    let mut text = strings.get(key).ok_or_else(|| unknown(("文字", "string"), key, strings.keys()))?.to_owned();
    for (name, value) in arguments.iter() {
        text = text.replace(&format!("{{{name}}}"), &value.to_string());
    }
    Ok(Value::from(text))
}
