//! Two programs that have nothing in common with this one, Python's icalendar and npm's ical.js, read in every calendar
//! file what the schedule says.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use chrono::{DateTime, NaiveDateTime, Utc};
use serde_json::{Value as Json, json};
use xinfeng::model::address::Address;
use xinfeng::outlet::icalendar::{Component, Value};
use xinfeng::outlet::{AddressForm, Rendition, calendar};
use xinfeng::pipeline::{Loaded, Project, load, render};
use xinfeng::record::Moment;
use xinfeng::source::Root;
use xinfeng::time::{Edge, Zone};

use crate::process;
use crate::reference::SITE;

const LIMIT: Duration = Duration::from_mins(3);

#[test]
fn other_programs_read_what_the_schedule_says() {
    let root = Root::new(env!("CARGO_MANIFEST_DIR").into());
    let loaded = load(&Project::at(root), None);
    let files: Vec<String> = SITE.files.iter().filter(|file| is_calendar(file)).cloned().collect();
    let planned: BTreeSet<String> =
        loaded.plan.addresses().filter(|address| is_calendar(address.as_str())).map(Address::output_path).collect();
    assert_eq!(files.iter().cloned().collect::<BTreeSet<_>>(), planned);
    assert!(files.contains(&"calendar.ics".to_owned()) && files.len() > 30, "{} files", files.len());
    let read = compare(&loaded, &SITE.folder, &files);
    assert!(read > 500, "{read} events");
}

/// Civil time means the same instant to all three, on both sides of every night on which clocks are set.
#[test]
fn other_programs_set_their_clocks_when_we_do() {
    for zone in [
        "Europe/Berlin",
        "America/New_York",
        "Australia/Lord_Howe",
        "Africa/Casablanca",
        "Asia/Kolkata",
        "Asia/Shanghai",
        "UTC",
    ] {
        let site = tempfile::tempdir().expect("a folder");
        let write = |path: &str, text: &str| {
            let path = site.path().join(path);
            fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
            fs::write(path, text).expect("a file");
        };
        write(
            "xinfeng.toml",
            &format!(
                "title = \"a\"\nbase_url = \"https://example.org\"\ntimezone = \"{zone}\"\nnow = 2023-07-14T09:00:00\n"
            ),
        );
        let dates: Vec<String> = (0..100).map(|week| date(week * 5 * 24 + week % 24)).collect();
        let dates = dates.join(", ");
        // What is easily mistaken for an escape, or left out of one.
        let page =
            format!("+++\ntitle = 'a, b; c\\n'\nid = \"a\"\n[event]\ndates = [{dates}]\nplace = '\\,\\;'\n+++\n");
        write("content/a.md", &page);
        let loaded = load(&Project::at(Root::new(site.path().into())), None);
        let out = tempfile::tempdir().expect("a folder");
        let target = loaded.plan.get("/a/event.ics").expect("a calendar file");
        let Ok(Rendition::Text(bytes)) = render(&loaded, &AddressForm::Relative, target) else { panic!("no file") };
        fs::create_dir(out.path().join("a")).expect("a folder");
        fs::write(out.path().join("a/event.ics"), bytes).expect("a file");
        assert_eq!(compare(&loaded, out.path(), &["a/event.ics".to_owned()]), 100, "{zone}");
    }
}

/// The civil time so many hours after the beginning of 2023.
fn date(hours: i64) -> String {
    let start: NaiveDateTime = "2023-01-01T00:30:00".parse().expect("a time");
    (start + chrono::TimeDelta::hours(hours)).format("%Y-%m-%dT%H:%M:%S").to_string()
}

fn is_calendar(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, ending)| ending == "ics")
}

/// Compares what each of the three says of files; how many events it was.
fn compare(loaded: &Loaded, folder: &Path, files: &[String]) -> usize {
    let zone = loaded.config.zone;
    let mut ours = Vec::new();
    for file in files {
        check_lines(&fs::read(folder.join(file)).expect("a file of the output"), file);
        let target = loaded.plan.get(&format!("/{file}")).expect("a planned file");
        let calendar = calendar(&loaded.site, target).expect("a calendar");
        let named =
            |name: &str| calendar.components.iter().filter(|component| component.name == name).collect::<Vec<_>>();
        let zones: Vec<Json> = named("VTIMEZONE").iter().map(|zone| plain(zone, "TZID")).collect();
        assert!(!calendar.components.is_empty(), "{file} has no component");
        ours.push(json!({ "file": file, "description": plain(&calendar, "DESCRIPTION"), "zones": zones }));
        let mut seen = BTreeSet::new();
        for event in named("VEVENT") {
            let told = told(file, event, zone);
            assert!(seen.insert(told["uid"].to_string()), "{file}: {} stands twice", told["uid"]);
            check_schedule(loaded, &told);
            ours.push(told);
        }
    }
    let list = tempfile::NamedTempFile::new().expect("a file");
    fs::write(list.path(), serde_json::to_vec(files).expect("JSON")).expect("a file");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (program, script) in
        [("target/python/bin/python", "tests/gates/calendar_files.py"), ("node", "tests/browser/calendar.mjs")]
    {
        let program = if program.contains('/') { root.join(program) } else { program.into() };
        let mut command = Command::new(program);
        command.arg(root.join(script)).arg(folder).arg(list.path());
        let output = process::run_well(&mut command, LIMIT);
        let text = String::from_utf8(output.stdout).expect("UTF-8");
        let theirs: Vec<Json> = text.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect();
        let mut differences: Vec<String> = Vec::new();
        for (ours, theirs) in ours.iter().zip(&theirs).filter(|(ours, theirs)| ours != theirs) {
            differences.push(format!("ours   {ours}\ntheirs {theirs}"));
        }
        assert!(
            differences.is_empty(),
            "{script}: {} differ:\n{}",
            differences.len(),
            differences[..differences.len().min(3)].join("\n")
        );
        assert_eq!(ours.len(), theirs.len(), "{script}");
    }
    ours.len() - files.len()
}

