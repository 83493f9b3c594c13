//! `double-booking`: one venue, speaker or troupe with two things at the same minutes.

use std::collections::{HashMap, HashSet};

use chrono::{NaiveDateTime, TimeDelta};

use super::Inspection;
use crate::content::Status;
use crate::diagnostic::{DOUBLE_BOOKING, Diagnostic, Findings, Place};
use crate::model::Site;
use crate::model::schedule::{Occurrence, Origin};
use crate::text;
use crate::time::When;

/// Who or what can be in one place only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Subject<'a> {
    Venue(&'a str),
    Speaker(&'a str),
    Troupe(&'a str),
}

/// One thing that a subject is booked for.
#[derive(Clone, Copy)]
struct Booking<'a> {
    start: NaiveDateTime,
    end: NaiveDateTime,
    occurrence: &'a Occurrence,
}

/// Of what lasts longer nobody knows the hours.
const LONGEST: TimeDelta = TimeDelta::days(1);

/// How far before a booking another one that is still on can have begun; a day more than the longest, since where clocks are
/// set back the civil times are not quite in the order of the instants.
const LOOK_BACK: TimeDelta = TimeDelta::days(2);

pub fn run(inspection: Inspection<'_>) -> Findings {
    let site = inspection.site;
    let mut booked: HashMap<Subject<'_>, Vec<Booking<'_>>> = HashMap::new();
    for occurrence in &site.schedule.occurrences {
        let Some((start, end)) = minutes(occurrence) else { continue };
        let location = occurrence.location.venue.as_deref().map(Subject::Venue);
        let speakers = occurrence.speakers.iter().map(|speaker| Subject::Speaker(speaker));
        let troupes =
            occurrence.team.as_deref().into_iter().flat_map(|team| team.split(['、', '，', ','])).map(str::trim);
        let troupes = troupes.filter(|team| !team.is_empty()).map(Subject::Troupe);
        for subject in location.into_iter().chain(speakers).chain(troupes) {
            booked.entry(subject).or_default().push(Booking { start, end, occurrence });
        }
    }
    let mut subjects: Vec<_> = booked.into_iter().collect();
    subjects.sort_unstable_by_key(|(subject, _)| *subject);
    subjects.iter().flat_map(|(subject, bookings)| clashes(site, *subject, bookings)).collect()
}

/// The minutes that an occurrence takes for certain.
fn minutes(occurrence: &Occurrence) -> Option<(NaiveDateTime, NaiveDateTime)> {
    let told = !matches!(occurrence.status, Status::Cancelled | Status::Postponed);
    match occurrence.when {
        When::Minutes { start, end } if told && matches!(occurrence.origin, Origin::Page(_)) => {
            let end = end.unwrap_or(start + TimeDelta::minutes(1));
            (end - start <= LONGEST).then_some((start, end))
        }
        _ => None,
    }
}

/// One finding for each pair of places where the two were written, however often they clash.
fn clashes(site: &Site, subject: Subject<'_>, bookings: &[Booking<'_>]) -> Findings {
    let mut seen: HashSet<(&Place, &Place)> = HashSet::new();
    let mut findings = Findings::new();
    let mut first = 0;
    // Occurrences stand in the order of their begin, so that none before the first can still be on.
    for (index, later) in bookings.iter().enumerate() {
        first += bookings[first..index].iter().take_while(|earlier| earlier.start + LOOK_BACK < later.start).count();
        for earlier in bookings[first..index].iter().filter(|earlier| later.start < earlier.end) {
            let (first, second) = (earlier.occurrence, later.occurrence);
            // A house may hold several sessions of one event, each in a room of its own.
            if matches!(subject, Subject::Venue(_)) && first.origin == second.origin {
                continue;
            }
            if !seen.insert((&first.place, &second.place)) {
                continue;
            }
            findings.push(clash(site, subject, earlier, later));
        }
    }
    findings
}

fn clash(site: &Site, subject: Subject<'_>, earlier: &Booking<'_>, later: &Booking<'_>) -> Diagnostic {
    let data = &site.data;
    let (one, other) = (&earlier.occurrence.title, &later.occurrence.title);
    let time = later.start.format("%Y-%m-%d %H:%M");
    let message = match subject {
        Subject::Venue(id) => {
            let name = data.venues.get(id).map_or(id, |venue| &venue.name);
            text!("{name} {time} 同时有两场：{one}、{other}", "{name} holds two things at {time}: {one} and {other}")
        }
        Subject::Speaker(id) => {
            let name = data.people.get(id).map_or(id, |person| &person.name);
            text!("{name} {time} 同时有两场：{one}、{other}", "{name} speaks twice at {time}: {one} and {other}")
        }
        Subject::Troupe(name) => {
            text!("{name} {time} 同时有两场：{one}、{other}", "{name} performs twice at {time}: {one} and {other}")
        }
    };
    Diagnostic::new(&DOUBLE_BOOKING, &later.occurrence.place, message)
        .related(&earlier.occurrence.place, text!("另一场写在这里", "the other one stands here"))
        .hint(text!(
            "改一场的时间、地点或人员；不办的那一场写明取消",
            "change the time, place or people of one, or mark as cancelled the one that is off"
        ))
}
