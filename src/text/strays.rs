//! The characters of a Chinese text that are none of the usual Han characters: punctuation, letters, digits. They are few,
//! and those who look for some of them need not decode what lies between.

use super::blocks::each_byte;

/// Whether a character is none: the Han characters from U+4E00 to U+9FFF are nearly all that there are in a text.
pub fn is_usual_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}')
}

/// Hands on every stray with its place, in order. All other characters have three bytes.
pub fn each_stray(text: &str, mut take: impl FnMut(usize, char)) {
    each_byte(text, begins_stray, |at| {
        if let Some(c) = text[at..].chars().next() {
            take(at, c);
        }
    });
}

/// The text in stretches, each a single stray or the Han characters between two of them.
pub fn stretches(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (triples, _) = rest.as_bytes().as_chunks::<3>();
        let han = triples.iter().take_while(|[first, second, _]| !begins_stray(*first, *second)).count();
        let length = if han > 0 { 3 * han } else { rest.chars().next()?.len_utf8() };
        let (stretch, behind) = rest.split_at(length);
        rest = behind;
        Some(stretch)
    })
}

/// Whether a byte begins one, by the byte behind it.
#[expect(clippy::needless_bitwise_bool, reason = "without branches, as `each_byte` wishes")]
#[inline]
fn begins_stray(byte: u8, next: u8) -> bool {
    let continues = (0x80..0xc0).contains(&byte);
    // From U+5000 to U+9FFF, and from U+4E00 on.
    let begins_han = (0xe5..=0xe9).contains(&byte) | (byte == 0xe4) & (next >= 0xb8);
    !(continues | begins_han)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn strays(text: &str) -> Vec<(usize, char)> {
        let mut found = Vec::new();
        each_stray(text, |at, c| found.push((at, c)));
        found
    }

    fn expected(text: &str) -> Vec<(usize, char)> {
        text.char_indices().filter(|(_, c)| !is_usual_han(*c)).collect()
    }

    #[test]
    fn every_character_is_told_for_what_it_is() {
        for c in '\0'..=char::MAX {
            let text = c.to_string();
            assert_eq!(strays(&text), expected(&text), "{c:?}");
            assert!(c.is_alphanumeric() || !is_usual_han(c), "{c:?}");
        }
    }

    proptest! {
        #[test]
        fn places_are_right(text in "([一-鿿]|[a㐀䷿一丈，。“”é😀\u{3000}]){0,200}") {
            prop_assert_eq!(strays(&text), expected(&text));
            prop_assert_eq!(stretches(&text).collect::<String>(), text.as_str());
            prop_assert!(stretches(&text).all(|part| part.chars().all(is_usual_han) || part.chars().count() == 1));
        }
    }
}
