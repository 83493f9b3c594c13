//! The whole flow: `load → plan → render → write`.
//!
//! `build` renders every target and writes them; `serve` renders the one that a browser asks for, by the same function.

mod album;
mod data_files;
mod load;
mod sightings;

use std::collections::{BTreeMap, HashSet};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use chrono::{DateTime, Utc};
use rayon::prelude::*;

pub use load::{Kept, is_due, known_rules, load, stamps};

use crate::check::{self, Inspection, Rendered};
use crate::config::{BaseUrl, Config, FILE};
use crate::content::Sighting;
use crate::diagnostic::{
    At, Diagnostic, EMPTY_SITE, FOREIGN_FILE, Findings, NO_BASE_URL, NO_CONFIGURATION, Place, STALE_LEDGER, TEMPLATE,
    arrange,
};
use crate::model::ledger;
use crate::model::{Drafts, Site};
use crate::outlet::{self, AddressForm, Plan, Render, Rendition, Subject, Target};
use crate::output::{self, Bytes, Keep, Summary};
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
    /// The ledger as it stands on the disk; empty if there is none.
    pub ledger: String,
    pub findings: Findings,
    /// Personal numbers in any file of the site.
    pub sightings: Vec<Sighting>,
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
    let loaded = load(project, None);
    watch.stage(Stage::Check);
    let mut findings = check(&loaded);
    watch.stage(Stage::Render);
    let rendered = render_all(&loaded, project, &mut findings);
    let ledger = ledger::print(&loaded.site.told);
    let is_stale = ledger != loaded.ledger.replace("\r\n", "\n");
    if is_stale && project.ledger == LedgerUse::Frozen {
        findings.push(stale_ledger());
    }
    let errors = findings.iter().any(Diagnostic::is_error) || interrupted.load(Ordering::Relaxed);
    watch.stage(Stage::Write);
    let summary = if errors { None } else { write(project, &loaded, rendered, interrupted, &mut findings) };
    if summary.is_some() {
        album::trim(&project.root, loaded.kept.album());
    }
    // After the site, so that what could not be published is told again by the next build.
    if summary.is_some() && is_stale && project.ledger == LedgerUse::Update {
        findings.extend(output::replace(&project.root.path().join(ledger::FILE), ledger.as_bytes()).err());
    }
    watch.stage(Stage::Done);
    outcome(&loaded, findings, summary)
}

/// Everything that can be said of the site without writing it, in the order of places.
pub fn inspect(project: &Project, watch: &dyn Watch) -> Outcome {
    watch.stage(Stage::Load);
    let loaded = load(project, None);
    watch.stage(Stage::Check);
    let mut findings = check(&loaded);
    watch.stage(Stage::Render);
    render_all(&loaded, project, &mut findings);
    watch.stage(Stage::Done);
    outcome(&loaded, findings, None)
}

fn outcome(loaded: &Loaded, mut findings: Findings, summary: Option<Summary>) -> Outcome {
    arrange(&mut findings);
    let (targets, pages) = (loaded.plan.targets.len(), loaded.site.pages.len());
    Outcome { findings, summary, targets, pages, changes: query::told_changes(&loaded.site) }
}

/// The findings of loading and of the checks, weighed as the site asks.
pub fn check(loaded: &Loaded) -> Findings {
    let mut findings = loaded.findings.clone();
    let mut checked = check::run(Inspection { site: &loaded.site, plan: &loaded.plan, sightings: &loaded.sightings });
    // What a configuration that could not be read seems to leave out may stand there all the same.
    if findings.iter().any(|finding| finding.is_error() && *finding.place.file == *FILE) {
        checked.retain(|finding| *finding.rule != NO_BASE_URL);
    }
    if findings.iter().any(|finding| *finding.rule == NO_CONFIGURATION) {
        checked.retain(|finding| *finding.rule != NO_BASE_URL && *finding.rule != EMPTY_SITE);
    }
    findings.extend(checked);
    loaded.config.weigh(&mut findings);
    findings
}

