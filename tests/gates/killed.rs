//! A build that is killed at any instant leaves whole files, links that lead to files, and work that the next build
//! completes.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

use crate::document::{self, Target};
use crate::process;
use crate::random::{self, Site, tree, write};

type Tree = BTreeMap<String, Vec<u8>>;

#[test]
fn a_killed_build_leaves_a_whole_site() {
    let folder = tempfile::tempdir().expect("a folder");
    let site = folder.path();
    let public = site.join("public");
    let versions = [Site::large(0), Site::large(1)];
    let mut built: Vec<Tree> = Vec::new();
    let mut longest = Duration::ZERO;
    let mut source = Tree::new();
    for version in &versions {
        write(site, &source, version);
        source.clone_from(version);
        let began = Instant::now();
        process::run_well(&mut command(site), Duration::from_mins(1));
        longest = longest.max(began.elapsed());
        built.push(tree(&public));
    }
    let mut runner = TestRunner::default();
    let mut interrupted = 0;
    for round in 0..40 {
        let (old, new) = (&built[(round + 1) % 2], &built[round % 2]);
        write(site, &source, &versions[round % 2]);
        source.clone_from(&versions[round % 2]);
        // Most of the time goes into making the pages; what is put in place is put there towards the end.
        let instant = (0.3..1.1_f64).new_tree(&mut runner).expect("a number").current();
        kill_after(longest.mul_f64(instant), command(site).spawn().expect("the program starts"));
        let left = tree(&public);
        look(&left, Some(old), new, Some("/"), &format!("killed after {instant:.2} of a build"));
        interrupted += usize::from(left != *new);
        process::run_well(&mut command(site), Duration::from_mins(1));
        let completed = tree(&public);
        assert_eq!(differing(&completed, new), Vec::<&String>::new(), "the next build completes it");
    }
    assert!(interrupted > 0, "no build was killed before its end");
}

#[test]
fn a_killed_first_build_leaves_a_whole_site_or_none() {
    let folder = tempfile::tempdir().expect("a folder");
    let site = folder.path();
    let public = site.join("public");
    write(site, &Tree::new(), &Site::large(0));
    let began = Instant::now();
    process::run_well(&mut command(site), Duration::from_mins(1));
    let longest = began.elapsed();
    let new = tree(&public);
    let mut runner = TestRunner::default();
    for _ in 0..12 {
        for folder in [&public, &site.join(".xinfeng")] {
            std::fs::remove_dir_all(folder).expect("what the last build made");
        }
        let instant = (0.2..1.1_f64).new_tree(&mut runner).expect("a number").current();
        kill_after(longest.mul_f64(instant), command(site).spawn().expect("the program starts"));
        let left = tree(&public);
        assert!(left.is_empty() || differing(&left, &new).is_empty(), "half a site after {instant:.2} of a build");
        process::run_well(&mut command(site), Duration::from_mins(1));
        assert_eq!(differing(&tree(&public), &new), Vec::<&String>::new(), "the next build completes it");
    }
}

#[test]
fn a_killed_build_of_any_site_and_any_edit_leaves_it_whole() {
    let mut runner = TestRunner::default();
    for _ in 0..6 {
        let mut site = random::site().new_tree(&mut runner).expect("a site").current();
        let folder = tempfile::tempdir().expect("a folder");
        let (here, there) = (folder.path().join("here"), folder.path().join("there"));
        let (mut source, mut old, mut mount) = (Tree::new(), Tree::new(), site.mount());
        let mut took = Duration::from_millis(200);
        for number in 0..6 {
            if number > 0 {
                site.apply(random::edit().new_tree(&mut runner).expect("an edit").current());
            }
            let files = site.files();
            write(&here, &source, &files);
            source = files;
            let instant = (0.2..1.1_f64).new_tree(&mut runner).expect("a number").current();
            kill_after(took.mul_f64(instant), command(&here).spawn().expect("the program starts"));
            let when = format!("killed after {instant:.2} of a build");
            let left = tree(&here.join("public"));

            // The same site, built elsewhere with what had been told before.
            let _ = std::fs::remove_dir_all(&there);
            write(&there, &Tree::new(), &source);
            let _ = std::fs::copy(here.join("ledger.toml"), there.join("ledger.toml"));
            let began = Instant::now();
            let is_sound = process::run(&mut command(&there), Duration::from_mins(1)).status.success();
            took = began.elapsed();
            process::run(&mut command(&here), Duration::from_mins(1));
            let now = tree(&here.join("public"));
            if !is_sound {
                assert_eq!(differing(&left, &old), Vec::<&String>::new(), "{when}: errors leave the last output");
                assert_eq!(differing(&now, &old), Vec::<&String>::new(), "errors leave the last output");
                continue;
            }
            let new = tree(&there.join("public"));
            look(&left, Some(&old), &new, (site.mount() == mount).then_some(mount), &when);
            assert_eq!(differing(&now, &new), Vec::<&String>::new(), "the next build completes it");
            (old, mount) = (now, site.mount());
        }
    }
}

