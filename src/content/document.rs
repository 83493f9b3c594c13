//! A file of `content/` as a whole: its front matter, its kind and its article.

use std::ops::Range;
use std::sync::Arc;

use xxhash_rust::xxh3::xxh3_64;

use super::front::{CampaignKey, PageFront, SectionFront, slip};
use super::kind::Event;
use super::markdown::{self, Body, Breaks, Options, RawHtml};
use super::name;
use super::sighting::{Sighting, sightings, sightings_in_path};
use crate::diagnostic::{
    BAD_VALUE, Diagnostic, FRONT_MATTER, Findings, Language, MISSING_ID, Place, TOML_SYNTAX, TWO_KINDS, UNKNOWN_KEY,
    YAML_FRONT_MATTER,
};
use crate::record::{Field, Node, Placed, Record, Rows, Sheet, parse_toml, read_listings, said_once};
use crate::text;

/// A parsed file of `content/`.
#[derive(Clone, Debug)]
pub struct Document {
    /// Inside the site: `content/fuwu/yesuan.md`.
    pub path: Arc<str>,
    pub front: Front,
    /// The front matter could not be read whole; what seems missing may only be unread.
    pub front_is_faulty: bool,
    pub body: Body,
    /// Its `id`; without one, its path below `content/`.
    pub identifier: Arc<str>,
    /// The own part of its address, if its file name or its title can be spelled.
    pub spelled: Option<Box<str>>,
    /// A hash of the front matter as it is written.
    pub front_text: u64,
    /// A hash of the file's text, by which a renamed file is known again.
    pub content: u64,
    /// Files that the kind table names: they are data, never published.
    pub data_files: Vec<Arc<str>>,
    /// Personal numbers anywhere in the file and in its name.
    pub sightings: Vec<Sighting>,
}

/// Front matter by what the file is: `_index.md` makes a section, any other file a page.
#[derive(Clone, Debug, PartialEq)]
pub enum Front {
    Page(Box<PageFront>),
    Section(Box<SectionFront>),
}

/// Whether a key stands in the front matter, readable or not.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Written {
    Yes,
    No,
}

/// How the site wants its Markdown read, where the page does not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Defaults {
    pub raw_html: RawHtml,
    pub breaks: Breaks,
    /// The language of the words that Markdown itself adds, such as the titles of alerts.
    pub language: Language,
}

/// Reads the sheets of a data file, by its path inside the site.
pub type ReadSheets<'a> = &'a dyn Fn(&Arc<str>) -> (Vec<Sheet>, Findings);

