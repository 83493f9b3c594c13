//! The only reader: files of the site, their encodings, the cells of spreadsheets, and the clock.
//!
//! It hands out bytes, text and cells; it never leaves the site's folder, and it must not know what any of
//! them mean.

pub mod clock;
mod delimited;
mod encoding;
mod files;
mod office;
mod quotes;
mod sheet;
mod workbook;

pub use encoding::decode;
pub use files::{Found, Looked, REST, Root, Stamp, locate, look, program, read, read_found, stamp, walk};
pub use office::words;
pub use sheet::{every_sheet, hides_nothing, sheets};
