//! `registration-after-start`: one may still register when it has begun.

use super::Inspection;
use crate::content::{PageFront, Registration, Round, RoundKind, StageKind};
use crate::diagnostic::{Diagnostic, Findings, REGISTRATION_AFTER_START};
use crate::model::{PageId, Site};
use crate::record::{Moment, Placed};
use crate::text;
use crate::time::{Edge, Zone};

pub fn run(inspection: Inspection<'_>) -> Findings {
    let site = inspection.site;
    let zone = site.config.zone;
    let mut findings = Findings::new();
    for (index, page) in site.pages.iter().enumerate() {
        let Some(front) = page.document.page() else { continue };
        let Some(start) = start(site, PageId(index), front) else { continue };
        for closes in closings(front).filter(|closes| is_after(zone, closes.value, start)) {
            let (closing, start) = (written(zone, closes.value), written(zone, start));
            findings.push(
                Diagnostic::new(
                    &REGISTRATION_AFTER_START,
                    &closes.place,
                    text!(
                        "报名到 {closing} 才截止，{start} 就开始了",
                        "registration closes on {closing}, after the start on {start}"
                    ),
                )
                .hint(text!("核对报名截止和开始的日期", "check both dates")),
            );
        }
    }
    findings
}

/// When it is too late to register. For a series and a tour that is the last date: one may join later ones.
fn start(site: &Site, id: PageId, front: &PageFront) -> Option<Moment> {
    if let Some(competition) = &front.competition {
        let is_contest = |round: &&Round| matches!(round.kind, None | Some(RoundKind::Round | RoundKind::Final));
        let mut rounds = competition.rounds.iter().filter(is_contest);
        let first = rounds.next()?;
        // Heats of one round, such as 初赛（东片）: one may still register for the last of them.
        let heats = rounds.take_while(|round| round.stem() == first.stem());
        return std::iter::once(first).chain(heats).last()?.start.as_ref().map(|start| start.value);
    }
    if let Some(selection) = &front.selection {
        let stage = selection.stages.iter().find(|stage| stage.kind != StageKind::Call)?;
        return stage.start.as_ref().map(|start| start.value);
    }
    let ids = site.schedule.of_page(id).iter().rev();
    let mut held = ids.map(|id| site.schedule.get(*id)).filter(|one| one.is_precise() && !one.is_cancelled());
    held.next().and_then(|occurrence| occurrence.when.begin())
}

fn closings(front: &PageFront) -> impl Iterator<Item = &Placed<Moment>> {
    let registrations: [Option<&Registration>; 4] = [
        front.event.as_deref().and_then(|event| event.registration.as_ref()),
        front.tour.as_deref().and_then(|tour| tour.registration.as_ref()),
        front.competition.as_deref().and_then(|competition| competition.registration.as_ref()),
        front.selection.as_deref().and_then(|selection| selection.registration.as_ref()),
    ];
    let rounds = front.competition.iter().flat_map(|competition| &competition.rounds);
    let rounds =
        rounds.filter(|round| round.kind == Some(RoundKind::Registration)).filter_map(|round| round.end.as_ref());
    let calls = front.selection.iter().flat_map(|selection| &selection.stages);
    let calls = calls.filter(|stage| stage.kind == StageKind::Call).filter_map(|stage| stage.end.as_ref());
    registrations
        .into_iter()
        .flatten()
        .filter_map(|registration| registration.closes.as_ref())
        .chain(rounds)
        .chain(calls)
}

/// Where one of the two is a day, days are compared: on the day itself one registers at the door.
fn is_after(zone: Zone, closes: Moment, start: Moment) -> bool {
    let [closes_at, starts_at] = [closes, start].map(|moment| zone.civil(zone.instant(moment, Edge::Start)));
    match (closes, start) {
        (Moment::Date(_), _) | (_, Moment::Date(_)) => closes_at.date() > starts_at.date(),
        _ => closes_at > starts_at,
    }
}

fn written(zone: Zone, moment: Moment) -> String {
    let civil = zone.civil(zone.instant(moment, Edge::Start));
    let pattern = if matches!(moment, Moment::Date(_)) { "%Y-%m-%d" } else { "%Y-%m-%d %H:%M" };
    civil.format(pattern).to_string()
}
