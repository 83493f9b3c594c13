//! The whole flow: `load → plan → render → write`.
//!
//! `build` renders every target and writes them; `serve` renders the one that a browser asks for, by the same function.

mod album;
mod data_files;
mod listing;
mod load;
mod receipt;
mod sightings;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashSet};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use chrono::{DateTime, Utc};
use rayon::prelude::*;

pub use listing::Listing;
pub use load::{Kept, StandingLedger, is_due, known_rules, load, load_listed};

use self::data_files::DataFiles;
use crate::check::{self, Inspection, Rendered};
use crate::config::{BaseUrl, Config, FILE};
use crate::content::Sighting;
use crate::diagnostic::{
    At, Diagnostic, EMPTY_SITE, FOREIGN_FILE, Findings, NO_BASE_URL, NO_CONFIGURATION, Place, STALE_LEDGER, Severity,
    TEMPLATE, arrange,
};
use crate::model::ledger;
use crate::model::{Drafts, Site};
use crate::outlet::{self, AddressForm, Plan, Render, Rendition, Subject, Target};
use crate::output::{self, Bytes, Keep, Output, Planned, Summary, Writing};
use crate::query::{self, ToldChange};
use crate::source::{Root, locate};
use crate::text;
use crate::theme::{Theme, Views};

/// What to build, with every argument resolved.
#[derive(Clone, Debug)]
pub struct Project {
    pub root: Root,
    /// The folder that is written.
    pub output: PathBuf,
    /// Takes the place of the configuration's.
    pub base_url: Option<BaseUrl>,
    pub drafts: Drafts,
    /// Takes the place of the configuration's `now` and of the machine's clock.
    pub now: Option<DateTime<Utc>>,
    /// Relative or portable.
    pub form: AddressForm,
    pub ledger: LedgerUse,
}

/// What becomes of the ledger when the site is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LedgerUse {
    /// It takes up what this build tells residents.
    Update,
    /// It is computed and never written: drafts, another clock or another folder are no publication.
    Compute,
    /// A build that would change it fails.
    Frozen,
}

impl Project {
    /// The site in a folder, as its configuration says: written to `public`, drafts hidden, links relative.
    pub fn at(root: Root) -> Self {
        Self {
            output: root.path().join("public"),
            root,
            base_url: None,
            drafts: Drafts::Hide,
            now: None,
            form: AddressForm::Relative,
            ledger: LedgerUse::Compute,
        }
    }
}

/// A site with its theme and its plan, and all that was noticed on the way.
#[derive(Debug)]
pub struct Loaded {
    pub config: Arc<Config>,
    pub site: Arc<Site>,
    pub theme: Arc<Theme>,
    pub views: Arc<Views>,
    pub plan: Plan,
    pub ledger: Arc<StandingLedger>,
    /// What was found so far, weighed as the site asks.
    pub findings: Findings,
    /// Personal numbers in any file of the site.
    pub sightings: Vec<Sighting>,
    /// What templates read by `load_data`.
    data_files: Arc<DataFiles>,
    /// Filled once every page has been rendered, and all pictures that they want are known.
    pub whole: OnceLock<()>,
    /// What the next load may keep.
    pub kept: Kept,
}

/// What a build did.
#[derive(Debug)]
pub struct Outcome {
    pub findings: Findings,
    /// `None` if errors kept the site from being written.
    pub summary: Option<Summary>,
    pub targets: usize,
    pub pages: usize,
    /// What is new to residents.
    pub changes: Vec<ToldChange>,
    /// What it was made of; none where the last build stands unchanged. Whoever ends with the build need not take it apart.
    pub loaded: Option<Loaded>,
}

/// Told of each stage as it begins, for progress and timings.
pub trait Watch: Sync {
    fn stage(&self, stage: Stage);
}

/// A stage of a build.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    Load,
    Check,
    Render,
    Write,
    Done,
}

/// A build that nobody watches.
impl Watch for () {
    fn stage(&self, _: Stage) {}
}

