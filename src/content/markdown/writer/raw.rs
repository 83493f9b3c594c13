//! Raw HTML: shown as text or kept, and its comments, one of which ends the summary.

use std::ops::Range;

use super::Writer;
use crate::content::markdown::RawHtml;
use crate::content::markdown::html;
use crate::content::markdown::source::Part;
use crate::diagnostic::{self, Diagnostic};
use crate::text;

impl Writer<'_> {
    pub(super) fn end_raw(&mut self) {
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

    pub(super) fn keep_raw(&mut self, html: &str) {
        for id in html::ids(&self.source.restore(html)) {
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

    pub(super) fn inline_html(&mut self, html: &str, range: &Range<usize>) {
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

    pub(super) fn report_raw(&mut self, range: &Range<usize>, message: diagnostic::Text) {
        let end = range.start + self.source.text()[range.clone()].trim_end().len();
        self.findings.push(
            Diagnostic::new(&diagnostic::RAW_HTML, self.source.place(&(range.start..end)), message).hint(text!(
                "改用 Markdown 的写法或组件；确实需要时在 xinfeng.toml 的 [markdown] 里写 raw_html = true",
                "write it in Markdown or with a component; if it is really needed, set raw_html = true under [markdown] in xinfeng.toml"
            )),
        );
    }

    /// Ends the summary, once the block that holds `<!-- more -->` is complete.
    pub(super) fn cut(&mut self) {
        if self.more && self.depth == 0 && self.frames.is_empty() {
            self.more = false;
            if self.summary.is_none() {
                self.page.close();
                self.summary = Some(self.page.len());
            }
        }
    }
}

fn raw_html_message() -> diagnostic::Text {
    text!("正文里的 HTML 没有起作用，按文字显示", "HTML in the text has no effect and is shown as text")
}
