//! The only writer: compares, stages, puts in place, removes.
//!
//! # How a write goes
//!
//! [`prepare`] looks at the folder, takes the lock, completes an interrupted write and refuses what could hurt.
//! [`write`] lists the folder, compares every file (length, then bytes), stages what differs beside the folder, and
//! puts it in place by renames: new files, then changed ones, then removals. A missing or empty folder is put in place
//! whole, by one rename.
//!
//! # What holds
//!
//! - *Before the first rename* an error, a full disk or an interruption leaves the folder as it was and removes the
//!   staging folder; a kill leaves the staging folder, which the next [`prepare`] removes.
//! - *From the first rename on* every file is whole, with its old or its new bytes, and every link that a visitor of the
//!   old or the new site can reach leads to a file: new files come before the pages that may link to them, and files
//!   vanish after the pages that linked to them. The one exception is a file whose name becomes a folder, or the
//!   reverse: both cannot stand at once, so these are exchanged between the new files and the changed ones.
//! - *A kill while files are put in place* is completed by the next [`prepare`] from a journal that was on the disk
//!   before the first rename. The promise covers the end of the process, not of the power supply: only the journal is
//!   synchronised, and a file that a power failure damaged is found and restored by the next comparison.
//!
//! # Whose files these are
//!
//! At the root of the folder lies [`MARKER`], which says that xinfeng writes here and carries a fingerprint of the last
//! write. In the site's `.xinfeng/output/<key>/` lies the manifest: the files of the last write. From them follows:
//!
//! | in the folder | rule |
//! |---|---|
//! | nothing, or only hidden files | written to; what is there stays |
//! | files, but no marker | someone's: refused |
//! | marker and its manifest | files of the manifest are changed and removed; unknown ones are left alone and named, and one that stands where the site needs its place is an error |
//! | marker, and no manifest or that of another write (fresh clone, second machine) | files at addresses of the site are compared and replaced; beyond what the manifest lists nothing is removed; unknown ones are named |
//!
//! A file of the manifest that somebody changed or deleted is restored. Its content is not read again only where
//! length, modification time and (on Unix) change time are those of an earlier reading, which was at least two seconds
//! younger than the file. Elsewhere than on Unix a change that keeps length and modification time goes unnoticed.
//!
//! This module must not know what a page is, nor ask any clock: the day comes in with [`Keep`].

#![expect(clippy::disallowed_methods, reason = "the only writer")]

mod compare;
mod disk;
mod folder;
mod journal;
mod listing;
mod manifest;
mod name;
mod plan;
mod refusal;
mod stage;
#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::NaiveDate;

use crate::diagnostic::Diagnostic;

pub use folder::Output;

/// The file at the root of an output folder which says that xinfeng writes there.
pub const MARKER: &str = ".xinfeng-output";

/// The content of an output file. A static file is copied, not held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bytes {
    Memory(Vec<u8>),
    File(PathBuf),
}

/// One output file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// Relative to the output folder, with forward slashes: `a/b/index.html`.
    pub path: String,
    pub bytes: Bytes,
}

/// Which superseded files stay, and how long: pages that name them live in caches.
#[derive(Clone, Copy, Debug)]
pub struct Keep {
    /// Days that an asset stays after the first build without it; 0 removes it at once.
    pub assets_days: u32,
    /// The day of the build's clock.
    pub today: NaiveDate,
    /// Whether a path of the output folder is an asset whose name changes with its content.
    pub assets: fn(&str) -> bool,
}

/// What a write did, as paths relative to the output folder, sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    pub new: Vec<String>,
    /// Files whose bytes were replaced, those that somebody had changed by hand among them.
    pub changed: Vec<String>,
    /// Files that left the site. A superseded asset is named when it is removed.
    pub gone: Vec<String>,
    pub unchanged: usize,
    /// Files that xinfeng did not write; a hidden folder is named once, with a slash at its end.
    pub foreign: Vec<String>,
}

/// Writes a file of the site's own folder, so that it is there whole or not at all.
pub fn replace(path: &Path, content: &[u8]) -> Result<(), Diagnostic> {
    disk::replace(path, content, disk::Synchronise::Yes).map_err(|error| refusal::unwritable_file(path, &error))
}

