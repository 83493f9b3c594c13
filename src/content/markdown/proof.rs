//! Slips of the pen in an article: its prose, block by block, is handed to [`crate::text::proof`], and what comes back is
//! placed in the file. Code, links, images, raw HTML and calls are left out.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::source::{Part, Source};
use crate::diagnostic::{
    Diagnostic, ELLIPSIS_DOTS, Findings, HALF_WIDTH_PUNCTUATION, SHORT_YEAR, SPACE_INSIDE_MARKS, UNPAIRED_MARK,
};
use crate::text;
use crate::text::proof::{HOLE, Kind, Mark, Passage, Side, Slip, proofread};

/// Follows the parser over an article.
#[derive(Debug, Default)]
pub struct Proof {
    passage: Passage,
    /// Where stretches of the passage's text begin, and where they stand in the article.
    stretches: Vec<(usize, Range<usize>)>,
    /// Where the last mark ends in the article.
    mark_end: usize,
    /// How many elements are open whose words are not looked at.
    holes: usize,
    /// What the next passage may show to be right.
    waiting: Vec<(char, Diagnostic)>,
    findings: Findings,
}

impl Proof {
    pub fn note(&mut self, event: &Event<'_>, range: &Range<usize>, source: &Source<'_>) {
        match event {
            Event::Start(tag) => self.start(tag, range, source),
            Event::End(TagEnd::Link | TagEnd::Image | TagEnd::CodeBlock) => self.holes = self.holes.saturating_sub(1),
            Event::End(tag) => match delimiters(*tag, range, source) {
                Some((delimiter, count)) => self.mark(delimiter, Side::Closing, range.end - count..range.end),
                None => self.end_block(source),
            },
            _ if self.holes > 0 => {}
            Event::Text(text) => self.text(text, range, source),
            Event::SoftBreak | Event::HardBreak => self.push("\n", range),
            Event::Code(_) | Event::InlineHtml(_) | Event::FootnoteReference(_) => self.hole(range),
            _ => {}
        }
    }

    pub fn finish(mut self, source: &Source<'_>) -> Findings {
        self.end_block(source);
        self.findings.extend(self.waiting.into_iter().map(|(_, finding)| finding));
        self.findings
    }

    fn start(&mut self, tag: &Tag<'_>, range: &Range<usize>, source: &Source<'_>) {
        match tag {
            Tag::Link { .. } | Tag::Image { .. } => {
                self.hole(range);
                self.holes += 1;
            }
            Tag::CodeBlock(_) => {
                self.end_block(source);
                self.holes += 1;
            }
            _ => match delimiters(tag.to_end(), range, source) {
                Some((delimiter, count)) => self.mark(delimiter, Side::Opening, range.start..range.start + count),
                None => self.end_block(source),
            },
        }
    }

    fn hole(&mut self, range: &Range<usize>) {
        if self.holes == 0 {
            self.push(HOLE.encode_utf8(&mut [0; 4]), range);
        }
    }

    fn push(&mut self, text: &str, range: &Range<usize>) {
        self.stretches.push((self.passage.text.len(), range.clone()));
        self.passage.text.push_str(text);
    }

    fn text(&mut self, text: &str, range: &Range<usize>, source: &Source<'_>) {
        // Entities and calls stand for something else; where they do, there are no marks to be seen.
        if text.len() != range.len() {
            for part in source.parts(text) {
                match part {
                    Part::Text(text) => self.push(text, range),
                    Part::Tag(_) => self.hole(range),
                }
            }
            return;
        }
        let (base, mut done) = (self.passage.text.len(), 0);
        self.push(text, range);
        // Few texts have any. Without a stop, so that the compiler makes vectors of it.
        if !text.bytes().fold(false, |found, byte| found | matches!(byte, b'*' | b'_' | b'~')) {
            return;
        }
        let is_escaped = source.text()[..range.start].ends_with('\\');
        while let Some(found) = memchr::memchr3(b'*', b'_', b'~', &text.as_bytes()[done..]) {
            let at = done + found;
            let delimiter = text.as_bytes()[at];
            let count = text[at..].bytes().take_while(|&byte| byte == delimiter).count();
            done = at + count;
            if at > 0 || !is_escaped {
                let place = range.start + at;
                self.join(Mark { at: base + at, delimiter, count, shown: count, side: None }, place..place + count);
            }
        }
    }

    /// Notes delimiters that made something strong.
    fn mark(&mut self, delimiter: u8, side: Side, place: Range<usize>) {
        let mark = Mark { at: self.passage.text.len(), delimiter, count: place.len(), shown: 0, side: Some(side) };
        self.join(mark, place);
    }

