//! A text with some stretches replaced, and where each of its bytes came from.
//!
//! What must not reach a parser, or must reach it in another form, is replaced before it runs; every offset
//! that it reports is then led back to the text as written.

use std::borrow::Cow;
use std::ops::Range;

/// The replaced text with the way back.
#[derive(Clone, Debug)]
pub struct Overlay<'a> {
    pub text: Cow<'a, str>,
    edits: Vec<Edit>,
}

/// One replacement: `length` bytes at `at` stand for `taken` bytes at `from` in the text as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Edit {
    at: usize,
    length: usize,
    from: usize,
    taken: usize,
}

impl Edit {
    fn end(&self) -> usize {
        self.at + self.length
    }
}

impl<'a> Overlay<'a> {
    /// `text` with each range replaced. The ranges are sorted and do not overlap.
    pub fn new(text: &'a str, replacements: &[(Range<usize>, String)]) -> Self {
        if replacements.is_empty() {
            return Self { text: Cow::Borrowed(text), edits: Vec::new() };
        }
        let mut out = String::with_capacity(text.len() + 16 * replacements.len());
        let mut edits = Vec::with_capacity(replacements.len());
        let mut done = 0;
        for (range, new) in replacements {
            out.push_str(&text[done..range.start]);
            edits.push(Edit { at: out.len(), length: new.len(), from: range.start, taken: range.len() });
            out.push_str(new);
            done = range.end;
        }
        out.push_str(&text[done..]);
        Self { text: Cow::Owned(out), edits }
    }

    /// Inserts more text, at sorted offsets in the text of this overlay, none inside a replacement.
    #[must_use]
    pub fn insert(self, insertions: &[(usize, &str)]) -> Self {
        if insertions.is_empty() {
            return self;
        }
        let mut out = String::with_capacity(self.text.len() + 4 * insertions.len());
        let mut edits = Vec::with_capacity(self.edits.len() + insertions.len());
        let mut old = self.edits.iter().peekable();
        let mut done = 0;
        for &(at, new) in insertions {
            while let Some(edit) = old.next_if(|edit| edit.at < at) {
                edits.push(Edit { at: edit.at + (out.len() - done), ..*edit });
            }
            out.push_str(&self.text[done..at]);
            edits.push(Edit { at: out.len(), length: new.len(), from: self.end(at), taken: 0 });
            out.push_str(new);
            done = at;
        }
        let shift = out.len() - done;
        edits.extend(old.map(|edit| Edit { at: edit.at + shift, ..*edit }));
        out.push_str(&self.text[done..]);
        Self { text: Cow::Owned(out), edits }
    }

    /// The range of the text as written that a range of this text stands for: whole replacements where it
    /// cuts through one, nothing that was deleted at its edges.
    pub fn range(&self, range: Range<usize>) -> Range<usize> {
        let number = self.edits.partition_point(|edit| edit.at <= range.start);
        let (before, behind) = (self.edits[..number].last(), self.edits.get(number));
        let start = match before {
            None => range.start,
            Some(edit) if range.start < edit.end() => edit.from,
            Some(edit) => edit.from + edit.taken + (range.start - edit.end()),
        };
        // Most ranges have no edit in them, and are as long as written.
        let is_written =
            before.is_none_or(|edit| edit.end() <= range.start) && behind.is_none_or(|edit| range.end <= edit.at);
        let end = if is_written { start + range.len() } else { self.end(range.end).max(start) };
        start..end
    }

    /// Whether anything in a range of this text is not as it is written.
    pub fn is_edited(&self, range: &Range<usize>) -> bool {
        let first = self.edits.partition_point(|edit| edit.end() <= range.start);
        self.edits.get(first).is_some_and(|edit| edit.at < range.end)
    }

    fn end(&self, at: usize) -> usize {
        match self.last_edit(|edit| edit.at < at) {
            None => at,
            Some(edit) => edit.from + edit.taken + at.saturating_sub(edit.end()),
        }
    }

    fn last_edit(&self, before: impl Fn(&Edit) -> bool) -> Option<&Edit> {
        self.edits[..self.edits.partition_point(before)].last()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn offsets_lead_back() {
        let overlay = Overlay::new("ab{call}cd{x}", &[(2..8, "T".into()), (10..13, "UUUUU".into())]);
        assert_eq!(overlay.text, "abTcdUUUUU");
        let cases = [(0..2, 0..2), (2..3, 2..8), (3..5, 8..10), (1..4, 1..9), (6..7, 10..13), (5..10, 10..13)];
        for (range, expected) in cases {
            assert_eq!(overlay.range(range.clone()), expected, "{range:?}");
        }
        for (range, expected) in [(0..2, false), (1..3, true), (2..3, true), (3..5, false), (6..7, true)] {
            assert_eq!(overlay.is_edited(&range), expected, "{range:?}");
        }
        let overlay = overlay.insert(&[(0, "!"), (2, "?"), (10, ".")]);
        assert_eq!(overlay.text, "!ab?TcdUUUUU.");
        assert_eq!(overlay.range(1..3), 0..2);
        assert_eq!(overlay.range(4..5), 2..8);
        assert_eq!(overlay.range(5..7), 8..10);
        assert_eq!(overlay.range(7..12), 10..13);
    }

    proptest! {
        #[test]
        fn what_is_not_replaced_is_found_again(
            text in "[a-z]{0,40}",
            cuts in proptest::collection::btree_set(0usize..40, 0..6),
            marks in proptest::collection::btree_set(0usize..60, 0..6),
        ) {
            let cuts: Vec<usize> = cuts.into_iter().filter(|&cut| cut <= text.len()).collect();
            let replacements: Vec<_> =
                cuts.chunks_exact(2).map(|pair| (pair[0]..pair[1], "0".repeat(pair[0] % 4))).collect();
            let overlay = Overlay::new(&text, &replacements);
            let inside = |at: usize| overlay.text.get(at.saturating_sub(1)..=at) == Some("00");
            let marks: Vec<_> = marks
                .into_iter()
                .filter(|&at| at <= overlay.text.len() && !inside(at))
                .map(|at| (at, "!"))
                .collect();
            let overlay = overlay.insert(&marks);
            for (at, c) in overlay.text.char_indices().filter(|(_, c)| c.is_ascii_lowercase()) {
                prop_assert_eq!(&text[overlay.range(at..at + 1)], c.to_string());
            }
        }
    }
}
