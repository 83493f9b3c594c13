//! Folders that are refused, and folders that are not.

use super::*;

#[test]
fn folders_that_would_harm_the_site_are_refused() {
    let cases = [
        (".", "就是网站"),
        ("..", "包含了网站"),
        ("content", "content/ 重叠"),
        ("content/public", "content/ 重叠"),
        ("Content", "content/ 重叠"),
        ("data/a/b", "data/ 重叠"),
        ("templates", "templates/ 重叠"),
        ("themes/x", "themes/ 重叠"),
        ("static", "static/ 重叠"),
        (".xinfeng/x", ".xinfeng/ 重叠"),
        ("nothing/../content", "content/ 重叠"),
        ("/", "包含了网站"),
        ("file", "不是文件夹"),
        ("file/below", "不是文件夹"),
        ("full", "不是 xinfeng 写的"),
    ];
    for (folder, message) in cases {
        let bench = Bench::new();
        let site = bench.site.path();
        fs::create_dir(site.join("content")).unwrap();
        fs::write(site.join("file"), "").unwrap();
        fs::create_dir(site.join("full")).unwrap();
        fs::write(site.join("full/thesis.docx"), "").unwrap();
        let before = files_in(site);
        let fault = prepare(&site.join(folder), site).unwrap_err();
        assert!(zh(&fault).contains(message), "{folder}: {fault:?}");
        assert_eq!((fault.rule.name, fault.hints.is_empty()), ("bad-output", false), "{folder}");
        let mut after = files_in(site);
        after.retain(|path, _| !path.starts_with(".xinfeng/output/"));
        assert_eq!(after, before, "{folder}");
    }
}

#[test]
fn empty_and_hidden_files_do_not_make_a_folder_full() {
    let bench = Bench::new();
    fs::create_dir(&bench.folder).unwrap();
    bench.write(&[("index.html", "1")]).unwrap();
    bench.assert_tidy();

    let bench = Bench::new();
    bench.put(".gitkeep", "");
    bench.put(".git/config", "");
    let summary = bench.write(&[("index.html", "1"), ("a/b", "1")]).unwrap();
    assert_eq!(summary.foreign, [".git/", ".gitkeep"]);
    assert_eq!(bench.files().len(), 4);
}

#[test]
fn nothing_is_left_where_nothing_was_written() {
    let bench = Bench::new();
    let folder = bench.site.path().join("dist/deep/public");
    drop(prepare(&folder, bench.site.path()).unwrap());
    assert!(!disk::is_there(&bench.site.path().join("dist")).unwrap());
    let output = prepare(&folder, bench.site.path()).unwrap();
    let watch = stop_before(0, |step| step == Step::Stage);
    write_watched(&output, rendered(&[("a", "1")]), keep(day(1)), &AtomicBool::new(false), &watch).unwrap_err();
    assert!(!disk::is_there(&bench.site.path().join("dist")).unwrap());
    write(output, rendered(&[("a", "1")]), keep(day(1)), &AtomicBool::new(false)).unwrap();
    assert_eq!(fs::read_to_string(folder.join("a")).unwrap(), "1");
}

#[test]
fn a_second_write_at_the_same_time_is_refused() {
    let bench = Bench::new();
    let first = bench.prepare().unwrap();
    let fault = bench.prepare().unwrap_err();
    assert!(zh(&fault).contains("另一个 xinfeng"), "{fault:?}");
    prepare(&bench.site.path().join("other"), bench.site.path()).unwrap();
    drop(first);
    bench.prepare().unwrap();
}

#[test]
fn an_interruption_leaves_everything_as_it_was() {
    let bench = Bench::new();
    bench.write(&[("index.html", "1")]).unwrap();
    let output = bench.prepare().unwrap();
    let faults = write(output, rendered(&[("index.html", "2")]), keep(day(1)), &AtomicBool::new(true)).unwrap_err();
    assert_eq!(faults.len(), 1);
    assert_eq!(bench.files(), map(&[("index.html", "1")]));
    bench.assert_tidy();

    // While files are staged.
    let (output, flag) = (bench.prepare().unwrap(), AtomicBool::new(false));
    let watch = |_| {
        flag.store(true, Ordering::Relaxed);
        Ok(())
    };
    let files = rendered(&[("index.html", "2"), ("b.html", "2")]);
    write_watched(&output, files, keep(day(1)), &flag, &watch).unwrap_err();
    assert_eq!(bench.files(), map(&[("index.html", "1")]));
    bench.assert_tidy();
}

#[test]
fn a_full_disk_leaves_everything_as_it_was() {
    let bench = Bench::new();
    let old = [("index.html", "1"), ("a/index.html", "1")];
    bench.write(&old).unwrap();
    let new = [("index.html", "2"), ("b/index.html", "2"), ("c.css", "2")];
    for limit in 0..new.len() {
        let output = bench.prepare().unwrap();
        let watch = stop_before(limit, |step| step == Step::Stage);
        let faults = write_watched(&output, rendered(&new), keep(day(1)), &AtomicBool::new(false), &watch).unwrap_err();
        assert!(zh(&faults[0]).contains("磁盘已满"), "{faults:?}");
        assert_eq!(bench.files(), map(&old));
        bench.assert_tidy();
    }
    bench.write(&new).unwrap();
    assert_eq!(bench.files(), map(&new));
}

