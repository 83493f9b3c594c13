//! The one printer of diagnostics: for people, with the source line and a caret, or as JSON lines.
//!
//! It decides how a finding looks, never what it says, and reads no file itself.

use std::collections::HashMap;
use std::fmt::Write;
use std::ops::Range;

use annotate_snippets::renderer::{
    DEFAULT_EMPHASIS_STYLE, DEFAULT_ERROR_STYLE, DEFAULT_LINE_NUM_STYLE, DEFAULT_NOTE_STYLE, DEFAULT_WARNING_STYLE,
};
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::excerpt::{self, Excerpt, Position, safe};
use super::json::{self, cell_name};
use super::{At, Diagnostic, Language, Place, Severity, Text};
use crate::text;

/// The form in which diagnostics and summaries leave.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    #[default]
    Human,
    Json,
}

/// Gives what the files of the site say, for the source lines that a message shows.
pub trait Sources {
    /// The decoded text of a file, without its byte order mark; `None` if it cannot be read. Asked once for each file.
    fn text(&self, file: &str) -> Option<String>;

    /// What stands in cells of a spreadsheet, in the order asked; `None` for a cell that is empty or cannot be read.
    fn cells(&self, _file: &str, cells: &[&At]) -> Vec<Option<String>> {
        vec![None; cells.len()]
    }
}

/// Where there is no site, nothing can be quoted.
impl Sources for () {
    fn text(&self, _: &str) -> Option<String> {
        None
    }
}

/// How to print.
#[derive(Clone, Copy, Debug)]
pub struct Printer {
    pub format: Format,
    pub language: Language,
    pub color: bool,
}

impl Printer {
    /// The text of all diagnostics, in the order given.
    pub fn render(&self, diagnostics: &[Diagnostic], sources: &dyn Sources) -> String {
        let shown = look_up(diagnostics, sources);
        let mut out = String::new();
        for diagnostic in diagnostics {
            match self.format {
                Format::Human => out.push_str(&self.human(diagnostic, &shown)),
                Format::Json => {
                    let position = |place: &Place| shown.get(place).and_then(|shown| shown.position);
                    out.push_str(&json::line(diagnostic, self.language, &position));
                }
            }
            out.push('\n');
        }
        out
    }

    /// The closing line that counts: `2 个错误，1 个警告`. Empty when there is nothing to count, and in JSON.
    pub fn closing(&self, diagnostics: &[Diagnostic]) -> String {
        if self.format == Format::Json {
            return String::new();
        }
        let counted = [Severity::Error, Severity::Warning, Severity::Note].map(|severity| {
            let count = diagnostics.iter().filter(|d| d.severity == severity).count();
            counted(severity, count).map(|text| text.in_language(self.language).to_owned())
        });
        let parts: Vec<String> = counted.into_iter().flatten().collect();
        match parts.as_slice() {
            [] => String::new(),
            _ => parts.join(text!("，", ", ").in_language(self.language)) + "\n",
        }
    }

    fn human(self, diagnostic: &Diagnostic, shown: &HashMap<&Place, Shown>) -> String {
        let Diagnostic { rule, severity, place, message, related, hints } = diagnostic;
        let word = severity_word(*severity);
        let head = format!("{}[{}]", word.in_language(self.language), rule.name);
        let style = match severity {
            Severity::Error => DEFAULT_ERROR_STYLE,
            Severity::Warning => DEFAULT_WARNING_STYLE,
            Severity::Note => DEFAULT_NOTE_STYLE,
        };
        let mut out = String::new();
        self.title(&mut out, &self.painted(&head, style), message);
        let hints: Vec<String> = hints.iter().map(|hint| self.hint(hint)).collect();
        self.block(&mut out, place, shown.get(place), &hints, *severity, AnnotationKind::Primary);
        for (place, message) in related {
            let head = text!("相关", "related");
            self.title(&mut out, &self.painted(head.in_language(self.language), DEFAULT_NOTE_STYLE), message);
            self.block(&mut out, place, shown.get(place), &[], Severity::Note, AnnotationKind::Context);
        }
        out
    }

    /// `错误[rule]：message`; further lines of the message are indented.
    fn title(self, out: &mut String, head: &str, message: &Text) {
        let colon = match self.language {
            Language::Zh => "：",
            Language::En => ": ",
        };
        let message = safe(message.in_language(self.language).trim_end()).replace('\n', "\n    ");
        let _ = writeln!(out, "{head}{}", self.painted(&format!("{colon}{message}"), DEFAULT_EMPHASIS_STYLE));
    }

    fn hint(self, hint: &Text) -> String {
        let word = text!("建议：", "help: ");
        format!("{}{}", word.in_language(self.language), safe(hint.in_language(self.language).trim_end()))
    }