/// Parses one file. Whatever is wrong with it, the document that could be made of it is returned.
pub fn parse(path: &Arc<str>, text: &str, defaults: Defaults, read_sheets: ReadSheets<'_>) -> (Document, Findings) {
    let mut findings = Findings::new();
    let (front_span, body_start) = split(path, text, &mut findings);
    let (mut node, syntax) = parse_toml(path, &text[front_span.clone()], front_span.start);
    let mut key_findings = Findings::new();
    let is_section = path.rsplit('/').next() == Some("_index.md");
    // Signs that were replaced hid nothing.
    let is_unread = !findings.is_empty() || syntax.iter().any(|fault| *fault.rule == TOML_SYNTAX);
    let mut front = if is_section {
        Front::Section(Box::new(<SectionFront as Record>::read(&mut node, &mut key_findings).unwrap_or_default()))
    } else {
        Front::Page(Box::new(<PageFront as Record>::read(&mut node, &mut key_findings).unwrap_or_default()))
    };
    if let Front::Page(page) = &mut front {
        page.trim_terms();
    }
    name_slips(&node, &front, &mut key_findings);
    if let Front::Page(page) = &mut front
        && let Some(event) = &mut page.event
    {
        leave_time_open(event, node.get("event"), is_unread, path);
    }
    // A line that cannot be read would make its key seem missing: one fault, one finding.
    let front_is_faulty = is_unread;
    let written = |key: &str| if node.get(key).is_some() { Written::Yes } else { Written::No };
    // Without its end, the article was read as front matter; what that brings about is no fault of its own.
    if front_span.end < body_start {
        findings.extend(said_once(&text[front_span.clone()], front_span.start, syntax, key_findings));
    }

    let (id, title) = match &front {
        Front::Page(front) => (&front.id, &front.title),
        Front::Section(front) => (&front.id, &front.title),
    };
    let mut document = Document {
        path: path.clone(),
        identifier: id.as_ref().map_or_else(|| name::identifier(path), |id| id.value.as_str()).into(),
        spelled: name::spelled(path, title.as_deref()),
        front,
        // A title of the wrong type is there, and has been reported.
        front_is_faulty: front_is_faulty || written("title") == Written::Yes,
        body: Body::default(),
        front_text: xxh3_64(&text.as_bytes()[..body_start]),
        content: xxh3_64(text.as_bytes()),
        data_files: Vec::new(),
        sightings: sightings(path, text).into_iter().chain(sightings_in_path(path)).collect(),
    };
    let id = if front_is_faulty { Written::Yes } else { written("id") };
    document.check_kind(id, &mut findings);
    document.load_rows(read_sheets, &mut findings);

    let hard_breaks = match &document.front {
        Front::Page(page) => page.hard_breaks,
        Front::Section(section) => section.hard_breaks,
    };
    let breaks = match hard_breaks {
        Some(true) => Breaks::Hard,
        Some(false) => Breaks::Soft,
        None => defaults.breaks,
    };
    let options = Options { raw_html: defaults.raw_html, breaks, language: defaults.language };
    let (body, body_findings) = markdown::render(path, &text[body_start..], body_start, options);
    findings.extend(body_findings);
    document.body = body;
    (document, findings)
}

/// An event whose time is written and cannot be read has one fault, which has been told: for later stages the time is open.
fn leave_time_open(event: &mut Event, table: Option<&Node>, is_unread: bool, path: &Arc<str>) {
    let has_time = event.start.is_some() || event.when.is_some() || !event.dates.is_empty() || event.repeat.is_some();
    let is_written =
        || ["start", "when", "dates", "repeat"].iter().any(|key| table.is_some_and(|table| table.get(key).is_some()));
    if !has_time && (is_unread || is_written()) {
        event.when = Some(Placed { value: "待定".to_owned(), place: Place::file(path.clone()) });
    }
}

/// Says where a key belongs that other site generators keep at the top.
fn name_slips(node: &Node, front: &Front, findings: &mut Findings) {
    // Sections carry neither terms nor authors.
    if matches!(front, Front::Section(_)) {
        return;
    }
    for (key, _) in node.as_table().into_iter().flatten() {
        let told = findings.iter_mut().find(|finding| *finding.rule == UNKNOWN_KEY && finding.place == key.place);
        if let (Some(finding), Some(hint)) = (told, slip(&key.name)) {
            finding.hints = vec![hint];
        }
    }
}

