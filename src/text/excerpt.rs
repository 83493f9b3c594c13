//! The beginning of a text, for lists, descriptions and previews.

use unicode_segmentation::UnicodeSegmentation;

use super::count::is_han;
use super::strays::{is_usual_han, stretches};

/// The first characters of `text`, at most `longest` of them (as a reader counts them: graphemes), with the ellipsis
/// that marks a cut. White space is evened out. The cut is made after a sentence if one ends in the second half, else
/// where a line could be broken, never inside a word, a number or a character.
pub fn excerpt(text: &str, longest: usize) -> String {
    let mut short = beginning(text, longest);
    short.shrink_to_fit();
    short
}

fn beginning(text: &str, longest: usize) -> String {
    let Beginning { text: mut whole, borders } = evened_out(text, longest);
    let Some(&end) = borders.get(longest) else { return whole };
    whole.truncate(end);
    let is_border = |end: usize| borders[..longest].binary_search(&end).is_ok();
    let half = borders[longest / 2];
    if let Some(sentence) = sentence_end(&whole, end).filter(|&at| at > half && is_border(at)) {
        whole.truncate(sentence);
        return whole;
    }
    // One less, for the ellipsis.
    let room = borders[longest.saturating_sub(1)];
    // Between two Han characters a word ends, whatever stands before them.
    let is_ideograph = |at: &usize| whole[*at..].starts_with(is_usual_han);
    let sure = borders[..longest].windows(2).rfind(|pair| pair.iter().all(is_ideograph)).map_or(0, |pair| pair[1]);
    let words = whole[sure..].split_word_bound_indices().map(|(at, word)| sure + at + word.len());
    // A word that is longer than all the room is cut all the same.
    let cut = words.take_while(|&at| at <= room).last().unwrap_or(if sure > 0 { sure } else { room });
    whole.truncate(cut);
    let kept = whole.trim_end_matches(|c: char| c.is_whitespace() || "，、；：,;:（(《〈“‘「『【[—…".contains(c)).len();
    whole.truncate(kept);
    whole.push('…');
    whole
}

/// As much of a text as an excerpt depends on, with single spaces for white space.
struct Beginning {
    text: String,
    /// Where each of the characters begins, as far as one may be the first that is left out.
    borders: Vec<usize>,
}

fn evened_out(text: &str, longest: usize) -> Beginning {
    // Enough is enough, even of characters that are many code points.
    let most = longest.saturating_add(1).saturating_mul(64);
    // One more code point is looked at, since it could belong to the last.
    let needed = longest.saturating_add(2);
    let mut whole = String::with_capacity(text.len().min(needed.saturating_mul(3)));
    let mut borders = Vec::with_capacity(whole.capacity().min(needed));
    let (mut is_blank, mut all_simple) = (false, true);
    for stretch in stretches(text) {
        let Some(c) = stretch.chars().next() else { continue };
        if c.is_whitespace() {
            is_blank = !whole.is_empty();
            continue;
        }
        if std::mem::take(&mut is_blank) {
            borders.push(whole.len());
            whole.push(' ');
        }
        all_simple &= is_simple(c);
        // All characters of a stretch are alike.
        let width = c.len_utf8();
        let room = if all_simple { needed.saturating_sub(borders.len()) } else { (most - whole.len()) / width + 1 };
        let stretch = &stretch[..stretch.len().min(room * width)];
        borders.extend((0..stretch.len()).step_by(width).map(|at| whole.len() + at));
        whole.push_str(stretch);
        if whole.len() > most || (all_simple && borders.len() >= needed) {
            break;
        }
    }
    if !all_simple {
        borders = whole.grapheme_indices(true).map(|(at, _)| at).take(needed).collect();
    }
    borders.truncate(longest.saturating_add(1));
    Beginning { text: whole, borders }
}

/// Whether a code point is, beside others of these, a character by itself (UAX 29, GB999).
fn is_simple(c: char) -> bool {
    is_han(c)
        || matches!(c, ' '..='~' | '·' | '\u{2010}'..='\u{2027}' | '\u{3001}'..='\u{3029}' | '\u{ff01}'..='\u{ff60}')
}

/// The end of the last whole sentence in the first `limit` bytes. Most end not far before, so that it is looked for from there.
fn sentence_end(text: &str, limit: usize) -> Option<usize> {
    let head = &text[..limit];
    head.char_indices().rev().find_map(|(at, c)| {
        let behind = at + c.len_utf8();
        let closes = match c {
            '。' | '！' | '？' => true,
            '.' | '!' | '?' => text[behind..].starts_with(' '),
            _ => false,
        };
        if !closes {
            return None;
        }
        // What closes a quotation or bracket belongs to the sentence.
        let rest = head[behind..].trim_start_matches(|mark: char| "”’」』）)】。！？".contains(mark));
        let end = limit - rest.len();
        let is_whole = !text[end..].starts_with(['”', '’', '」', '』', '）', '】']);
        is_whole.then_some(end)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn cuts() {
        for (text, longest, expected) in [
            ("", 10, ""),
            ("短文", 10, "短文"),
            ("一二三四五", 5, "一二三四五"),
            ("一二三四五六", 5, "一二三四…"),
            ("第一句话。第二句话。第三句话。", 11, "第一句话。第二句话。"),
            ("第一。第二句话很长很长很长", 10, "第一。第二句话很长…"),
            ("他说：“好的。”然后就走了很远很远", 9, "他说：“好的。”"),
            ("他说：“好的。”然后就走了很远很远", 7, "他说：“好的…"),
            ("一二三四，五六七", 6, "一二三四…"),
            ("一二《三四》五六七", 4, "一二…"),
            ("Hello wonderful world", 12, "Hello…"),
            ("Hello there. How are you?", 14, "Hello there."),
            ("共有12345人参加", 5, "共有…"),
            ("abcdefghij", 5, "abcd…"),
            ("a\n\n b\tc", 10, "a b c"),
            ("一二👨‍👩‍👧四五", 4, "一二👨‍👩‍👧…"),
            ("一二三", 0, "…"),
        ] {
            assert_eq!(excerpt(text, longest), expected, "{text} {longest}");
        }
    }

    proptest! {
        #[test]
        fn never_longer_and_always_a_beginning(text in "[a-z 中文，。“”（）—…·0-9👨‍👩é\u{301}\n]{0,60}", longest in 1usize..40) {
            let short = excerpt(&text, longest);
            prop_assert!(short.graphemes(true).count() <= longest);
            let whole = text.split_whitespace().collect::<Vec<_>>().join(" ");
            let kept = short.strip_suffix('…').unwrap_or(&short);
            prop_assert!(whole.starts_with(kept));
            let mut borders = whole.grapheme_indices(true).map(|(at, _)| at);
            prop_assert!(kept.len() == whole.len() || borders.any(|at| at == kept.len()));
        }
    }
}
