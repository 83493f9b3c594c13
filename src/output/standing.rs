//! Whether the folder still stands as the last write left it, and the note that the write's author left with it.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io;
use std::path::Path;

use rayon::prelude::*;
use xxhash_rust::xxh3::Xxh3;

use super::compare::{BLOCK, fill};
use super::disk::{self, Synchronise, Times};
use super::listing::{self, Kind};
use super::manifest::{self, Entry, Manifest};
use super::{Output, folder, hidden_folders, plan};

/// The note of the last write, in the state folder. Its first line says which manifest it belongs to.
const NAME: &str = "note";

/// What the author of a write left to be read before the next one.
#[derive(Debug)]
pub struct Note {
    /// That of the manifest to which it belongs.
    state: String,
    pub text: String,
}

/// The note for an output folder, whether or not the write to which it belongs still stands.
pub fn note(folder: &Path, site: &Path) -> Option<Note> {
    let site = fs::canonicalize(site).ok()?;
    let (_, state) = folder::state(&folder::resolve(folder).ok()?, &site);
    let note = fs::read_to_string(state.join(NAME)).ok()?;
    let (state, text) = note.split_once('\n')?;
    Some(Note { state: state.to_owned(), text: text.to_owned() })
}

impl Output {
    /// Leaves a note with the write that has just been finished. It speeds later builds and is no part of the site:
    /// where it cannot be kept, there is none.
    pub fn leave(&self, note: &str) {
        if let Some(state) = self.finished.get() {
            let _ = disk::replace(&self.state.join(NAME), format!("{state}\n{note}").as_bytes(), Synchronise::No);
        }
    }

    /// The number of the site's files, if the note is that of the last write, every file of it has its content, and nothing
    /// else is in the folder. A file is not read if its times vouch for it; one that was read is vouched for from now on.
    pub fn stands(&self, note: &Note) -> Option<usize> {
        if self.fingerprint.as_ref() != Some(&self.manifest.fingerprint()) || note.state != self.manifest.state() {
            return None;
        }
        let files = &self.manifest.files;
        let disk = listing::list(&self.folder, self.case, &hidden_folders(files.keys().map(String::as_str))).ok()?;
        let mut folders = HashSet::new();
        let mut count = 0;
        for (path, kind) in disk.iter() {
            match kind {
                Kind::File if files.contains_key(path) => count += 1,
                Kind::Folder => {
                    folders.insert(path);
                }
                Kind::File | Kind::Closed | Kind::Other => return None,
            }
        }
        // A folder in which nothing of the site lies was made by somebody.
        for folder in files.keys().flat_map(|path| plan::folders(path)) {
            folders.remove(folder);
        }
        if count != files.len() || !folders.is_empty() {
            return None;
        }
        let vouched: Option<Vec<Entry>> =
            files.par_iter().map(|(path, entry)| self.vouched(&self.folder.join(path), entry)).collect();
        self.vouch(vouched?);
        Some(files.values().filter(|entry| entry.superseded.is_none()).count())
    }

    /// A file's entry with the times that vouch for it from now on, if it has its content.
    fn vouched(&self, path: &Path, entry: &Entry) -> Option<Entry> {
        let metadata = fs::symlink_metadata(path).ok().filter(|metadata| metadata.len() == entry.length)?;
        let times = Times::of(&metadata);
        let stands = entry.output == Some(times) || hash(path).is_ok_and(|hash| hash == entry.hash);
        stands.then(|| Entry { output: times.rested(self.now), ..*entry })
    }

    /// Notes the times in the manifest, so that the next look need not read.
    fn vouch(&self, entries: Vec<Entry>) {
        if !self.manifest.files.values().eq(&entries) {
            let files = self.manifest.files.keys().cloned().zip(entries).collect();
            let _ = Manifest { files }.save(&self.state.join(manifest::NAME));
        }
    }
}

/// xxh3, 128 bits, of a file's content.
fn hash(path: &Path) -> io::Result<u128> {
    let (mut file, mut hasher, mut buffer) = (File::open(path)?, Xxh3::new(), vec![0; BLOCK]);
    loop {
        let read = fill(&mut file, &mut buffer)?;
        hasher.update(buffer.get(..read).unwrap_or_default());
        if read < BLOCK {
            return Ok(hasher.digest128());
        }
    }
}
