//! From the disk to a [`Loaded`] site. Between two loads, what a file was parsed into is kept as long as the file's
//! modification time and length stay the same, and those of the spreadsheets that it names.

use std::collections::HashSet;
use std::sync::{Arc, OnceLock};

use include_dir::{Dir, include_dir};
use rayon::prelude::*;

use super::album::Album;
use super::data_files::DataFiles;
use super::listing::Listing;
use super::sightings::{self, Seen};
use super::{Loaded, Project};
use crate::config::{self, Config, Known, ThemeInfo};
use crate::content::markdown::{Breaks, RawHtml};
use crate::content::{self, Defaults, Document, Sighting};
use crate::diagnostic::{
    At, BAD_FILE_NAME, Diagnostic, Findings, MISSING_THEME, NO_CONFIGURATION, Place, RULES, WRONG_TYPE, rule_groups,
};
use crate::model::address::{self, Address, Form};
use crate::model::data::{self, Contents};
use crate::model::ledger::{self, Ledger};
use crate::model::{self, Data, Input, Pace, Site, StaticFile};
use crate::outlet;
use crate::query;
use crate::record::{Sheet, parse_toml, suggest};
use crate::source::{self, Found, Root, Stamp, clock};
use crate::text;
use crate::theme::{self, Theme, ThemeFile, Views};

/// The default theme, so that the program alone is a whole installation.
static DEFAULT_THEME: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/themes/default");

/// The name under which the default theme stands in findings and in `theme = "…"`.
const DEFAULT_THEME_NAME: &str = "default";

/// A file that was changed less than this before it was read may have changed again without a new time: some file
/// systems count in steps of two seconds. Nanoseconds.
const SETTLED: i128 = 2_000_000_000;

/// What a load leaves to the next one.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    /// When the load began, in nanoseconds since 1970.
    began: i128,
    /// The files that were there.
    pub listing: Listing,
    /// In the order of their paths.
    documents: Vec<KeptDocument>,
    /// What they were read with.
    defaults: Option<Defaults>,
    data: Option<KeptData>,
    /// With its stamp, if it is there.
    ledger: Option<(Option<Stamp>, Arc<StandingLedger>)>,
    theme: Option<(ThemeKey, Arc<Theme>, Findings)>,
    seen: Seen,
    assembled: Option<Arc<Assembled>>,
    album: Option<Arc<Album>>,
}

/// A site with what it was assembled from.
#[derive(Debug)]
struct Assembled {
    input: Input,
    site: Arc<Site>,
    findings: Findings,
}

impl Kept {
    /// Whether no file can have changed since without a new stamp.
    pub(super) fn is_settled(&self) -> bool {
        let is_ledger = |found: &Found| *found.path == *ledger::FILE;
        self.listing.files().all(|found| is_ledger(found) || found.stamp.modified + SETTLED < self.began)
    }

    /// The files that documents were read with besides themselves.
    pub(super) fn beside(&self) -> impl Iterator<Item = &str> {
        self.documents
            .iter()
            .filter_map(|document| document.more.as_ref())
            .flat_map(|more| &more.beside)
            .map(|(path, _)| &**path)
    }

    pub(super) fn album(&self) -> Option<&Album> {
        self.album.as_deref()
    }
}

/// The files of `data/` and what they were read into.
type KeptData = (Vec<Found>, Arc<Data>, Findings);

/// The ledger as it stands on the disk; empty if there is none.
#[derive(Debug, Default)]
pub struct StandingLedger {
    pub ledger: Arc<Ledger>,
    /// As it is written.
    pub text: String,
    findings: Findings,
}

#[derive(Clone, Debug)]
struct KeptDocument {
    path: Arc<str>,
    stamp: Stamp,
    document: Arc<Document>,
    /// Most documents have nothing to say besides.
    more: Option<Arc<More>>,
}

/// What else a document was read with, and what was found.
#[derive(Debug)]
struct More {
    /// The spreadsheets that it was read with; `None` for one that was not there.
    beside: Vec<(Arc<str>, Option<Stamp>)>,
    findings: Findings,
}

/// What the theme was made of: its files and the language of its strings.
#[derive(Clone, Debug, PartialEq)]
struct ThemeKey {
    name: Option<String>,
    files: Vec<Found>,
    language: String,
}

/// The names of all rules and of their groups, for `[rules]`.
pub fn known_rules() -> Vec<&'static str> {
    RULES.iter().map(|rule| rule.name).chain(rule_groups()).collect()
}

