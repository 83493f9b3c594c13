//! The order of titles and names: by pinyin, as in a Chinese telephone book.

use super::slug;

/// What titles are sorted by. Titles that sound alike are told apart by their characters.
pub fn sort_key(title: &str) -> (String, String) {
    (slug(title, ""), title.to_owned())
}
