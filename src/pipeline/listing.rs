//! Which files the site has and how old they are: by a walk, or, between two walks, by what a watcher reported.

use std::path::PathBuf;

use crate::config;
use crate::diagnostic::{Diagnostic, Findings};
use crate::model::ledger;
use crate::source::{self, Found, Looked, Root};

/// The folders that a site may have, besides the files at its root.
const FOLDERS: &[&str] = &["content", "data", "i18n", "static", "templates", "themes"];
/// The files at its root.
const FILES: &[&str] = &[config::FILE, ledger::FILE];

/// The files of a site, sorted by path.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    files: Vec<Found>,
    /// What the walk could not take in, such as links that leave the site.
    findings: Findings,
}

/// Two listings of the same files differ in nothing that a load would see.
impl PartialEq for Listing {
    fn eq(&self, other: &Self) -> bool {
        self.files == other.files
    }
}

impl Listing {
    /// Walks the whole site.
    pub fn walk(root: &Root) -> Self {
        let mut findings = Findings::new();
        let mut files: Vec<Found> =
            FOLDERS.iter().flat_map(|folder| source::walk(root, folder, &mut findings)).collect();
        for file in FILES {
            files.extend(source::stamp(root, file).map(|stamp| Found { path: (*file).into(), stamp }));
        }
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Self { files, findings }
    }

    /// The listing after something happened at these absolute paths; `None` where only a walk can say what.
    pub fn after(&self, root: &Root, paths: &[PathBuf]) -> Option<Self> {
        let mut next = self.clone();
        for path in paths {
            match source::look(root, path) {
                Looked::File(found) => next.put(found)?,
                Looked::Gone(path) => {
                    // A folder that is gone took its files with it.
                    let at = next.files.binary_search_by(|known| known.path.cmp(&path)).ok()?;
                    next.files.remove(at);
                }
                Looked::Nothing => {}
                Looked::Unclear => return None,
            }
        }
        Some(next)
    }

    /// Takes a file in. One in a folder in which nothing was known may lie behind a link that a walk would refuse.
    fn put(&mut self, found: Found) -> Option<()> {
        match self.files.binary_search_by(|known| known.path.cmp(&found.path)) {
            Ok(at) => *self.files.get_mut(at)? = found,
            Err(at) => {
                let folder = found.path.rsplit_once('/')?.0;
                let is_known = |known: Option<&Found>| {
                    known.and_then(|known| known.path.rsplit_once('/')).is_some_and(|(of, _)| of == folder)
                };
                let neighbours = [at.checked_sub(1).and_then(|before| self.files.get(before)), self.files.get(at)];
                if !neighbours.into_iter().any(is_known) {
                    return None;
                }
                self.files.insert(at, found);
            }
        }
        Some(())
    }

    /// All files.
    pub fn files(&self) -> impl Iterator<Item = &Found> {
        self.files.iter()
    }

    /// Whether the walk could take in everything.
    pub fn is_whole(&self) -> bool {
        self.findings.is_empty()
    }

    /// The files in a folder, such as `content/`.
    pub fn under(&self, folder: &str) -> &[Found] {
        let from = self.files.partition_point(|found| &*found.path < folder);
        let length = self.files[from..].partition_point(|found| found.path.starts_with(folder));
        &self.files[from..from + length]
    }

    /// One file.
    pub fn get(&self, path: &str) -> Option<&Found> {
        self.files.binary_search_by(|found| (*found.path).cmp(path)).ok().map(|at| &self.files[at])
    }

    /// What the walk found of the files below the folders that count, which those of other themes do not.
    pub fn findings(&self, theme: Option<&str>) -> impl Iterator<Item = &Diagnostic> {
        self.findings.iter().filter(move |finding| {
            let file = &*finding.place.file;
            let of_theme =
                theme.is_some_and(|folder| file.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/')));
            !file.starts_with("themes/") || of_theme
        })
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "the test changes files")]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn after_events_a_listing_is_what_a_walk_gives_or_none() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = |name: &str| folder.path().join(name);
        let write = |name: &str, text: &str| fs::write(path(name), text).expect("written");
        for folder in ["content/a", "content/b/c", "data"] {
            fs::create_dir_all(path(folder)).expect("made");
        }
        write("xinfeng.toml", "title = \"甲\"");
        write("content/a/x.md", "1");
        write("content/b/c/y.md", "1");
        let root = Root::new(folder.path().to_path_buf());
        let before = Listing::walk(&root);
        let check = |before: &Listing, names: &[&str], known: bool| {
            let paths: Vec<PathBuf> = names.iter().map(|name| path(name)).collect();
            let after = before.after(&root, &paths);
            assert_eq!(after.is_some(), known, "{names:?}");
            let walked = Listing::walk(&root);
            assert_eq!(after.unwrap_or_else(|| walked.clone()), walked, "{names:?}");
            walked
        };
        write("content/a/x.md", "22");
        let before = check(&before, &["content/a/x.md"], true);
        write("content/a/new.md", "1");
        write("content/a/.x.md.swp", "1");
        let before = check(&before, &["content/a/new.md", "content/a/.x.md.swp"], true);
        write("data/areas.csv", "id");
        let before = check(&before, &["data/areas.csv"], false);
        write("ledger.toml", "");
        let before = check(&before, &["ledger.toml"], false);
        fs::remove_file(path("content/a/x.md")).expect("removed");
        let before = check(&before, &["content/a/x.md"], true);
        check(&before, &["content/b"], false);
    }
}
