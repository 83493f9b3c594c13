//! Small steps on the disk that every part of the writer shares: times of a file, renames and removals that may be
//! repeated, whole files written by a rename.

use std::fs::{self, File, Metadata};
use std::io::{self, ErrorKind, Write as _};
use std::path::Path;

use crate::source::{REST, Stamp};

/// When a file was last modified and, on Unix, changed in any way, in nanoseconds since 1970 by the clock of its file
/// system, which reach to the year 2262. Elsewhere the two are the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Times {
    pub(super) modified: i64,
    pub(super) changed: i64,
}

impl Times {
    pub(super) fn of(metadata: &Metadata) -> Self {
        let Stamp { modified, changed, .. } = metadata.into();
        Self { modified, changed }
    }

    /// These times, if the file had rested at `now`: a later change will then show in them.
    pub(super) fn rested(self, now: i64) -> Option<Self> {
        (self.modified.max(self.changed) < now.saturating_sub(REST)).then_some(self)
    }
}

/// Renames a file or folder, over a file if one is there.
pub(super) fn rename(from: &Path, to: &Path) -> io::Result<()> {
    let mut result = fs::rename(from, to);
    // On Windows a scanner that reads a file just written keeps it, and the folders above it, from being renamed.
    if cfg!(windows) {
        for pause in [10, 20, 50, 100, 200, 400, 800] {
            match &result {
                Err(error) if error.kind() == ErrorKind::PermissionDenied => {}
                _ => break,
            }
            std::thread::sleep(std::time::Duration::from_millis(pause));
            result = fs::rename(from, to);
        }
    }
    result
}

/// Whether anything is at a path; a link that leads nowhere is something.
pub(super) fn is_there(path: &Path) -> io::Result<bool> {
    match fs::symlink_metadata(path) {
        Ok(_) => Ok(true),
        Err(error) if is_absence(&error) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Whether an error says that there is no such file.
pub(super) fn is_absence(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}

/// The result of a removal; what is absent already is removed.
pub(super) fn gone(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if is_absence(&error) => Ok(()),
        other => other,
    }
}

/// Writes a file of the state folder so that it is there whole or not at all.
pub(super) fn replace(path: &Path, content: &[u8], synchronise: Synchronise) -> io::Result<()> {
    let part = path.with_extension("part");
    let mut file = File::create(&part)?;
    file.write_all(content)?;
    if synchronise == Synchronise::Yes {
        file.sync_data()?;
    }
    drop(file);
    rename(&part, path)
}

/// Writes a file of a cache. Two programs may write the same one: each writes its own part and renames it.
pub(super) fn keep(folder: &Path, name: &str, content: &[u8]) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let part = folder.join(format!("{name}.{}.part", std::process::id()));
    fs::write(&part, content)?;
    rename(&part, &folder.join(name))
}

/// Removes old files of a cache, by the clock of the file system: that of a file made now.
pub(super) fn trim(folder: &Path, is_in_use: impl Fn(&str) -> bool, days: u32) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let files: Vec<_> = entries.flatten().filter_map(|entry| Some((entry.metadata().ok()?, entry))).collect();
    let newest = files.iter().map(|(metadata, _)| Times::of(metadata).modified).max().unwrap_or(0);
    let oldest = newest.saturating_sub(i64::from(days).saturating_mul(86_400_000_000_000));
    for (metadata, entry) in files {
        let name = entry.file_name();
        let in_use = name.to_str().is_some_and(&is_in_use);
        if metadata.is_file() && !in_use && Times::of(&metadata).modified < oldest {
            // Another program may have been faster.
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Whether a file must be on the disk before the write goes on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Synchronise {
    Yes,
    No,
}
