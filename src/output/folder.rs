//! The output folder before a write: where it is, whether it is fit, whose it is, and what an interrupted write left.

use std::borrow::Cow;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Component, Path, PathBuf};
use std::sync::OnceLock;

use xxhash_rust::xxh3::xxh3_64;

use super::disk::{self, Times};
use super::manifest::{self, Manifest};
use super::{MARKER, Watch, journal, refusal, stage};
use crate::diagnostic::Diagnostic;

/// The staging folder inside the output folder, where its parent cannot be used.
pub(super) const INSIDE: &str = ".xinfeng-staging";
const PROBE: &str = ".xinfeng-Probe";

/// Folders of a site in which an output folder would be read as input.
const INPUTS: [&str; 6] = ["content", "data", "templates", "themes", "static", ".xinfeng"];

/// An output folder that is fit to be written to, locked until this is dropped.
#[derive(Debug)]
pub struct Output {
    /// Resolved: absolute, without symbolic links.
    pub(super) folder: PathBuf,
    /// As people know it: relative to the site if it lies in it, with forward slashes.
    pub(super) name: String,
    /// As given, and resolved.
    pub(super) site: [PathBuf; 2],
    /// What is kept between writes: lock, manifest, journal.
    pub(super) state: PathBuf,
    pub(super) presence: Presence,
    pub(super) placement: Placement,
    pub(super) case: Case,
    pub(super) manifest: Manifest,
    pub(super) unknown: Unknown,
    /// The fingerprint in the marker.
    pub(super) fingerprint: Option<String>,
    /// The time on the file systems' clocks, the earlier of output and site.
    pub(super) now: i64,
    /// What [`Manifest::state`] says of the write that was finished here.
    pub(super) finished: OnceLock<String>,
    _lock: File,
}

/// What is in the output folder before a write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Presence {
    Missing,
    Empty,
    Filled,
}

/// Where files are staged: on the file system of the output folder, so that a rename can put them in place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Placement {
    Beside,
    /// Where the parent folder is on another file system (a mounted output folder) or may not be written to.
    Inside,
}

impl Placement {
    pub(super) fn staging(self, folder: &Path) -> PathBuf {
        match self {
            Self::Beside => {
                let name = folder.file_name().unwrap_or_default().to_string_lossy();
                folder.with_file_name(format!(".{name}.xinfeng-staging"))
            }
            Self::Inside => folder.join(INSIDE),
        }
    }
}

/// What becomes of a file that the manifest does not list, at an address of the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unknown {
    /// Somebody put it there: it stays, and the write is refused.
    Refused,
    /// The manifest is not that of the last write, so it is most likely ours.
    Replaced,
}

/// Whether the file system tells `A` from `a`.
/// Where it does not, a file keeps the spelling it was first written with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Case {
    #[default]
    Told,
    Folded,
}

impl Case {
    /// Two paths with the same key name the same file.
    pub(super) fn key(self, path: &str) -> Cow<'_, str> {
        match self {
            Self::Told => Cow::Borrowed(path),
            Self::Folded => Cow::Owned(path.to_lowercase()),
        }
    }
}