/// The TOML between the `+++` lines, and where the article begins.
fn split(path: &Arc<str>, text: &str, findings: &mut Findings) -> (Range<usize>, usize) {
    let first = text.lines().next().unwrap_or_default();
    let opened = match first.trim_end() {
        "+++" => true,
        "---" => {
            findings.push(
                Diagnostic::new(
                    &YAML_FRONT_MATTER,
                    Place::span(path.clone(), 0..3),
                    text!(
                        "文件头用 --- 开头（YAML），xinfeng 用 +++（TOML）",
                        "the front matter opens with --- (YAML); xinfeng uses +++ (TOML)"
                    ),
                )
                .hint(text!(
                    "把上下两行 --- 改成 +++，每行写成 键 = \"值\"",
                    "turn both --- lines into +++, and write key = \"value\""
                )),
            );
            return match text[3..].find("\n---") {
                Some(at) => (0..0, next_line(text, 3 + at + 1)),
                None => (0..0, text.len().min(first.len())),
            };
        }
        "＋＋＋" | "+ + +" => {
            findings.push(
                Diagnostic::new(
                    &FRONT_MATTER,
                    Place::span(path.clone(), 0..first.trim_end().len()),
                    text!("文件头的第一行应当是英文的 +++", "the first line of the front matter should be +++"),
                )
                .hint(text!("切换到英文输入法，输入三个加号", "type three plus signs with an English keyboard")),
            );
            true
        }
        _ => false,
    };
    if !opened {
        findings.push(
            Diagnostic::new(
                &FRONT_MATTER,
                Place::span(path.clone(), 0..first.len()),
                text!("文件没有文件头", "the file has no front matter"),
            )
            .hint(text!(
                "第一行写 +++，下面写 title = \"标题\"，再写一行 +++",
                "begin with a line +++, then title = \"…\", then another line +++"
            )),
        );
        return (0..0, 0);
    }
    let start = next_line(text, 0);
    let mut at = start;
    while at < text.len() {
        let end = next_line(text, at);
        if matches!(text[at..end].trim_end(), "+++" | "＋＋＋") {
            return (start..at, end);
        }
        at = end;
    }
    findings.push(
        Diagnostic::new(
            &FRONT_MATTER,
            Place::span(path.clone(), 0..first.len()),
            text!("文件头没有结束：找不到第二行 +++", "the front matter does not end: there is no second +++ line"),
        )
        .hint(text!("在文件头下面加一行 +++", "add a line +++ below it")),
    );
    (start..text.len(), text.len())
}

fn next_line(text: &str, from: usize) -> usize {
    memchr::memchr(b'\n', &text.as_bytes()[from..]).map_or(text.len(), |at| from + at + 1)
}

impl Document {
    pub fn page(&self) -> Option<&PageFront> {
        match &self.front {
            Front::Page(page) => Some(page),
            Front::Section(_) => None,
        }
    }

    pub fn section(&self) -> Option<&SectionFront> {
        match &self.front {
            Front::Section(section) => Some(section),
            Front::Page(_) => None,
        }
    }

    /// The identifier that staff gave it.
    pub fn id(&self) -> Option<&str> {
        let id = match &self.front {
            Front::Page(page) => page.id.as_ref(),
            Front::Section(section) => section.id.as_ref(),
        };
        id.map(|id| id.value.as_str())
    }

    pub fn is_draft(&self) -> bool {
        match &self.front {
            Front::Page(page) => page.draft,
            Front::Section(section) => section.draft,
        }
    }

    /// The folder of the file, with its trailing slash: `content/fuwu/`.
    pub fn folder(&self) -> &str {
        self.path.rfind('/').map_or("", |slash| &self.path[..=slash])
    }

    fn check_kind(&self, id: Written, findings: &mut Findings) {
        let place = || Place::file(self.path.clone());
        match &self.front {
            Front::Page(page) => {
                let tables = page.kind_tables();
                if tables.len() > 1 {
                    let all = tables.join("、");
                    findings.push(
                        Diagnostic::new(
                            &TWO_KINDS,
                            place(),
                            text!(
                                "一个页面只能是一种：这里写了 {all}",
                                "a page is of one kind; this one carries {all}"
                            ),
                        )
                        .hint(text!("拆成几个页面，每页一种", "split it into pages of one kind each")),
                    );
                }
                let scheduled = tables.iter().any(|kind| *kind != "service");
                if scheduled && id == Written::No {
                    let path = self.path.trim_end_matches("/index.md").trim_end_matches(".md");
                    let stem = path.rsplit('/').next().unwrap_or_default();
                    findings.push(
                        Diagnostic::new(
                            &MISSING_ID,
                            place(),
                            text!("有日程的页面要有编号 id", "a page with a schedule needs an id"),
                        )
                        .hint(text!(
                            "在文件头里加一行 id = \"{stem}\"，以后不要改",
                            "add id = \"{stem}\" to the front matter and never change it"
                        )),
                    );
                }
                check_spans(page, findings);
            }
            Front::Section(section) => {
                if matches!(section.campaign, Some(CampaignKey::Is(_))) && section.guide.is_some() {
                    findings.push(Diagnostic::new(
                        &TWO_KINDS,
                        place(),
                        text!("一个栏目不能既是行动又是手册", "a section cannot be both a campaign and a guide"),
                    ));
                }
                if let Some(CampaignKey::Is(campaign)) = &section.campaign {
                    if let (Some(starts), Some(ends)) = (&campaign.starts, &campaign.ends)
                        && ends.value < starts.value
                    {
                        findings.push(ends_before_start(&ends.place));
                    }
                    for phase in campaign.phases.iter().filter(|phase| phase.ends.value < phase.starts) {
                        findings.push(ends_before_start(&phase.ends.place));
                    }
                }
            }
        }
    }

