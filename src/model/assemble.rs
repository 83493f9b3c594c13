//! From documents to the [`Site`]: who is visible, what lies where, at which address.

use std::collections::HashSet;
use std::sync::{Arc, OnceLock};

use chrono::{DateTime, Utc};

use super::address::{self, Address, Form};
use super::ledger::{self, Ledger};
use super::references::{collect_assets, link_campaigns, link_related, redirects};
use super::schedule::{self, Schedule};
use super::tree::{Tree, Visibility};
use super::{Data, Node, Pace, PageId, Redirect, SectionId, Site, audiences, order, terms};
use crate::config::Config;
use crate::content::Document;
use crate::diagnostic::{Findings, Place};

/// What a site is assembled from.
#[derive(Debug)]
pub struct Input {
    pub config: Arc<Config>,
    pub clock: DateTime<Utc>,
    pub pace: Pace,
    pub drafts: Drafts,
    /// In the order of their paths.
    pub documents: Vec<Arc<Document>>,
    /// Files of `content/` that are not Markdown, in the order of their paths.
    pub files: Vec<Arc<str>>,
    pub data: Data,
    /// As it stands on the disk.
    pub ledger: Arc<Ledger>,
    pub statics: Vec<StaticFile>,
}

/// Whether drafts are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drafts {
    Hide,
    Show,
}

/// A file that is published as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaticFile {
    /// Inside the site: `static/robots.txt`.
    pub file: Arc<str>,
    pub address: Address,
}

/// The part of a path below `content/`.
pub fn below_content(path: &str) -> &str {
    path.strip_prefix("content/").unwrap_or(path)
}

pub fn assemble(input: Input) -> (Site, Findings) {
    let Input { config, clock, pace, drafts, documents, files, data, ledger, statics } = input;
    let mut findings = Findings::new();
    let visibility = Visibility { config: &config, clock, drafts };
    let (tree, hidden) = Tree::grow(&documents, visibility, &ledger, &mut findings);
    let mut site = Site {
        clock,
        pace,
        sections: tree.sections,
        pages: tree.pages,
        taxonomies: Vec::new(),
        audiences: Vec::new(),
        data,
        redirects: Vec::new(),
        schedule: Schedule::default(),
        told: Ledger::default(),
        changes: Vec::new(),
        statics,
        by_path: tree.by_path,
        by_address: OnceLock::new(),
        hidden,
        by_date: Vec::new(),
        config,
    };
    link_campaigns(&mut site);
    link_related(&mut site, &mut findings);
    site.by_date = order::by_date(&site);
    for (rank, id) in site.by_date.iter().enumerate() {
        site.pages[id.0].rank = rank;
    }
    order::fill_campaigns(&mut site);
    order::fill_sections(&mut site);
    site.taxonomies = terms::collect(&mut site, &ledger.names, &mut findings);
    site.audiences = audiences::collect(&site, &ledger.names);
    collect_assets(&mut site, &files, &mut findings);
    site.redirects = redirects(&site, &mut findings);
    let hidden = documents.into_iter().filter(|document| site.hidden.contains_key(below_content(&document.path)));
    let hidden: Vec<Arc<Document>> = hidden.collect();
    fill_schedule(&mut site, &ledger, &hidden, &mut findings);
    (site, findings)
}

/// Collects the schedule, compares it with what has been told, and redirects addresses that changed.
fn fill_schedule(site: &mut Site, ledger: &Ledger, hidden: &[Arc<Document>], findings: &mut Findings) {
    let (mut schedule, faults) = schedule::collect(site, ledger);
    findings.extend(faults);
    let (comparison, faults) = ledger::compare(ledger, site, &schedule, hidden);
    findings.extend(faults);
    schedule.remember(&comparison.ledger);
    for (node, body) in comparison.bodies {
        let document = match node {
            Node::Page(PageId(page)) => Some(&mut site.pages[page].document),
            Node::Section(SectionId(section)) => site.sections[section].document.as_mut(),
        };
        if let Some(document) = document {
            Arc::make_mut(document).body = body;
        }
    }
    site.schedule = schedule;
    site.told = comparison.ledger;
    site.changes = comparison.changes;
    if comparison.redirects.is_empty() {
        return;
    }
    let taken: HashSet<&str> = site
        .pages
        .iter()
        .map(|page| page.address.as_str())
        .chain(site.sections.iter().map(|section| section.address.as_str()))
        .chain(site.redirects.iter().map(|redirect| redirect.from.as_str()))
        .collect();
    let mut added: Vec<Redirect> = Vec::new();
    for (from, node) in comparison.redirects {
        let place = site.document_of(node).map_or_else(Place::site, |document| Place::file(document.path.clone()));
        // The ledger's addresses were checked when they were written; someone may have changed the file since.
        let Ok(from) = address::parse(&from, Form::Page, &place) else { continue };
        if !taken.contains(from.as_str()) && added.iter().all(|redirect| redirect.from != from) {
            added.push(Redirect { from, to: site.address_of(node).as_str().to_owned(), place });
        }
    }
    site.redirects.extend(added);
}
