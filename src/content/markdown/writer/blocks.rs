//! Paragraphs, headings, alerts and code.

use std::ops::Range;

use pulldown_cmark::{BlockQuoteKind, CodeBlockKind, CowStr, HeadingLevel};

use super::{DEEPEST, OpenHeading, Writer};
use crate::content::markdown::anchors::Taken;
use crate::content::markdown::html::escape_attribute;
use crate::content::markdown::{Heading, wording};
use crate::diagnostic::{self, Diagnostic};
use crate::text;

impl Writer<'_> {
    pub(super) fn end_paragraph(&mut self) {
        self.waiting = None;
        let Some(mark) = self.paragraph.take() else {
            return self.end_block("");
        };
        let before = mark.back("<p>".len());
        if self.page.is_at(mark) || self.page.is_one_call_after(mark) || self.page.frame_after(mark) {
            // Nothing to see, or a call with a body that has the paragraph for itself: the component is the block. So is a picture with a
            // caption.
            self.page.remove(before, mark);
        } else {
            self.page.push("</p>\n");
        }
        self.block_edge();
    }

    pub(super) fn start_heading(
        &mut self,
        level: HeadingLevel,
        id: Option<&CowStr<'_>>,
        classes: &[CowStr<'_>],
        range: Range<usize>,
    ) {
        self.block_edge();
        self.line_edge();
        let before = self.page.mark();
        self.tag("<div class=\"heading\"><");
        self.tag(element(level));
        let attributes = self.page.mark();
        if self.depth <= DEEPEST {
            if !classes.is_empty() {
                self.page.push(" class=\"");
                escape_attribute(self.page.html(), &self.source.restore(&classes.join(" ")));
                self.page.push("\"");
            }
            self.page.push(">");
        }
        let content = self.page.mark();
        self.heading = Some(OpenHeading {
            id: id.map(|id| self.source.restore(id).into_owned()).filter(|id| !id.is_empty()),
            range,
            marks: [before, attributes, content],
            plain: self.plain.len(),
        });
    }

    pub(super) fn end_heading(&mut self, level: HeadingLevel) {
        self.waiting = None;
        let Some(heading) = self.heading.take() else { return };
        let [before, attributes, content] = heading.marks;
        if self.depth > DEEPEST {
            return self.block_edge();
        }
        if self.page.is_at(content) {
            // A heading without words would only be in the way of whoever listens to the page.
            self.page.remove(before, content);
            return self.block_edge();
        }
        let mut title = self.plain[heading.plain..].split_whitespace().collect::<Vec<_>>().join(" ");
        if title.is_empty() {
            self.links.last_alt().clone_into(&mut title);
        }
        let is_chosen = heading.id.is_some();
        let id = match heading.id {
            None => self.anchors.for_title(&title),
            Some(id) => match self.anchors.claim(&id) {
                Ok(()) => id,
                Err(Taken) => {
                    self.findings.push(
                        Diagnostic::new(
                            &diagnostic::DUPLICATE_ANCHOR,
                            self.source.place(&self.id_range(&heading.range, &id)),
                            text!(
                                "标题的编号 {id} 在这一页用过了",
                                "the anchor {id} is on this page already",
                                id = &id
                            ),
                        )
                        .hint(text!(
                            "换一个编号；不写编号时会自动生成",
                            "choose another; without one it is made from the title"
                        )),
                    );
                    self.anchors.invent(&id)
                }
            },
        };
        let mut attribute = String::from(" id=\"");
        escape_attribute(&mut attribute, &id);
        attribute.push('"');
        self.page.insert(attributes, &attribute);
        self.page.push("</");
        self.page.push(element(level));
        self.page.push("> <a class=\"anchor\" href=\"#");
        escape_attribute(self.page.html(), &id);
        self.page.push("\" aria-label=\"");
        escape_attribute(self.page.html(), &wording::anchor(&title, self.options.language));
        self.page.push("\"><span aria-hidden=\"true\">#</span></a></div>\n");
        self.headings.push(Heading { level: level as u8, id, is_chosen, title, children: Vec::new() });
        self.block_edge();
    }

    /// Where the id of a heading is written, at the end of the heading.
    pub(super) fn id_range(&self, heading: &Range<usize>, id: &str) -> Range<usize> {
        let written = format!("#{id}");
        match self.source.text()[heading.clone()].rfind(&written) {
            Some(at) => heading.start + at..heading.start + at + written.len(),
            None => heading.clone(),
        }
    }

    pub(super) fn start_alert(&mut self, kind: BlockQuoteKind) {
        self.block_edge();
        let (class, title) = wording::alert(kind, self.options.language);
        self.tag(&format!("<div class=\"alert alert-{class}\" role=\"note\">\n<p class=\"alert-title\">{title}</p>\n"));
    }

    pub(super) fn start_code(&mut self, kind: &CodeBlockKind<'_>) {
        self.block_edge();
        self.line_edge();
        self.code = true;
        let info = match kind {
            CodeBlockKind::Fenced(info) => self.source.restore(info),
            CodeBlockKind::Indented => "".into(),
        };
        if self.depth > DEEPEST {
            return;
        }
        // Long lines scroll, and who has no mouse must be able to scroll them.
        match info.split([' ', '\t', ',']).next().filter(|language| !language.is_empty()) {
            None => self.page.push("<pre tabindex=\"0\"><code>"),
            Some(language) => {
                self.page.push("<pre tabindex=\"0\"><code class=\"language-");
                escape_attribute(self.page.html(), language);
                self.page.push("\">");
            }
        }
    }
}

fn element(level: HeadingLevel) -> &'static str {
    match level {
        HeadingLevel::H1 => "h1",
        HeadingLevel::H2 => "h2",
        HeadingLevel::H3 => "h3",
        HeadingLevel::H4 => "h4",
        HeadingLevel::H5 => "h5",
        HeadingLevel::H6 => "h6",
    }
}
