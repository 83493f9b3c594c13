//! Atom feeds (RFC 4287) for the site and for each section: the newest entries, with their whole text.

use atom_syndication::{Content, Entry, Feed, FixedDateTime, Generator, Link, Person, Text};
use chrono::{DateTime, FixedOffset, Utc};

use super::{AddressForm, Outlet, Render, Rendition, Subject, Switch, Target, links};
use crate::diagnostic::{Findings, Place};
use crate::model::address::{self, Address};
use crate::model::{PageId, SectionId, Site};
use crate::query::{self, Pager};
use crate::record::Moment;
use crate::theme::{self, Theme};
use crate::time::Edge;

pub const OUTLET: Outlet = Outlet { name: "feed", plan, render, switch: Switch::Optional };

/// Readers poll feeds; more entries than this are only weight.
const ENTRIES: usize = 20;

fn plan(site: &Site, _: &Theme, targets: &mut Vec<Target>) {
    for id in (0..site.sections.len()).map(SectionId).filter(|&id| query::has_feed(site, id)) {
        let section = site.section(id);
        let place = section.document.as_ref().map_or_else(Place::site, |document| Place::file(document.path.clone()));
        targets.push(Target {
            address: section.address.file("atom.xml"),
            outlet: &OUTLET,
            subject: Subject::Section(id, Pager { number: 1, total: 1, per_page: ENTRIES }),
            place,
        });
    }
    if query::has_changes_feed(site) {
        let (subject, place) = (Subject::Changes, Place::site());
        targets.push(Target { address: address::changes().file("atom.xml"), outlet: &OUTLET, subject, place });
    }
    let wanted = site.config.base_url.is_some();
    for (index, taxonomy) in site.taxonomies.iter().enumerate().filter(|(_, taxonomy)| wanted && taxonomy.feed) {
        for (number, term) in taxonomy.terms.iter().enumerate() {
            targets.push(Target {
                address: term.address.file("atom.xml"),
                outlet: &OUTLET,
                subject: Subject::Term(index, number, Pager { number: 1, total: 1, per_page: ENTRIES }),
                place: Place::file(crate::config::FILE),
            });
        }
    }
}

fn render(render: &Render<'_>, target: &Target) -> Result<Rendition, Findings> {
    let site = &render.views.site;
    if target.subject == Subject::Changes {
        return Ok(changes(render, target));
    }
    let (title, address, pages) = match target.subject {
        Subject::Section(SectionId::HOME, _) => {
            (site.config.title.clone(), &site.home().address, query::latest(site, None, ENTRIES))
        }
        Subject::Section(id, _) => {
            let section = site.section(id);
            let mut pages = query::latest(site, Some(id), ENTRIES);
            // An entry needs a date (RFC 4287, 4.1.2); the undated stand last.
            pages.retain(|&id| site.page(id).date.is_some());
            (format!("{} · {}", section.title, site.config.title), &section.address, pages)
        }
        Subject::Term(index, number, _) => {
            let term = &site.taxonomies[index].terms[number];
            let pages = term.pages.iter().copied().filter(|&id| site.page(id).date.is_some()).take(ENTRIES).collect();
            (format!("{} · {}", term.name, site.config.title), &term.address, pages)
        }
        _ => return Err(Vec::new()),
    };
    let mut findings = Findings::new();
    let entries: Vec<Entry> = pages.iter().map(|&id| entry(render, id, &mut findings)).collect();
    if findings.iter().any(crate::diagnostic::Diagnostic::is_error) {
        return Err(findings);
    }
    Ok(feed(site, target, title, address, entries))
}

/// What is no longer as it was told, the latest change first.
fn changes(render: &Render<'_>, target: &Target) -> Rendition {
    let site = &render.views.site;
    let word = render.views.theme.string("recent_changes").unwrap_or("changes");
    let title = format!("{word} · {}", site.config.title);
    let mut changes = query::recent_changes(site);
    changes.truncate(ENTRIES);
    let entries = changes.into_iter().map(|change| change_entry(site, change)).collect();
    feed(site, target, title, &address::changes(), entries)
}

