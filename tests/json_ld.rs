//! The structured data of the reference site, which is the root of this repository: every page with dates that one may
//! go to has it, and it says what schema.org and the guidelines of search engines ask of an event.

#![allow(clippy::expect_used, clippy::panic, clippy::disallowed_methods, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::Value;
use xinfeng::content::PageFront;
use xinfeng::model::PageId;
use xinfeng::outlet::{AddressForm, Rendition, Subject};
use xinfeng::pipeline::{Loaded, Project, load, render};
use xinfeng::source::Root;

const OPEN: &str = "<script type=\"application/ld+json\">";

#[test]
fn every_page_with_dates_says_them_to_search_engines() {
    let loaded = reference();
    let mut faults = Vec::new();
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for (id, address, html) in pages(&loaded) {
        let blocks: Vec<&str> = html
            .match_indices(OPEN)
            .map(|(at, _)| html[at + OPEN.len()..].split("</script>").next().unwrap_or(""))
            // The way to the page is every page's, and another matter.
            .filter(|block| !block.contains("\"BreadcrumbList\""))
            .collect();
        let wanted = usize::from(has_dates(&loaded, id));
        if blocks.len() != wanted {
            faults.push(format!("{address}: {} blocks of structured data, not {wanted}", blocks.len()));
        }
        for block in blocks {
            assert!(!block.contains('<'), "{address}: a script element could end early");
            let event: Value = serde_json::from_str(block).unwrap_or_else(|error| panic!("{address}: {error}"));
            let mut check = Check { address: &address, faults: &mut faults, base: "https://www.jianghai.example/" };
            check.whole(&event, &loaded.site.page(id).title);
            for event in std::iter::once(&event).chain(subs(&event)) {
                for sort in ["EventCancelled", "EventRescheduled", "EventPostponed"] {
                    *seen.entry(sort).or_default() += usize::from(said(event, "eventStatus").ends_with(sort));
                }
                for key in ["previousStartDate", "performer", "isAccessibleForFree", "maximumAttendeeCapacity", "geo"] {
                    let there = event.get(key).or_else(|| event["location"].get(key)).is_some();
                    *seen.entry(key).or_default() += usize::from(there);
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(seen.values().all(|count| *count > 0), "something never occurs: {seen:?}");
}

#[test]
fn a_site_without_an_address_has_none() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("content")).expect("a folder");
    std::fs::write(folder.path().join("xinfeng.toml"), "title = \"甲\"\nnow = 2023-07-14T09:00:00\n").expect("written");
    std::fs::write(
        folder.path().join("content/a.md"),
        "+++\ntitle = \"a\"\nid = \"a\"\n[event]\nstart = 2023-07-20T09:00:00\n+++\n",
    )
    .expect("written");
    let loaded = load(&Project::at(Root::new(folder.path().to_owned())), None);
    let pages = pages(&loaded);
    assert_eq!(pages.len(), 1);
    assert!(!pages[0].2.contains("ld+json"), "{}", pages[0].2);
}

struct Check<'a> {
    address: &'a str,
    faults: &'a mut Vec<String>,
    base: &'static str,
}

impl Check<'_> {
    fn expect(&mut self, holds: bool, what: &str, event: &Value) {
        if !holds {
            let name = said(event, "name");
            self.faults.push(format!("{}: {name}: {what}", self.address));
        }
    }

    fn whole(&mut self, event: &Value, title: &str) {
        self.expect(event["@context"] == "https://schema.org", "the context", event);
        self.expect(event["name"] == *title, "the name is the page's title", event);
        self.expect(event["inLanguage"] == "zh-CN", "the language", event);
        self.expect(event["organizer"][0]["name"].is_string(), "who organises it", event);
        self.expect(said(event, "url").ends_with(self.address) || subs(event).count() == 0, "its own address", event);
        match said(event, "@type") {
            "Event" => self.expect(subs(event).count() == 0, "an event has no dates below it", event),
            "EventSeries" => self.expect((1..=33).contains(&subs(event).count()), "a bounded number of dates", event),
            _ => self.expect(false, "the type", event),
        }
        self.event(event);
        for sub in subs(event) {
            self.expect(sub["@type"] == "Event", "a date is an event", sub);
            self.expect(said(sub, "name").starts_with(title), "a date has the name of the whole", sub);
            self.event(sub);
        }
    }

    /// What Google requires of an event, and what may not contradict.
    fn event(&mut self, event: &Value) {
        let (start, end) = (said(event, "startDate"), said(event, "endDate"));
        self.expect(is_time(start), "a begin", event);
        self.expect(end.is_empty() || (is_time(end) && start <= end), "an end after the begin", event);
        self.expect(said(event, "url").starts_with(self.base), "an absolute address", event);
        let status = said(event, "eventStatus");
        let known = ["Scheduled", "Cancelled", "Postponed", "Rescheduled"];
        let known = known.iter().any(|known| status == format!("https://schema.org/Event{known}"));
        self.expect(known, "a status of schema.org", event);
        let previous = said(event, "previousStartDate");
        let rescheduled = status.ends_with("EventRescheduled");
        self.expect(
            previous.is_empty() || (is_time(previous) && rescheduled),
            "a former begin only if rescheduled",
            event,
        );
        if let Some(location) = event.get("location") {
            self.expect(!said(location, "name").is_empty(), "the place has a name", event);
            self.expect(!said(&location["address"], "streetAddress").is_empty(), "the place has an address", event);
        }
        self.expect(event.get("location").is_some(), "a place", event);
    }
}

fn said<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

fn subs(event: &Value) -> impl Iterator<Item = &Value> {
    event["subEvent"].as_array().into_iter().flatten()
}

/// ISO 8601: a date, or a time with its offset.
fn is_time(text: &str) -> bool {
    text.parse::<chrono::NaiveDate>().is_ok() || chrono::DateTime::parse_from_rfc3339(text).is_ok()
}

/// Whether a page has a date, known to the day, that one may go to.
fn has_dates(loaded: &Loaded, id: PageId) -> bool {
    let kind = loaded.site.page(id).document.page().map_or("", PageFront::kind);
    let site = &loaded.site;
    ["event", "tour", "competition"].contains(&kind)
        && site.schedule.of_page(id).iter().any(|&id| site.schedule.get(id).is_precise())
}

fn reference() -> Loaded {
    let loaded = load(&Project::at(Root::new(PathBuf::from(env!("CARGO_MANIFEST_DIR")))), None);
    assert!(loaded.findings.iter().all(|finding| !finding.is_error()), "the reference site is sound");
    loaded
}

fn pages(loaded: &Loaded) -> Vec<(PageId, String, String)> {
    let mut pages = Vec::new();
    for target in &loaded.plan.targets {
        let Subject::Page(id) = target.subject else { continue };
        let Ok(Rendition::Html { html, .. }) = render(loaded, &AddressForm::Relative, target) else { continue };
        pages.push((id, target.address.to_string(), html));
    }
    pages
}
