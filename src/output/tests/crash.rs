//! A write is stopped before each of its steps, and so is its completion. Files name the files they link to.

use proptest::prelude::*;

use super::random::{PATHS, clash, without_clashes};
use super::*;

/// A site: its files, and which of its files each links to.
type Site = BTreeMap<String, Vec<String>>;

fn site(files: Vec<(usize, Vec<usize>)>) -> Site {
    let drawn = without_clashes([vec![(0, vec![1, 2, 3])], files].concat());
    let paths: Vec<&String> = drawn.keys().collect();
    let links = |links: &Vec<usize>| links.iter().map(|link| paths[link % paths.len()].clone()).collect();
    drawn.iter().map(|(path, to)| (path.clone(), links(to))).collect()
}

/// A file's content: its links, one a line, and a word that tells the sites apart in files marked so.
fn content(site: &Site, name: &str) -> BTreeMap<String, String> {
    let text = |path: &str, links: &Vec<String>| {
        let version = if path.len().is_multiple_of(3) { "both" } else { name };
        format!("{version}\n{}", links.join("\n"))
    };
    site.iter().map(|(path, links)| (path.clone(), text(path, links))).collect()
}

/// Every file is whole; and, where no name changes between file and folder, what both sites have leads to files only.
fn check(bench: &Bench, old: &BTreeMap<String, String>, new: &BTreeMap<String, String>) -> Result<(), TestCaseError> {
    let mut files = bench.files();
    // The staging folder, where it has to be inside.
    files.retain(|path, _| !path.starts_with(folder::INSIDE));
    for (path, content) in &files {
        prop_assert!(old.get(path) == Some(content) || new.get(path) == Some(content), "{path} is {content:?}");
    }
    if old.keys().any(|a| new.keys().any(|b| clash(a, b))) {
        return Ok(());
    }
    let mut reached: Vec<&String> = old.keys().filter(|path| new.contains_key(*path)).collect();
    let mut seen = std::collections::BTreeSet::new();
    while let Some(path) = reached.pop() {
        let Some((path, content)) = files.get_key_value(path) else {
            return Err(TestCaseError::fail(format!("a link leads to {path}, which is not there")));
        };
        if seen.insert(path) {
            for link in content.lines().skip(1) {
                reached.push(old.get_key_value(link).or(new.get_key_value(link)).unwrap().0);
            }
        }
    }
    Ok(())
}

fn build(bench: &Bench, files: &BTreeMap<String, String>, watch: Watch<'_>) -> Result<Summary, Vec<Diagnostic>> {
    let files: Vec<_> = files.iter().map(|(path, content)| (path.as_str(), content.as_str())).collect();
    write_watched(&bench.prepare().unwrap(), rendered(&files), keep(day(1)), &AtomicBool::new(false), watch)
}

/// Which situation the output folder is in before the first write.
#[derive(Clone, Copy, Debug)]
enum Start {
    Missing,
    Empty,
    /// Nothing can be staged beside it.
    Inside,
}

fn bench(start: Start) -> Bench {
    let bench = Bench::new();
    if !matches!(start, Start::Missing) {
        fs::create_dir(&bench.folder).unwrap();
    }
    if matches!(start, Start::Inside) {
        fs::write(bench.site.path().join(".public.xinfeng-staging"), "in the way").unwrap();
    }
    bench
}

/// Stops a write before step `k`, and its completion before steps 0, 1, 2, …; whether the write was stopped.
fn stop_at(
    k: usize,
    start: Start,
    old: Option<&BTreeMap<String, String>>,
    new: &BTreeMap<String, String>,
) -> Result<bool, TestCaseError> {
    let bench = bench(start);
    let empty = BTreeMap::new();
    if let Some(old) = old {
        build(&bench, old, &|_| Ok(())).unwrap();
    }
    let old = old.unwrap_or(&empty);
    // Before the journal is written, an error is no kill: it clears up, which other tests see to.
    let stopped = build(&bench, new, &stop_before(k, |step| matches!(step, Step::Put | Step::Settle))).is_err();
    check(&bench, old, new)?;
    for j in 0.. {
        prop_assert!(j < 500, "step {k} is never completed");
        let prepared = folder::prepare(&bench.folder, bench.site.path(), &stop_before(j, |_| true));
        check(&bench, old, new)?;
        if prepared.is_ok() {
            break;
        }
    }
    prop_assert_eq!(&bench.files(), new, "not completed after step {}", k);
    let again = build(&bench, new, &|_| Ok(())).unwrap();
    prop_assert_eq!(again, Summary { unchanged: new.len(), ..Summary::default() });
    Ok(stopped)
}

fn stop_everywhere(
    start: Start,
    old: Option<&BTreeMap<String, String>>,
    new: &BTreeMap<String, String>,
) -> Result<usize, TestCaseError> {
    let mut k = 0;
    while stop_at(k, start, old, new)? {
        prop_assert!(k < 500, "the write never ends");
        k += 1;
    }
    Ok(k)
}

fn drawn() -> impl Strategy<Value = Site> {
    let file = (0..PATHS.len(), prop::collection::vec(0..PATHS.len(), 0..4));
    prop::collection::vec(file, 0..9).prop_map(site)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_kill_at_any_step_is_mended(
        old in drawn(),
        new in drawn(),
        start in prop_oneof![Just(Start::Missing), Just(Start::Inside)],
    ) {
        let (old, new) = (content(&old, "old"), content(&new, "new"));
        stop_everywhere(start, Some(&old), &new)?;
    }
}

#[test]
fn a_kill_at_any_step_of_a_large_change_is_mended() {
    let old = site(vec![(2, vec![0, 1]), (3, vec![]), (7, vec![0, 2]), (8, vec![]), (12, vec![])]);
    let new = site(vec![(2, vec![0, 1, 3]), (5, vec![0]), (8, vec![]), (10, vec![0, 1, 2]), (13, vec![])]);
    let steps = stop_everywhere(Start::Missing, Some(&content(&old, "old")), &content(&new, "new")).unwrap();
    assert!(steps > 12, "{steps}");
    // File to folder and folder to file.
    let old = site(vec![(1, vec![0]), (7, vec![0]), (9, vec![])]);
    let new = site(vec![(2, vec![0]), (6, vec![0]), (8, vec![])]);
    let steps = stop_everywhere(Start::Missing, Some(&content(&old, "old")), &content(&new, "new")).unwrap();
    assert!(steps > 8, "{steps}");
}

#[test]
fn a_first_write_is_there_whole_or_not_at_all() {
    let new = content(&site(vec![(2, vec![0]), (4, vec![]), (10, vec![1])]), "new");
    for start in [Start::Missing, Start::Empty] {
        let bench = bench(start);
        for k in 0.. {
            let stopped = build(&bench, &new, &stop_before(k, |_| true)).is_err();
            let files = bench.files();
            assert!(files.is_empty() || files == new, "{files:?}");
            if !stopped {
                break;
            }
        }
        stop_everywhere(start, None, &new).unwrap();
    }
    stop_everywhere(Start::Inside, None, &new).unwrap();
}
