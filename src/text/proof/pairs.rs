//! Quotation marks and brackets of which one is missing, turned round or of the other width.

use super::{Kind, Slip, is_han};

pub(super) const PAIRS: &[(char, char)] = &[
    ('“', '”'),
    ('‘', '’'),
    ('「', '」'),
    ('『', '』'),
    ('（', '）'),
    ('《', '》'),
    ('〈', '〉'),
    ('【', '】'),
    ('〔', '〕'),
    ('［', '］'),
    ('(', ')'),
    ('[', ']'),
    ('"', '"'),
];

/// Marks that stand for each other when the keyboard was not switched, with those that were meant.
const MIXED: &[(char, char, char, char)] = &[
    ('(', '）', '（', '）'),
    ('（', ')', '（', '）'),
    ('[', '］', '［', '］'),
    ('［', ']', '［', '］'),
    ('"', '”', '“', '”'),
    ('“', '"', '“', '”'),
    // Turned the wrong way round.
    ('“', '“', '“', '”'),
    ('‘', '‘', '‘', '’'),
];

/// As many characters as a fix shows of what stands between two marks.
const SHOWN: usize = 24;

/// `signs` are the paired ones of the text.
pub fn find(text: &str, signs: &[(usize, char)], slips: &mut Vec<Slip>) {
    // The marks that are open, with their places.
    let mut open: Vec<(char, usize)> = Vec::new();
    for &(at, c) in signs {
        let opener = PAIRS.iter().find(|(opener, _)| *opener == c);
        let closer = PAIRS.iter().find(|(_, closer)| *closer == c);
        let top = open.last().copied();
        let closed = closer.and_then(|(opener, _)| open.iter().rposition(|(mark, _)| mark == opener));
        if closer.is_some() && top.is_some() && closed.is_some_and(|index| index + 1 == open.len()) {
            open.pop();
        } else if let Some((mark, from)) = top
            && let Some((.., left, right)) = MIXED.iter().find(|(a, b, ..)| (*a, *b) == (mark, c))
        {
            open.pop();
            let inside = shortened(&text[from + mark.len_utf8()..at]);
            slips.push(Slip::new(Kind::Unpaired, from..at + c.len_utf8(), format!("{left}{inside}{right}")));
        } else if let Some(index) = closed {
            slips.extend(open.drain(index..).skip(1).filter_map(|(mark, at)| unclosed(text, mark, at)));
        } else if opener.is_some() {
            if !(c == '"' && text[..at].ends_with(|c: char| c.is_ascii_digit())) {
                open.push((c, at));
            }
        } else {
            slips.extend(unopened(text, c, at));
        }
    }
    slips.extend(open.into_iter().filter_map(|(mark, at)| unclosed(text, mark, at)));
}

/// Whether a mark stands in [`PAIRS`].
pub(super) fn is_paired(c: char) -> bool {
    matches!(
        c,
        '"' | '(' | ')' | '[' | ']' | '‘' | '’' | '“' | '”' | '〈'..='】' | '〔' | '〕' | '（' | '）' | '［' | '］'
    )
}

fn unclosed(text: &str, mark: char, at: usize) -> Option<Slip> {
    let (_, closer) = PAIRS.iter().find(|(opener, _)| *opener == mark)?;
    let rest = &text[at + mark.len_utf8()..];
    let is_face = matches!(mark, '(' | '[') && text[..at].ends_with([':', ';', '-', '=']);
    // ’90s, and what is left of an English contraction.
    let is_apostrophe = mark == '‘' && rest.starts_with(|c: char| c.is_ascii_alphanumeric());
    if is_face || is_apostrophe {
        return None;
    }
    let clause = rest.find(|c| "，。；：！？、,;\n".contains(c)).unwrap_or(rest.len());
    let (left, right) = if mark == '"' { ('“', '”') } else { (mark, *closer) };
    let mut slip = Slip::new(
        Kind::Unpaired,
        at..at + mark.len_utf8(),
        format!("{left}{}{right}", shortened(rest[..clause].trim_end())),
    );
    slip.continues = (text.trim_start().len() == text.len() - at).then_some(mark);
    Some(slip)
}

fn unopened(text: &str, mark: char, at: usize) -> Option<Slip> {
    let (opener, _) = PAIRS.iter().find(|(_, closer)| *closer == mark)?;
    let rest = &text[..at];
    let is_face = matches!(mark, ')' | ']') && rest.ends_with([':', ';', '-', '=', '^']);
    let is_apostrophe = mark == '’' && rest.ends_with(|c: char| c.is_alphanumeric() && !is_han(c));
    if is_face || is_apostrophe || (matches!(mark, ')' | '）') && numbers_an_item(rest)) {
        return None;
    }
    let clause = rest.rfind(|c| "，。；：！？、,;\n".contains(c));
    let clause = clause.map_or(0, |at| at + rest[at..].chars().next().map_or(0, char::len_utf8));
    let inside = shortened(rest[clause..].trim_start());
    Some(Slip::new(Kind::Unpaired, at..at + mark.len_utf8(), format!("{opener}{inside}{mark}")))
}

/// Whether the text ends in a number or letter of its own: `1）`, `（甲；二）`, `a)`.
fn numbers_an_item(text: &str) -> bool {
    let is_number = |c: char| c.is_ascii_alphanumeric() || "一二三四五六七八九十甲乙丙丁".contains(c);
    let stem = text.trim_end_matches(is_number);
    let length = text[stem.len()..].chars().count();
    let stands_alone = stem.chars().next_back().is_none_or(|c| !c.is_alphanumeric());
    (1..=3).contains(&length) && stands_alone
}

fn shortened(text: &str) -> String {
    let text = text.replace(super::HOLE, "…");
    match text.char_indices().nth(SHOWN) {
        None => text,
        Some((cut, _)) => format!("{}…", &text[..cut]),
    }
}
