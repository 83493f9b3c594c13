//! The file that search starts with: how many files there are and what they number, synonyms, question words.

use serde_json::{Value, json};

use super::coding::number;
use super::index::Index;
use super::layout::{Kind, Layout};
use crate::model::Site;
use crate::text::question::{LIGHT_CHARACTERS, QUESTION_WORDS};
use crate::text::terms::fold;

/// `v` the version of all files; `g` the mark of their numbering; `n` files of terms; `k` kinds and how many entries each
/// has, in the order of numbers; `o` how many occurrences each event and observance has; `f` how many entries each file of
/// records has; `s` synonyms; `q` question words, the longest first; `l` light characters.
pub fn head(site: &Site, layout: &Layout, index: &Index) -> String {
    let kinds: Vec<Value> = Kind::ALL
        .iter()
        .map(|kind| (kind, layout.entries.iter().filter(|entry| entry.kind == *kind).count()))
        .filter(|(_, count)| *count > 0)
        .map(|(kind, count)| json!([kind.name(), count]))
        .collect();
    let (mut occurrences, mut files) = (String::new(), String::new());
    for entry in layout.entries.iter().filter(|entry| matches!(entry.kind, Kind::Event | Kind::Observance)) {
        number(u32::try_from(entry.occurrences.len()).unwrap_or(u32::MAX), &mut occurrences);
    }
    layout.record_files.iter().for_each(|&count| number(count, &mut files));
    let synonyms: Vec<Vec<String>> =
        site.data.synonyms.iter().map(|row| row.words.iter().map(|word| fold(&word.value)).collect()).collect();
    let mut words = QUESTION_WORDS.to_vec();
    words.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
    let head = json!({
        "v": index.version, "g": layout.mark, "n": layout.term_files, "k": kinds, "o": occurrences, "f": files,
        "s": synonyms, "q": words.join(" "), "l": LIGHT_CHARACTERS,
    });
    format!("{head}\n")
}
