//! An occurrence as an event of a calendar.

use chrono::{Days, NaiveDateTime};

use crate::content::{PageFront, Registration, Status};
use crate::diagnostic::{Language, Text};
use crate::model::datum::Datum;
use crate::model::schedule::{Kind, Occurrence, OccurrenceId, Origin};
use crate::model::{PageId, Site};
use crate::outlet::icalendar::{Component, Value};
use crate::query::{area_name, calendar_when, occurrence_path, public_address};
use crate::record::Moment;
use crate::text;
use crate::time::{Edge, When, Zone};

/// The `VEVENT` (section 3.6.1) of an occurrence; none for what no calendar can hold.
pub fn component(site: &Site, id: OccurrenceId) -> Option<Component> {
    let occurrence = site.schedule.get(id);
    let Origin::Page(page) = occurrence.origin else { return None };
    let told = site.told.occurrences.get(&occurrence.id)?;
    let domain = site.told.domain.as_deref()?;
    let mut event = Component::new("VEVENT");
    event.put("UID", Value::Text(format!("{}@{domain}", occurrence.id)));
    event.put("DTSTAMP", Value::Instant(told.modified));
    event.put("CREATED", Value::Instant(told.first));
    event.put("LAST-MODIFIED", Value::Instant(told.modified));
    event.put("SEQUENCE", Value::Integer(told.sequence));
    put_when(calendar_when(occurrence)?, site.config.zone, &mut event);
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
    event.put("DESCRIPTION", Value::Text(description(site, page, occurrence, &url)));
    event.put("URL", Value::Uri(url));
    event.put("CATEGORIES", Value::Texts(categories(site, occurrence)));
    // An announcement takes nobody's time: whoever subscribes to a town's calendar does not go to everything.
    event.put("TRANSP", Value::Word("TRANSPARENT"));
    Some(event)
}

/// Begin and end. The end of whole days is the day after the last (section 3.6.1). Where no end was said there is none: an
/// assumed one would be read as a promise, and calendars show what has none at its begin.
fn put_when(when: When, zone: Zone, event: &mut Component) {
    match when {
        When::Minutes { start, end } => {
            put_civil("DTSTART", start, zone, event);
            if let Some(end) = end.filter(|end| *end > start) {
                put_civil("DTEND", end, zone, event);
            }
        }
        When::Days { first, last } => {
            let whole = || vec![("VALUE", "DATE".to_owned())];
            event.put_with("DTSTART", whole(), Value::Date(first));
            let after = last.max(first).checked_add_days(Days::new(1)).unwrap_or(last);
            event.put_with("DTEND", whole(), Value::Date(after));
        }
        When::Part { .. } | When::Month { .. } | When::Unknown => {}
    }
}

