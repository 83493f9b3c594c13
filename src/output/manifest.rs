//! The manifest: which files the last write left in the output folder. It lies in the site's `.xinfeng/`, is never
//! published, and nothing breaks when it is lost or damaged: the folder is then compared file by file.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

use chrono::{Datelike as _, NaiveDate};
use xxhash_rust::xxh3::Xxh3;

use super::disk::{self, Synchronise, Times};

/// The manifest of the last write, in the state folder.
pub(super) const NAME: &str = "manifest";
/// The manifest of the write that the journal describes.
pub(super) const NEXT: &str = "manifest.next";

const HEADER: &str = "xinfeng-manifest 1";

/// The files of a write by their paths, and superseded assets that stay for a while.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Manifest {
    pub(super) files: BTreeMap<String, Entry>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) length: u64,
    /// xxh3, 128 bits, of the content.
    pub(super) hash: u128,
    /// The times of the output file when it was read and found to have this content.
    pub(super) output: Option<Times>,
    /// The times of the copied static file when it was read and found to have this content.
    pub(super) source: Option<Times>,
    /// The first day on which the site no longer had this asset.
    pub(super) superseded: Option<NaiveDate>,
}

impl Manifest {
    /// The manifest at `path`; none if it is missing, damaged, or of another version.
    pub(super) fn load(path: &Path) -> Option<Self> {
        Self::parse(&fs::read_to_string(path).ok()?)
    }

    pub(super) fn save(&self, path: &Path) -> io::Result<()> {
        disk::replace(path, self.text().as_bytes(), Synchronise::No)
    }

    /// A fingerprint of the files that the site has now. The same site gives the same, whatever was there before.
    pub(super) fn fingerprint(&self) -> String {
        let mut hasher = Xxh3::new();
        for (path, entry) in self.files.iter().filter(|(_, entry)| entry.superseded.is_none()) {
            hasher.update(path.as_bytes());
            hasher.update(&[0]);
            hasher.update(&entry.hash.to_le_bytes());
        }
        format!("{:032x}", hasher.digest128())
    }

    /// A fingerprint of all that the write left, superseded assets included; when files were looked at is no part of it.
    pub(super) fn state(&self) -> String {
        let mut hasher = Xxh3::new();
        for (path, Entry { length, hash, superseded, .. }) in &self.files {
            hasher.update(path.as_bytes());
            hasher.update(&[0, u8::from(superseded.is_some())]);
            hasher.update(&superseded.map_or(0, |day| day.num_days_from_ce()).to_le_bytes());
            hasher.update(&length.to_le_bytes());
            hasher.update(&hash.to_le_bytes());
        }
        format!("{:032x}", hasher.digest128())
    }

    /// One line a file: length, hash, times of output and source, superseded since, path. The last line counts them.
    fn text(&self) -> String {
        let mut text = String::with_capacity(self.files.len() * 96 + 64);
        text.push_str(HEADER);
        text.push('\n');
        for (path, Entry { length, hash, output, source, superseded }) in &self.files {
            let _ = write!(text, "{length}\t{hash:032x}\t");
            for times in [output, source] {
                match times {
                    Some(Times { modified, changed }) => {
                        let _ = write!(text, "{modified},{changed}\t");
                    }
                    None => text.push_str("-\t"),
                }
            }
            match superseded {
                Some(day) => {
                    let _ = write!(text, "{day}\t");
                }
                None => text.push_str("-\t"),
            }
            text.push_str(path);
            text.push('\n');
        }
        let _ = writeln!(text, "end {}", self.files.len());
        text
    }

    fn parse(text: &str) -> Option<Self> {
        let (body, count) = text.strip_prefix(HEADER)?.strip_suffix('\n')?.rsplit_once("\nend ")?;
        let files = body.lines().skip(1).map(line).collect::<Option<BTreeMap<_, _>>>()?;
        (files.len() == count.parse::<usize>().ok()?).then_some(Self { files })
    }
}

fn line(line: &str) -> Option<(String, Entry)> {
    let mut fields = line.splitn(6, '\t');
    let length = fields.next()?.parse().ok()?;
    let hash = u128::from_str_radix(fields.next()?, 16).ok()?;
    let output = optional(fields.next()?, times).ok()?;
    let source = optional(fields.next()?, times).ok()?;
    let superseded = optional(fields.next()?, |day| day.parse().ok()).ok()?;
    Some((fields.next()?.to_owned(), Entry { length, hash, output, source, superseded }))
}

/// `-` stands for nothing; anything else must be read.
fn optional<T>(field: &str, read: impl FnOnce(&str) -> Option<T>) -> Result<Option<T>, Damaged> {
    if field == "-" { Ok(None) } else { read(field).map(Some).ok_or(Damaged) }
}

struct Damaged;

fn times(field: &str) -> Option<Times> {
    let (modified, changed) = field.split_once(',')?;
    Some(Times { modified: modified.parse().ok()?, changed: changed.parse().ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Manifest {
        let plain = Entry { length: 3, hash: 7, output: None, source: None, superseded: None };
        let full = Entry {
            length: 0,
            hash: u128::MAX,
            output: Some(Times { modified: -5, changed: i64::MAX }),
            source: Some(Times { modified: 1, changed: 2 }),
            superseded: NaiveDate::from_ymd_opt(2023, 6, 7),
        };
        Manifest { files: [("end 1".to_owned(), plain), ("健康/a b.css".to_owned(), full)].into() }
    }

    #[test]
    fn a_manifest_is_read_as_it_was_written() {
        for manifest in [Manifest::default(), sample()] {
            assert_eq!(Manifest::parse(&manifest.text()), Some(manifest));
        }
    }

    #[test]
    fn a_damaged_manifest_is_no_manifest() {
        let text = sample().text();
        for end in 0..text.len() {
            if let Some(part) = text.get(..end) {
                assert_eq!(Manifest::parse(part), None, "{part:?}");
            }
        }
        assert_eq!(Manifest::parse(&text.replace('7', "x")), None);
        assert_eq!(Manifest::parse(&text.replace("manifest 1", "manifest 2")), None);
    }

    #[test]
    fn superseded_assets_do_not_count_for_the_fingerprint() {
        let mut manifest = sample();
        let before = manifest.fingerprint();
        manifest.files.remove("健康/a b.css");
        assert_eq!(manifest.fingerprint(), before);
        manifest.files.clear();
        assert_ne!(manifest.fingerprint(), before);
    }
}
