//! What changes for residents between the ledger and the schedule, and the ledger that follows.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use rustc_hash::{FxHashMap, FxHashSet};

use super::{Change, ChangeKind, FILE, Fact, Ledger, Told, ToldChange, ToldPage, anchors, span};
use crate::content::markdown::Body;
use crate::content::{Document, Status};
use crate::diagnostic::{Diagnostic, Findings, Place, VANISHED_OCCURRENCE};
use crate::model::address::Address;
use crate::model::schedule::{Occurrence, Origin, Schedule, page_id};
use crate::model::{Node, PageId, SectionId, Site, names};
use crate::text;
use crate::time::When;

/// The outcome of a comparison.
#[derive(Debug, Default)]
pub struct Comparison {
    /// What will have been told once this site is published.
    pub ledger: Ledger,
    /// Of each occurrence, by its number; nothing of observances.
    pub told: Vec<Option<Arc<Told>>>,
    pub changes: Vec<Change>,
    /// Former addresses and the pages and sections that they lead to now.
    pub redirects: Vec<(String, Node)>,
    /// Articles whose headings keep other anchors than their words would give.
    pub bodies: Vec<(Node, Body)>,
}

/// Compares with what was told; `hidden` are the documents that are there and not published now.
pub fn compare(old: &Ledger, site: &Site, schedule: &Schedule, hidden: &[Arc<Document>]) -> (Comparison, Findings) {
    let mut findings = Findings::new();
    let at = site.clock.duration_trunc(TimeDelta::minutes(1)).unwrap_or(site.clock);
    let mut comparison = Comparison::default();
    comparison.ledger.domain =
        old.domain.clone().or_else(|| site.config.base_url.as_ref().map(|base| base.host().to_owned()));
    let pages: Vec<Present<'_>> = site
        .pages
        .iter()
        .enumerate()
        .map(|(index, page)| Present {
            document: &page.document,
            address: &page.address,
            named: page.named.as_ref(),
            node: Node::Page(PageId(index)),
        })
        .collect();
    let sections: Vec<Present<'_>> = site
        .sections
        .iter()
        .enumerate()
        // The home page stays where it is; only its headings are told.
        .filter(|(index, section)| {
            *index > 0 || section.document.as_ref().is_some_and(|document| !document.body.toc.is_empty())
        })
        .filter_map(|(index, section)| {
            Some(Present {
                document: section.document.as_ref()?,
                address: &section.address,
                named: section.named.as_ref(),
                node: Node::Section(SectionId(index)),
            })
        })
        .collect();
    comparison.ledger.pages = compare_pages(&old.pages, &pages, at, &mut comparison);
    comparison.ledger.sections = compare_pages(&old.sections, &sections, at, &mut comparison);
    comparison.ledger.names = names::of_terms(site);
    keep_hidden(old, hidden, &mut comparison.ledger);
    for id in schedule.ids() {
        let occurrence = schedule.get(id);
        if !matches!(occurrence.origin, Origin::Page(_)) {
            comparison.told.push(None);
            continue;
        }
        let before = old.occurrences.get(&occurrence.id);
        let (told, changed) = tell(before.map(|before| &**before), occurrence, site, at);
        comparison.changes.extend(changed.into_iter().map(|(kind, old, new)| Change {
            kind,
            occurrence: Some(id),
            id: occurrence.id.clone(),
            old,
            new,
        }));
        comparison.told.push(Some(Arc::new(told)));
    }
    // Page by page they come nearly sorted.
    let by_page = (0..site.pages.len()).flat_map(|page| schedule.of_page(PageId(page)));
    let lines = by_page.filter_map(|id| Some((schedule.get(*id).id.clone(), comparison.told[id.0].clone()?)));
    comparison.ledger.occurrences = lines.collect();
    vanished(old, site, &mut comparison, &mut findings);
    (comparison, findings)
}

/// A page or section of this build.
struct Present<'a> {
    document: &'a Document,
    address: &'a Address,
    named: Option<&'a Arc<str>>,
    node: Node,
}