/// What the typed event holds must be what the schedule and the ledger say of the occurrence with its identifier.
fn check_schedule(loaded: &Loaded, told: &Json) {
    let site = &loaded.site;
    let uid = told["uid"].as_str().expect("a text");
    let (id, domain) = uid.rsplit_once('@').expect("an identifier and a domain");
    assert_eq!(Some(domain), site.told.domain.as_deref());
    let occurrence = site.schedule.get(site.schedule.find(id).expect("an occurrence"));
    let ledger = &site.told.occurrences[id];
    assert_eq!(told["sequence"], ledger.sequence);
    assert_eq!(told["stamp"], json!(utc(ledger.modified)));
    let status = match occurrence.status.name() {
        "cancelled" => "CANCELLED",
        "postponed" => "TENTATIVE",
        _ => "CONFIRMED",
    };
    assert_eq!(told["status"], status, "{uid}");
    assert!(told["summary"].as_str().expect("a text").contains(&*occurrence.title), "{uid}");
    assert_eq!(
        told["summary"].as_str().is_some_and(|text| text.starts_with('【')),
        occurrence.status.name() != "scheduled"
    );
    if let Some(name) = occurrence.location.name(&site.data) {
        assert!(told["location"].as_str().expect("a text").starts_with(name), "{uid}");
    }
    if occurrence.is_precise() {
        let (begins, ends) = occurrence.when.instants(loaded.config.zone).expect("a time");
        let instant = |value: &Json, edge: Edge| -> Option<DateTime<Utc>> {
            let text = value.as_str()?;
            let instant = text.rsplit_once(' ').map(|(_, instant)| instant.parse().expect("an instant"));
            let day = || loaded.config.zone.instant(Moment::Date(text.parse().expect("a date")), edge);
            Some(instant.unwrap_or_else(day))
        };
        assert_eq!(instant(&told["start"], Edge::Start), Some(begins), "{uid}");
        assert_eq!(instant(&told["end"], Edge::Start), ends, "{uid}");
    }
}

fn told(file: &str, event: &Component<'_>, zone: Zone) -> Json {
    json!({
        "file": file,
        "uid": plain(event, "UID"),
        "stamp": plain(event, "DTSTAMP"),
        "start": moment(event, "DTSTART", zone),
        "end": moment(event, "DTEND", zone),
        "summary": plain(event, "SUMMARY"),
        "status": plain(event, "STATUS"),
        "sequence": plain(event, "SEQUENCE"),
        "location": plain(event, "LOCATION"),
        "description": plain(event, "DESCRIPTION"),
        "categories": plain(event, "CATEGORIES"),
        "url": plain(event, "URL"),
    })
}

fn plain(component: &Component<'_>, name: &str) -> Json {
    match component.get(name).map(|property| &property.value) {
        Some(Value::Text(text)) => json!(text),
        Some(Value::Uri(uri)) => json!(uri),
        Some(Value::Word(word)) => json!(word),
        Some(Value::Texts(texts)) => json!(texts),
        Some(Value::Integer(number)) => json!(number),
        Some(Value::Instant(instant)) => json!(utc(*instant)),
        None => Json::Null,
        Some(other) => panic!("{name}: {other:?}"),
    }
}

fn moment(event: &Component<'_>, name: &str, zone: Zone) -> Json {
    match event.get(name).map(|property| &property.value) {
        Some(Value::Date(date)) => json!(date.to_string()),
        Some(Value::Civil(civil)) => {
            let instant = zone.instant(Moment::Civil(*civil), Edge::Start);
            json!(format!("{} {zone} {}", civil.format("%Y-%m-%dT%H:%M:%S"), utc(instant)))
        }
        Some(Value::Instant(instant)) => {
            json!(format!("{} UTC {}", instant.format("%Y-%m-%dT%H:%M:%S"), utc(*instant)))
        }
        None => Json::Null,
        Some(other) => panic!("{name}: {other:?}"),
    }
}

fn utc(instant: DateTime<Utc>) -> String {
    instant.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// RFC 5545, section 3.1: CRLF and no other control characters, at most 75 octets, and each line whole characters.
fn check_lines(bytes: &[u8], file: &str) {
    let text = std::str::from_utf8(bytes).expect("UTF-8");
    assert!(text.ends_with("\r\n"), "{file} ends with a line");
    for line in text.trim_end_matches("\r\n").split("\r\n") {
        assert!(line.len() <= 75, "{file}: {} octets: {line}", line.len());
        assert!(!line.chars().any(char::is_control), "{file}: a control character: {line:?}");
    }
    // Each line by itself, as its bytes lie there.
    for line in bytes.split(|byte| *byte == b'\n') {
        assert!(std::str::from_utf8(line).is_ok(), "{file}: a character is broken by a fold");
    }
}
