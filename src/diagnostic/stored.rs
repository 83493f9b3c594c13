//! Findings as a run keeps them for the next one.

use serde::{Deserialize, Serialize};

use super::{At, Diagnostic, Place, RULES, Severity, Text};

/// A finding that can be written and read back.
#[derive(Debug, Serialize, Deserialize)]
pub struct Stored {
    rule: String,
    severity: Severity,
    place: Spot,
    message: Text,
    related: Vec<(Spot, Text)>,
    hints: Vec<Text>,
}

#[derive(Debug, Serialize, Deserialize)]
enum Spot {
    Whole(String),
    Span(String, usize, usize),
    Cell(String, String, u32, u32),
}

impl From<&Place> for Spot {
    fn from(place: &Place) -> Self {
        let file = place.file.to_string();
        match &place.at {
            At::Whole => Self::Whole(file),
            At::Span(span) => Self::Span(file, span.start, span.end),
            At::Cell { sheet, row, column } => Self::Cell(file, sheet.to_string(), *row, *column),
        }
    }
}

impl From<Spot> for Place {
    fn from(spot: Spot) -> Self {
        match spot {
            Spot::Whole(file) => Self::file(file),
            Spot::Span(file, start, end) => Self::span(file, start..end),
            Spot::Cell(file, sheet, row, column) => Self::cell(file, sheet, row, column),
        }
    }
}

impl From<&Diagnostic> for Stored {
    fn from(finding: &Diagnostic) -> Self {
        let Diagnostic { rule, severity, place, message, related, hints } = finding;
        Self {
            rule: rule.name.to_owned(),
            severity: *severity,
            place: place.into(),
            message: message.clone(),
            related: related.iter().map(|(place, text)| (place.into(), text.clone())).collect(),
            hints: hints.clone(),
        }
    }
}

impl Stored {
    /// The finding; none if there is no such rule any more.
    pub fn restore(self) -> Option<Diagnostic> {
        Some(Diagnostic {
            rule: RULES.iter().copied().find(|rule| rule.name == self.rule)?,
            severity: self.severity,
            place: self.place.into(),
            message: self.message,
            related: self.related.into_iter().map(|(spot, text)| (spot.into(), text)).collect(),
            hints: self.hints,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{UNKNOWN_KEY, UNREADABLE_FILE};
    use crate::text;

    #[test]
    fn a_finding_is_read_as_it_was_written() {
        let plain = Diagnostic::new(&UNREADABLE_FILE, Place::site(), text!("“读不了”", "“cannot read”"));
        let full = Diagnostic {
            severity: Severity::Note,
            ..Diagnostic::new(&UNKNOWN_KEY, Place::span("a.md", 3..7), text!("一", "one"))
        }
        .related(Place::cell("表.xlsx", "第一张", 6, 2), text!("二", "two"))
        .hint(text!("三", "three"))
        .hint(text!("四", "four"));
        for finding in [plain, full] {
            let text = serde_json::to_string(&Stored::from(&finding)).unwrap();
            let stored: Stored = serde_json::from_str(&text).unwrap();
            assert_eq!(stored.restore(), Some(finding));
        }
    }
}
