//! Calendar files, as far as pages must know of them: which there are, where they lie, and what they hold when.

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};

use super::{Directory, Topic, has_calendar};
use crate::content::Status;
use crate::model::address::Address;
use crate::model::schedule::{ASSUMED_LENGTH, Occurrence, OccurrenceId, Origin};
use crate::model::{PageId, SectionId, Site};
use crate::record::Moment;
use crate::time::{Edge, When};

/// How long calendar files keep after its date what was cancelled or postponed: long enough for every device that asks
/// now and then to show it, and short enough not to fill calendars with what never was.
pub const CANCELLED_STAYS: TimeDelta = TimeDelta::days(7);

/// Whether the site has calendar files at all: it knows its own address, the outlet is on, and a page has a schedule.
pub fn has_calendar_files(site: &Site) -> bool {
    site.config.base_url.is_some()
        && site.config.has_outlet("calendar_files")
        && (0..site.pages.len()).any(|page| has_schedule(site, PageId(page)))
}

/// Whether a page is an event, a tour, a competition or a selection.
fn has_schedule(site: &Site, id: PageId) -> bool {
    let front = site.page(id).document.page();
    front.is_some_and(|front| {
        front.event.is_some() || front.tour.is_some() || front.competition.is_some() || front.selection.is_some()
    })
}

/// The file to which one subscribes for a topic. It is there as long as the topic's page is, also while there is
/// nothing to come: an address to which people have subscribed must go on answering.
pub fn topic_file(site: &Site, topic: Topic) -> Option<Address> {
    let has_page = match topic {
        Topic::Everything | Topic::Campaign(_) => true,
        Topic::Kind(_) => has_calendar(site),
        Topic::Area(_) => site.config.has_outlet(Directory::Areas.name()),
        Topic::Venue(_) => site.config.has_outlet(Directory::Venues.name()),
        Topic::Person(_) => site.config.has_outlet(Directory::People.name()),
        Topic::Audience(_) => site.config.has_outlet(Directory::Audiences.name()),
    };
    let folder = match topic {
        Topic::Everything => Address::home(),
        _ => topic.address(site),
    };
    (has_page && has_calendar_files(site)).then(|| folder.file("calendar.ics"))
}

/// The file of a page with a schedule.
pub fn page_file(site: &Site, id: PageId) -> Option<Address> {
    (has_schedule(site, id) && has_calendar_files(site)).then(|| site.page(id).address.file("event.ics"))
}

/// The file of a section: a campaign's, and on the home page that of everything.
pub fn section_file(site: &Site, id: SectionId) -> Option<Address> {
    match id {
        SectionId::HOME => topic_file(site, Topic::Everything),
        _ if super::section_kind(site, id) == "campaign" => topic_file(site, Topic::Campaign(id)),
        _ => None,
    }
}

/// Whether calendar files hold an occurrence at the site's clock: what residents can go to and whose day is known, of this
/// year, the year before and all that come.
pub fn is_in_calendars(site: &Site, id: OccurrenceId) -> bool {
    leaves_calendar(site, site.schedule.get(id)).is_some_and(|at| site.clock < at)
}

/// The time under which calendars show an occurrence; none while it is not known to the day. What was cancelled or
/// postponed stands where people have it: at the time that was told.
pub fn calendar_when(occurrence: &Occurrence) -> Option<When> {
    let is_precise = |when: &When| matches!(when, When::Minutes { .. } | When::Days { .. });
    let told = || match occurrence.status {
        Status::Cancelled | Status::Postponed => occurrence.was.as_ref()?.when,
        _ => None,
    };
    Some(occurrence.when).filter(is_precise).or_else(|| told().filter(is_precise))
}

/// The instant from which on calendar files no longer hold an occurrence; none for what they never hold.
pub fn leaves_calendar(site: &Site, occurrence: &Occurrence) -> Option<DateTime<Utc>> {
    if !matches!(occurrence.origin, Origin::Page(_)) {
        return None;
    }
    let zone = site.config.zone;
    let when = calendar_when(occurrence)?;
    match occurrence.status {
        Status::Cancelled | Status::Postponed => {
            let (begins, ends) = when.instants(zone)?;
            ends.unwrap_or(begins + ASSUMED_LENGTH).checked_add_signed(CANCELLED_STAYS)
        }
        _ => {
            let new_year = NaiveDate::from_ymd_opt(when.last_day()?.year() + 2, 1, 1)?;
            Some(zone.instant(Moment::Date(new_year), Edge::Start))
        }
    }
}
