//! `on-holiday`: something is planned on a statutory holiday or a moved working day, and nothing says that this is meant.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::Inspection;
use crate::content::Status;
use crate::diagnostic::{Diagnostic, Findings, ON_HOLIDAY, Place};
use crate::model::Site;
use crate::model::schedule::{Kind, Occurrence, Origin, State};
use crate::text;
use crate::time::{Day, When};

pub fn run(inspection: Inspection<'_>) -> Findings {
    let site = inspection.site;
    // The dates of a series are written in one place: they are one finding.
    let mut found: Vec<(&Place, Vec<(NaiveDate, Day<'_>)>)> = Vec::new();
    let mut by_place: HashMap<&Place, usize> = HashMap::new();
    for occurrence in &site.schedule.occurrences {
        let Some(date) = day(occurrence) else { continue };
        let day = site.schedule.calendar.kind(date);
        if occurrence.state(site.clock) == State::Past || is_meant(site, occurrence, day) {
            continue;
        }
        let at = *by_place.entry(&occurrence.place).or_insert(found.len());
        match found.get_mut(at) {
            Some((_, days)) if days.iter().any(|(known, _)| *known == date) => {}
            Some((_, days)) => days.push((date, day)),
            None => found.push((&occurrence.place, vec![(date, day)])),
        }
    }
    found.iter().map(|(place, days)| finding(place, days)).collect()
}

/// The single day of what is held; spans such as a call for entries run over holidays as a matter of course.
fn day(occurrence: &Occurrence) -> Option<NaiveDate> {
    let held = !matches!(occurrence.status, Status::Cancelled | Status::Postponed)
        && matches!(occurrence.kind, Kind::Event | Kind::Tour | Kind::Competition);
    match occurrence.when {
        When::Minutes { start, .. } => Some(start.date()),
        When::Days { first, last } if first == last => Some(first),
        _ => None,
    }
    .filter(|_| held)
}

/// Whether the day is an ordinary one, or somebody has thought of it: by `on_holiday`, or by naming it.
fn is_meant(site: &Site, occurrence: &Occurrence, day: Day<'_>) -> bool {
    let word = match day {
        Day::Working | Day::Weekend => return true,
        Day::Holiday(name) => name.trim_end_matches('节'),
        Day::AdjustedWorkday => "调休",
    };
    let Origin::Page(page) = occurrence.origin else { return true };
    let event = site.page(page).document.page().and_then(|front| front.event.as_deref());
    let texts = [Some(&occurrence.title), occurrence.part.as_ref(), occurrence.note.as_ref()];
    let is_named = !word.is_empty() && texts.into_iter().flatten().any(|text| text.contains(word));
    event.is_some_and(|event| event.on_holiday.is_some()) || is_named
}

fn finding(place: &Place, days: &[(NaiveDate, Day<'_>)]) -> Diagnostic {
    let list = |named: fn(Day<'_>) -> String, mark: &str| {
        days.iter().map(|(date, day)| format!("{date}{}", named(*day))).collect::<Vec<_>>().join(mark)
    };
    let zh = list(
        |day| match day {
            Day::Holiday(name) if !name.is_empty() => format!("（{name}）"),
            Day::AdjustedWorkday => "（调休上班）".to_owned(),
            _ => "（放假）".to_owned(),
        },
        "、",
    );
    let en = list(
        |day| if day == Day::AdjustedWorkday { " (moved working day)".to_owned() } else { " (holiday)".to_owned() },
        ", ",
    );
    Diagnostic::new(
        &ON_HOLIDAY,
        place,
        text!("排在放假或调休的日子：{zh}", "planned on a holiday or a moved working day: {en}"),
    )
    .hint(text!(
        "照常办就写 on_holiday = \"keep\"，停办写 \"skip\"，顺延写 \"shift\"；表格里的一行在备注里写明节日或调休",
        "say on_holiday = \"keep\", \"skip\" or \"shift\"; of a row, name the day in its note"
    ))
}
