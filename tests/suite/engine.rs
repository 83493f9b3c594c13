//! The one place that calls xinfeng: the folder of a site in, what the build found and did out.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use xinfeng::diagnostic::{self, Format, Printer, Severity, Sources};
use xinfeng::model::Drafts;
use xinfeng::outlet::AddressForm;
use xinfeng::pipeline::{self, Outcome, Project};
use xinfeng::source::{self, Root};

use crate::specification::Language;

/// What a build gave.
pub struct Built {
    site: Site,
    outcome: Outcome,
}

/// Builds the site into its folder `public`.
pub fn build(site: &Path) -> Built {
    let project = Project {
        root: Root::new(site.to_owned()),
        output: site.join("public"),
        base_url: None,
        drafts: Drafts::Hide,
        now: None,
        form: AddressForm::Relative,
        ledger: xinfeng::pipeline::LedgerUse::Compute,
    };
    let outcome = pipeline::build(&project, &(), &AtomicBool::new(false));
    Built { site: Site(site.to_owned()), outcome }
}

impl Built {
    /// Whether there is an error or a warning.
    pub fn faulty(&self) -> bool {
        self.outcome.findings.iter().any(|finding| finding.severity > Severity::Note)
    }

    /// What the printer says, without colour.
    pub fn findings(&self, language: Language, json: bool) -> String {
        let language = match language {
            Language::Zh => diagnostic::Language::Zh,
            Language::En => diagnostic::Language::En,
        };
        let format = if json { Format::Json } else { Format::Human };
        Printer { format, language, color: false }.render(&self.outcome.findings, &self.site)
    }

    /// What the build wrote, changed and removed: a sign and a path a line.
    pub fn summary(&self) -> String {
        let Some(summary) = &self.outcome.summary else { return "（没有写入）".into() };
        let lists = [("+", &summary.new), ("~", &summary.changed), ("-", &summary.gone), ("?", &summary.foreign)];
        let mut lines: Vec<String> =
            lines_of(&lists).chain(std::iter::once(format!("= {}", summary.unchanged))).collect();
        if summary.unchanged == 0 {
            lines.pop();
        }
        lines.join("\n")
    }
}

fn lines_of<'a>(lists: &'a [(&str, &Vec<String>)]) -> impl Iterator<Item = String> + 'a {
    lists.iter().flat_map(|(sign, paths)| paths.iter().map(move |path| format!("{sign} {path}")))
}

/// The files that findings point into.
struct Site(PathBuf);

impl Sources for Site {
    fn text(&self, file: &str) -> Option<String> {
        let file: Arc<str> = file.into();
        let bytes = source::read(&Root::new(self.0.clone()), &file).ok()?;
        Some(source::decode(&file, bytes).0)
    }
}
