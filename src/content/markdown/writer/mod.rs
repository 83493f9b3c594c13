//! Parser events into the pieces of an article.
//!
//! One pass, without recursion: what is open stands on stacks. Everything that a reader, a browser or the model
//! needs to know of the article is gathered on the way.

mod blocks;
mod calls;
mod raw;
mod tables;

use std::collections::HashMap;
use std::ops::Range;

use pulldown_cmark::{Alignment, Event, Tag, TagEnd};

use super::anchors::Anchors;
use super::footnotes::Footnotes;
use super::html::write_text;
use super::links::Links;
use super::pieces::{Mark, Pieces};
use super::source::{Part, Source};
use super::{Body, Breaks, Heading, LinkKind, Options, View, Written, anchors, outline, wording};
use crate::diagnostic::{self, Diagnostic, Findings};
use crate::text;
use crate::text::{count, excerpt, soft_break, too_long};

/// Elements may stand inside each other so deep; deeper ones are written without their tags. Browsers give up at 512.
pub const DEEPEST: usize = 100;
/// So many characters of an article are read before a telephone's screen is full.
const FIRST_SCREEN: usize = 120;
/// How many characters of the article its excerpt has at most: about what search engines show.
const EXCERPT: usize = 100;
/// Calls may stand in the bodies of others so deep.
const DEEPEST_CALL: usize = 16;

pub struct Writer<'a> {
    source: &'a Source<'a>,
    options: Options,
    pub findings: Findings,

    /// What is being written: the article, or the innermost frame.
    page: Pieces,
    /// What the frames interrupt, with what they are.
    frames: Vec<(Frame, Pieces)>,
    /// How many elements are open.
    depth: usize,
    reported_depth: bool,

    anchors: Anchors,
    headings: Vec<Heading>,
    footnotes: Footnotes,
    pub links: Links,
    plain: String,

    /// The last character in this block, for the soft break that may follow.
    last: Option<char>,
    /// A soft break that waits for the character after it.
    waiting: Option<Mark>,
    paragraph: Option<Mark>,
    heading: Option<OpenHeading>,
    tables: usize,
    table: Option<Table>,
    code: bool,
    raw: Option<RawBlock>,
    /// Names of the raw HTML tags that were reported in this block.
    raw_names: Vec<String>,
    /// Whether `<!-- more -->` stands in the block that is open.
    more: bool,
    summary: Option<usize>,
    /// Names of the calls that were given up, with how many closing tags of theirs are still to come.
    abandoned: HashMap<String, usize>,
}

/// Something whose content is kept apart.
enum Frame {
    Footnote(String),
    /// The body of a call: the number of its opening tag, and how many elements were open there.
    Call {
        tag: usize,
        depth: usize,
    },
}

struct OpenHeading {
    id: Option<String>,
    range: Range<usize>,
    /// Before everything; where the id belongs; where the text begins.
    marks: [Mark; 3],
    plain: usize,
}

struct Table {
    alignments: Vec<Alignment>,
    column: usize,
    in_head: bool,
    cell: Mark,
    cell_content: Mark,
}

struct RawBlock {
    html: String,
    range: Range<usize>,
}

impl<'a> Writer<'a> {
    pub fn new(source: &'a Source<'a>, options: Options) -> Self {
        let text = source.text();
        Self {
            source,
            options,
            findings: Findings::new(),
            page: Pieces::with_room(text.len() + text.len() / 2),
            frames: Vec::new(),
            depth: 0,
            reported_depth: false,
            anchors: Anchors::new(text),
            headings: Vec::new(),
            footnotes: Footnotes::default(),
            links: Links::default(),
            plain: String::with_capacity(text.len()),
            last: None,
            waiting: None,
            paragraph: None,
            heading: None,
            tables: 0,
            table: None,
            code: false,
            raw: None,
            raw_names: Vec::new(),
            more: false,
            summary: None,
            abandoned: HashMap::new(),
        }
    }

