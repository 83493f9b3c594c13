//! Structured data of schema.org for search engines: what the schedule of a page says, as JSON-LD in the page.
//!
//! An event that happens once is an `Event`; what has several dates is an `EventSeries` of them. The stages of a selection
//! are nothing that one goes to, nor are the registration and the results of a competition: they are no events there.

use serde::Serialize;

use super::{area_name, area_path, occurrence_path, public_address, rounded, with_offset};
use crate::content::{PageFront, RoundKind, Status};
use crate::model::data::Venue;
use crate::model::datum::{Datum, Position};
use crate::model::schedule::{Location, Occurrence, OccurrenceId, State};
use crate::model::{PageId, Site};
use crate::record::Moment;
use crate::time::When;

/// The nearest dates of a series that are not past, and the latest that are: a page is read on slow phones, and search
/// engines show what comes next. The whole schedule stands in `data/occurrences.json`.
const COMING: usize = 30;
const PAST: usize = 3;

/// `Event` or `EventSeries`. Absent properties are left out.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "the names of schema.org")]
struct Event<'a> {
    #[serde(rename = "@context", skip_serializing_if = "Option::is_none")]
    context: Option<&'static str>,
    #[serde(rename = "@type")]
    kind: &'static str,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    url: String,
    start_date: Moment,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_date: Option<Moment>,
    #[serde(skip_serializing_if = "Option::is_none")]
    previous_start_date: Option<Moment>,
    event_status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    event_attendance_mode: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<Place<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    organizer: Vec<Named<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    performer: Vec<Named<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    is_accessible_for_free: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    offers: Option<Offer>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    audience: Vec<Audience<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    maximum_attendee_capacity: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    remaining_attendee_capacity: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    in_language: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    super_event: Option<Named<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    sub_event: Vec<Event<'a>>,
}

/// Something of which the name is enough.
#[derive(Debug, Serialize)]
struct Named<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

#[derive(Debug, Serialize)]
struct Place<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    name: &'a str,
    address: PostalAddress<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    geo: Option<GeoCoordinates>,
    #[serde(skip_serializing_if = "Option::is_none")]
    telephone: Option<&'a str>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct PostalAddress<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    address_locality: Option<&'a str>,
    street_address: &'a str,
}

/// In WGS-84.
#[derive(Debug, Serialize)]
struct GeoCoordinates {
    #[serde(rename = "@type")]
    kind: &'static str,
    latitude: f64,
    longitude: f64,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Offer {
    #[serde(rename = "@type")]
    kind: &'static str,
    price: String,
    price_currency: &'static str,
    url: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Audience<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    audience_type: &'a str,
}

/// The schedule of a page as JSON, fit to stand in a script element; nothing without `base_url`, or where no date of it is
/// known to the day.
pub fn json_ld(site: &Site, id: PageId) -> Option<String> {
    site.config.base_url.as_ref()?;
    script(&of_page(site, id)?)
}

/// JSON that is fit to stand in a script element: `<` is all that could end the element or begin a comment in it (HTML
/// standard, 4.12.1.3).
pub(super) fn script(value: &impl Serialize) -> Option<String> {
    let json = serde_json::to_string(value).ok()?;
    Some(if json.contains('<') { json.replace('<', "\\u003c") } else { json })
}

fn of_page(site: &Site, id: PageId) -> Option<Event<'_>> {
    let page = site.page(id);
    let front = page.document.page()?;
    let (fee, registration) = match (&front.event, &front.tour, &front.competition) {
        (Some(event), ..) => (event.fee.as_deref(), event.registration.as_ref()),
        (_, Some(tour), _) => (tour.fee.as_deref(), tour.registration.as_ref()),
        (.., Some(competition)) => (competition.fee.as_deref(), competition.registration.as_ref()),
        _ => return None,
    };
    let ids: Vec<OccurrenceId> =
        site.schedule.of_page(id).iter().copied().filter(|&id| is_attended(front, site.schedule.get(id))).collect();
    let url = public_address(site, page.address.as_str());
    let whole = match (&front.event, ids.as_slice()) {
        (Some(_), &[only]) => {
            let only = site.schedule.get(only);
            of_occurrence(site, only, told(only)?)?
        }
        _ => series(site, &ids, &page.title, &url)?,
    };
    Some(Event {
        context: Some("https://schema.org"),
        name: page.title.clone(),
        description: front.description.as_deref(),
        organizer: organizers(site, front),
        is_accessible_for_free: fee.filter(|fee| is_free(fee)).map(|_| true),
        offers: fee.and_then(price).map(|price| Offer {
            kind: "Offer",
            price,
            price_currency: "CNY",
            url: url.clone(),
        }),
        audience: front.audience.iter().map(|name| Audience { kind: "Audience", audience_type: name }).collect(),
        maximum_attendee_capacity: registration.and_then(|registration| registration.capacity),
        in_language: Some(&site.config.language),
        super_event: page.campaign.map(|campaign| {
            let section = site.section(campaign);
            let url = public_address(site, section.address.as_str());
            Named { kind: "EventSeries", name: &section.title, url: Some(url) }
        }),
        url,
        ..whole
    })
}