/// Builds the site into its output folder. With errors nothing is written; the previous output stays.
pub fn build(project: &Project, watch: &dyn Watch, interrupted: &AtomicBool) -> Outcome {
    watch.stage(Stage::Load);
    let listing = Listing::walk(&project.root);
    if let Some(outcome) = receipt::read(project, &listing) {
        watch.stage(Stage::Done);
        return outcome;
    }
    let loaded = load_listed(project, listing, None);
    watch.stage(Stage::Check);
    let mut findings = check(&loaded);
    watch.stage(Stage::Render);
    let output = open(project, &mut findings);
    let writing = output.as_ref().and_then(|output| begin(output, &loaded, project, interrupted, &mut findings));
    let writing = render_all(&loaded, project, writing, &mut findings);
    watch.stage(Stage::Write);
    let ledger = new_ledger(project, &loaded);
    if ledger.is_some() && project.ledger == LedgerUse::Frozen {
        findings.push(stale_ledger());
    }
    let ledger = ledger.filter(|_| project.ledger == LedgerUse::Update);
    let errors = findings.iter().any(Diagnostic::is_error) || interrupted.load(Ordering::Relaxed);
    let summary = writing.filter(|_| !errors).and_then(|writing| finish(writing, project, &loaded, &mut findings));
    if summary.is_some() {
        album::trim(&project.root, loaded.kept.album());
    }
    // After the site, so that what could not be published is told again by the next build.
    if let (Some(_), Some(ledger)) = (&summary, &ledger) {
        findings.extend(output::replace(&project.root.path().join(ledger::FILE), ledger.as_bytes()).err());
    }
    let outcome = outcome(loaded, findings, summary);
    // What this build has just told residents, the next one reads in the ledger.
    if let (Some(output), Some(loaded), None) = (&output, &outcome.loaded, &ledger) {
        receipt::leave(project, loaded, &outcome, output);
    }
    watch.stage(Stage::Done);
    outcome
}

/// The ledger as text, if it differs from the one that lies in the site; where the build keeps to itself what it told, nobody asks.
fn new_ledger(project: &Project, loaded: &Loaded) -> Option<String> {
    let is_asked = project.ledger != LedgerUse::Compute;
    let ledger = is_asked.then(|| ledger::print(&loaded.site.told));
    ledger.filter(|ledger| *ledger != loaded.ledger.text.replace("\r\n", "\n"))
}

/// Everything that can be said of the site without writing it, in the order of places.
pub fn inspect(project: &Project, watch: &dyn Watch) -> Outcome {
    watch.stage(Stage::Load);
    let loaded = load(project, None);
    watch.stage(Stage::Check);
    let mut findings = check(&loaded);
    watch.stage(Stage::Render);
    render_all(&loaded, project, None, &mut findings);
    watch.stage(Stage::Done);
    outcome(loaded, findings, None)
}

fn outcome(loaded: Loaded, mut findings: Findings, summary: Option<Summary>) -> Outcome {
    arrange(&mut findings);
    let (targets, pages) = (loaded.plan.targets.len(), loaded.site.pages.len());
    Outcome { findings, summary, targets, pages, changes: query::told_changes(&loaded.site), loaded: Some(loaded) }
}

/// The findings of loading and of the checks, weighed as the site asks.
pub fn check(loaded: &Loaded) -> Findings {
    let mut findings = loaded.findings.clone();
    findings.extend(checks(loaded));
    findings
}

/// The findings of the checks alone.
pub fn checks(loaded: &Loaded) -> Findings {
    let findings = &loaded.findings;
    let mut checked = check::run(Inspection { site: &loaded.site, plan: &loaded.plan, sightings: &loaded.sightings });
    // What a configuration that could not be read seems to leave out may stand there all the same.
    if findings.iter().any(|finding| finding.rule.severity == Severity::Error && *finding.place.file == *FILE) {
        checked.retain(|finding| *finding.rule != NO_BASE_URL);
    }
    if findings.iter().any(|finding| *finding.rule == NO_CONFIGURATION) {
        checked.retain(|finding| *finding.rule != NO_BASE_URL && *finding.rule != EMPTY_SITE);
    }
    loaded.config.weigh(&mut checked);
    checked
}