    pub fn finish(mut self) -> (Written, Findings) {
        self.abandon_calls(0);
        self.footnotes.finish(self.options.language, &mut self.page);
        let plain = self.plain.trim();
        let (toc, links) = (anchors::tree(self.headings), self.links.finish());
        let body = Body {
            pieces: self.page.finish(),
            summary: self.summary,
            outline: outline::natural(&toc).into(),
            toc,
            anchors: self.anchors.finish(),
            has_files: links
                .iter()
                .any(|link| link.image == LinkKind::Image || !link.target.starts_with(['/', '@', '#'])),
            links,
            excerpt: excerpt(plain, EXCERPT),
            count: count(plain),
            too_long: too_long(plain),
        };
        let written = Written { body, plain: self.plain };
        (written, self.findings)
    }

    pub fn event(&mut self, event: &Event<'_>, range: Range<usize>) {
        self.links.reached(event, &range);
        match event {
            // A raw block is no element of the page: calls that stand alone come in one.
            Event::Start(Tag::HtmlBlock) => {
                self.block_edge();
                self.raw = Some(RawBlock { html: String::new(), range });
            }
            Event::End(TagEnd::HtmlBlock) => {
                self.end_raw();
                self.cut();
            }
            Event::Start(tag) => {
                self.depth += 1;
                if self.depth > DEEPEST {
                    self.report_depth(&range);
                }
                if self.links.in_image() && !matches!(tag, Tag::Image { .. }) {
                    return;
                }
                self.start(tag, range);
            }
            Event::End(tag) => {
                self.abandon_calls(self.depth);
                if !self.links.in_image() || *tag == TagEnd::Image {
                    self.end(*tag, range);
                }
                self.depth = self.depth.saturating_sub(1);
                self.cut();
            }
            Event::Text(text) => self.text(text),
            Event::Code(text) => {
                let text = self.source.restore(text);
                if self.links.alt(&text) {
                    return;
                }
                self.settle(text.chars().next());
                self.page.push("<code>");
                self.visible(&text);
                self.page.push("</code>");
            }
            Event::SoftBreak if self.links.alt_break() => {}
            Event::SoftBreak if self.options.breaks == Breaks::Soft => {
                self.settle(None);
                self.waiting = Some(self.page.mark());
            }
            Event::HardBreak if self.links.alt_break() => {}
            Event::SoftBreak | Event::HardBreak => {
                self.settle(None);
                self.page.push("<br>\n");
                self.plain.push('\n');
                self.last = None;
            }
            Event::Rule => {
                self.block_edge();
                self.tag("<hr>\n");
                self.cut();
            }
            Event::Html(html) => {
                if let Some(raw) = &mut self.raw {
                    raw.html.push_str(html);
                }
            }
            Event::InlineHtml(html) => self.inline_html(html, &range),
            Event::FootnoteReference(label) => {
                if self.links.in_image() {
                    return;
                }
                let language = self.options.language;
                self.footnotes.refer(label, &mut self.anchors, language, self.page.html());
            }
            Event::TaskListMarker(done) => {
                let label = wording::task(*done, self.options.language);
                let checked = if *done { " checked" } else { "" };
                self.page.push(&format!("<input type=\"checkbox\" disabled{checked} aria-label=\"{label}\"> "));
            }
            // Mathematics is not enabled.
            Event::InlineMath(text) | Event::DisplayMath(text) => self.text(text),
        }
    }

