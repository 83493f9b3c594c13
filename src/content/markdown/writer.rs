//! Parser events into the pieces of an article.
//!
//! One pass, without recursion: what is open stands on stacks. Everything that a reader, a browser or the model
//! needs to know of the article is gathered on the way.

use std::collections::HashMap;
use std::ops::Range;

use pulldown_cmark::{Alignment, BlockQuoteKind, CodeBlockKind, CowStr, Event, HeadingLevel, Tag, TagEnd};

use super::anchors::{Anchors, Taken};
use super::call::{Head, Standing, TagKind};
use super::footnotes::Footnotes;
use super::html::{self, clean_text, escape_attribute, escape_text};
use super::links::Links;
use super::pieces::{Mark, Pieces};
use super::source::{Part, Source};
use super::{Body, Breaks, Call, Heading, Options, RawHtml, anchors, wording};
use crate::diagnostic::{self, Diagnostic, Findings};
use crate::text;
use crate::text::{count, soft_break};

/// Elements may stand inside each other so deep; deeper ones are written without their tags. Browsers give up at 512.
pub const DEEPEST: usize = 100;
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
        Self {
            source,
            options,
            findings: Findings::new(),
            page: Pieces::default(),
            frames: Vec::new(),
            depth: 0,
            reported_depth: false,
            anchors: Anchors::new(source.text()),
            headings: Vec::new(),
            footnotes: Footnotes::default(),
            links: Links::default(),
            plain: String::new(),
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

    pub fn finish(mut self) -> (Body, Findings) {
        self.abandon_calls(0);
        self.footnotes.finish(self.options.language, &mut self.page);
        let plain = self.plain.trim().to_owned();
        let body = Body {
            pieces: self.page.finish(),
            summary: self.summary,
            toc: anchors::tree(self.headings),
            anchors: self.anchors.finish(),
            links: self.links.finish(),
            count: count(&plain),
            plain,
        };
        (body, self.findings)
    }

    pub fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        self.links.reached(&event, &range);
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
                if !self.links.in_image() || tag == TagEnd::Image {
                    self.end(tag, range);
                }
                self.depth = self.depth.saturating_sub(1);
                self.cut();
            }
            Event::Text(text) => self.text(&text),
            Event::Code(text) => {
                let text = self.source.restore(&text);
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
                    raw.html.push_str(&html);
                }
            }
            Event::InlineHtml(html) => self.inline_html(&html, &range),
            Event::FootnoteReference(label) => {
                if self.links.in_image() {
                    return;
                }
                let language = self.options.language;
                self.footnotes.refer(&label, &mut self.anchors, language, self.page.html());
            }
            Event::TaskListMarker(done) => {
                let label = wording::task(done, self.options.language);
                let checked = if done { " checked" } else { "" };
                self.page.push(&format!("<input type=\"checkbox\" disabled{checked} aria-label=\"{label}\"> "));
            }
            // Mathematics is not enabled.
            Event::InlineMath(text) | Event::DisplayMath(text) => self.text(&text),
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::Paragraph => {
                self.block_edge();
                self.tag("<p>");
                self.paragraph = (self.depth <= DEEPEST).then(|| self.page.mark());
            }
            Tag::Heading { level, id, classes, .. } => self.start_heading(level, id, &classes, range),
            Tag::BlockQuote(None) => {
                self.block_edge();
                self.tag("<blockquote>\n");
            }
            Tag::BlockQuote(Some(kind)) => self.start_alert(kind),
            Tag::CodeBlock(kind) => self.start_code(&kind),
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
            Tag::Table(alignments) => self.start_table(alignments),
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
                let target = self.source.restore(&dest_url);
                let title = self.source.restore(&title);
                let plain = self.plain.len();
                let visible = self.depth <= DEEPEST;
                self.links.start_link(link_type, &target, &title, range, &mut self.page, plain, visible);
            }
            Tag::Image { dest_url, title, link_type, .. } => {
                let target = self.source.restore(&dest_url);
                let title = self.source.restore(&title);
                self.settle(None);
                self.last = None;
                self.links.start_image(link_type, &target, &title, range);
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
                let finding = self.links.end_image(self.source, &range, &mut self.page);
                self.findings.extend(finding);
            }
            TagEnd::HtmlBlock | TagEnd::Superscript | TagEnd::Subscript | TagEnd::MetadataBlock(_) => {}
        }
    }

    // Text.

    fn text(&mut self, text: &str) {
        if self.code || self.links.in_image() {
            let text = self.source.restore(text);
            if !self.links.alt(&text) {
                escape_text(self.page.html(), &text);
                clean_text(&mut self.plain, &text);
            }
            return;
        }
        for part in self.source.parts(text) {
            match part {
                Part::Text(text) => {
                    self.settle(text.chars().next());
                    self.visible(text);
                }
                Part::Tag(number) => self.call_tag(number),
            }
        }
    }

    fn visible(&mut self, text: &str) {
        escape_text(self.page.html(), text);
        clean_text(&mut self.plain, text);
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

    // Blocks.

    fn end_paragraph(&mut self) {
        self.waiting = None;
        let Some(mark) = self.paragraph.take() else {
            return self.end_block("");
        };
        let before = mark.back("<p>".len());
        if self.page.is_at(mark) || self.page.is_one_call_after(mark) {
            // Nothing to see, or a call with a body that has the paragraph for itself: the component is the block.
            self.page.remove(before, mark);
        } else {
            self.page.push("</p>\n");
        }
        self.block_edge();
    }

    fn start_heading(
        &mut self,
        level: HeadingLevel,
        id: Option<CowStr<'_>>,
        classes: &[CowStr<'_>],
        range: Range<usize>,
    ) {
        self.block_edge();
        self.line_edge();
        let before = self.page.mark();
        self.tag(&format!("<div class=\"heading\"><{level}"));
        let attributes = self.page.mark();
        if self.depth <= DEEPEST {
            if !classes.is_empty() {
                self.page.push(" class=\"");
                escape_attribute(self.page.html(), &classes.join(" "));
                self.page.push("\"");
            }
            self.page.push(">");
        }
        let content = self.page.mark();
        self.heading = Some(OpenHeading {
            id: id.map(|id| self.source.restore(&id).into_owned()).filter(|id| !id.is_empty()),
            range,
            marks: [before, attributes, content],
            plain: self.plain.len(),
        });
    }

    fn end_heading(&mut self, level: HeadingLevel) {
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
        self.page.push(&format!("</{level}> <a class=\"anchor\" href=\"#"));
        html::escape_attribute(self.page.html(), &id);
        self.page.push("\" aria-label=\"");
        escape_attribute(self.page.html(), &wording::anchor(&title, self.options.language));
        self.page.push("\"><span aria-hidden=\"true\">#</span></a></div>\n");
        self.headings.push(Heading { level: level as u8, id, title, children: Vec::new() });
        self.block_edge();
    }

    /// Where the id of a heading is written, at the end of the heading.
    fn id_range(&self, heading: &Range<usize>, id: &str) -> Range<usize> {
        let written = format!("#{id}");
        match self.source.text()[heading.clone()].rfind(&written) {
            Some(at) => heading.start + at..heading.start + at + written.len(),
            None => heading.clone(),
        }
    }

    fn start_alert(&mut self, kind: BlockQuoteKind) {
        self.block_edge();
        let (class, title) = wording::alert(kind, self.options.language);
        self.tag(&format!("<div class=\"alert alert-{class}\" role=\"note\">\n<p class=\"alert-title\">{title}</p>\n"));
    }

    fn start_code(&mut self, kind: &CodeBlockKind<'_>) {
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

    // Tables.

    fn start_table(&mut self, alignments: Vec<Alignment>) {
        self.block_edge();
        self.tables += 1;
        let heading = self.headings.last().map_or("", |heading| heading.title.as_str());
        let label = wording::table(self.tables, heading, self.options.language);
        if self.depth <= DEEPEST {
            // Phones scroll it sideways, also with a keyboard and a screen reader.
            self.page.push("<div class=\"table-scroll\" role=\"region\" tabindex=\"0\" aria-label=\"");
            escape_attribute(self.page.html(), &label);
            self.page.push("\">\n<table>\n");
        }
        let mark = self.page.mark();
        self.table = Some(Table { alignments, column: 0, in_head: false, cell: mark, cell_content: mark });
    }

    fn start_cell(&mut self) {
        self.last = None;
        let Some(table) = &mut self.table else { return };
        table.cell = self.page.mark();
        if self.depth <= DEEPEST {
            let align = match table.alignments.get(table.column) {
                Some(Alignment::Left) => " class=\"align-left\"",
                Some(Alignment::Center) => " class=\"align-center\"",
                Some(Alignment::Right) => " class=\"align-right\"",
                Some(Alignment::None) | None => "",
            };
            let (name, scope) = if table.in_head { ("th", " scope=\"col\"") } else { ("td", "") };
            self.page.push(&format!("<{name}{scope}{align}>"));
        }
        table.cell_content = self.page.mark();
    }

    fn end_cell(&mut self) {
        self.last = None;
        let Some(table) = &mut self.table else { return };
        table.column += 1;
        if self.depth > DEEPEST {
        } else if !table.in_head {
            self.page.push("</td>\n");
        } else if self.page.is_at(table.cell_content) {
            // A header without words heads nothing.
            self.page.remove(table.cell, table.cell_content);
            self.page.push("<td></td>\n");
        } else {
            self.page.push("</th>\n");
        }
        if !self.plain.is_empty() && !self.plain.ends_with(['\n', ' ']) {
            self.plain.push(' ');
        }
    }

    // Raw HTML.

    fn end_raw(&mut self) {
        let Some(raw) = self.raw.take() else { return };
        let parts = self.source.parts(&raw.html);
        if let [Part::Tag(number), rest @ ..] = parts.as_slice()
            && rest.iter().all(|part| matches!(part, Part::Text(text) if text.trim().is_empty()))
        {
            return self.call_tag(*number);
        }
        let without = html::without_comments(&raw.html);
        self.more |= without.more;
        if without.unclosed {
            self.report_raw(
                &raw.range,
                text!(
                    "注释 <!-- 没有结尾 -->，后面的内容都被盖住了",
                    "the comment <!-- has no end --> and hides all that follows"
                ),
            );
        }
        if without.rest.trim().is_empty() {
            return;
        }
        match self.options.raw_html {
            RawHtml::Keep => self.keep_raw(&raw.html),
            RawHtml::Escape => {
                if !without.unclosed {
                    self.report_raw(&raw.range, raw_html_message());
                }
                self.tag("<p>");
                let text = self.source.restore(without.rest.trim());
                self.visible(&text);
                self.tag("</p>\n");
            }
        }
        self.block_edge();
    }

    fn keep_raw(&mut self, html: &str) {
        for id in html::ids(html) {
            // The author answers for what is written by hand: the checker of the whole page tells of repetitions.
            let _ = self.anchors.claim(&id);
        }
        for part in self.source.parts(html) {
            match part {
                Part::Text(html) => self.page.push(html),
                Part::Tag(number) => self.call_tag(number),
            }
        }
    }

    fn inline_html(&mut self, html: &str, range: &Range<usize>) {
        if let [Part::Tag(number)] = self.source.parts(html).as_slice() {
            return self.call_tag(*number);
        }
        let without = html::without_comments(html);
        self.more |= without.more;
        if without.rest.is_empty() || self.links.in_image() {
            return;
        }
        match self.options.raw_html {
            RawHtml::Keep => {
                self.settle(None);
                self.keep_raw(html);
                self.last = None;
            }
            RawHtml::Escape => {
                let (name, closes) = html::tag_name(html).unwrap_or_default();
                // The closing tag belongs to the place that was reported.
                if !(closes && self.raw_names.iter().any(|known| known == name)) {
                    self.report_raw(range, raw_html_message());
                    self.raw_names.push(name.to_owned());
                }
                let html = self.source.restore(html);
                self.settle(html.chars().next());
                self.visible(&html);
            }
        }
    }

    fn report_raw(&mut self, range: &Range<usize>, message: diagnostic::Text) {
        let end = range.start + self.source.text()[range.clone()].trim_end().len();
        self.findings.push(
            Diagnostic::new(&diagnostic::RAW_HTML, self.source.place(&(range.start..end)), message).hint(text!(
                "改用 Markdown 的写法或组件；确实需要时在 xinfeng.toml 的 [markdown] 里写 raw_html = true",
                "write it in Markdown or with a component; if it is really needed, set raw_html = true under [markdown] in xinfeng.toml"
            )),
        );
    }

    /// Ends the summary, once the block that holds `<!-- more -->` is complete.
    fn cut(&mut self) {
        if self.more && self.depth == 0 && self.frames.is_empty() {
            self.more = false;
            if self.summary.is_none() {
                self.page.close();
                self.summary = Some(self.page.len());
            }
        }
    }

    // Calls.

    fn call_tag(&mut self, number: usize) {
        let source = self.source;
        let tag = &source.tags[number];
        if tag.kind == TagKind::Literal {
            let text = &source.tag_text(number)[1..];
            self.settle(text.chars().next());
            return self.visible(text);
        }
        self.settle(None);
        self.last = None;
        match &tag.kind {
            TagKind::Literal => {}
            TagKind::Single(head) => {
                let call = self.call(number, head, None);
                self.links.filled();
                self.page.call(call);
            }
            TagKind::Open(head) if self.frames.len() >= DEEPEST_CALL => {
                if !self.reported_depth {
                    self.reported_depth = true;
                    self.findings.push(deep_nesting(self.source.tag_place(number)));
                }
                *self.abandoned.entry(head.name.clone()).or_default() += 1;
            }
            TagKind::Open(_) => {
                let outer = std::mem::take(&mut self.page);
                self.frames.push((Frame::Call { tag: number, depth: self.depth }, outer));
            }
            TagKind::Close(name) => self.close_call(number, name),
            TagKind::Broken(message) => {
                self.report_call(number, message.clone());
                let text = source.tag_text(number);
                if tag.standing == Standing::Alone && self.raw.is_none() && self.paragraph.is_none() {
                    self.tag("<p>");
                    self.visible(text);
                    self.tag("</p>\n");
                } else {
                    self.visible(text);
                }
            }
        }
    }

    fn call(&self, number: usize, head: &Head, body: Option<Pieces>) -> Call {
        Call {
            name: head.name.clone(),
            arguments: head.arguments.clone(),
            body: body.map(Pieces::finish),
            place: self.source.tag_place(number),
        }
    }

    fn close_call(&mut self, number: usize, name: &str) {
        // The innermost open call of this name, if it was opened on this level.
        let open = self.frames.iter().rposition(|(frame, _)| match frame {
            Frame::Call { tag, depth } => *depth == self.depth && self.open_name(*tag) == Some(name),
            Frame::Footnote(_) => false,
        });
        let Some(open) = open else {
            if let Some(left) = self.abandoned.get_mut(name).filter(|left| **left > 0) {
                *left -= 1;
                return;
            }
            let elsewhere = self.frames.iter().rev().find_map(|(frame, _)| match frame {
                Frame::Call { tag, .. } if self.open_name(*tag) == Some(name) => Some(*tag),
                _ => None,
            });
            return match elsewhere {
                None => self.report_call(
                    number,
                    text!("{{% </{name}> %}} 没有对应的开头", "{{% </{name}> %}} closes nothing"),
                ),
                Some(_) => self.report_call(
                    number,
                    text!(
                        "{name} 的开头和结尾不在同一层：一个在列表、引用或强调里面，一个在外面",
                        "{name} opens and closes on different levels: one inside a list, quotation or emphasis, the other outside"
                    ),
                ),
            };
        };
        while self.frames.len() > open + 1 {
            self.abandon_one();
        }
        if let Some((Frame::Call { tag, .. }, outer)) = self.frames.pop() {
            let body = std::mem::replace(&mut self.page, outer);
            if let TagKind::Open(head) = &self.source.tags[tag].kind {
                let call = self.call(tag, head, Some(body));
                self.links.filled();
                self.page.call(call);
            }
        }
    }

    fn open_name(&self, tag: usize) -> Option<&str> {
        match &self.source.tags.get(tag)?.kind {
            TagKind::Open(head) => Some(&head.name),
            _ => None,
        }
    }

    /// Gives up the calls that were opened at this depth or deeper, since the element that holds them ends.
    fn abandon_calls(&mut self, depth: usize) {
        while matches!(self.frames.last(), Some((Frame::Call { depth: at, .. }, _)) if *at >= depth) {
            self.abandon_one();
        }
    }

    fn abandon_one(&mut self) {
        // The mark of a break that waits is one of the body.
        self.settle(None);
        let Some((Frame::Call { tag, .. }, outer)) = self.frames.pop() else { return };
        let body = std::mem::replace(&mut self.page, outer);
        self.page.append(body);
        let name = self.open_name(tag).unwrap_or_default().to_owned();
        self.report_call(
            tag,
            text!(
                "组件 {name} 在同一层里没有结尾 {{% </{name}> %}}",
                "the component {name} has no end {{% </{name}> %}} on its level",
                name = &name
            ),
        );
        *self.abandoned.entry(name).or_default() += 1;
    }

    fn report_call(&mut self, number: usize, message: diagnostic::Text) {
        let finding = Diagnostic::new(&diagnostic::COMPONENT_CALL, self.source.tag_place(number), message);
        self.findings.push(finding.hint(text!(
            "单行写 {{{{<名字 参数=\"…\"/>}}}}；有内容时把 {{% <名字> %}} 和 {{% </名字> %}} 各写一行；不是组件时在花括号前加 \\",
            "one line is {{{{<name key=\"…\"/>}}}}; with a body, {{% <name> %}} and {{% </name> %}} have a line each; if it is no component, put \\ before the brace"
        )));
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

fn raw_html_message() -> diagnostic::Text {
    text!("正文里的 HTML 没有起作用，按文字显示", "HTML in the text has no effect and is shown as text")
}