/// Whether it is something that one goes to.
fn is_attended(front: &PageFront, occurrence: &Occurrence) -> bool {
    let Some(competition) = &front.competition else { return front.selection.is_none() };
    let round = competition.rounds.iter().find(|round| Some(round.name.as_str()) == occurrence.part.as_deref());
    !matches!(round.and_then(|round| round.kind), Some(RoundKind::Registration | RoundKind::Results))
}

/// Several dates under one name.
fn series<'a>(site: &'a Site, ids: &[OccurrenceId], name: &str, url: &str) -> Option<Event<'a>> {
    let told = |&id| {
        let occurrence = site.schedule.get(id);
        Some((occurrence, told(occurrence)?))
    };
    let all: Vec<(&Occurrence, Told)> = ids.iter().filter_map(told).collect();
    let day = |moment: Moment| Moment::Date(moment.civil().date());
    let end = |when: When| when.end().or_else(|| when.begin());
    let first = all.iter().filter_map(|(_, told)| told.when.begin()).min_by_key(|start| start.civil())?;
    let last = all.iter().filter_map(|(_, told)| end(told.when)).max_by_key(|end| end.civil())?;
    let event_status = if all.iter().all(|(occurrence, _)| occurrence.is_cancelled()) { CANCELLED } else { SCHEDULED };
    let location = common_location(site, all.iter().map(|(occurrence, _)| &occurrence.location));
    let (past, mut coming): (Vec<_>, Vec<_>) =
        all.into_iter().partition(|(occurrence, _)| occurrence.state(site.clock) == State::Past);
    coming.truncate(COMING);
    let shown = past.into_iter().rev().take(PAST).rev().chain(coming);
    Some(Event {
        kind: "EventSeries",
        start_date: day(first),
        end_date: Some(day(last)),
        event_status,
        event_attendance_mode: location.as_ref().map(|_| OFFLINE),
        location,
        sub_event: shown.filter_map(|(one, told)| Some(in_series(of_occurrence(site, one, told)?))).collect(),
        ..plain("EventSeries", name.to_owned(), url.to_owned(), first)
    })
}

