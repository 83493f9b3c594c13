//! Every example of `docs/theming.md`, on the site that `xinfeng init` makes: it builds without a finding, and what the
//! page says comes out.

#![allow(clippy::expect_used, clippy::panic, clippy::disallowed_methods, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;
use std::process::Command;

/// A block of an example: the path in its first line, and its text.
struct File {
    path: String,
    text: String,
}

#[test]
fn every_example_builds_and_does_what_it_says() {
    let document = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/theming.md")).expect("there");
    let mut built = 0;
    let mut expected = 0;
    for part in document.split("\n## ").skip(1) {
        let title = part.lines().next().unwrap_or_default();
        let files = files(part);
        if files.is_empty() {
            continue;
        }
        built += 1;
        expected += build(title, &files);
    }
    assert!(built >= 8 && expected >= 8, "{built} examples, {expected} of them with what comes out");
}

/// Builds an example; how many files of the output it describes.
fn build(title: &str, files: &[File]) -> usize {
    let folder = tempfile::tempdir().expect("a folder");
    let site = folder.path().join("site");
    let now = ["--now", "2026-11-24T09:00"];
    xinfeng(title, Command::new(env!("CARGO_BIN_EXE_xinfeng")).arg("init").arg(&site).args(now));
    let (outputs, inputs): (Vec<&File>, Vec<&File>) = files.iter().partition(|file| file.path.starts_with("public/"));
    for file in inputs {
        let path = site.join(&file.path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        // Lines for the configuration come before its tables.
        let before =
            if file.path == "xinfeng.toml" { fs::read_to_string(&path).expect("there") } else { String::new() };
        fs::write(&path, format!("{}\n{before}", file.text)).expect("written");
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_xinfeng"));
    let report = xinfeng(title, command.arg("build").arg("--root").arg(&site).args(now).args(["--format", "json"]));
    let findings: Vec<&str> = report.lines().filter(|line| line.contains("\"severity\":\"warning\"")).collect();
    assert!(findings.is_empty(), "{title}: {findings:#?}");
    for file in &outputs {
        let written = read(&site, &file.path);
        for line in file.text.lines().filter(|line| !line.trim().is_empty()) {
            assert!(written.contains(line), "{title}: {} has no line\n{line}\nin\n{written}", file.path);
        }
    }
    outputs.len()
}

fn xinfeng(title: &str, command: &mut Command) -> String {
    let output = command.args(["--lang", "en"]).output().expect("xinfeng runs");
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{title}: {said}");
    said
}

/// The one file of the site at a path, in whose name `*` may stand for anything.
fn read(site: &Path, path: &str) -> String {
    let Some((before, after)) = path.split_once('*') else {
        return fs::read_to_string(site.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    };
    let (folder, start) = before.rsplit_once('/').expect("a folder");
    let entries = fs::read_dir(site.join(folder)).expect("a folder").map(|entry| entry.expect("an entry").path());
    let matching = entries.filter(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with(start) && name.ends_with(after)
    });
    let found: Vec<_> = matching.collect();
    assert_eq!(found.len(), 1, "{path}: {found:?}");
    fs::read_to_string(&found[0]).expect("text")
}

/// The blocks that name a path after their language.
fn files(part: &str) -> Vec<File> {
    let mut files = Vec::new();
    let mut lines = part.lines();
    while let Some(line) = lines.next() {
        let Some(info) = line.strip_prefix("```").filter(|info| !info.is_empty()) else { continue };
        let text: Vec<&str> = lines.by_ref().take_while(|line| !line.starts_with("```")).collect();
        if let Some((_, path)) = info.split_once(' ') {
            files.push(File { path: path.to_owned(), text: text.join("\n") });
        }
    }
    files
}
