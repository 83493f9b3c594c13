//! Footnotes: numbered as they are referred to, and written together at the end.

use std::collections::HashMap;

use super::anchors::Anchors;
use super::html::escape_attribute;
use super::pieces::Pieces;
use super::wording;
use crate::diagnostic::Language;

#[derive(Debug, Default)]
pub struct Footnotes {
    notes: Vec<Note>,
    by_label: HashMap<String, usize>,
}

#[derive(Debug, Default)]
struct Note {
    id: String,
    /// The ids of the places that refer to it.
    references: Vec<String>,
    text: Option<Pieces>,
}

impl Footnotes {
    /// Writes a reference to the note of this label.
    pub fn refer(&mut self, label: &str, anchors: &mut Anchors, language: Language, out: &mut String) {
        let index = self.note(label, anchors);
        let note = &mut self.notes[index];
        let number = index + 1;
        let wish = match note.references.len() {
            0 => format!("fnref-{number}"),
            earlier => format!("fnref-{number}-{}", earlier + 1),
        };
        let id = anchors.invent(&wish);
        *out += "<sup class=\"footnote-ref\"><a href=\"#";
        escape_attribute(out, &note.id);
        *out += "\" id=\"";
        escape_attribute(out, &id);
        let label = wording::footnote(number, language);
        *out += "\" role=\"doc-noteref\" aria-label=\"";
        *out += &[&label, "\">", &number.to_string(), "</a></sup>"].concat();
        note.references.push(id);
    }

    /// Keeps the text of the note of this label. A second one of the same label becomes a note of its own.
    pub fn define(&mut self, label: &str, text: Pieces, anchors: &mut Anchors) {
        let mut index = self.note(label, anchors);
        if self.notes[index].text.is_some() {
            index = self.add(anchors);
        }
        self.notes[index].text = Some(text);
    }

    fn note(&mut self, label: &str, anchors: &mut Anchors) -> usize {
        // Labels are compared as link labels are: without regard to case and white space.
        let key = label.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        if let Some(&index) = self.by_label.get(&key) {
            return index;
        }
        let index = self.add(anchors);
        self.by_label.insert(key, index);
        index
    }

    fn add(&mut self, anchors: &mut Anchors) -> usize {
        let id = anchors.invent(&format!("fn-{}", self.notes.len() + 1));
        self.notes.push(Note { id, ..Note::default() });
        self.notes.len() - 1
    }

    /// Writes all notes.
    pub fn finish(self, language: Language, out: &mut Pieces) {
        if self.notes.is_empty() {
            return;
        }
        let label = wording::footnotes(language);
        out.push(&format!("<div class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"{label}\">\n<ol>\n"));
        for (index, note) in self.notes.into_iter().enumerate() {
            out.push("<li id=\"");
            escape_attribute(out.html(), &note.id);
            out.push("\">");
            out.append(note.text.unwrap_or_default());
            // The way back stands at the end of the last paragraph.
            let closing = "</p>\n";
            let in_paragraph = out.ends_with(closing);
            if in_paragraph {
                let length = out.html().len() - closing.len();
                out.html().truncate(length);
            }
            for (nth, reference) in note.references.iter().enumerate() {
                out.push(" <a href=\"#");
                escape_attribute(out.html(), reference);
                let label = wording::footnote_back(index + 1, nth, language);
                out.push(&format!(
                    "\" class=\"footnote-back\" role=\"doc-backlink\" aria-label=\"{label}\">↩\u{fe0e}</a>"
                ));
            }
            if in_paragraph {
                out.push(closing);
            }
            out.push("</li>\n");
        }
        out.push("</ol>\n</div>\n");
    }
}
