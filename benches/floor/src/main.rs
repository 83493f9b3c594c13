//! The floor under a build: what reading, parsing and writing cost by themselves.
//!
//! It reads the same tree as a build, parses front matter and Markdown, and writes files of the same names and lengths,
//! staged and put in place by one rename. Of the Markdown it keeps the words. No templates, no site, no checks. Uses nothing of xinfeng, so that a slow
//! step of ours does not hide in both.
//!
//! Usage: `floor CONTENT FILES OUTPUT`, where `FILES` has a line for each file to write: its length, a tab, its path.

#![allow(clippy::disallowed_methods, reason = "it measures the disk")]

use std::collections::BTreeSet;
use std::error::Error;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use pulldown_cmark::{Event, Options, Parser};
use rayon::prelude::*;

fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let [Some(content), Some(files), Some(output)] = [arguments.next(), arguments.next(), arguments.next()] else {
        return Err("usage: floor CONTENT FILES OUTPUT".into());
    };
    let documents: Vec<PathBuf> = walkdir::WalkDir::new(content)
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.path().extension().is_some_and(|extension| extension == "md"))
        .map(walkdir::DirEntry::into_path)
        .collect();
    let files = fs::read_to_string(files)?;
    let files: Vec<(usize, &str)> = files
        .lines()
        .filter_map(|line| {
            let (length, path) = line.split_once('\t')?;
            Some((length.parse().ok()?, path))
        })
        .collect();

    let staging = output.with_extension("floor");
    fs::create_dir_all(&staging)?;
    make_folders(&staging, &files)?;
    (0..files.len().max(documents.len())).into_par_iter().try_for_each(|index| {
        let html = documents.get(index).map(|document| parse(document)).transpose()?.unwrap_or_default();
        match files.get(index) {
            Some((length, path)) => write(&staging.join(path), &html, *length),
            None => Ok(()),
        }
    })?;
    fs::rename(staging, output)?;
    Ok(())
}

fn make_folders(staging: &Path, files: &[(usize, &str)]) -> std::io::Result<()> {
    let folders: BTreeSet<&str> =
        files.iter().flat_map(|(_, path)| path.match_indices('/').map(|(end, _)| &path[..end])).collect();
    folders.iter().try_for_each(|folder| fs::create_dir(staging.join(folder)))
}

fn parse(document: &Path) -> Result<String, Box<dyn Error + Send + Sync>> {
    let text = fs::read_to_string(document)?;
    let body = match text.strip_prefix("+++\n").and_then(|rest| rest.split_once("\n+++")) {
        Some((front, body)) => {
            std::hint::black_box(front.parse::<toml::Table>()?);
            body
        }
        None => &text,
    };
    let mut out = String::with_capacity(body.len() * 3 / 2);
    for event in Parser::new_ext(body, Options::all()) {
        if let Event::Text(text) | Event::Code(text) = event {
            out.push_str(&text);
        }
    }
    Ok(out)
}

/// Writes the article and blanks, or a part of it: as many bytes as the build's page has.
fn write(path: &Path, html: &str, length: usize) -> Result<(), Box<dyn Error + Send + Sync>> {
    let mut bytes = html.as_bytes().to_vec();
    bytes.resize(length, b' ');
    fs::File::create_new(path)?.write_all(&bytes)?;
    Ok(())
}