/// Reads the site. `before` is the load before this one, if there was one.
pub fn load(project: &Project, before: Option<&Kept>) -> Loaded {
    load_listed(project, Listing::walk(&project.root), before)
}

/// Reads the files that are listed.
pub fn load_listed(project: &Project, listing: Listing, before: Option<&Kept>) -> Loaded {
    let root = &project.root;
    let mut findings = Findings::new();
    let (config, clock) = load_config(project, &mut findings);
    let config = Arc::new(config);
    let mut kept = Kept { began: clock::now().timestamp_nanos_opt().map_or(0, i128::from), ..Kept::default() };

    let (written, beside): (Vec<&Found>, Vec<&Found>) =
        listing.under("content/").iter().partition(|found| is_document(found));
    report_names(beside.iter().copied(), &mut findings);
    let documents = load_documents(root, &written, &config, before, &mut kept, &mut findings);
    let data = load_data(root, listing.under("data/"), before, &mut kept, &mut findings);
    let ledger = load_ledger(root, &listing, before, &mut kept);
    findings.extend(ledger.findings.iter().cloned());
    let found_statics = listing.under("static/");
    let theme = load_theme(root, &config, &listing, before, &mut kept, &mut findings);
    let statics = load_statics(found_statics, &theme, &mut findings);
    let looked_through = beside.iter().copied().chain(found_statics);
    let sightings = load_sightings(root, &documents, looked_through, before, &mut kept);

    let data_files = Arc::new(DataFiles::new(root.clone(), &documents));
    let files = beside.into_iter().map(|found| found.path.clone()).collect();
    let pace = if project.now.or(config.now).is_some() { Pace::Set } else { Pace::Running };
    kept.listing = listing;
    let input = Input {
        config: config.clone(),
        clock,
        pace,
        drafts: project.drafts,
        documents,
        files,
        data,
        ledger: ledger.ledger.clone(),
        statics,
    };
    let assembled = assemble(input, before);
    findings.extend(assembled.findings.iter().cloned());
    let site = assembled.site.clone();
    kept.assembled = Some(assembled);
    let (plan, plan_findings) = outlet::plan(&site, &theme);
    findings.extend(plan_findings);
    let album = load_album(root, before, &mut kept);
    let views = Views::new(site.clone(), theme.clone(), data_files.clone(), album);
    config.weigh(&mut findings);
    let whole = OnceLock::new();
    Loaded { config, site, theme, views, plan, ledger, findings, sightings, data_files, whole, kept }
}

/// The site; that of the load before, if it was assembled from the same: a change of the theme leaves it as it is.
fn assemble(input: Input, before: Option<&Kept>) -> Arc<Assembled> {
    let old = before.and_then(|before| before.assembled.as_ref());
    if let Some(old) = old.filter(|old| old.input.is_same(&input)) {
        return old.clone();
    }
    let amended =
        old.and_then(|old| model::amend(&old.site, &old.findings, &old.input, &input).map(|site| (site, old)));
    let (site, findings) = match amended {
        Some((site, old)) => (site, old.findings.clone()),
        None => model::assemble(&input),
    };
    Arc::new(Assembled { input, site: Arc::new(site), findings })
}

/// Whether the site would look different by now although nobody edited it: a page's time has come, or an event is over.
/// Never where the clock is pinned.
pub fn is_due(loaded: &Loaded) -> bool {
    loaded.site.pace == Pace::Running && query::next_change(&loaded.site).is_some_and(|at| at <= clock::now())
}

fn load_config(project: &Project, findings: &mut Findings) -> (Config, chrono::DateTime<chrono::Utc>) {
    let file: Arc<str> = config::FILE.into();
    let outlets = outlet::optional_outlets();
    let rules = known_rules();
    let mut config = match source::read(&project.root, &file) {
        Ok(bytes) => {
            let (text, decoding) = source::decode(&file, bytes);
            let (config, faults) = config::parse(&file, &text, Known { outlets: &outlets, rules: &rules });
            findings.extend(read_findings(decoding, faults));
            config
        }
        Err(_) => {
            findings.push(
                Diagnostic::new(
                    &NO_CONFIGURATION,
                    Place::site(),
                    text!(
                        "这里没有 xinfeng.toml，不是一个网站文件夹",
                        "there is no xinfeng.toml: this is not a site's folder"
                    ),
                )
                .hint(text!("新建网站：xinfeng init 文件夹名", "make a new site: xinfeng init FOLDER"))
                .hint(text!("或用 --root 指出网站文件夹", "or name the site's folder with --root")),
            );
            Config::named("")
        }
    };
    if let Some(base) = &project.base_url {
        config.base_url = Some(base.clone());
    }
    let clock = project.now.or(config.now).unwrap_or_else(clock::minute);
    (config, clock)
}

