//! Where a finding is: a file, a stretch of its text, or a cell of one of its sheets.

use std::ops::Range;
use std::sync::{Arc, LazyLock};

/// A place in the site.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The file's path inside the site, with forward slashes; empty for the site as a whole.
    pub file: Arc<str>,
    pub at: At,
}

/// Which part of the file.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum At {
    Whole,
    /// Byte offsets in the decoded text, without its byte order mark.
    Span(Range<usize>),
    /// A cell of a spreadsheet. Row and column count from zero.
    Cell {
        sheet: Arc<str>,
        row: u32,
        column: u32,
    },
}

impl Place {
    pub fn file(file: impl Into<Arc<str>>) -> Self {
        Self { file: file.into(), at: At::Whole }
    }

    pub fn span(file: impl Into<Arc<str>>, span: Range<usize>) -> Self {
        Self { file: file.into(), at: At::Span(span) }
    }

    pub fn cell(file: impl Into<Arc<str>>, sheet: impl Into<Arc<str>>, row: u32, column: u32) -> Self {
        Self { file: file.into(), at: At::Cell { sheet: sheet.into(), row, column } }
    }

    /// The site as a whole, where no file is to blame.
    pub fn site() -> Self {
        static NONE: LazyLock<Arc<str>> = LazyLock::new(|| "".into());
        Self { file: NONE.clone(), at: At::Whole }
    }
}

impl From<&Place> for Place {
    fn from(place: &Place) -> Self {
        place.clone()
    }
}

impl At {
    fn key(&self) -> (u8, &str, usize, usize) {
        match self {
            At::Whole => (0, "", 0, 0),
            At::Span(span) => (1, "", span.start, span.end),
            At::Cell { sheet, row, column } => (2, sheet, *row as usize, *column as usize),
        }
    }
}

impl Ord for At {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.key().cmp(&other.key())
    }
}

impl PartialOrd for At {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