/// Ctrl-C leaves the site of before and says so, unless the new one is in place already.
#[cfg(unix)]
#[test]
fn an_interrupted_build_leaves_the_site_of_before() {
    let folder = tempfile::tempdir().expect("a folder");
    let site = folder.path();
    let public = site.join("public");
    let versions = [Site::large(0), Site::large(1)];
    write(site, &Tree::new(), &versions[0]);
    process::run_well(&mut command(site), Duration::from_mins(1));
    let old = tree(&public);
    write(site, &versions[0], &versions[1]);
    // The time a build takes, told without one: a check renders all pages too.
    let began = Instant::now();
    process::run_well(command(site).arg("--output").arg(site.join("elsewhere")), Duration::from_mins(1));
    let longest = began.elapsed();
    let mut runner = TestRunner::default();
    let mut interrupted = 0;
    for _ in 0..12 {
        let instant = (0.05..0.9_f64).new_tree(&mut runner).expect("a number").current();
        let child = command(site).args(["--lang", "zh"]).stderr(Stdio::piped()).spawn().expect("the program starts");
        std::thread::sleep(longest.mul_f64(instant));
        process::run(Command::new("kill").args(["-INT", &child.id().to_string()]), Duration::from_mins(1));
        let output = child.wait_with_output().expect("the program ends");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let now = tree(&public);
        if output.status.success() {
            // It was done before the signal came: back to the start.
            write(site, &versions[1], &versions[0]);
            process::run_well(&mut command(site), Duration::from_mins(1));
            write(site, &versions[0], &versions[1]);
            continue;
        }
        assert_eq!(differing(&now, &old), Vec::<&String>::new(), "interrupted after {instant:.2} of a build");
        // A signal that came before the program listened ends it without a word.
        if let Some(code) = output.status.code() {
            assert_eq!(code, 3, "{said}");
            assert!(said.contains("已中断；原来的网站没有改动"), "{said}");
            interrupted += 1;
        }
    }
    assert!(interrupted > 0, "no build was interrupted before its end");
}

fn command(site: &Path) -> Command {
    let mut command = Command::new(PathBuf::from(env!("CARGO_BIN_EXE_xinfeng")));
    command.args(["build", "--quiet", "--root"]).arg(site).stdin(Stdio::null());
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}

fn kill_after(instant: Duration, mut child: Child) {
    std::thread::sleep(instant);
    let _ = child.kill();
    child.wait().expect("a killed child ends");
}

/// Every file is whole, as it was or as it will be, and every link of every page leads to a file: as long as the site stays at
/// the path where it is mounted.
fn look(left: &Tree, old: Option<&Tree>, new: &Tree, mount: Option<&str>, when: &str) {
    let base_url = format!("https://example.org{}", mount.unwrap_or("/").trim_end_matches('/'));
    for (path, bytes) in left.iter().filter(|(path, _)| !path.starts_with('.')) {
        let whole = new.get(path) == Some(bytes) || old.is_some_and(|old| old.get(path) == Some(bytes));
        assert!(whole, "{when}: {path} is neither the old file nor the new one");
        let Some(mount) = mount.filter(|_| path.ends_with("html")) else { continue };
        let from = format!("{mount}{}", path.strip_suffix("index.html").unwrap_or(path));
        for link in document::read(&String::from_utf8_lossy(bytes)).links {
            if let Target::Inside { path: target, .. } = document::resolve(&link, &from, mount, &base_url) {
                let file = document::file_of(&target);
                assert!(left.contains_key(&file), "{when}: {path} links to {file}, which is not there");
            }
        }
    }
}

/// The paths that are not the same in both, hidden ones aside.
fn differing<'a>(one: &'a Tree, other: &'a Tree) -> Vec<&'a String> {
    let mut paths: Vec<&String> = one
        .keys()
        .chain(other.keys())
        .filter(|path| !path.starts_with('.') && one.get(*path) != other.get(*path))
        .collect();
    paths.dedup();
    paths
}