    fn start(&mut self, tag: &Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::Paragraph => {
                self.block_edge();
                self.tag("<p>");
                self.paragraph = (self.depth <= DEEPEST).then(|| self.page.mark());
            }
            Tag::Heading { level, id, classes, .. } => self.start_heading(*level, id.as_ref(), classes, range),
            Tag::BlockQuote(None) => {
                self.block_edge();
                self.tag("<blockquote>\n");
            }
            Tag::BlockQuote(Some(kind)) => self.start_alert(*kind),
            Tag::CodeBlock(kind) => self.start_code(kind),
            Tag::List(None) => {
                self.block_edge();
                self.line_edge();
                self.tag("<ul>\n");
            }
            Tag::List(Some(1)) => {
                self.block_edge();
                self.line_edge();
                self.tag("<ol>\n");
            }
            Tag::List(Some(start)) => {
                self.block_edge();
                self.line_edge();
                self.tag(&format!("<ol start=\"{start}\">\n"));
            }
            Tag::Item => {
                self.block_edge();
                self.tag("<li>");
            }
            Tag::FootnoteDefinition(label) => {
                self.block_edge();
                self.frames.push((Frame::Footnote(label.to_string()), std::mem::take(&mut self.page)));
            }
            Tag::DefinitionList => {
                self.block_edge();
                self.tag("<dl>\n");
            }
            Tag::DefinitionListTitle => {
                self.block_edge();
                self.tag("<dt>");
            }
            Tag::DefinitionListDefinition => {
                self.block_edge();
                self.tag("<dd>");
            }
            Tag::Table(alignments) => self.start_table(alignments.clone()),
            Tag::TableHead => {
                self.tag("<thead>\n<tr>\n");
                if let Some(table) = &mut self.table {
                    (table.column, table.in_head) = (0, true);
                }
            }
            Tag::TableRow => {
                self.block_edge();
                self.tag("<tr>\n");
                if let Some(table) = &mut self.table {
                    (table.column, table.in_head) = (0, false);
                }
            }
            Tag::TableCell => self.start_cell(),
            Tag::Emphasis => self.tag("<em>"),
            Tag::Strong => self.tag("<strong>"),
            Tag::Strikethrough if self.is_one_tilde(&range) => self.text("~"),
            Tag::Strikethrough => self.tag("<del>"),
            Tag::Link { link_type, dest_url, title, .. } => {
                let target = self.source.restore(dest_url);
                let title = self.source.restore(title);
                let plain = self.plain.len();
                let visible = self.depth <= DEEPEST;
                self.links.start_link(*link_type, &target, &title, range, &mut self.page, plain, visible);
            }
            Tag::Image { dest_url, title, link_type, .. } => {
                let target = self.source.restore(dest_url);
                let title = self.source.restore(title);
                self.settle(None);
                self.last = None;
                self.links.start_image(*link_type, &target, &title, range);
            }
            // Seen to above, and not enabled.
            Tag::HtmlBlock | Tag::Superscript | Tag::Subscript | Tag::MetadataBlock(_) => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Paragraph => self.end_paragraph(),
            TagEnd::Heading(level) => self.end_heading(level),
            TagEnd::BlockQuote(kind) => {
                self.block_edge();
                self.tag(if kind.is_some() { "</div>\n" } else { "</blockquote>\n" });
            }
            TagEnd::CodeBlock => {
                self.code = false;
                self.tag("</code></pre>\n");
                self.block_edge();
            }
            TagEnd::List(ordered) => {
                self.block_edge();
                self.tag(if ordered { "</ol>\n" } else { "</ul>\n" });
            }
            TagEnd::Item => self.end_block("</li>\n"),
            TagEnd::FootnoteDefinition => {
                self.block_edge();
                if let Some((Frame::Footnote(label), outer)) = self.frames.pop() {
                    let text = std::mem::replace(&mut self.page, outer);
                    self.footnotes.define(&label, text, &mut self.anchors);
                }
            }
            TagEnd::DefinitionList => self.tag("</dl>\n"),
            TagEnd::DefinitionListTitle => self.end_block("</dt>\n"),
            TagEnd::DefinitionListDefinition => self.end_block("</dd>\n"),
            TagEnd::Table => {
                self.tag("</tbody>\n</table>\n</div>\n");
                self.table = None;
            }
            TagEnd::TableHead => {
                self.end_block("</tr>\n</thead>\n<tbody>\n");
                if let Some(table) = &mut self.table {
                    table.in_head = false;
                }
            }
            TagEnd::TableRow => self.end_block("</tr>\n"),
            TagEnd::TableCell => self.end_cell(),
            TagEnd::Emphasis => self.tag("</em>"),
            TagEnd::Strong => self.tag("</strong>"),
            TagEnd::Strikethrough if self.is_one_tilde(&range) => self.text("~"),
            TagEnd::Strikethrough => self.tag("</del>"),
            TagEnd::Link => {
                let finding = self.links.end_link(self.source, &range, &mut self.page, &mut self.plain);
                self.findings.extend(finding);
            }
            TagEnd::Image => {
                let view = if self.is_at_the_top() { View::First } else { View::Below };
                let findings = self.links.end_image(self.source, &range, view, &mut self.page);
                self.findings.extend(findings);
            }
            TagEnd::HtmlBlock | TagEnd::Superscript | TagEnd::Subscript | TagEnd::MetadataBlock(_) => {}
        }
    }

    // Text.

    fn text(&mut self, text: &str) {
        if self.code || self.links.in_image() {
            let text = self.source.restore(text);
            if !self.links.alt(&text) {
                write_text(self.page.html(), &mut self.plain, &text);
            }
            return;
        }
        if !self.source.is_replaced() {
            self.prose(text);
            return;
        }
        for part in self.source.parts(text) {
            match part {
                Part::Text(text) => self.prose(text),
                Part::Tag(number) => self.call_tag(number),
            }
        }
    }

    fn prose(&mut self, text: &str) {
        self.settle(text.chars().next());
        self.visible(text);
    }

    fn visible(&mut self, text: &str) {
        write_text(self.page.html(), &mut self.plain, text);
        self.last = text.chars().next_back().or(self.last);
    }

    /// Decides on the soft break that waits, now that it is known what follows.
    fn settle(&mut self, next: Option<char>) {
        if let Some(mark) = self.waiting.take()
            && !soft_break::joins(self.last, next)
        {
            self.page.insert(mark, "\n");
            self.links.moved(mark, 1);
            self.plain.push(' ');
        }
    }

    /// Begins or ends a block: nothing joins across.
    fn block_edge(&mut self) {
        self.waiting = None;
        self.last = None;
        self.raw_names.clear();
        self.plain.truncate(self.plain.trim_end_matches(' ').len());
        if !self.plain.is_empty() && !self.plain.ends_with('\n') {
            self.plain.push('\n');
        }
    }

    fn line_edge(&mut self) {
        if !self.page.is_at(Mark::default()) && !self.page.ends_with("\n") && !self.page.ends_with(">") {
            self.page.push("\n");
        }
    }

    /// Writes a tag, unless it is too deep for one.
    fn tag(&mut self, html: &str) {
        if self.depth <= DEEPEST {
            self.page.push(html);
        }
    }

    fn end_block(&mut self, html: &str) {
        self.block_edge();
        self.tag(html);
    }

    fn report_depth(&mut self, range: &Range<usize>) {
        if self.reported_depth {
            return;
        }
        self.reported_depth = true;
        let line = self.source.text()[range.start..range.end].split('\n').next().unwrap_or_default().len();
        let place = self.source.place(&(range.start..range.start + line.min(80)));
        self.findings.push(deep_nesting(place));
    }

    /// Whether what comes now is still on the first screen of a telephone, and no picture was before it.
    fn is_at_the_top(&self) -> bool {
        self.plain.chars().nth(FIRST_SCREEN).is_none() && !self.links.has_images()
    }

    fn is_one_tilde(&self, range: &Range<usize>) -> bool {
        !self.source.text()[range.clone()].starts_with("~~")
    }
}

pub fn deep_nesting(place: diagnostic::Place) -> Diagnostic {
    Diagnostic::new(
        &diagnostic::DEEP_NESTING,
        place,
        text!("内容一层套一层，超过了上限", "the content is nested beyond the bound"),
    )
    .hint(text!("把内容理平，少用几层", "flatten it to fewer levels"))
}
