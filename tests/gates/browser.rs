//! Every page of the reference site in a real Chromium, as wide as a telephone: no violation of what axe-core knows of
//! accessibility, no request to another host, no error in a script, nothing wider than the screen, a first picture that is large
//! enough for the card of a shared link.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::process;
use crate::reference::SITE;

#[test]
fn every_page_is_right_on_a_telephone() {
    let pages: Vec<&String> = SITE.pages().collect();
    let (passed, faults) = visit(&SITE.folder, &pages);
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
    assert_eq!(passed, pages.len(), "every page was visited");
}

#[test]
fn the_browser_finds_each_kind_of_fault() {
    let folder = tempfile::tempdir().expect("a folder");
    let page = "<!doctype html><html lang=zh><title>甲</title><main><h1>甲</h1><img src=https://other.example/a.png>\
        <img src=/missing.png alt=乙><p style=width:900px>宽</p></main><script>throw new Error('丙')</script>";
    std::fs::write(folder.path().join("index.html"), page).expect("a page");
    let (_, faults) = visit(folder.path(), &[&"index.html".to_owned()]);
    for part in ["image-alt", "other.example", "404", "wider", "first picture", "丙"] {
        assert!(faults.iter().any(|fault| fault.contains(part)), "{part} is not in {faults:#?}");
    }
}

/// Visits pages with `tests/browser/visit.mjs`: how many were visited, and what is wrong, a line each.
fn visit(folder: &Path, pages: &[&String]) -> (usize, Vec<String>) {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/browser/visit.mjs");
    let list = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(list.path(), serde_json::to_string(pages).expect("names are JSON")).expect("a list");
    let mut command = Command::new("node");
    command.arg(script).arg(folder).arg(list.path());
    let output = process::run_well(&mut command, Duration::from_mins(30));
    let said = String::from_utf8(output.stdout).expect("the script speaks UTF-8");
    let report: serde_json::Value = serde_json::from_str(&said).unwrap_or_else(|error| panic!("{error}: {said}"));
    let faults = report["faults"].as_array().expect("a list");
    let visited = report["visited"].as_u64().and_then(|visited| usize::try_from(visited).ok()).expect("a number");
    (visited, faults.iter().map(|fault| fault.as_str().expect("a line").to_owned()).collect())
}
