//! Tables of any format as sheets of cells, within bounds that keep a broken or hostile file from taking the machine's
//! memory. What the cells mean is not known here.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::{BROKEN_SPREADSHEET, Diagnostic, Findings, OVERSIZED_FILE, Place, Text};
use crate::record::{Cell, CellValue, Sheet};
use crate::text;

use super::{delimited, workbook};

/// Rows, columns, cells and bytes of text that one file may hold.
pub(super) const MAX_ROWS: u32 = 50_000;
pub(super) const MAX_COLUMNS: u32 = 256;
const MAX_CELLS: usize = 200_000;
const MAX_TEXT: usize = 32 << 20;

/// The sheets of a table: all visible ones of an XLSX file, or the one of a CSV file.
///
/// Cells without content are left out, merged areas are filled. What exceeds the bounds is left out and reported.
pub fn sheets(path: &Arc<str>, bytes: &[u8]) -> (Vec<Sheet>, Findings) {
    let extension = path.rsplit_once('.').map_or(String::new(), |(_, extension)| extension.to_ascii_lowercase());
    match extension.as_str() {
        "csv" | "tsv" | "txt" => delimited::read(path, bytes),
        "xlsx" | "xlsm" => workbook::read(path, bytes, Extent::Table),
        "xls" | "et" | "xlsb" | "ods" | "numbers" => {
            let reason = text!("读不了 .{extension} 格式的表格", "tables in .{extension} format cannot be read");
            (Vec::new(), vec![broken(path, reason)])
        }
        _ => {
            let reason = text!("{path} 不是表格文件", "{path} is not a spreadsheet");
            (Vec::new(), vec![broken(path, reason)])
        }
    }
}

/// Whether [`sheets`] gives everything that a table holds: text with delimiters hides nothing, as a workbook may.
pub fn hides_nothing(path: &str) -> bool {
    let extension = path.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    matches!(extension.as_deref(), Some("csv" | "tsv"))
}

/// Every sheet, hidden ones too, with its cells as they stand: what anybody who is handed the file can read. What cannot
/// be read is left out without a word.
pub fn every_sheet(path: &Arc<str>, bytes: &[u8]) -> Vec<Sheet> {
    match path.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase()).as_deref() {
        Some("xlsx" | "xlsm") => workbook::read(path, bytes, Extent::Everything).0,
        _ => sheets(path, bytes).0,
    }
}

/// How much of a workbook is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    /// The visible sheets, merged areas filled.
    Table,
    /// Hidden sheets too, merged areas left alone.
    Everything,
}

/// The finding for a file that gives no cells.
pub(super) fn broken(path: &Arc<str>, reason: Text) -> Diagnostic {
    Diagnostic::new(&BROKEN_SPREADSHEET, Place::file(path.clone()), reason).hint(text!(
        "用 Excel 或 WPS 打开它，另存为 xlsx 格式（Excel 工作簿）",
        "open it in a spreadsheet program and save it again as .xlsx"
    ))
}

/// What a file may still hold.
#[derive(Debug)]
pub(super) struct Budget {
    cells: usize,
    text: usize,
}

/// The file holds more than it may.
#[derive(Debug)]
pub(super) struct Exceeded;

impl Budget {
    pub(super) fn new() -> Self {
        Self { cells: MAX_CELLS, text: MAX_TEXT }
    }

    fn spend(&mut self, value: &CellValue) -> Result<(), Exceeded> {
        let length = if let CellValue::Text(text) = value { text.len() } else { 0 };
        self.cells = self.cells.checked_sub(1).ok_or(Exceeded)?;
        self.text = self.text.checked_sub(length).ok_or(Exceeded)?;
        Ok(())
    }
}

/// Cells of one sheet while it is read, in whatever order they come.
#[derive(Debug, Default)]
pub(super) struct Grid {
    /// Each row by its columns.
    rows: BTreeMap<u32, Vec<Cell>>,
}

