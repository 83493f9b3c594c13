//! Templates into Tera, and what Tera says of them as findings: its own words, our places.

use std::collections::BTreeMap;
use std::sync::Arc;

use tera::{ErrorKind, Tera};

use super::wording::{self, Complaint, complaint};
use super::{FILTERS, FUNCTIONS};
use crate::diagnostic::{Diagnostic, Findings, Language, Place, TEMPLATE};
use crate::record::suggest;
use crate::text;

/// Adds templates by name and text. Tera stops at the first fault, so each is tried alone first, and what is at fault
/// is left out.
pub(super) fn add(
    tera: &mut Tera,
    mut texts: Vec<(&str, &str)>,
    files: &BTreeMap<String, Arc<str>>,
    findings: &mut Findings,
) {
    let mut faulty: Vec<&str> = Vec::new();
    // A template's own syntax needs no other template.
    texts.retain(|(name, text)| {
        let mut alone = Tera::new();
        alone.register_from(tera);
        match alone.add_raw_template(name, text) {
            Err(error) if matches!(error.kind(), ErrorKind::SyntaxError(_)) => {
                findings.push(finding(&error, files, name));
                faulty.push(name);
                false
            }
            _ => true,
        }
    });
    if let Err(error) = tera.add_raw_templates(texts.iter().copied()) {
        // What is left concerns several templates: a missing parent, a cycle, an unknown component. Where some were
        // left out, their absence may be the reason, and is no fault of its own.
        match error.kind() {
            ErrorKind::MissingParent { parent, .. } if faulty.contains(&parent.as_str()) => {}
            ErrorKind::MissingParent { current, parent } => {
                findings.push(missing_parent(current, parent, &texts, files));
            }
            ErrorKind::Msg(report) if report.starts_with(FAULT) => {
                let known: Vec<&str> = texts.iter().map(|(name, _)| *name).collect();
                for fault in faults(report, &texts).filter(|fault| !fault.may_follow_from(&faulty)) {
                    findings.push(fault.finding(files, &known));
                }
            }
            _ => findings.push(finding(&error, files, "")),
        }
    }
}

/// A Tera error as a finding, with its span turned into ours. What went wrong within a component that a function rendered
/// is shown there, with the call.
pub(super) fn finding(error: &tera::Error, files: &BTreeMap<String, Arc<str>>, template: &str) -> Diagnostic {
    let (place, message) = placed(error, files, template);
    match wording::inner(&message) {
        Some((inner, message)) => fault(inner, message).related(place, text!("在这里调用", "called here")),
        None => fault(place, &message),
    }
}

/// Where a Tera error arose, and what Tera says.
pub(super) fn placed(error: &tera::Error, files: &BTreeMap<String, Arc<str>>, template: &str) -> (Place, String) {
    let (place, message) = match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            let name = if report.filename().is_empty() { template } else { report.filename() };
            let place = files
                .get(name)
                .map_or_else(|| Place::file(name), |file| Place::span(file.clone(), report.span().range.clone()));
            (place, report.message().to_owned())
        }
        _ => {
            let named = files.iter().find(|(name, _)| !name.is_empty() && error.to_string().contains(name.as_str()));
            let place = files
                .get(template)
                .or(named.map(|(_, file)| file))
                .map_or_else(Place::site, |file| Place::file(file.clone()));
            (place, error.to_string())
        }
    };
    let cause = std::error::Error::source(error).map(|cause| format!(": {cause}")).unwrap_or_default();
    (place, format!("{message}{cause}"))
}

fn fault(place: Place, message: &str) -> Diagnostic {
    let Complaint { message, hint } = complaint(message);
    let (zh, en) = (message.in_language(Language::Zh), message.in_language(Language::En));
    Diagnostic::new(&TEMPLATE, place, text!("模板有误：{zh}", "template error: {en}")).hint_if(hint)
}

