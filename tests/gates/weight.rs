//! What pages weigh as they are sent, compressed: a budget for each type, so that a page opens where the signal is weak; and that nothing
//! moves while it opens.

use std::process::Command;
use std::time::Duration;

use serde_json::Value;

use crate::process;
use crate::reference::SITE;
use crate::types;

/// In bytes, compressed.
const HTML: u64 = 14 * 1024;
const JAVASCRIPT: u64 = 14 * 1024;
const FIRST_LOAD: u64 = 60 * 1024;
/// How much of a page may move while it opens, in the measure of “cumulative layout shift”; Lighthouse takes points from 0.1 on.
const SHIFT: f64 = 0.02;

/// The types whose HTML has a budget, and those whose first load has one.
const LIGHT: &[&str] = &["event", "tour", "competition", "selection", "service", "article", "chapter"];
/// The least that must be among them: a tour to so many villages.
const STOPS: usize = 30;
const LOADED: &[&str] = &["home", "event", "month"];

#[test]
fn pages_keep_to_their_budgets() {
    let all = types::all();
    let of = |wanted: &[&str]| -> Vec<&String> {
        all.iter().filter(|(kind, _)| wanted.contains(kind)).map(|(_, page)| page).collect()
    };
    let pages: Vec<&String> = all.iter().map(|(_, page)| page).collect();
    let light: Vec<&String> = of(LIGHT);
    assert!(light.len() > 30, "{} pages", light.len());
    let stops = |page: &&String| SITE.read(page).matches("<li class=\"stop ").count();
    assert!(of(&["tour"]).iter().any(|page| stops(page) >= STOPS), "no tour is long enough to be a measure");
    // Pages of one type ask for the same files; the longest of each type is the heaviest.
    let length = |page: &&String| std::fs::metadata(SITE.folder.join(page)).map_or(0, |metadata| metadata.len());
    let longest = |kind: &&str| of(&[kind]).into_iter().max_by_key(length).expect("a page of this type");
    let bounded: Vec<&String> = LOADED.iter().map(longest).collect();
    let one_of_each = types::one_of_each();
    let others = one_of_each.iter().map(|(_, page)| page).filter(|page| !bounded.contains(page));
    let first: Vec<&String> = bounded.iter().copied().chain(others).collect();
    let folder = tempfile::tempdir().expect("a folder");
    let list = |name: &str, pages: &[&String]| {
        let path = folder.path().join(name);
        std::fs::write(&path, serde_json::to_string(pages).expect("names are JSON")).expect("a list");
        path
    };
    let mut command = Command::new("node");
    command.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/browser/weigh.mjs")).arg(&SITE.folder);
    command.arg(list("pages", &pages)).arg(list("first", &first));
    let output = process::run_well(&mut command, Duration::from_mins(10));
    let report: Value = serde_json::from_slice(&output.stdout).expect("the script speaks JSON");
    let mut faults = Vec::new();
    for page in report["weighed"].as_array().expect("a list") {
        let path = page["page"].as_str().expect("a path");
        let number = |name: &str| page[name].as_u64().expect("a number");
        if light.iter().any(|light| *light == path) && number("html") > HTML {
            faults.push(format!("{path}: HTML of {} bytes", number("html")));
        }
        let is_search = all.iter().any(|(kind, page)| *kind == "search" && page == path);
        if !is_search && number("js") > JAVASCRIPT {
            faults.push(format!("{path}: scripts of {} bytes", number("js")));
        }
        let blocking = page["blocking"].as_array().expect("a list");
        if number("styles") > 1 || !blocking.is_empty() {
            faults.push(format!("{path}: {} style sheets and {blocking:?} keep it from being drawn", number("styles")));
        }
    }
    for load in report["loads"].as_array().expect("a list") {
        let total = load["total"].as_u64().expect("a number");
        assert!(total > 2000, "{load:#}: something was loaded");
        let is_bounded = bounded.iter().any(|page| load["page"] == **page);
        if is_bounded && total > FIRST_LOAD {
            faults.push(format!("{}: {total} bytes at first: {}", load["page"], load["parts"]));
        }
        if load["shift"].as_f64().is_none_or(|shift| shift > SHIFT) {
            faults.push(format!("{}: moves by {} while it opens", load["page"], load["shift"]));
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}
