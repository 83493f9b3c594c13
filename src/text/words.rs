//! Chinese text in words, and how they are read: pinyin without tones, ü as v.
//!
//! The dictionary of ICU cuts; our own [`lexicon`] corrects it where a word of the field would fall apart, and tells how
//! characters with several readings are read in a word.

use std::borrow::Cow;
use std::sync::LazyLock;

use icu_segmenter::options::WordBreakInvariantOptions;
use icu_segmenter::{WordSegmenter, WordSegmenterBorrowed};
use pinyin::ToPinyin;
use unicode_normalization::UnicodeNormalization;

use super::lexicon::{self, Word};

/// Set when first asked for, and never changed: finding ICU's dictionary takes as long as cutting a title by it.
static SEGMENTER: LazyLock<WordSegmenterBorrowed<'static>> =
    LazyLock::new(|| WordSegmenter::new_dictionary(WordBreakInvariantOptions::default()));

/// The words of a run of Han characters. A word of the lexicon counts where a word of the dictionary begins, or after
/// another of the lexicon: 会长 is a word of 工会会长, and none of 大会长期.
pub fn words(run: &str) -> Vec<&str> {
    let segmenter = *SEGMENTER;
    let borders: Vec<usize> = segmenter.segment_str(run).collect();
    let is_border = |at: usize| borders.binary_search(&at).is_ok();
    let mut words = Vec::new();
    let (mut done, mut at) = (0, 0);
    while let Some(first) = run[at..].chars().next() {
        let begins = at == done || is_border(at);
        let known = if begins { lexicon::beginning(&run[at..]).next() } else { None };
        let known = known.filter(|word| word.text.len() > first.len_utf8());
        match known {
            Some(word) => {
                cut(segmenter, &run[done..at], &mut words);
                part(word, &run[at..at + word.text.len()], &mut words);
                at += word.text.len();
                done = at;
            }
            None => at += first.len_utf8(),
        }
    }
    if done == 0 {
        return borders.windows(2).map(|pair| &run[pair[0]..pair[1]]).collect();
    }
    cut(segmenter, &run[done..], &mut words);
    words
}

/// A word of the lexicon as written, parted where its reading is.
fn part<'t>(word: Word, written: &'t str, words: &mut Vec<&'t str>) {
    let mut rest = written;
    for part in word.reading.unwrap_or_default().split('-').filter(|part| !part.is_empty()) {
        let length = part.split(' ').count();
        let end = rest.char_indices().nth(length).map_or(rest.len(), |(at, _)| at);
        words.push(&rest[..end]);
        rest = &rest[end..];
    }
    if !rest.is_empty() {
        words.push(rest);
    }
}

/// What stands between two words of the lexicon, by the dictionary alone.
fn cut<'t>(segmenter: WordSegmenterBorrowed<'_>, text: &'t str, words: &mut Vec<&'t str>) {
    let mut start = 0;
    for end in segmenter.segment_str(text).filter(|&end| end > 0) {
        words.push(&text[start..end]);
        start = end;
    }
}

/// Hands on the syllables of Han characters: each word of the lexicon as it says, each other character as it usually is
/// read.
pub fn syllables(text: &str, mut each: impl FnMut(&str)) {
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let known = lexicon::beginning(rest).find_map(|word| Some((word.text.len(), word.reading?)));
        let length = match known {
            Some((length, reading)) => {
                reading.split([' ', '-']).for_each(&mut each);
                length
            }
            None => {
                if let Some(reading) = reading(first) {
                    each(&reading);
                }
                first.len_utf8()
            }
        };
        rest = &rest[length..];
    }
}

/// How a Han character is usually read: pinyin without tones, ü as v.
pub fn reading(c: char) -> Option<Cow<'static, str>> {
    c.to_pinyin().map(|reading| ascii(reading.plain()))
}

/// Whether the character has a reading.
pub fn is_read(c: char) -> bool {
    // Latin text need not be looked up.
    !c.is_ascii() && c.to_pinyin().is_some()
}

fn ascii(reading: &'static str) -> Cow<'static, str> {
    if reading.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return Cow::Borrowed(reading);
    }
    let spelled = reading.nfd().collect::<String>().replace("u\u{308}", "v");
    Cow::Owned(spelled.chars().filter(char::is_ascii_lowercase).collect())
}

#[cfg(test)]
mod tests {
    use pinyin::ToPinyinMulti;

    use super::*;

    #[test]
    fn words_of_the_field_stay_whole() {
        for (run, expected) in [
            ("", ""),
            ("工会会长", "工会 会长"),
            ("大会长期有效", "大会 长期 有效"),
            ("新市民子女入学", "新市民 子女 入学"),
            ("免费孕前优生健康检查", "免费 孕前 优生 健康 检查"),
            ("成为民族", "成为 民族"),
            ("的", "的"),
        ] {
            assert_eq!(words(run).join(" "), expected);
        }
    }

    #[test]
    fn every_reading_of_the_lexicon_is_one_that_the_character_has() {
        for word in lexicon::all() {
            for (c, syllable) in word.text.chars().zip(word.reading.unwrap_or_default().split([' ', '-'])) {
                let known: Vec<_> = c.to_pinyin_multi().into_iter().flatten().collect();
                let known: Vec<_> = known.iter().map(|reading| ascii(reading.plain())).collect();
                let text = word.text;
                assert!(
                    syllable.is_empty() || known.iter().any(|known| known == syllable),
                    "{text}: {c} {syllable} {known:?}"
                );
            }
        }
    }
}
