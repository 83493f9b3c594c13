//! One file of `content/` at a time: front matter, kind table and Markdown become a [`Document`].
//!
//! A document with faults is still a document, with findings. Must not know other pages: links and names stay as
//! written until `model` sees the whole.

mod document;
mod front;
mod kind;
pub mod markdown;
mod name;
mod sighting;

pub use document::{Defaults, Document, Front, ReadSheets, parse};
pub use front::{CampaignKey, PageFront, SectionFront, SortBy};
pub use kind::*;
pub use name::{below_content, dated_name, stem};
pub use sighting::{Part, Sighting, sightings, sightings_in_cells, sightings_in_path, sightings_in_words};
