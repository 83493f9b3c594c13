//! The default theme in Chromium: one page of each type in every mode, and the ways that a reader takes with the keyboard alone.

use std::process::Command;
use std::time::Duration;

use crate::process;
use crate::reference::SITE;

#[test]
fn every_type_of_page_is_right_in_every_mode() {
    let report = run("modes.mjs");
    let report: serde_json::Value = serde_json::from_str(&report).unwrap_or_else(|error| panic!("{error}: {report}"));
    let faults: Vec<&str> =
        report["faults"].as_array().expect("a list").iter().filter_map(|fault| fault.as_str()).collect();
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
    let number = |name: &str| report[name].as_u64().expect("a number");
    assert!(number("pages") > 30, "{} types of pages", number("pages"));
    assert_eq!(number("visited"), number("pages") * number("modes"), "each type in each mode");
}

#[test]
fn the_keyboard_alone_leads_from_home_to_a_calendar_file() {
    run("walk.mjs");
}

fn run(script: &str) -> String {
    let script = format!("{}/tests/browser/{script}", env!("CARGO_MANIFEST_DIR"));
    let mut command = Command::new("node");
    command.arg(script).arg(&SITE.folder);
    String::from_utf8(process::run_well(&mut command, Duration::from_mins(20)).stdout).expect("scripts speak UTF-8")
}
