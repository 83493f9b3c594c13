//! Punctuation typed with an English keyboard between Chinese characters: `你好,世界`. Those of a passage are told as one.

use std::ops::Range;

use super::{Kind, Slip, after, before, is_han};

pub(super) const WIDE: &[(char, char)] =
    &[(',', '，'), (';', '；'), (':', '：'), ('?', '？'), ('!', '！'), ('.', '。')];

/// Whether a mark stands in [`WIDE`], or is the bracket that opens.
pub(super) fn is_narrow(c: char) -> bool {
    matches!(c, ',' | ';' | ':' | '?' | '!' | '.' | '(')
}

/// `signs` are the narrow ones of the text.
pub fn find(text: &str, signs: &[(usize, char)], slips: &mut Vec<Slip>) {
    if signs.is_empty() {
        return;
    }
    let mut found: Vec<(Range<usize>, String)> = Vec::new();
    for &(at, c) in signs {
        let wide = WIDE.iter().find(|(narrow, _)| *narrow == c).map(|(_, wide)| wide);
        let end = at + c.len_utf8();
        let neighbours = before(text, at).zip(after(text, end));
        let Some((left, right)) = neighbours.filter(|&(left, right)| ends(left) && begins(right)) else { continue };
        if let Some(wide) = wide {
            found.push((at..end, format!("{left}{wide}{right}")));
        } else if let Some(length) = text[end..].find([')', '(', '（', '）', '\n'])
            && text[end + length..].starts_with(')')
        {
            let inside = &text[end..end + length];
            found.push((at..end + length + 1, format!("（{inside}）")));
        }
    }
    let number = found.len();
    slips
        .extend(found.into_iter().next().map(|(range, fix)| Slip { number, ..Slip::new(Kind::HalfWidth, range, fix) }));
}

/// What Chinese may end with before a mark, and begin with after it.
fn ends(c: char) -> bool {
    is_han(c) || "”’》）】」』".contains(c)
}

fn begins(c: char) -> bool {
    is_han(c) || "“‘《（【「『".contains(c)
}
