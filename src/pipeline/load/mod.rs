//! From the disk to a [`Loaded`] site. Between two loads, what a file was parsed into is kept as long as the file's
//! modification time and length stay the same, and those of the spreadsheets that it names.

mod documents;
mod tables;
mod theme;

use std::collections::HashSet;
use std::sync::{Arc, OnceLock};

use self::documents::{KeptDocument, load_documents};
use self::tables::{KeptData, load_data};
use self::theme::{ThemeKey, load_theme};
use super::album::Album;
use super::data_files::DataFiles;
use super::listing::Listing;
use super::sightings::{self, InTables, Seen};
use super::{Loaded, Project};
use crate::config::{self, Config, Known};
use crate::content::{Defaults, Document, Sighting};
use crate::diagnostic::{At, BAD_FILE_NAME, Diagnostic, Findings, NO_CONFIGURATION, Place, RULES, rule_groups};
use crate::model::address::{self, Address, Form};
use crate::model::ledger::{self, Ledger};
use crate::model::{self, Input, Pace, Site, StaticFile};
use crate::outlet;
use crate::query;
use crate::record::Sheet;
use crate::source::{self, Found, Root, Stamp, clock};
use crate::text;
use crate::theme::{Theme, Views};

/// What a load leaves to the next one.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    /// When the load began, in nanoseconds since 1970.
    began: i64,
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
        self.listing.files().all(|found| is_ledger(found) || found.stamp.had_rested(self.began))
    }

    /// The files that documents were read with besides themselves.
    pub(super) fn beside(&self) -> impl Iterator<Item = &str> {
        self.documents.iter().flat_map(KeptDocument::beside)
    }

    pub(super) fn album(&self) -> Option<&Album> {
        self.album.as_deref()
    }
}

/// The ledger as it stands on the disk; empty if there is none.
#[derive(Debug, Default)]
pub struct StandingLedger {
    pub ledger: Arc<Ledger>,
    /// As it is written.
    pub text: String,
    findings: Findings,
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
    let mut kept = Kept { began: clock::now().timestamp_nanos_opt().unwrap_or_default(), ..Kept::default() };

    let (written, beside): (Vec<&Found>, Vec<&Found>) =
        listing.under("content/").iter().partition(|found| is_document(found));
    report_names(beside.iter().copied(), &mut findings);
    let mut seen = InTables::new();
    let documents = load_documents(root, &written, &config, before, &mut kept, &mut seen, &mut findings);
    let data = load_data(root, listing.under("data/"), before, &mut kept, &mut findings);
    let ledger = load_ledger(root, &listing, before, &mut kept);
    findings.extend(ledger.findings.iter().cloned());
    let found_statics = listing.under("static/");
    let theme = load_theme(root, &config, &listing, before, &mut kept, &mut findings);
    let statics = load_statics(found_statics, &theme, &mut findings);
    let looked_through = beside.iter().copied().chain(found_statics);
    let sightings = load_sightings(root, &documents, looked_through, &seen, before, &mut kept);

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

fn load_album(root: &Root, before: Option<&Kept>, kept: &mut Kept) -> Arc<Album> {
    let is_settled = |stamp: Stamp| before.is_some_and(|before| stamp.had_rested(before.began));
    let old = before.and_then(|before| before.album.as_deref());
    let album = Arc::new(Album::new(root.clone(), old, is_settled));
    kept.album = Some(album.clone());
    album
}

/// Without a ledger nothing has been told yet.
fn load_ledger(root: &Root, listing: &Listing, before: Option<&Kept>, kept: &mut Kept) -> Arc<StandingLedger> {
    let found = listing.get(ledger::FILE);
    let stamp = found.map(|found| found.stamp);
    let settled = before.is_some_and(|before| stamp.is_none_or(|stamp| stamp.had_rested(before.began)));
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
    known: &InTables,
    before: Option<&Kept>,
    kept: &mut Kept,
) -> Vec<Sighting> {
    let data = kept.data.iter().flat_map(|(files, ..)| files);
    let theme = kept.theme.iter().flat_map(|(key, ..)| &key.files);
    let mut files: Vec<Found> = found.cloned().collect();
    files.extend(data.chain(theme).cloned());
    let file: Arc<str> = config::FILE.into();
    files.extend(source::stamp(root, &file).map(|stamp| Found { path: file, stamp }));
    let is_settled = |stamp: Stamp| before.is_some_and(|before| stamp.had_rested(before.began));
    kept.seen = sightings::look(root, &files, known, before.map(|before| &before.seen), is_settled);
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
