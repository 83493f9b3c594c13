//! The writer against real folders. `random` compares it with a model, `crash` stops it before every step.

mod crash;
mod random;
mod situation;

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use chrono::NaiveDate;
use rayon::prelude::*;

use super::*;
use crate::diagnostic::Language;

/// A site's folder with an output folder in it.
struct Bench {
    site: tempfile::TempDir,
    folder: PathBuf,
}

impl Bench {
    fn new() -> Self {
        let site = tempfile::tempdir().unwrap();
        let folder = site.path().join("public");
        Self { site, folder }
    }

    fn prepare(&self) -> Result<Output, Diagnostic> {
        prepare(&self.folder, self.site.path())
    }

    fn write(&self, files: &[(&str, &str)]) -> Result<Summary, Vec<Diagnostic>> {
        self.write_on(day(1), files)
    }

    fn write_on(&self, today: NaiveDate, files: &[(&str, &str)]) -> Result<Summary, Vec<Diagnostic>> {
        let output = self.prepare().map_err(|fault| vec![fault])?;
        write(output, rendered(files), keep(today), &AtomicBool::new(false))
    }

    /// What the output folder holds, without the marker.
    fn files(&self) -> BTreeMap<String, String> {
        let mut found = files_in(&self.folder);
        found.remove(MARKER);
        found
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.join(path)
    }

    fn put(&self, path: &str, content: &str) {
        fs::create_dir_all(self.path(path).parent().unwrap()).unwrap();
        fs::write(self.path(path), content).unwrap();
    }

    /// The state folder.
    fn state(&self) -> PathBuf {
        let mut folders = fs::read_dir(self.site.path().join(".xinfeng/output")).unwrap();
        folders.next().unwrap().unwrap().path()
    }

    /// Nothing of a write is left besides its result.
    fn assert_tidy(&self) {
        let names = |folder: &Path| -> Vec<String> {
            let mut names: Vec<_> =
                fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
            names.sort();
            names
        };
        let mut beside = names(self.site.path());
        beside.retain(|name| name != "public");
        assert_eq!(beside, [".xinfeng"]);
        assert!(names(&self.state()).iter().all(|name| ["lock", "manifest", "manifest.next"].contains(&name.as_str())));
        if let Ok(true) = disk::is_there(&self.folder) {
            let own: Vec<_> = names(&self.folder).into_iter().filter(|name| name.starts_with(".xinfeng")).collect();
            assert!(own.is_empty() || own == [MARKER], "{own:?}");
        }
    }
}

fn files_in(folder: &Path) -> BTreeMap<String, String> {
    let files = walkdir::WalkDir::new(folder).into_iter().flatten().filter(|entry| !entry.file_type().is_dir());
    files
        .map(|entry| {
            let path = entry.path().strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/");
            (path, fs::read_to_string(entry.path()).unwrap_or_default())
        })
        .collect()
}

/// A file and its content.
#[derive(Clone)]
struct Rendered {
    path: String,
    bytes: Bytes,
}

fn rendered(files: &[(&str, &str)]) -> Vec<Rendered> {
    let memory = |(path, content): &(&str, &str)| Rendered {
        path: (*path).to_owned(),
        bytes: Bytes::Memory(content.as_bytes().to_vec()),
    };
    files.iter().map(memory).collect()
}

/// A whole write, by as many threads as there are.
fn write(
    output: Output,
    files: Vec<Rendered>,
    keep: Keep,
    interrupted: &AtomicBool,
) -> Result<Summary, Vec<Diagnostic>> {
    write_watched(&output, files, keep, interrupted, &|_| Ok(()))
}

fn write_watched(
    output: &Output,
    files: Vec<Rendered>,
    keep: Keep,
    interrupted: &AtomicBool,
    watch: Watch<'_>,
) -> Result<Summary, Vec<Diagnostic>> {
    let planned = files.iter().map(|file| Planned {
        path: file.path.clone(),
        source: match &file.bytes {
            Bytes::File(source) => Some(source.clone()),
            Bytes::Memory(_) => None,
        },
    });
    let writing = begin_watched(output, planned.collect(), interrupted, watch)?;
    let faults: Vec<Diagnostic> =
        files.par_iter().filter_map(|file| writing.put(&file.path, &file.bytes).err()).collect();
    if faults.is_empty() { writing.finish(keep) } else { Err(faults) }
}

