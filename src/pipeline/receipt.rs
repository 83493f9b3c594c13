//! What the last build was made of and what it said, so that one without a change is told from one glance at the files.
//!
//! A build is a pure function of the program, its arguments, the clock and the site's files; the receipt names them all, and
//! lies with the files that came of them. Nothing is taken from it where any of that cannot be vouched for: files
//! that were written while the build began, files read from outside the site's folders, a ledger that the build itself
//! brought up to date. Elsewhere than on Unix a change that keeps a file's length and modification time goes
//! unnoticed.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

use super::{Listing, Loaded, Outcome, Project};
use crate::diagnostic::{Diagnostic, Stored};
use crate::model::Pace;
use crate::model::ledger;
use crate::output::{self, Output, Summary};
use crate::query::ToldChange;
use crate::source::{self, Found, Stamp, clock};

#[derive(Debug, Serialize, Deserialize)]
struct Receipt<'a> {
    /// A fingerprint of what it was made of.
    inputs: String,
    /// The minute of the build, in seconds since 1970, where the machine's clock was the site's.
    minute: Option<i64>,
    pages: usize,
    targets: usize,
    findings: Vec<Stored>,
    changes: Cow<'a, [ToldChange]>,
}

/// The outcome of a build, if it would be made of what the last one was made of, and all that came of that one still stands.
pub(super) fn read(project: &Project, listing: &Listing) -> Option<Outcome> {
    let note = output::note(&project.output, project.root.path())?;
    let receipt: Receipt<'_> = serde_json::from_str(&note.text).ok()?;
    let is_now = receipt.minute.is_none_or(|minute| minute == clock::minute().timestamp());
    if !is_now || inputs(project, listing)? != receipt.inputs {
        return None;
    }
    let findings: Option<Vec<Diagnostic>> = receipt.findings.into_iter().map(Stored::restore).collect();
    let output = output::prepare(&project.output, project.root.path()).ok()?;
    Some(Outcome {
        findings: findings?,
        summary: Some(Summary { unchanged: output.stands(&note)?, ..Summary::default() }),
        targets: receipt.targets,
        pages: receipt.pages,
        changes: receipt.changes.into_owned(),
        loaded: None,
    })
}

/// Leaves a receipt with a build that has just been written.
pub(super) fn leave(project: &Project, loaded: &Loaded, outcome: &Outcome, output: &Output) {
    let kept = &loaded.kept;
    let is_listed = |path: &str| kept.listing.get(path).is_some();
    let is_closed = loaded.data_files.read().iter().all(|path| is_listed(path)) && kept.beside().all(is_listed);
    let has_foreign = outcome.summary.as_ref().is_none_or(|summary| !summary.foreign.is_empty());
    if !is_closed || has_foreign || !kept.is_settled() {
        return;
    }
    let Some(inputs) = inputs(project, &kept.listing) else { return };
    let receipt = Receipt {
        inputs,
        minute: (loaded.site.pace == Pace::Running).then(|| loaded.site.clock.timestamp()),
        pages: outcome.pages,
        targets: outcome.targets,
        findings: outcome.findings.iter().map(Stored::from).collect(),
        changes: Cow::Borrowed(&outcome.changes),
    };
    if let Ok(text) = serde_json::to_string(&receipt) {
        output.leave(&text);
    }
}

/// A fingerprint of the program, its arguments and the site's files; none where the walk could not take in everything.
fn inputs(project: &Project, listing: &Listing) -> Option<String> {
    let mut hasher = Xxh3::new();
    let arguments = format!("{:?} {project:?}", source::program()?);
    hasher.update(arguments.as_bytes());
    for Found { path, stamp } in listing.files() {
        hasher.update(&path.len().to_le_bytes());
        hasher.update(path.as_bytes());
        if **path == *ledger::FILE {
            // Written by the build itself, it may be younger than any other file.
            let bytes = source::read(&project.root, path).ok()?;
            hasher.update(&xxh3_128(&bytes).to_le_bytes());
        } else {
            let Stamp { modified, changed, length } = stamp;
            hasher.update(&modified.to_le_bytes());
            hasher.update(&changed.to_le_bytes());
            hasher.update(&length.to_le_bytes());
        }
    }
    listing.is_whole().then(|| format!("{:032x}", hasher.digest128()))
}
