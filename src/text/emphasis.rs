//! Emphasis beside Chinese punctuation: `**时间：**7月12日` is bold.
//!
//! CommonMark lets a run of `*` open or close emphasis only where white space and punctuation stand as English sets
//! them. The markdown-cjk-friendly amendment (specification.md, §6.2, at github.com/tats-u/markdown-cjk-friendly)
//! lifts that where the run touches a CJK character. The parser does not know it yet (a later release will, and then
//! this file goes), so its eyes are deceived: [`markers`] says where to insert characters that make a run look as
//! the amendment sees it, and [`without_markers`] takes them out of what the parser reports.
//!
//! The whole of the amendment, for `*` and `~~`: a run with a CJK character on one side and anything but white space
//! on the other may both open and close. For `_` it changes nothing. For all of them, a variation selector belongs to
//! the mark before it. Two rules of GFM are the parser's to learn as well: a run of `~~` opens where a run of `*` would,
//! and a run of anything looks past tildes beside it, as GitHub does.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

use memchr::memmem::Finder;
use unicode_normalization::char::is_combining_mark;

use super::strays::is_usual_han;
use super::width::is_cjk;

/// What stands beside a run, as far as the parser cares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Beside {
    Letter,
    Punctuation,
    Space,
}

use Beside::{Letter, Punctuation, Space};

/// What is inserted: a noncharacter, which stands in no text and looks like a letter, perhaps between characters that
/// look otherwise; what a run before it sees, and what one after it sees.
const MARKERS: &[(Beside, Beside, &str)] = &[
    (Letter, Letter, "\u{fdd8}"),
    (Letter, Punctuation, "\u{fdd9}\u{2042}"),
    (Punctuation, Letter, "\u{2042}\u{fdda}"),
    (Space, Letter, "\u{2028}\u{fddb}"),
    (Letter, Space, "\u{fddc}\u{2028}"),
    (Punctuation, Space, "\u{2042}\u{fddd}\u{2028}"),
    (Space, Punctuation, "\u{2028}\u{fdde}\u{2042}"),
    (Space, Space, "\u{2028}\u{fddf}\u{2028}"),
];

/// What to insert into Markdown, and where, in order.
pub fn markers(text: &str) -> Vec<(usize, &'static str)> {
    let mut markers = Vec::new();
    let bytes = text.as_bytes();
    let mut at = 0;
    // Where the run before ends, and what it has to see there, if it is deceived.
    let mut behind: (usize, Option<Beside>) = (0, None);
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
        let (before, after) = Run::new(text, start..end).deceived(delimiter);
        // Between two runs, each must see its own, and a delimiter where it is not deceived: nothing stands for two of these.
        let (left, touches) = (behind.1, behind.0 == start);
        if touches {
            let sees = |side: Option<Beside>| side.unwrap_or(Punctuation);
            markers.extend(marker(sees(left), sees(before)).map(|marker| (start, marker)));
        } else {
            markers.extend(left.and_then(|left| marker(left, Letter)).map(|marker| (behind.0, marker)));
            markers.extend(before.and_then(|before| marker(Letter, before)).map(|marker| (start, marker)));
        }
        behind = (end, after);
    }
    markers.extend(behind.1.and_then(|left| marker(left, Letter)).map(|marker| (behind.0, marker)));
    markers
}

fn marker(left: Beside, right: Beside) -> Option<&'static str> {
    MARKERS.iter().find(|(one, other, _)| (*one, *other) == (left, right)).map(|(.., marker)| *marker)
}

/// Finds how all noncharacters U+FDD0 to U+FDEF begin. Made once, since each text of each article is looked through.
static NONCHARACTER: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(b"\xef\xb7"));