fn map(files: &[(&str, &str)]) -> BTreeMap<String, String> {
    files.iter().map(|(path, content)| ((*path).to_owned(), (*content).to_owned())).collect()
}

fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2023, 6, day).unwrap()
}

fn keep(today: NaiveDate) -> Keep {
    Keep { assets_days: 7, today, assets: |path| path.starts_with("assets/") }
}

fn zh(diagnostic: &Diagnostic) -> &str {
    diagnostic.message.in_language(Language::Zh)
}

/// Stops before the step with this number, as a kill would.
fn stop_before(limit: usize, matching: impl Fn(Step) -> bool + Sync) -> impl Fn(Step) -> io::Result<()> + Sync {
    let count = AtomicUsize::new(0);
    move |step| {
        if matching(step) && count.fetch_add(1, Ordering::Relaxed) >= limit {
            return Err(ErrorKind::StorageFull.into());
        }
        Ok(())
    }
}

#[test]
fn writes_are_compared_summed_up_and_tidy() {
    let bench = Bench::new();
    let summary = bench.write(&[("index.html", "1"), ("a/index.html", "1"), ("a/b/x.png", "1")]).unwrap();
    assert_eq!(summary.new, ["a/b/x.png", "a/index.html", "index.html"]);
    bench.assert_tidy();

    let files = [("index.html", "2"), ("a/index.html", "1"), ("c/index.html", "new")];
    let summary = bench.write(&files).unwrap();
    let expected = Summary {
        new: vec!["c/index.html".to_owned()],
        changed: vec!["index.html".to_owned()],
        gone: vec!["a/b/x.png".to_owned()],
        unchanged: 1,
        foreign: vec![],
    };
    assert_eq!(summary, expected);
    assert_eq!(bench.files(), map(&files));
    assert!(!disk::is_there(&bench.path("a/b")).unwrap(), "an empty folder stays");
    bench.assert_tidy();

    assert_eq!(bench.write(&files).unwrap(), Summary { unchanged: 3, ..Summary::default() });
    assert_eq!(bench.write(&[]).unwrap().gone.len(), 3);
    assert!(bench.files().is_empty());
    bench.assert_tidy();
}

#[test]
fn the_files_of_others_are_left_alone_and_named() {
    let bench = Bench::new();
    bench.write(&[("index.html", "1"), ("a/index.html", "1")]).unwrap();
    bench.put("a/mine.txt", "m");
    bench.put("photos/1.jpg", "m");
    bench.put(".git/config", "m");
    let summary = bench.write(&[("index.html", "1")]).unwrap();
    assert_eq!(summary.foreign, [".git/", "a/mine.txt", "photos/1.jpg"]);
    assert_eq!(summary.gone, ["a/index.html"]);
    assert_eq!(
        bench.files(),
        map(&[("index.html", "1"), ("a/mine.txt", "m"), ("photos/1.jpg", "m"), (".git/config", "m")])
    );
}

#[test]
fn hand_made_changes_are_undone() {
    let bench = Bench::new();
    let files = [("a/index.html", "right"), ("b.html", "right"), ("c/d.html", "right")];
    bench.write(&files).unwrap();
    bench.put("a/index.html", "wrong");
    bench.put("b.html", "longer than it was");
    fs::remove_dir_all(bench.path("c")).unwrap();
    let summary = bench.write(&files).unwrap();
    assert_eq!((summary.changed.len(), summary.new.len()), (2, 1));
    assert_eq!(bench.files(), map(&files));
}

#[test]
fn files_and_folders_change_places() {
    let bench = Bench::new();
    let (one, two) = ([("a", "1"), ("b/c/d", "1"), ("b/e", "1")], [("a/b/c", "2"), ("b", "2")]);
    for files in [&one[..], &two, &one, &two] {
        bench.write(files).unwrap();
        assert_eq!(bench.files(), map(files));
        bench.assert_tidy();
    }
}

