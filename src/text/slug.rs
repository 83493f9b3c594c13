//! Readable ASCII out of a title: Latin letters kept and lowered, Han characters by pinyin.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::words::{is_read, syllables, words};

/// The longest slug, in bytes; a longer one is cut between two words.
pub const LONGEST: usize = 72;

/// `title` as part of an address: words of `a`–`z` and `0`–`9` with hyphens between them. Chinese is written in pinyin
/// without tones (ü is v), word by word: 重庆银行 is `chongqing-yinhang`. Accents are dropped; a number stays whole. What
/// has no ASCII form is left out, and where nothing is left there is no slug.
pub fn slug(title: &str) -> Option<String> {
    join(&ascii_words(title, |run, out| {
        out.extend(words(run).into_iter().map(|word| {
            // Few syllables have more letters than their character has bytes.
            let mut spelled = String::with_capacity(word.len() + 4);
            syllables(word, |syllable| spelled.push_str(syllable));
            spelled
        }));
    }))
}

/// `title` in the same letters, but with a hyphen between syllables: `chong-qing-yin-hang`. It depends on no dictionary,
/// and is what identifiers are made of and lists are sorted by.
pub fn spelled(title: &str) -> Option<String> {
    join(&ascii_words(title, |run, out| syllables(run, |syllable| out.push(syllable.to_owned()))))
}

/// The words of a title, where `read` adds those of a run of Han characters.
fn ascii_words(title: &str, read: impl Fn(&str, &mut Vec<String>)) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    // Whether the next letter continues the last word.
    let mut open = false;
    let mut rest = title;
    while let Some(c) = rest.chars().next() {
        if is_read(c) {
            let end = rest.find(|c| !is_read(c)).unwrap_or(rest.len());
            let done = words.len();
            read(&rest[..end], &mut words);
            if words[done..].iter().any(String::is_empty) {
                words.retain(|word| !word.is_empty());
            }
            open = false;
            rest = &rest[end..];
            continue;
        }
        rest = &rest[c.len_utf8()..];
        if c.is_ascii_alphanumeric() {
            match words.last_mut().filter(|_| open) {
                Some(word) => word.push(c.to_ascii_lowercase()),
                None => words.push(c.to_ascii_lowercase().to_string()),
            }
            open = true;
            continue;
        }
        if is_combining_mark(c) || matches!(c, '\'' | '’' | '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{feff}') {
            // Within a word: an accent, an apostrophe, an invisible character.
            continue;
        }
        let letters = ascii_letters(c);
        if letters.is_empty() {
            open = false;
        } else if open && let Some(word) = words.last_mut() {
            word.push_str(&letters);
        } else {
            words.push(letters);
            open = true;
        }
    }
    words
}

fn join(words: &[String]) -> Option<String> {
    let first = words.first()?;
    let mut out = String::with_capacity(LONGEST);
    out.push_str(&first[..first.len().min(LONGEST)]);
    for word in &words[1..] {
        if out.len() + 1 + word.len() > LONGEST {
            break;
        }
        out.push('-');
        out.push_str(word);
    }
    Some(out)
}

/// The lower-case ASCII letters and digits that a character stands for; empty if there are none.
fn ascii_letters(c: char) -> String {
    let special = match c {
        'ß' | 'ẞ' => "ss",
        'æ' | 'Æ' => "ae",
        'œ' | 'Œ' => "oe",
        'ø' | 'Ø' => "o",
        'đ' | 'Đ' | 'ð' | 'Ð' => "d",
        'þ' | 'Þ' => "th",
        'ł' | 'Ł' => "l",
        'ı' => "i",
        _ => "",
    };
    if !special.is_empty() {
        return special.to_owned();
    }
    // Compatibility forms too: full-width letters and digits, ligatures, ①, ².
    std::iter::once(c).nfkd().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn titles_as_a_teacher_would_write_them() {
        let table = include_str!("titles.txt").lines().filter(|line| !line.starts_with('#'));
        let rows: Vec<(&str, &str)> = table.filter_map(|line| line.rsplit_once(' ')).collect();
        assert!(rows.len() >= 200, "{} titles", rows.len());
        let faults: Vec<String> = rows
            .into_iter()
            .filter(|(title, expected)| slug(title).as_deref() != Some(*expected))
            .map(|(title, expected)| format!("{title}: {} for {expected}", slug(title).unwrap_or_default()))
            .collect();
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }

    #[test]
    fn letters_digits_and_what_has_no_ascii_form() {
        for (title, expected) in [
            ("Hello, World!", "hello-world"),
            ("Café Münster", "cafe-munster"),
            ("Don’t stop", "dont-stop"),
            ("Straße / Œuvre", "strasse-oeuvre"),
            ("  --a--b--  ", "a-b"),
            ("１２３", "123"),
            ("。。。", ""),
            ("", ""),
            ("안녕", ""),
            ("😀", ""),
            ("../../etc/passwd", "etc-passwd"),
        ] {
            assert_eq!(slug(title).unwrap_or_default(), expected, "{title}");
        }
    }

    #[test]
    fn spelled_by_the_syllable() {
        for (title, expected) in [
            ("重庆银行2楼WiFi", "chong-qing-yin-hang-2-lou-wifi"),
            ("人民公园", "ren-min-gong-yuan"),
            ("绿色女性之旅", "lv-se-nv-xing-zhi-lv"),
            ("战略", "zhan-lve"),
            ("安", "an"),
        ] {
            assert_eq!(spelled(title).unwrap_or_default(), expected, "{title}");
        }
    }

    #[test]
    fn long_titles_are_cut_between_words() {
        let long = slug(&"优生优育".repeat(20)).unwrap();
        assert_eq!(long.len(), "yousheng-youyu-".len() * 4 + "yousheng".len());
        assert!(long.ends_with("-youyu-yousheng"), "{long}");
        assert_eq!(slug(&"a".repeat(500)).unwrap().len(), LONGEST);
    }

    proptest! {
        #[test]
        fn always_a_plain_name(title in "\\PC{0,40}|[中长行女a1 。-]{0,30}") {
            for slug in [slug(&title), spelled(&title)].into_iter().flatten() {
                prop_assert!(!slug.is_empty() && slug.len() <= LONGEST);
                prop_assert!(slug.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'));
                prop_assert!(!slug.starts_with('-') && !slug.ends_with('-') && !slug.contains("--"));
            }
        }

        #[test]
        fn digits_stay_together(before in "[中长a。 ]{0,5}", number in "[0-9]{1,12}", after in "[年月岁 。]{0,5}") {
            let slug = slug(&format!("{before} {number}{after}")).unwrap();
            prop_assert!(slug.split('-').any(|word| word == number), "{}", slug);
        }
    }
}
