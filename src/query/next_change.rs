//! When the site would next look different, if nobody edited it.

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, Utc};

use super::{has_calendar, has_calendar_files, leaves_calendar};
use super::{next_day_of_notice, timeline_days};
use crate::content::{Campaign, Front};
use crate::model::{Hidden, Site};
use crate::record::Moment;
use crate::time::{Edge, Zone, state};

/// The next instant after the site's clock at which its files would differ: something begins, is today, is over or
/// leaves the calendar files; a registration opens or closes; a phase begins or ends; a page appears or disappears; a
/// venue with known hours opens or closes, or has another day; a month of the calendar begins.
pub fn next_change(site: &Site) -> Option<DateTime<Utc>> {
    let zone = site.config.zone;
    let today = zone.civil(site.clock).date();
    let mut instants: Vec<DateTime<Utc>> = Vec::new();
    for hidden in site.hidden.values() {
        if let Hidden::NotYet(at) = hidden {
            instants.push(*at);
        }
    }
    let documents = site
        .pages
        .iter()
        .map(|page| &page.document)
        .chain(site.sections.iter().filter_map(|section| section.document.as_ref()));
    for document in documents {
        let expire = match &document.front {
            Front::Page(front) => front.expire,
            Front::Section(front) => {
                // Its timeline says where today is.
                let is_on = |campaign: &Campaign| {
                    timeline_days(campaign).is_some_and(|(first, last)| first <= today && today <= last)
                };
                if front.campaign_table().is_some_and(is_on) {
                    instants.extend(today.succ_opt().map(|tomorrow| midnight(zone, tomorrow)));
                }
                for phase in front.campaign_table().into_iter().flat_map(|campaign| &campaign.phases) {
                    instants.push(midnight(zone, phase.starts));
                    instants.push(zone.instant(Moment::Date(phase.ends.value), Edge::End));
                }
                front.expire
            }
        };
        instants.extend(expire.map(|at| zone.instant(at, Edge::End)));
    }
    let has_files = has_calendar_files(site);
    for occurrence in &site.schedule.occurrences {
        instants.extend(occurrence.begins);
        instants.extend(occurrence.ends);
        if has_files {
            instants.extend(leaves_calendar(site, occurrence));
        }
        // It is said to be this week from Monday on, and today from midnight on.
        if let Some(day) = occurrence.when.first_day().filter(|_| occurrence.is_precise()) {
            instants.push(midnight(zone, day));
            let monday = day.checked_sub_days(Days::new(day.weekday().num_days_from_monday().into()));
            instants.extend(monday.map(|monday| midnight(zone, monday)));
        }
        instants.extend(next_day_of_notice(site, occurrence).map(|day| midnight(zone, day)));
        if let Some(registration) = &occurrence.registration {
            instants.extend(registration.opens.map(|opens| zone.instant(opens, Edge::Start)));
            instants.extend(registration.closes.as_ref().map(|closes| zone.instant(closes.value, Edge::End)));
        }
    }
    let now = zone.civil(site.clock);
    for venue in &site.data.venues.rows {
        let Some(hours) = &venue.hours else { continue };
        let exceptions = venue.exceptions.as_ref().map(|exceptions| &exceptions.value);
        let turns = state(&hours.value, exceptions, &site.schedule.calendar, now).turns();
        instants.extend(turns.map(|at| zone.instant(Moment::Civil(at), Edge::Start)));
        instants.extend(now.date().succ_opt().map(|tomorrow| midnight(zone, tomorrow)));
    }
    // The calendar reaches at least to the month of the clock.
    let next_month = now.date().with_day(1).and_then(|first| first.checked_add_months(Months::new(1)));
    instants.extend(next_month.filter(|_| has_calendar(site)).map(|first| midnight(zone, first)));
    instants.into_iter().filter(|instant| *instant > site.clock).min()
}

fn midnight(zone: Zone, day: NaiveDate) -> DateTime<Utc> {
    zone.instant(Moment::Date(day), Edge::Start)
}
