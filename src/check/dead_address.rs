//! `broken-link` and `broken-anchor` in finished pages: links that lead nowhere and that no article has. They stand in a
//! template, in front matter or in the configuration, and are placed there where their text is found.

use std::cell::LazyCell;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use crate::config;
use crate::diagnostic::{At, BROKEN_ANCHOR, BROKEN_LINK, Diagnostic, Findings, Place, Sources};
use crate::model::address::{Address, decode};
use crate::model::{Site, beside};
use crate::outlet::{Anchors, Link};
use crate::text;
use crate::theme::Theme;

/// What a finished page says of its links.
#[derive(Debug)]
pub struct Rendered<'a> {
    pub address: &'a Address,
    pub place: &'a Place,
    pub links: Vec<Link>,
    pub anchors: Anchors,
    /// The file of its template.
    pub template: Option<Arc<str>>,
}

/// A link that leads nowhere, with its page.
type Dead<'a> = (&'a Rendered<'a>, &'a Link);

/// One finding for each target that is missing, however many pages link to it. Links of articles have been reported with
/// their exact places already.
pub fn dead_addresses(site: &Site, theme: &Theme, pages: &[Rendered<'_>], sources: &dyn Sources) -> Findings {
    // Most sites have no dead link, and need not be looked through for what articles say of one.
    let articles = LazyCell::new(|| Articles::of(site));
    let wanted: HashSet<&str> = pages.iter().flat_map(|page| &page.links).map(|link| link.target.as_str()).collect();
    let anchors: HashMap<&str, HashSet<&str>> = pages
        .iter()
        .filter(|page| wanted.contains(page.address.as_str()))
        .map(|page| (page.address.as_str(), page.anchors.iter().collect()))
        .collect();
    let mut dead: BTreeMap<(&str, Option<&str>), Vec<Dead<'_>>> = BTreeMap::new();
    for page in pages {
        for link in &page.links {
            let there = anchors.get(link.target.as_str());
            let missing_anchor =
                link.anchor.as_deref().filter(|anchor| there.is_some_and(|there| !there.contains(anchor)));
            let is_dead = !link.known || missing_anchor.is_some();
            if is_dead && !articles.have(page, &link.written) {
                let anchor = if link.known { missing_anchor } else { None };
                dead.entry((&link.target, anchor)).or_default().push((page, link));
            }
        }
    }
    dead.into_iter().map(|((target, anchor), links)| finding(theme, target, anchor, &links, sources)).collect()
}

/// The links that articles have, as they stand in the pages that are made of them.
struct Articles<'a> {
    anywhere: HashSet<String>,
    /// Within one page, by the file of its article.
    within: HashSet<(&'a str, &'a str)>,
}

impl<'a> Articles<'a> {
    fn of(site: &'a Site) -> Self {
        let sections = site.sections.iter().filter_map(|section| Some((section.document.as_ref()?, &section.address)));
        let pages = site.pages.iter().map(|page| (&page.document, &page.address));
        let mut articles = Self { anywhere: HashSet::new(), within: HashSet::new() };
        for (document, address) in sections.chain(pages) {
            for link in &document.body.links {
                if link.target.starts_with('#') {
                    articles.within.insert((&document.path, &link.target));
                    continue;
                }
                articles.anywhere.insert(decode(&link.target).into_owned());
                if let Some(name) = beside(&link.target) {
                    articles.anywhere.insert(format!("{}{name}", address.folder()));
                }
            }
        }
        articles
    }

    fn have(&self, page: &Rendered<'_>, written: &str) -> bool {
        self.within.contains(&(&*page.place.file, written)) || self.anywhere.contains(&*decode(written))
    }
}

fn finding(theme: &Theme, target: &str, anchor: Option<&str>, links: &[Dead<'_>], sources: &dyn Sources) -> Diagnostic {
    let (first, link) = links[0];
    let address = first.address;
    let found = written_at(theme, first, &link.written, sources);
    let place = found.clone().or_else(|| first.template.as_ref().map(|file| Place::file(file.clone())));
    let place = place.unwrap_or_else(|| first.place.clone());
    let finding = match anchor {
        None => Diagnostic::new(
            &BROKEN_LINK,
            place,
            text!(
                "网页 {address} 里的链接 {target} 打不开",
                "the page {address} links to {target}, which does not exist"
            ),
        ),
        Some(anchor) => Diagnostic::new(
            &BROKEN_ANCHOR,
            place,
            text!(
                "网页 {address} 链接到 {target}#{anchor}，那里没有这个位置",
                "the page {address} links to {target}#{anchor}, which is not there"
            ),
        ),
    };
    // A page that says it twice is one page.
    let count = links.iter().map(|(page, _)| page.address).collect::<HashSet<_>>().len();
    let finding = match count {
        1 => finding,
        _ => finding.hint(text!("共有 {count} 个网页这样链接", "{count} pages have such links")),
    };
    match found {
        Some(_) => finding.hint(text!("改掉这个网址，或者补上它指的页面", "change the address, or add what it means")),
        None => finding.hint(text!(
            "它不是正文里写的：看看模板、文件头和数据表里的网址",
            "no article has it: look at the template, the front matter and the data tables"
        )),
    }
}

/// Where the text of a link stands: in the page's own file, in a template, or in the configuration.
fn written_at(theme: &Theme, page: &Rendered<'_>, written: &str, sources: &dyn Sources) -> Option<Place> {
    if page.place.at != At::Whole {
        return Some(page.place.clone());
    }
    let in_file = |file: &Arc<str>| {
        let text = sources.text(file)?;
        Some(Place::span(file.clone(), literal(&text, written)?))
    };
    // `get_url(path="fuwu/")` makes `/fuwu/`.
    let forms = [written, written.trim_start_matches('/'), written.trim_matches('/')];
    let in_template = |text: &str| forms.iter().filter(|form| !form.is_empty()).find_map(|form| literal(text, form));
    in_file(&page.place.file)
        .or_else(|| theme.search(page.template.as_deref(), in_template))
        .or_else(|| in_file(&config::FILE.into()))
}

/// An address where it stands by itself: in quotes, in brackets or between spaces.
fn literal(text: &str, address: &str) -> Option<Range<usize>> {
    let stands_free = |sign: Option<char>| sign.is_none_or(|sign| sign.is_whitespace() || "\"'()<>=".contains(sign));
    text.match_indices(address).map(|(at, _)| at..at + address.len()).find(|range| {
        stands_free(text[..range.start].chars().next_back()) && stands_free(text[range.end..].chars().next())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_stands_by_itself() {
        for (text, address, expected) in [
            ("<a href=\"/a/\">", "/a/", Some(9..12)),
            ("<a href=\"/x/a/\">/a/b <a href='/a/'>", "/a/", Some(30..33)),
            ("url = \"/a/\"", "/a/", Some(7..10)),
            ("<a href=/a/>", "/a/", Some(8..11)),
            ("/a/b", "/a/", None),
            ("", "/a/", None),
        ] {
            assert_eq!(literal(text, address), expected, "{text}");
        }
    }
}
