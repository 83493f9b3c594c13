//! xinfeng turns a folder of Markdown and spreadsheets into a public website.
//!
//! Data flows one way. [`source`] reads bytes; [`record`] and [`content`] make typed documents of them; [`model`]
//! places the documents in one immutable site; [`query`] answers questions about it; [`theme`] and [`outlet`] turn
//! answers into pages, feeds and other files; [`output`] writes them. [`pipeline`] is that sentence as code, and
//! [`serve`] and [`cli`] are the two ways to run it.
//!
//! The modules stand in the order of the flow, and each uses only those above it. `tests/architecture.rs` enforces it.

pub mod diagnostic;
pub mod record;
pub mod text;
pub mod html;
pub mod time;
pub mod picture;
pub mod source;
pub mod config;
pub mod content;
pub mod model;
pub mod query;
pub mod theme;
pub mod outlet;
pub mod check;
pub mod output;
pub mod pipeline;
pub mod serve;
pub mod cli;