/// Whether a file of `content/` is a section or a page; the others lie beside them.
fn is_document(found: &Found) -> bool {
    found.path.ends_with(".md") || found.path.ends_with(".MD")
}

/// Names that Windows does not allow: whoever fetches the site's folder there does not get the file.
fn report_names<'a>(found: impl IntoIterator<Item = &'a Found>, findings: &mut Findings) {
    for found in found {
        if let Some((zh, en)) = found.path.split('/').find_map(address::fault) {
            findings.push(
                Diagnostic::new(
                    &BAD_FILE_NAME,
                    Place::file(found.path.clone()),
                    text!("这个文件名在 Windows 上不能用：{zh}", "Windows cannot have a file of this name: {en}"),
                )
                .hint(text!("改个名字，链接到它的地方也改", "rename the file, and change the links to it")),
            );
        }
    }
}

/// Parses what changed, in parallel, and keeps the rest.
fn load_documents(
    root: &Root,
    found: &[&Found],
    config: &Config,
    before: Option<&Kept>,
    kept: &mut Kept,
    findings: &mut Findings,
) -> Vec<Arc<Document>> {
    let defaults = Defaults {
        raw_html: if config.markdown.raw_html { RawHtml::Keep } else { RawHtml::Escape },
        breaks: if config.markdown.hard_breaks { Breaks::Hard } else { Breaks::Soft },
        language: config.spoken(),
    };
    let before = before.filter(|before| before.defaults == Some(defaults));
    kept.defaults = Some(defaults);
    let known = alongside(found, before.map_or(&[], |before| &before.documents));
    let read: Vec<Result<KeptDocument, Diagnostic>> = found
        .par_iter()
        .zip(known)
        .map(|(found, old)| {
            let settled = before.is_some_and(|before| found.stamp.modified + SETTLED < before.began);
            match old.filter(|old| settled && is_fresh(root, old, found.stamp)) {
                Some(old) => Ok(old.clone()),
                None => read_document(root, found, defaults),
            }
        })
        .collect();
    let mut parsed = Vec::with_capacity(read.len());
    kept.documents.reserve(read.len());
    for (found, result) in found.iter().zip(read) {
        match result {
            Ok(document) => {
                let found = document.more.iter().flat_map(|more| &more.findings);
                findings.extend(found.filter(|finding| config.wants(finding.rule)).cloned());
                parsed.push(document.document.clone());
                kept.documents.push(document);
            }
            Err(finding) => {
                report_names([*found], findings);
                findings.push(finding);
            }
        }
    }
    parsed
}

/// For each file what it was parsed into before, if it was there. Both are in the order of their paths.
fn alongside<'a>(found: &[&Found], documents: &'a [KeptDocument]) -> Vec<Option<&'a KeptDocument>> {
    let mut documents = documents.iter().peekable();
    let of = |found: &&Found| {
        // Most are the same in memory, and need not be compared letter by letter.
        let same = |old: &&KeptDocument| Arc::ptr_eq(&old.path, &found.path);
        documents.next_if(same).or_else(|| {
            while documents.next_if(|old| *old.path < *found.path).is_some() {}
            documents.next_if(|old| old.path == found.path)
        })
    };
    found.iter().map(of).collect()
}

fn is_fresh(root: &Root, old: &KeptDocument, stamp: Stamp) -> bool {
    let mut beside = old.more.iter().flat_map(|more| &more.beside);
    old.stamp == stamp && beside.all(|(path, stamp)| source::stamp(root, path) == *stamp)
}

fn read_document(root: &Root, found: &Found, defaults: Defaults) -> Result<KeptDocument, Diagnostic> {
    let (text, decoding) = source::decode(&found.path, source::read_found(root, found)?);
    let read_sheets = |path: &Arc<str>| read_sheets(root, path);
    let (document, faults) = content::parse(&found.path, &text, defaults, &read_sheets);
    let mut findings = Findings::new();
    report_names([found], &mut findings);
    findings.extend(read_findings(decoding, faults));
    let beside: Vec<_> = document.data_files.iter().map(|path| (path.clone(), source::stamp(root, path))).collect();
    let has_more = !(findings.is_empty() && beside.is_empty());
    let more = has_more.then(|| Arc::new(More { beside, findings }));
    Ok(KeptDocument { path: found.path.clone(), stamp: found.stamp, document: Arc::new(document), more })
}

