//! Words that the dictionary does not know or parts wrongly, and those in which a character is not read as it usually is.
//!
//! `words.txt` is the table; a word more is a line more. It is read once, when the first Chinese title comes.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A line of the table.
#[derive(Clone, Copy, Debug)]
pub struct Word {
    pub text: &'static str,
    /// Its syllables, where the characters' usual readings are not meant: with a space between them, with a hyphen
    /// between two words.
    pub reading: Option<&'static str>,
}

static TABLE: &str = include_str!("words.txt");

/// Set when first asked for, and never changed: the table by first characters, longest words first.
static BY_FIRST: LazyLock<Vec<(char, Vec<Word>)>> = LazyLock::new(|| {
    let mut words: BTreeMap<char, Vec<Word>> = BTreeMap::new();
    for word in all() {
        words.entry(word.text.chars().next().unwrap_or_default()).or_default().push(word);
    }
    for words in words.values_mut() {
        words.sort_by_key(|word| std::cmp::Reverse(word.text.len()));
    }
    words.into_iter().collect()
});

/// Every line of the table.
pub fn all() -> impl Iterator<Item = Word> {
    TABLE.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(|line| match line.split_once(' ') {
        Some((text, reading)) => Word { text, reading: Some(reading) },
        None => Word { text: line, reading: None },
    })
}

/// The words that a text begins with, longest first; the last may be its first character alone.
pub fn beginning(text: &str) -> impl Iterator<Item = Word> {
    let first = text.chars().next().unwrap_or_default();
    let found = BY_FIRST.binary_search_by_key(&first, |(first, _)| *first).ok();
    let words = found.map_or(&[][..], |at| &BY_FIRST[at].1);
    words.iter().copied().filter(move |word| text.starts_with(word.text))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_line_says_something_once() {
        let mut seen = HashSet::new();
        for word in all() {
            assert!(seen.insert(word.text), "{} stands there twice", word.text);
            let length = word.text.chars().count();
            match word.reading {
                Some(reading) => assert_eq!(reading.split([' ', '-']).count(), length, "{}", word.text),
                None => assert!(length > 1, "{} alone says nothing", word.text),
            }
        }
    }
}
