//! Positions as people count them, and the few characters of a file that a message shows.
//!
//! A file may be one line of five megabytes with ten thousand findings: all its places are
//! resolved in one sweep, and an excerpt never grows with the file.

use std::ops::Range;

/// Where a span lies. Lines and columns count from one, columns in characters; the end is exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Position {
    pub line: usize,
    pub column: usize,
    pub end_line: usize,
    pub end_column: usize,
}

/// A piece of a file, safe for a terminal, with the stretch to be underlined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Excerpt {
    /// Lines divided by a line feed, without one at the end.
    pub text: String,
    pub marked: Range<usize>,
}

/// Columns shown of a line, and how many of them at most stand before the span.
const WIDTH: usize = 96;
const BEFORE: usize = 36;
/// A span over more lines than these shows its first line only.
const LINES: usize = 5;

/// The positions of spans, in the order given.
pub(super) fn positions(text: &str, spans: &[Range<usize>]) -> Vec<Position> {
    let mut offsets: Vec<usize> = spans.iter().flat_map(|span| [span.start, span.end]).collect();
    offsets.sort_unstable();
    offsets.dedup();
    let (mut at, mut line, mut column) = (0, 1, 1);
    let resolved: Vec<(usize, usize)> = offsets
        .iter()
        .map(|&offset| {
            for c in text[at..offset].chars() {
                (line, column) = if c == '\n' { (line + 1, 1) } else { (line, column + 1) };
            }
            at = offset;
            (line, column)
        })
        .collect();
    let find = |offset: usize| offsets.binary_search(&offset).ok().and_then(|i| resolved.get(i)).copied();
    spans
        .iter()
        .map(|span| {
            let (line, column) = find(span.start).unwrap_or((1, 1));
            let (end_line, end_column) = find(span.end).unwrap_or((line, column));
            Position { line, column, end_line, end_column }
        })
        .collect()
}

/// Moves a span to where it can be cut: inside the text, between characters, its end not before its start.
pub(super) fn clamp(text: &str, span: &Range<usize>) -> Range<usize> {
    let start = text.floor_char_boundary(span.start.min(text.len()));
    let end = text.ceil_char_boundary(span.end.min(text.len()));
    start..end.max(start)
}

/// The lines around a span that is [clamped](clamp), cut where they are long.
pub(super) fn excerpt(text: &str, span: &Range<usize>) -> Excerpt {
    let span = underlined(text, span);
    let (before, used) = before(text, span.start);
    let mut out = Excerpt { text: before, marked: 0..0 };
    out.marked.start = out.text.len();
    out.marked.end = out.marked.start;
    let mut left = WIDTH - used;
    let mut cut = false;
    for (index, c) in text[span.start..].char_indices() {
        let at = span.start + index;
        if at == span.end {
            out.marked.end = out.text.len();
        }
        if c == '\n' {
            if at >= span.end {
                break;
            }
            out.text.push('\n');
            (left, cut) = (WIDTH, false);
        } else if cut {
            if at >= span.end {
                break;
            }
        } else if !is_line_end(&text[at..]) {
            let c = visible(c);
            if width(c) <= left {
                left -= width(c);
                out.text.push(c);
            } else {
                out.text.push('…');
                cut = true;
            }
        }
        // What is cut counts as marked as far as it is shown.
        if at < span.end {
            out.marked.end = out.text.len();
        }
    }
    out
}

/// The part of a span to underline: without line ends at its end, and one line of it if it has too many.
fn underlined(text: &str, span: &Range<usize>) -> Range<usize> {
    let marked = &text[span.clone()];
    let shown = match marked.bytes().filter(|byte| *byte == b'\n').nth(LINES - 1) {
        Some(_) => marked.lines().next().unwrap_or_default(),
        None if marked.contains('\n') => marked.trim_end(),
        None => marked,
    };
    span.start..span.start + shown.len()
}

