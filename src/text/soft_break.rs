//! What a line break inside a paragraph means: nothing between two Chinese characters, a space elsewhere.

use super::width::is_wide;

/// Whether a soft break between these two characters joins them. `None` stands for what is no character: the
/// edge of a block, an image, a hard break.
pub fn joins(before: Option<char>, after: Option<char>) -> bool {
    matches!((before, after), (Some(before), Some(after)) if is_wide(before) && is_wide(after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joins_two_wide_characters_only() {
        for (before, after, expected) in [
            (Some('中'), Some('文'), true),
            (Some('。'), Some('文'), true),
            (Some('中'), Some('a'), false),
            (Some('a'), Some('中'), false),
            (Some('한'), Some('글'), false),
            (Some('中'), Some('한'), false),
            (Some('1'), Some('2'), false),
            (Some('中'), None, false),
            (None, Some('中'), false),
        ] {
            assert_eq!(joins(before, after), expected, "{before:?} {after:?}");
        }
    }
}
