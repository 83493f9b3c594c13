//! Gates: what holds for the whole program. Each can be run alone: `cargo test --test gates nginx`.
//!
//! - Over the built reference site, which is the root of this repository: [`links`], [`nu`], [`browser`], [`hosting`],
//!   [`lighthouse`], [`weight`].
//! - Over the search of the reference site, by the queries of `tests/search`: [`search`].
//! - Over random sites and edits: [`laws`], and [`killed`] for builds that do not come to their end.
//! - Over input that is wrong in every way: [`bad_input`]; over a disk that is full: [`full_disk`].
//! - Over the preview, in Chromium and without it: [`serve`].
//! - Over every calendar file of the reference site, beside Python's icalendar and ical.js: [`calendar_files`].
//! - Over the scripts of the schedule, in Chromium, against the schedule itself: [`schedule`].
//! - Over random recurrence rules, beside python-dateutil: [`recurrence`].
//! - Over the examples of CommonMark, and a hundred thousand strings beside comrak: [`emphasis`].
//! - Over the crate as it would be published: [`package`].
//! - Over the default theme, in every mode and by the keyboard alone: [`appearance`].
//!
//! They need what `scripts/test` installs, and say so where it is missing.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, and reads the files it checks"
)]

mod appearance;
mod bad_input;
mod browser;
mod calendar_files;
mod document;
mod emphasis;
mod full_disk;
mod hosting;
mod http;
mod killed;
mod laws;
mod lighthouse;
mod links;
mod nu;
mod package;
mod preview;
mod process;
mod random;
mod recurrence;
mod reference;
mod schedule;
mod search;
mod serve;
mod types;
mod weight;
