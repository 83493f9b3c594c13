//! What the files of the site say, for the lines and cells that findings quote.

use std::sync::Arc;

use super::{Root, decode, read, sheets};
use crate::diagnostic::{At, Sources};

impl Sources for Root {
    fn text(&self, file: &str) -> Option<String> {
        let path: Arc<str> = file.into();
        let bytes = read(self, &path).ok()?;
        Some(decode(&path, bytes).0)
    }

    fn cells(&self, file: &str, cells: &[&At]) -> Vec<Option<String>> {
        let path: Arc<str> = file.into();
        let sheets = read(self, &path).map(|bytes| sheets(&path, &bytes).0).unwrap_or_default();
        cells
            .iter()
            .map(|at| {
                let At::Cell { sheet, row, column } = at else { return None };
                let sheet = sheets.iter().find(|found| found.name == *sheet)?;
                let cell = sheet.rows.iter().flatten().find(|cell| cell.row == *row && cell.column == *column)?;
                Some(cell.value.to_string())
            })
            .collect()
    }
}
