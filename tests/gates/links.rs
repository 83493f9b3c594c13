//! Every link of the reference site leads to a file, and every anchor to an id.

use std::collections::HashMap;

use crate::document::{self, Document, Target};
use crate::reference::{Built, SITE, SITE_BELOW};

#[test]
fn every_link_leads_to_a_file_and_an_id() {
    let broken = broken(&SITE, "/");
    assert!(broken.is_empty(), "{} broken links:\n{}", broken.len(), broken.join("\n"));
}

#[test]
fn every_link_leads_somewhere_below_a_folder_too() {
    let broken = broken(&SITE_BELOW, "/sub/path/");
    assert!(broken.is_empty(), "{} broken links:\n{}", broken.len(), broken.join("\n"));
}

#[test]
fn no_id_stands_twice_on_a_page() {
    let repeated: Vec<String> = SITE
        .pages()
        .map(|page| (page, document::read(&SITE.read(page)).repeated))
        .filter(|(_, repeated)| !repeated.is_empty())
        .map(|(page, repeated)| format!("{page}: {repeated:?}"))
        .collect();
    assert!(repeated.is_empty(), "{}", repeated.join("\n"));
}

fn broken(site: &Built, mount: &str) -> Vec<String> {
    let documents: HashMap<&str, Document> =
        site.pages().map(|page| (page.as_str(), document::read(&site.read(page)))).collect();
    let mut broken = Vec::new();
    let mut seen = 0_usize;
    for file in &site.files {
        let links = match file.rsplit_once('.').map(|(_, ending)| ending) {
            Some("html") => documents[file.as_str()].links.clone(),
            Some("css") => document::of_stylesheet(&site.read(file)),
            Some("xml") => document::of_xml(&site.read(file)),
            _ => continue,
        };
        let from = format!("{mount}{}", file.strip_suffix("index.html").unwrap_or(file));
        for link in links {
            seen += 1;
            let fault = match document::resolve(&link, &from, mount, &site.base_url) {
                Target::Outside => continue,
                Target::Above => "leads out of the site",
                Target::Inside { path, anchor } => {
                    let target = document::file_of(&path);
                    let found = site.files.binary_search(&target).is_ok();
                    let anchored = match (&anchor, documents.get(target.as_str())) {
                        (None, _) => true,
                        // An anchor in something other than a page, such as a page of a PDF, is its reader's affair.
                        (Some(_), None) => true,
                        (Some(anchor), Some(document)) => document.anchors.contains(anchor),
                    };
                    if !found {
                        "leads to no file"
                    } else if !anchored {
                        "leads to no id"
                    } else {
                        continue;
                    }
                }
            };
            broken.push(format!("{file}: `{link}` {fault}"));
        }
    }
    assert!(seen > 1000, "the reference site has many links, but only {seen} were seen");
    broken
}
