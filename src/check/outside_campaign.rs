//! `outside-campaign`: a date outside the period of its campaign.

use std::collections::HashSet;

use chrono::NaiveDate;

use super::Inspection;
use crate::diagnostic::{Diagnostic, Findings, OUTSIDE_CAMPAIGN, Place};
use crate::model::schedule::{Occurrence, Origin, period};
use crate::text;

pub fn run(inspection: Inspection<'_>) -> Findings {
    let site = inspection.site;
    let mut seen: HashSet<&Place> = HashSet::new();
    let mut findings = Findings::new();
    for occurrence in site.schedule.occurrences.iter().filter(|occurrence| !occurrence.is_cancelled()) {
        let Origin::Page(page) = occurrence.origin else { continue };
        let Some((starts, ends)) = period(site, page) else { continue };
        // The dates of a series are written in one place; the first of them is enough.
        if seen.contains(&occurrence.place) {
            continue;
        }
        let Some(day) = outside(occurrence, starts, ends) else { continue };
        seen.insert(&occurrence.place);
        let title = &occurrence.title;
        let campaign = occurrence.campaign.map(|id| site.section(id).title.as_str()).unwrap_or_default();
        findings.push(
            Diagnostic::new(
                &OUTSIDE_CAMPAIGN,
                &occurrence.place,
                text!(
                    "{title} {day} 不在“{campaign}”的期间（{starts} 到 {ends}）里",
                    "{title} on {day} lies outside the period of {campaign}, {starts} to {ends}"
                ),
            )
            .hint(text!(
                "核对年份和日期；行动延长了就改它的 ends",
                "check year and date, or extend the campaign's ends"
            )),
        );
    }
    findings
}

/// The day that lies outside. A month lies outside only as a whole: the day may still be found within.
fn outside(occurrence: &Occurrence, starts: NaiveDate, ends: NaiveDate) -> Option<NaiveDate> {
    let (first, last) = (occurrence.when.first_day()?, occurrence.when.last_day()?);
    if first > ends {
        Some(first)
    } else if last < starts {
        Some(last)
    } else if occurrence.is_precise() {
        Some(first).filter(|first| *first < starts).or(Some(last).filter(|last| *last > ends))
    } else {
        None
    }
}
