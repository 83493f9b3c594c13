//! Text into HTML, and what is to be known of HTML that was written by hand.

use std::borrow::Cow;

/// Writes text between tags.
pub fn escape_text(out: &mut String, text: &str) {
    escape(out, text, |b| match b {
        b'&' => Some("&amp;"),
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        _ => None,
    });
}

/// Writes text between double quotes.
pub fn escape_attribute(out: &mut String, text: &str) {
    escape(out, text, |b| match b {
        b'&' => Some("&amp;"),
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        b'"' => Some("&quot;"),
        _ => None,
    });
}

/// Writes text between tags and, without markup, behind other words: what [`escape_text`] and [`clean_text`] do with it.
pub fn write_text(html: &mut String, words: &mut String, text: &str) {
    if speaks(text.as_bytes()) {
        escape_text(html, text);
        clean_text(words, text);
    } else {
        html.push_str(text);
        words.push_str(text);
    }
}

/// Takes text over without markup, less what no page may contain.
pub fn clean_text(out: &mut String, text: &str) {
    escape(out, text, |_| None);
}

/// Whether [`escape`] may have something to do: markup, or the beginning of a code point that HTML forbids.
fn speaks(text: &[u8]) -> bool {
    let mut rest = text;
    while let Some(block) = rest.first_chunk() {
        if block_speaks(block) {
            return true;
        }
        rest = &rest[BLOCK..];
    }
    let mut last = [b' '; BLOCK + 1];
    last[..rest.len()].copy_from_slice(rest);
    block_speaks(&last)
}

/// How many bytes are looked at before it is asked whether something was found.
const BLOCK: usize = 32;

/// Without branches, so that the compiler makes vectors of it.
fn block_speaks(block: &[u8; BLOCK + 1]) -> bool {
    (0..BLOCK).fold(false, |found, at| found | byte_speaks(block[at], block[at + 1]))
}

#[expect(clippy::needless_bitwise_bool, reason = "without branches")]
fn byte_speaks(byte: u8, next: u8) -> bool {
    (byte < 32) & (byte != b'\n') & (byte != b'\t')
        | (byte == b'&') | (byte == b'<') | (byte == b'>') | (byte == b'"')
        | (byte == 127) | (byte == 0xc2) | (byte >= 0xf0)
        // Of what begins so, full-width punctuation is everywhere.
        | (byte == 0xef) & ((next == 0xb7) | (next == 0xbf))
}

fn escape(out: &mut String, text: &str, replace: impl Fn(u8) -> Option<&'static str>) {
    let bytes = text.as_bytes();
    if !speaks(bytes) {
        return out.push_str(text);
    }
    let mut done = 0;
    for (at, &byte) in bytes.iter().enumerate() {
        let (new, length) = match byte {
            b'&' | b'<' | b'>' | b'"' => match replace(byte) {
                Some(new) => (new, 1),
                None => continue,
            },
            // Code points that HTML forbids (control characters and noncharacters) leave nothing behind.
            0..=8 | 11..=31 | 127 => ("", 1),
            0xc2 if bytes[at + 1] < 0xa0 => ("", 2),
            0xef if matches!(bytes[at + 1..at + 3], [0xb7, 0x90..=0xaf] | [0xbf, 0xbe..=0xbf]) => ("", 3),
            0xf0..=0xf4 if matches!(bytes[at + 1..at + 4], [_, 0xbf, 0xbe..=0xbf]) && bytes[at + 1] & 15 == 15 => {
                ("", 4)
            }
            _ => continue,
        };
        out.push_str(&text[done..at]);
        out.push_str(new);
        done = at + length;
    }
    out.push_str(&text[done..]);
}

/// What a stretch of raw HTML holds besides its comments.
#[derive(Debug, PartialEq)]
pub struct Raw<'a> {
    /// Without the comments.
    pub rest: Cow<'a, str>,
    /// Whether one of the comments is `<!-- more -->`.
    pub more: bool,
    /// A comment that is never closed, and hides all that follows.
    pub unclosed: bool,
}

pub fn without_comments(html: &str) -> Raw<'_> {
    let mut raw = Raw { rest: Cow::Borrowed(html), more: false, unclosed: false };
    if !html.contains("<!--") {
        return raw;
    }
    let mut rest = String::new();
    let mut left = html;
    while let Some(start) = left.find("<!--") {
        rest.push_str(&left[..start]);
        let inside = &left[start + 4..];
        let Some(end) = inside.find("-->") else {
            raw.unclosed = true;
            rest.push_str(&left[start..]);
            left = "";
            break;
        };
        raw.more |= inside[..end].trim() == "more";
        left = &inside[end + 3..];
    }
    rest.push_str(left);
    raw.rest = Cow::Owned(rest);
    raw
}

/// The name in a tag such as `<b class="x">` or `</b>`, and whether it is a closing one.
pub fn tag_name(html: &str) -> Option<(&str, bool)> {
    let inside = html.strip_prefix('<')?;
    let (inside, closes) = inside.strip_prefix('/').map_or((inside, false), |inside| (inside, true));
    let length = inside.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'-').count();
    (length > 0).then_some((&inside[..length], closes))
}

/// The values of `id` attributes in raw HTML.
pub fn ids(html: &str) -> Vec<String> {
    let mut ids = Vec::new();
    for tag in html.split('<').skip(1) {
        for (at, _) in tag.match_indices("id=") {
            let before = tag[..at].chars().next_back();
            let value = &tag[at + 3..];
            let value = match value.chars().next() {
                Some(quote @ ('"' | '\'')) => value[1..].split(quote).next(),
                _ => value.split([' ', '\t', '\n', '>', '/']).next(),
            };
            if before.is_some_and(char::is_whitespace)
                && let Some(value) = value.filter(|value| !value.is_empty())
            {
                ids.push(value.to_owned());
            }
        }
    }
    ids
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped_and_cleaned() {
        for (text, expected) in [
            ("a<b>&\"c\"", "a&lt;b&gt;&amp;\"c\""),
            ("甲，乙\u{1}\u{7f}\u{85}\u{a0}é", "甲，乙\u{a0}é"),
            ("\u{fdd0}a\u{fdef}b\u{fdf0}\u{fffd}\u{fffe}\u{ffff}", "ab\u{fdf0}\u{fffd}"),
            ("\u{1ffff}\u{10fffe}\u{20000}😀\r\n\t", "\u{20000}😀\n\t"),
        ] {
            let mut out = String::new();
            escape_text(&mut out, text);
            assert_eq!(out, expected, "{text:?}");
        }
        let mut out = String::new();
        escape_attribute(&mut out, "\"a\" & b");
        assert_eq!(out, "&quot;a&quot; &amp; b");
    }

    #[test]
    fn comments_are_taken_out() {
        for (html, rest, more, unclosed) in [
            ("<b>", "<b>", false, false),
            ("<!-- a --><b><!--more-->", "<b>", true, false),
            ("<!-- more -->\n", "\n", true, false),
            ("<!-- more of it -->", "", false, false),
            ("a<!-- b", "a<!-- b", false, true),
        ] {
            assert_eq!(without_comments(html), Raw { rest: rest.into(), more, unclosed }, "{html}");
        }
    }

    #[test]
    fn names_and_ids() {
        assert_eq!(tag_name("<b>"), Some(("b", false)));
        assert_eq!(tag_name("</my-tag >"), Some(("my-tag", true)));
        assert_eq!(tag_name("<!-- x"), None);
        assert_eq!(ids("<p id=\"a\" data-id='x'><b class=c id=d><i id=''>id=e"), ["a", "d"]);
    }
}
