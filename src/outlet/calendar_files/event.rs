//! An occurrence as an event of a calendar.

use std::borrow::Cow;

use chrono::{Days, NaiveDateTime};

use crate::content::{PageFront, Registration, Status};
use crate::diagnostic::Language;
use crate::model::datum::Datum;
use crate::model::ledger;
use crate::model::schedule::{Kind, Occurrence, OccurrenceId, Origin};
use crate::model::{PageId, Site};
use crate::outlet::icalendar::{Properties, Value};
use crate::query::{area_name, calendar_when, occurrence_path, public_address};
use crate::record::Moment;
use crate::say;
use crate::time::{Edge, When, Zone};

/// Of the component (section 3.6.1).
pub const NAME: &str = "VEVENT";

/// An occurrence of which a calendar can tell.
pub struct Told<'a> {
    page: PageId,
    occurrence: &'a Occurrence,
    ledger: &'a ledger::Told,
    domain: &'a str,
    when: When,
}

/// Nothing for what no calendar can hold.
pub fn told(site: &Site, id: OccurrenceId) -> Option<Told<'_>> {
    let occurrence = site.schedule.get(id);
    let Origin::Page(page) = occurrence.origin else { return None };
    let (ledger, domain) = (site.schedule.told(id)?, site.told.domain.as_deref()?);
    Some(Told { page, occurrence, ledger, domain, when: calendar_when(occurrence)? })
}

/// Puts what is told into a `VEVENT`.
pub fn put<'a>(site: &'a Site, told: &Told<'a>, event: &mut impl Properties<'a>) {
    let &Told { page, occurrence, ledger, domain, when } = told;
    event.put("UID", Value::Text([&*occurrence.id, "@", domain].concat().into()));
    event.put("DTSTAMP", Value::Instant(ledger.modified));
    event.put("CREATED", Value::Instant(ledger.first));
    event.put("LAST-MODIFIED", Value::Instant(ledger.modified));
    event.put("SEQUENCE", Value::Integer(ledger.sequence));
    put_when(when, site.config.zone, event);
    event.put("SUMMARY", Value::Text(summary(site, occurrence)));
    event.put("STATUS", Value::Word(status(occurrence.status)));
    if let Some(location) = location(site, occurrence) {
        event.put("LOCATION", Value::Text(location));
    }
    let venue = occurrence.location.venue.as_ref().and_then(|id| site.data.venues.get(id));
    if let Some(position) = venue.and_then(crate::model::data::Venue::position) {
        let position = position.to(Datum::Wgs84);
        event.put("GEO", Value::Geo(position.lat, position.lon));
    }
    let url = public_address(site, &occurrence_path(site, occurrence));
    event.put("DESCRIPTION", Value::Text(description(site, page, occurrence, &url).into()));
    event.put("URL", Value::Uri(url));
    event.put("CATEGORIES", Value::Texts(categories(site, occurrence)));
    // An announcement takes nobody's time: whoever subscribes to a town's calendar does not go to everything.
    event.put("TRANSP", Value::Word("TRANSPARENT"));
}

/// Begin and end. The end of whole days is the day after the last (section 3.6.1). Where no end was said there is none: an
/// assumed one would be read as a promise, and calendars show what has none at its begin.
fn put_when<'a>(when: When, zone: Zone, event: &mut impl Properties<'a>) {
    match when {
        When::Minutes { start, end } => {
            put_civil("DTSTART", start, zone, event);
            if let Some(end) = end.filter(|end| *end > start) {
                put_civil("DTEND", end, zone, event);
            }
        }
        When::Days { first, last } => {
            event.put_with("DTSTART", ("VALUE", "DATE".into()), Value::Date(first));
            let after = last.max(first).checked_add_days(Days::new(1)).unwrap_or(last);
            event.put_with("DTEND", ("VALUE", "DATE".into()), Value::Date(after));
        }
        When::Part { .. } | When::Month { .. } | When::Unknown => {}
    }
}

