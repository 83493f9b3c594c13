//! An article as searchable text: its HTML cut at the headings, tags gone, a line for each block.

use std::ops::ControlFlow;

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
/// The most characters of an entity that our escaping writes.
const ENTITY: usize = 6;
/// Elements that do not end a line.
const INLINE: &[&str] = &[
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "i", "ins", "kbd", "mark", "q", "rp",
    "rt", "ruby", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr", "input", "label",
];

/// Takes in an article's HTML, a stretch at a time, until it has as much of its text as search reads of a page.
#[derive(Debug)]
pub struct Reading {
    found: Vec<Stretch>,
    in_heading: bool,
    /// The end tag of an element that is left out.
    until: Option<String>,
    /// How many characters may still come.
    room: usize,
}

impl Reading {
    /// Of at most so many characters.
    pub fn new(room: usize) -> Self {
        Self { found: vec![Stretch::default()], in_heading: false, until: None, room }
    }

    /// Reads HTML that we made, in which no tag is cut apart. It is scanned, not parsed: tags are balanced, and `<` in text
    /// is escaped.
    pub fn read(&mut self, html: &str) -> ControlFlow<()> {
        let mut rest = html;
        loop {
            if let Some(end) = &self.until {
                let Some(at) = rest.find(end.as_str()) else { return ControlFlow::Continue(()) };
                rest = &rest[at + end.len()..];
                self.until = None;
            }
            let open = rest.find('<').unwrap_or(rest.len());
            self.text(&rest[..open])?;
            let Some(close) = rest[open..].find('>').map(|close| open + close) else {
                return ControlFlow::Continue(());
            };
            self.tag(&rest[open + 1..close]);
            rest = &rest[close + 1..];
        }
    }

    fn tag(&mut self, tag: &str) {
        let is_end = tag.starts_with('/');
        let name = tag.trim_start_matches('/');
        let name = name.split(|c: char| c.is_ascii_whitespace() || c == '/').next().unwrap_or_default();
        if !is_end && (LEFT.contains(&name) || is_anchor(tag)) {
            self.until = Some(format!("</{name}>"));
        } else if matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6") {
            self.in_heading = !is_end;
            if !is_end {
                let id = attribute(tag, "id").map_or_else(String::new, |id| html::unescape(id).into_owned());
                self.found.push(Stretch { id, ..Stretch::default() });
            }
        } else if !INLINE.contains(&name) {
            self.line_end(name);
        }
    }

    /// Takes text between tags; white space is evened out.
    fn text(&mut self, html: &str) -> ControlFlow<()> {
        let Some(last) = self.found.last_mut() else { return ControlFlow::Break(()) };
        let out = if self.in_heading { &mut last.heading } else { &mut last.text };
        let space = |out: &mut String| {
            if !out.is_empty() && !out.ends_with(char::is_whitespace) {
                out.push(' ');
            }
        };
        let is_white = |c: char| c.is_ascii_whitespace();
        for (number, word) in html.split_ascii_whitespace().enumerate() {
            if number > 0 || html.starts_with(is_white) {
                space(out);
            }
            // An entity is more characters than it stands for, so that nothing is cut too soon.
            let end = word.char_indices().nth(self.room * ENTITY).map_or(word.len(), |(at, _)| at);
            for c in html::unescape(&word[..end]).chars() {
                if self.room == 0 {
                    return ControlFlow::Break(());
                }
                self.room -= 1;
                out.push(c);
            }
        }
        if html.ends_with(is_white) {
            space(out);
        }
        ControlFlow::Continue(())
    }

    /// Cells of a row stay on its line.
    fn line_end(&mut self, name: &str) {
        let Some(last) = self.found.last_mut().filter(|_| !self.in_heading) else { return };
        let kept = last.text.trim_end_matches(' ').len();
        last.text.truncate(kept);
        if !last.text.is_empty() && !last.text.ends_with('\n') {
            last.text.push(if matches!(name, "td" | "th") { ' ' } else { '\n' });
        }
    }

    pub fn finish(self) -> Vec<Stretch> {
        let mut found = self.found;
        for stretch in &mut found {
            stretch.text.truncate(stretch.text.trim_end().len());
            stretch.heading = stretch.heading.trim().to_owned();
        }
        found.retain(|stretch| !stretch.heading.is_empty() || !stretch.text.is_empty());
        found
    }
}

/// The sign behind a heading that links to it.
fn is_anchor(tag: &str) -> bool {
    tag.starts_with("a ") && attribute(tag, "class") == Some("anchor")
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let start = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    tag[start..].split('"').next()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stretches(html: &str) -> Vec<Stretch> {
        let mut reading = Reading::new(usize::MAX / ENTITY);
        let _ = reading.read(html);
        reading.finish()
    }

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
    fn goes_on_where_the_stretch_before_ended() {
        let mut reading = Reading::new(100);
        for html in ["<p>甲<svg><text>", "图</text></svg>乙</p><h2 id=\"c\">丙", "丁</h2>", "<p>戊"] {
            assert_eq!(reading.read(html), ControlFlow::Continue(()));
        }
        let found = reading.finish();
        assert_eq!(found[0].text, "甲乙");
        assert_eq!((found[1].heading.as_str(), found[1].text.as_str()), ("丙丁", "戊"));
    }

    #[test]
    fn reads_no_more_than_there_is_room_for() {
        for (html, expected) in [
            ("<p>一二三四五六七八</p>", "一二三四五"),
            ("<p>一 二</p><p>三四</p><p>五六</p>", "一 二\n三四\n五"),
            ("<p>&lt;&lt;&lt;&amp;&quot;六</p>", "<<<&\""),
            ("<p>一二三四五</p>", "一二三四五"),
            ("<script>一二三四五</script><p>六", "六"),
        ] {
            let mut reading = Reading::new(5);
            let read = reading.read(html);
            let text = reading.finish().into_iter().map(|stretch| stretch.text).collect::<String>();
            assert_eq!(
                (text.as_str(), read.is_break()),
                (expected, html.contains(['六', '八']) && expected != "六"),
                "{html}"
            );
        }
    }

    #[test]
    fn survives_what_is_cut_off() {
        for html in ["", "<", "a<b", "<p", "<script>", "<h2>x", "</p>a>b"] {
            stretches(html);
        }
    }
}