    /// Reads the spreadsheets that the kind table names.
    fn load_rows(&mut self, read_sheets: ReadSheets<'_>, findings: &mut Findings) {
        let folder = self.folder().to_owned();
        let mut loader = RowLoader { folder, read_sheets, files: Vec::new(), findings };
        match &mut self.front {
            Front::Page(page) => {
                if let Some(tour) = &mut page.tour {
                    loader.load(&mut tour.stops);
                }
                if let Some(competition) = &mut page.competition {
                    loader.load(&mut competition.results);
                }
                if let Some(selection) = &mut page.selection {
                    loader.load(&mut selection.results);
                }
            }
            Front::Section(section) => {
                if let Some(CampaignKey::Is(campaign)) = &mut section.campaign {
                    loader.load(&mut campaign.progress);
                }
            }
        }
        self.data_files = loader.files;
    }
}

fn check_spans(page: &PageFront, findings: &mut Findings) {
    let mut check = |start: Option<crate::record::Moment>,
                     end: Option<&crate::record::Placed<crate::record::Moment>>| {
        if let (Some(start), Some(end)) = (start, end)
            && end.value.civil_end() < start.civil()
        {
            findings.push(ends_before_start(&end.place));
        }
    };
    if let Some(event) = &page.event {
        check(event.start.as_ref().map(|start| start.value), event.end.as_ref());
    }
    for round in page.competition.iter().flat_map(|competition| &competition.rounds) {
        check(round.start.as_ref().map(|start| start.value), round.end.as_ref());
    }
    for stage in page.selection.iter().flat_map(|selection| &selection.stages) {
        check(stage.start.as_ref().map(|start| start.value), stage.end.as_ref());
    }
}

fn ends_before_start(place: &Place) -> Diagnostic {
    Diagnostic::new(&BAD_VALUE, place, text!("结束早于开始", "the end is before the start"))
        .hint(text!("核对两个日期，看看有没有写反", "check both dates; they may be swapped"))
}

struct RowLoader<'a> {
    folder: String,
    read_sheets: ReadSheets<'a>,
    files: Vec<Arc<str>>,
    findings: &'a mut Findings,
}

impl RowLoader<'_> {
    fn load<T: Record + Field>(&mut self, rows: &mut Rows<T>) {
        let Rows::File { name, place } = rows else { return };
        let outside = name.starts_with('/') || name.split(['/', '\\']).any(|part| part == "..");
        if outside || name.is_empty() {
            self.findings.push(
                Diagnostic::new(&BAD_VALUE, &*place, text!("“{name}”不在页面旁边", "{name} is not beside the page"))
                    .hint(text!(
                        "把表格放在页面所在的文件夹里，只写文件名",
                        "put the spreadsheet into the page's folder and give its name"
                    )),
            );
            return;
        }
        let path: Arc<str> = format!("{}{name}", self.folder).into();
        let (sheets, mut findings) = (self.read_sheets)(&path);
        self.files.push(path.clone());
        // A file that cannot be read is the fault of the key that names it.
        for finding in &mut findings {
            if finding.is_error() && finding.place == Place::file(path.clone()) {
                finding.place = place.clone();
            }
        }
        self.findings.extend(findings);
        *rows = Rows::Read(if sheets.is_empty() { Vec::new() } else { read_listings(&sheets, self.findings) });
    }
}