/// Puts a file into a folder of the site's caches, which is made if need be. Whoever reads it sees it whole or not at all.
pub fn keep(folder: &Path, name: &str, content: &[u8]) -> std::io::Result<()> {
    disk::keep(folder, name, content)
}

/// Removes files of a cache that are not in use and were made longer than so many days ago. A cache that cannot be
/// cleaned is no fault.
pub fn trim(folder: &Path, is_in_use: impl Fn(&str) -> bool, days: u32) {
    disk::trim(folder, is_in_use, days);
}

/// A step of a write. Tests stop before one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// A file is about to be staged.
    Stage,
    /// The journal is about to be written.
    Journal,
    /// A rename or a removal is about to be made.
    Put,
    /// All is in place; manifest and journal are about to be settled.
    Settle,
}

/// Called before every step; an error ends the write there.
pub(crate) type Watch<'a> = &'a (dyn Fn(Step) -> std::io::Result<()> + Sync);

/// Makes a folder ready for [`write`]: resolves it, refuses an unfit one (`bad-output`), locks it, and completes an
/// interrupted write. `site` is the site's folder.
pub fn prepare(folder: &Path, site: &Path) -> Result<Output, Diagnostic> {
    folder::prepare(folder, site, &|_| Ok(()))
}

/// Makes the output folder hold exactly `files`, besides kept assets and the files of others.
///
/// An error before the first rename, and `interrupted` becoming true before it, leave the folder as it was. An error
/// after it leaves a journal, from which the next [`prepare`] goes on.
pub fn write(
    output: Output,
    files: Vec<Rendered>,
    keep: Keep,
    interrupted: &AtomicBool,
) -> Result<Summary, Vec<Diagnostic>> {
    write_watched(&output, files, keep, interrupted, &|_| Ok(()))
}

fn write_watched(
    output: &Output,
    mut files: Vec<Rendered>,
    keep: Keep,
    interrupted: &AtomicBool,
    watch: Watch<'_>,
) -> Result<Summary, Vec<Diagnostic>> {
    let interruption = Interruption(interrupted);
    files.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    name::check(&files, output)?;
    let paths = || files.iter().map(|file| file.path.as_str()).chain(output.manifest.files.keys().map(String::as_str));
    let disk = listing::list(&output.folder, output.case, &hidden_folders(paths()))
        .map_err(|(path, error)| vec![refusal::unlisted(output, &path, &error)])?;

    let spots = plan::survey(&files, &disk, output)?;
    let judged = compare::judge(&files, &spots, output, interruption)?;
    let plan = plan::plan(&files, &spots, &judged, &disk, output, keep)?;

    let staging = stage::Staging::new(output);
    let next = stage::stage(&files, judged, &plan, output, &staging, interruption, watch)?;
    interruption.check().map_err(|stopped| vec![stopped])?;
    if plan.is_nothing() && next.marker == stage::Marker::Stands {
        // A manifest that was lost is written again even if it lists nothing: what appears from now on is someone's.
        if next.manifest != output.manifest || output.unknown == folder::Unknown::Replaced {
            next.manifest
                .save(&output.state.join(manifest::NAME))
                .map_err(|error| vec![refusal::unwritable_state(output, &error)])?;
        }
    } else {
        let journal = journal::Journal { placement: output.placement, operations: plan.operations(&next.marker) };
        watch(Step::Journal)
            .and_then(|()| next.manifest.save(&output.state.join(manifest::NEXT)))
            .and_then(|()| journal.save(&output.state))
            .map_err(|error| vec![refusal::unwritable_state(output, &error)])?;
        staging.hand_over();
        journal::complete(&journal, &output.folder, &output.state, watch)
            .map_err(|(path, error)| vec![refusal::not_in_place(&output.name, &path, &error)])?;
    }
    Ok(plan.summary)
}

/// The flag that Ctrl-C sets.
#[derive(Clone, Copy)]
struct Interruption<'a>(&'a AtomicBool);

impl Interruption<'_> {
    fn check(self) -> Result<(), Diagnostic> {
        if self.0.load(Ordering::Relaxed) { Err(refusal::interrupted()) } else { Ok(()) }
    }
}

/// The hidden folders in which the site has files. Others are not looked into.
fn hidden_folders<'a>(paths: impl Iterator<Item = &'a str>) -> HashSet<&'a str> {
    paths.filter(|path| path.starts_with('.') || path.contains("/.")).flat_map(plan::folders).collect()
}
