//! HTML that our own templates and Markdown made: finding the addresses in it and replacing them.
//!
//! A scanner of tags and attributes (HTML standard, 13.2.5, the states that valid pages reach), not a parser: it builds
//! no tree and copies what it does not change, which is what lets every page of a large site be relinked on each build.
//! Must not know what an address means.

use std::borrow::Cow;
use std::ops::Range;

use memchr::{memchr, memchr2, memmem};

/// What to do with an attribute that was found.
pub trait Rewrite {
    /// An address in `href`, `src` and their like, with its entities decoded. What takes its place, without entities, is
    /// written behind what `out` has.
    fn address(&mut self, address: &str, out: &mut String) -> Verdict;

    /// An `id`, or the `name` of an `a`.
    fn anchor(&mut self, _id: &str) {}

    /// An `id`, or what refers to one within the page; `Some` replaces it.
    fn id(&mut self, _id: &str) -> Option<String> {
        None
    }
}

/// What becomes of an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Stays,
    Replaced,
    /// Replaced by what needs no escaping.
    ReplacedPlainly,
}

/// What an attribute's value is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holds {
    /// An id of its element.
    Id,
    /// As [`Holds::Id`], on an `a`.
    Name,
    /// Ids of the page, apart by spaces.
    Ids,
    Address,
    /// Addresses with sizes.
    Addresses,
    /// An address behind a delay, on a `meta`: `0; url=…`.
    Content,
}

/// What the value of an attribute is; none for those that name neither addresses nor ids.
fn holds(attribute: &[u8]) -> Option<Holds> {
    Some(match attribute {
        b"href" | b"src" | b"poster" | b"action" | b"formaction" | b"data" | b"longdesc" => Holds::Address,
        b"id" => Holds::Id,
        b"name" => Holds::Name,
        b"content" => Holds::Content,
        b"srcset" | b"imagesrcset" => Holds::Addresses,
        b"for" | b"headers" | b"aria-labelledby" | b"aria-describedby" | b"aria-controls" => Holds::Ids,
        _ if attribute.iter().any(u8::is_ascii_uppercase) => return holds(&attribute.to_ascii_lowercase()),
        _ => return None,
    })
}

/// Elements whose content is text, not markup.
const RAW_TEXT: &[&[u8]] = &[b"script", b"style", b"textarea", b"title"];

const SPACE: u8 = 1;
const SLASH: u8 = 2;
const END: u8 = 4;
const EQUALS: u8 = 8;

/// What each byte means in a tag, so that a name's end is found by one look at each of its bytes.
static MEANING: [u8; 256] = {
    let mut meaning = [0; 256];
    meaning[b' ' as usize] = SPACE;
    meaning[b'\t' as usize] = SPACE;
    meaning[b'\n' as usize] = SPACE;
    meaning[b'\r' as usize] = SPACE;
    meaning[b'\x0c' as usize] = SPACE;
    meaning[b'/' as usize] = SLASH;
    meaning[b'>' as usize] = END;
    meaning[b'=' as usize] = EQUALS;
    meaning
};

/// Copies `html`, with the addresses that `rewrite` replaces.
pub fn rewrite(html: &str, rewrite: &mut impl Rewrite) -> String {
    let bytes = html.as_bytes();
    let mut out = String::with_capacity(html.len() + html.len() / 16);
    let mut copied = 0;
    let mut at = 0;
    while let Some(open) = next_open(bytes, at) {
        let rest = &bytes[open + 1..];
        at = match rest.first() {
            Some(b'!') if rest.starts_with(b"!--") => after(html, open + 4, "-->"),
            // The end of an element has no attributes; a text up to the next tag follows.
            Some(b'/') => open + 2,
            Some(b'!' | b'?') => memchr(b'>', rest).map_or(html.len(), |end| open + 1 + end + 1),
            Some(c) if c.is_ascii_alphabetic() => {
                let mut tag = Tag { html, at: open + 1, out: &mut out, copied: &mut copied };
                tag.scan(rewrite)
            }
            _ => open + 1,
        };
    }
    out.push_str(&html[copied..]);
    out
}

