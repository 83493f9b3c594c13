//! "Did you mean": the known name that is nearest to one that is not known.

use crate::diagnostic::Text;
use crate::text;

/// The nearest of `known` to `word`, if it is near enough to be meant.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = word.chars().count();
    known
        .into_iter()
        .map(|name| (strsim::osa_distance(word, name), name))
        // A third of the characters may differ, and at least one must agree.
        .filter(|&(distance, name)| {
            distance <= length.max(3).div_ceil(3) && distance < length.max(name.chars().count())
        })
        // Names may come in any order; the answer must not depend on it.
        .min()
        .map(|(_, name)| name)
}

/// The nearest of `known` as a hint.
pub fn suggest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<Text> {
    nearest(word, known).map(|near| text!("是不是想写 {near}？", "did you mean {near}?"))
}
