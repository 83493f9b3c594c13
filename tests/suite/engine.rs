//! The one place that calls xinfeng: the folder of a site in, what the build found and did out.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use xinfeng::diagnostic::{self, Diagnostic, Format, Printer, Severity, Sources};
use xinfeng::source::{self, Root};

use crate::specification::Language;

/// What a build gave.
pub struct Built {
    site: Site,
    findings: Vec<Diagnostic>,
}

/// Builds the site into its folder `public`.
pub fn build(site: &Path) -> Result<Built, String> {
    let _ = Built { site: Site(site.to_owned()), findings: Vec::new() };
    Err("the pipeline is not here yet".into())
}

impl Built {
    /// Whether there is an error or a warning.
    pub fn faulty(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity > Severity::Note)
    }

    /// What the printer says, without colour.
    pub fn findings(&self, language: Language, json: bool) -> String {
        let language = match language {
            Language::Zh => diagnostic::Language::Zh,
            Language::En => diagnostic::Language::En,
        };
        let format = if json { Format::Json } else { Format::Human };
        Printer { format, language, color: false }.render(&self.findings, &self.site)
    }

    /// What the build wrote, changed and removed.
    pub fn summary(&self) -> String {
        self.site.0.to_string_lossy().into_owned()
    }
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