/// Findings of a text's decoding and of its parsing; the latter say nothing where the bytes are no text at all.
fn read_findings(mut decoding: Findings, faults: Findings) -> Findings {
    if !decoding.iter().any(is_no_text) {
        decoding.extend(faults);
    }
    decoding
}

/// Whether the file as a whole could not be decoded.
fn is_no_text(finding: &Diagnostic) -> bool {
    finding.is_error() && finding.place.at == At::Whole
}

fn read_sheets(root: &Root, path: &Arc<str>) -> (Vec<Sheet>, Findings) {
    match source::read(root, path) {
        Ok(bytes) => source::sheets(path, &bytes),
        Err(finding) => (Vec::new(), vec![finding]),
    }
}

fn load_data(
    root: &Root,
    found: &[Found],
    before: Option<&Kept>,
    kept: &mut Kept,
    findings: &mut Findings,
) -> Arc<Data> {
    report_names(found, findings);
    let old = before.and_then(|before| before.data.as_ref()).filter(|(files, ..)| files == found);
    let (data, faults) = match old {
        Some((_, data, faults)) => (data.clone(), faults.clone()),
        None => {
            let (data, faults) = read_data(root, found);
            (Arc::new(data), faults)
        }
    };
    findings.extend(faults.iter().cloned());
    kept.data = Some((found.to_vec(), data.clone(), faults));
    data
}

fn read_data(root: &Root, found: &[Found]) -> (Data, Findings) {
    let mut findings = Findings::new();
    let mut contents: Vec<(String, Contents)> = Vec::new();
    for found in found {
        let name = &found.path["data/".len()..];
        let Some((stem, ending)) = name.rsplit_once('.').filter(|(stem, _)| data::TABLES.contains(stem)) else {
            // Other files are for load_data; a table with a slip in its name is not.
            if let Some((stem, "csv" | "xlsx" | "toml")) = name.rsplit_once('.')
                && let Some(hint) = suggest(stem, data::TABLES.iter().copied())
            {
                findings.push(
                    Diagnostic::new(
                        &crate::diagnostic::UNKNOWN_KEY,
                        Place::file(found.path.clone()),
                        text!("没有叫 {stem} 的数据表", "there is no data table {stem}"),
                    )
                    .hint(hint),
                );
            }
            continue;
        };
        match ending.to_ascii_lowercase().as_str() {
            "toml" => match source::read(root, &found.path) {
                Ok(bytes) => {
                    let (text, decoding) = source::decode(&found.path, bytes);
                    let (node, faults) = parse_toml(&found.path, &text, 0);
                    let readable = decoding.iter().all(|finding| !is_no_text(finding));
                    findings.extend(read_findings(decoding, faults));
                    let read = if readable { Contents::Toml(node) } else { Contents::Unread };
                    contents.push((stem.to_owned(), read));
                }
                Err(finding) => {
                    findings.push(finding);
                    contents.push((stem.to_owned(), Contents::Unread));
                }
            },
            "csv" | "xlsx" => {
                let (sheets, faults) = read_sheets(root, &found.path);
                let is_unread = sheets.is_empty() && faults.iter().any(Diagnostic::is_error);
                findings.extend(faults);
                contents.push((stem.to_owned(), if is_unread { Contents::Unread } else { Contents::Sheets(sheets) }));
            }
            _ => findings.push(
                Diagnostic::new(
                    &WRONG_TYPE,
                    Place::file(found.path.clone()),
                    text!("数据表要存成 xlsx、csv 或 toml", "a data table is xlsx, csv or toml"),
                )
                .hint(text!("在表格软件里另存为 .xlsx", "save it as .xlsx")),
            ),
        }
    }
    let (data, faults) = data::read(&contents);
    findings.extend(faults);
    (data, findings)
}

fn load_album(root: &Root, before: Option<&Kept>, kept: &mut Kept) -> Arc<Album> {
    let is_settled = |stamp: Stamp| before.is_some_and(|before| stamp.modified + SETTLED < before.began);
    let old = before.and_then(|before| before.album.as_deref());
    let album = Arc::new(Album::new(root.clone(), old, is_settled));
    kept.album = Some(album.clone());
    album
}

