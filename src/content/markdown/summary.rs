//! The summary of an article as other pages show it: without what only makes sense in the article.

use super::html::escape_attribute;
use super::renaming::FORMER;
use super::{Body, Piece};

/// What stands before `<!-- more -->`, for a list in which others' summaries stand too; empty if there is no such mark.
/// Pictures, calls of components, references to footnotes and the anchors of headings are left out, since ids would be there
/// twice; links to places of the article lead to it, at `address`.
pub fn summary(body: &Body, address: &str) -> String {
    let pieces = body.summary.and_then(|count| body.pieces.get(..count)).unwrap_or_default();
    let mut out = String::new();
    for piece in pieces {
        if let Piece::Html(html) = piece {
            portable(html, address, &mut out);
        }
    }
    // A paragraph that held nothing but a picture.
    out.replace("<p></p>\n", "")
}

/// What is left out, from one text to another. Our own HTML escapes `<` everywhere else, so that tags are found safely.
const LEFT_OUT: &[(&str, &str)] =
    &[("<sup class=\"footnote-ref\">", "</sup>"), (" <a class=\"anchor\" ", "</a>"), FORMER];
/// How the region round a table begins.
const TABLE: &str = "<div class=\"table-scroll\" role=\"region\" ";

fn portable(html: &str, address: &str, out: &mut String) {
    let mut rest = html;
    while let Some(at) = rest.find(['<', ' ']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(after) = LEFT_OUT.iter().find_map(|(from, to)| {
            let inside = rest.strip_prefix(from)?;
            Some(&inside[inside.find(to)? + to.len()..])
        }) {
            rest = after;
        } else if let Some((tag, after)) = heading(rest) {
            out.push_str(tag);
            rest = after;
        } else if let Some(after) = rest.strip_prefix(TABLE) {
            // A landmark needs a label of its own on the page; here it is but something that scrolls.
            out.push_str("<div class=\"table-scroll\" tabindex=\"0\">");
            rest = after.find('>').map_or("", |end| &after[end + 1..]);
        } else if let Some(after) = rest.strip_prefix("<a href=\"#") {
            out.push_str("<a href=\"");
            escape_attribute(out, address);
            out.push('#');
            rest = after;
        } else {
            out.push_str(&rest[..1]);
            rest = &rest[1..];
        }
    }
    out.push_str(rest);
}

/// The beginning of a heading's tag, and what follows its id.
fn heading(html: &str) -> Option<(&str, &str)> {
    let tag = html.get(..3).filter(|tag| tag.starts_with("<h") && tag.ends_with(['1', '2', '3', '4', '5', '6']))?;
    let value = html[3..].strip_prefix(" id=\"")?;
    Some((tag, &value[value.find('"')? + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::markdown::{Options, render};

    #[test]
    fn summaries_fit_beside_others() {
        for (text, expected) in [
            ("甲", ""),
            ("甲[^1]\n\n<!-- more -->\n\n乙[^1]\n\n[^1]: 丙", "<p>甲</p>\n"),
            ("![甲](a.jpg)\n\n乙 ![丙](b.jpg)\n\n<!-- more -->", "<p>乙 </p>\n"),
            ("{{<a/>}}\n甲 {{<b/>}}\n\n<!-- more -->", "<p>甲 </p>\n"),
            (
                "## 甲 {#x .y}\n\n[乙](#丙) [丁](/戊/#己)\n\n<!-- more -->",
                concat!(
                    "<div class=\"heading\"><h2 class=\"y\">甲</h2></div>\n",
                    "<p><a href=\"/a/&quot;b/#丙\">乙</a> <a href=\"/戊/#己\">丁</a></p>\n"
                ),
            ),
            (
                "|甲|\n|-|\n\n<!-- more -->",
                concat!(
                    "<div class=\"table-scroll\" tabindex=\"0\">\n<table>\n<thead>\n<tr>\n<th scope=\"col\">甲</th>\n</tr>\n",
                    "</thead>\n<tbody>\n</tbody>\n</table>\n</div>\n"
                ),
            ),
            ("`<a href=\"#x\">` a < b\n\n<!-- more -->", "<p><code>&lt;a href=\"#x\"&gt;</code> a &lt; b</p>\n"),
        ] {
            let (body, _) = render(&"a.md".into(), text, 0, Options::default());
            assert_eq!(summary(&body, "/a/\"b/"), expected, "{text}");
        }
    }
}