/// Reported text without the markers in it.
pub fn without_markers(text: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut done = 0;
    for at in NONCHARACTER.find_iter(text.as_bytes()) {
        if at < done {
            continue;
        }
        if let Some(range) = marker_at(text, at) {
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

/// The marker whose noncharacter stands at `at`, if it does belong to one. The parser may have cut off what stood beside it.
fn marker_at(text: &str, at: usize) -> Option<Range<usize>> {
    let (own, rest) = text[at..].split_at_checked(3)?;
    let (left, right) = MARKERS.iter().find_map(|(.., marker)| marker.split_once(own))?;
    let start = if text[..at].ends_with(left) { at - left.len() } else { at };
    let end = at + own.len() + if rest.starts_with(right) { right.len() } else { 0 };
    Some(start..end)
}

/// A run of delimiters and what stands beside it; white space stands beyond the edges of a line.
struct Run {
    /// What touches it.
    touches: (char, char),
    before: char,
    after: char,
    /// Whether the CJK character, or the one that a variation selector follows, is beside the run.
    cjk_before: bool,
    /// The punctuation before the run has a variation selector.
    varied_punctuation_before: bool,
}

impl Run {
    fn new(text: &str, range: Range<usize>) -> Self {
        let last = |text: &str| text.chars().next_back().unwrap_or('\n');
        let first = |text: &str| text.chars().next().unwrap_or('\n');
        let (head, tail) = (&text[..range.start], &text[range.end..]);
        let past = past_tildes_before(head);
        let mut before = last(past);
        let base = last(past_tildes_before(&past[..past.len() - before.len_utf8().min(past.len())]));
        if before == '>' && past.trim_end_matches(['>', ' ', '\t']).chars().next_back().is_none_or(|c| c == '\n') {
            // The mark of a quotation begins a line.
            before = '\n';
        }
        let varied = matches!(before, '\u{fe00}'..='\u{fe0e}');
        Self {
            touches: (last(head), first(tail)),
            before,
            after: first(past_tildes_after(tail)),
            cjk_before: is_cjk(before)
                || is_ideographic_selector(before)
                || (varied && (is_cjk(base) || is_fullwidth_quotation(base, before))),
            varied_punctuation_before: varied && is_punctuation(base),
        }
    }

    /// What the run has to see before and after it, where that is not what touches it.
    fn deceived(&self, delimiter: u8) -> (Option<Beside>, Option<Beside>) {
        let is_past_tildes = self.touches.1 == '~' || self.touches.0 == '~';
        let cjk = self.cjk_before || is_cjk(self.after);
        if !(cjk || self.varied_punctuation_before || is_past_tildes || delimiter == b'~') {
            // The parser sees what everybody sees.
            return (None, None);
        }
        let wanted = self.amended(delimiter);
        let (before, after) = (seen(self.touches.0), seen(self.touches.1));
        let is_right = |(left, right): &(Option<Beside>, Option<Beside>)| {
            let left = left.as_ref().map_or(before, std::slice::from_ref);
            let right = right.as_ref().map_or(after, std::slice::from_ref);
            left.iter().all(|left| right.iter().all(|right| parsers(delimiter, *left, *right) == wanted))
        };
        if is_right(&(None, None)) {
            return (None, None);
        }
        // To the parser, what parts the cells of a table must stay where it is.
        let deceits = |c: char| if c == '|' { &DECEITS[..1] } else { DECEITS };
        let (left, right) = (deceits(self.touches.0), deceits(self.touches.1));
        // Rather one deceit than two.
        let one = right.iter().map(|&right| (None, right)).chain(left.iter().map(|&left| (left, None)));
        let two = left.iter().flat_map(|&left| right.iter().map(move |&right| (left, right)));
        one.chain(two).find(is_right).unwrap_or_default()
    }

    /// Whether the run may open and close.
    fn amended(&self, delimiter: u8) -> (bool, bool) {
        let (before, after) = (beside(self.before), beside(self.after));
        let before = if self.varied_punctuation_before { Punctuation } else { before };
        let cjk = self.cjk_before || is_cjk(self.after);
        let left = after != Space && (after != Punctuation || before != Letter || cjk);
        let right = before != Space && (before != Punctuation || after != Letter || cjk);
        if delimiter == b'_' {
            (left && (!right || before == Punctuation), right && (!left || after == Punctuation))
        } else {
            (left, right)
        }
    }
}

/// The first leaves the parser what is there.
const DECEITS: &[Option<Beside>] = &[None, Some(Letter), Some(Punctuation), Some(Space)];

/// Whether the parser lets a run open and close.
fn parsers(delimiter: u8, before: Beside, after: Beside) -> (bool, bool) {
    let left = after != Space
        && match delimiter {
            b'*' => after != Punctuation || before != Letter,
            b'_' => before != Letter,
            _ => true,
        };
    let right = before != Space && (delimiter != b'_' && before != Punctuation || after != Letter);
    (left, right)
}

/// What the parser may take a character for. It has the tables of Unicode; for what is told here without them, both hold.
fn seen(c: char) -> &'static [Beside] {
    match beside(c) {
        Space => &[Space],
        Letter if is_alphanumeric(c) => &[Letter],
        Punctuation if c.is_ascii() => &[Punctuation],
        Letter | Punctuation => &[Letter, Punctuation],
    }
}

fn beside(c: char) -> Beside {
    if c.is_whitespace() {
        Space
    } else if is_punctuation(c) {
        Punctuation
    } else {
        Letter
    }
}

/// What stands before tildes that could be marks.
fn past_tildes_before(text: &str) -> &str {
    let rest = text.trim_end_matches('~');
    if text.len() - rest.len() > 1 { rest } else { text }
}

fn past_tildes_after(text: &str) -> &str {
    let rest = text.trim_start_matches('~');
    if text.len() - rest.len() > 1 { rest } else { text }
}

/// As CommonMark has it: ASCII punctuation, and what Unicode calls punctuation or a symbol.
fn is_punctuation(c: char) -> bool {
    // A noncharacter stands for something, such as a call.
    let is_none = is_alphanumeric(c) || c.is_whitespace() || c.is_control() || matches!(c, '\u{fdd0}'..='\u{fdef}');
    !is_none && !is_combining_mark(c)
}

/// Most of a Chinese text need not be looked up.
fn is_alphanumeric(c: char) -> bool {
    is_usual_han(c) || c.is_alphanumeric()
}

fn is_ideographic_selector(c: char) -> bool {
    matches!(c, '\u{e0100}'..='\u{e01ef}')
}

/// The quotation marks of ambiguous width, with the selector that makes them full-width.
/// (Unicode, StandardizedVariants.txt.)
fn is_fullwidth_quotation(c: char, selector: char) -> bool {
    matches!(c, '‘' | '’' | '“' | '”') && selector == '\u{fe01}'
}