/// Renders one target: the function that `build` and `serve` share.
pub fn render(loaded: &Loaded, form: &AddressForm, target: &Target) -> Result<Rendition, Findings> {
    let render = Render { views: &loaded.views, plan: &loaded.plan, form: form.clone() };
    (target.outlet.render)(&render, target)
}

/// What is left of a target once it was rendered and handed to the writer.
struct Done<'a> {
    /// What the checks look at, of a page.
    page: Option<Rendered<'a>>,
    findings: Findings,
}

/// Renders every target in parallel and hands each to the writer, if there is one, which is given back; what is wrong with
/// one does not stop the others.
fn render_all<'a>(
    loaded: &Loaded,
    project: &Project,
    writing: Option<Writing<'a>>,
    findings: &mut Findings,
) -> Option<Writing<'a>> {
    let render = |writing: Option<&Writing<'_>>, target| render_one(loaded, project, writing, target);
    let mut done: Vec<Done<'_>> =
        loaded.plan.targets.par_iter().map(|target| render(writing.as_ref(), target)).collect();
    // Which pictures there are is only known now.
    let pictures = outlet::wanted_pictures(&loaded.views);
    let writing = writing.and_then(|writing| {
        let planned = pictures.iter().map(|target| planned(project, target)).collect();
        writing.extend(planned).map_err(|faults| findings.extend(faults)).ok()
    });
    // Those made of one file are made together, since it is decoded once for all.
    let mut by_file: BTreeMap<&str, Vec<&Target>> = BTreeMap::new();
    for target in &pictures {
        by_file.entry(&target.place.file).or_default().push(target);
    }
    let by_file: Vec<Vec<&Target>> = by_file.into_values().collect();
    done.par_extend(by_file.into_par_iter().flat_map_iter(|targets| {
        if let Some(first) = targets.first() {
            loaded.views.pictures.prepare(&first.place.file);
        }
        targets.into_iter().map(|target| render(writing.as_ref(), target))
    }));
    let mut seen: Vec<Rendered<'_>> = Vec::with_capacity(done.len());
    let mut noticed = Findings::new();
    for Done { page, findings } in done {
        seen.extend(page);
        noticed.extend(findings);
    }
    // A template that could not be parsed is also missed by name where it is used; it was reported with its place.
    if findings.iter().any(|finding| *finding.rule == TEMPLATE) {
        noticed.retain(|finding| *finding.rule != TEMPLATE || finding.place.at != At::Whole);
    }
    noticed.extend(check::dead_addresses(&loaded.site, &loaded.theme, &seen, &project.root));
    loaded.config.weigh(&mut noticed);
    findings.extend(collapse(noticed));
    writing
}

fn render_one<'a>(
    loaded: &'a Loaded,
    project: &Project,
    writing: Option<&Writing<'_>>,
    target: &'a Target,
) -> Done<'a> {
    let (bytes, page, mut findings) = match render(loaded, &project.form, target) {
        Ok(Rendition::Html { html, links, anchors, template, findings }) => {
            let page = Rendered { address: &target.address, place: &target.place, links, anchors, template };
            (Bytes::Memory(html.into_bytes()), Some(page), findings)
        }
        Ok(Rendition::Text(bytes)) => (Bytes::Memory(bytes), None, Findings::new()),
        Ok(Rendition::Copy(file)) => (Bytes::File(source(project, &file)), None, Findings::new()),
        Err(findings) => return Done { page: None, findings },
    };
    if let Some(writing) = writing {
        findings.extend(writing.put(&target.address.output_path(), &bytes).err());
    }
    Done { page, findings }
}

/// Where a file of the site lies on the disk.
fn source(project: &Project, file: &str) -> PathBuf {
    locate(&project.root, file).unwrap_or_else(|| project.root.path().join(file))
}

