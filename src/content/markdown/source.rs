//! The text of an article as the parser sees it: component calls and what no page may contain are replaced, and
//! every offset leads back to the file.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use memchr::memmem;

use super::call::{self, Standing, Tag};
use crate::diagnostic::Place;
use crate::text::overlay::Overlay;

/// Brackets round the number of a tag. They are noncharacters, which no text may contain: any that were written
/// are taken out, so that none can be forged.
const OPEN: char = '\u{fdd0}';
const CLOSE: char = '\u{fdd1}';
/// Stands where the parser must not see that a line ends.
const SHIELD: char = '\u{fdd2}';
/// How all noncharacters U+FDD0 to U+FDEF begin.
const NONCHARACTER: &[u8] = b"\xef\xb7";

pub struct Source<'a> {
    file: &'a Arc<str>,
    offset: usize,
    written: &'a str,
    overlay: Overlay<'a>,
    /// Whether anything in the overlay is not as it is written, as in few articles.
    is_replaced: bool,
    pub tags: Vec<Tag>,
}

/// A stretch of what the parser reports.
#[derive(Debug, PartialEq)]
pub enum Part<'t> {
    Text(&'t str),
    /// The tag of this number.
    Tag(usize),
}

impl<'a> Source<'a> {
    pub fn new(file: &'a Arc<str>, written: &'a str, offset: usize) -> Self {
        let tags = call::scan(written);
        let mut replacements: Vec<(Range<usize>, String)> = tags
            .iter()
            .enumerate()
            .map(|(number, tag)| {
                let token = match tag.standing {
                    // A processing instruction is a block of its own, and interrupts a paragraph.
                    Standing::Alone => format!("<?{OPEN}{number}{CLOSE}?>"),
                    Standing::InLine => format!("{OPEN}{number}{CLOSE}"),
                };
                (tag.span.clone(), token)
            })
            .collect();
        // No replacement may lie in another.
        let in_tag = |at: usize| {
            let next = tags.partition_point(|tag| tag.span.end <= at);
            tags.get(next).is_some_and(|tag| tag.span.start <= at)
        };
        let shields = false_attributes(written).into_iter().filter(|&at| !in_tag(at - 1));
        replacements.extend(shields.map(|at| (at..at, SHIELD.to_string())));
        let noncharacters = memmem::find_iter(written.as_bytes(), NONCHARACTER)
            .filter(|&at| written[at..].starts_with(is_noncharacter) && !in_tag(at));
        replacements.extend(noncharacters.map(|at| (at..at + 3, String::new())));
        replacements.sort_by_key(|(range, _)| range.start);
        let is_replaced = !replacements.is_empty();
        Self { file, offset, written, overlay: Overlay::new(written, &replacements), is_replaced, tags }
    }

    /// What the parser is to read.
    pub fn text(&self) -> &str {
        &self.overlay.text
    }

    /// The place in the file of a range that the parser reports.
    pub fn place(&self, range: &Range<usize>) -> Place {
        self.written_place(&self.overlay.range(range.clone()))
    }

    pub fn tag_place(&self, number: usize) -> Place {
        self.written_place(&self.tags[number].span)
    }

    /// The tag as it is written.
    pub fn tag_text(&self, number: usize) -> &str {
        &self.written[self.tags[number].span.clone()]
    }

    fn written_place(&self, range: &Range<usize>) -> Place {
        Place::span(Arc::clone(self.file), self.offset + range.start..self.offset + range.end)
    }

    /// Whether some of what the parser reports may have to be taken apart or restored.
    pub fn is_replaced(&self) -> bool {
        self.is_replaced
    }

