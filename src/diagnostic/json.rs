//! A diagnostic as one line of JSON, for editors and build machines.

use std::fmt::Write;

use serde::Serialize;

use super::excerpt::{Position, steers};
use super::{At, Diagnostic, Language, Place, Severity};

/// Each key is always there; what does not apply is null.
#[derive(Serialize)]
struct Line<'a> {
    severity: &'static str,
    rule: &'static str,
    message: &'a str,
    #[serde(flatten)]
    place: Spot<'a>,
    hints: Vec<&'a str>,
    related: Vec<Related<'a>>,
}

#[derive(Serialize)]
struct Related<'a> {
    message: &'a str,
    #[serde(flatten)]
    place: Spot<'a>,
}

/// Lines and columns count from one, columns in characters; the end is exclusive.
#[derive(Serialize)]
struct Spot<'a> {
    file: Option<&'a str>,
    line: Option<usize>,
    column: Option<usize>,
    end_line: Option<usize>,
    end_column: Option<usize>,
    sheet: Option<&'a str>,
    /// Such as `C7`.
    cell: Option<String>,
}

pub(super) fn line(
    diagnostic: &Diagnostic,
    language: Language,
    position: &dyn Fn(&Place) -> Option<Position>,
) -> String {
    let Diagnostic { rule, severity, place, message, related, hints } = diagnostic;
    let line = Line {
        severity: severity_name(*severity),
        rule: rule.name,
        message: message.in_language(language),
        place: spot(place, position),
        hints: hints.iter().map(|hint| hint.in_language(language)).collect(),
        related: related
            .iter()
            .map(|(place, message)| Related { message: message.in_language(language), place: spot(place, position) })
            .collect(),
    };
    let json = serde_json::to_string(&line).unwrap_or_default();
    escape(&json)
}

fn spot<'a>(place: &'a Place, position: &dyn Fn(&Place) -> Option<Position>) -> Spot<'a> {
    let position = position(place);
    let (sheet, cell) = match &place.at {
        At::Cell { sheet, row, column } => {
            (Some(&**sheet).filter(|name| !name.is_empty()), Some(cell_name(*row, *column)))
        }
        At::Whole | At::Span(_) => (None, None),
    };
    Spot {
        file: Some(&*place.file).filter(|file| !file.is_empty()),
        line: position.map(|p| p.line),
        column: position.map(|p| p.column),
        end_line: position.map(|p| p.end_line),
        end_column: position.map(|p| p.end_column),
        sheet,
        cell,
    }
}

/// The severity as it stands in JSON and in `[rules]`.
pub(super) fn severity_name(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

/// The name of a cell as spreadsheet programs show it: `A1`, `AB12`.
pub(super) fn cell_name(row: u32, column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = u64::from(column) + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or(0)));
        rest /= 26;
    }
    let letters: String = letters.iter().rev().collect();
    format!("{letters}{}", u64::from(row) + 1)
}

/// JSON itself escapes C0 only; the rest of what steers a terminal is escaped here. It can stand only inside strings.
fn escape(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if steers(c) || c == '\u{7f}' {
            let _ = write!(out, "\\u{:04x}", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::cell_name;

    #[test]
    fn cells_are_named_as_in_a_spreadsheet() {
        let names = [(0, 0, "A1"), (6, 2, "C7"), (0, 25, "Z1"), (0, 26, "AA1"), (9, 701, "ZZ10"), (0, 702, "AAA1")];
        for (row, column, name) in names {
            assert_eq!(cell_name(row, column), name);
        }
        assert_eq!(cell_name(u32::MAX, 16383), "XFD4294967296");
    }
}
