//! Tables: scrollable on phones, their headers told from their cells.

use pulldown_cmark::Alignment;

use super::{DEEPEST, Table, Writer};
use crate::content::markdown::html::escape_attribute;
use crate::content::markdown::wording;

impl Writer<'_> {
    pub(super) fn start_table(&mut self, alignments: Vec<Alignment>) {
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

    pub(super) fn start_cell(&mut self) {
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
            self.page.push(if table.in_head { "<th scope=\"col\"" } else { "<td" });
            self.page.push(align);
            self.page.push(">");
        }
        table.cell_content = self.page.mark();
    }

    pub(super) fn end_cell(&mut self) {
        self.last = None;
        let Some(table) = &mut self.table else { return };
        table.column += 1;
        if !table.in_head {
            self.tag("</td>\n");
        } else if self.page.is_at(table.cell_content) {
            // A header without words heads nothing.
            self.page.remove(table.cell, table.cell_content);
            self.tag("<td></td>\n");
        } else {
            self.tag("</th>\n");
        }
        if !self.plain.is_empty() && !self.plain.ends_with(['\n', ' ']) {
            self.plain.push(' ');
        }
    }
}