/// What will have been told of addresses and anchors, and which former addresses lead on.
fn compare_pages(
    old: &BTreeMap<Arc<str>, ToldPage>,
    present: &[Present<'_>],
    at: DateTime<Utc>,
    comparison: &mut Comparison,
) -> BTreeMap<Arc<str>, ToldPage> {
    // A map by hash serves ten thousand lookups sooner than the sorted one.
    let known: FxHashMap<&str, (&Arc<str>, &ToldPage)> = old.iter().map(|(id, page)| (&**id, (id, page))).collect();
    let renamed = renamed(&known, present);
    let told = present.iter().map(|Present { document, address, named, node }| {
        let id = &*document.identifier;
        let same = known.get(id);
        let before = same.or_else(|| known.get(&***renamed.get(id)?)).map(|(_, page)| *page);
        let mut former = before.map_or_else(Vec::new, |before| before.former.clone());
        if let Some(before) = before.filter(|before| *before.address != *address.as_str()) {
            former.push(before.address.to_string());
        }
        former.retain(|earlier| earlier != address.as_str());
        former.dedup();
        comparison.redirects.extend(former.iter().map(|earlier| (earlier.clone(), *node)));
        let (anchors, body) = anchors::settle(before.map_or("", |before| &before.anchors), &document.body);
        comparison.bodies.extend(body.map(|body| (*node, body)));
        let page = ToldPage {
            address: address.shared(),
            former,
            published: before.map_or(at, |before| before.published),
            named: named.cloned(),
            content: content(document),
            anchors,
            place: Place::site(),
        };
        (document.identifier.clone(), page)
    });
    told.collect()
}

/// The hash by which a document is known again. One with an `id` is known by that; it need not touch the ledger with every edit.
pub fn content(document: &Document) -> Option<u64> {
    document.id().is_none().then_some(document.content)
}

/// Pages without an `id` whose file was renamed: exactly one identifier vanished whose file had the same content.
fn renamed<'a>(
    old: &FxHashMap<&str, (&'a Arc<str>, &'a ToldPage)>,
    present: &'a [Present<'_>],
) -> FxHashMap<&'a str, &'a Arc<str>> {
    let (known, new): (Vec<&Present<'_>>, Vec<&Present<'_>>) =
        present.iter().partition(|page| old.contains_key(&*page.document.identifier));
    if known.len() == old.len() || new.is_empty() {
        return FxHashMap::default();
    }
    let ids: FxHashSet<&str> = known.iter().map(|page| &*page.document.identifier).collect();
    let mut gone: FxHashMap<u64, Vec<&Arc<str>>> = FxHashMap::default();
    for (id, page) in old.values().filter(|(id, _)| !ids.contains(&***id)) {
        if let Some(content) = page.content {
            gone.entry(content).or_default().push(id);
        }
    }
    let mut fresh: BTreeMap<u64, Vec<&str>> = BTreeMap::new();
    for page in new {
        fresh.entry(page.document.content).or_default().push(&*page.document.identifier);
    }
    fresh
        .into_iter()
        .filter_map(|(content, ids)| match (ids.as_slice(), gone.get(&content)?.as_slice()) {
            ([id], [before]) => Some((*id, *before)),
            _ => None,
        })
        .collect()
}

/// What is hidden for a while comes back to its address.
fn keep_hidden(old: &Ledger, hidden: &[Arc<Document>], ledger: &mut Ledger) {
    for document in hidden {
        let id = document.identifier.clone();
        let (old, new) = match document.page() {
            Some(_) => (&old.pages, &mut ledger.pages),
            None => (&old.sections, &mut ledger.sections),
        };
        if let Some(told) = old.get(&id) {
            new.entry(id).or_insert_with(|| told.clone());
        }
    }
}

type Changed = Vec<(ChangeKind, String, String)>;