/// Renders one target: the function that `build` and `serve` share.
pub fn render(loaded: &Loaded, form: &AddressForm, target: &Target) -> Result<Rendition, Findings> {
    let render = Render { views: &loaded.views, plan: &loaded.plan, form: form.clone() };
    (target.outlet.render)(&render, target)
}

/// Renders every target in parallel; what is wrong with one does not stop the others.
fn render_all(loaded: &Loaded, project: &Project, findings: &mut Findings) -> Vec<output::Rendered> {
    let results: Vec<(&Target, Result<Rendition, Findings>)> =
        loaded.plan.targets.par_iter().map(|target| (target, render(loaded, &project.form, target))).collect();
    let pictures = outlet::wanted_pictures(&loaded.views);
    let results: Vec<_> = results.into_iter().chain(render_pictures(loaded, project, &pictures)).collect();
    let mut seen: Vec<Rendered<'_>> = Vec::with_capacity(results.len());
    let mut noticed = Findings::new();
    for (target, result) in &results {
        match result {
            Ok(Rendition::Html { links, anchors, template, findings, .. }) => {
                noticed.extend(findings.iter().cloned());
                let template = template.as_ref();
                seen.push(Rendered { address: &target.address, place: &target.place, links, anchors, template });
            }
            Ok(_) => {}
            Err(findings) => noticed.extend(findings.iter().cloned()),
        }
    }
    // A template that could not be parsed is also missed by name where it is used; it was reported with its place.
    if findings.iter().any(|finding| *finding.rule == TEMPLATE) {
        noticed.retain(|finding| *finding.rule != TEMPLATE || finding.place.at != At::Whole);
    }
    noticed.extend(check::dead_addresses(&loaded.site, &loaded.theme, &seen, &project.root));
    loaded.config.weigh(&mut noticed);
    findings.extend(collapse(noticed));
    results.into_iter().filter_map(|(target, result)| Some(file(project, target, result.ok()?))).collect()
}

/// The pictures that the pages want. Those made of one file are made together, since it is decoded once for all.
fn render_pictures<'a>(
    loaded: &Loaded,
    project: &Project,
    pictures: &'a [Target],
) -> Vec<(&'a Target, Result<Rendition, Findings>)> {
    let mut by_file: BTreeMap<&str, Vec<&Target>> = BTreeMap::new();
    for target in pictures {
        by_file.entry(&target.place.file).or_default().push(target);
    }
    let by_file: Vec<Vec<&Target>> = by_file.into_values().collect();
    by_file
        .into_par_iter()
        .flat_map_iter(|targets| {
            if let Some(first) = targets.first() {
                loaded.views.pictures.prepare(&first.place.file);
            }
            targets.into_iter().map(|target| (target, render(loaded, &project.form, target)))
        })
        .collect()
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
            let pages = loaded
                .plan
                .targets
                .par_iter()
                .filter(|target| !matches!(target.subject, Subject::File(_) | Subject::ThemeAsset));
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

fn file(project: &Project, target: &Target, rendition: Rendition) -> output::Rendered {
    let bytes = match rendition {
        Rendition::Html { html, .. } => Bytes::Memory(html.into_bytes()),
        Rendition::Text(bytes) => Bytes::Memory(bytes),
        Rendition::Copy(file) => {
            Bytes::File(locate(&project.root, &file).unwrap_or_else(|| project.root.path().join(&*file)))
        }
    };
    output::Rendered { path: target.address.output_path(), bytes }
}

fn write(
    project: &Project,
    loaded: &Loaded,
    rendered: Vec<output::Rendered>,
    interrupted: &AtomicBool,
    findings: &mut Findings,
) -> Option<Summary> {
    let keep = Keep {
        assets_days: loaded.config.keep_assets_days,
        today: loaded.config.zone.civil(loaded.site.clock).date(),
        assets: is_hashed,
    };
    let written = output::prepare(&project.output, project.root.path())
        .map_err(|finding| vec![finding])
        .and_then(|output| output::write(output, rendered, keep, interrupted));
    match written {
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