/// Without a ledger nothing has been told yet.
fn load_ledger(root: &Root, listing: &Listing, before: Option<&Kept>, kept: &mut Kept) -> Arc<StandingLedger> {
    let found = listing.get(ledger::FILE);
    let stamp = found.map(|found| found.stamp);
    let settled = before.is_some_and(|before| stamp.is_none_or(|stamp| stamp.modified + SETTLED < before.began));
    let old = before.and_then(|before| before.ledger.as_ref()).filter(|(old, _)| settled && *old == stamp);
    let read = match (old, found) {
        (Some((_, read)), _) => read.clone(),
        (None, Some(found)) => Arc::new(read_ledger(root, found)),
        (None, None) => Arc::default(),
    };
    kept.ledger = Some((stamp, read.clone()));
    read
}

fn read_ledger(root: &Root, found: &Found) -> StandingLedger {
    match source::read_found(root, found) {
        Ok(bytes) => {
            let (text, mut findings) = source::decode(&found.path, bytes);
            let (ledger, faults) = ledger::parse(&text);
            findings.extend(faults);
            StandingLedger { ledger: Arc::new(ledger), text, findings }
        }
        Err(finding) => StandingLedger { findings: vec![finding], ..StandingLedger::default() },
    }
}

/// Personal numbers anywhere in the site, drafts and files that nobody publishes included: what lies in the folder is
/// handed on with it.
fn load_sightings<'a>(
    root: &Root,
    documents: &[Arc<Document>],
    found: impl Iterator<Item = &'a Found>,
    before: Option<&Kept>,
    kept: &mut Kept,
) -> Vec<Sighting> {
    let data = kept.data.iter().flat_map(|(files, ..)| files);
    let theme = kept.theme.iter().flat_map(|(key, ..)| &key.files);
    let mut files: Vec<Found> = found.cloned().collect();
    files.extend(data.chain(theme).cloned());
    let file: Arc<str> = config::FILE.into();
    files.extend(source::stamp(root, &file).map(|stamp| Found { path: file, stamp }));
    let is_settled = |stamp: Stamp| before.is_some_and(|before| stamp.modified + SETTLED < before.began);
    kept.seen = sightings::look(root, &files, before.map(|before| &before.seen), is_settled);
    let in_documents = documents.iter().flat_map(|document| document.sightings.iter().cloned());
    let in_files = kept.seen.values().flat_map(|(_, seen)| seen.iter().cloned());
    in_documents.chain(in_files).collect()
}

/// The files of `static/` but for those that stand in the place of a file of the theme.
fn load_statics(found: &[Found], theme: &Theme, findings: &mut Findings) -> Vec<StaticFile> {
    let of_theme: HashSet<&str> = theme.assets().map(|asset| &*asset.file).collect();
    let mut statics = Vec::new();
    for found in found.iter().filter(|found| !of_theme.contains(&*found.path)) {
        let path = &found.path["static/".len()..];
        if let Some((zh, en)) = path.split('/').find_map(address::fault) {
            findings.push(
                Diagnostic::new(
                    &BAD_FILE_NAME,
                    Place::file(found.path.clone()),
                    text!("文件名不能发布：{zh}", "the file's name cannot be published: {en}"),
                )
                .hint(text!("改个名字", "rename the file")),
            );
            continue;
        }
        let address = Address::from_segments(path.split('/'), Form::File);
        statics.push(StaticFile { file: found.path.clone(), address });
    }
    statics
}

/// The theme of the configuration, with the site's own templates and strings laid over it, and those files of `static/` that
/// have the name of one of the theme's.
fn load_theme(
    root: &Root,
    config: &Config,
    listing: &Listing,
    before: Option<&Kept>,
    kept: &mut Kept,
    findings: &mut Findings,
) -> Arc<Theme> {
    let folder = theme_folder(config, listing, findings);
    findings.extend(listing.findings(folder.as_deref()).cloned());
    let mut found = folder.as_ref().map(|folder| listing.under(&format!("{folder}/")).to_vec()).unwrap_or_default();
    let own: HashSet<String> = match &folder {
        Some(folder) => found
            .iter()
            .filter_map(|found| found.path.strip_prefix(folder.as_str())?.get(1..))
            .map(str::to_owned)
            .collect(),
        None => embedded_names(&DEFAULT_THEME),
    };
    found.extend_from_slice(listing.under("templates/"));
    found.extend_from_slice(listing.under("i18n/"));
    found.extend(listing.under("static/").iter().filter(|found| own.contains(&*found.path)).cloned());
    let key = ThemeKey { name: folder.clone(), files: found, language: config.language.clone() };
    let old = before.and_then(|before| before.theme.as_ref()).filter(|(old, ..)| *old == key);
    let (theme, faults) = match old {
        Some((_, theme, faults)) => (theme.clone(), faults.clone()),
        None => {
            let (theme, faults) = read_theme(root, folder.as_deref(), &key);
            (Arc::new(theme), faults)
        }
    };
    findings.extend(faults.iter().cloned());
    kept.theme = Some((key, theme.clone(), faults));
    theme
}