impl Grid {
    /// Keeps a cell. Text without a visible character is no content.
    pub(super) fn put(&mut self, row: u32, column: u32, value: CellValue, budget: &mut Budget) -> Result<(), Exceeded> {
        if matches!(&value, CellValue::Text(text) if text.trim().is_empty()) {
            return Ok(());
        }
        if row >= MAX_ROWS || column >= MAX_COLUMNS {
            return Err(Exceeded);
        }
        budget.spend(&value)?;
        let cell = Cell { row, column, value };
        let cells = self.rows.entry(row).or_default();
        match place(cells, column) {
            Ok(at) => cells[at] = cell,
            Err(at) => cells.insert(at, cell),
        }
        Ok(())
    }

    /// Repeats the value of a merged area's first cell over the area. Only rows that hold something of their own are
    /// filled: a merged cell two rows high is one row of a table, not two.
    pub(super) fn fill(&mut self, start: (u32, u32), end: (u32, u32), budget: &mut Budget) -> Result<(), Exceeded> {
        let first = |cells: &Vec<Cell>| place(cells, start.1).ok().map(|at| cells[at].value.clone());
        let Some(value) = self.rows.get(&start.0).and_then(first) else { return Ok(()) };
        let width = self.rows.values().filter_map(|row| row.last()).map(|cell| cell.column + 1).max().unwrap_or(0);
        if end.0 < start.0 {
            return Ok(());
        }
        for (&row, cells) in self.rows.range_mut(start.0..=end.0) {
            for column in start.1..(end.1.saturating_add(1)).min(width) {
                // Cells that are filled already cost as well, so that areas upon areas come to an end.
                budget.spend(&value)?;
                if let Err(at) = place(cells, column) {
                    cells.insert(at, Cell { row, column, value: value.clone() });
                }
            }
        }
        Ok(())
    }

    pub(super) fn into_sheet(self, file: &Arc<str>, name: &str) -> Sheet {
        Sheet { file: file.clone(), name: name.into(), rows: self.rows.into_values().collect() }
    }
}

/// Where a column stands among the cells of a row, or would; mostly they come from left to right.
fn place(cells: &[Cell], column: u32) -> Result<usize, usize> {
    match cells.last() {
        Some(last) if last.column >= column => cells.binary_search_by_key(&column, |cell| cell.column),
        _ => Err(cells.len()),
    }
}

/// The finding for a cell beyond the bounds, or for the one that would be one too many.
pub(super) fn oversized(place: Place) -> Diagnostic {
    Diagnostic::new(
        &OVERSIZED_FILE,
        place,
        text!(
            "表格太大：最多 {MAX_ROWS} 行、{MAX_COLUMNS} 列、{MAX_CELLS} 个单元格，其余没有读取",
            "the table is too large: at most {MAX_ROWS} rows, {MAX_COLUMNS} columns and {MAX_CELLS} cells are read"
        ),
    )
    .hint(text!(
        "删掉远处多余的单元格，或把表分成几个文件",
        "delete stray cells far away, or divide the table into several files"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_follow_the_extension() {
        let cases = [
            ("a.csv", None),
            ("a/B.CSV", None),
            ("a.xls", Some(".xls")),
            ("a.et", Some(".et")),
            ("a.docx", Some("a.docx")),
            ("表", Some("表")),
            ("a.xlsx", Some("a.xlsx")),
        ];
        for (path, named) in cases {
            let (_, findings) = sheets(&path.into(), b"1,2");
            let Some(named) = named else {
                assert!(findings.is_empty(), "{path}");
                continue;
            };
            assert_eq!(findings[0].rule.name, "broken-spreadsheet");
            let language = crate::diagnostic::Language::Zh;
            assert!(findings[0].message.in_language(language).contains(named), "{path}");
            assert!(findings[0].hints[0].in_language(language).contains("另存为 xlsx"));
        }
    }
}
