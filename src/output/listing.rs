//! What lies in the output folder now: names and kinds, without a look at any file.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

use rayon::prelude::*;

use super::MARKER;
use super::disk::is_absence;
use super::folder::{Case, INSIDE};

/// What a name in the output folder stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    File,
    Folder,
    /// A hidden folder in which the site has nothing, or one that may not be read: it is not looked into.
    Closed,
    /// A symbolic link, a socket, …: nothing that xinfeng writes, and never followed.
    Other,
}

/// The content of the output folder, without xinfeng's own marker and staging folder.
#[derive(Debug, Default)]
pub(super) struct Disk {
    /// By [`Case::key`]; the value has the path as it stands on the disk.
    entries: HashMap<String, (String, Kind)>,
    case: Case,
}

impl Disk {
    pub(super) fn kind(&self, path: &str) -> Option<Kind> {
        self.entries.get(&*self.case.key(path)).map(|&(_, kind)| kind)
    }

    /// Every path and its kind, in no order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, Kind)> {
        self.entries.values().map(|(path, kind)| (path.as_str(), *kind))
    }

    /// Everything below a folder, in no order.
    pub(super) fn below(&self, folder: &str) -> impl Iterator<Item = (&str, Kind)> {
        let folder = self.case.key(folder).into_owned();
        self.entries
            .iter()
            .filter(move |(key, _)| key.strip_prefix(folder.as_str()).is_some_and(|rest| rest.starts_with('/')))
            .map(|(_, (path, kind))| (path.as_str(), *kind))
    }
}

/// Lists a folder; a missing one is empty. `open` names the hidden folders to look into.
pub(super) fn list(folder: &Path, case: Case, open: &HashSet<&str>) -> Result<Disk, (String, io::Error)> {
    let mut entries = below(folder, "", open)?;
    entries.retain(|(path, _)| path != MARKER && path != INSIDE);
    Ok(Disk { entries: entries.into_iter().map(|entry| (case.key(&entry.0).into_owned(), entry)).collect(), case })
}

fn below(folder: &Path, prefix: &str, open: &HashSet<&str>) -> Result<Vec<(String, Kind)>, (String, io::Error)> {
    let mut entries = read(folder, prefix, open).map_err(|error| (prefix.to_owned(), error))?;
    let deeper: Vec<_> = entries
        .par_iter()
        .filter(|(_, kind)| *kind == Kind::Folder)
        .map(|(path, _)| below(&folder.join(name(path)), path, open))
        .collect();
    let mut found = Vec::new();
    for (entry, deeper) in entries.iter_mut().filter(|(_, kind)| *kind == Kind::Folder).zip(deeper) {
        match deeper {
            Ok(deeper) => found.extend(deeper),
            // A folder of somebody else's, such as the `lost+found` of a mounted disk.
            Err((_, error)) if error.kind() == ErrorKind::PermissionDenied => entry.1 = Kind::Closed,
            Err(error) => return Err(error),
        }
    }
    entries.extend(found);
    Ok(entries)
}

fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn read(folder: &Path, prefix: &str, open: &HashSet<&str>) -> io::Result<Vec<(String, Kind)>> {
    let reader = match fs::read_dir(folder) {
        Err(error) if is_absence(&error) => return Ok(Vec::new()),
        other => other?,
    };
    reader
        .map(|entry| {
            let entry = entry?;
            let name = entry.file_name();
            let file_type = entry.file_type()?;
            // A name that is not Unicode is none of ours; it is only to be named.
            let shown = name.to_string_lossy();
            let path = if prefix.is_empty() { shown.into_owned() } else { format!("{prefix}/{shown}") };
            let kind = if file_type.is_file() {
                Kind::File
            } else if !file_type.is_dir() {
                Kind::Other
            } else if name.to_str().is_none_or(|name| name.starts_with('.') && !open.contains(path.as_str())) {
                Kind::Closed
            } else {
                Kind::Folder
            };
            Ok((path, kind))
        })
        .collect()
}
