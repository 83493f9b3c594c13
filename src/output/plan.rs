//! What has to be done: out of the files to write, what lies in the folder, and the manifest. Touches no disk.
//!
//! Before anything is rendered, [`survey`] and [`layout`] say where each file would be staged; once every file was
//! compared, [`plan`] says what of it is put in place, and what is removed.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::NaiveDate;

use super::compare::State;
use super::folder::{Presence, Unknown};
use super::journal::Operation;
use super::listing::{Disk, Kind};
use super::manifest::{Entry, Manifest};
use super::stage::{Marker, Written};
use super::{Keep, Output, Planned, Summary, refusal};
use crate::diagnostic::Diagnostic;

/// What is where a file is to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spot<'a> {
    /// Nothing. The first `top` bytes of the path name the outermost file or folder that is missing.
    Free { top: usize },
    /// The first `top` bytes of the path name a file of ours where a folder is needed, or a folder that holds only
    /// files of ours where a file is needed.
    Exchanged { top: usize },
    /// A file of ours, with what the manifest says of it.
    Ours(Option<&'a Entry>),
    /// A file that somebody put there. Only one of the same content is accepted.
    Unknown,
    /// A link or the like instead of our file.
    Strange,
}

/// Where everything would be staged if it differed.
#[derive(Debug)]
pub(super) struct Layout {
    /// In the order in which they are put in place.
    pub(super) items: Vec<Item>,
    /// For each of the files, in their order, the position of the item it belongs to; none for one that stands where somebody's
    /// file is.
    pub(super) homes: Vec<Option<usize>>,
}

/// What has to be done.
#[derive(Debug)]
pub(super) struct Plan {
    /// Those of the layout that differ, in its order.
    pub(super) items: Vec<Item>,
    /// Superseded assets that stay.
    pub(super) kept: Vec<(String, Entry)>,
    pub(super) summary: Summary,
    removals: Vec<Operation>,
}

/// What one rename puts in place: a file, or a new folder with all that is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Item {
    /// Its name in the staging folder.
    pub(super) number: usize,
    pub(super) path: String,
    pub(super) turn: Turn,
}

/// When an item's turn is. The order keeps links whole: a new page is reached only from pages that change after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Turn {
    New,
    Exchanged,
    Changed,
}

impl Plan {
    pub(super) fn is_nothing(&self) -> bool {
        self.items.is_empty() && self.removals.is_empty()
    }

    /// What the journal has to say. The marker comes after all that it stands for.
    pub(super) fn operations(&self, marker: &Marker) -> Vec<Operation> {
        let items = self.items.iter().map(|Item { number, path, turn }| match turn {
            Turn::New | Turn::Changed => Operation::Put { item: *number, path: path.clone() },
            Turn::Exchanged => Operation::Replace { item: *number, path: path.clone() },
        });
        let marker = match marker {
            Marker::Staged(item) => Some(Operation::Put { item: *item, path: super::MARKER.to_owned() }),
            Marker::Stands | Marker::Within => None,
        };
        items.chain(marker).chain(self.removals.iter().cloned()).collect()
    }
}

/// The folders of a path, the outermost first: `a`, `a/b` for `a/b/c`.
pub(super) fn folders(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').filter_map(|(end, _)| path.get(..end))
}

/// Finds what is where each file is to be written. An obstacle that is not ours is refused.
pub(super) fn survey<'a>(files: &[Planned], disk: &Disk, output: &'a Output) -> Result<Vec<Spot<'a>>, Vec<Diagnostic>> {
    let known = Known::new(output);
    if output.presence != Presence::Filled {
        return Ok(vec![Spot::Free { top: 0 }; files.len()]);
    }
    let mut obstacles = BTreeSet::new();
    let mut spots = Vec::with_capacity(files.len());
    for file in files {
        match spot(&file.path, disk, &known, output.unknown) {
            Ok(spot) => spots.push(spot),
            Err(obstacle) => {
                obstacles.insert(obstacle);
            }
        }
    }
    refuse(obstacles, output).map(|()| spots)
}

/// What the manifest lists, by [`super::folder::Case::key`].
struct Known<'a> {
    entries: HashMap<String, &'a Entry>,
    output: &'a Output,
}

impl<'a> Known<'a> {
    fn new(output: &'a Output) -> Self {
        let Manifest { files } = &output.manifest;
        let entries = files.iter().map(|(path, entry)| (output.case.key(path).into_owned(), entry)).collect();
        Self { entries, output }
    }

    fn get(&self, path: &str) -> Option<&'a Entry> {
        self.entries.get(&*self.output.case.key(path)).copied()
    }
}

