//! What is looked at once the whole site is known: a table of checks, one file each.
//!
//! A check reads the site, the plan and what was seen in the files, and returns findings of its rule. Must not print, render or change anything.

mod at_night;
mod broken_link;
mod dead_address;
mod double_booking;
mod duplicate_id;
mod empty_site;
mod gov;
mod long_page;
mod missing_target;
mod no_base_url;
mod on_holiday;
mod outside_campaign;
mod personal_number;
mod rate_without_sample;
mod redirect_cycle;
mod registration_after_start;
mod selection_without_basis;
mod still_unknown;
mod unreached_town;

use rayon::prelude::*;

pub use dead_address::{Rendered, dead_addresses};

use crate::content::Sighting;
use crate::diagnostic::Findings;
use crate::model::Site;
use crate::outlet::Plan;

/// What a check may look at.
#[derive(Clone, Copy, Debug)]
pub struct Inspection<'a> {
    pub site: &'a Site,
    pub plan: &'a Plan,
    /// In any file of the site, published or not.
    pub sightings: &'a [Sighting],
}

/// Every check, in the order of the modules.
pub static CHECKS: &[fn(Inspection<'_>) -> Findings] = &[
    at_night::run,
    broken_link::run,
    double_booking::run,
    duplicate_id::run,
    empty_site::run,
    gov::run,
    long_page::run,
    missing_target::run,
    no_base_url::run,
    on_holiday::run,
    outside_campaign::run,
    personal_number::run,
    rate_without_sample::run,
    redirect_cycle::run,
    registration_after_start::run,
    selection_without_basis::run,
    still_unknown::run,
    unreached_town::run,
];

pub fn run(inspection: Inspection<'_>) -> Findings {
    CHECKS.par_iter().flat_map_iter(|check| check(inspection)).collect()
}
