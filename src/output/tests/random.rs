//! Random sequences of sites, with somebody's hands in the output folder between them, against a model.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

/// Files, folders and names that are now the one, now the other.
pub(super) const PATHS: [&str; 14] = [
    "index.html",
    "a",
    "a/index.html",
    "a/x.css",
    "a/b",
    "a/b/index.html",
    "b",
    "b/index.html",
    "c.css",
    "c.css/d/e.html",
    "d/e/f/index.html",
    "d/e",
    "图/片 1.png",
    ".well-known/x",
];

type Files = BTreeMap<String, String>;

/// A set of files without a file where another needs a folder.
pub(super) fn without_clashes<T>(files: Vec<(usize, T)>) -> BTreeMap<String, T> {
    let mut kept: BTreeMap<String, T> = BTreeMap::new();
    for (index, content) in files {
        let path = PATHS[index % PATHS.len()];
        if kept.keys().all(|other| !clash(other, path)) {
            kept.insert(path.to_owned(), content);
        }
    }
    kept
}

pub(super) fn clash(a: &str, b: &str) -> bool {
    is_below(a, b) || is_below(b, a)
}

fn is_below(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}

#[derive(Clone, Debug)]
enum Act {
    Write(Vec<(usize, u8)>),
    /// Somebody writes a file, if the folders allow it.
    Put(usize),
    Delete(usize),
    /// Somebody removes `.xinfeng/`.
    Forget,
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        4 => prop::collection::vec((0..PATHS.len(), 0..3_u8), 0..10).prop_map(Act::Write),
        2 => (0..PATHS.len()).prop_map(Act::Put),
        // Not the hidden file: its folder would be named although it is empty.
        1 => (0..PATHS.len() - 1).prop_map(Act::Delete),
        1 => Just(Act::Forget),
    ]
}

/// What the output folder should be.
#[derive(Default)]
struct Model {
    disk: Files,
    known: BTreeSet<String>,
    /// Whether the manifest is that of the last write.
    remembered: bool,
}

impl Model {
    /// The expected summary, or none where an obstacle must be refused.
    fn write(&mut self, site: &Files) -> Option<Summary> {
        let fresh = self.disk.iter().filter(|(path, _)| !self.known.contains(*path));
        for (path, content) in fresh {
            let in_the_way = site.keys().any(|wanted| clash(path, wanted));
            let other = site.get(path).is_some_and(|wanted| wanted != content);
            if in_the_way || (other && self.remembered) {
                return None;
            }
        }
        let with = |test: &dyn Fn(&str, &str) -> bool| -> Vec<String> {
            site.iter().filter(|(path, content)| test(path, content)).map(|(path, _)| path.clone()).collect()
        };
        let on_disk = |path: &str| self.disk.get(path).map(String::as_str);
        let summary = Summary {
            new: with(&|path, _| on_disk(path).is_none()),
            changed: with(&|path, content| on_disk(path).is_some_and(|old| old != content)),
            gone: self.known.iter().filter(|path| !site.contains_key(*path)).cloned().collect(),
            unchanged: with(&|path, content| on_disk(path) == Some(content)).len(),
            foreign: self
                .disk
                .keys()
                .filter(|path| !self.known.contains(*path) && !site.contains_key(*path))
                .map(|path| if path.starts_with(".well") { ".well-known/".to_owned() } else { path.clone() })
                .collect(),
        };
        self.disk.retain(|path, _| !self.known.contains(path));
        self.disk.extend(site.clone());
        self.known = site.keys().cloned().collect();
        self.remembered = true;
        Some(summary)
    }
}

fn run(acts: Vec<Act>, vouch: bool) -> Result<(), TestCaseError> {
    let bench = Bench::new();
    let mut model = Model::default();
    // Without a marker a folder with files is refused: the first act is a write.
    for act in [vec![Act::Write(vec![(0, 0)])], acts].concat() {
        match act {
            Act::Write(files) => {
                let site: Files =
                    without_clashes(files).into_iter().map(|(path, version)| (path, format!("v{version}"))).collect();
                let files: Vec<_> = site.iter().map(|(path, content)| (path.as_str(), content.as_str())).collect();
                let mut output = bench.prepare().map_err(|fault| TestCaseError::fail(format!("{fault:?}")))?;
                if vouch {
                    output.now += 10_000_000_000;
                }
                let result = write(output, rendered(&files), keep(day(1)), &AtomicBool::new(false));
                match model.write(&site) {
                    Some(expected) => prop_assert_eq!(result, Ok(expected)),
                    None => prop_assert!(result.is_err()),
                }
                bench.assert_tidy();
            }
            Act::Put(index) => {
                let path = PATHS[index];
                if fs::create_dir_all(bench.path(path).parent().unwrap()).is_ok() {
                    // Where times vouch early, a change must show in the length: the clock may be too coarse.
                    let content = if vouch { "by hand" } else { "hm" };
                    if fs::write(bench.path(path), content).is_ok() {
                        model.disk.insert(path.to_owned(), content.to_owned());
                    }
                }
            }
            Act::Delete(index) => {
                let path = PATHS[index];
                if fs::remove_file(bench.path(path)).is_ok() {
                    model.disk.remove(path);
                }
            }
            Act::Forget => {
                disk::gone(fs::remove_dir_all(bench.site.path().join(".xinfeng"))).unwrap();
                model.known.clear();
                model.remembered = false;
            }
        }
        prop_assert_eq!(&bench.files(), &model.disk);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_folder_is_what_the_model_says(acts in prop::collection::vec(act(), 1..12), vouch in any::<bool>()) {
        run(acts, vouch)?;
    }

    #[test]
    fn no_empty_folder_stays(sites in prop::collection::vec(prop::collection::vec((0..PATHS.len(), 0..3_u8), 0..10), 1..6)) {
        let bench = Bench::new();
        for site in sites {
            let site = without_clashes(site);
            let files: Vec<_> = site.keys().map(|path| (path.as_str(), "x")).collect();
            bench.write(&files).unwrap();
            for entry in walkdir::WalkDir::new(&bench.folder).min_depth(1).into_iter().flatten() {
                let empty = entry.file_type().is_dir() && fs::read_dir(entry.path()).unwrap().next().is_none();
                prop_assert!(!empty, "{:?}", entry.path());
            }
        }
    }
}
