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
    let mut out = head.trim_end_matches('}').as_bytes().to_vec();
    out.extend_from_slice(b",\"occurrences\":[\n");
    for (index, id) in site.schedule.ids().enumerate() {
        out.extend_from_slice(if index == 0 { b"" } else { b",\n" });
        serde_json::to_writer(&mut out, &query::exported_occurrence(site, id)).map_err(|_| Vec::new())?;
    }
    out.extend_from_slice(b"\n]}\n");
    Ok(Rendition::Text(out))
}
