//! The terms by which a text is found: words of alphabets and numbers whole, Han and what is written like it in
//! overlapping pairs. There is no dictionary, so nothing that index and query could disagree about.
//!
//! `themes/default/static/js/search.js` cuts queries by the same rules, which a gate holds together over random
//! strings: whoever changes a range here changes it there. Must not know what an index is.

/// Whether the single characters of a run are terms beside its pairs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Singles {
    Left,
    Taken,
}

/// A term in the text that it was taken from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Term<'a> {
    /// Letters and digits; found by its beginning too.
    Word(&'a str),
    /// One or two characters that are written without spaces.
    Piece(&'a str),
}

/// A text as it is searched: half width, lower case, a character for each character.
pub fn fold(text: &str) -> String {
    text.chars().map(folded).collect()
}

fn folded(c: char) -> char {
    let c = match c {
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        _ => c,
    };
    match c {
        'A'..='Z' => c.to_ascii_lowercase(),
        '\u{c0}'..='\u{24f}' | '\u{370}'..='\u{3ff}' | '\u{400}'..='\u{52f}' => {
            let mut lower = c.to_lowercase();
            // What becomes two characters stays, so that places in the text keep their numbers.
            lower.next().filter(|_| lower.next().is_none()).unwrap_or(c)
        }
        _ => c,
    }
}

/// Letters and digits of scripts that put spaces between words.
fn is_word(c: char) -> bool {
    matches!(c,
        '0'..='9' | 'a'..='z' | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{24f}'
        | '\u{370}'..='\u{373}' | '\u{376}'..='\u{377}' | '\u{37b}'..='\u{37d}' | '\u{386}' | '\u{388}'..='\u{3ff}'
        | '\u{400}'..='\u{481}' | '\u{48a}'..='\u{52f}'
        | '\u{620}'..='\u{64a}' | '\u{660}'..='\u{669}' | '\u{671}'..='\u{6d3}' | '\u{f20}'..='\u{f33}'
        | '\u{f40}'..='\u{fbc}' | '\u{1810}'..='\u{1819}' | '\u{1820}'..='\u{18aa}')
}

/// Characters of scripts that put no spaces between words.
fn is_run(c: char) -> bool {
    matches!(c,
        '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | '\u{30fc}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}')
}

/// Hands out the terms of a folded text, in their order, as often as they occur. A character that stands alone is a term
/// in any case.
pub fn terms<'a>(text: &'a str, singles: Singles, mut each: impl FnMut(Term<'a>)) {
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_same: fn(char) -> bool = if is_run(first) {
            is_run
        } else if is_word(first) {
            is_word
        } else {
            rest = &rest[first.len_utf8()..];
            continue;
        };
        let end = rest.find(|c| !is_same(c)).unwrap_or(rest.len());
        let (stretch, after) = rest.split_at(end);
        rest = after;
        if is_word(first) {
            each(Term::Word(stretch));
            continue;
        }
        let mut before: Option<usize> = None;
        for (at, c) in stretch.char_indices() {
            let end = at + c.len_utf8();
            if let Some(before) = before {
                each(Term::Piece(&stretch[before..end]));
            }
            if singles == Singles::Taken || end == stretch.len() && before.is_none() {
                each(Term::Piece(&stretch[at..end]));
            }
            before = Some(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cut(text: &str, singles: Singles) -> Vec<String> {
        let text = fold(text);
        let mut found = Vec::new();
        terms(&text, singles, |term| match term {
            Term::Word(text) | Term::Piece(text) => found.push(text.to_owned()),
        });
        found
    }

    #[test]
    fn cuts_words_and_pairs() {
        for (text, expected) in [
            ("叶酸在哪领", "叶酸 酸在 在哪 哪领"),
            ("7月14日", "7 月 14 日"),
            ("维生素B9", "维生 生素 b9"),
            ("ＨＰＶ阳性，ASC-US", "hpv 阳性 asc us"),
            ("电话：0513-55501300", "电话 0513 55501300"),
            ("Ünï Ωμέγα Да", "ünï ωμέγα да"),
            ("𠮷野家", "𠮷野 野家"),
            ("甲　乙。", "甲 乙"),
            ("", ""),
            ("……！", ""),
        ] {
            assert_eq!(cut(text, Singles::Left).join(" "), expected, "{text}");
        }
        assert_eq!(cut("免费叶酸", Singles::Taken).join(" "), "免 免费 费 费叶 叶 叶酸 酸");
    }

    proptest! {
        #[test]
        fn every_stretch_of_a_text_is_found_by_its_terms(text in "[a-z中文叶酸7 ，İＡ𠮷]{0,30}", from in 0usize..30, length in 1usize..8) {
            let part: String = text.chars().skip(from).take(length).collect();
            let whole = cut(&text, Singles::Taken);
            for term in cut(&part, Singles::Left) {
                // A word may have been cut short in front.
                prop_assert!(whole.iter().any(|found| found.contains(&term)), "{term} of {part} in {text}");
            }
            prop_assert_eq!(fold(&text).chars().count(), text.chars().count());
        }
    }
}
