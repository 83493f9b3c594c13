//! `broken-link` and `broken-anchor` in finished pages: links that templates wrote and that lead nowhere.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::diagnostic::{BROKEN_ANCHOR, BROKEN_LINK, Diagnostic, Findings, Place};
use crate::model::address::Address;
use crate::outlet::Link;
use crate::text;

/// What a finished page says of its links.
#[derive(Debug)]
pub struct Rendered<'a> {
    pub address: &'a Address,
    pub place: &'a Place,
    pub links: &'a [Link],
    pub anchors: &'a [String],
}

/// One finding for each target that is missing, however many pages link to it. Files in `reported` had their broken
/// links reported with their exact places already.
pub fn dead_addresses(pages: &[Rendered<'_>], reported: &Findings) -> Findings {
    let known: HashSet<&str> = reported
        .iter()
        .filter(|finding| *finding.rule == BROKEN_LINK || *finding.rule == BROKEN_ANCHOR)
        .map(|finding| &*finding.place.file)
        .collect();
    let wanted: HashSet<&str> = pages.iter().flat_map(|page| page.links).map(|link| link.target.as_str()).collect();
    let anchors: HashMap<&str, HashSet<&str>> = pages
        .iter()
        .filter(|page| wanted.contains(page.address.as_str()))
        .map(|page| (page.address.as_str(), page.anchors.iter().map(String::as_str).collect()))
        .collect();
    let mut dead: BTreeMap<(&str, Option<&str>), Vec<&Rendered<'_>>> = BTreeMap::new();
    for page in pages.iter().filter(|page| !known.contains(&*page.place.file)) {
        for link in page.links {
            let anchor = link.anchor.as_deref();
            let there = anchors.get(link.target.as_str());
            let missing_anchor = anchor.filter(|anchor| there.is_some_and(|there| !there.contains(anchor)));
            if !link.known {
                dead.entry((&link.target, None)).or_default().push(page);
            } else if missing_anchor.is_some() {
                dead.entry((&link.target, missing_anchor)).or_default().push(page);
            }
        }
    }
    dead.into_iter()
        .map(|((target, anchor), pages)| {
            let first = pages[0];
            let address = first.address;
            // A page that says it twice is one page.
            let count = pages.iter().map(|page| page.address).collect::<HashSet<_>>().len();
            let finding = match anchor {
                None => Diagnostic::new(
                    &BROKEN_LINK,
                    first.place,
                    text!(
                        "网页 {address} 里的链接 {target} 打不开",
                        "the page {address} links to {target}, which does not exist"
                    ),
                ),
                Some(anchor) => Diagnostic::new(
                    &BROKEN_ANCHOR,
                    first.place,
                    text!(
                        "网页 {address} 链接到 {target}#{anchor}，那里没有这个位置",
                        "the page {address} links to {target}#{anchor}, which is not there"
                    ),
                ),
            };
            if count > 1 {
                finding.hint(text!(
                    "共有 {count} 个网页这样链接，多半写在模板里",
                    "{count} pages have such links; a template may write them"
                ))
            } else {
                finding.hint(text!("看看模板和文件头里的网址", "look at the template and the front matter"))
            }
        })
        .collect()
}
