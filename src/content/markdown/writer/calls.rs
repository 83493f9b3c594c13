//! Calls of components: the holes they leave, and bodies that are opened and closed.

use super::{DEEPEST_CALL, Frame, Writer, deep_nesting};
use crate::content::markdown::Call;
use crate::content::markdown::call::{Head, Standing, TagKind};
use crate::content::markdown::pieces::Pieces;
use crate::diagnostic::{self, Diagnostic};
use crate::text;

impl Writer<'_> {
    pub(super) fn call_tag(&mut self, number: usize) {
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

    pub(super) fn call(&self, number: usize, head: &Head, body: Option<Pieces>) -> Call {
        Call {
            name: head.name.clone(),
            arguments: head.arguments.clone(),
            body: body.map(Pieces::finish),
            place: self.source.tag_place(number),
        }
    }

    pub(super) fn close_call(&mut self, number: usize, name: &str) {
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

    pub(super) fn open_name(&self, tag: usize) -> Option<&str> {
        match &self.source.tags.get(tag)?.kind {
            TagKind::Open(head) => Some(&head.name),
            _ => None,
        }
    }

    /// Gives up the calls that were opened at this depth or deeper, since the element that holds them ends.
    pub(super) fn abandon_calls(&mut self, depth: usize) {
        while matches!(self.frames.last(), Some((Frame::Call { depth: at, .. }, _)) if *at >= depth) {
            self.abandon_one();
        }
    }

    pub(super) fn abandon_one(&mut self) {
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

    pub(super) fn report_call(&mut self, number: usize, message: diagnostic::Text) {
        let finding = Diagnostic::new(&diagnostic::COMPONENT_CALL, self.source.tag_place(number), message);
        self.findings.push(finding.hint(text!(
            "单行写 {{{{<名字 参数=\"…\"/>}}}}；有内容时把 {{% <名字> %}} 和 {{% </名字> %}} 各写一行；不是组件时在花括号前加 \\",
            "one line is {{{{<name key=\"…\"/>}}}}; with a body, {{% <name> %}} and {{% </name> %}} have a line each; if it is no component, put \\ before the brace"
        )));
    }
}