#[test]
fn files_are_staged_inside_where_nothing_can_be_staged_beside() {
    let bench = Bench::new();
    fs::write(bench.site.path().join(".public.xinfeng-staging"), "in the way").unwrap();
    fs::create_dir(&bench.folder).unwrap();
    for files in [&[("index.html", "1"), ("a/b", "1")][..], &[("index.html", "2"), ("a", "2"), ("c/d", "2")]] {
        let output = bench.prepare().unwrap();
        assert_eq!(output.placement, folder::Placement::Inside);
        let summary = write(output, rendered(files), keep(day(1)), &AtomicBool::new(false)).unwrap();
        assert!(summary.foreign.is_empty());
        assert_eq!(bench.files(), map(files));
    }
}

#[test]
fn a_damaged_journal_costs_the_manifest_and_nothing_else() {
    let bench = Bench::new();
    bench.write(&[("index.html", "1"), ("old.html", "1")]).unwrap();
    fs::write(bench.state().join("journal"), "xinfeng-journal 1\nbeside\nremove\tindex").unwrap();
    let summary = bench.write(&[("index.html", "2")]).unwrap();
    assert_eq!((summary.changed.len(), summary.foreign), (1, vec!["old.html".to_owned()]));
    bench.assert_tidy();
}

#[test]
fn what_a_killed_write_staged_is_cleared_away() {
    let bench = Bench::new();
    let rubbish = bench.site.path().join(".public.xinfeng-staging/0/a");
    fs::create_dir_all(&rubbish).unwrap();
    fs::write(rubbish.join("x"), "half").unwrap();
    bench.write(&[("index.html", "1")]).unwrap();
    assert_eq!(bench.files(), map(&[("index.html", "1")]));
    bench.assert_tidy();
}

#[test]
fn a_file_system_that_folds_case_loses_nothing() {
    // Simulated: names that differ in case are one name to the plan.
    let bench = Bench::new();
    bench.write(&[("About/index.html", "1"), ("b.html", "1")]).unwrap();
    let mut output = bench.prepare().unwrap();
    output.case = folder::Case::Folded;
    let disk = listing::list(&output.folder, output.case, &HashSet::new()).unwrap();
    let files = [Planned { path: "about/index.html".to_owned(), source: None }];
    let spots = plan::survey(&files, &disk, &output).unwrap();
    assert!(matches!(spots[..], [plan::Spot::Ours(Some(_))]), "{spots:?}");
    let judged =
        compare::Judged { state: compare::State::Different, length: 1, hash: None, output: None, source: None };
    let layout = plan::layout(&files, &spots, None);
    let written = [stage::Written::new(judged, None)];
    let plan = plan::plan(&files, &layout, &written, &disk, &output, keep(day(1))).unwrap();
    assert_eq!(plan.summary.gone, ["b.html"]);
    assert_eq!(plan.summary.changed, ["about/index.html"]);
}

#[cfg(unix)]
mod links {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn links_in_the_output_are_not_followed() {
        let bench = Bench::new();
        let elsewhere = tempfile::tempdir().unwrap();
        fs::write(elsewhere.path().join("x.png"), "mine").unwrap();
        bench.write(&[("index.html", "1"), ("img/x.png", "1")]).unwrap();
        // A folder of ours that became a link: its files are not ours to change or remove.
        fs::remove_dir_all(bench.path("img")).unwrap();
        symlink(elsewhere.path(), bench.path("img")).unwrap();
        let faults = bench.write(&[("index.html", "2"), ("img/x.png", "2")]).unwrap_err();
        assert_eq!(&*faults[0].place.file, "public/img");
        let summary = bench.write(&[("index.html", "2")]).unwrap();
        assert_eq!(summary.foreign, ["img"]);
        assert_eq!(fs::read_to_string(elsewhere.path().join("x.png")).unwrap(), "mine");
        // A file of ours that became a link is put back as a file.
        fs::remove_file(bench.path("index.html")).unwrap();
        symlink(elsewhere.path().join("x.png"), bench.path("index.html")).unwrap();
        bench.write(&[("index.html", "2")]).unwrap();
        assert!(fs::symlink_metadata(bench.path("index.html")).unwrap().is_file());
        assert_eq!(fs::read_to_string(elsewhere.path().join("x.png")).unwrap(), "mine");
    }

    #[test]
    fn an_output_folder_behind_a_link_is_judged_and_written_where_it_is() {
        let bench = Bench::new();
        let site = bench.site.path();
        fs::create_dir_all(site.join("content")).unwrap();
        symlink(site.join("content"), site.join("public")).unwrap();
        assert!(zh(&bench.prepare().unwrap_err()).contains("content/ 重叠"));
        fs::remove_file(site.join("public")).unwrap();
        symlink(site.join("nowhere"), site.join("public")).unwrap();
        assert!(zh(&bench.prepare().unwrap_err()).contains("不是文件夹"));
        fs::remove_file(site.join("public")).unwrap();
        let elsewhere = tempfile::tempdir().unwrap();
        symlink(elsewhere.path(), site.join("public")).unwrap();
        bench.write(&[("a", "1")]).unwrap();
        assert_eq!(fs::read_to_string(elsewhere.path().join("a")).unwrap(), "1");
        assert!(fs::symlink_metadata(site.join("public")).unwrap().is_symlink());
    }
}
