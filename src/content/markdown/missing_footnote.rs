//! References to footnotes that nobody wrote. The parser takes them for plain text, so they are looked for in it.

use std::collections::BTreeSet;
use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::source::Source;
use crate::diagnostic::{Diagnostic, Findings, MISSING_FOOTNOTE};
use crate::record::suggest;
use crate::text;

/// Follows the parser over an article.
#[derive(Debug, Default)]
pub struct MissingFootnotes {
    /// Nothing in the article looks like a reference, as in nearly all.
    is_idle: bool,
    /// Plain text that has not been interrupted.
    run: Range<usize>,
    in_code: bool,
    defined: BTreeSet<String>,
    found: Vec<Reference>,
}

#[derive(Debug)]
struct Reference {
    label: String,
    range: Range<usize>,
    /// Where it begins a line and a full-width colon follows, it was meant to be the note itself.
    colon: Option<Range<usize>>,
}

impl MissingFootnotes {
    /// For the article that the parser reads.
    pub fn of(text: &str) -> Self {
        Self { is_idle: memchr::memmem::find(text.as_bytes(), b"[^").is_none(), ..Self::default() }
    }

    pub fn note(&mut self, event: &Event<'_>, range: &Range<usize>, text: &str) {
        if self.is_idle {
            return;
        }
        match event {
            Event::Text(_) if !self.in_code => {
                if self.run.end == range.start {
                    self.run.end = range.end;
                } else {
                    self.take(text);
                    self.run = range.clone();
                }
                return;
            }
            Event::Start(Tag::CodeBlock(_)) => self.in_code = true,
            Event::End(TagEnd::CodeBlock) => self.in_code = false,
            Event::Start(Tag::FootnoteDefinition(label)) => {
                self.defined.insert(label.to_string());
            }
            _ => {}
        }
        self.take(text);
    }

    /// Looks through the text that ended.
    fn take(&mut self, text: &str) {
        let run = std::mem::take(&mut self.run);
        let plain = &text[run.clone()];
        for at in memchr::memchr_iter(b'[', plain.as_bytes()).filter(|at| plain[at + 1..].starts_with('^')) {
            let start = run.start + at;
            let rest = &plain[at + 2..];
            let Some(length) = rest.find([']', '[', '\n']).filter(|end| rest[*end..].starts_with(']')) else {
                continue;
            };
            let label = rest[..length].trim();
            let is_escaped = text[..start].ends_with('\\');
            if label.is_empty() || is_escaped {
                continue;
            }
            let end = start + 2 + length + 1;
            let begins_line = text[..start].rsplit('\n').next().is_some_and(|before| before.trim().is_empty());
            let colon = text[end..].starts_with('：').then_some(end..end + '：'.len_utf8());
            self.found.push(Reference {
                label: label.to_owned(),
                range: start..end,
                colon: colon.filter(|_| begins_line),
            });
        }
    }

    pub fn finish(mut self, source: &Source<'_>) -> Findings {
        self.take(source.text());
        let Self { defined, found, .. } = self;
        let misspelt: BTreeSet<&str> =
            found.iter().filter(|found| found.colon.is_some()).map(|found| found.label.as_str()).collect();
        found
            .iter()
            // Where the note itself is at fault, those that refer to it are not.
            .filter(|found| found.colon.is_some() || !misspelt.contains(found.label.as_str()))
            .map(|found| {
                let label = &found.label;
                if let Some(colon) = &found.colon {
                    return Diagnostic::new(
                        &MISSING_FOOTNOTE,
                        source.place(colon),
                        text!(
                            "脚注 [^{label}] 后面的冒号是中文的，它没有成为脚注",
                            "the colon behind [^{label}] is a full-width one, so that this is no footnote"
                        ),
                    )
                    .hint(text!("改成英文冒号：[^{label}]: 说明", "use a plain colon: [^{label}]: text"));
                }
                Diagnostic::new(
                    &MISSING_FOOTNOTE,
                    source.place(&found.range),
                    text!("没有脚注 [^{label}]", "there is no footnote [^{label}]"),
                )
                .hint_if(suggest(label, defined.iter().map(String::as_str)))
                .hint(text!(
                    "另起一段写上 [^{label}]: 说明；不是脚注就在 [ 前面加 \\",
                    "add a paragraph [^{label}]: text; if it is no footnote, put \\ before the ["
                ))
            })
            .collect()
    }
}
