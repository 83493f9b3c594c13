//! What is looked at once the whole site is known: a table of checks, one file each.
//!
//! A check reads the site and the plan and returns findings of its rule. Must not print, render or change anything.

mod broken_link;
mod dead_address;
mod duplicate_id;
mod empty_site;
mod missing_target;
mod no_base_url;
mod redirect_cycle;

pub use dead_address::{Rendered, dead_addresses};

use crate::diagnostic::Findings;
use crate::model::Site;
use crate::outlet::Plan;

/// What a check may look at.
#[derive(Clone, Copy, Debug)]
pub struct Inspection<'a> {
    pub site: &'a Site,
    pub plan: &'a Plan,
}

/// Every check, in the order of the modules.
pub static CHECKS: &[fn(Inspection<'_>) -> Findings] =
    &[broken_link::run, duplicate_id::run, empty_site::run, missing_target::run, no_base_url::run, redirect_cycle::run];

pub fn run(inspection: Inspection<'_>) -> Findings {
    CHECKS.iter().flat_map(|check| check(inspection)).collect()
}
