//! The order of titles and names: by pinyin, as in a Chinese telephone book.

use super::spelled;

/// What titles are sorted by. Titles that sound alike are told apart by their characters.
pub fn sort_key(title: &str) -> (String, String) {
    (spelled(title).unwrap_or_default(), title.to_owned())
}
