//! Parts of a build by themselves, for `benches/compare.py`, which measures the CPU of the whole process:
//!
//! - `parts rows SITE` reads every table beside a page of the site into stops and their dates;
//! - `parts rules SITE TIMES` loads and renders the site, and then looks for what rules forbid so many times.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods, reason = "a bench")]

use std::hint::black_box;
use std::path::PathBuf;
use std::sync::Arc;

use rayon::prelude::*;
use xinfeng::check::{self, Rendered};
use xinfeng::content::{Stop, sightings, sightings_in_cells};

use xinfeng::outlet::{AddressForm, Rendition};
use xinfeng::pipeline::{self, Listing, Loaded, Project};
use xinfeng::record::{self, Placed};
use xinfeng::source::{self, Found, Root};
use xinfeng::text::proof::{Passage, proofread};
use xinfeng::time::{Phrase, Years, read_when};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["rows", site] => rows(&Root::new(PathBuf::from(site))),
        ["rules", site, times] => rules(Root::new(PathBuf::from(site)), times.parse().expect("a number")),
        _ => panic!("usage: parts rows SITE | parts rules SITE TIMES"),
    }
}

/// The files below `content/` that are no article.
fn tables(listing: &Listing) -> Vec<&Found> {
    let is_table = |found: &&Found| found.path.ends_with(".csv") || found.path.ends_with(".xlsx");
    listing.under("content/").iter().filter(is_table).collect()
}

/// From the disk to dates, by the functions that a build uses.
fn rows(root: &Root) {
    let listing = Listing::walk(root);
    let read: usize = tables(&listing)
        .par_iter()
        .map(|found| {
            let bytes = source::read_found(root, found).expect("a table");
            let (sheets, mut findings) = source::sheets(&found.path, &bytes);
            let stops: Vec<Stop> = record::read_rows(&sheets, &mut findings);
            let dates = stops.iter().filter_map(|stop| {
                let date: &Placed<Phrase> = stop.date.as_ref()?;
                read_when(date, stop.time.as_ref(), &Years::Unknown, &mut findings)
            });
            dates.map(|dates| dates.len()).sum::<usize>()
        })
        .sum();
    println!("{read} dates");
}

/// The checks of the site and of its finished pages; personal numbers in its files; slips of the pen in its articles, each
/// line taken as a passage.
fn rules(root: Root, times: usize) {
    let project = Project::at(root);
    let loaded = pipeline::load(&project, None);
    let pages: Vec<Rendered<'_>> = loaded.plan.targets.par_iter().filter_map(|target| page(&loaded, target)).collect();
    let read = |path: &Arc<str>| source::decode(path, source::read(&project.root, path).expect("a file")).0;
    let texts: Vec<(Arc<str>, String)> =
        loaded.site.pages.iter().map(|page| &page.document.path).map(|path| (path.clone(), read(path))).collect();
    let cells: Vec<_> = tables(&loaded.kept.listing)
        .into_iter()
        .map(|found| source::sheets(&found.path, &source::read_found(&project.root, found).expect("a table")).0)
        .collect();
    let passages: Vec<Passage> = texts
        .iter()
        .flat_map(|(_, text)| text.splitn(3, "+++").nth(2).unwrap_or_default().lines())
        .map(|line| Passage { text: line.to_owned(), marks: Vec::new() })
        .collect();
    let mut count = 0;
    for _ in 0..times {
        count += pipeline::check(black_box(&loaded)).len();
        count += check::dead_addresses(&loaded.site, &loaded.theme, &pages, &project.root).len();
        count += texts.iter().map(|(path, text)| sightings(path, text).len()).sum::<usize>();
        count += cells.iter().map(|sheets| sightings_in_cells(sheets).len()).sum::<usize>();
        count += passages.iter().map(|passage| proofread(passage).len()).sum::<usize>();
    }
    println!("{count} findings in {times} runs");
}

/// What the checks look at, of a finished page.
fn page<'a>(loaded: &'a Loaded, target: &'a xinfeng::outlet::Target) -> Option<Rendered<'a>> {
    match pipeline::render(loaded, &AddressForm::Relative, target) {
        Ok(Rendition::Html { links, anchors, template, .. }) => {
            Some(Rendered { address: &target.address, place: &target.place, links, anchors, template })
        }
        _ => None,
    }
}
