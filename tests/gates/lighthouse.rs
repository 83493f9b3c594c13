//! One page of each type in the eyes of Lighthouse, as a telephone sees it: accessibility, best practices and search engines
//! at 100. Performance depends on the machine and is measured by `benches/lighthouse`.

use std::process::Command;
use std::time::Duration;

use serde_json::Value;

use crate::process;
use crate::reference::SITE;
use crate::types;

#[test]
fn lighthouse_finds_nothing_to_mend() {
    let pages: Vec<String> = types::one_of_each().into_iter().map(|(_, page)| page).collect();
    let list = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(list.path(), serde_json::to_string(&pages).expect("names are JSON")).expect("a list");
    let mut command = Command::new("node");
    command
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/browser/lighthouse.mjs"))
        .arg(&SITE.folder)
        .arg(list.path());
    let output = process::run_well(&mut command, Duration::from_mins(10));
    let said = String::from_utf8(output.stdout).expect("the script speaks UTF-8");
    let judged: Vec<Value> = serde_json::from_str(&said).unwrap_or_else(|error| panic!("{error}: {said}"));
    assert_eq!(judged.len(), pages.len(), "every page was judged");
    let mut faults = Vec::new();
    for page in &judged {
        let path = &page["page"];
        for (category, score) in page["scores"].as_object().expect("scores") {
            if score.as_u64() != Some(100) {
                faults.push(format!("{path}: {category} {score}"));
            }
        }
        assert_eq!(page["scores"].as_object().map(serde_json::Map::len), Some(3), "{page:#}");
        faults.extend(page["faults"].as_array().into_iter().flatten().map(|fault| format!("{path}: {fault}")));
        faults.extend(page["error"].as_str().map(|error| format!("{path}: {error}")));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
