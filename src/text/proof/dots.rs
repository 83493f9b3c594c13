//! An ellipsis made of full stops, or half of one: Chinese writes six dots in two characters, `……`.

use super::{Kind, Slip, after, before, is_han};

/// What it is made of, and from how many in a row on.
pub(super) const DOTS: &[(char, usize)] = &[('.', 3), ('。', 3), ('·', 3), ('…', 1)];

/// Whether one may begin with `c`, at which `rest` begins: a full stop that stands alone, the most common of all, is none.
pub(super) fn may_begin(rest: &str, c: char) -> bool {
    c == '…' || matches!(c, '.' | '。' | '·') && rest[c.len_utf8()..].starts_with(c)
}

/// `signs` are those that may begin one.
pub fn find(text: &str, signs: &[(usize, char)], slips: &mut Vec<Slip>) {
    let mut rest = 0;
    for &(start, dot) in signs {
        if start < rest {
            continue;
        }
        let length = text[start..].chars().take_while(|&c| c == dot).count();
        let end = start + length * dot.len_utf8();
        rest = end;
        let is_ellipsis = match dot {
            '…' => length != 2,
            _ => DOTS.iter().any(|&(mark, least)| mark == dot && length >= least),
        };
        let (left, right) = (before(text, start), after(text, end));
        if is_ellipsis && [left, right].into_iter().flatten().any(is_chinese) {
            let left = left.filter(|c| is_chinese(*c)).map(String::from).unwrap_or_default();
            slips.push(Slip::new(Kind::Dots, start..end, format!("{left}……")));
        }
    }
}

fn is_chinese(c: char) -> bool {
    is_han(c) || "，、；：？！”’》）】」』“‘《（【「『".contains(c)
}
