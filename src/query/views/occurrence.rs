//! An occurrence, as every schedule shows it.

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use serde::Serialize;

use super::{Link, RowLink, person_link, section_link};
use crate::content::{Registration, Status};
use crate::model::Site;
use crate::model::address;
use crate::model::schedule::{Occurrence, OccurrenceId, Origin};
use crate::record::{Moment, iso};
use crate::time::{Edge, lunar, weekday_name};

/// What a schedule shows of an occurrence. Days, venue and area are left to whoever shows it, in a form of its own: hundreds
/// of occurrences share each of them.
#[derive(Debug, Serialize)]
pub struct OccurrenceView<'a, Own> {
    pub id: &'a str,
    /// Its anchor on the page that it belongs to.
    pub anchor: String,
    pub kind: &'static str,
    pub kind_name: &'static str,
    pub title: &'a str,
    pub part: Option<&'a str>,
    /// Where it is told of: its page with its anchor.
    pub path: String,
    /// The date whole, with year and weekday.
    pub when: String,
    /// minute, day, part, month or unknown.
    pub precision: &'static str,
    /// Civil time, for `<time datetime>`.
    pub starts: Option<Moment>,
    pub ends: Option<Moment>,
    /// Instants in UTC, for scripts; an end that nobody said is assumed.
    pub begins_at: Option<String>,
    pub ends_at: Option<String>,
    /// now, today, week, coming, unknown or past, at the site's clock.
    pub group: &'static str,
    pub status: &'static str,
    pub status_name: &'static str,
    pub reason: Option<&'a str>,
    pub was: Option<WasView<'a>>,
    /// The name of the place.
    pub place: Option<&'a str>,
    pub address: Option<&'a str>,
    /// The area with those above it as one name.
    pub area_name: Option<Own>,
    /// The area and all above it, for filters.
    pub areas: Own,
    pub campaign: Option<Link<'a>>,
    pub audience: &'a [String],
    pub speakers: Vec<RowLink<'a>>,
    pub team: Option<&'a str>,
    pub registration: Option<RegistrationView<'a>>,
    pub note: Option<&'a str>,
    /// When a fact last changed after it had been told.
    pub changed: Option<Moment>,
    /// Its first day; none while it is not known.
    pub day: Option<Own>,
    /// Its last day, where that is another one.
    pub last: Option<Own>,
    /// Nothing for a place that is no venue.
    pub venue: Option<Own>,
    pub area: Option<Own>,
}

/// Makes what occurrences share, in the form in which they are shown.
pub trait Shares {
    type Own;

    /// A day as on a leaf of a calendar.
    fn day(&self, date: NaiveDate) -> Self::Own;
    /// A row of `data/venues` and its page.
    fn venue_link(&self, row: usize) -> Self::Own;
    /// What is shown of a row of `data/areas`, or of no area.
    fn area(&self, row: Option<usize>) -> AreaShown<Self::Own>;
    fn occurrence(&self, id: OccurrenceId) -> Self::Own;
    fn occurrences(&self, ids: &[OccurrenceId]) -> Self::Own;
}

/// What occurrences show of their area.
#[derive(Clone, Debug, Default)]
pub struct AreaShown<Own> {
    /// Its row and its page.
    pub link: Option<Own>,
    /// With those above it as one name.
    pub name: Option<Own>,
    /// Its identifier and those of all above it.
    pub within: Own,
}

/// For whoever shows nothing of that.
#[derive(Debug)]
pub struct NothingShared;

impl Shares for NothingShared {
    type Own = ();

    fn day(&self, _: NaiveDate) {}
    fn venue_link(&self, _: usize) {}
    fn area(&self, _: Option<usize>) -> AreaShown<()> {
        AreaShown::default()
    }
    fn occurrence(&self, _: OccurrenceId) {}
    fn occurrences(&self, _: &[OccurrenceId]) {}
}

/// A day as on a leaf of a calendar.
#[derive(Debug, Serialize)]
pub struct DayView {
    pub date: NaiveDate,
    pub year: i32,
    pub month: u32,
    pub day: u32,
    /// 星期三
    pub weekday: String,
    /// 六月初一
    pub lunar: String,
}

/// A day with the instants between which it lasts, for scripts.
#[derive(Debug, Serialize)]
pub struct LastingDay {
    #[serde(flatten)]
    pub day: DayView,
    pub begins_at: String,
    pub ends_at: String,
}

/// What was told before.
#[derive(Debug, Serialize)]
pub struct WasView<'a> {
    pub when: Option<String>,
    /// Its first day as on a leaf; none where that was not known.
    pub day: Option<DayView>,
    pub place: Option<&'a str>,
}

/// How to register, and whether one can.
#[derive(Debug, Serialize)]
pub struct RegistrationView<'a> {
    /// soon, open, closed or full; nothing where no dates are given.
    pub state: Option<&'static str>,
    pub opens: Option<Moment>,
    pub closes: Option<Moment>,
    /// Instants in UTC, for scripts.
    pub opens_at: Option<String>,
    pub closes_at: Option<String>,
    pub phone: Option<&'a str>,
    pub url: Option<&'a str>,
    pub capacity: Option<u32>,
    pub note: Option<&'a str>,
}