/// Where the next tag opens. Many stand so close to each other that a short look finds them sooner than a search.
fn next_open(bytes: &[u8], from: usize) -> Option<usize> {
    const NEAR: usize = 8;
    let rest = &bytes[from..];
    let near = rest[..rest.len().min(NEAR)].iter().position(|&byte| byte == b'<');
    near.or_else(|| memchr(b'<', rest)).map(|offset| from + offset)
}

/// Every heading one level lower; h6 stays.
pub fn lower_headings(html: &str) -> String {
    let mut out = html.as_bytes().to_vec();
    for level in memmem::find_iter(html.as_bytes(), "<").filter_map(|open| {
        let tag = html.as_bytes()[open + 1..].strip_prefix(b"/").map_or(open + 1, |_| open + 2);
        match &html.as_bytes()[tag..] {
            [b'h' | b'H', b'1'..=b'5', b'>' | b' ' | b'\t' | b'\n', ..] => Some(tag + 1),
            _ => None,
        }
    }) {
        out[level] += 1;
    }
    // A digit took the place of a digit.
    String::from_utf8(out).unwrap_or_else(|_| html.to_owned())
}

fn after(html: &str, from: usize, end: &str) -> usize {
    let from = from.min(html.len());
    memmem::find(&html.as_bytes()[from..], end.as_bytes()).map_or(html.len(), |found| from + found + end.len())
}

struct Tag<'a> {
    html: &'a str,
    at: usize,
    out: &'a mut String,
    /// How much of the text `out` has, changed or not.
    copied: &'a mut usize,
}

impl Tag<'_> {
    /// Scans from the tag's name to behind its `>`, or behind the end of its raw text.
    fn scan(&mut self, rewrite: &mut impl Rewrite) -> usize {
        let name = self.until(SPACE | SLASH | END);
        let name = &self.html.as_bytes()[name];
        loop {
            match self.byte() {
                None => return self.at,
                Some(b'>') => {
                    self.at += 1;
                    break;
                }
                Some(byte) if MEANING[usize::from(byte)] & (SPACE | SLASH) != 0 => self.at += 1,
                Some(_) => self.attribute(name, rewrite),
            }
        }
        // The names of most elements are too short to be one of these.
        let raw = if name.len() < 5 { None } else { RAW_TEXT.iter().find(|raw| name.eq_ignore_ascii_case(raw)) };
        raw.map_or(self.at, |raw| self.raw_text_end(raw))
    }

    fn attribute(&mut self, element: &[u8], rewrite: &mut impl Rewrite) {
        let name = self.until(SPACE | SLASH | END | EQUALS);
        if name.is_empty() {
            // A stray `=`: step over it, so that the scan always advances.
            self.at += 1;
            return;
        }
        let before_space = self.at;
        self.skip(SPACE);
        if self.byte() != Some(b'=') {
            self.at = before_space;
            return;
        }
        self.at += 1;
        self.skip(SPACE);
        let (value, has_entity) = self.value();
        let Some(holds) = holds(&self.html.as_bytes()[name]) else { return };
        let written = &self.html[value.clone()];
        let written = if has_entity { unescape(written) } else { Cow::Borrowed(written) };
        match holds {
            Holds::Name if !element.eq_ignore_ascii_case(b"a") => {}
            Holds::Id | Holds::Name => {
                rewrite.anchor(&written);
                if let Some(new) = rewrite.id(&written) {
                    self.replace(value, &new);
                }
            }
            Holds::Ids => {
                let new = written.split_whitespace().map(|id| rewrite.id(id)).collect::<Option<Vec<_>>>();
                if let Some(new) = new.filter(|new| !new.is_empty()) {
                    self.replace(value, &new.join(" "));
                }
            }
            Holds::Address => {
                self.copy_to(value.start);
                let start = self.out.len();
                let verdict = rewrite.address(&written, self.out);
                if verdict == Verdict::Replaced {
                    escape_from(self.out, start);
                }
                if verdict != Verdict::Stays {
                    *self.copied = value.end;
                }
            }
            Holds::Addresses => self.replace(value, &source_set(&written, rewrite)),
            Holds::Content => {
                if element.eq_ignore_ascii_case(b"meta")
                    && let Some((delay, target)) = written.split_once("; url=")
                    && delay.bytes().all(|c| c.is_ascii_digit())
                {
                    let mut new = format!("{delay}; url=");
                    if rewrite.address(target, &mut new) != Verdict::Stays {
                        self.replace(value, &new);
                    }
                }
            }
        }
    }

    /// Where an attribute's value stands, and whether entities may be in it.
    fn value(&mut self) -> (Range<usize>, bool) {
        let Some(quote @ (b'"' | b'\'')) = self.byte() else { return (self.until(SPACE | END), true) };
        let from = self.at + 1;
        let bytes = &self.html.as_bytes()[from..];
        let stop = memchr2(quote, b'&', bytes);
        let has_entity = stop.is_some_and(|stop| bytes[stop] == b'&');
        let end = if has_entity { memchr(quote, bytes) } else { stop };
        let end = end.map_or(self.html.len(), |end| from + end);
        self.at = (end + 1).min(self.html.len());
        (from..end, has_entity)
    }

    fn replace(&mut self, span: Range<usize>, new: &str) {
        self.copy_to(span.start);
        escape(new, self.out);
        *self.copied = span.end;
    }

    fn copy_to(&mut self, end: usize) {
        self.out.push_str(&self.html[*self.copied..end]);
        *self.copied = end;
    }

    fn raw_text_end(&self, name: &[u8]) -> usize {
        let bytes = self.html.as_bytes();
        let mut from = self.at;
        while let Some(found) = memmem::find(&bytes[from..], b"</") {
            let end = from + found + 2;
            if bytes.get(end..end + name.len()).is_some_and(|closing| closing.eq_ignore_ascii_case(name)) {
                return from + found;
            }
            from = end;
        }
        self.html.len()
    }

    fn byte(&self) -> Option<u8> {
        self.html.as_bytes().get(self.at).copied()
    }

    /// Goes on to the next byte that means one of `stops`, and returns what lies between.
    fn until(&mut self, stops: u8) -> Range<usize> {
        let start = self.at;
        let bytes = self.html.as_bytes();
        while let Some(&byte) = bytes.get(self.at)
            && MEANING[usize::from(byte)] & stops == 0
        {
            self.at += 1;
        }
        start..self.at
    }

    /// Goes on to the next byte that means none of `passed`.
    fn skip(&mut self, passed: u8) {
        while self.byte().is_some_and(|byte| MEANING[usize::from(byte)] & passed != 0) {
            self.at += 1;
        }
    }
}

