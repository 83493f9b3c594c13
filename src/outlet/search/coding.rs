//! How the index is written: numbers and postings in characters that need no escape in JSON and that any server's
//! compression shrinks well, and which file holds a term. The script reads what stands here.

/// The steps in which the weight of a term in an entry is kept.
pub const LEVELS: u8 = 12;

/// Values below this end a number; the same with this added continue it.
const DIGITS: u32 = 40;

/// The character of a value below 93: the printable ones but `"` and `\`.
fn symbol(value: u32) -> char {
    let mut code = value + 0x20;
    code += u32::from(code >= 0x22);
    code += u32::from(code >= 0x5c);
    char::from_u32(code).unwrap_or(' ')
}

/// Writes a number, its higher digits first.
pub fn number(value: u32, out: &mut String) {
    fn higher(value: u32, out: &mut String) {
        if value > 0 {
            higher(value / DIGITS, out);
            out.push(symbol(value % DIGITS + DIGITS));
        }
    }
    higher(value / DIGITS, out);
    out.push(symbol(value % DIGITS));
}

/// Writes the entries that have a term, each with its level from 1 to [`LEVELS`]: from the highest level down its mark,
/// then the distance of each entry from the one before. Entries are in ascending order.
pub fn postings(entries: &[(u32, u8)], out: &mut String) {
    for level in (1..=LEVELS).rev() {
        let mut next = 0;
        let mut marked = false;
        for &(entry, _) in entries.iter().filter(|(_, at)| *at == level) {
            if !marked {
                out.push(symbol(2 * DIGITS + u32::from(level) - 1));
                marked = true;
            }
            number(entry - next, out);
            next = entry + 1;
        }
    }
}

/// Which of `files` holds a term: by the whole term, but by its first two characters for a word, so that all words with
/// one beginning lie together. FNV-1a over UTF-16, as scripts see text.
pub fn file_of(term: &str, is_word: bool, files: u32) -> u32 {
    let key = if is_word { term.char_indices().nth(2).map_or(term, |(at, _)| &term[..at]) } else { term };
    let hash =
        key.encode_utf16().fold(0x811c_9dc5_u32, |hash, unit| (hash ^ u32::from(unit)).wrapping_mul(0x0100_0193));
    hash % files.max(1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The script's reading, to see that what is written can be read.
    fn read(text: &str) -> Vec<(u32, u8)> {
        let (mut level, mut next, mut value, mut found) = (0, 0, 0, Vec::new());
        for c in text.chars() {
            let mut code = c as u32;
            code -= u32::from(code > 0x5c);
            code -= u32::from(code > 0x22);
            match code - 0x20 {
                mark if mark >= 2 * DIGITS => (level, next) = (u8::try_from(mark - 2 * DIGITS + 1).unwrap(), 0),
                digit if digit >= DIGITS => value = (value + digit - DIGITS) * DIGITS,
                digit => {
                    found.push((next + value + digit, level));
                    next += value + digit + 1;
                    value = 0;
                }
            }
        }
        found.sort_unstable();
        found
    }

    #[test]
    fn every_character_is_its_own_in_json() {
        let all: String = (0..93).map(symbol).collect();
        assert_eq!(serde_json::to_string(&all).unwrap(), format!("\"{all}\""));
        assert_eq!((symbol(0), symbol(92)), (' ', '~'));
    }

    #[test]
    fn words_with_one_beginning_lie_together() {
        assert_eq!(file_of("hpv", true, 64), file_of("hp", true, 64));
        assert_ne!(file_of("叶酸", false, 1 << 30), file_of("叶子", false, 1 << 30));
    }

    proptest! {
        #[test]
        fn postings_come_back(mut entries in proptest::collection::btree_map(0u32..200_000, 1u8..=LEVELS, 0..60)) {
            let entries: Vec<(u32, u8)> = std::mem::take(&mut entries).into_iter().collect();
            let mut text = String::new();
            postings(&entries, &mut text);
            prop_assert_eq!(read(&text), entries);
        }
    }
}
