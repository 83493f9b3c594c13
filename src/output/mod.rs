//! The only writer: compares, stages, puts in place, removes.
//!
//! # How a write goes
//!
//! [`prepare`] looks at the folder, takes the lock, completes an interrupted write and refuses what could hurt.
//! [`begin`] takes the paths of the files to come and lists the folder. [`Writing::put`] takes each file as it is
//! rendered, compares it (length, then bytes), stages it beside the folder if it differs, and lets go of it: no more
//! files are in memory than there are threads. [`Writing::finish`] puts what was staged in place by renames: new files,
//! then changed ones, then removals. A missing or empty folder is put in place whole, by one rename.
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
//! Whoever writes may leave a note with a write, and have it back as long as the folder stands as that write left it.
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
mod standing;
#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::NaiveDate;

use crate::diagnostic::Diagnostic;

pub use folder::Output;
pub use standing::{Note, note};

/// The file at the root of an output folder which says that xinfeng writes there.
pub const MARKER: &str = ".xinfeng-output";

/// The content of an output file. A static file is copied, not held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bytes {
    Memory(Vec<u8>),
    File(PathBuf),
}

/// An output file before it is rendered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// Relative to the output folder, with forward slashes: `a/b/index.html`.
    pub path: String,
    /// The file of which it will be a copy.
    pub source: Option<PathBuf>,
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

/// Makes a folder ready for [`begin`]: resolves it, refuses an unfit one (`bad-output`), locks it, and completes an
/// interrupted write. `site` is the site's folder.
pub fn prepare(folder: &Path, site: &Path) -> Result<Output, Diagnostic> {
    folder::prepare(folder, site, &|_| Ok(()))
}

/// Begins to make the output folder hold exactly `files`, besides kept assets and the files of others.
///
/// # Errors
/// Paths that cannot be written, and what stands in their way.
pub fn begin<'a>(
    output: &'a Output,
    files: Vec<Planned>,
    interrupted: &'a AtomicBool,
) -> Result<Writing<'a>, Vec<Diagnostic>> {
    begin_watched(output, files, interrupted, &|_| Ok(()))
}

fn begin_watched<'a>(
    output: &'a Output,
    mut files: Vec<Planned>,
    interrupted: &'a AtomicBool,
    watch: Watch<'a>,
) -> Result<Writing<'a>, Vec<Diagnostic>> {
    files.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    name::check(&files, output)?;
    let paths = || files.iter().map(|file| file.path.as_str()).chain(output.manifest.files.keys().map(String::as_str));
    let disk = listing::list(&output.folder, output.case, &hidden_folders(paths()))
        .map_err(|(path, error)| vec![refusal::unlisted(output, &path, &error)])?;
    let spots = plan::survey(&files, &disk, output)?;
    let layout = plan::layout(&files, &spots, None);
    let staging = stage::Staging::new(output);
    let written = files.iter().map(|_| OnceLock::new()).collect();
    let stopped = AtomicBool::new(false);
    Ok(Writing { output, files, disk, spots, layout, staging, written, stopped, interrupted, watch })
}

/// A write that takes files in. Dropped before [`Writing::finish`], it leaves the folder as it was.
pub struct Writing<'a> {
    output: &'a Output,
    /// Sorted by path; `spots` and `written` run in parallel.
    files: Vec<Planned>,
    disk: listing::Disk,
    spots: Vec<plan::Spot<'a>>,
    layout: plan::Layout,
    staging: stage::Staging,
    written: Vec<OnceLock<stage::Written>>,
    /// Set by the first fault after which no file can be taken in, such as a full disk; it is told once.
    stopped: AtomicBool,
    interrupted: &'a AtomicBool,
    watch: Watch<'a>,
}

