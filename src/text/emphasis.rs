//! Emphasis beside Chinese punctuation: `**时间：**7月12日` is bold.
//!
//! CommonMark lets a run of `*` open or close emphasis only where white space and punctuation stand as English sets
//! them. The markdown-cjk-friendly amendment (specification.md, §6.2, at github.com/tats-u/markdown-cjk-friendly)
//! lifts that where the run touches a CJK character. The parser does not know it yet (a later release will, and then
//! this file goes), so its eyes are deceived: [`markers`] says where to insert characters that make a run look as
//! the amendment sees it, and [`marker`] finds them again in what the parser reports.
//!
//! The whole of the amendment, for `*` and `~~`: a run with a CJK character on one side and anything but white space
//! on the other may both open and close. The parser says so of a run between two letters, and of a run between two
//! punctuation marks. For `_` it changes nothing, but that a variation selector belongs to the mark before it.

use std::ops::Range;

use super::width::is_cjk;

/// Looks like a letter to the parser, and to nobody else: a noncharacter stands in no text.
const LETTER: &str = "\u{fdd8}";
/// Looks like punctuation. The asterism is punctuation to the parser, and the noncharacter beside it says that it is
/// not the author's.
const PUNCTUATION_BEFORE_RUN: &str = "\u{fdd9}\u{2042}";
const PUNCTUATION_AFTER_RUN: &str = "\u{2042}\u{fdda}";

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

/// The marker that the character at `at` belongs to, if it does to one.
pub fn marker(text: &str, at: usize) -> Option<Range<usize>> {
    let rest = &text[at..];
    let asterism = '\u{2042}'.len_utf8();
    if rest.starts_with(LETTER) {
        Some(at..at + LETTER.len())
    } else if rest.starts_with('\u{fdd9}') {
        let whole = rest.starts_with(PUNCTUATION_BEFORE_RUN);
        Some(at..at + if whole { PUNCTUATION_BEFORE_RUN.len() } else { LETTER.len() })
    } else if rest.starts_with('\u{fdda}') {
        let whole = text[..at].ends_with('\u{2042}');
        Some(at - if whole { asterism } else { 0 }..at + LETTER.len())
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
            varied_punctuation_before: varied && !base.is_alphanumeric() && !base.is_whitespace(),
            after,
        }
    }

    fn mark(self, delimiter: u8, markers: &mut Vec<(usize, &'static str)>) {
        if self.before.is_whitespace() || self.after.is_whitespace() {
            return;
        }
        let Range { start, end } = self.range;
        if delimiter == b'_' {
            if self.varied_punctuation_before {
                markers.push((start, PUNCTUATION_BEFORE_RUN));
            }
            return;
        }
        if !self.cjk_before && !is_cjk(self.after) {
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
