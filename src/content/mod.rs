//! One file at a time into a document: front matter, kind tables, Markdown. It must not know any other page.

pub mod markdown;
