//! The documents: what changed is parsed, in parallel; the rest is kept.

use std::cell::RefCell;
use std::sync::Arc;

use rayon::prelude::*;

use super::{Kept, read_findings, read_sheets, report_names};
use crate::config::Config;
use crate::content::markdown::{Breaks, RawHtml};
use crate::content::{self, Defaults, Document, sightings_in_cells};
use crate::diagnostic::{Diagnostic, Findings};
use crate::pipeline::sightings::InTables;
use crate::source::{self, Found, Root, Stamp};

/// A document with what tells that its files have not changed.
#[derive(Clone, Debug)]
pub(super) struct KeptDocument {
    path: Arc<str>,
    stamp: Stamp,
    document: Arc<Document>,
    /// Most documents have nothing to say besides.
    more: Option<Arc<More>>,
}

impl KeptDocument {
    /// The files that it was read with besides itself.
    pub(super) fn beside(&self) -> impl Iterator<Item = &str> {
        self.more.iter().flat_map(|more| &more.beside).map(|(path, _)| &**path)
    }
}

/// What else a document was read with, and what was found.
#[derive(Debug)]
struct More {
    /// The spreadsheets that it was read with; `None` for one that was not there.
    beside: Vec<(Arc<str>, Option<Stamp>)>,
    findings: Findings,
}

/// What was read of a document's files.
struct Reading {
    document: KeptDocument,
    /// The tables of which nothing is left to look through.
    seen: InTables,
}

/// Parses what changed, in parallel, and keeps the rest. Of the tables that are read with them, `seen` takes up what they show
/// of personal numbers.
pub(super) fn load_documents(
    root: &Root,
    found: &[&Found],
    config: &Config,
    before: Option<&Kept>,
    kept: &mut Kept,
    seen: &mut InTables,
    findings: &mut Findings,
) -> Vec<Arc<Document>> {
    let defaults = Defaults {
        raw_html: if config.markdown.raw_html { RawHtml::Keep } else { RawHtml::Escape },
        breaks: if config.markdown.hard_breaks { Breaks::Hard } else { Breaks::Soft },
        language: config.spoken(),
    };
    let before = before.filter(|before| before.defaults == Some(defaults));
    kept.defaults = Some(defaults);
    let known = alongside(found, before.map_or(&[], |before| &before.documents));
    let read: Vec<Result<Reading, Diagnostic>> = found
        .par_iter()
        .zip(known)
        .map(|(found, old)| {
            let settled = before.is_some_and(|before| found.stamp.had_rested(before.began));
            match old.filter(|old| settled && is_fresh(root, old, found.stamp)) {
                Some(old) => Ok(Reading { document: old.clone(), seen: InTables::default() }),
                None => read_document(root, found, defaults),
            }
        })
        .collect();
    let mut parsed = Vec::with_capacity(read.len());
    kept.documents.reserve(read.len());
    for (found, result) in found.iter().zip(read) {
        match result {
            Ok(Reading { document, seen: in_tables }) => {
                seen.extend(in_tables);
                let found = document.more.iter().flat_map(|more| &more.findings);
                findings.extend(found.filter(|finding| config.wants(finding.rule)).cloned());
                parsed.push(document.document.clone());
                kept.documents.push(document);
            }
            Err(finding) => {
                report_names([*found], findings);
                findings.push(finding);
            }
        }
    }
    parsed
}

/// For each file what it was parsed into before, if it was there. Both are in the order of their paths.
fn alongside<'a>(found: &[&Found], documents: &'a [KeptDocument]) -> Vec<Option<&'a KeptDocument>> {
    let mut documents = documents.iter().peekable();
    let of = |found: &&Found| {
        // Most are the same in memory, and need not be compared letter by letter.
        let same = |old: &&KeptDocument| Arc::ptr_eq(&old.path, &found.path);
        documents.next_if(same).or_else(|| {
            while documents.next_if(|old| *old.path < *found.path).is_some() {}
            documents.next_if(|old| old.path == found.path)
        })
    };
    found.iter().map(of).collect()
}

fn is_fresh(root: &Root, old: &KeptDocument, stamp: Stamp) -> bool {
    let mut beside = old.more.iter().flat_map(|more| &more.beside);
    old.stamp == stamp && beside.all(|(path, stamp)| source::stamp(root, path) == *stamp)
}

fn read_document(root: &Root, found: &Found, defaults: Defaults) -> Result<Reading, Diagnostic> {
    let (text, decoding) = source::decode(&found.path, source::read_found(root, found)?);
    let seen = RefCell::new(InTables::default());
    let read_sheets = |path: &Arc<str>| {
        let (sheets, findings) = read_sheets(root, path);
        if source::hides_nothing(path) {
            seen.borrow_mut().insert(path.clone(), sightings_in_cells(&sheets));
        }
        (sheets, findings)
    };
    let (document, faults) = content::parse(&found.path, &text, defaults, &read_sheets);
    let mut findings = Findings::new();
    report_names([found], &mut findings);
    findings.extend(read_findings(decoding, faults));
    let beside: Vec<_> = document.data_files.iter().map(|path| (path.clone(), source::stamp(root, path))).collect();
    let has_more = !(findings.is_empty() && beside.is_empty());
    let more = has_more.then(|| Arc::new(More { beside, findings }));
    let document = KeptDocument { path: found.path.clone(), stamp: found.stamp, document: Arc::new(document), more };
    Ok(Reading { document, seen: seen.into_inner() })
}
