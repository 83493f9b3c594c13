//! How long a text is for its reader: each Han character counts, and each word of other scripts.

use super::strays::each_stray;

/// Han characters read in a minute; words of other scripts count as one each.
const PER_MINUTE: usize = 400;

/// A text of more characters is too long for one page: four times the Civil Code of China. Telephones labour at it, search
/// reads its beginning only, feeds leave it out, and a check tells its author.
pub const LONGEST: usize = 400_000;

/// How many characters a text has that is too long for one page.
pub fn too_long(text: &str) -> Option<usize> {
    // Most texts have not even as many bytes.
    (text.len() > LONGEST).then(|| text.chars().count()).filter(|count| *count > LONGEST)
}

/// Han characters plus words of other scripts. Digits belong to words; punctuation counts nothing.
pub fn count(text: &str) -> usize {
    let mut total = 0;
    let mut in_word = false;
    let mut done = 0;
    each_stray(text, |at, c| {
        if at > done {
            total += (at - done) / 3;
            in_word = false;
        }
        done = at + c.len_utf8();
        match sort(c) {
            Sort::Han => {
                total += 1;
                in_word = false;
            }
            Sort::Word => {
                total += usize::from(!in_word);
                in_word = true;
            }
            Sort::Joint => {}
            Sort::Gap => in_word = false,
        }
    });
    total + (text.len() - done) / 3
}

/// Whole minutes that it takes to read so much, at least one.
pub fn reading_minutes(count: usize) -> usize {
    count.div_ceil(PER_MINUTE).max(1)
}

/// What a character does to the count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    Han,
    /// Of a word of another script.
    Word,
    /// Joins what stands on both sides of it: don't, e-mail, 3.5, 1,000.
    Joint,
    Gap,
}

fn sort(c: char) -> Sort {
    match c {
        // The most common, as is said of them below.
        '，' | '。' | '、' | '\n' | ' ' => Sort::Gap,
        '0'..='9' | 'A'..='Z' | 'a'..='z' => Sort::Word,
        '\'' | '’' | '-' | '.' | ',' | '_' => Sort::Joint,
        // Nearly all punctuation, about which the tables of Unicode need not be asked.
        '\0'..='\x7f'
        | '\u{2000}'..='\u{206f}'
        | '\u{3000}'..='\u{3004}'
        | '\u{3008}'..='\u{3020}'
        | '\u{ff01}'..='\u{ff0f}'
        | '\u{ff1a}'..='\u{ff20}' => Sort::Gap,
        _ if is_han(c) => Sort::Han,
        _ if c.is_alphanumeric() => Sort::Word,
        _ => Sort::Gap,
    }
}

/// Unified and compatibility ideographs, and the two marks that are written like them: 々 and 〇.
pub fn is_han(c: char) -> bool {
    matches!(c,
        '々' | '〇' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{2fa1f}' | '\u{30000}'..='\u{323af}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_characters_and_words() {
        let cases = [
            ("", 0),
            ("计划生育协会", 6),
            ("时间：7月12日。", 6),
            ("Hello, world", 2),
            ("don't e-mail 3.5", 3),
            ("用WiFi上网", 4),
            ("𠮷野家", 3),
            ("二〇二三年", 5),
            ("……—— 、", 0),
            ("a\nb", 2),
        ];
        for (text, expected) in cases {
            assert_eq!(count(text), expected, "{text}");
        }
    }

    #[test]
    fn the_short_way_agrees_with_unicode() {
        for c in '\0'..=char::MAX {
            let is_word = c.is_alphanumeric() && !is_han(c);
            assert_eq!(sort(c) == Sort::Word, is_word, "{c:?}");
            assert_eq!(sort(c) == Sort::Han, is_han(c), "{c:?}");
        }
    }

    #[test]
    fn a_text_is_too_long_by_its_characters() {
        for (count, expected) in [(0, None), (LONGEST, None), (LONGEST + 1, Some(LONGEST + 1))] {
            assert_eq!(too_long(&"字".repeat(count)), expected);
        }
    }

    #[test]
    fn four_hundred_a_minute() {
        for (count, minutes) in [(0, 1), (1, 1), (400, 1), (401, 2), (4000, 10)] {
            assert_eq!(reading_minutes(count), minutes);
        }
    }
}