fn put_civil<'a>(name: &'static str, civil: NaiveDateTime, zone: Zone, event: &mut impl Properties<'a>) {
    if zone.is_utc() {
        event.put(name, Value::Instant(civil.and_utc()));
    } else {
        event.put_with(name, ("TZID", zone.name().into()), Value::Civil(civil));
    }
}

fn status(status: Status) -> &'static str {
    match status {
        Status::Cancelled => "CANCELLED",
        Status::Postponed => "TENTATIVE",
        Status::Scheduled | Status::Moved | Status::Rescheduled | Status::Full => "CONFIRMED",
    }
}

/// The title, with what is new before it: many programs show nothing of the status.
fn summary<'a>(site: &Site, occurrence: &'a Occurrence) -> Cow<'a, str> {
    let (zh, en) = match occurrence.status {
        Status::Scheduled => ("", ""),
        Status::Moved => ("【改地点】", "[Moved] "),
        Status::Rescheduled => ("【改期】", "[Rescheduled] "),
        Status::Postponed => ("【延期待定】", "[Postponed] "),
        Status::Cancelled => ("【已取消】", "[Cancelled] "),
        Status::Full => ("【约满】", "[Full] "),
    };
    let (before, colon) = match site.config.spoken() {
        Language::Zh => (zh, "："),
        Language::En => (en, ": "),
    };
    match &occurrence.part {
        Some(part) => [before, &occurrence.title, colon, part].concat().into(),
        None if before.is_empty() => (*occurrence.title).into(),
        None => [before, &occurrence.title].concat().into(),
    }
}

/// The venue or place, with its area and its street where they are known.
fn location<'a>(site: &'a Site, occurrence: &'a Occurrence) -> Option<Cow<'a, str>> {
    let location = &occurrence.location;
    let name = location.name(&site.data)?;
    let street = location.venue.as_ref().and_then(|id| site.data.venues.get(id)?.address.as_deref());
    let area = location.area.as_ref().and_then(|id| area_name(site, id));
    // What a name or a street says already need not be said twice.
    let is_said =
        |area: &str| area == name || name.starts_with(area) || street.is_some_and(|street| street.contains(area));
    let area = area.filter(|area| !is_said(area));
    let comma = match site.config.spoken() {
        Language::Zh => "，",
        Language::En => ", ",
    };
    let mut written = Cow::Borrowed(name);
    for more in area.into_iter().chain(street) {
        written.to_mut().push_str(comma);
        written.to_mut().push_str(more);
    }
    Some(written)
}

/// What it is: its kind, its campaign, for whom.
fn categories<'a>(site: &'a Site, occurrence: &'a Occurrence) -> Vec<&'a str> {
    let kind = match site.config.spoken() {
        Language::Zh => occurrence.kind.chinese(),
        Language::En => occurrence.kind.name(),
    };
    let campaign = occurrence.campaign.map(|campaign| site.section(campaign).title.as_str());
    let mut categories: Vec<&str> = Vec::new();
    for category in [kind].into_iter().chain(campaign).chain(occurrence.audience.iter().map(String::as_str)) {
        if !categories.contains(&category) {
            categories.push(category);
        }
    }
    categories
}

/// What a resident wants to know beside when and where: what changed, who comes, what to bring, how to register.
fn description(site: &Site, page: PageId, occurrence: &Occurrence, url: &str) -> String {
    let language = site.config.spoken();
    let mut text = String::with_capacity(256);
    let mut line = |parts: &[&str]| {
        text.extend(parts.iter().copied());
        text.push('\n');
    };
    if let Some(change) = change(language, occurrence) {
        line(&[&change]);
    }
    if let Some(was) = &occurrence.was {
        if let Some(when) = was.when.filter(|when| *when != occurrence.when) {
            let when = when.text(language);
            line(&[&say!(language, "原定时间：{when}", "Planned before: {when}")]);
        }
        if let Some(place) = &was.place {
            line(&[&say!(language, "原定地点：{place}", "Place before: {place}")]);
        }
    }
    if matches!(occurrence.when, When::Minutes { end: None, .. }) && !occurrence.is_cancelled() {
        line(&[match language {
            Language::Zh => "结束时间没有公布",
            Language::En => "When it ends has not been said",
        }]);
    }
    if let Some(front) = site.page(page).document.page() {
        particulars(site, front, occurrence, &mut line);
    }
    if let Some(note) = &occurrence.note {
        line(&[&say!(language, "说明：{note}", "Note: {note}")]);
    }
    text + url
}

