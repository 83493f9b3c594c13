//! The journal: what a write puts in place, on the disk before the first rename. Completing it twice does what
//! completing it once does, so that a kill at any instant, also while it is being completed, is mended by the next
//! write.
//!
//! A staged file or folder leaves the staging folder when it is put in place. Whether it is still there tells what is
//! left to do; nothing is counted.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

use super::disk::{self, Synchronise};
use super::folder::Placement;
use super::{Step, Watch, manifest};

const NAME: &str = "journal";
const HEADER: &str = "xinfeng-journal 1";

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Journal {
    pub(super) placement: Placement,
    pub(super) operations: Vec<Operation>,
}

/// One thing to do in the output folder. `item` is a name in the staging folder; an empty path is the output folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Operation {
    /// Renames a staged file or folder into place, over a file if there is one.
    Put { item: usize, path: String },
    /// Takes away what is there, a file where a folder comes or a folder where a file comes, and puts the item.
    Replace { item: usize, path: String },
    /// Removes a file.
    Remove { path: String },
    /// Removes a folder if nothing is left in it.
    Clear { path: String },
}

impl Journal {
    pub(super) fn save(&self, state: &Path) -> io::Result<()> {
        disk::replace(&state.join(NAME), self.text().as_bytes(), Synchronise::Yes)
    }

    fn text(&self) -> String {
        let placement = match self.placement {
            Placement::Beside => "beside",
            Placement::Inside => "inside",
        };
        let mut text = format!("{HEADER}\n{placement}\n");
        for operation in &self.operations {
            let _ = match operation {
                Operation::Put { item, path } => writeln!(text, "put\t{item}\t{path}"),
                Operation::Replace { item, path } => writeln!(text, "replace\t{item}\t{path}"),
                Operation::Remove { path } => writeln!(text, "remove\t{path}"),
                Operation::Clear { path } => writeln!(text, "clear\t{path}"),
            };
        }
        text.push_str("end\n");
        text
    }

    fn parse(text: &str) -> Option<Self> {
        let mut lines = text.strip_suffix("\nend\n")?.lines();
        if lines.next()? != HEADER {
            return None;
        }
        let placement = match lines.next()? {
            "beside" => Placement::Beside,
            "inside" => Placement::Inside,
            _ => return None,
        };
        let operations = lines.map(operation).collect::<Option<_>>()?;
        Some(Self { placement, operations })
    }
}

fn operation(line: &str) -> Option<Operation> {
    let (verb, rest) = line.split_once('\t')?;
    let staged = || {
        let (item, path) = rest.split_once('\t')?;
        Some((item.parse().ok()?, path.to_owned()))
    };
    match verb {
        "put" => staged().map(|(item, path)| Operation::Put { item, path }),
        "replace" => staged().map(|(item, path)| Operation::Replace { item, path }),
        "remove" => Some(Operation::Remove { path: rest.to_owned() }),
        "clear" => Some(Operation::Clear { path: rest.to_owned() }),
        _ => None,
    }
}

/// Completes the write that a kill or an error left unfinished, if there is one.
pub(super) fn resume(folder: &Path, state: &Path, watch: Watch<'_>) -> Result<(), (String, io::Error)> {
    let failed = |error| (String::new(), error);
    let text = match fs::read(state.join(NAME)) {
        Err(error) if disk::is_absence(&error) => return Ok(()),
        other => other.map_err(failed)?,
    };
    if let Some(journal) = std::str::from_utf8(&text).ok().and_then(Journal::parse) {
        return complete(&journal, folder, state, watch);
    }
    // Only a power failure leaves a damaged journal. How far the write came is unknown, so the manifest is not to be
    // trusted either: without it the next write compares everything.
    disk::gone(fs::remove_file(state.join(manifest::NAME))).map_err(failed)?;
    disk::gone(fs::remove_file(state.join(NAME))).map_err(failed)
}

