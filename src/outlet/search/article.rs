//! An article as searchable text: its HTML cut at the headings, tags gone, a line for each block.

use crate::html;

/// A stretch of an article below a heading; the first has none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stretch {
    pub heading: String,
    /// The heading's anchor.
    pub id: String,
    pub text: String,
}

/// Elements whose text nobody reads, or reads twice.
const LEFT: &[&str] = &["script", "style", "svg", "template"];
/// Elements that do not end a line.
const INLINE: &[&str] = &[
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "i", "ins", "kbd", "mark", "q", "rp",
    "rt", "ruby", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr", "input", "label",
];

/// Cuts HTML that we made. It is scanned, not parsed: tags are balanced, and `<` in text is escaped.
pub fn stretches(html: &str) -> Vec<Stretch> {
    let mut found = vec![Stretch::default()];
    let mut rest = html;
    let mut in_heading = false;
    while let Some(open) = rest.find('<') {
        push(&mut found, in_heading, &rest[..open]);
        let Some(close) = rest[open..].find('>').map(|close| open + close) else {
            rest = "";
            break;
        };
        let tag = &rest[open + 1..close];
        rest = &rest[close + 1..];
        let is_end = tag.starts_with('/');
        let name = tag.trim_start_matches('/');
        let name = name.split(|c: char| c.is_ascii_whitespace() || c == '/').next().unwrap_or_default();
        if !is_end && (LEFT.contains(&name) || is_anchor(tag)) {
            let end = format!("</{name}>");
            rest = rest.find(&end).map_or("", |at| &rest[at + end.len()..]);
        } else if matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6") {
            in_heading = !is_end;
            if !is_end {
                let id = attribute(tag, "id").map_or_else(String::new, |id| html::unescape(id).into_owned());
                found.push(Stretch { id, ..Stretch::default() });
            }
        } else if !INLINE.contains(&name) {
            line_end(&mut found, in_heading, name);
        }
    }
    push(&mut found, in_heading, rest);
    for stretch in &mut found {
        stretch.text.truncate(stretch.text.trim_end().len());
        stretch.heading = stretch.heading.trim().to_owned();
    }
    found.retain(|stretch| !stretch.heading.is_empty() || !stretch.text.is_empty());
    found
}

/// The sign behind a heading that links to it.
fn is_anchor(tag: &str) -> bool {
    tag.starts_with("a ") && attribute(tag, "class") == Some("anchor")
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let start = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    tag[start..].split('"').next()
}

fn push(found: &mut [Stretch], in_heading: bool, html: &str) {
    let Some(last) = found.last_mut() else { return };
    let text = html::unescape(html);
    let out = if in_heading { &mut last.heading } else { &mut last.text };
    for (number, word) in text.split_ascii_whitespace().enumerate() {
        let spaced = number > 0 || text.starts_with(|c: char| c.is_ascii_whitespace());
        if spaced && !out.is_empty() && !out.ends_with(char::is_whitespace) {
            out.push(' ');
        }
        out.push_str(word);
    }
    if text.ends_with(|c: char| c.is_ascii_whitespace()) && !out.is_empty() && !out.ends_with(char::is_whitespace) {
        out.push(' ');
    }
}

/// Cells of a row stay on its line.
fn line_end(found: &mut [Stretch], in_heading: bool, name: &str) {
    let Some(last) = found.last_mut().filter(|_| !in_heading) else { return };
    let kept = last.text.trim_end_matches(' ').len();
    last.text.truncate(kept);
    if !last.text.is_empty() && !last.text.ends_with('\n') {
        last.text.push(if matches!(name, "td" | "th") { ' ' } else { '\n' });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_an_article_at_its_headings() {
        let html = "<p>每天<strong>一片</strong>，\n0.4 &lt;毫克&gt;。</p><ul><li>甲</li><li>乙</li></ul>\n\
            <div class=\"heading\"><h2 id=\"a&amp;b\">去哪里<em>领</em></h2> <a class=\"anchor\" href=\"#a\" aria-label=\"x\"><span>#</span></a></div>\n\
            <table><tr><th>一</th><td>二</td></tr><tr><td>三</td></tr></table><svg><text>图</text></svg>";
        let found = stretches(html);
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].text, "每天一片， 0.4 <毫克>。\n甲\n乙");
        assert_eq!((found[1].heading.as_str(), found[1].id.as_str()), ("去哪里领", "a&b"));
        assert_eq!(found[1].text, "一 二\n三");
    }

    #[test]
    fn survives_what_is_cut_off() {
        for html in ["", "<", "a<b", "<p", "<script>", "<h2>x", "</p>a>b"] {
            stretches(html);
        }
    }
}
