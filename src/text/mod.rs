//! Chinese text: words and their pinyin, addresses out of titles, excerpts, counting, line breaks, emphasis, and numbers that
//! point at a person.
//!
//! Pure functions over strings. This module must not do input or output, nor know what a page is.

mod blocks;
pub mod common_han;
pub mod count;
pub mod emphasis;
pub mod excerpt;
mod lexicon;
pub mod mask;
pub mod overlay;
pub mod words;
pub mod slug;
pub mod order;
pub mod personal;
pub mod question;
pub mod proof;
pub mod soft_break;
mod strays;
pub mod terms;
pub mod width;

pub use count::{LONGEST, count, reading_minutes, too_long};
pub use excerpt::excerpt;
pub use mask::{mask, mask_within};
pub use order::sort_key;
pub use personal::{Personal, PersonalNumber, personal_numbers};
pub use slug::{slug, spelled};
