//! Staging: everything that differs is written, whole, where one rename can put it in place.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use xxhash_rust::xxh3::Xxh3;

use super::compare::{BLOCK, Judged, fill};
use super::folder::Presence;
use super::manifest::{Entry, Manifest};
use super::plan::{Item, Plan};
use super::{Bytes, Interruption, MARKER, Output, Rendered, Step, Watch, disk, refusal};
use crate::diagnostic::Diagnostic;

/// The staging folder. Unless it is handed over to a journal, it is removed when this is dropped.
pub(super) struct Staging {
    path: PathBuf,
    /// Folders above it that were made for it, the outermost first.
    above: Cell<Vec<PathBuf>>,
    owner: Cell<Owner>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Owner {
    Nobody,
    Write,
    Journal,
}

impl Staging {
    pub(super) fn new(output: &Output) -> Self {
        let path = output.placement.staging(&output.folder);
        Self { path, above: Cell::default(), owner: Cell::new(Owner::Nobody) }
    }

    /// From now on the journal needs what is staged.
    pub(super) fn hand_over(&self) {
        self.owner.set(Owner::Journal);
    }

    fn make(&self) -> io::Result<()> {
        self.owner.set(Owner::Write);
        let mut above: Vec<PathBuf> = Vec::new();
        let missing = self.path.ancestors().skip(1).take_while(|folder| !matches!(disk::is_there(folder), Ok(true)));
        above.extend(missing.map(Path::to_owned));
        above.reverse();
        self.above.set(above);
        fs::create_dir_all(&self.path)
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        if self.owner.get() == Owner::Write {
            // What cannot be removed now is removed by the next write.
            let _ = fs::remove_dir_all(&self.path);
            for folder in self.above.take().iter().rev() {
                let _ = fs::remove_dir(folder);
            }
        }
    }
}

/// What stands when the staged items are in place.
pub(super) struct Next {
    pub(super) manifest: Manifest,
    pub(super) marker: Marker,
}

/// What becomes of the marker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Marker {
    /// The right one stands already.
    Stands,
    /// It is part of a staged output folder.
    Within,
    /// It is staged as an item of its own.
    Staged(usize),
}

/// The text of the marker; its last line is the fingerprint of what was written.
fn marker(fingerprint: &str) -> String {
    format!(
        "这个文件夹由 xinfeng 写出，请不要在这里修改文件：下次生成时会被覆盖或删除。\n\
         This folder is written by xinfeng; do not edit files here: the next build replaces or removes them.\n\
         {fingerprint}\n"
    )
}

/// The fingerprint in the text of a marker.
pub(super) fn fingerprint(marker: &str) -> &str {
    marker.lines().last().unwrap_or_default()
}

/// Stages what differs, and the marker if it has to change.
pub(super) fn stage(
    files: &[Rendered],
    judged: Vec<Judged>,
    plan: &Plan,
    output: &Output,
    staging: &Staging,
    interruption: Interruption<'_>,
    watch: Watch<'_>,
) -> Result<Next, Vec<Diagnostic>> {
    let unmade = |error| vec![refusal::not_staged(output, "", &error)];
    let works: Vec<Work<'_>> = files
        .iter()
        .zip(&plan.homes)
        .filter_map(|(file, home)| {
            let item = (*home)?;
            Some(Work { file, path: staged(&staging.path, item, &plan.items.get(item)?.path, &file.path) })
        })
        .collect();
    if !works.is_empty() {
        staging.make().and_then(|()| make_folders(&works, &staging.path)).map_err(unmade)?;
    }
    let copied: Vec<Option<Copied>> = works
        .par_iter()
        .map(|work| {
            interruption.check()?;
            watch(Step::Stage).map_err(|error| refusal::not_staged(output, &work.file.path, &error))?;
            work.run(output)
        })
        .collect::<Result<_, Diagnostic>>()
        .map_err(|fault| vec![fault])?;
    drop(works);

    let mut manifest = Manifest { files: plan.kept.iter().cloned().collect() };
    let mut copied = copied.into_iter();
    for ((file, home), judged) in files.iter().zip(&plan.homes).zip(judged) {
        let Judged { state: _, length, hash, output: times, source } = judged;
        let copied = home.and_then(|_| copied.next()).flatten();
        let (length, hash) = match copied {
            Some(Copied { length, hash }) => (length, Some(hash)),
            None => (length, hash),
        };
        // Every file was hashed while it was compared or copied; one that was not is compared again next time.
        let hash = hash.unwrap_or_default();
        manifest.files.insert(file.path.clone(), Entry { length, hash, output: times, source, superseded: None });
    }
    let marker = stage_marker(&manifest, plan, output, staging)
        .map_err(|error| vec![refusal::not_staged(output, MARKER, &error)])?;
    Ok(Next { manifest, marker })
}

