//! The Nu HTML checker has no error to report on any page of the reference site.

use std::process::Command;
use std::time::Duration;

use crate::process;
use crate::reference::SITE;

#[test]
fn every_page_is_valid_html() {
    let jar = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/browser/node_modules/vnu-jar/build/dist/vnu.jar");
    let mut command = Command::new("java");
    command.args(["-Xss8m", "-jar", jar, "--errors-only", "--format", "gnu", "--stdout"]);
    command.args(SITE.pages()).current_dir(&SITE.folder);
    let output = process::run(&mut command, Duration::from_mins(5));
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && said.is_empty(),
        "{} errors, {}:\n{said}{}",
        said.lines().count(),
        output.status,
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn the_checker_finds_an_error() {
    let folder = tempfile::tempdir().expect("a folder");
    let page = folder.path().join("a.html");
    std::fs::write(&page, "<!doctype html><html lang=zh><title>甲</title><p><section></section></span>")
        .expect("a page");
    let jar = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/browser/node_modules/vnu-jar/build/dist/vnu.jar");
    let mut command = Command::new("java");
    command.args(["-jar", jar, "--errors-only", "--stdout"]).arg(&page);
    let output = process::run(&mut command, Duration::from_mins(1));
    assert!(!output.status.success() && !output.stdout.is_empty(), "{output:?}");
}
