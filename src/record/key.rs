//! A key of a record: its name, its headings in a spreadsheet, and what it means.

use super::Shape;

/// One key that a record may carry.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// The name in TOML and JSON, and one of the headings in a spreadsheet.
    pub name: &'static str,
    /// Further headings in a spreadsheet, the usual one first.
    pub headings: &'static [&'static str],
    /// What to write there, in Chinese and in English.
    pub about: (&'static str, &'static str),
    /// An example as it would stand in TOML.
    pub example: Option<&'static str>,
    pub shape: Shape,
}

impl Key {
    pub const fn new(name: &'static str, zh: &'static str, en: &'static str) -> Self {
        Self { name, headings: &[], about: (zh, en), example: None, shape: Shape::Any }
    }

    /// The headings under which a spreadsheet may carry it.
    pub const fn headings(mut self, headings: &'static [&'static str]) -> Self {
        self.headings = headings;
        self
    }

    pub const fn example(mut self, example: &'static str) -> Self {
        self.example = Some(example);
        self
    }

    /// Used by [`record!`](crate::record): the shape follows from the field's type.
    pub const fn shaped(mut self, shape: Shape) -> Self {
        self.shape = shape;
        self
    }

    /// Whether a column with this heading carries the key.
    #[inline]
    pub fn is_headed(&self, heading: &str) -> bool {
        self.name == heading || self.headings.contains(&heading)
    }
}
