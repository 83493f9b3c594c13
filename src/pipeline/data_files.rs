//! Data files for `load_data`: TOML, JSON, CSV and XLSX of the site, each parsed once for a load.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Value, json, to_value};

use crate::diagnostic::{Findings, Language};
use crate::record::{CellValue, Sheet, parse_json, parse_toml};
use crate::source::{self, Root};
use crate::theme::LoadData;

pub struct DataFiles {
    root: Root,
    /// Filled as templates ask; a load makes a new one, so that nothing here is ever out of date.
    parsed: Mutex<HashMap<String, Result<Value, String>>>,
}

impl DataFiles {
    pub fn new(root: Root) -> Self {
        Self { root, parsed: Mutex::default() }
    }
}

impl LoadData for DataFiles {
    fn load(&self, path: &str, format: Option<&str>) -> Result<Value, String> {
        let key = format!("{path}?{}", format.unwrap_or_default());
        let mut parsed = self.parsed.lock().unwrap_or_else(PoisonError::into_inner);
        parsed.entry(key).or_insert_with(|| read(&self.root, path, format)).clone()
    }
}

fn read(root: &Root, path: &str, format: Option<&str>) -> Result<Value, String> {
    let file: Arc<str> = path.trim_start_matches('/').into();
    let ending = file.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    let format = format.map(str::to_owned).or(ending).unwrap_or_default();
    let english = |findings: Findings| {
        findings.iter().map(|finding| finding.message.in_language(Language::En)).collect::<Vec<_>>().join("; ")
    };
    let bytes = source::read(root, &file).map_err(|finding| english(vec![finding]))?;
    match format.as_str() {
        "toml" => match parse_toml(&file, &source::decode(&file, bytes).0, 0) {
            (node, findings) if findings.is_empty() => to_value(&node).map_err(|error| error.to_string()),
            (_, findings) => Err(format!("{file}: {}", english(findings))),
        },
        "json" => match parse_json(&file, &source::decode(&file, bytes).0) {
            (Some(node), _) => to_value(&node).map_err(|error| error.to_string()),
            (None, findings) => Err(format!("{file}: {}", english(findings))),
        },
        "csv" | "xlsx" => {
            let (sheets, findings) = source::sheets(&file, &bytes);
            if findings.iter().any(crate::diagnostic::Diagnostic::is_error) {
                return Err(format!("{file}: {}", english(findings)));
            }
            Ok(sheets.first().map_or_else(|| json!([]), rows))
        }
        "plain" | "txt" | "md" => Ok(Value::from(source::decode(&file, bytes).0)),
        _ => Err(format!("{file}: the format `{format}` is not toml, json, csv, xlsx or plain")),
    }
}

/// The first sheet as Zola gives a CSV: `headers` and `records`.
fn rows(sheet: &Sheet) -> Value {
    let width = sheet.rows.iter().flatten().map(|cell| cell.column as usize + 1).max().unwrap_or(0);
    let mut rows = sheet.rows.iter().map(|row| {
        let mut values = vec![String::new(); width];
        for cell in row {
            values[cell.column as usize] = match &cell.value {
                CellValue::Text(text) => text.clone(),
                CellValue::Number(number) => number.to_string(),
                CellValue::Bool(value) => value.to_string(),
                CellValue::Civil(civil) => civil.to_string(),
                CellValue::Time(time) => time.to_string(),
            };
        }
        values
    });
    let headers = rows.next().unwrap_or_default();
    let records: Vec<Vec<String>> = rows.collect();
    json!({ "headers": headers, "records": records })
}