pub(super) fn prepare(folder: &Path, site: &Path, watch: Watch<'_>) -> Result<Output, Diagnostic> {
    let resolved_site = fs::canonicalize(site).map_err(|error| refusal::no_site(site, &error))?;
    let folder = resolve(folder).map_err(|error| match error.kind() {
        ErrorKind::NotADirectory => refusal::is_file(&shown(folder)),
        _ => refusal::unwritable(&shown(folder), &error),
    })?;
    let (name, state) = state(&folder, &resolved_site);
    check_situation(&folder, &resolved_site, &name)?;

    let (lock, site_now) = lock(&state).map_err(|error| match error {
        TryLockError::WouldBlock => refusal::busy(&name),
        TryLockError::Error(error) => refusal::no_state(&name, &error),
    })?;

    journal::resume(&folder, &state, watch).map_err(|(path, error)| refusal::not_in_place(&name, &path, &error))?;
    for placement in [Placement::Beside, Placement::Inside] {
        disk::gone(fs::remove_dir_all(placement.staging(&folder)))
            .map_err(|error| refusal::unwritable(&shown(&placement.staging(&folder)), &error))?;
    }

    let content = content(&folder).map_err(|error| refusal::unwritable(&name, &error))?;
    let fingerprint = read_marker(&folder).map_err(|error| refusal::unwritable(&format!("{name}/{MARKER}"), &error))?;
    if content == Content::Files && fingerprint.is_none() {
        return Err(refusal::full(&name));
    }
    let probe = probe(&folder, content).map_err(|error| refusal::unwritable(&name, &error))?;
    let manifest = fingerprint.as_ref().and_then(|_| Manifest::load(&state.join(manifest::NAME)));
    let unknown = match (&fingerprint, &manifest) {
        (Some(fingerprint), Some(manifest)) if *fingerprint == manifest.fingerprint() => Unknown::Refused,
        (Some(_), _) => Unknown::Replaced,
        (None, _) => Unknown::Refused,
    };
    Ok(Output {
        presence: match content {
            Content::Missing => Presence::Missing,
            Content::Nothing => Presence::Empty,
            Content::Hidden | Content::Files => Presence::Filled,
        },
        placement: probe.placement,
        case: probe.case,
        now: probe.now.min(site_now),
        site: [site.to_owned(), resolved_site],
        folder,
        name,
        state,
        manifest: manifest.unwrap_or_default(),
        unknown,
        fingerprint,
        finished: OnceLock::new(),
        _lock: lock,
    })
}

/// The name of a resolved output folder, and the folder in which the site keeps what it knows of it.
pub(super) fn state(folder: &Path, site: &Path) -> (String, PathBuf) {
    let name = match folder.strip_prefix(site) {
        Ok(inside) => slashed(inside),
        Err(_) => shown(folder),
    };
    let state = site.join(".xinfeng").join("output").join(format!("{:016x}", xxh3_64(name.as_bytes())));
    (name, state)
}

/// The absolute path without symbolic links, of a folder that need not exist.
pub(super) fn resolve(folder: &Path) -> io::Result<PathBuf> {
    let absolute = std::path::absolute(folder)?;
    let mut missing = Vec::new();
    let mut existing = absolute.as_path();
    let mut resolved = loop {
        match fs::canonicalize(existing) {
            Ok(path) => break path,
            // A link that leads nowhere stays in the path, and is found to be no folder.
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
        match (existing.parent(), existing.components().next_back()) {
            (Some(parent), Some(last)) => {
                missing.push(last);
                existing = parent;
            }
            _ => return Ok(absolute),
        }
    };
    let mut turned = false;
    for component in missing.into_iter().rev() {
        match component {
            Component::ParentDir => {
                resolved.pop();
                turned = true;
            }
            Component::Normal(name) => resolved.push(name),
            _ => {}
        }
    }
    // `missing/../link` leads back to what exists.
    if turned { resolve(&resolved) } else { Ok(resolved) }
}

/// Refuses a folder that would overwrite the site, or that the site would read as its own input.
fn check_situation(folder: &Path, site: &Path, name: &str) -> Result<(), Diagnostic> {
    if folder == site {
        return Err(refusal::is_site(name));
    }
    if site.starts_with(folder) {
        return Err(refusal::contains_site(name));
    }
    for input in INPUTS {
        // By name too, for an input folder that does not exist yet; and through a link that stands for it.
        let named = folder.strip_prefix(site).is_ok_and(|inside| {
            inside.components().next().is_some_and(|first| first.as_os_str().eq_ignore_ascii_case(input))
        });
        let linked = fs::canonicalize(site.join(input))
            .is_ok_and(|input| folder.starts_with(&input) || input.starts_with(folder));
        if named || linked {
            return Err(refusal::in_input(name, input));
        }
    }
    if folder.parent().is_none() {
        return Err(refusal::is_root(name));
    }
    match fs::symlink_metadata(folder) {
        Ok(metadata) if !metadata.is_dir() => Err(refusal::is_file(name)),
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(error) if error.kind() == ErrorKind::NotADirectory => Err(refusal::is_file(name)),
        Err(error) => Err(refusal::unwritable(name, &error)),
    }
}

/// Locks the state folder against a second write, and reads the time of its file system off the lock file.
fn lock(state: &Path) -> Result<(File, i64), TryLockError> {
    fs::create_dir_all(state).map_err(TryLockError::Error)?;
    // Not truncated: on Windows another process may have it locked.
    let file = OpenOptions::new().write(true).create(true).truncate(false).open(state.join("lock"));
    let mut file = file.map_err(TryLockError::Error)?;
    match file.try_lock() {
        // A network drive without locks is better written to than refused.
        Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Unsupported => {}
        other => other?,
    }
    let metadata = file.write_all(b"\n").and_then(|()| file.metadata()).map_err(TryLockError::Error)?;
    Ok((file, Times::of(&metadata).modified))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Content {
    Missing,
    Nothing,
    /// Hidden files, and what file managers leave behind.
    Hidden,
    Files,
}

fn content(folder: &Path) -> io::Result<Content> {
    let reader = match fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Content::Missing),
        other => other?,
    };
    let mut content = Content::Nothing;
    for entry in reader {
        let name = entry?.file_name();
        let hidden = name.as_encoded_bytes().starts_with(b".")
            || ["Thumbs.db", "desktop.ini"].iter().any(|litter| name.eq_ignore_ascii_case(litter));
        if !hidden {
            return Ok(Content::Files);
        }
        content = Content::Hidden;
    }
    Ok(content)
}