fn source_set(written: &str, rewrite: &mut impl Rewrite) -> String {
    let candidates = written.split(',').map(|candidate| {
        let candidate = candidate.trim();
        let (address, size) = candidate.split_once(char::is_whitespace).unwrap_or((candidate, ""));
        let mut new = String::new();
        let address = match rewrite.address(address, &mut new) {
            Verdict::Replaced | Verdict::ReplacedPlainly => new,
            Verdict::Stays => address.to_owned(),
        };
        if size.is_empty() { address } else { format!("{address} {}", size.trim()) }
    });
    candidates.collect::<Vec<_>>().join(", ")
}

/// Escapes what stands behind `start`. Hardly an address needs it.
fn escape_from(out: &mut String, start: usize) {
    if out.as_bytes()[start..].iter().any(|&byte| ESCAPED[usize::from(byte)]) {
        let text = out.split_off(start);
        escape(&text, out);
    }
}

/// The entities that our escaping writes; any other stays as it is.
const ENTITIES: &[(&str, &str)] =
    &[("&amp;", "&"), ("&quot;", "\""), ("&#39;", "'"), ("&#x27;", "'"), ("&lt;", "<"), ("&gt;", ">"), ("&#x2F;", "/")];

pub fn unescape(text: &str) -> Cow<'_, str> {
    if memchr(b'&', text.as_bytes()).is_none() {
        return text.into();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(found) = rest.find('&') {
        out.push_str(&rest[..found]);
        rest = &rest[found..];
        match ENTITIES.iter().find(|(entity, _)| rest.starts_with(entity)) {
            Some((entity, character)) => {
                out.push_str(character);
                rest = &rest[entity.len()..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out.into()
}

/// Text as it may stand in markup and in a quoted attribute.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape(text, &mut out);
    out
}

/// The bytes that [`escape`] has to replace.
static ESCAPED: [bool; 256] = {
    let mut escaped = [false; 256];
    escaped[b'&' as usize] = true;
    escaped[b'"' as usize] = true;
    escaped[b'\'' as usize] = true;
    escaped[b'<' as usize] = true;
    escaped[b'>' as usize] = true;
    escaped
};

fn escape(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|byte| ESCAPED[usize::from(byte)]) {
        out.push_str(&rest[..at]);
        out.push_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'"' => "&quot;",
            b'\'' => "&#39;",
            b'<' => "&lt;",
            _ => "&gt;",
        });
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default)]
    struct Upper {
        seen: Vec<String>,
        anchors: Vec<String>,
    }

    impl Rewrite for Upper {
        fn address(&mut self, address: &str, new: &mut String) -> Verdict {
            self.seen.push(address.to_owned());
            let Some(rest) = address.strip_prefix('/') else { return Verdict::Stays };
            new.push('X');
            new.push_str(rest);
            Verdict::Replaced
        }

        fn anchor(&mut self, id: &str) {
            self.anchors.push(id.to_owned());
        }
    }

    #[test]
    fn replaces_addresses_and_nothing_else() {
        for (html, expected) in [
            (r#"<a href="/a/">/a/</a>"#, r#"<a href="Xa/">/a/</a>"#),
            ("<a class=x href=/a/ >", "<a class=x href=Xa/ >"),
            ("<A HREF='/a?b=1&amp;c=2'>", "<A HREF='Xa?b=1&amp;c=2'>"),
            (
                r#"<img src="/a.jpg" srcset="/b.jpg 1x, /c.jpg 2x" alt="href=&quot;/no&quot;">"#,
                r#"<img src="Xa.jpg" srcset="Xb.jpg 1x, Xc.jpg 2x" alt="href=&quot;/no&quot;">"#,
            ),
            (r#"<!-- <a href="/a/"> --><p>1 < 2 <a href="/b">"#, r#"<!-- <a href="/a/"> --><p>1 < 2 <a href="Xb">"#),
            (
                r#"<script>let a = '<a href="/a">';</script><a href="/b">"#,
                r#"<script>let a = '<a href="/a">';</script><a href="Xb">"#,
            ),
            (
                r#"<meta http-equiv="refresh" content="0; url=/a/">"#,
                r#"<meta http-equiv="refresh" content="0; url=Xa/">"#,
            ),
            (r#"<meta name="description" content="/a/">"#, r#"<meta name="description" content="/a/">"#),
            (r#"<a href="rel/">"#, r#"<a href="rel/">"#),
            (r#"<a = href="/a"><br/><a href="/b""#, r#"<a = href="Xa"><br/><a href="Xb""#),
        ] {
            assert_eq!(rewrite(html, &mut Upper::default()), expected);
        }
    }

    #[test]
    fn lowers_headings_and_nothing_else() {
        for (html, expected) in [
            ("<h2 id=\"h2\">h2</h2><h5>", "<h3 id=\"h2\">h2</h3><h6>"),
            ("<h6>丙</h6><hr><header><h1>甲</h1>", "<h6>丙</h6><hr><header><h2>甲</h2>"),
            ("1 <h", "1 <h"),
        ] {
            assert_eq!(lower_headings(html), expected);
        }
    }

    #[test]
    fn renames_ids_and_what_refers_to_them() {
        struct Under;
        impl Rewrite for Under {
            fn address(&mut self, _: &str, _: &mut String) -> Verdict {
                Verdict::Stays
            }

            fn id(&mut self, id: &str) -> Option<String> {
                Some(format!("a-{id}"))
            }
        }
        assert_eq!(
            rewrite(r#"<p id=x aria-labelledby="y z"><td headers="" name="n"><a name="m">"#, &mut Under),
            r#"<p id=a-x aria-labelledby="a-y a-z"><td headers="" name="n"><a name="a-m">"#
        );
    }

    #[test]
    fn collects_anchors() {
        let mut seen = Upper::default();
        rewrite(r#"<h2 id="a"><a name="b" href="/x"><input name="c">"#, &mut seen);
        assert_eq!(seen.anchors, ["a", "b"]);
    }
}