pub fn occurrence_view<'a, S: Shares>(site: &'a Site, id: OccurrenceId, shares: &S) -> OccurrenceView<'a, S::Own> {
    let occurrence = site.schedule.get(id);
    let first = occurrence.when.first_day().filter(|_| occurrence.is_precise());
    let last = occurrence.when.last_day().filter(|last| first.is_some_and(|first| first != *last));
    let location = &occurrence.location;
    let venue = location.venue.as_ref().and_then(|id| site.data.venues.position(id));
    let area = shares.area(location.area.as_ref().and_then(|id| site.data.areas.position(id)));
    let told = site.schedule.told(id).filter(|told| told.sequence > 0);
    OccurrenceView {
        id: &occurrence.id,
        anchor: occurrence_anchor(occurrence),
        kind: occurrence.kind.name(),
        kind_name: occurrence.kind.chinese(),
        title: &occurrence.title,
        part: occurrence.part.as_deref(),
        path: occurrence_path(site, occurrence),
        when: occurrence.when.text(site.config.spoken()),
        precision: occurrence.when.precision().name(),
        starts: occurrence.when.begin(),
        ends: occurrence.when.end(),
        begins_at: occurrence.begins.map(utc),
        ends_at: occurrence.ends.map(utc),
        group: site.schedule.group(id).name(),
        status: occurrence.status.name(),
        status_name: occurrence.status.chinese(),
        reason: occurrence.reason.as_deref(),
        was: occurrence.was.as_ref().map(|was| WasView {
            when: was.when.map(|when| when.text(site.config.spoken())),
            day: was.when.and_then(|when| when.first_day()).map(|day| day_view(site, day)),
            place: was.place.as_deref(),
        }),
        place: location.name(&site.data),
        address: venue.and_then(|row| site.data.venues.rows[row].address.as_deref()),
        area_name: area.name,
        areas: area.within,
        campaign: occurrence.campaign.map(|campaign| section_link(site, campaign)),
        audience: &occurrence.audience,
        speakers: occurrence.speakers.iter().filter_map(|id| person_link(site, id)).collect(),
        team: occurrence.team.as_deref(),
        registration: occurrence
            .registration
            .as_ref()
            .map(|registration| registration_view(site, registration, occurrence.status)),
        note: occurrence.note.as_deref(),
        changed: told.map(|told| site.config.zone.moment(told.modified)),
        day: first.map(|day| shares.day(day)),
        last: last.map(|day| shares.day(day)),
        venue: venue.map(|row| shares.venue_link(row)),
        area: area.link,
    }
}

/// The anchor of an occurrence that is all that its page is about.
const ONLY: &str = "when";

/// `on-12` on the page `nalian-wanhui`. An only occurrence is `when`.
pub fn occurrence_anchor(occurrence: &Occurrence) -> String {
    let mut anchor = String::new();
    if !push_anchor(occurrence, &mut anchor) {
        anchor.push_str(ONLY);
    }
    anchor
}

/// Where an occurrence is told of: its page with its anchor, or the page alone where that is about nothing else.
pub fn occurrence_path(site: &Site, occurrence: &Occurrence) -> String {
    let page = match occurrence.origin {
        Origin::Page(page) => &site.page(page).address,
        Origin::Observance(_) => &address::observances(),
    };
    let mut path = String::with_capacity(page.as_str().len() + occurrence.id.len());
    path.push_str(page.as_str());
    path.push('#');
    if !push_anchor(occurrence, &mut path) {
        path.pop();
    }
    path
}

/// Writes the anchor of one of several behind other text; says whether it is one.
fn push_anchor(occurrence: &Occurrence, out: &mut String) -> bool {
    match (occurrence.origin, occurrence.key) {
        (Origin::Observance(_), _) => {
            out.push_str(&occurrence.id.trim_start_matches("observance/").replace('/', "-"));
        }
        (Origin::Page(_), Some(key)) => {
            out.push_str("on-");
            out.extend(occurrence.id.get(key..).unwrap_or_default().split(':'));
        }
        (Origin::Page(_), None) => return false,
    }
    true
}

pub fn day_view(site: &Site, date: NaiveDate) -> DayView {
    let weekday = weekday_name(date.weekday(), site.config.spoken()).to_owned();
    DayView { date, year: date.year(), month: date.month(), day: date.day(), weekday, lunar: lunar(date).text() }
}

/// The day of the site's clock and those that follow it, so many in all.
pub fn days_from_today(site: &Site, number: u64) -> Vec<LastingDay> {
    let zone = site.config.zone;
    let today = zone.civil(site.clock).date();
    let lasting = |date| LastingDay {
        day: day_view(site, date),
        begins_at: utc(zone.instant(Moment::Date(date), Edge::Start)),
        ends_at: utc(zone.instant(Moment::Date(date), Edge::End)),
    };
    (0..number).filter_map(|after| today.checked_add_days(Days::new(after))).map(lasting).collect()
}

/// `2023-07-12T11:30:00Z`
pub fn utc(instant: DateTime<Utc>) -> String {
    iso(Moment::Civil(instant.naive_utc())) + "Z"
}

pub fn registration_view<'a>(site: &Site, registration: &'a Registration, status: Status) -> RegistrationView<'a> {
    let zone = site.config.zone;
    let opens = registration.opens.map(|opens| zone.instant(opens, Edge::Start));
    let closes = registration.closes.as_ref().map(|closes| zone.instant(closes.value, Edge::End));
    let state = match (opens, closes) {
        (_, Some(closes)) if site.clock >= closes => Some("closed"),
        _ if status == Status::Full => Some("full"),
        (None, None) => None,
        (Some(opens), _) if site.clock < opens => Some("soon"),
        _ => Some("open"),
    };
    RegistrationView {
        state,
        opens: registration.opens,
        closes: registration.closes.as_ref().map(|closes| closes.value),
        opens_at: opens.map(utc),
        closes_at: closes.map(utc),
        phone: registration.phone.as_deref(),
        url: registration.url.as_deref(),
        capacity: registration.capacity,
        note: registration.note.as_deref(),
    }
}
