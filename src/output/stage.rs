//! Staging: everything that differs is written, whole, where one rename can put it in place.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use xxhash_rust::xxh3::Xxh3;

use super::compare::{BLOCK, Judged, State, fill};
use super::folder::Presence;
use super::manifest::{Entry, Manifest};
use super::plan::{Item, Layout, Plan};
use super::{Bytes, MARKER, Output, Planned, disk, refusal};
use crate::diagnostic::Diagnostic;

/// The staging folder, made when something is staged. Unless it is handed over to a journal, it is removed when this
/// is dropped.
pub(super) struct Staging {
    path: PathBuf,
    /// Locked while the folder is made: several threads may find at once that they need it.
    folder: Mutex<Folder>,
}

enum Folder {
    Unmade,
    /// With the folders above it that were made for it, the outermost first.
    Made(Vec<PathBuf>),
    /// The journal needs what is staged.
    HandedOver,
}

impl Staging {
    pub(super) fn new(output: &Output) -> Self {
        Self { path: output.placement.staging(&output.folder), folder: Mutex::new(Folder::Unmade) }
    }

    /// Stages a file of an item.
    pub(super) fn stage(
        &self,
        item: &Item,
        path: &str,
        bytes: &Bytes,
        output: &Output,
    ) -> Result<Option<Copied>, Diagnostic> {
        self.make().map_err(|error| refusal::not_staged(output, path, &error))?;
        write(&self.spot(item, path), path, bytes, output)
    }

    /// From now on the journal needs what is staged.
    pub(super) fn hand_over(&self) {
        *self.folder.lock().unwrap_or_else(PoisonError::into_inner) = Folder::HandedOver;
    }

    fn make(&self) -> io::Result<()> {
        let mut folder = self.folder.lock().unwrap_or_else(PoisonError::into_inner);
        if let Folder::Unmade = *folder {
            let above = self.path.ancestors().skip(1);
            let mut missing: Vec<PathBuf> =
                above.take_while(|above| !matches!(disk::is_there(above), Ok(true))).map(Path::to_owned).collect();
            missing.reverse();
            // Before it is made, so that what was made of it in vain is removed.
            *folder = Folder::Made(missing);
            fs::create_dir_all(&self.path)?;
        }
        Ok(())
    }

    /// Where a file is staged: items are numbered, and an item that is a folder holds its files.
    fn spot(&self, item: &Item, path: &str) -> PathBuf {
        let mut spot = self.path.join(item.number.to_string());
        let rest = path.strip_prefix(item.path.as_str()).unwrap_or_default().trim_start_matches('/');
        if !rest.is_empty() {
            spot.push(rest);
        }
        spot
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        if let Folder::Made(above) = self.folder.get_mut().unwrap_or_else(PoisonError::into_inner) {
            // What cannot be removed now is removed by the next write.
            let _ = fs::remove_dir_all(&self.path);
            for folder in above.iter().rev() {
                let _ = fs::remove_dir(folder);
            }
        }
    }
}

/// What is known of a file once it was compared and, if it differs, staged.
#[derive(Clone, Copy, Debug)]
pub(super) struct Written {
    pub(super) state: State,
    entry: Entry,
}

impl Written {
    pub(super) fn new(judged: Judged, copied: Option<Copied>) -> Self {
        let Judged { state, length, hash, output, source } = judged;
        let (length, hash) = copied.map_or((length, hash), |Copied { length, hash }| (length, Some(hash)));
        // Every file was hashed while it was compared or copied; one that was not is compared again next time.
        let hash = hash.unwrap_or_default();
        Self { state, entry: Entry { length, hash, output, source, superseded: None } }
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

/// The manifest of what was written, and the marker for it, staged if it has to change.
pub(super) fn next(
    files: &[Planned],
    written: &[Written],
    layout: &Layout,
    plan: &Plan,
    output: &Output,
    staging: &Staging,
) -> Result<Next, Diagnostic> {
    let mut manifest = Manifest { files: plan.kept.iter().cloned().collect() };
    manifest.files.extend(files.iter().zip(written).map(|(file, written)| (file.path.clone(), written.entry)));
    let marker = stage_marker(&manifest, layout, plan, output, staging)
        .map_err(|error| refusal::not_staged(output, MARKER, &error))?;
    Ok(Next { manifest, marker })
}

fn stage_marker(
    manifest: &Manifest,
    layout: &Layout,
    plan: &Plan,
    output: &Output,
    staging: &Staging,
) -> io::Result<Marker> {
    let fingerprint = manifest.fingerprint();
    if output.fingerprint.as_ref() == Some(&fingerprint) {
        return Ok(Marker::Stands);
    }
    let text = marker(&fingerprint);
    if let [whole] = plan.items.as_slice()
        && whole.path.is_empty()
    {
        let root = staging.spot(whole, "");
        if cfg!(unix) && output.presence == Presence::Empty {
            // The folder that is put keeps the permissions of the empty one it replaces.
            fs::set_permissions(&root, fs::metadata(&output.folder)?.permissions())?;
        }
        create(&root.join(MARKER))?.write_all(text.as_bytes())?;
        return Ok(Marker::Within);
    }
    staging.make()?;
    let number = layout.items.len();
    create(&staging.path.join(number.to_string()))?.write_all(text.as_bytes())?;
    Ok(Marker::Staged(number))
}

/// What was found while a static file was copied.
#[derive(Clone, Copy)]
pub(super) struct Copied {
    length: u64,
    hash: u128,
}

fn write(spot: &Path, path: &str, bytes: &Bytes, output: &Output) -> Result<Option<Copied>, Diagnostic> {
    let target = |error: io::Error| refusal::not_staged(output, path, &error);
    match bytes {
        Bytes::Memory(bytes) => create(spot).and_then(|mut file| file.write_all(bytes)).map(|()| None).map_err(target),
        Bytes::File(source) => {
            let fault = |error: io::Error| refusal::unreadable_source(output, source, &error);
            let mut source = File::open(source).map_err(fault)?;
            // Only the content is copied: a file that is read-only or private must be replaceable and readable here.
            let mut copy = create(spot).map_err(target)?;
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

/// Creates a file, and its folder with the first file in it: while one thread waits for the disk to make a folder, others
/// render pages.
fn create(path: &Path) -> io::Result<File> {
    match File::create_new(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            fs::create_dir_all(path.parent().unwrap_or(path))?;
            File::create_new(path)
        }
        other => other,
    }
}