/// The picture at an address, if some page wants it. Which pictures there are is only known once all pages are rendered;
/// that is done here the first time that an address is asked for which no page has wanted yet.
pub fn picture(loaded: &Loaded, form: &AddressForm, address: &str) -> Option<Target> {
    if !outlet::may_be_picture(address) {
        return None;
    }
    let find = || outlet::wanted_pictures(&loaded.views).into_iter().find(|target| target.address.as_str() == address);
    find().or_else(|| {
        loaded.whole.get_or_init(|| {
            let pages = loaded.plan.targets.par_iter().filter(|target| {
                !matches!(target.subject, Subject::File(_) | Subject::ThemeAsset | Subject::Search(_))
            });
            pages.for_each(|target| drop(render(loaded, form, target)));
        });
        find()
    })
}

fn stale_ledger() -> Diagnostic {
    Diagnostic::new(
        &STALE_LEDGER,
        Place::file(ledger::FILE),
        text!("台账没有跟上内容：这次生成会改动它", "the ledger is behind the content: this build would change it"),
    )
    .hint(text!(
        "先运行 xinfeng build，把改动后的 ledger.toml 和内容一起保存",
        "run xinfeng build and keep the changed ledger.toml with the content"
    ))
}

/// A template's fault shows on every page that uses it; it is one fault.
fn collapse(findings: Findings) -> Findings {
    let mut seen = HashSet::new();
    findings
        .into_iter()
        .filter(|finding| seen.insert((finding.rule.name, finding.place.clone(), finding.message.clone())))
        .collect()
}

/// The output folder, unless errors keep the site from being written anyway.
fn open(project: &Project, findings: &mut Findings) -> Option<Output> {
    if findings.iter().any(Diagnostic::is_error) {
        return None;
    }
    output::prepare(&project.output, project.root.path()).map_err(|fault| findings.push(fault)).ok()
}

fn planned(project: &Project, target: &Target) -> Planned {
    let source = match &target.subject {
        Subject::File(file) => Some(source(project, file)),
        _ => None,
    };
    Planned { path: target.address.output_path(), source }
}

fn begin<'a>(
    output: &'a Output,
    loaded: &Loaded,
    project: &Project,
    interrupted: &'a AtomicBool,
    findings: &mut Findings,
) -> Option<Writing<'a>> {
    let files = loaded.plan.targets.iter().map(|target| planned(project, target)).collect();
    output::begin(output, files, interrupted).map_err(|faults| findings.extend(faults)).ok()
}

fn finish(writing: Writing<'_>, project: &Project, loaded: &Loaded, findings: &mut Findings) -> Option<Summary> {
    let keep = Keep {
        assets_days: loaded.config.keep_assets_days,
        today: loaded.config.zone.civil(loaded.site.clock).date(),
        assets: is_hashed,
    };
    match writing.finish(keep) {
        Ok(mut summary) => {
            let mut foreign: Findings = summary.foreign.iter().map(|file| foreign_file(project, file)).collect();
            loaded.config.weigh(&mut foreign);
            // A site that does not want to hear of them does not hear of them.
            if foreign.is_empty() {
                summary.foreign.clear();
            }
            findings.extend(foreign);
            Some(summary)
        }
        Err(faults) => {
            findings.extend(faults);
            None
        }
    }
}

fn foreign_file(project: &Project, file: &str) -> Diagnostic {
    let path = project.output.join(file);
    let path = path.strip_prefix(project.root.path()).unwrap_or(&path);
    let name: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
    let place = Place::file(if path.is_absolute() { path.to_string_lossy().into_owned() } else { name.join("/") });
    Diagnostic::new(
        &FOREIGN_FILE,
        place,
        text!("这个文件不是 xinfeng 写的，没有动", "this file was not written by xinfeng and stays as it is"),
    )
    .hint(text!(
        "网站要用它，就放进 static/；不要了，自己删掉",
        "if the site needs it, put it into static/; if not, delete it"
    ))
}

/// Whether an output path is that of a theme asset: `css/site.0123456789abcdef.css`.
fn is_hashed(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.split('.').skip(1).any(|part| part.len() == 16 && part.bytes().all(|c| matches!(c, b'0'..=b'9' | b'a'..=b'f')))
}