/// The fingerprint in the marker: none without a marker, empty in a marker that somebody changed.
fn read_marker(folder: &Path) -> io::Result<Option<String>> {
    match fs::read(folder.join(MARKER)) {
        Ok(bytes) => Ok(Some(stage::fingerprint(&String::from_utf8_lossy(&bytes)).to_owned())),
        Err(error) if disk::is_absence(&error) => Ok(None),
        Err(error) => Err(error),
    }
}

struct Probe {
    placement: Placement,
    case: Case,
    now: i64,
}

/// Finds out by trying where files can be staged. Nothing of it stays.
fn probe(folder: &Path, content: Content) -> io::Result<Probe> {
    if content == Content::Missing {
        // The folders above are made when there is something to write.
        let above = folder.ancestors().skip(1).find(|above| fs::metadata(above).is_ok()).unwrap_or(folder);
        let name = folder.file_name().unwrap_or_default();
        return probe_at(Placement::Beside, &above.join(name), None);
    }
    probe_at(Placement::Beside, folder, Some(folder)).or_else(|_| probe_at(Placement::Inside, folder, Some(folder)))
}

fn probe_at(placement: Placement, folder: &Path, target: Option<&Path>) -> io::Result<Probe> {
    let staging = placement.staging(folder);
    fs::create_dir(&staging)?;
    let probe = probe_in(placement, &staging, target);
    let removed = fs::remove_dir_all(&staging);
    let probe = probe?;
    removed?;
    Ok(probe)
}

fn probe_in(placement: Placement, staging: &Path, target: Option<&Path>) -> io::Result<Probe> {
    let file = staging.join(PROBE);
    let now = Times::of(&File::create(&file)?.metadata()?).modified;
    let folder = target.unwrap_or(staging);
    let placed = folder.join(PROBE);
    if placed != file {
        disk::rename(&file, &placed)?;
    }
    let folded = disk::is_there(&folder.join(PROBE.to_lowercase()));
    fs::remove_file(&placed)?;
    Ok(Probe { placement, case: if folded? { Case::Folded } else { Case::Told }, now })
}

/// A path with forward slashes.
fn slashed(path: &Path) -> String {
    let parts: Vec<_> = path.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}

/// A path for people, without the prefix that Windows gives resolved paths.
fn shown(path: &Path) -> String {
    let path = path.to_string_lossy();
    path.strip_prefix(r"\\?\").unwrap_or(&path).to_owned()
}
