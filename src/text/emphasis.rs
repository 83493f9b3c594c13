//! Emphasis beside Chinese punctuation: `**时间：**7月12日` is bold.
//!
//! CommonMark lets a run of `*` open or close emphasis only where white space and punctuation stand as English sets
//! them. The markdown-cjk-friendly amendment (specification.md, §6.2, at github.com/tats-u/markdown-cjk-friendly)
//! lifts that where the run touches a CJK character. The parser does not know it yet (a later release will, and then
//! this file goes), so its eyes are deceived: [`markers`] says where to insert characters that make a run look as
//! the amendment sees it, and [`without_markers`] takes them out of what the parser reports.
//!
//! The whole of the amendment, for `*` and `~~`: a run with a CJK character on one side and anything but white space
//! on the other may both open and close. The parser says so of a run between two letters, and of a run between two
//! punctuation marks. For `_` it changes nothing. For all of them, a variation selector belongs to the mark before it.
//! The parser also lets any `~~` open, where the rule is that of `*`; one that may not must look as if a space followed.

use std::borrow::Cow;
use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

use super::width::is_cjk;

/// Looks like a letter to the parser, and to nobody else: a noncharacter stands in no text.
const LETTER: &str = "\u{fdd8}";
/// Looks like punctuation. The asterism is punctuation to the parser, and the noncharacter beside it says that it is
/// not the author's.
const PUNCTUATION_BEFORE_RUN: &str = "\u{fdd9}\u{2042}";
const PUNCTUATION_AFTER_RUN: &str = "\u{2042}\u{fdda}";
/// Looks like white space.
const SPACE_AFTER_RUN: &str = "\u{2028}\u{fddb}";

/// What to insert into Markdown, and where, in order.
pub fn markers(text: &str) -> Vec<(usize, &'static str)> {
    let mut markers = Vec::new();
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(found) = memchr::memchr3(b'*', b'~', b'_', &bytes[at..]) {
        let mut start = at + found;
        let delimiter = bytes[start];
        let end = start + bytes[start..].iter().take_while(|&&b| b == delimiter).count();
        at = end;
        if bytes[..start].iter().rev().take_while(|&&b| b == b'\\').count() % 2 == 1 {
            // The first of them is escaped.
            start += 1;
        }
        if start == end || (delimiter == b'~' && end - start != 2) {
            continue;
        }
        Run::new(text, start..end).mark(delimiter, &mut markers);
    }
    markers
}

/// Reported text without the markers in it.
pub fn without_markers(text: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut done = 0;
    // All noncharacters U+FDD0 to U+FDEF begin with these two bytes.
    for at in memchr::memmem::find_iter(text.as_bytes(), b"\xef\xb7") {
        if at < done {
            continue;
        }
        if let Some(range) = marker(text, at) {
            out.push_str(&text[done..range.start.max(done)]);
            done = range.end;
        }
    }
    if done == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(&text[done..]);
    Cow::Owned(out)
}

/// The marker that the character at `at` belongs to, if it does to one.
fn marker(text: &str, at: usize) -> Option<Range<usize>> {
    let rest = &text[at..];
    if rest.starts_with(LETTER) {
        Some(at..at + LETTER.len())
    } else if rest.starts_with('\u{fdd9}') {
        let whole = rest.starts_with(PUNCTUATION_BEFORE_RUN);
        Some(at..at + if whole { PUNCTUATION_BEFORE_RUN.len() } else { LETTER.len() })
    } else if rest.starts_with(['\u{fdda}', '\u{fddb}']) {
        let before = if rest.starts_with('\u{fdda}') { '\u{2042}' } else { '\u{2028}' };
        let length = if text[..at].ends_with(before) { before.len_utf8() } else { 0 };
        Some(at - length..at + LETTER.len())
    } else {
        None
    }
}

/// A run of delimiters and what stands beside it; white space stands beyond the edges of a line.
struct Run {
    range: Range<usize>,
    before: char,
    /// Whether the CJK character, or the one that a variation selector follows, touches the run.
    cjk_before: bool,
    /// Whether a variation selector stands between the run and a punctuation mark.
    varied_punctuation_before: bool,
    after: char,
}

impl Run {
    fn new(text: &str, range: Range<usize>) -> Self {
        let mut backward = text[..range.start].chars().rev();
        let mut before = backward.next().unwrap_or('\n');
        let base = backward.next().unwrap_or('\n');
        let after = text[range.end..].chars().next().unwrap_or('\n');
        if before == '>'
            && text[..range.start].chars().rev().find(|c| !matches!(c, '>' | ' ' | '\t')).is_none_or(|c| c == '\n')
        {
            // The mark of a quotation begins a line.
            before = '\n';
        }
        let varied = matches!(before, '\u{fe00}'..='\u{fe0e}');
        Self {
            range,
            before,
            cjk_before: is_cjk(before)
                || is_ideographic_selector(before)
                || (varied && (is_cjk(base) || is_fullwidth_quotation(base, before))),
            varied_punctuation_before: varied && is_punctuation(base),
            after,
        }
    }

    fn mark(self, delimiter: u8, markers: &mut Vec<(usize, &'static str)>) {
        if self.before.is_whitespace() || self.after.is_whitespace() {
            return;
        }
        let Range { start, end } = self.range;
        if delimiter == b'_' || !(self.cjk_before || is_cjk(self.after)) {
            if self.varied_punctuation_before {
                markers.push((start, PUNCTUATION_BEFORE_RUN));
            } else if delimiter == b'~' && is_punctuation(self.after) && !is_punctuation(self.before) {
                markers.push((end, SPACE_AFTER_RUN));
            }
            return;
        }
        // A letter must not part the run from another delimiter, which would then look different itself.
        if is_delimiter(self.after) {
            markers.push((start, PUNCTUATION_BEFORE_RUN));
        } else if is_delimiter(self.before) {
            markers.push((end, PUNCTUATION_AFTER_RUN));
        } else {
            if !self.before.is_alphanumeric() {
                markers.push((start, LETTER));
            }
            if !self.after.is_alphanumeric() {
                markers.push((end, LETTER));
            }
        }
    }
}

/// As CommonMark has it: ASCII punctuation, and what Unicode calls punctuation or a symbol.
fn is_punctuation(c: char) -> bool {
    !c.is_alphanumeric() && !c.is_whitespace() && !c.is_control() && !is_combining_mark(c)
}

/// Delimiters of emphasis, and of table cells, which the parser takes for the edge of a line.
fn is_delimiter(c: char) -> bool {
    matches!(c, '*' | '_' | '~' | '|')
}

fn is_ideographic_selector(c: char) -> bool {
    matches!(c, '\u{e0100}'..='\u{e01ef}')
}

/// The quotation marks of ambiguous width, with the selector that makes them full-width.
/// (Unicode, StandardizedVariants.txt.)
fn is_fullwidth_quotation(c: char, selector: char) -> bool {
    matches!(c, '‘' | '’' | '“' | '”') && selector == '\u{fe01}'
}
