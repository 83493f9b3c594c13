//! `at-night`: something begins between midnight and six, when nobody comes. More often than not 下午 was left out before
//! the time, which is then read in 24 hours.

use std::collections::HashSet;

use chrono::{NaiveDateTime, TimeDelta, Timelike};

use super::Inspection;
use crate::diagnostic::{AT_NIGHT, Diagnostic, Findings, Language, Place};
use crate::model::schedule::{Occurrence, Origin};
use crate::text;
use crate::time::When;

/// The first hour at which people come of their own accord.
const MORNING: u32 = 6;

pub fn run(inspection: Inspection<'_>) -> Findings {
    let mut seen: HashSet<&Place> = HashSet::new();
    let mut findings = Findings::new();
    for occurrence in &inspection.site.schedule.occurrences {
        let When::Minutes { start, end } = occurrence.when else { continue };
        let is_told = matches!(occurrence.origin, Origin::Page(_)) && !occurrence.is_cancelled();
        // Midnight is how a day as a whole is often written.
        if !is_told || start.hour() >= MORNING || start.time().num_seconds_from_midnight() == 0 || is_meant(occurrence)
        {
            continue;
        }
        // The dates of a series are written in one place: they are one finding.
        if seen.insert(&occurrence.place) {
            findings.push(finding(occurrence, start, end));
        }
    }
    findings
}

/// Whether somebody has thought of the night, and says so.
fn is_meant(occurrence: &Occurrence) -> bool {
    let texts = [Some(&occurrence.title), occurrence.part.as_ref(), occurrence.note.as_ref()];
    texts.into_iter().flatten().any(|text| ["夜", "凌晨", "通宵"].iter().any(|word| text.contains(word)))
}

fn finding(occurrence: &Occurrence, start: NaiveDateTime, end: Option<NaiveDateTime>) -> Diagnostic {
    let when = |language: Language| occurrence.when.text(language);
    let (zh, en) = (when(Language::Zh), when(Language::En));
    let half_day = TimeDelta::hours(12);
    // The end belongs to the afternoon as well if it is as early.
    let end = end.map(|end| if end.hour() < 12 && end - start < half_day { end + half_day } else { end });
    let afternoon = When::Minutes { start: start + half_day, end };
    let (hour, minute) = (start.hour(), start.minute());
    Diagnostic::new(&AT_NIGHT, &occurrence.place, text!("{zh} 是半夜", "{en} is in the middle of the night")).hint(
        text!(
            "是下午，就写“{start}”或“下午{hour}:{minute:02}”，读作 {noon}；真在半夜，就在备注里写明“夜间”",
            "for the afternoon write {start}, read as {noon_en}; if it is at night, say so in the note: 夜间",
            start = (start + half_day).format("%H:%M"),
            noon = afternoon.text(Language::Zh),
            noon_en = afternoon.text(Language::En)
        ),
    )
}