/// One of many dates: its place is told by name and address. The coordinates of thirty villages pack badly, and are asked for
/// nowhere; they stand in `data/occurrences.json`.
fn in_series(mut event: Event<'_>) -> Event<'_> {
    if let Some(location) = &mut event.location {
        location.geo = None;
    }
    event
}

const SCHEDULED: &str = "https://schema.org/EventScheduled";
const CANCELLED: &str = "https://schema.org/EventCancelled";
const POSTPONED: &str = "https://schema.org/EventPostponed";
const RESCHEDULED: &str = "https://schema.org/EventRescheduled";
const OFFLINE: &str = "https://schema.org/OfflineEventAttendanceMode";

/// What residents were told of a date.
struct Told {
    /// Precise.
    when: When,
    status: &'static str,
    /// When it was before.
    previous: Option<Moment>,
}

/// Nothing where the day is not known. A postponed event keeps the date that was told, by which it is known until there is a
/// new one.
fn told(occurrence: &Occurrence) -> Option<Told> {
    let precise = |when: &When| matches!(when, When::Minutes { .. } | When::Days { .. });
    let former = occurrence.was.as_ref().and_then(|was| was.when).filter(precise);
    let when = Some(occurrence.when).filter(precise);
    let (when, status, previous) = match occurrence.status {
        Status::Postponed => (former.or(when)?, POSTPONED, None),
        Status::Rescheduled => (when?, RESCHEDULED, former.and_then(|former| former.begin())),
        Status::Cancelled => (when.or(former)?, CANCELLED, None),
        Status::Scheduled | Status::Moved | Status::Full => (when?, SCHEDULED, None),
    };
    Some(Told { when, status, previous })
}

/// One date.
fn of_occurrence<'a>(site: &'a Site, occurrence: &'a Occurrence, told: Told) -> Option<Event<'a>> {
    let Told { when, status: event_status, previous } = told;
    let name = match &occurrence.part {
        Some(part) => format!("{} · {part}", occurrence.title),
        None => occurrence.title.to_string(),
    };
    let person = |id: &std::sync::Arc<str>| {
        let person = site.data.people.get(id)?;
        Some(Named { kind: "Person", name: person.name.as_str(), url: None })
    };
    let team = occurrence.team.as_deref().map(|name| Named { kind: "PerformingGroup", name, url: None });
    let location = place(site, &occurrence.location);
    Some(Event {
        end_date: when.end().map(|end| with_offset(site, end)),
        previous_start_date: previous.map(|start| with_offset(site, start)),
        event_status,
        event_attendance_mode: location.as_ref().map(|_| OFFLINE),
        location,
        performer: occurrence.speakers.iter().filter_map(person).chain(team).collect(),
        remaining_attendee_capacity: (occurrence.status == Status::Full).then_some(0),
        ..plain(
            "Event",
            name,
            public_address(site, &occurrence_path(site, occurrence)),
            with_offset(site, when.begin()?),
        )
    })
}

/// An event of which nothing is said but what must be.
fn plain<'a>(kind: &'static str, name: String, url: String, start_date: Moment) -> Event<'a> {
    Event {
        context: None,
        kind,
        name,
        description: None,
        url,
        start_date,
        end_date: None,
        previous_start_date: None,
        event_status: SCHEDULED,
        event_attendance_mode: None,
        location: None,
        organizer: Vec::new(),
        performer: Vec::new(),
        is_accessible_for_free: None,
        offers: None,
        audience: Vec::new(),
        maximum_attendee_capacity: None,
        remaining_attendee_capacity: None,
        in_language: None,
        super_event: None,
        sub_event: Vec::new(),
    }
}

fn place<'a>(site: &'a Site, location: &'a Location) -> Option<Place<'a>> {
    let name = location.name(&site.data)?;
    let venue = location.venue.as_ref().and_then(|id| site.data.venues.get(id));
    let area = location.area.as_deref();
    let street = venue.and_then(|venue| venue.address.as_deref()).or_else(|| area_name(site, area?));
    Some(Place {
        kind: "Place",
        name,
        address: PostalAddress {
            kind: "PostalAddress",
            address_locality: area.and_then(|area| locality(site, area)),
            street_address: street.unwrap_or(name),
        },
        geo: venue.and_then(Venue::position).map(|position| {
            let Position { lat, lon, .. } = position.to(Datum::Wgs84);
            GeoCoordinates { kind: "GeoCoordinates", latitude: rounded(lat), longitude: rounded(lon) }
        }),
        telephone: venue.and_then(|venue| venue.phone.as_deref()),
    })
}

/// The name of the area above all others.
fn locality<'a>(site: &'a Site, area: &str) -> Option<&'a str> {
    site.data.areas.get(area_path(site, area).first()?.as_str()).map(|area| area.name.as_str())
}