fn missing_parent(
    current: &str,
    parent: &str,
    texts: &[(&str, &str)],
    files: &BTreeMap<String, Arc<str>>,
) -> Diagnostic {
    let text = texts.iter().find(|(name, _)| *name == current).map_or("", |(_, text)| text);
    let at = text.find("extends").and_then(|from| Some(from + text[from..].find(parent)?));
    let file = files.get(current).cloned().unwrap_or_else(|| current.into());
    let place = at.map_or_else(|| Place::file(file.clone()), |at| Place::span(file.clone(), at..at + parent.len()));
    fault(place, &format!("Unknown template `{parent}`"))
        .hint_if(suggest(parent, texts.iter().map(|(name, _)| *name).filter(|name| *name != current)))
}

/// How each fault begins in a report of several, which Tera gives as text alone.
const FAULT: &str = "error: ";

/// One fault out of a report:
///
/// ```text
/// error: Unknown function `get_pgae`
///  --> page.html:1:4
///   |
/// 1 | {{ get_pgae(path="a.md") }}
///   |    ^^^^^^^^^^^^^^^^^^^^^
/// ```
struct Fault<'a> {
    message: &'a str,
    template: &'a str,
    /// In bytes of the template.
    start: usize,
    length: usize,
}

fn faults<'a>(report: &'a str, texts: &'a [(&str, &str)]) -> impl Iterator<Item = Fault<'a>> {
    let mut lines = report.lines();
    std::iter::from_fn(move || {
        loop {
            let message = lines.next()?;
            let Some(message) = message.strip_prefix(FAULT) else { continue };
            let Some(place) = lines.next().and_then(|line| line.trim_start().strip_prefix("--> ")) else { continue };
            let carets = lines.by_ref().nth(2).map_or(0, |line| line.matches('^').count());
            if let Some((template, start, length)) = located(place, carets, texts) {
                return Some(Fault { message, template, start, length });
            }
        }
    })
}

/// `page.html:1:4` and a number of characters as a template, an offset and a length in bytes.
fn located<'a>(place: &'a str, characters: usize, texts: &[(&str, &str)]) -> Option<(&'a str, usize, usize)> {
    let mut parts = place.rsplitn(3, ':');
    let column: usize = parts.next()?.parse().ok()?;
    let line: usize = parts.next()?.parse().ok()?;
    let template = parts.next()?;
    let (_, text) = texts.iter().find(|(name, _)| *name == template)?;
    let before: usize = text.split_inclusive('\n').take(line.checked_sub(1)?).map(str::len).sum();
    let length = |text: &str, characters: usize| text.chars().take(characters).map(char::len_utf8).sum::<usize>();
    let start = before + length(&text[before..], column.checked_sub(1)?);
    Some((template, start, length(&text[start..], characters)))
}

impl Fault<'_> {
    /// What is unknown, in backticks in the message.
    fn name(&self) -> &str {
        self.message.split('`').nth(1).unwrap_or_default()
    }

    fn is_about(&self, what: &str) -> bool {
        self.message.strip_prefix("Unknown ").is_some_and(|rest| rest.starts_with(what))
    }

    /// A component, a block or a template may be unknown because the template that has it was left out.
    fn may_follow_from(&self, faulty: &[&str]) -> bool {
        !faulty.is_empty() && (self.is_about("component") || self.is_about("template") || !self.is_about(""))
    }

    fn finding(&self, files: &BTreeMap<String, Arc<str>>, templates: &[&str]) -> Diagnostic {
        let file = files.get(self.template).cloned().unwrap_or_else(|| self.template.into());
        let near = if self.is_about("function") {
            suggest(self.name(), FUNCTIONS.iter().map(|(name, _)| *name))
        } else if self.is_about("filter") {
            suggest(self.name(), FILTERS.iter().copied())
        } else if self.is_about("template") {
            suggest(self.name(), templates.iter().copied())
        } else {
            None
        };
        fault(Place::span(file, self.start..self.start + self.length), self.message).hint_if(near)
    }
}