/// The spot of one file, or the path of what stands in its way.
fn spot<'a>(path: &str, disk: &Disk, known: &Known<'a>, unknown: Unknown) -> Result<Spot<'a>, String> {
    for folder in folders(path) {
        let top = folder.len();
        match disk.kind(folder) {
            None => return Ok(Spot::Free { top }),
            Some(Kind::Folder) => {}
            Some(Kind::File) if known.get(folder).is_some() => return Ok(Spot::Exchanged { top }),
            Some(Kind::File | Kind::Other | Kind::Closed) => return Err(folder.to_owned()),
        }
    }
    let entry = known.get(path);
    match disk.kind(path) {
        None => Ok(Spot::Free { top: path.len() }),
        Some(Kind::File) if entry.is_some() || unknown == Unknown::Replaced => Ok(Spot::Ours(entry)),
        Some(Kind::File) => Ok(Spot::Unknown),
        Some(Kind::Other) if entry.is_some() => Ok(Spot::Strange),
        Some(Kind::Other | Kind::Closed) => Err(path.to_owned()),
        Some(Kind::Folder) => {
            let foreign = disk.below(path).filter(|&(inside, kind)| match kind {
                Kind::Folder => false,
                Kind::File => known.get(inside).is_none(),
                Kind::Other | Kind::Closed => true,
            });
            match foreign.map(|(inside, _)| inside).min() {
                Some(obstacle) => Err(obstacle.to_owned()),
                None => Ok(Spot::Exchanged { top: path.len() }),
            }
        }
    }
}

fn refuse(obstacles: BTreeSet<String>, output: &Output) -> Result<(), Vec<Diagnostic>> {
    if obstacles.is_empty() {
        return Ok(());
    }
    Err(obstacles.iter().map(|path| refusal::obstacle(output, path)).collect())
}

/// Orders what would be put in place if every file differed. `files` and `spots` run in parallel. Items that an earlier
/// layout of fewer files has keep their numbers, under which some may be staged already.
pub(super) fn layout(files: &[Planned], spots: &[Spot<'_>], before: Option<&Layout>) -> Layout {
    // An item and its files. Documents go last in their turn, so that what they show is there.
    let mut items: BTreeMap<(Turn, bool, &str), Vec<usize>> = BTreeMap::new();
    for (index, (file, spot)) in files.iter().zip(spots).enumerate() {
        let path = file.path.as_str();
        let (top, turn) = match *spot {
            Spot::Free { top } => (top, Turn::New),
            Spot::Exchanged { top } => (top, Turn::Exchanged),
            Spot::Ours(_) | Spot::Strange => (path.len(), Turn::Changed),
            Spot::Unknown => continue,
        };
        let top = path.get(..top).unwrap_or(path);
        items.entry((turn, is_document(top), top)).or_default().push(index);
    }
    let known: HashMap<(Turn, &str), usize> = before
        .into_iter()
        .flat_map(|before| &before.items)
        .map(|item| ((item.turn, item.path.as_str()), item.number))
        .collect();
    let mut next = known.len();
    let mut homes = vec![None; files.len()];
    let mut ordered = Vec::with_capacity(items.len());
    for (position, ((turn, _, path), members)) in items.into_iter().enumerate() {
        for index in members {
            if let Some(home) = homes.get_mut(index) {
                *home = Some(position);
            }
        }
        let number = known.get(&(turn, path)).copied().unwrap_or_else(|| {
            next += 1;
            next - 1
        });
        ordered.push(Item { number, path: path.to_owned(), turn });
    }
    Layout { items: ordered, homes }
}

/// What has to be done, once every file was compared. `files`, the homes of `layout` and `written` run in parallel.
pub(super) fn plan(
    files: &[Planned],
    layout: &Layout,
    written: &[Written],
    disk: &Disk,
    output: &Output,
    keep: Keep,
) -> Result<Plan, Vec<Diagnostic>> {
    let mut summary = Summary::default();
    let mut obstacles = BTreeSet::new();
    let mut differs = vec![false; layout.items.len()];
    for ((file, home), written) in files.iter().zip(&layout.homes).zip(written) {
        let path = file.path.as_str();
        if written.state == State::Same {
            summary.unchanged += 1;
            continue;
        }
        let Some((item, differs)) = home.and_then(|home| Some((layout.items.get(home)?, differs.get_mut(home)?)))
        else {
            obstacles.insert(path.to_owned());
            continue;
        };
        *differs = true;
        if item.turn == Turn::Changed { &mut summary.changed } else { &mut summary.new }.push(path.to_owned());
    }
    refuse(obstacles, output)?;
    let items: Vec<Item> =
        layout.items.iter().zip(differs).filter(|(_, differs)| *differs).map(|(item, _)| item.clone()).collect();

    let site = Paths::new(files.iter().map(|file| file.path.as_str()), output);
    let (kept, gone) = leave(&site, disk, output, keep);
    let removals = remove(&gone, &kept, &items, &site, disk, output);
    summary.gone = gone.into_iter().map(str::to_owned).collect();
    summary.foreign = foreign(&site, disk, output);
    Ok(Plan { items, kept, summary, removals })
}

/// Files, and the folders they lie in, by key.
struct Paths<'a> {
    files: HashSet<String>,
    folders: HashSet<String>,
    output: &'a Output,
}