impl Writing<'_> {
    /// Plans more files, which turned out to be needed while the first were made.
    ///
    /// # Errors
    /// As of [`begin`].
    pub fn extend(self, more: Vec<Planned>) -> Result<Self, Vec<Diagnostic>> {
        if more.is_empty() {
            return Ok(self);
        }
        let Self { output, files, disk, layout, staging, written, stopped, interrupted, watch, .. } = self;
        let more = more.into_iter().map(|file| (file, OnceLock::new()));
        let mut all: Vec<_> = files.into_iter().zip(written).chain(more).collect();
        all.sort_by(|(a, _), (b, _)| a.path.cmp(&b.path));
        let (files, written): (Vec<_>, Vec<_>) = all.into_iter().unzip();
        name::check(&files, output)?;
        let spots = plan::survey(&files, &disk, output)?;
        let layout = plan::layout(&files, &spots, Some(&layout));
        Ok(Self { output, files, disk, spots, layout, staging, written, stopped, interrupted, watch })
    }

    /// Compares one of the planned files with what stands in its place, and stages it if it differs. Threads may do so
    /// at the same time.
    ///
    /// # Errors
    /// The file's source cannot be read, or it cannot be staged; and, once, that the build was interrupted.
    pub fn put(&self, path: &str, bytes: &Bytes) -> Result<(), Diagnostic> {
        let Ok(index) = self.files.binary_search_by(|file| file.path.as_str().cmp(path)) else { return Ok(()) };
        let (Some(spot), Some(home), Some(place)) =
            (self.spots.get(index), self.layout.homes.get(index), self.written.get(index))
        else {
            return Ok(());
        };
        if self.interrupted.load(Ordering::Relaxed) {
            return self.stop(refusal::interrupted());
        }
        if self.stopped.load(Ordering::Relaxed) {
            return Ok(());
        }
        let judged = compare::judge(path, bytes, spot, self.output)?;
        let item = home.and_then(|home| self.layout.items.get(home));
        let copied = match item.filter(|_| judged.state == compare::State::Different) {
            Some(item) => {
                let staged = (self.watch)(Step::Stage)
                    .map_err(|error| refusal::not_staged(self.output, path, &error))
                    .and_then(|()| self.staging.stage(item, path, bytes, self.output));
                match staged {
                    Ok(copied) => copied,
                    Err(fault) => return self.stop(fault),
                }
            }
            None => None,
        };
        // A file is put once; were it put twice, the first would stand.
        let _ = place.set(stage::Written::new(judged, copied));
        Ok(())
    }

    fn stop(&self, fault: Diagnostic) -> Result<(), Diagnostic> {
        if self.stopped.swap(true, Ordering::Relaxed) { Ok(()) } else { Err(fault) }
    }

    /// Puts what was staged in place. Every planned file must have been put.
    ///
    /// An error before the first rename, and an interruption before it, leave the folder as it was. An error after it
    /// leaves a journal, from which the next [`prepare`] goes on.
    pub fn finish(self, keep: Keep) -> Result<Summary, Vec<Diagnostic>> {
        let Self { output, files, disk, layout, staging, written, interrupted, watch, .. } = self;
        let written: Option<Vec<stage::Written>> = written.into_iter().map(OnceLock::into_inner).collect();
        let written = written.filter(|_| !interrupted.load(Ordering::Relaxed));
        let written = written.ok_or_else(|| vec![refusal::interrupted()])?;
        let plan = plan::plan(&files, &layout, &written, &disk, output, keep)?;
        let next = stage::next(&files, &written, &layout, &plan, output, &staging).map_err(|fault| vec![fault])?;
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
        // An output is written once.
        let _ = output.finished.set(next.manifest.state());
        Ok(plan.summary)
    }
}

/// The hidden folders in which the site has files. Others are not looked into.
fn hidden_folders<'a>(paths: impl Iterator<Item = &'a str>) -> HashSet<&'a str> {
    paths.filter(|path| path.starts_with('.') || path.contains("/.")).flat_map(plan::folders).collect()
}
