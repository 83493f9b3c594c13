//! Personal numbers in every file of the site that is no document: data, attachments, static files, templates. What was
//! seen in a file is kept between loads as long as the file stays the same.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::content::{Sighting, sightings, sightings_in_cells, sightings_in_path, sightings_in_words};
use crate::source::{self, Found, Root, Stamp};

/// What was seen, by file.
pub type Seen = HashMap<Arc<str>, (Stamp, Arc<[Sighting]>)>;

/// The personal numbers in the cells of tables that were just read for other ends, by file.
pub type InTables = HashMap<Arc<str>, Vec<Sighting>>;

/// Texts that people write, by the endings of their names. Programs and style sheets are none.
const TEXTS: &[&str] = &[
    "md", "txt", "html", "htm", "toml", "json", "geojson", "jsonl", "xml", "svg", "ics", "vcf", "yaml", "yml", "log",
    "ini",
];

const TABLES: &[&str] = &["csv", "tsv", "xlsx", "xlsm"];

/// Those of Excel hold remarks besides their cells.
const DOCUMENTS: &[&str] = &["docx", "docm", "pptx", "xlsx", "xlsm"];

/// Longer files are collections that no office writes by hand; they are left alone. In bytes.
const MAX_LENGTH: u64 = 32 << 20;

/// Looks through the files. Those that are `known` need not be read once more; `is_settled` says that a file with its old
/// stamp is the old file.
pub fn look(
    root: &Root,
    files: &[Found],
    known: &InTables,
    before: Option<&Seen>,
    is_settled: impl Fn(Stamp) -> bool + Sync,
) -> Seen {
    files
        .par_iter()
        .map(|found| {
            let old = before.and_then(|seen| seen.get(&found.path));
            let seen = match old.filter(|(stamp, _)| *stamp == found.stamp && is_settled(found.stamp)) {
                Some((_, seen)) => seen.clone(),
                None => in_file(root, found, known.get(&found.path)).into(),
            };
            (found.path.clone(), (found.stamp, seen))
        })
        .collect()
}

fn in_file(root: &Root, found: &Found, known: Option<&Vec<Sighting>>) -> Vec<Sighting> {
    let path = &found.path;
    let mut seen = sightings_in_path(path);
    if let Some(in_cells) = known {
        seen.extend(in_cells.iter().cloned());
        return seen;
    }
    let ending = path.rsplit_once('.').map_or(String::new(), |(_, ending)| ending.to_ascii_lowercase());
    let is = |endings: &[&str]| endings.contains(&ending.as_str());
    if !(is(TEXTS) || is(TABLES) || is(DOCUMENTS)) || found.stamp.length > MAX_LENGTH {
        return seen;
    }
    // Whoever needs the file reports that it cannot be read.
    let Ok(bytes) = source::read(root, path) else { return seen };
    if is(TABLES) {
        seen.extend(sightings_in_cells(&source::every_sheet(path, &bytes)));
    }
    if is(DOCUMENTS) {
        seen.extend(sightings_in_words(path, &source::words(&bytes)));
    }
    if is(TEXTS) {
        seen.extend(sightings(path, &source::decode(path, bytes).0));
    }
    seen
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output;

    #[test]
    fn what_was_seen_is_kept_as_long_as_the_file_is_the_same() {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |text: &str| output::replace(&folder.path().join("a.txt"), text.as_bytes()).expect("written");
        let root = Root::new(folder.path().to_path_buf());
        let found = |modified| vec![Found { path: "a.txt".into(), stamp: Stamp { modified, changed: 0, length: 11 } }];
        let none = InTables::new();
        let count = |seen: &Seen| seen.values().map(|(_, seen)| seen.len()).sum::<usize>();
        write("13812345678");
        let first = look(&root, &found(1), &none, None, |_| true);
        assert_eq!(count(&first), 1);
        write("12345678901");
        assert_eq!(count(&look(&root, &found(1), &none, Some(&first), |_| true)), 1, "the stamp is the same");
        assert_eq!(count(&look(&root, &found(1), &none, Some(&first), |_| false)), 0, "it may have changed since");
        assert_eq!(count(&look(&root, &found(2), &none, Some(&first), |_| true)), 0, "the stamp is another");
        assert_eq!(count(&look(&root, &[], &none, Some(&first), |_| true)), 0, "the file is gone");
    }
}
