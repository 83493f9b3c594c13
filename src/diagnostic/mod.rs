//! What xinfeng has to say to a person: one [`Diagnostic`] type, the rules that name
//! its kinds, its wording in two languages, and its one [`printer`].
//!
//! Every later module produces diagnostics; only the command line prints them.
//! This module must not know what a site is.

mod excerpt;
mod explanation;
mod json;
use crate::text;

mod place;
mod printer;
mod rules;
mod stored;
mod wording;

pub use place::{At, Place};
pub use printer::{Format, Printer, Sources};
pub use rules::*;
pub use stored::Stored;
pub use wording::{Language, Text};

/// One finding: what is wrong, where, and how to mend it.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnostic {
    /// The rule that found it; `xinfeng explain` tells more about it.
    pub rule: &'static Rule,
    /// The rule's severity, unless `[rules]` in the configuration says otherwise.
    pub severity: Severity,
    pub place: Place,
    pub message: Text,
    /// Other places that belong to the finding: where an address is taken already, for example.
    pub related: Vec<(Place, Text)>,
    /// What to do about it, the likeliest first.
    pub hints: Vec<Text>,
}

/// How much a finding weighs. An error keeps the site from being written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub enum Severity {
    Note,
    Warning,
    Error,
}

/// A value and what was noticed while it was made: parsing never stops at the first fault.
pub type Findings = Vec<Diagnostic>;

impl Diagnostic {
    pub fn new(rule: &'static Rule, place: impl Into<Place>, message: Text) -> Self {
        Self { rule, severity: rule.severity, place: place.into(), message, related: Vec::new(), hints: Vec::new() }
    }

    #[must_use]
    pub fn hint(mut self, hint: Text) -> Self {
        self.hints.push(hint);
        self
    }

    /// Adds the hint if there is one, such as the nearest known name.
    #[must_use]
    pub fn hint_if(mut self, hint: Option<Text>) -> Self {
        self.hints.extend(hint);
        self
    }

    #[must_use]
    pub fn related(mut self, place: impl Into<Place>, message: Text) -> Self {
        self.related.push((place.into(), message));
        self
    }

    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// Puts findings in the order of their places, drops exact repetitions, and leaves none without a word on what to do.
pub fn arrange(findings: &mut Findings) {
    for finding in findings.iter_mut().filter(|finding| finding.hints.is_empty()) {
        let rule = finding.rule.name;
        finding.hints.push(text!(
            "运行 xinfeng explain {rule}，看说明和例子",
            "run xinfeng explain {rule} for an explanation and examples"
        ));
    }
    findings.sort_by(|a, b| (&a.place, b.severity, a.rule.name).cmp(&(&b.place, a.severity, b.rule.name)));
    findings.dedup();
}