    /// The place, its source line and the hints.
    fn block(
        self,
        out: &mut String,
        place: &Place,
        shown: Option<&Shown>,
        hints: &[String],
        severity: Severity,
        kind: AnnotationKind,
    ) {
        let position = shown.and_then(|shown| shown.position);
        let excerpt = shown.and_then(|shown| shown.excerpt.as_ref());
        let numbers = excerpt
            .and(position)
            .map(|position| position.line + excerpt.map_or(0, |excerpt| excerpt.text.matches('\n').count()));
        // The renderer makes its gutter as wide as the last line number, and empty without one; ours is never empty.
        let gutter = numbers.map_or(1, |last| last.to_string().len());
        let indent = if numbers.is_none() { " " } else { "" };
        if !place.file.is_empty() {
            let arrow = format!("{}-->", " ".repeat(gutter));
            let _ = writeln!(out, "{} {}", self.painted(&arrow, DEFAULT_LINE_NUM_STYLE), place_name(place, position));
        }
        let level = match severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
            Severity::Note => Level::NOTE,
        };
        let mut group = Group::with_level(level);
        if let Some(Excerpt { text, marked }) = excerpt {
            let snippet = Snippet::source(text.as_str()).annotation(kind.span(marked.clone()));
            group = group.element(match position {
                Some(position) => snippet.line_start(position.line),
                None => snippet.line_numbering(false),
            });
        }
        group = group.elements(hints.iter().map(|hint| Level::HELP.no_name().message(hint.as_str())));
        if group.is_empty() {
            return;
        }
        let renderer = if self.color { Renderer::styled().hyperlink(false) } else { Renderer::plain() };
        // Excerpts are cut already.
        let drawn = renderer.term_width(usize::from(u16::MAX)).render(&[group]);
        for line in drawn.lines() {
            let _ = writeln!(out, "{indent}{}", line.trim_end());
        }
    }

    fn painted(self, text: &str, style: impl std::fmt::Display + Copy) -> String {
        if self.color { format!("{style}{text}\u{1b}[0m") } else { text.to_owned() }
    }
}

/// What is known of a place: for a span its position and lines, for a cell what stands in it.
struct Shown {
    position: Option<Position>,
    excerpt: Option<Excerpt>,
}

/// Looks up every place of the diagnostics, one file after the other, so that each is read once and none is kept.
fn look_up<'a>(diagnostics: &'a [Diagnostic], sources: &dyn Sources) -> HashMap<&'a Place, Shown> {
    let mut places: Vec<&Place> =
        diagnostics.iter().flat_map(|d| std::iter::once(&d.place).chain(d.related.iter().map(|(p, _)| p))).collect();
    places.sort();
    places.dedup();
    let mut shown = HashMap::with_capacity(places.len());
    for places in places.chunk_by(|a, b| a.file == b.file) {
        let Some(file) = places.first().map(|place| &*place.file) else { continue };
        let spans: Vec<(&Place, &Range<usize>)> = places
            .iter()
            .filter_map(|place| match &place.at {
                At::Span(span) => Some((*place, span)),
                At::Whole | At::Cell { .. } => None,
            })
            .collect();
        if !spans.is_empty()
            && let Some(text) = sources.text(file)
        {
            let clamped: Vec<Range<usize>> = spans.iter().map(|(_, span)| excerpt::clamp(&text, span)).collect();
            let positions = excerpt::positions(&text, &clamped);
            for (((place, _), span), position) in spans.iter().zip(&clamped).zip(positions) {
                let excerpt = Some(excerpt::excerpt(&text, span));
                shown.insert(*place, Shown { position: Some(position), excerpt });
            }
        }
        let cells: Vec<&Place> = places.iter().copied().filter(|p| matches!(p.at, At::Cell { .. })).collect();
        if !cells.is_empty() {
            let wanted: Vec<&At> = cells.iter().map(|place| &place.at).collect();
            for (place, text) in cells.iter().zip(sources.cells(file, &wanted)) {
                let excerpt = text.filter(|text| !text.trim().is_empty()).map(|text| {
                    let text = text.trim();
                    excerpt::excerpt(text, &(0..text.len()))
                });
                shown.insert(*place, Shown { position: None, excerpt });
            }
        }
    }
    shown
}

/// `文件:行:列`, `巡演安排.xlsx · 场次表!C7`, or the file's name alone.
fn place_name(place: &Place, position: Option<Position>) -> String {
    let file = safe(&place.file).replace('\n', "␊");
    match (&place.at, position) {
        (At::Cell { sheet, row, column }, _) if sheet.is_empty() => format!("{file} · {}", cell_name(*row, *column)),
        (At::Cell { sheet, row, column }, _) => {
            format!("{file} · {}!{}", safe(sheet).replace('\n', "␊"), cell_name(*row, *column))
        }
        (_, Some(position)) => format!("{file}:{}:{}", position.line, position.column),
        (_, None) => file,
    }
}

fn severity_word(severity: Severity) -> Text {
    match severity {
        Severity::Error => text!("错误", "error"),
        Severity::Warning => text!("警告", "warning"),
        Severity::Note => text!("提示", "note"),
    }
}

fn counted(severity: Severity, count: usize) -> Option<Text> {
    let plural = if count == 1 { "" } else { "s" };
    (count > 0).then(|| match severity {
        Severity::Error => text!("{count} 个错误", "{count} error{plural}"),
        Severity::Warning => text!("{count} 个警告", "{count} warning{plural}"),
        Severity::Note => text!("{count} 条提示", "{count} note{plural}"),
    })
}

#[cfg(test)]
mod tests;
