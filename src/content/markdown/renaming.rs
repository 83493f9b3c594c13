//! Other ids for the headings of a rendered article: those under which residents know them already.
//!
//! Which ids these are is decided by whoever knows what was published. Rendering an article twice would need its text
//! again; the HTML of a heading is our own, and an id stands once in an article, so that it is found by its id.

use std::collections::HashMap;

use super::html::escape_attribute;
use super::{Body, Heading, Piece};
use crate::html::unescape;

/// The ids of a heading.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ids {
    pub id: String,
    /// Ids that it had before, and under which it is still found.
    pub former: Vec<String>,
}

/// How the HTML of a heading begins, up to its level.
const HEADING: &str = "<div class=\"heading\"><h";
/// How the sign behind a heading begins that links to it.
const SIGN: &str = " <a class=\"anchor\" href=\"#";
/// The place of a former id.
pub const FORMER: (&str, &str) = ("<span class=\"former\" id=\"", "\"></span>");

impl Body {
    /// The headings in their order.
    pub fn headings(&self) -> Vec<&Heading> {
        fn walk<'a>(headings: &'a [Heading], found: &mut Vec<&'a Heading>) {
            for heading in headings {
                found.push(heading);
                walk(&heading.children, found);
            }
        }
        let mut found = Vec::new();
        walk(&self.toc, &mut found);
        found
    }

    /// The article with other ids for its headings, in their order.
    pub fn with_ids(&self, ids: Vec<Ids>) -> Body {
        let old: Vec<String> = self.headings().iter().map(|heading| heading.id.clone()).collect();
        let by_old: HashMap<&str, &Ids> = old.iter().map(String::as_str).zip(&ids).collect();
        let mut body = self.clone();
        rename_pieces(&mut body.pieces, &by_old);
        body.anchors = self
            .anchors
            .iter()
            .flat_map(|anchor| match by_old.get(anchor.as_str()) {
                Some(ids) => std::iter::once(&ids.id).chain(&ids.former).cloned().collect(),
                None => vec![anchor.clone()],
            })
            .collect();
        rename_headings(&mut body.toc, &mut ids.iter());
        body
    }
}

fn rename_headings<'a>(headings: &mut [Heading], ids: &mut impl Iterator<Item = &'a Ids>) {
    for heading in headings {
        if let Some(ids) = ids.next() {
            heading.id.clone_from(&ids.id);
        }
        rename_headings(&mut heading.children, ids);
    }
}

fn rename_pieces(pieces: &mut [Piece], by_old: &HashMap<&str, &Ids>) {
    for piece in pieces {
        match piece {
            Piece::Html(html) => *html = renamed(html, by_old),
            Piece::Call(call) => rename_pieces(call.body.as_deref_mut().unwrap_or_default(), by_old),
            Piece::Image(_) => {}
        }
    }
}

fn renamed(html: &str, by_old: &HashMap<&str, &Ids>) -> String {
    let mut out = String::with_capacity(html.len() + 64);
    let mut done = 0;
    let find = |from: usize, what: &str| html[from..].find(what).map(|at| from + at);
    let known = |id: &str| by_old.get(&*unescape(id)).copied();
    let mut at = 0;
    while let Some((start, what)) = [HEADING, SIGN].iter().filter_map(|what| Some((find(at, what)?, *what))).min() {
        at = start + what.len();
        if what == SIGN {
            let end = find(at, "\"").unwrap_or(html.len());
            if let Some(ids) = known(&html[at..end]) {
                out.push_str(&html[done..at]);
                escape_attribute(&mut out, &ids.id);
                done = end;
            }
            continue;
        }
        let end = find(at, ">").unwrap_or(html.len());
        let Some(value) = html[at..end].find(" id=\"").map(|id| at + id + 5) else { continue };
        let close = find(value, "\"").unwrap_or(html.len());
        if let Some(ids) = known(&html[value..close]) {
            out.push_str(&html[done..value]);
            escape_attribute(&mut out, &ids.id);
            out.push_str(&html[close..=end]);
            done = end + 1;
            for former in &ids.former {
                out.push_str(FORMER.0);
                escape_attribute(&mut out, former);
                out.push_str(FORMER.1);
            }
        }
    }
    out.push_str(&html[done..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::markdown::{Options, render, summary};

    fn ids(id: &str, former: &[&str]) -> Ids {
        Ids { id: id.to_owned(), former: former.iter().map(|id| (*id).to_owned()).collect() }
    }

    fn html(body: &Body) -> String {
        fn walk(pieces: &[Piece]) -> String {
            let html = |piece: &Piece| match piece {
                Piece::Html(html) => html.clone(),
                Piece::Call(call) => format!("({})", walk(call.body.as_deref().unwrap_or_default())),
                Piece::Image(_) => "▣".to_owned(),
            };
            pieces.iter().map(html).collect()
        }
        walk(&body.pieces)
    }

    /// Headings of every sort, with what could be taken for theirs beside them.
    const TEXT: &str = "## 甲 {#a&b .c}\n\n[乙](#yi)\n\n### 乙 ![图](t.png)\n\n{% <w> %}\n## 乙\n{% </w> %}\n\n\
        `<div class=\"heading\"><h2 id=\"yi\">` 丙[^1]\n\n[^1]: 丁\n";

    #[test]
    fn a_summary_takes_no_id_along() {
        let (body, _) = render(&"a.md".into(), "## 甲\n\n乙\n\n<!-- more -->", 0, Options::default());
        let body = body.with_ids(vec![ids("bing", &["jia", "x"])]);
        assert_eq!(summary(&body, "/a/"), "<div class=\"heading\"><h2>甲</h2></div>\n<p>乙</p>\n");
    }

    #[test]
    fn headings_get_other_ids_wherever_they_stand() {
        let (body, _) = render(&"a.md".into(), TEXT, 0, Options::default());
        let old: Vec<&str> = body.headings().iter().map(|heading| heading.id.as_str()).collect();
        assert_eq!(old, ["a&b", "yi", "yi-1"]);
        // Two change places.
        let new = body.with_ids(vec![ids("x\"y", &["a&b", "甲"]), ids("yi-1", &[]), ids("yi", &["z"])]);
        let expected = html(&body)
            .replace("<h2 id=\"a&amp;b\" class=\"c\">", "<h2 id=\"x&quot;y\" class=\"c\"><span class=\"former\" id=\"a&amp;b\"></span><span class=\"former\" id=\"甲\"></span>")
            .replace("class=\"anchor\" href=\"#a&amp;b\"", "class=\"anchor\" href=\"#x&quot;y\"")
            .replace("<h2 id=\"yi-1\">", "<h2 id=\"?\"><span class=\"former\" id=\"z\"></span>")
            .replace("<h3 id=\"yi\">", "<h3 id=\"yi-1\">")
            .replace("class=\"anchor\" href=\"#yi-1\"", "class=\"anchor\" href=\"#?\"")
            .replace("class=\"anchor\" href=\"#yi\"", "class=\"anchor\" href=\"#yi-1\"")
            .replace('?', "yi");
        assert_eq!(html(&new), expected);
        let ids: Vec<&str> = new.headings().iter().map(|heading| heading.id.as_str()).collect();
        assert_eq!(ids, ["x\"y", "yi-1", "yi"]);
        assert_eq!(new.anchors, ["x\"y", "a&b", "甲", "yi-1", "yi", "z", "fn-1", "fnref-1"]);
        assert_eq!((&new.excerpt, &new.links), (&body.excerpt, &body.links));
    }
}