/// The folder of the theme in the site; `None` for the one inside the program, unless the site has its own copy.
fn theme_folder(config: &Config, listing: &Listing, findings: &mut Findings) -> Option<String> {
    let folder = |name: &str| format!("themes/{name}");
    match config.theme.as_ref().filter(|name| name.value != DEFAULT_THEME_NAME) {
        Some(name) => is_theme(name, listing, findings).then(|| folder(&name.value)),
        None => {
            let own = folder(DEFAULT_THEME_NAME);
            listing.get(&format!("{own}/theme.toml")).map(|_| own)
        }
    }
}

fn is_theme(name: &crate::record::Placed<String>, listing: &Listing, findings: &mut Findings) -> bool {
    let written = &name.value;
    let there = address::fault(written).is_none()
        && !written.contains('/')
        && listing.get(&format!("themes/{written}/theme.toml")).is_some();
    if !there {
        let themes = listing
            .under("themes/")
            .iter()
            .filter_map(|found| found.path.strip_prefix("themes/")?.strip_suffix("/theme.toml"));
        findings.push(
            Diagnostic::new(
                &MISSING_THEME,
                &name.place,
                text!("找不到主题 themes/{written}/theme.toml", "there is no themes/{written}/theme.toml"),
            )
            .hint_if(suggest(written, themes))
            .hint(text!("删掉 theme 这一行就用自带主题", "remove this line to use the theme inside the program")),
        );
    }
    there
}

fn read_theme(root: &Root, folder: Option<&str>, key: &ThemeKey) -> (Theme, Findings) {
    let mut findings = Findings::new();
    let mut files = Vec::new();
    if folder.is_none() {
        embedded(&DEFAULT_THEME, &mut files);
    }
    for found in &key.files {
        let below = folder.and_then(|folder| found.path.strip_prefix(folder)?.strip_prefix('/'));
        match source::read(root, &found.path) {
            Ok(bytes) => {
                let name = below.unwrap_or(&found.path).to_owned();
                let bytes = if name.starts_with("static/") {
                    bytes
                } else {
                    let (text, faults) = source::decode(&found.path, bytes);
                    findings.extend(faults);
                    text.into_bytes()
                };
                files.push(ThemeFile { name, file: found.path.clone(), bytes: bytes.into() });
            }
            Err(finding) => findings.push(finding),
        }
    }
    let info = read_theme_info(&files, &mut findings);
    let (theme, faults) = theme::assemble(&files, info, &key.language);
    findings.extend(faults);
    (theme, findings)
}

/// The name of a file below its theme. Inside the program, paths have the separators of the machine that built it.
fn embedded_name(file: &include_dir::File<'_>) -> String {
    file.path().to_string_lossy().replace('\\', "/")
}

fn embedded_names(folder: &Dir<'static>) -> HashSet<String> {
    let inner = folder.dirs().flat_map(embedded_names);
    folder.files().map(embedded_name).chain(inner).collect()
}

fn embedded(folder: &Dir<'static>, files: &mut Vec<ThemeFile>) {
    for file in folder.files() {
        let name = embedded_name(file);
        files.push(ThemeFile {
            file: format!("themes/{DEFAULT_THEME_NAME}/{name}").into(),
            name,
            bytes: file.contents().into(),
        });
    }
    for inner in folder.dirs() {
        embedded(inner, files);
    }
}

fn read_theme_info(files: &[ThemeFile], findings: &mut Findings) -> Option<ThemeInfo> {
    let file = files.iter().find(|file| file.name == "theme.toml")?;
    let (info, faults) = config::parse_theme(&file.file, &String::from_utf8_lossy(&file.bytes));
    findings.extend(faults);
    info
}