/// The one place of all, else the smallest area that has them all in it.
fn common_location<'a>(site: &'a Site, mut all: impl Iterator<Item = &'a Location>) -> Option<Place<'a>> {
    let first = all.next()?;
    let others: Vec<&Location> = all.collect();
    if others.iter().all(|other| *other == first) {
        return place(site, first);
    }
    let mut common = area_path(site, first.area.as_deref()?);
    for other in others {
        let path = area_path(site, other.area.as_deref()?);
        let shared = common.iter().zip(path).take_while(|(one, other)| one == other).count();
        common = &common[..shared];
    }
    let id = common.last()?.as_str();
    let area = site.data.areas.get(id)?;
    Some(Place {
        kind: "Place",
        name: &area.name,
        address: PostalAddress {
            kind: "PostalAddress",
            address_locality: locality(site, id),
            street_address: area_name(site, id)?,
        },
        geo: None,
        telephone: None,
    })
}

/// Who organises it, else who runs the site.
fn organizers<'a>(site: &'a Site, front: &'a PageFront) -> Vec<Named<'a>> {
    let named: &[String] = match (&front.event, &front.tour, &front.competition) {
        (Some(event), ..) => &event.organisers,
        (_, Some(tour), _) => &tour.organisers,
        (.., Some(competition)) => &competition.organisers,
        _ => &[],
    };
    if named.is_empty() {
        let name = site.config.organisation.name.as_deref();
        return name
            .map(|name| Named { kind: "Organization", name, url: Some(public_address(site, "/")) })
            .into_iter()
            .collect();
    }
    named.iter().map(|name| Named { kind: "Organization", name, url: None }).collect()
}

/// Whether all of it is free: 检查按价目收费 beside 咨询免费 is not.
fn is_free(fee: &str) -> bool {
    let fee = fee.trim().to_lowercase();
    let says_free = fee.contains("免费") || fee.split(|c: char| !c.is_alphanumeric()).any(|word| word == "free");
    let charges = ["收费", "自费", "自理", "自付", "except"].iter().any(|word| fee.contains(word));
    price(&fee).is_some_and(|price| price.parse() == Ok(0.0)) || (says_free && !charges && price(&fee).is_none())
}

/// The one amount in yuan that a fee names: `20元`, `每人15.5元`, `0`.
fn price(fee: &str) -> Option<String> {
    let fee = fee.trim();
    let is_number = |c: char| c.is_ascii_digit() || c == '.';
    let mut numbers = fee.split(|c: char| !is_number(c)).filter(|part| part.parse::<f64>().is_ok());
    let number = numbers.next().filter(|_| numbers.next().is_none())?;
    let after = &fee[fee.find(number)? + number.len()..];
    let before = &fee[..fee.find(number)?];
    let is_amount = fee == number || after.trim_start().starts_with('元') || before.trim_end().ends_with(['¥', '￥']);
    (is_amount && !number.starts_with('.')).then(|| number.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_free_and_what_costs() {
        for (fee, free, costs) in [
            ("免费", true, None),
            ("免费，凭身份证领座位号", true, None),
            ("凭早教券，免费", true, None),
            ("免费，不收代办费", true, None),
            ("Free of charge", true, None),
            ("0", true, Some("0")),
            ("0元", true, Some("0")),
            ("咨询免费，检查按医院价目收费，可用医保", false, None),
            ("讲座免费，材料费20元", false, Some("20")),
            ("20元", false, Some("20")),
            ("每人 15.5 元", false, Some("15.5")),
            ("¥30", false, Some("30")),
            ("成人20元，儿童10元", false, None),
            ("3人以上团体优惠", false, None),
            ("按医院价目", false, None),
            ("freely", false, None),
            ("", false, None),
        ] {
            assert_eq!(is_free(fee), free, "{fee}");
            assert_eq!(price(fee).as_deref(), costs, "{fee}");
        }
    }
}