    /// Takes reported text apart where tags stand in it. What was inserted for the parser's sake is left out.
    pub fn parts<'t>(&self, text: &'t str) -> Vec<Part<'t>> {
        let mut parts = Vec::new();
        let mut done = 0;
        for at in memmem::find_iter(text.as_bytes(), NONCHARACTER) {
            if at < done || !text[at..].starts_with(is_noncharacter) {
                continue;
            }
            let (mut start, mut end) = (at, at + OPEN.len_utf8());
            let token = self.token(text, at);
            if let Some((range, _)) = &token {
                (start, end) = (range.start.max(done), range.end);
            }
            if start > done {
                parts.push(Part::Text(&text[done..start]));
            }
            parts.extend(token.map(|(_, number)| Part::Tag(number)));
            done = end;
        }
        if done < text.len() {
            parts.push(Part::Text(&text[done..]));
        }
        parts
    }

    /// Reported text with the tags as they are written: for code, addresses, and whatever else holds no calls.
    pub fn restore<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if !self.is_replaced || memmem::find(text.as_bytes(), NONCHARACTER).is_none() {
            return Cow::Borrowed(text);
        }
        let as_written = |part: &Part<'_>| match part {
            Part::Text(text) => (*text).to_owned(),
            Part::Tag(number) => self.tag_text(*number).to_owned(),
        };
        Cow::Owned(self.parts(text).iter().map(as_written).collect())
    }

    /// The tag whose number stands at an opening bracket, and the range of its replacement.
    fn token(&self, text: &str, at: usize) -> Option<(Range<usize>, usize)> {
        let digits = text[at..].strip_prefix(OPEN)?;
        let length = digits.bytes().take_while(u8::is_ascii_digit).count();
        let number: usize = digits[..length].parse().ok()?;
        let mut end = at + OPEN.len_utf8() + length + CLOSE.len_utf8();
        let mut start = at;
        if self.tags.get(number)?.standing == Standing::Alone {
            // In an address the parser has taken the outer pair of brackets away.
            let lead = ["<?", "?"].into_iter().find(|lead| text[..start].ends_with(lead))?;
            let trail = ["?>", "?"].into_iter().find(|trail| text.get(end..).is_some_and(|t| t.starts_with(trail)))?;
            start -= lead.len();
            end += trail.len();
        }
        Some((start..end, number))
    }
}

/// The line ends of headings that end in braces which are no attributes: `# {{ title }}`. The parser would drop them.
fn false_attributes(text: &str) -> Vec<usize> {
    let mut ends = Vec::new();
    let bytes = text.as_bytes();
    for at in memchr::memmem::find_iter(bytes, b"}") {
        let rest = text[at + 1..].trim_start_matches([' ', '\t']);
        let rest = rest.strip_prefix('\r').unwrap_or(rest);
        let next = match rest.strip_prefix('\n') {
            Some(next) => next,
            None if rest.is_empty() => "",
            None => continue,
        };
        let line = text[..at].rsplit('\n').next().unwrap_or_default();
        let inside = &line[line.rfind('{').map_or(0, |open| open + 1)..];
        let is_attributes = inside.split_ascii_whitespace().all(|word| word.starts_with(['#', '.']));
        let is_heading = line
            .trim_start_matches([' ', '\t', '>', '-', '*', '+', '.', ')'])
            .trim_start_matches(char::is_numeric)
            .contains('#')
            || next.trim_start_matches([' ', '\t', '>']).starts_with(['=', '-']);
        if is_heading && !is_attributes {
            ends.push(at + 1);
        }
    }
    ends
}

fn is_noncharacter(c: char) -> bool {
    matches!(c, '\u{fdd0}'..='\u{fdef}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_replaced_and_found_again() {
        let file: Arc<str> = "a.md".into();
        let written = "甲{{<a/>}}乙\n\n{{<b/>}}\n\u{fdd0}0\u{fdd1}丙";
        let source = Source::new(&file, written, 100);
        assert_eq!(source.text(), "甲\u{fdd0}0\u{fdd1}乙\n\n<?\u{fdd0}1\u{fdd1}?>\n0丙");
        assert_eq!(source.restore(source.text()), "甲{{<a/>}}乙\n\n{{<b/>}}\n0丙");
        assert_eq!(
            source.parts(source.text()),
            [Part::Text("甲"), Part::Tag(0), Part::Text("乙\n\n"), Part::Tag(1), Part::Text("\n0丙")]
        );
        let end = source.text().len();
        let expected = 100 + written.find('丙').unwrap();
        assert_eq!(source.place(&(end - 3..end)), Place::span(Arc::clone(&file), expected..expected + 3));
    }
}
