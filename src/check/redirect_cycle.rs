//! `redirect-cycle`: redirects that lead back to where they began.

use std::collections::HashMap;

use super::Inspection;
use crate::diagnostic::{Diagnostic, Findings, REDIRECT_CYCLE};
use crate::model::Redirect;
use crate::text;

pub fn run(inspection: Inspection<'_>) -> Findings {
    let redirects: HashMap<&str, &Redirect> =
        inspection.site.redirects.iter().map(|redirect| (redirect.from.as_str(), redirect)).collect();
    let mut findings = Findings::new();
    for redirect in &inspection.site.redirects {
        let mut at = redirect;
        let mut path = vec![redirect.from.as_str()];
        while let Some(next) = redirects.get(at.to.as_str()) {
            if path.contains(&next.from.as_str()) {
                // Reported once for each cycle, at its first address.
                if next.from == redirect.from && path.iter().min() == Some(&redirect.from.as_str()) {
                    path.push(next.from.as_str());
                    let round = path.join(" → ");
                    findings.push(
                        Diagnostic::new(
                            &REDIRECT_CYCLE,
                            &redirect.place,
                            text!("转向绕成了圈：{round}", "the redirects go round: {round}"),
                        )
                        .hint(text!(
                            "删掉其中一个 aliases 或 redirect_to",
                            "remove one of these aliases or redirect_to"
                        )),
                    );
                }
                break;
            }
            path.push(next.from.as_str());
            at = next;
        }
    }
    findings
}