    /// Delimiters that touch others of their kind are one run.
    fn join(&mut self, mark: Mark, place: Range<usize>) {
        let touches = self.mark_end == place.start;
        self.mark_end = place.end;
        match self.passage.marks.last_mut() {
            Some(last) if touches && last.delimiter == mark.delimiter => {
                last.side = if last.side == mark.side { last.side } else { None };
                last.count += mark.count;
                last.shown += mark.shown;
            }
            _ => self.passage.marks.push(mark),
        }
    }

    fn end_block(&mut self, source: &Source<'_>) {
        if self.passage.text.is_empty() {
            self.passage.marks.clear();
            self.stretches.clear();
            return;
        }
        let passage = &self.passage;
        if !self.waiting.is_empty()
            && let Some(first) = passage.text.trim_start().chars().next()
        {
            let settled = self.waiting.drain(..).filter(|(mark, _)| *mark != first).map(|(_, finding)| finding);
            self.findings.extend(settled);
        }
        for slip in proofread(passage) {
            let mut written = self.written(&slip.range);
            if slip.kind == Kind::SpacedMark {
                // Marks that made something strong are no part of the text.
                let (before, after) = source.text().split_at(written.start);
                let (inside, after) = after.split_at(written.len());
                let mark = |c: char| matches!(c, '*' | '_' | '~');
                let open =
                    if inside.starts_with(mark) { 0 } else { before.len() - before.trim_end_matches(mark).len() };
                let close = if inside.ends_with(mark) { 0 } else { after.len() - after.trim_start_matches(mark).len() };
                written = written.start - open..written.end + close;
            }
            let finding = finding(&slip, source.place(&written));
            match slip.continues {
                Some(mark) => self.waiting.push((mark, finding)),
                None => self.findings.push(finding),
            }
        }
        self.passage.text.clear();
        self.passage.marks.clear();
        self.stretches.clear();
    }

    /// The range in the article of a range of the passage.
    fn written(&self, range: &Range<usize>) -> Range<usize> {
        let stretch = |at: usize| {
            let index = self.stretches.partition_point(|(start, _)| *start <= at).saturating_sub(1);
            let end = self.stretches.get(index + 1).map_or(self.passage.text.len(), |(start, _)| *start);
            self.stretches.get(index).map(|(start, place)| (at - start, end - start == place.len(), place))
        };
        let start =
            stretch(range.start).map_or(0, |(inside, exact, place)| place.start + if exact { inside } else { 0 });
        let last = stretch(range.end.saturating_sub(1));
        let end = last.map_or(start, |(inside, exact, place)| if exact { place.start + inside + 1 } else { place.end });
        start..end.max(start)
    }
}

/// The delimiter of an element of the text and how often it is repeated; nothing for a block.
fn delimiters(tag: TagEnd, range: &Range<usize>, source: &Source<'_>) -> Option<(u8, usize)> {
    let count = match tag {
        TagEnd::Emphasis => 1,
        TagEnd::Strong | TagEnd::Strikethrough => 2,
        _ => return None,
    };
    let written = source.text()[range.clone()].as_bytes();
    let count = if written.starts_with(b"~") && !written.starts_with(b"~~") { 1 } else { count };
    Some((*written.first()?, count))
}

fn finding(slip: &Slip, place: crate::diagnostic::Place) -> Diagnostic {
    let (fix, number) = (&slip.fix, slip.number);
    let (rule, message) = match slip.kind {
        Kind::SpacedMark => (
            &SPACE_INSIDE_MARKS,
            text!("强调记号里面有空格，不起作用", "a space inside the marks keeps them from having an effect"),
        ),
        Kind::HalfWidth if number > 1 => (
            &HALF_WIDTH_PUNCTUATION,
            text!(
                "汉字之间用了英文标点，这一段有 {number} 处",
                "punctuation between Chinese characters is half-width, {number} times in this paragraph"
            ),
        ),
        Kind::HalfWidth => (
            &HALF_WIDTH_PUNCTUATION,
            text!("汉字之间用了英文标点", "punctuation between Chinese characters is half-width"),
        ),
        Kind::Unpaired => {
            (&UNPAIRED_MARK, text!("引号或括号不成对", "a quotation mark or bracket has no fitting partner"))
        }
        Kind::ShortYear => (&SHORT_YEAR, text!("年份只写了两位", "the year is written with two digits")),
        Kind::Dots => (&ELLIPSIS_DOTS, text!("省略号不是六个点", "the ellipsis is not the Chinese one of six dots")),
    };
    Diagnostic::new(rule, place, message).hint(text!("写成 {fix}", "write {fix}"))
}