/// What will have been told of an occurrence, and what of it is new to residents.
fn tell(before: Option<&Told>, occurrence: &Occurrence, site: &Site, at: DateTime<Utc>) -> (Told, Changed) {
    let place = occurrence.location.name(&site.data).map(str::to_owned);
    let team = occurrence.team.as_deref().map(str::to_owned);
    let (when, status) = (occurrence.when, occurrence.status);
    let Some(before) = before else {
        let told = Told {
            when,
            place,
            team,
            status,
            sequence: 0,
            first: at,
            modified: at,
            changes: Vec::new(),
            written: Place::site(),
        };
        return (told, vec![(ChangeKind::New, String::new(), span::print(when))]);
    };
    let mut facts = Vec::new();
    let mut changed = Changed::new();
    if before.when != when {
        let (old, new) = (span::print(before.when), span::print(when));
        facts.push((Fact::When, old.clone(), new.clone()));
        // A date that is taken back by a postponement is told as that.
        if status != Status::Postponed {
            changed.push((ChangeKind::Rescheduled, old, new));
        }
    }
    if before.place != place {
        let (old, new) = (before.place.clone().unwrap_or_default(), place.clone().unwrap_or_default());
        facts.push((Fact::Place, old.clone(), new.clone()));
        changed.push((ChangeKind::Moved, old, new));
    }
    if before.status != status {
        facts.push((Fact::Status, before.status.name().to_owned(), status.name().to_owned()));
        let kind = match status {
            Status::Cancelled => Some(ChangeKind::Cancelled),
            Status::Postponed => Some(ChangeKind::Postponed),
            Status::Full => Some(ChangeKind::Full),
            Status::Scheduled if matches!(before.status, Status::Rescheduled | Status::Moved) => None,
            Status::Scheduled => Some(ChangeKind::Restored),
            // The change of time or place says it, where the ledger knows it.
            Status::Rescheduled if before.when == when => Some(ChangeKind::Rescheduled),
            Status::Moved if before.place == place => Some(ChangeKind::Moved),
            Status::Rescheduled | Status::Moved => None,
        };
        changed.extend(kind.map(|kind| (kind, before.status.chinese().to_owned(), status.chinese().to_owned())));
    }
    let mut told = Told { when, place, team, status, ..before.clone() };
    if !facts.is_empty() {
        told.sequence += 1;
        told.modified = at;
        told.changes.extend(facts.into_iter().map(|(fact, old, new)| ToldChange { at, fact, old, new }));
    }
    (told, changed)
}

/// A published row must not vanish without a word. Of a page that is gone as a whole, the occurrences go with it.
fn vanished(old: &Ledger, site: &Site, comparison: &mut Comparison, findings: &mut Findings) {
    if old.occurrences.keys().all(|id| comparison.ledger.occurrences.contains_key(id)) {
        return;
    }
    let pages: FxHashMap<&str, PageId> = (0..site.pages.len()).map(PageId).map(|id| (page_id(site, id), id)).collect();
    let today = site.config.zone.civil(site.clock).date();
    let mut of_page: BTreeMap<PageId, Vec<(&str, &Told)>> = BTreeMap::new();
    for (id, told) in &old.occurrences {
        if comparison.ledger.occurrences.contains_key(id) {
            continue;
        }
        // A page's identifier may itself hold slashes, so the longest one that fits is its page.
        let owner = id.match_indices('/').map(|(at, _)| &id[..at]).chain([&**id]).rev().find_map(|id| pages.get(id));
        match owner {
            Some(&page) => of_page.entry(page).or_default().push((&**id, &**told)),
            None if told.when.last_day().is_some_and(|day| day < today) => {}
            None => comparison.changes.push(Change {
                kind: ChangeKind::Withdrawn,
                occurrence: None,
                id: id.clone(),
                old: span::print(told.when),
                new: String::new(),
            }),
        }
    }
    for (page, gone) in of_page {
        let place = Place::file(site.page(page).document.path.clone());
        for (id, told) in gone {
            let when = told.when.text(crate::diagnostic::Language::Zh);
            let when_en = told.when.text(crate::diagnostic::Language::En);
            let at = told.place.clone().unwrap_or_default();
            findings.push(
                Diagnostic::new(
                    &VANISHED_OCCURRENCE,
                    &place,
                    text!(
                        "已经公布的一场不见了：{when} {at}（{id}）",
                        "a published date has vanished: {when_en} {at} ({id})"
                    ),
                )
                .related(&told.written, text!("台账里的这一行", "its line in the ledger"))
                .hint(text!(
                    "不办了就把它留着，状态写“取消”；本来就是误发，就删掉 {FILE} 里的这一行",
                    "keep it with the status cancelled; if it was published by mistake, remove its line from {FILE}"
                )),
            );
        }
    }
}

/// The time that was told before the one that holds now: the latest precise one.
pub(in crate::model) fn former_when(told: &Told) -> Option<When> {
    let change = told.changes.iter().rev().find(|change| change.fact == Fact::When)?;
    span::parse(&change.old).filter(|when| matches!(when, When::Minutes { .. } | When::Days { .. }))
}

/// The place that was told before the one that holds now.
pub(in crate::model) fn former_place(told: &Told) -> Option<&str> {
    let change = told.changes.iter().rev().find(|change| change.fact == Fact::Place)?;
    (!change.old.is_empty()).then_some(change.old.as_str())
}
