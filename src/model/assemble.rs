//! From documents to the [`Site`]: who is visible, what lies where, at which address.

use std::collections::HashSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::address::{self, Address, Form};
use super::ledger::{self, Ledger};
use super::references::{collect_files, link_campaigns, link_related, note_files, redirects};
use super::schedule::{self, Schedule};
use super::tree::{Tree, Visibility};
use super::{Data, Node, Pace, PageId, Redirect, SectionId, Site, audiences, order, terms};
use crate::config::Config;
use crate::content::{Document, below_content};
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
    pub data: Arc<Data>,
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

impl Input {
    /// Whether the same site would be assembled from another. Documents, data and ledger are the same if they are the same
    /// in memory: whoever keeps them knows that their files are unchanged.
    pub fn is_same(&self, other: &Self) -> bool {
        let same = || self.documents.iter().zip(&other.documents).all(|(ours, theirs)| Arc::ptr_eq(ours, theirs));
        self.is_same_besides_documents(other) && self.documents.len() == other.documents.len() && same()
    }

    pub(super) fn is_same_besides_documents(&self, other: &Self) -> bool {
        let Self { config, clock, pace, drafts, documents: _, files, data, ledger, statics } = other;
        (self.clock, self.pace, self.drafts) == (*clock, *pace, *drafts)
            && Arc::ptr_eq(&self.data, data)
            && Arc::ptr_eq(&self.ledger, ledger)
            && (&self.files, &self.statics) == (files, statics)
            && self.config == *config
    }
}

pub fn assemble(input: &Input) -> (Site, Findings) {
    let Input { config, clock, pace, drafts, documents, files, data, ledger, statics } = input;
    let (clock, pace) = (*clock, *pace);
    let mut findings = Findings::new();
    let visibility = Visibility { config, clock, drafts: *drafts };
    let (tree, hidden) = Tree::grow(documents, visibility, ledger, &mut findings);
    let mut site = Site {
        clock,
        pace,
        sections: tree.sections,
        pages: tree.pages,
        taxonomies: Vec::new(),
        audiences: Vec::new(),
        data: data.clone(),
        redirects: Vec::new(),
        schedule: Arc::default(),
        told: Arc::default(),
        changes: Vec::new(),
        statics: statics.clone(),
        by_path: Arc::new(tree.by_path),
        by_address: Arc::default(),
        title_ranks: Arc::default(),
        concerns: Arc::default(),
        hidden,
        by_date: Vec::new(),
        config: config.clone(),
    };
    link_campaigns(&mut site);
    link_related(&mut site, &mut findings);
    site.by_date = order::by_date(&site);
    for (rank, id) in site.by_date.iter().enumerate() {
        site.pages[id.0].rank = rank;
    }
    order::fill_campaigns(&mut site);
    order::fill_sections(&mut site);
    // Neither side needs what the other finds.
    let ((taxonomies, audiences), (linked, scheduled)) = rayon::join(
        || (terms::collect(&site, &ledger.names), audiences::collect(&site, &ledger.names)),
        || (collect_files(&site, files), schedule::collect(&site, ledger)),
    );
    (site.taxonomies, site.audiences) = (taxonomies.0, audiences);
    terms::note(&mut site.pages, &site.taxonomies);
    note_files(&mut site, linked.0);
    let schedule = scheduled.0;
    findings.extend([taxonomies.1, linked.1, scheduled.1].into_iter().flatten());
    site.redirects = redirects(&site, &mut findings);
    let is_hidden =
        |document: &&Arc<Document>| !site.hidden.is_empty() && site.hidden.contains_key(below_content(&document.path));
    let hidden: Vec<Arc<Document>> = documents.iter().filter(is_hidden).cloned().collect();
    compare(&mut site, schedule, ledger, &hidden, &mut findings);
    (site, findings)
}

/// Compares the site with what has been told, and redirects addresses that changed.
fn compare(
    site: &mut Site,
    mut schedule: Schedule,
    ledger: &Ledger,
    hidden: &[Arc<Document>],
    findings: &mut Findings,
) {
    let (comparison, faults) = ledger::compare(ledger, site, &schedule, hidden);
    findings.extend(faults);
    schedule.remember(comparison.told);
    schedule.group_at(site.clock, site.config.zone);
    site.schedule = Arc::new(schedule);
    for (node, body) in comparison.bodies {
        let document = match node {
            Node::Page(PageId(page)) => Some(&mut site.pages[page].document),
            Node::Section(SectionId(section)) => site.sections[section].document.as_mut(),
        };
        if let Some(document) = document {
            Arc::make_mut(document).body = body;
        }
    }
    site.told = Arc::new(comparison.ledger);
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