/// Does what the journal says, makes the new manifest the current one, and clears up. An error names the path.
pub(super) fn complete(
    journal: &Journal,
    folder: &Path,
    state: &Path,
    watch: Watch<'_>,
) -> Result<(), (String, io::Error)> {
    let staging = journal.placement.staging(folder);
    for operation in &journal.operations {
        let (path, result) = match operation {
            Operation::Put { item, path } => (path, put(&staging.join(item.to_string()), folder, path, watch)),
            Operation::Replace { item, path } => (path, replace(&staging, *item, folder, path, watch)),
            Operation::Remove { path } => (path, watch(Step::Put).and_then(|()| remove(&folder.join(path)))),
            Operation::Clear { path } => (path, watch(Step::Put)),
        };
        result.map_err(|error| (path.clone(), error))?;
        if let Operation::Clear { path } = operation {
            // Not empty, or somebody is in it: a folder without files does no harm.
            let _ = fs::remove_dir(folder.join(path));
        }
    }
    let settle = || {
        watch(Step::Settle)?;
        disk::gone(disk::rename(&state.join(manifest::NEXT), &state.join(manifest::NAME)))?;
        watch(Step::Settle)?;
        disk::gone(fs::remove_file(state.join(NAME)))?;
        watch(Step::Settle)
    };
    settle().map_err(|error| (String::new(), error))?;
    // What stays is cleared away by the next write.
    let _ = fs::remove_dir_all(&staging);
    Ok(())
}

fn put(staged: &Path, folder: &Path, path: &str, watch: Watch<'_>) -> io::Result<()> {
    watch(Step::Put)?;
    if path.is_empty() {
        return put_whole(staged, folder, watch);
    }
    let target = folder.join(path);
    match disk::rename(staged, &target) {
        Err(error) if disk::is_absence(&error) => {
            if !disk::is_there(staged)? {
                return Ok(());
            }
            // Somebody removed the folder meanwhile.
            fs::create_dir_all(target.parent().unwrap_or(folder))?;
            disk::rename(staged, &target)
        }
        other => other,
    }
}

/// Puts the whole output folder. Where an empty one stands that cannot be renamed over, a mounted one for example, its
/// content is put one by one, the home page last.
fn put_whole(staged: &Path, folder: &Path, watch: Watch<'_>) -> io::Result<()> {
    if cfg!(windows) {
        // Windows renames no folder over another; this removes an empty one only.
        let _ = fs::remove_dir(folder);
    }
    let Err(error) = disk::rename(staged, folder) else { return Ok(()) };
    if !disk::is_there(staged)? {
        return Ok(());
    }
    if !disk::is_there(folder)? {
        return Err(error);
    }
    let mut names = fs::read_dir(staged)?.map(|entry| Ok(entry?.file_name())).collect::<io::Result<Vec<_>>>()?;
    names.sort_by_key(|name| (name == "index.html", name.clone()));
    for name in names {
        watch(Step::Put)?;
        disk::rename(&staged.join(&name), &folder.join(&name))?;
    }
    Ok(())
}

fn replace(staging: &Path, item: usize, folder: &Path, path: &str, watch: Watch<'_>) -> io::Result<()> {
    let staged = staging.join(item.to_string());
    // Once the item has been put, what is there is new and must stay.
    if disk::is_there(&staged)? {
        watch(Step::Put)?;
        disk::gone(disk::rename(&folder.join(path), &staging.join(format!("{item}.old"))))?;
        put(&staged, folder, path, watch)?;
    }
    Ok(())
}

fn remove(path: &Path) -> io::Result<()> {
    disk::gone(fs::remove_file(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_journal_is_read_as_it_was_written_and_not_in_part() {
        let operations = vec![
            Operation::Put { item: 0, path: String::new() },
            Operation::Put { item: 12, path: "健康 讲座/a.html".to_owned() },
            Operation::Replace { item: 3, path: "end".to_owned() },
            Operation::Remove { path: "a/b".to_owned() },
            Operation::Clear { path: "a".to_owned() },
        ];
        for placement in [Placement::Beside, Placement::Inside] {
            let journal = Journal { placement, operations: operations.clone() };
            let text = journal.text();
            assert_eq!(Journal::parse(&text), Some(journal));
            for end in (0..text.len()).filter(|&end| text.is_char_boundary(end)) {
                assert_eq!(Journal::parse(&text[..end]), None);
            }
        }
    }
}
