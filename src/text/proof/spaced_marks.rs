//! A space inside the marks of emphasis: `**重点 **` stays as it is written, asterisks and all.

use super::{HOLE, Kind, Mark, Passage, Side, Slip, is_han};

/// More characters than this are not repeated in the fix.
const LONGEST: usize = 24;

pub fn find(passage: &Passage, slips: &mut Vec<Slip>) {
    if passage.marks.is_empty() {
        return;
    }
    let mut kinds: Vec<(u8, usize)> = passage.marks.iter().map(|mark| (mark.delimiter, mark.count)).collect();
    kinds.sort_unstable();
    kinds.dedup();
    for (delimiter, count) in kinds {
        // A single mark may be a sign of multiplication or a list of files; `_` stands in many names.
        if count > 3 || (delimiter == b'_' && count == 1) || (delimiter == b'~' && count != 2) {
            continue;
        }
        let alike: Vec<&Mark> =
            passage.marks.iter().filter(|mark| (mark.delimiter, mark.count) == (delimiter, count)).collect();
        for pair in alike.chunks_exact(2) {
            let [open, close] = pair else { continue };
            slips.extend(slip(&passage.text, open, close));
        }
    }
}

/// The author meant the one to open and the other to close.
fn slip(text: &str, open: &Mark, close: &Mark) -> Option<Slip> {
    let inside = &text[open.end()..close.at];
    let words = inside.trim();
    let (before, after) = (inside.starts_with(char::is_whitespace), inside.ends_with(char::is_whitespace));
    let spaced = if open.count == 1 { before != after } else { before || after };
    // Seen by readers, or taken the wrong way round: the end of one and the beginning of the next for a pair.
    let misread = open.side == Some(Side::Closing) || close.side == Some(Side::Opening);
    if !(misread || open.shown + close.shown > 0) || !spaced || !words.contains(is_han) {
        return None;
    }
    let mark = char::from(open.delimiter).to_string().repeat(open.count);
    let length = words.chars().count();
    let words: String = if length <= LONGEST {
        words.to_owned()
    } else {
        // The end that has the space.
        let half = LONGEST / 2;
        let first: String = words.chars().take(half).collect();
        first + "…" + &words.chars().skip(length - half).collect::<String>()
    };
    Some(Slip::new(Kind::SpacedMark, open.at..close.end(), format!("{mark}{}{mark}", words.replace(HOLE, "…"))))
}
