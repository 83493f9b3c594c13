//! The specifications: every Markdown file beside this one says in Chinese what xinfeng does, with the files that show
//! it and what comes of them. Each heading with blocks under it is one test; `README.md` explains the blocks.
//!
//! `XINFENG_ACCEPT=1 cargo test --test suite` writes what came into the blocks that expected something else.

#![allow(clippy::disallowed_methods, reason = "a runner reads and writes files")]

mod difference;
mod engine;
mod files;
mod part;
mod readable;
mod run;
mod runner_tests;
mod specification;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};

use libtest_mimic::{Arguments, Failed, Trial};
use run::Report;
use specification::Test;

/// Blocks to rewrite, by file: where they stand and their new text.
type Accepted = Arc<Mutex<BTreeMap<PathBuf, Vec<(std::ops::Range<usize>, String)>>>>;

fn main() -> ExitCode {
    let accepted = std::env::var_os("XINFENG_ACCEPT").map(|_| Accepted::default());
    let mut trials: Vec<Trial> = runner_tests::ALL
        .iter()
        .map(|(name, test)| Trial::test(format!("runner::{name}"), || test().map_err(Failed::from)))
        .collect();
    for file in specifications() {
        let topic = file.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let text = fs::read_to_string(&file).map_err(|error| error.to_string());
        match text.and_then(|text| specification::read(&text)) {
            Ok(tests) if !tests.is_empty() => {
                trials.extend(tests.into_iter().map(|test| trial(&topic, &file, test, accepted.clone())));
            }
            Ok(_) => trials.push(Trial::test(topic, || Err("a specification without a test".into()))),
            Err(error) => trials.push(Trial::test(topic, || Err(error.into()))),
        }
    }
    let conclusion = libtest_mimic::run(&Arguments::from_args(), trials);
    if let Some(accepted) = accepted {
        for (file, blocks) in &*accepted.lock().unwrap_or_else(PoisonError::into_inner) {
            match accept(file, blocks.clone()) {
                Ok(()) => eprintln!("accepted {} blocks in {}", blocks.len(), file.display()),
                Err(error) => eprintln!("{}: {error}", file.display()),
            }
        }
    }
    conclusion.exit_code()
}

fn specifications() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite");
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|ending| ending == "md"))
        .filter(|path| path.file_name().is_some_and(|name| name != "README.md"))
        .collect();
    files.sort();
    files
}

fn trial(topic: &str, file: &Path, test: Test, accepted: Option<Accepted>) -> Trial {
    let file = file.to_owned();
    // The first heading usually repeats the file's name.
    let name = test.name.strip_prefix(topic).unwrap_or(&test.name).trim_start_matches('/').to_owned();
    Trial::test(format!("{topic}/{name}"), move || {
        let Report { differences, mut faults } = run::run(&test);
        for difference in differences {
            if let Some(accepted) = &accepted {
                let block = &difference.block;
                let text = specification::rewritten(block, &difference.actual);
                let mut accepted = accepted.lock().unwrap_or_else(PoisonError::into_inner);
                accepted.entry(file.clone()).or_default().push((block.range.clone(), text));
            } else {
                let place = format!("{}:{}", file.display(), difference.block.line);
                let lines = difference::lines(&difference.block.text, &difference.actual);
                faults.push(format!("{place}: `{}`\n{lines}", difference.block.info));
            }
        }
        if faults.is_empty() { Ok(()) } else { Err(faults.join("\n").into()) }
    })
}

/// Rewrites blocks of a file, the last first, so that the places of the others stay.
fn accept(file: &Path, mut blocks: Vec<(std::ops::Range<usize>, String)>) -> std::io::Result<()> {
    let mut text = fs::read_to_string(file)?;
    blocks.sort_by_key(|(range, _)| range.start);
    for (range, block) in blocks.into_iter().rev() {
        text.replace_range(range, &block);
    }
    fs::write(file, text)
}
