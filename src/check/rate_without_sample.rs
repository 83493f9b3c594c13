//! `rate-without-sample`: a rate that does not say how many were asked.

use super::Inspection;
use crate::diagnostic::{Diagnostic, Findings, RATE_WITHOUT_SAMPLE};
use crate::query::is_rate;
use crate::text;

pub fn run(inspection: Inspection<'_>) -> Findings {
    let sections = inspection.site.sections.iter().filter_map(|section| section.document.as_ref()?.section());
    let mut findings = Findings::new();
    for campaign in sections.filter_map(|section| section.campaign_table()) {
        for row in campaign.progress.iter().filter(|row| row.sample.is_none_or(|sample| sample == 0)) {
            let named = &row.target.value;
            let mut goals = campaign.targets.iter();
            let goal = goals.find(|goal| goal.id.value.as_str() == named || goal.name == *named);
            let Some(name) = goal.filter(|goal| is_rate(goal)).map(|goal| &goal.name) else { continue };
            findings.push(
                Diagnostic::new(
                    &RATE_WITHOUT_SAMPLE,
                    &row.target.place,
                    text!("“{name}”没有写样本数", "{name} does not say the size of its sample"),
                )
                .hint(text!("在“样本”一栏写问了多少人", "write in the column 样本 how many were asked")),
            );
        }
    }
    findings
}