fn change_entry(site: &Site, change: query::RecentChange) -> Entry {
    let page = query::permalink(site, &address::changes());
    let updated = in_zone(site, change.at);
    Entry {
        title: Text::plain(change.title),
        // The sequence number tells one change of an occurrence from the next.
        id: format!("{page}#{}.{}", address::encode(&change.id), change.sequence),
        updated,
        links: vec![Link {
            href: query::public_address(site, &change.path),
            rel: "alternate".to_owned(),
            mime_type: Some("text/html".to_owned()),
            ..Link::default()
        }],
        content: Some(Content {
            value: Some(change.text),
            content_type: Some("text".to_owned()),
            ..Content::default()
        }),
        ..Entry::default()
    }
}

fn feed(site: &Site, target: &Target, title: String, address: &Address, entries: Vec<Entry>) -> Rendition {
    let updated = entries.iter().map(|entry| entry.updated).max().unwrap_or_else(|| in_zone(site, site.clock));
    let home = query::permalink(site, address);
    let feed = Feed {
        title: Text::plain(title),
        id: home.clone(),
        updated,
        authors: vec![person(site.config.organisation.name.as_deref().unwrap_or(&site.config.title))],
        subtitle: Some(site.config.description.clone()).filter(|text| !text.is_empty()).map(Text::plain),
        generator: Some(Generator { value: "xinfeng".to_owned(), ..Generator::default() }),
        links: vec![
            Link {
                href: home,
                rel: "alternate".to_owned(),
                mime_type: Some("text/html".to_owned()),
                ..Link::default()
            },
            Link {
                href: query::permalink(site, &target.address),
                rel: "self".to_owned(),
                mime_type: Some("application/atom+xml".to_owned()),
                ..Link::default()
            },
        ],
        lang: Some(site.config.language.clone()),
        entries,
        ..Feed::default()
    };
    Rendition::Text(feed.to_string().into_bytes())
}

fn entry(render: &Render<'_>, id: PageId, findings: &mut Findings) -> Entry {
    let site = &render.views.site;
    let page = site.page(id);
    let zone = site.config.zone;
    let date = |moment| in_zone(site, zone.instant(moment, Edge::Start));
    let front = page.document.page();
    let published = page.date.map(date);
    let updated = front.and_then(|front| front.updated).map(date).or(published);
    let body = &page.document.body;
    // Of a book, programs that read feeds get the beginning.
    let is_book = body.too_long.is_some();
    let content = || {
        let html = theme::article(render.views, &page.address, body, findings);
        let html = match &site.config.base_url {
            Some(base) => {
                links::relink(&html, &page.address, site, None, &AddressForm::Absolute { base: base.clone() }).0
            }
            None => html.into_owned(),
        };
        Content { value: Some(html), content_type: Some("html".to_owned()), ..Content::default() }
    };
    let description = front.and_then(|front| front.description.clone());
    let link = query::permalink(site, &page.address);
    Entry {
        title: Text::plain(page.title.clone()),
        id: link.clone(),
        updated: updated.unwrap_or_default(),
        published,
        authors: front.map(|front| front.authors.iter().map(|name| person(name)).collect()).unwrap_or_default(),
        links: vec![Link {
            href: link,
            rel: "alternate".to_owned(),
            mime_type: Some("text/html".to_owned()),
            ..Link::default()
        }],
        summary: description.or_else(|| is_book.then(|| body.excerpt.clone())).map(Text::plain),
        content: (!is_book).then(content),
        ..Entry::default()
    }
}

/// An instant with the offset of the site's zone.
fn in_zone(site: &Site, instant: DateTime<Utc>) -> FixedDateTime {
    let offset = match site.config.zone.moment(instant) {
        Moment::Offset(_, minutes) => FixedOffset::east_opt(minutes * 60),
        _ => None,
    };
    offset.map_or_else(|| instant.fixed_offset(), |offset| instant.with_timezone(&offset))
}

fn person(name: &str) -> Person {
    Person { name: name.to_owned(), ..Person::default() }
}