#[test]
fn an_obstacle_of_others_is_refused_before_anything_is_written() {
    let wanted = [("index.html", "2"), ("a/index.html", "2")];
    for (obstacle, expected) in
        [("a", "public/a"), ("a/index.html", "public/a/index.html"), ("index.html/x", "public/index.html/x")]
    {
        let bench = Bench::new();
        bench.write(&[("other.html", "1")]).unwrap();
        bench.put(obstacle, "mine");
        let before = bench.files();
        let faults = bench.write(&wanted).unwrap_err();
        assert_eq!(faults.iter().map(|fault| &*fault.place.file).collect::<Vec<_>>(), [expected]);
        assert_eq!(bench.files(), before);
        bench.assert_tidy();
    }
    // One with the same content may as well be ours.
    let bench = Bench::new();
    bench.write(&[("other.html", "1")]).unwrap();
    bench.put("index.html", "2");
    assert_eq!(bench.write(&wanted).unwrap().unchanged, 1);
}

#[test]
fn without_the_manifest_files_are_compared_and_nothing_is_removed() {
    let bench = Bench::new();
    bench.write(&[("index.html", "1"), ("a.html", "1"), ("old.html", "1")]).unwrap();
    fs::remove_dir_all(bench.site.path().join(".xinfeng")).unwrap();
    let summary = bench.write(&[("index.html", "1"), ("a.html", "2")]).unwrap();
    assert_eq!(summary.changed, ["a.html"]);
    assert_eq!((summary.unchanged, summary.foreign), (1, vec!["old.html".to_owned()]));
    assert_eq!(bench.files(), map(&[("index.html", "1"), ("a.html", "2"), ("old.html", "1")]));
}

#[test]
fn what_appears_after_a_write_without_files_is_someone_s_even_if_the_manifest_had_been_lost() {
    let bench = Bench::new();
    bench.write(&[("index.html", "1")]).unwrap();
    bench.write(&[]).unwrap();
    fs::remove_dir_all(bench.site.path().join(".xinfeng")).unwrap();
    bench.write(&[]).unwrap();
    fs::write(bench.path("a.html"), "by hand").unwrap();
    assert!(bench.write(&[("a.html", "1")]).is_err());
    assert_eq!(bench.files(), map(&[("a.html", "by hand")]));
}

#[test]
fn the_manifest_of_another_write_does_not_refuse_what_a_second_machine_wrote() {
    let (here, there) = (Bench::new(), tempfile::tempdir().unwrap());
    here.write(&[("index.html", "1"), ("old.html", "1")]).unwrap();
    let output = prepare(&here.folder, there.path()).unwrap();
    let files = rendered(&[("index.html", "2"), ("a.html", "2")]);
    write(output, files, keep(day(1)), &AtomicBool::new(false)).unwrap();
    let summary = here.write(&[("index.html", "3"), ("a.html", "3")]).unwrap();
    assert_eq!((summary.changed.len(), summary.gone), (2, vec!["old.html".to_owned()]));
    assert_eq!(here.files(), map(&[("index.html", "3"), ("a.html", "3")]));
}

#[test]
fn superseded_assets_stay_for_their_days() {
    let bench = Bench::new();
    let present = |bench: &Bench| bench.files().contains_key("assets/m.1.css");
    bench.write_on(day(1), &[("index.html", "1"), ("assets/m.1.css", "1")]).unwrap();
    let next = [("index.html", "2"), ("assets/m.2.css", "2")];
    for (today, stays) in [(2, true), (3, true), (8, true), (9, false), (10, false)] {
        let summary = bench.write_on(day(today), &next).unwrap();
        assert_eq!(present(&bench), stays, "{today}");
        assert_eq!(summary.gone, if today == 9 { vec!["assets/m.1.css"] } else { vec![] }, "{today}");
        assert!(summary.foreign.is_empty());
    }
    // What comes back is current again; a clock set ahead does not prolong.
    bench.write_on(day(10), &[("assets/m.1.css", "1")]).unwrap();
    bench.write_on(day(30), &next).unwrap();
    bench.write_on(day(11), &next).unwrap();
    bench.write_on(day(18), &next).unwrap();
    assert!(!present(&bench));
    // A file that needs the place gets it.
    bench.write_on(day(18), &[("assets", "3")]).unwrap();
    assert_eq!(bench.files(), map(&[("assets", "3")]));
}

