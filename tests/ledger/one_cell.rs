//! One cell of the evening shows' spreadsheet, from 正常 to 取消, in a copy of the reference site: every outlet says so.

use std::fs;
use std::io::{Cursor, Read as _, Write as _};
use std::path::Path;

use serde_json::Value;
use xinfeng::content::Status;
use xinfeng::diagnostic::At;
use xinfeng::model::schedule::{Occurrence, State};
use xinfeng::pipeline::{Project, load};
use xinfeng::query;
use xinfeng::source::Root;

const SHEET: &str = "content/wenming-xinfeng/巡演安排.xlsx";

/// What outlets say of the stop.
struct Stop {
    id: String,
    anchor: String,
    title: String,
    when: String,
    place: String,
    town: String,
    month: String,
    /// Of its row in the spreadsheet, counted from one.
    row: u32,
}

#[test]
fn one_cell_changes_every_outlet() {
    let folder = tempfile::tempdir().expect("a folder");
    let site = folder.path();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for part in ["content", "data", "themes", "static", "xinfeng.toml", "ledger.toml"] {
        if root.join(part).exists() {
            copy(&root.join(part), &site.join(part));
        }
    }
    let stop = a_stop_to_come(site);
    let read = |path: &str| {
        fs::read_to_string(site.join("public").join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    };
    let build = || {
        let (status, said) = super::run(site, "build");
        assert_eq!(status, 0, "{said}");
        said
    };
    build();
    let page = "wenming-xinfeng/nalian-wanhui/index.html";
    let pages = [
        page.to_owned(),
        format!("areas/{}/index.html", stop.town),
        "calendar/index.html".to_owned(),
        "calendar/tour/index.html".to_owned(),
        stop.month.clone(),
        "wenming-xinfeng/index.html".to_owned(),
    ];
    let calendars = [
        "wenming-xinfeng/nalian-wanhui/event.ics".to_owned(),
        "calendar.ics".to_owned(),
        "calendar/tour/calendar.ics".to_owned(),
        "wenming-xinfeng/calendar.ics".to_owned(),
        format!("areas/{}/calendar.ics", stop.town),
    ];
    for path in &pages {
        assert!(!entry(&read(path), &stop).contains("已取消"), "{path} before");
    }
    let uid = format!("UID:{}@www.jianghai.example", stop.id);
    let before: Vec<(String, u32)> = calendars.iter().map(|path| event(&read(path), &uid)).map(numbered).collect();
    assert!(before.iter().all(|(event, _)| event.contains("STATUS:CONFIRMED") && !event.contains('【')), "{before:?}");
    let number = |count: &str| read(page).contains(count);
    let counted = (1..60).find(|count| number(&format!("共{count}站"))).expect("how many stops there are");

    set_cell(&site.join(SHEET), "场次表", "状态", stop.row, "正常", "取消");
    let said = build();

    // What is printed: one cancellation, by its name, time and place, and nothing else.
    assert!(said.contains("取消 1 场"), "{said}");
    assert!(said.contains(&format!("{} · {} · {}", stop.title, stop.when, stop.place)), "{said}");
    assert_eq!(said.matches(" 场\n").count(), 1, "{said}");
    for path in &pages {
        let entry = entry(&read(path), &stop);
        assert!(entry.contains("已取消"), "{path}: {entry}");
        assert!(entry.contains(&stop.when), "{path}: the date stays: {entry}");
    }
    assert!(number(&format!("共{}站", counted - 1)), "what is cancelled does not count");
    for (path, (_, sequence)) in calendars.iter().zip(&before) {
        let (event, after) = numbered(event(&read(path), &uid));
        assert_eq!(after, sequence + 1, "{path}: {event}");
        assert!(event.contains("\nSTATUS:CANCELLED\n"), "{path}: {event}");
        assert!(event.contains(&format!("\nSUMMARY:【已取消】{}", stop.title)), "{path}: {event}");
    }
    let document: Value = serde_json::from_str(&read("data/occurrences.json")).expect("JSON");
    let told = document["occurrences"].as_array().expect("a list").iter().find(|one| one["id"] == stop.id).expect("it");
    assert_eq!((&told["status"], &told["sequence"]), (&"cancelled".into(), &(before[0].1 + 1).into()));
    let json_ld = read(page);
    let json_ld =
        json_ld.split("<script type=\"application/ld+json\">").nth(1).and_then(|rest| rest.split("</script>").next());
    let series: Value = serde_json::from_str(json_ld.expect("structured data")).expect("JSON");
    let ends = format!("#{}", stop.anchor);
    let of_stop = |one: &&Value| one["url"].as_str().is_some_and(|url| url.ends_with(&ends));
    let dated = series["subEvent"].as_array().expect("a list").iter().find(of_stop).expect("the stop");
    assert_eq!(dated["eventStatus"], "https://schema.org/EventCancelled");
    let changes = entry(&read("changes/index.html"), &stop);
    assert!(changes.contains("已取消") && changes.contains(&stop.when), "{changes}");
    let feed = read("changes/atom.xml");
    let told = feed.split("<entry>").find(|entry| entry.contains(&ends)).unwrap_or_else(|| panic!("no entry: {feed}"));
    assert!(told.contains(&format!("【取消】{}", stop.title)) && told.contains(&stop.when), "{told}");
    let ledger = fs::read_to_string(site.join("ledger.toml")).expect("a ledger");
    let line = super::line(&ledger, &stop.id);
    assert!(
        line.contains("status = \"cancelled\"") && line.contains("old = \"scheduled\", new = \"cancelled\""),
        "{line}"
    );

    // Told once, it is no news any more.
    let said = build();
    assert!(!said.contains("对市民的变化"), "{said}");
}

/// A stop that will take place as planned, and what its row says.
fn a_stop_to_come(site: &Path) -> Stop {
    let loaded = load(&Project::at(Root::new(site.to_owned())), None);
    let site = &loaded.site;
    let is_it = |one: &&Occurrence| {
        one.id.starts_with("nalian-wanhui/")
            && one.status == Status::Scheduled
            && one.state(site.clock) == State::Coming
            && one.is_precise()
    };
    let stop = site.schedule.occurrences.iter().find(is_it).expect("a stop to come");
    let At::Cell { row, .. } = stop.place.at else { panic!("a stop stands in a cell: {:?}", stop.place) };
    let day = stop.when.first_day().expect("a day");
    let area = stop.location.area.as_deref().expect("an area");
    Stop {
        id: stop.id.to_string(),
        anchor: query::occurrence_anchor(stop),
        title: stop.title.to_string(),
        when: stop.when.text(site.config.spoken()),
        place: stop.location.name(&site.data).expect("a place").to_owned(),
        town: query::area_path(site, area)[1].as_str().to_owned(),
        month: format!("calendar/{}/index.html", day.format("%Y/%m")),
        row: row + 1,
    }
}

/// The list entry of a page that tells of the stop: the one with its anchor, or with a link to it.
fn entry(html: &str, stop: &Stop) -> String {
    let own = format!("id=\"{}\"", stop.anchor);
    let link = format!("nalian-wanhui/#{}\"", stop.anchor);
    let entries = html.split("<li ").skip(1).map(|part| part.split("</li>").next().unwrap_or_default());
    let mut found = entries.filter(|part| part.contains(&own) || part.contains(&link));
    found.next().unwrap_or_else(|| panic!("no entry for {}", stop.anchor)).to_owned()
}

/// The VEVENT with an identifier, its lines unfolded.
fn event(calendar: &str, uid: &str) -> String {
    let unfolded = calendar.replace("\r\n ", "").replace("\r\n", "\n");
    let events: Vec<&str> =
        unfolded.split("BEGIN:VEVENT\n").filter(|event| event.contains(&format!("{uid}\n"))).collect();
    let [event] = events[..] else { panic!("{uid}: {} events", events.len()) };
    event.to_owned()
}

fn numbered(event: String) -> (String, u32) {
    let line = event.lines().find_map(|line| line.strip_prefix("SEQUENCE:")).expect("a sequence");
    let number = line.parse().expect("a number");
    (event, number)
}

/// Writes another text into one cell of a sheet, and leaves every other byte of its part as it is. `column` is found by
/// the heading.
fn set_cell(path: &Path, sheet: &str, heading: &str, row: u32, from: &str, to: &str) {
    let bytes = fs::read(path).expect("a workbook");
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a workbook");
    let mut parts: Vec<(String, Vec<u8>)> = Vec::new();
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).expect("a part");
        let mut content = Vec::new();
        part.read_to_end(&mut content).expect("a part");
        let name = part.name().expect("a name").to_string();
        parts.push((name, content));
    }
    let text = |name: &str| {
        let (_, content) = parts.iter().find(|(part, _)| part == name).expect("a part");
        String::from_utf8(content.clone()).expect("UTF-8")
    };
    let first_sheet = text("xl/workbook.xml").split("<sheet ").nth(1).expect("a sheet").to_owned();
    assert!(first_sheet.contains(sheet), "{first_sheet}");
    let name = "xl/worksheets/sheet1.xml";
    let xml = text(name);
    let cells = || xml.match_indices("<c ").map(|(at, _)| &xml[at..at + xml[at..].find("</c>").unwrap_or(0)]);
    let column = cells().find(|cell| cell.ends_with(&format!("{heading}</t></is>"))).expect("the heading");
    let column: String =
        column.split('"').nth(1).expect("a reference").chars().filter(char::is_ascii_alphabetic).collect();
    let reference = format!("r=\"{column}{row}\"");
    let cell = cells().find(|cell| cell.contains(&reference)).unwrap_or_else(|| panic!("no cell {reference}"));
    assert!(cell.contains(&format!(">{from}</t>")), "{cell}");
    let changed = xml.replace(cell, &cell.replace(from, to));
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (part, content) in parts {
        let options = zip::write::SimpleFileOptions::default();
        writer.start_file(part.as_str(), options).expect("a part");
        let content = if part == name { changed.clone().into_bytes() } else { content };
        writer.write_all(&content).expect("written");
    }
    fs::write(path, writer.finish().expect("a workbook").into_inner()).expect("written");
}

fn copy(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from) {
        let entry = entry.expect("an entry");
        let below = entry.path().strip_prefix(from).expect("inside");
        let target = if below.as_os_str().is_empty() { to.to_owned() } else { to.join(below) };
        if entry.file_type().is_dir() {
            fs::create_dir_all(target).expect("a folder");
        } else {
            fs::copy(entry.path(), target).expect("a file");
        }
    }
}
