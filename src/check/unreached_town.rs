//! `unreached-town`: towns that a tour never comes to.

use std::collections::HashSet;

use super::Inspection;
use crate::content::PageFront;
use crate::diagnostic::{Diagnostic, Findings, Place, UNREACHED_TOWN};
use crate::model::data::Area;
use crate::model::{Data, PageId};
use crate::record::Id;
use crate::text;

/// A tour of fewer stops is not meant for every town.
const FEWEST_STOPS: usize = 8;

pub fn run(inspection: Inspection<'_>) -> Findings {
    let site = inspection.site;
    let mut findings = Findings::new();
    let towns: Vec<&Area> = towns(&site.data).collect();
    for (index, page) in site.pages.iter().enumerate() {
        let Some(front) = page.document.page().filter(|front| front.tour.is_some()) else { continue };
        let stops = site.schedule.of_page(PageId(index)).iter().map(|id| site.schedule.get(*id));
        let stops: Vec<_> = stops.filter(|stop| !stop.is_cancelled()).collect();
        let areas = stops.iter().filter_map(|stop| stop.location.area.as_deref());
        // A dozen of them are sooner looked through than hashed.
        let mut reached: Vec<&str> = areas.filter_map(|area| town(&site.data, area)).collect();
        reached.sort_unstable();
        reached.dedup();
        if stops.len() < FEWEST_STOPS || reached.is_empty() {
            continue;
        }
        let meant = meant(&site.data, front);
        let is_meant = |town: &&&Area| meant.as_ref().is_none_or(|meant| meant.contains(town.id.value.as_str()));
        let missed = towns.iter().filter(is_meant).filter(|town| !reached.contains(&town.id.value.as_str()));
        let missed: Vec<&str> = missed.map(|town| town.name.as_str()).collect();
        if missed.is_empty() {
            continue;
        }
        let (zh, en) = (missed.join("、"), missed.join(", "));
        findings.push(
            Diagnostic::new(
                &UNREACHED_TOWN,
                Place::file(page.document.path.clone()),
                text!("这次巡演巡讲没有到：{zh}", "the tour never comes to {en}"),
            )
            .hint(text!(
                "只面向部分乡镇时，在文件头写 areas = [那几个乡镇的编号]",
                "a tour for some towns only says so with areas = [their identifiers]"
            )),
        );
    }
    findings
}

/// The children of the areas that have none above them.
fn towns(data: &Data) -> impl Iterator<Item = &Area> {
    data.areas.rows.iter().filter(|area| parent(data, area).is_some_and(|top| top.parent.is_none()))
}

fn parent<'a>(data: &'a Data, area: &Area) -> Option<&'a Area> {
    data.areas.get(area.parent.as_ref()?.value.as_str())
}

/// The town that an area is or lies in.
fn town<'a>(data: &'a Data, area: &str) -> Option<&'a str> {
    data.lineage(area)?.path.get(1).map(Id::as_str)
}

/// The towns that a tour is for; nothing for all, if the page names no areas, or the one above all.
fn meant<'a>(data: &'a Data, front: &PageFront) -> Option<HashSet<&'a str>> {
    let is_top = |area: &str| data.areas.get(area).is_some_and(|area| area.parent.is_none());
    let named = front.areas.iter().map(|area| area.value.as_str());
    if front.areas.is_empty() || named.clone().any(is_top) {
        return None;
    }
    Some(named.filter_map(|area| town(data, area)).collect())
}