fn put_civil(name: &'static str, civil: NaiveDateTime, zone: Zone, event: &mut Component) {
    if zone.is_utc() {
        event.put(name, Value::Instant(civil.and_utc()));
    } else {
        event.put_with(name, vec![("TZID", zone.name().to_owned())], Value::Civil(civil));
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
fn summary(site: &Site, occurrence: &Occurrence) -> String {
    let mark = match occurrence.status {
        Status::Scheduled => text!("", ""),
        Status::Moved => text!("【改地点】", "[Moved] "),
        Status::Rescheduled => text!("【改期】", "[Rescheduled] "),
        Status::Postponed => text!("【延期待定】", "[Postponed] "),
        Status::Cancelled => text!("【已取消】", "[Cancelled] "),
        Status::Full => text!("【约满】", "[Full] "),
    };
    let title = &occurrence.title;
    let title = match &occurrence.part {
        Some(part) => say(site, &text!("{title}：{part}", "{title}: {part}")),
        None => title.to_string(),
    };
    format!("{}{title}", say(site, &mark))
}

/// The venue or place, with its area and its street where they are known.
fn location(site: &Site, occurrence: &Occurrence) -> Option<String> {
    let location = &occurrence.location;
    let name = location.name(&site.data)?;
    let street = location.venue.as_ref().and_then(|id| site.data.venues.get(id)?.address.as_deref());
    let mut parts = vec![name.to_owned()];
    let area = location.area.as_ref().and_then(|id| area_name(site, id));
    // What a name or a street says already need not be said twice.
    let is_said =
        |area: &str| area == name || name.starts_with(area) || street.is_some_and(|street| street.contains(area));
    parts.extend(area.filter(|area| !is_said(area)));
    parts.extend(street.map(str::to_owned));
    Some(parts.join(&say(site, &text!("，", ", "))))
}

/// What it is: its kind, its campaign, for whom.
fn categories(site: &Site, occurrence: &Occurrence) -> Vec<String> {
    let kind = say(site, &Text::new(occurrence.kind.chinese(), occurrence.kind.name()));
    let campaign = occurrence.campaign.map(|campaign| site.section(campaign).title.clone());
    let mut categories: Vec<String> = Vec::new();
    for category in [kind].into_iter().chain(campaign).chain(occurrence.audience.iter().cloned()) {
        if !categories.contains(&category) {
            categories.push(category);
        }
    }
    categories
}

/// What a resident wants to know beside when and where: what changed, who comes, what to bring, how to register.
fn description(site: &Site, page: PageId, occurrence: &Occurrence, url: &str) -> String {
    let mut lines: Vec<Text> = Vec::new();
    lines.extend(change(occurrence));
    if let Some(was) = &occurrence.was {
        if let Some(when) = was.when.filter(|when| *when != occurrence.when) {
            let (zh, en) = in_both(when);
            lines.push(Text::new(format!("原定时间：{zh}"), format!("Planned before: {en}")));
        }
        lines.extend(was.place.as_ref().map(|place| text!("原定地点：{place}", "Place before: {place}")));
    }
    if matches!(occurrence.when, When::Minutes { end: None, .. }) && !occurrence.is_cancelled() {
        lines.push(text!("结束时间没有公布", "When it ends has not been said"));
    }
    if let Some(front) = site.page(page).document.page() {
        lines.extend(particulars(site, front, occurrence));
    }
    lines.extend(occurrence.note.as_ref().map(|note| text!("说明：{note}", "Note: {note}")));
    lines.push(Text::new(url, url));
    lines.iter().map(|line| line.in_language(site.config.spoken())).collect::<Vec<_>>().join("\n")
}

/// What changed, and why.
fn change(occurrence: &Occurrence) -> Option<Text> {
    let change = match occurrence.status {
        Status::Scheduled => return occurrence.reason.as_ref().map(|reason| text!("说明：{reason}", "Note: {reason}")),
        Status::Moved => text!("改了地点", "Moved"),
        Status::Rescheduled => text!("改期", "Rescheduled"),
        Status::Postponed => text!("延期，新的时间待定", "Postponed, the new time is open"),
        Status::Cancelled => text!("已取消", "Cancelled"),
        Status::Full => text!("已约满", "Full"),
    };
    let in_language = |language| change.in_language(language).to_owned();
    let (zh, en) = (in_language(Language::Zh), in_language(Language::En));
    Some(match &occurrence.reason {
        Some(reason) => text!("{zh}：{reason}", "{en}: {reason}"),
        None => Text::new(zh, en),
    })
}

/// Who comes, what to bring, what it costs, how to register.
fn particulars(site: &Site, front: &PageFront, occurrence: &Occurrence) -> Vec<Text> {
    let (bring, fee) = match occurrence.kind {
        Kind::Event => front.event.as_deref().map(|event| (&event.bring[..], event.fee.as_ref())),
        Kind::Tour => front.tour.as_deref().map(|tour| (&tour.bring[..], tour.fee.as_ref())),
        Kind::Competition => front.competition.as_deref().map(|competition| (&[][..], competition.fee.as_ref())),
        Kind::Selection | Kind::Observance => None,
    }
    .unwrap_or_default();
    let mut lines = Vec::new();
    let people: Vec<&str> = occurrence
        .speakers
        .iter()
        .filter_map(|id| site.data.people.get(id))
        .map(|person| person.name.as_str())
        .collect();
    if !people.is_empty() {
        lines.push(Text::new(format!("主讲：{}", people.join("、")), format!("With {}", people.join(", "))));
    }
    lines.extend(occurrence.team.as_ref().map(|team| text!("队伍：{team}", "By {team}")));
    if !bring.is_empty() {
        lines.push(Text::new(format!("请带：{}", bring.join("、")), format!("Please bring: {}", bring.join(", "))));
    }
    lines.extend(fee.map(|fee| text!("费用：{fee}", "Cost: {fee}")));
    if let Some(registration) = &occurrence.registration {
        lines.extend(register(site.config.zone, registration));
    }
    lines
}

fn register(zone: Zone, registration: &Registration) -> Vec<Text> {
    let Registration { opens: _, closes, phone, url, capacity, note } = registration;
    let mut lines = Vec::new();
    lines.extend(phone.as_ref().map(|phone| text!("报名电话：{phone}", "Register by telephone: {phone}")));
    lines.extend(url.as_ref().map(|url| text!("报名网址：{url}", "Register at {url}")));
    if let Some(closes) = closes {
        let when = match closes.value {
            Moment::Date(date) => When::day(date),
            moment => When::Minutes { start: zone.civil(zone.instant(moment, Edge::Start)), end: None },
        };
        let (zh, en) = in_both(when);
        lines.push(Text::new(format!("报名截止：{zh}"), format!("Registration closes: {en}")));
    }
    lines.extend(capacity.map(|capacity| text!("名额：{capacity} 人", "Places: {capacity}")));
    lines.extend(note.as_ref().map(|note| text!("报名说明：{note}", "Registration: {note}")));
    lines
}

fn in_both(when: When) -> (String, String) {
    (when.text(Language::Zh), when.text(Language::En))
}

fn say(site: &Site, text: &Text) -> String {
    text.in_language(site.config.spoken()).to_owned()
}
