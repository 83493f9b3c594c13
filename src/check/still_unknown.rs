//! `still-unknown`: the last day on which it could have been is over, and the time is still open.

use chrono::NaiveDate;

use super::Inspection;
use crate::diagnostic::{Diagnostic, Findings, STILL_UNKNOWN};
use crate::model::Site;
use crate::model::schedule::{Occurrence, Origin, period};
use crate::text;

pub fn run(inspection: Inspection<'_>) -> Findings {
    let site = inspection.site;
    let today = site.config.zone.civil(site.clock).date();
    let open = site.schedule.occurrences.iter().filter(|one| !one.is_precise() && !one.is_cancelled());
    open.filter_map(|occurrence| {
        let last = last_possible(site, occurrence).filter(|last| *last < today)?;
        let title = &occurrence.title;
        let finding = Diagnostic::new(
            &STILL_UNKNOWN,
            &occurrence.place,
            text!(
                "{title} 最晚 {last} 举办，已经过了，时间还没有写确切",
                "{title} was to be by {last}; its time is still open"
            ),
        );
        Some(finding.hint(text!(
            "办过了就写举办的日期；没有办就写 取消 或 延期待定 和原因",
            "write the date on which it was held, or its status: cancelled or postponed, with the reason"
        )))
    })
    .collect()
}

/// The end of the part of the month, else of the campaign.
fn last_possible(site: &Site, occurrence: &Occurrence) -> Option<NaiveDate> {
    let Origin::Page(page) = occurrence.origin else { return None };
    occurrence.when.last_day().or_else(|| period(site, page).map(|(_, last)| last))
}