/// What stands before the span in its line, and how wide it is.
fn before(text: &str, start: usize) -> (String, usize) {
    let mut used = 0;
    let mut from = start;
    let mut cut = false;
    for (index, c) in text[..start].char_indices().rev() {
        if c == '\n' {
            break;
        }
        let c = visible(c);
        if used + width(c) > BEFORE {
            cut = true;
            break;
        }
        used += width(c);
        from = index;
    }
    let shown = text[from..start].chars().map(visible);
    if cut { (std::iter::once('…').chain(shown).collect(), used + 1) } else { (shown.collect(), used) }
}

fn is_line_end(rest: &str) -> bool {
    rest == "\r" || rest.starts_with("\r\n")
}

/// How wide a character is at most: enough to cut by; the renderer knows exactly.
fn width(c: char) -> usize {
    match c {
        '\t' => 4,
        _ if c.is_ascii() => 1,
        _ => 2,
    }
}

/// Text without anything that could steer a terminal; line feeds stay.
pub(super) fn safe(text: &str) -> String {
    text.chars().map(|c| if c == '\n' { c } else { visible(c) }).collect()
}

/// A sign for each control character, so that content can neither move the cursor nor reverse the text.
fn visible(c: char) -> char {
    match c {
        '\t' => c,
        '\u{7f}' => '␡',
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{fffd}'),
        _ if steers(c) => '\u{fffd}',
        _ => c,
    }
}

/// C1 controls, invisible marks, and those that turn the direction of text or break lines. Joiners stay: emoji are made of them.
pub(super) fn steers(c: char) -> bool {
    matches!(
        c,
        '\u{80}'..='\u{9f}'
            | '\u{200b}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_excerpt_is_cut_around_its_span() {
        let long = "风".repeat(100);
        let cases: &[(&str, Range<usize>, &str, &str)] = &[
            ("title = 1\nslug = 2\n", 10..14, "slug = 2", "slug"),
            ("一\r\n二\r\n三", 5..8, "二", "二"),
            ("一\n", 4..4, "", ""),
            ("一", 3..3, "一", ""),
            ("", 0..0, "", ""),
            ("a\nb\nc\n", 0..4, "a\nb", "a\nb"),
            ("a\nb\nc\nd\ne\nf\n", 0..12, "a", "a"),
            ("\n\n", 0..1, "", ""),
            ("a\u{1b}[31mb\u{9b}c", 0..1, "a␛[31mb\u{fffd}c", "a"),
            (&long, 150..153, &format!("…{}…", "风".repeat(47)), "风"),
            (&long, 0..300, &format!("{}…", "风".repeat(48)), &format!("{}…", "风".repeat(48))),
        ];
        for (text, span, shown, marked) in cases {
            let excerpt = excerpt(text, span);
            assert_eq!((excerpt.text.as_str(), &excerpt.text[excerpt.marked.clone()]), (*shown, *marked), "{text:?}");
        }
    }

    #[test]
    fn columns_count_characters() {
        let text = "标题\r\na，b";
        let spans = [0..3, 8..9, 9..12, 12..13, 13..13];
        let found: Vec<_> =
            positions(text, &spans).iter().map(|p| (p.line, p.column, p.end_line, p.end_column)).collect();
        assert_eq!(found, [(1, 1, 1, 2), (2, 1, 2, 2), (2, 2, 2, 3), (2, 3, 2, 4), (2, 4, 2, 4)]);
    }

    proptest! {
        #[test]
        fn any_span_of_any_text_has_an_excerpt(text in r"([a一\t\r\n\x1b🎐]{0,400})", start in 0usize..500, length in 0usize..500) {
            let span = clamp(&text, &(start..start + length));
            let excerpt = excerpt(&text, &span);
            prop_assert!(excerpt.text.get(excerpt.marked.clone()).is_some());
            prop_assert!(excerpt.text.lines().count() <= LINES);
            prop_assert!(excerpt.text.chars().all(|c| matches!(c, '\t' | '\n') || !c.is_control()));
            prop_assert!(excerpt.text.lines().all(|line| line.chars().map(width).sum::<usize>() <= WIDTH + 3));
        }
    }
}