fn stage_marker(manifest: &Manifest, plan: &Plan, output: &Output, staging: &Staging) -> io::Result<Marker> {
    let fingerprint = manifest.fingerprint();
    if output.fingerprint.as_ref() == Some(&fingerprint) {
        return Ok(Marker::Stands);
    }
    let text = marker(&fingerprint);
    if let [Item { path, .. }] = plan.items.as_slice()
        && path.is_empty()
    {
        let root = staging.path.join("0");
        if cfg!(unix) && output.presence == Presence::Empty {
            // The folder that is put keeps the permissions of the empty one it replaces.
            fs::set_permissions(&root, fs::metadata(&output.folder)?.permissions())?;
        }
        create(&root.join(MARKER), text.as_bytes())?;
        return Ok(Marker::Within);
    }
    if plan.items.is_empty() {
        staging.make()?;
    }
    let item = plan.items.len();
    create(&staging.path.join(item.to_string()), text.as_bytes())?;
    Ok(Marker::Staged(item))
}

/// A file to be staged, and where.
struct Work<'a> {
    file: &'a Rendered,
    path: PathBuf,
}

/// What was found while a static file was copied.
struct Copied {
    length: u64,
    hash: u128,
}

impl Work<'_> {
    fn run(&self, output: &Output) -> Result<Option<Copied>, Diagnostic> {
        let target = |error: io::Error| refusal::not_staged(output, &self.file.path, &error);
        match &self.file.bytes {
            Bytes::Memory(bytes) => create(&self.path, bytes).map(|()| None).map_err(target),
            Bytes::File(path) => {
                let fault = |error: io::Error| refusal::unreadable_source(output, path, &error);
                let mut source = File::open(path).map_err(fault)?;
                // Only the content is copied: a file that is read-only or private must be replaceable and readable here.
                let mut copy = File::create_new(&self.path).map_err(target)?;
                let (mut hasher, mut length, mut buffer) = (Xxh3::new(), 0, vec![0; BLOCK]);
                loop {
                    let read = fill(&mut source, &mut buffer).map_err(fault)?;
                    let block = buffer.get(..read).unwrap_or_default();
                    copy.write_all(block).map_err(target)?;
                    hasher.update(block);
                    length += read as u64;
                    if read < BLOCK {
                        return Ok(Some(Copied { length, hash: hasher.digest128() }));
                    }
                }
            }
        }
    }
}

fn create(path: &Path, bytes: &[u8]) -> io::Result<()> {
    File::create_new(path)?.write_all(bytes)
}

/// Where a file is staged: items are numbered, and an item that is a folder holds its files.
fn staged(staging: &Path, item: usize, top: &str, path: &str) -> PathBuf {
    let mut staged = staging.join(item.to_string());
    let rest = path.strip_prefix(top).unwrap_or_default().trim_start_matches('/');
    if !rest.is_empty() {
        staged.push(rest);
    }
    staged
}

/// Makes every folder once, the outer ones first.
fn make_folders(works: &[Work<'_>], staging: &Path) -> io::Result<()> {
    let mut levels: Vec<BTreeSet<&Path>> = Vec::new();
    for work in works {
        for folder in work.path.ancestors().skip(1).take_while(|folder| *folder != staging) {
            let depth = folder.components().count();
            if levels.len() <= depth {
                levels.resize_with(depth + 1, BTreeSet::new);
            }
            if !levels.get_mut(depth).is_some_and(|level| level.insert(folder)) {
                break;
            }
        }
    }
    levels.iter().try_for_each(|level| level.par_iter().try_for_each(fs::create_dir))
}
