//! Search on the reference site: what a reader sees of it in a real Chromium; whether residents find what they ask for, by the
//! queries of `tests/search`, which were written before anything was ranked; and that the script cuts texts as the program
//! does, over random ones.

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use serde_json::{Value, json};
use xinfeng::text::terms::{Singles, Term, fold, terms};

use crate::process;
use crate::reference::SITE;

/// The site's clock, as its configuration has it.
const NOW: &str = "2023-07-14T09:00:00+08:00";

#[test]
fn a_reader_can_search() {
    let texts = random_texts(4000);
    let list = tempfile::NamedTempFile::new().expect("a file");
    fs::write(list.path(), &texts).expect("texts");
    let report = node(&["search.mjs"], &[&SITE.folder, list.path()]);
    let faults: Vec<&str> = report["faults"].as_array().expect("a list").iter().filter_map(Value::as_str).collect();
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
    assert_eq!(report["cut"], 4000, "every text was cut");
    assert!(report["visited"].as_u64() > Some(50), "{report}");
}

#[test]
fn residents_find_what_they_ask_for() {
    let report = recall("queries.csv");
    assert_eq!(report["queries"], 200);
    assert_eq!(report["unknown"], json!([]), "pages that the site has not");
    assert!(report["recall"].as_f64() >= Some(0.95), "{report:#}");
    assert_eq!(report["empty"], json!([]), "queries that find nothing");
    assert_eq!(report["lost"], json!([]), "stretches of texts that find nothing");
    assert!(report["start"].as_u64() <= Some(20_000), "{} bytes to start", report["start"]);
}

/// These are reported, and have no bar: slips, pinyin, what people say and nobody writes.
#[test]
fn harder_queries_are_counted() {
    let report = recall("reported.csv");
    assert_eq!((&report["queries"], &report["unknown"]), (&json!(60), &json!([])));
    println!("recall at five of the harder queries: {}", report["recall"]);
}

fn recall(queries: &str) -> Value {
    let list = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/search").join(queries);
    node(&["recall.mjs"], &[&SITE.folder, &list, Path::new(NOW)])
}

/// What a script of `tests/browser` reports.
fn node(script: &[&str], arguments: &[&Path]) -> Value {
    let mut command = Command::new("node");
    command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser").join(script[0])).args(arguments);
    let output = process::run_well(&mut command, Duration::from_mins(10));
    let said = String::from_utf8(output.stdout).expect("the script speaks UTF-8");
    serde_json::from_str(&said).unwrap_or_else(|error| panic!("{error}: {said}"))
}

/// Random texts and how the program cuts them, a line of JSON each. Most characters are such as stand in queries; some are
/// from anywhere.
fn random_texts(count: usize) -> String {
    const USUAL: &[char] = &[
        '叶', '酸', '在', '哪', '领', '孕', '检', 'H', 'p', 'V', 'Ｂ', '９', '0', '5', ' ', '　', '，', '-', '々',
        '〇', '𠮷', '가', 'ば', 'ー', 'ß', 'İ', 'Σ', 'é', 'Д', '·', '½', '①', 'ﬁ', '️', '👨', '\u{301}', '×', '÷', 'ﷺ',
        'ع', '་', 'ཀ', 'ᠠ',
    ];
    let mut seed: u64 = 0x5eed;
    let mut random = |below: u32| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from(seed >> 33).unwrap_or(0) % below
    };
    let mut lines = String::new();
    for _ in 0..count {
        let length = random(16);
        let text: String = (0..length)
            .map(|_| match random(8) {
                0 => char::from_u32(random(0x2_ffff)).filter(|c| *c != '\u{2028}').unwrap_or('字'),
                _ => USUAL[random(u32::try_from(USUAL.len()).expect("few")) as usize],
            })
            .collect();
        let folded = fold(&text);
        let cut = |singles| {
            let mut found = Vec::new();
            terms(&folded, singles, |term| match term {
                Term::Word(text) | Term::Piece(text) => found.push(text.to_owned()),
            });
            found
        };
        let line = json!({ "text": text, "folded": folded, "left": cut(Singles::Left), "taken": cut(Singles::Taken) });
        writeln!(lines, "{line}").expect("a string can be written to");
    }
    lines
}
