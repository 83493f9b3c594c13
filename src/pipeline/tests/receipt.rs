//! A build without a change is told from the receipt of the last one; anything else is made anew.

use std::path::Path;
use std::time::{Duration, SystemTime};

use super::*;
use crate::source::Root;

/// A site whose files have rested for an hour. It has something to say: an `@/` link with a capital slip, and an event
/// that residents have not been told of.
fn site() -> (tempfile::TempDir, Project) {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in [
        ("xinfeng.toml", "title = \"甲\"\nbase_url = \"https://example.org\"\nnow = 2023-07-14T09:00:00\n"),
        ("content/_index.md", "+++\ntitle = \"甲\"\n+++\n"),
        (
            "content/a/index.md",
            "+++\ntitle = \"乙\"\n[event]\nstart = 2023-07-20T09:00:00\nplace = \"礼堂\"\n+++\n丙\n",
        ),
        ("content/b.md", "+++\ntitle = \"丁\"\nid = \"b\"\n+++\n戊 **己\n"),
        ("docs/facts.csv", "一,二\n"),
    ] {
        write(folder.path(), name, text);
    }
    let project = Project::at(Root::new(folder.path().to_path_buf()));
    (folder, project)
}

fn write(root: &Path, name: &str, text: &str) {
    let path = root.join(name);
    fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
    fs::write(&path, text).expect("a file");
    rest(&path, 3600);
}

/// Makes a file look as if it had been written so many seconds ago.
fn rest(path: &Path, seconds: u64) {
    let file = fs::OpenOptions::new().write(true).open(path).expect("a file");
    file.set_modified(SystemTime::now() - Duration::from_secs(seconds)).expect("a time");
}

fn made(project: &Project) -> Outcome {
    build(project, &(), &AtomicBool::new(false))
}

/// What happens between two builds.
type Change = fn(&Path, &mut Project);

/// Whether the receipt sufficed.
fn is_told(outcome: &Outcome) -> bool {
    outcome.summary.is_some() && outcome.loaded.is_none()
}

#[test]
fn a_build_without_a_change_says_what_a_whole_one_says() {
    let (folder, project) = site();
    assert!(!is_told(&made(&project)), "the first build has no receipt");
    let told = made(&project);
    assert!(is_told(&told));
    let state = folder.path().join(".xinfeng/output");
    let state = fs::read_dir(state).expect("a state").next().expect("one").expect("it").path();
    fs::remove_file(state.join("note")).expect("a receipt");
    let whole = made(&project);
    assert!(!is_told(&whole));
    assert!(!told.findings.is_empty() && !told.changes.is_empty());
    let said = |outcome: &Outcome| {
        let Outcome { findings, summary, targets, pages, changes, .. } = outcome;
        format!("{findings:?} {summary:?} {targets} {pages} {changes:?}")
    };
    assert_eq!(said(&told), said(&whole));
}

#[test]
fn whatever_changed_is_built_anew_and_then_stands() {
    const OUT: &str = "public/a/index.html";
    let cases: &[(&str, Change)] = &[
        ("a page", |root, _| write(root, "content/b.md", "+++\ntitle = \"丁\"\nid = \"b\"\n+++\n戊己\n")),
        ("its time alone", |root, _| rest(&root.join("content/b.md"), 7200)),
        #[cfg(unix)]
        ("a page, with its length and its time", |root, _| {
            let page = root.join("content/b.md");
            let time = fs::metadata(&page).and_then(|metadata| metadata.modified()).expect("a time");
            fs::write(&page, fs::read_to_string(&page).expect("a page").replace('己', "庚")).expect("a file");
            fs::OpenOptions::new().write(true).open(&page).and_then(|file| file.set_modified(time)).expect("a time");
        }),
        ("a page more", |root, _| write(root, "content/c.md", "+++\ntitle = \"庚\"\n+++\n")),
        ("a page less", |root, _| fs::remove_file(root.join("content/b.md")).expect("removed")),
        ("the configuration", |root, _| {
            write(
                root,
                "xinfeng.toml",
                "title = \"甲\"\nbase_url = \"https://example.net\"\nnow = 2023-07-14T09:00:00\n",
            );
        }),
        ("a static file", |root, _| write(root, "static/a.txt", "一")),
        ("a template", |root, _| write(root, "templates/index.html", "一")),
        ("a ledger", |root, _| write(root, "ledger.toml", "domain = \"example.org\"\n")),
        ("an argument", |_, project| project.drafts = Drafts::Show),
        ("the clock", |_, project| project.now = DateTime::from_timestamp(1_700_000_000, 0)),
        ("an output file", |root, _| {
            let text = fs::read_to_string(root.join(OUT)).expect("a page").replace('丙', "辛");
            write(root, OUT, &text);
        }),
        ("an output file that is gone", |root, _| fs::remove_file(root.join(OUT)).expect("removed")),
        ("an output folder that is gone", |root, _| fs::remove_dir_all(root.join("public")).expect("removed")),
    ];
    for (what, change) in cases {
        let (folder, mut project) = site();
        made(&project);
        assert!(is_told(&made(&project)), "{what}: before the change");
        change(folder.path(), &mut project);
        let outcome = made(&project);
        assert!(!is_told(&outcome), "{what}");
        assert!(outcome.summary.is_some(), "{what}: {:?}", outcome.findings);
        assert!(is_told(&made(&project)), "{what}: after the change");
    }
}

#[test]
fn what_cannot_be_vouched_for_leaves_no_receipt() {
    let cases: &[(&str, Change)] = &[
        ("a file that was written just now", |root, _| rest(&root.join("content/b.md"), 0)),
        ("a file from outside the site's folders", |root, _| {
            write(
                root,
                "templates/index.html",
                "{% set facts = load_data(path=\"docs/facts.csv\") %}{{ facts.headers[0] }}",
            );
        }),
        ("somebody's file in the output", |root, _| write(root, "public/mine.txt", "一")),
        ("somebody's folder in the output", |root, _| fs::create_dir(root.join("public/mine")).expect("made")),
        ("a ledger that this build brings up to date", |_, project| project.ledger = LedgerUse::Update),
    ];
    for (what, change) in cases {
        let (folder, mut project) = site();
        made(&project);
        change(folder.path(), &mut project);
        let first = made(&project);
        assert!(first.summary.is_some(), "{what}: {:?}", first.findings);
        assert!(!is_told(&first) && !is_told(&made(&project)), "{what}");
    }
}
