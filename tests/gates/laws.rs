//! What must hold for every site and every sequence of edits: the same site gives the same bytes, whether it is built
//! into an empty folder or over its last version, and the preview answers with those bytes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::Config;
use xinfeng::diagnostic::Diagnostic;
use xinfeng::pipeline::{self, Outcome, Project};
use xinfeng::source::Root;

use crate::preview::Preview;
use crate::random::{self, Site, edit, site, tree, write};

proptest! {
    #![proptest_config(Config { cases: 32, ..bounded() })]

    #[test]
    fn a_site_gives_the_same_bytes_whatever_was_built_before(mut site in site(), edits in vec(edit(), 0..5)) {
        let folder = tempfile::tempdir().expect("a folder");
        let (here, there) = (folder.path().join("here"), folder.path().join("a/copy"));
        let mut files = BTreeMap::new();
        let mut last = BTreeMap::new();
        for edit in std::iter::once(None).chain(edits.into_iter().map(Some)) {
            if let Some(edit) = edit {
                site.apply(edit);
            }
            let new = site.files();
            write(&here, &files, &new);
            files = new;
            let outcome = build(&here);
            let now = tree(&here.join("public"));
            if outcome.findings.iter().any(Diagnostic::is_error) {
                prop_assert!(outcome.summary.is_none());
                prop_assert_eq!(names(&now), names(&last), "errors leave the last output");
                prop_assert!(now == last, "errors leave the last output");
                continue;
            }
            let summary = outcome.summary.expect("a build without errors is written");
            let paths = |wanted: &dyn Fn(&String) -> bool| -> Vec<String> {
                now.keys().chain(last.keys()).filter(|path| !path.starts_with('.')).filter(|path| wanted(path)).cloned()
                    .collect::<BTreeSet<_>>().into_iter().collect()
            };
            prop_assert_eq!(&summary.new, &paths(&|path| !last.contains_key(path)));
            prop_assert_eq!(&summary.gone, &paths(&|path| !now.contains_key(path)));
            prop_assert_eq!(&summary.changed, &paths(&|path| last.contains_key(path) && now.contains_key(path) && last[path] != now[path]));

            // Elsewhere, from files made in the other order and at another time, into an empty folder.
            let _ = std::fs::remove_dir_all(&there);
            for (path, bytes) in files.iter().rev() {
                write(&there, &BTreeMap::new(), &BTreeMap::from([(path.clone(), bytes.clone())]));
            }
            let copied = build(&there);
            prop_assert!(copied.summary.is_some(), "{:?}", copied.findings);
            let fresh = tree(&there.join("public"));
            prop_assert_eq!(names(&now), names(&fresh), "built over the last version, and into an empty folder");
            prop_assert_eq!(differing(&now, &fresh), Vec::<&String>::new());
            last = now;
        }
    }
}

proptest! {
    #![proptest_config(Config { cases: 8, ..bounded() })]

    #[test]
    fn the_preview_answers_what_a_build_writes(mut site in site(), edits in vec(edit(), 1..5)) {
        let folder = tempfile::tempdir().expect("a folder");
        let mut files = site.files();
        write(folder.path(), &BTreeMap::new(), &files);
        let mut preview = Preview::start(Path::new(env!("CARGO_BIN_EXE_xinfeng")), folder.path());
        let mut gone = BTreeSet::new();
        for edit in std::iter::once(None).chain(edits.into_iter().map(Some)) {
            if let Some(edit) = edit {
                site.apply(edit);
            }
            let new = site.files();
            write(folder.path(), &files, &new);
            files = new;
            let outcome = build(folder.path());
            if outcome.summary.is_none() {
                continue;
            }
            // An edit of the configuration may move the whole site.
            site.mount().clone_into(&mut preview.mount);
            let built: BTreeMap<String, Vec<u8>> =
                tree(&folder.path().join("public")).into_iter().filter(|(path, _)| !path.starts_with('.')).collect();
            gone.retain(|path| !built.contains_key(path));
            // The preview sees an edit when the system tells it, or when it looks by itself.
            let began = Instant::now();
            while let Some(difference) = first_difference(&preview, &built, &gone) {
                prop_assert!(began.elapsed() < Duration::from_secs(20), "{}", difference);
                std::thread::sleep(Duration::from_millis(50));
            }
            gone.extend(built.into_keys());
        }
    }
}

/// Where the preview does not answer with what was built, or answers for what is gone.
fn first_difference(preview: &Preview, built: &BTreeMap<String, Vec<u8>>, gone: &BTreeSet<String>) -> Option<String> {
    let address = |path: &str| path.strip_suffix("index.html").unwrap_or(path).to_owned();
    for (path, bytes) in built {
        let answer = preview.get(&address(path));
        if answer.status != 200 || answer.body != *bytes {
            return Some(format!(
                "{path}: {} and {} bytes, built are {}",
                answer.status,
                answer.body.len(),
                bytes.len()
            ));
        }
    }
    for path in gone.iter().map(String::as_str).chain(["no/such/page/"]) {
        let answer = preview.get(&address(path));
        if answer.status != 404 || answer.body != built["404.html"] {
            return Some(format!("{path}: {}, but it is not there", answer.status));
        }
    }
    None
}

/// Every attempt to shrink builds a whole sequence of sites: a few attempts, so that a failure is told in minutes.
fn bounded() -> Config {
    Config { failure_persistence: None, max_shrink_iters: 8, ..Config::default() }
}

#[test]
fn most_random_sites_are_without_fault_and_some_are_not() {
    // Laws about builds say nothing if every random site is refused; laws about refusals, if none is.
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let built = (0..60)
        .filter(|_| {
            let site: Site = random::site().new_tree(&mut runner).expect("a site").current();
            let folder = tempfile::tempdir().expect("a folder");
            write(folder.path(), &BTreeMap::new(), &site.files());
            build(folder.path()).summary.is_some()
        })
        .count();
    assert!((38..=52).contains(&built), "{built} of 60 random sites can be built");
}

fn build(site: &Path) -> Outcome {
    let project = Project::at(Root::new(site.to_owned()));
    pipeline::build(&project, &(), &AtomicBool::new(false))
}

fn names(tree: &BTreeMap<String, Vec<u8>>) -> Vec<&String> {
    tree.keys().collect()
}

fn differing<'a>(one: &'a BTreeMap<String, Vec<u8>>, other: &BTreeMap<String, Vec<u8>>) -> Vec<&'a String> {
    one.iter().filter(|(path, bytes)| other.get(*path) != Some(*bytes)).map(|(path, _)| path).collect()
}