impl<'a> Paths<'a> {
    fn new<'b>(paths: impl Iterator<Item = &'b str>, output: &'a Output) -> Self {
        let mut of = Self { files: HashSet::new(), folders: HashSet::new(), output };
        for path in paths {
            // The outer folders of a folder that is there are there.
            for (end, _) in path.rmatch_indices('/') {
                if !of.folders.insert(of.key(path.get(..end).unwrap_or(path))) {
                    break;
                }
            }
            of.files.insert(of.key(path));
        }
        of
    }

    fn key(&self, path: &str) -> String {
        self.output.case.key(path).into_owned()
    }

    fn has(&self, path: &str) -> bool {
        self.files.contains(&*self.output.case.key(path))
    }

    fn has_folder(&self, path: &str) -> bool {
        self.folders.contains(&*self.output.case.key(path))
    }
}

/// What the manifest lists and the site no longer has: assets that stay for now, and what has to go.
fn leave<'a>(site: &Paths<'_>, disk: &Disk, output: &'a Output, keep: Keep) -> (Vec<(String, Entry)>, Vec<&'a str>) {
    let Keep { assets_days, today, assets } = keep;
    let (mut kept, mut gone) = (Vec::new(), Vec::new());
    for (path, entry) in output.manifest.files.iter().filter(|(path, _)| !site.has(path)) {
        // A day later than today comes from a build whose clock was set ahead.
        let since: NaiveDate = entry.superseded.unwrap_or(today).min(today);
        let fresh = (today - since).num_days() < i64::from(assets_days);
        let free = !site.has_folder(path) && !folders(path).any(|folder| site.has(folder));
        if fresh && free && assets(path) && disk.kind(path) == Some(Kind::File) {
            kept.push((path.clone(), Entry { superseded: Some(since), source: None, ..*entry }));
        } else {
            gone.push(path.as_str());
        }
    }
    (kept, gone)
}

/// The removals: documents first, so that what they show stays as long as they do; then folders that are empty now.
fn remove(
    gone: &[&str],
    kept: &[(String, Entry)],
    items: &[Item],
    site: &Paths<'_>,
    disk: &Disk,
    output: &Output,
) -> Vec<Operation> {
    let exchanged: HashSet<String> = items
        .iter()
        .filter(|item| item.turn == Turn::Exchanged)
        .map(|item| output.case.key(&item.path).into_owned())
        .collect();
    // What is taken away with an exchange is not removed again: another thing is there then.
    let stays = |path: &str| {
        exchanged.is_empty() || !folders(path).chain([path]).any(|part| exchanged.contains(&*output.case.key(part)))
    };
    let mut files: Vec<&str> =
        gone.iter().copied().filter(|path| disk.kind(path) == Some(Kind::File) && stays(path)).collect();
    files.sort_unstable_by_key(|path| (!is_document(path), *path));
    let kept = Paths::new(kept.iter().map(|(path, _)| path.as_str()), output);
    let mut empty: Vec<&str> = gone
        .iter()
        .flat_map(|path| folders(path))
        .filter(|folder| {
            !site.has_folder(folder)
                && !kept.has_folder(folder)
                && disk.kind(folder) == Some(Kind::Folder)
                && stays(folder)
        })
        .collect();
    empty.sort_unstable_by_key(|folder| (std::cmp::Reverse(folder.matches('/').count()), *folder));
    empty.dedup();
    let files = files.into_iter().map(|path| Operation::Remove { path: path.to_owned() });
    files.chain(empty.into_iter().map(|path| Operation::Clear { path: path.to_owned() })).collect()
}

/// What xinfeng did not write, sorted.
fn foreign(site: &Paths<'_>, disk: &Disk, output: &Output) -> Vec<String> {
    let known = Known::new(output);
    let mut foreign: Vec<String> = disk
        .iter()
        .filter_map(|(path, kind)| match kind {
            Kind::File => (!site.has(path) && known.get(path).is_none()).then(|| path.to_owned()),
            // Where our file was, the site writes it again; elsewhere a link is somebody's.
            Kind::Other => (!site.has(path)).then(|| path.to_owned()),
            Kind::Closed => Some(format!("{path}/")),
            Kind::Folder => None,
        })
        .collect();
    foreign.sort_unstable();
    foreign
}

/// Whether a file leads on to others by links.
fn is_document(path: &str) -> bool {
    let end = path.rsplit('.').next().unwrap_or(path);
    ["html", "htm"].iter().any(|extension| end.eq_ignore_ascii_case(extension))
}
