//! What the command line itself does on the disk: it looks for the site's folder, and writes the files of `init`
//! and `new`. It never replaces a file.
#![expect(clippy::disallowed_methods, reason = "the command line starts sites, before there is one to read or write")]

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The folder in which the program was called.
pub(super) fn here() -> io::Result<PathBuf> {
    std::env::current_dir()
}

/// What stands at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    Nothing,
    EmptyFolder,
    FullFolder,
    File,
}

/// Looks at a path. A folder that holds nothing but what version control or the system put there counts as empty.
pub(super) fn standing(path: &Path) -> io::Result<Standing> {
    match std::fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Standing::Nothing),
        Err(error) => Err(error),
        Ok(found) if !found.is_dir() => Ok(Standing::File),
        Ok(_) => {
            for entry in std::fs::read_dir(path)? {
                if !matches!(entry?.file_name().to_str(), Some(".git" | ".svn" | ".DS_Store" | "desktop.ini")) {
                    return Ok(Standing::FullFolder);
                }
            }
            Ok(Standing::EmptyFolder)
        }
    }
}

/// Whether a file stands at a path.
pub(super) fn is_file(path: &Path) -> bool {
    path.is_file()
}

/// Writes a file that is not there yet, and the folders above it.
pub(super) fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// The nearest folder, from `start` upward, that holds `name`.
pub(super) fn upward(start: &Path, name: &str) -> Option<PathBuf> {
    start.ancestors().find(|folder| folder.join(name).is_file()).map(Path::to_path_buf)
}

/// The folders below `start`, three deep at most, as relative paths with forward slashes, sorted.
pub(super) fn folders(start: &Path) -> Vec<String> {
    fn collect(folder: &Path, prefix: &str, depth: usize, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            // A symbolic link is no folder here, so that the walk ends.
            if depth > 0 && !name.starts_with('.') && entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                let path = format!("{prefix}{name}");
                collect(&entry.path(), &format!("{path}/"), depth - 1, found);
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    collect(start, "", 3, &mut found);
    found.sort();
    found
}

/// The folders directly below `start` that hold `name`, sorted; at most three.
pub(super) fn below(start: &Path, name: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(start).into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> =
        entries.map(|entry| entry.path()).filter(|folder| folder.join(name).is_file()).collect();
    found.sort();
    found.truncate(3);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_is_found_upward_and_below_and_nothing_is_replaced() {
        let folder = tempfile::tempdir().expect("a folder");
        let site = folder.path().join("网站");
        assert_eq!(standing(&site).expect("a look"), Standing::Nothing);
        write_new(&site.join("content/a.md"), b"a").expect("a new file");
        write_new(&site.join("x.toml"), b"").expect("a new file");
        let error = write_new(&site.join("x.toml"), b"b").expect_err("the file is there");
        assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(standing(&site).expect("a look"), Standing::FullFolder);
        assert_eq!(standing(&site.join("x.toml")).expect("a look"), Standing::File);
        assert_eq!(upward(&site.join("content"), "x.toml"), Some(site.clone()));
        assert_eq!(upward(folder.path(), "x.toml"), None);
        assert_eq!(below(folder.path(), "x.toml"), [site]);
        std::fs::create_dir_all(folder.path().join("new/.git")).expect("a folder");
        assert_eq!(standing(&folder.path().join("new")).expect("a look"), Standing::EmptyFolder);
    }
}
