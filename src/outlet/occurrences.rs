//! `data/occurrences.json`: the whole schedule for other programs, an occurrence to a line. A site without a schedule
//! has none.

use super::{Outlet, Render, Rendition, Subject, Switch, Target};
use crate::diagnostic::{Findings, Place};
use crate::model::Site;
use crate::model::address::Address;
use crate::query;
use crate::theme::Theme;

pub const OUTLET: Outlet = Outlet { name: "occurrences", plan, render, switch: Switch::Optional };

fn plan(site: &Site, _: &Theme, targets: &mut Vec<Target>) {
    if !site.schedule.occurrences.is_empty() {
        targets.push(Target {
            address: Address::home().page("data").file("occurrences.json"),
            outlet: &OUTLET,
            subject: Subject::Site,
            place: Place::site(),
        });
    }
}

fn render(render: &Render<'_>, _: &Target) -> Result<Rendition, Findings> {
    let site = &render.views.site;
    // Writing into memory cannot fail, nor can any of the keys.
    let head = serde_json::to_string(&query::export_head(site)).map_err(|_| Vec::new())?;
    let occurrences: Result<Vec<String>, _> =
        site.schedule.ids().map(|id| serde_json::to_string(&query::exported_occurrence(site, id))).collect();
    let occurrences = occurrences.map_err(|_| Vec::new())?.join(",\n");
    let head = head.trim_end_matches('}');
    Ok(Rendition::Text(format!("{head},\"occurrences\":[\n{occurrences}\n]}}\n").into_bytes()))
}