#[test]
fn the_folder_does_not_depend_on_what_was_there_before() {
    let (fresh, used) = (Bench::new(), Bench::new());
    used.write(&[("a", "1"), ("assets/m.1.css", "1"), ("c/d", "1")]).unwrap();
    let files = [("a/b", "2"), ("c/d", "1"), ("e", "2")];
    used.write(&files).unwrap();
    fresh.write(&files).unwrap();
    let mut left = files_in(&used.folder);
    left.remove("assets/m.1.css");
    assert_eq!(left, files_in(&fresh.folder));
}

#[test]
fn static_files_are_copied_streamed_and_compared() {
    let bench = Bench::new();
    let source = bench.site.path().join("big.bin");
    let build = |now: i64| {
        let mut output = bench.prepare().unwrap();
        output.now += now;
        let file = Rendered { path: "f/big.bin".to_owned(), bytes: Bytes::File(source.clone()) };
        write(output, vec![file], keep(day(1)), &AtomicBool::new(false))
    };
    let mut content = "x".repeat(3 * compare::BLOCK + 5);
    for (step, now) in [(0, 0), (1, 0), (2, 10_000_000_000)] {
        content.replace_range(step..=step, "y");
        fs::write(&source, &content).unwrap();
        let summary = build(now).unwrap();
        assert_eq!(summary.new.len() + summary.changed.len(), 1);
        assert_eq!(fs::read_to_string(bench.path("f/big.bin")).unwrap(), content);
        // Three more: compared, then vouched for, then not even read.
        for _ in 0..3 {
            assert_eq!(build(now).unwrap().unchanged, 1);
        }
    }
    fs::remove_file(&source).unwrap();
    let faults = build(0).unwrap_err();
    assert_eq!((faults[0].rule.name, &*faults[0].place.file), ("unreadable-file", "big.bin"));
    assert_eq!(fs::read_to_string(bench.path("f/big.bin")).unwrap(), content);
}

#[test]
fn times_vouch_for_what_was_read_and_for_nothing_else() {
    const LATER: i64 = 10_000_000_000;
    let bench = Bench::new();
    let build = |shift: i64, forge: bool| {
        let mut output = bench.prepare().unwrap();
        output.now += shift;
        if forge {
            output.manifest.files.values_mut().for_each(|entry| entry.hash ^= 1);
        }
        write(output, rendered(&[("a", "right")]), keep(day(1)), &AtomicBool::new(false)).unwrap()
    };
    build(0, false);
    // Just written: read again each time, whatever the manifest says of the hash.
    assert_eq!(build(0, false).unchanged, 1);
    assert_eq!(build(0, true).unchanged, 1);
    // Read when it had rested: now the manifest is believed.
    assert_eq!(build(LATER, false).unchanged, 1);
    assert_eq!(build(LATER, true).changed.len(), 1);
    // A change that keeps the length and puts the time back shows in the change time.
    assert_eq!(build(LATER, false).unchanged, 1);
    if cfg!(unix) {
        let metadata = || fs::metadata(bench.path("a")).unwrap();
        let before = (metadata().modified().unwrap(), disk::Times::of(&metadata()).changed);
        // Until the clock of the file system has gone on: a real file would have rested for two seconds.
        while disk::Times::of(&metadata()).changed == before.1 {
            fs::write(bench.path("a"), "wrong").unwrap();
            fs::File::options().write(true).open(bench.path("a")).unwrap().set_modified(before.0).unwrap();
        }
        assert_eq!(build(LATER, false).changed.len(), 1);
        assert_eq!(bench.files(), map(&[("a", "right")]));
    }
}

#[test]
fn unfit_sets_of_files_are_refused_whole() {
    let cases: [(&[(&str, &str)], &str); 4] = [
        (&[("ok", "1"), ("../../etc/passwd", "1")], "bad-file-name"),
        (&[("ok", "1"), ("/etc/passwd", "1")], "bad-file-name"),
        (&[("ok", "1"), ("ok", "2")], "address-taken"),
        (&[("ok", "1"), ("ok/a", "2")], "address-taken"),
    ];
    for (files, rule) in cases {
        let bench = Bench::new();
        let faults = bench.write(files).unwrap_err();
        assert_eq!(faults.iter().map(|fault| fault.rule.name).collect::<Vec<_>>(), [rule]);
        assert!(!disk::is_there(&bench.folder).unwrap());
    }
}