/// What changed, and why.
fn change(language: Language, occurrence: &Occurrence) -> Option<String> {
    let change = match occurrence.status {
        Status::Scheduled => {
            let reason = occurrence.reason.as_ref()?;
            return Some(say!(language, "说明：{reason}", "Note: {reason}"));
        }
        Status::Moved => say!(language, "改了地点", "Moved"),
        Status::Rescheduled => say!(language, "改期", "Rescheduled"),
        Status::Postponed => say!(language, "延期，新的时间待定", "Postponed, the new time is open"),
        Status::Cancelled => say!(language, "已取消", "Cancelled"),
        Status::Full => say!(language, "已约满", "Full"),
    };
    Some(match &occurrence.reason {
        Some(reason) => say!(language, "{change}：{reason}", "{change}: {reason}"),
        None => change,
    })
}

/// Who comes, what to bring, what it costs, how to register: to `line` the parts of each line.
fn particulars(site: &Site, front: &PageFront, occurrence: &Occurrence, line: &mut impl FnMut(&[&str])) {
    let language = site.config.spoken();
    let (bring, fee) = match occurrence.kind {
        Kind::Event => front.event.as_deref().map(|event| (&event.bring[..], event.fee.as_ref())),
        Kind::Tour => front.tour.as_deref().map(|tour| (&tour.bring[..], tour.fee.as_ref())),
        Kind::Competition => front.competition.as_deref().map(|competition| (&[][..], competition.fee.as_ref())),
        Kind::Selection | Kind::Observance => None,
    }
    .unwrap_or_default();
    let comma = match language {
        Language::Zh => "、",
        Language::En => ", ",
    };
    let people: Vec<&str> = occurrence
        .speakers
        .iter()
        .filter_map(|id| site.data.people.get(id))
        .map(|person| person.name.as_str())
        .collect();
    if !people.is_empty() {
        let people = people.join(comma);
        line(&[&say!(language, "主讲：{people}", "With {people}")]);
    }
    if let Some(team) = &occurrence.team {
        let by = match language {
            Language::Zh => "队伍：",
            Language::En => "By ",
        };
        line(&[by, team]);
    }
    if !bring.is_empty() {
        let bring = bring.join(comma);
        line(&[&say!(language, "请带：{bring}", "Please bring: {bring}")]);
    }
    if let Some(fee) = fee {
        line(&[&say!(language, "费用：{fee}", "Cost: {fee}")]);
    }
    if let Some(registration) = &occurrence.registration {
        for said in register(language, site.config.zone, registration) {
            line(&[&said]);
        }
    }
}

fn register(language: Language, zone: Zone, registration: &Registration) -> Vec<String> {
    let Registration { opens: _, closes, phone, url, capacity, note } = registration;
    let mut lines = Vec::new();
    lines.extend(phone.as_ref().map(|phone| say!(language, "报名电话：{phone}", "Register by telephone: {phone}")));
    lines.extend(url.as_ref().map(|url| say!(language, "报名网址：{url}", "Register at {url}")));
    if let Some(closes) = closes {
        let when = match closes.value {
            Moment::Date(date) => When::day(date),
            moment => When::Minutes { start: zone.civil(zone.instant(moment, Edge::Start)), end: None },
        };
        let when = when.text(language);
        lines.push(say!(language, "报名截止：{when}", "Registration closes: {when}"));
    }
    lines.extend(capacity.map(|capacity| say!(language, "名额：{capacity} 人", "Places: {capacity}")));
    lines.extend(note.as_ref().map(|note| say!(language, "报名说明：{note}", "Registration: {note}")));
    lines
}
