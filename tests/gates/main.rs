//! Gates over the built reference site, which is the root of this repository: its links, its HTML, a real browser, a
//! real web server. Each can be run alone: `cargo test --test gates nginx`.
//!
//! They need what `scripts/test` installs, and say so where it is missing.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, and reads the files it checks"
)]

mod bad_input;
mod browser;
mod document;
mod links;
mod nginx;
mod nu;
mod package;
mod process;
mod reference;
