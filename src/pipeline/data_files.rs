//! Data files for `load_data`: TOML, JSON, CSV and XLSX of the site, each parsed once for a load.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Value, json, to_value};

use crate::content::Document;
use crate::diagnostic::{Diagnostic, Findings};
use crate::record::{Sheet, parse_json, parse_toml};
use crate::source::{self, Root};
use crate::text;
use crate::theme::{Complaint, LoadData};

#[derive(Debug)]
pub struct DataFiles {
    root: Root,
    /// Lists with names that nobody consented to publish.
    withheld: HashSet<Arc<str>>,
    /// Filled as templates ask; a load makes a new one, so that nothing here is ever out of date.
    parsed: Mutex<HashMap<String, Result<Value, Complaint>>>,
}

impl DataFiles {
    pub fn new(root: Root, documents: &[Arc<Document>]) -> Self {
        let withheld = documents.iter().filter(|document| names_are_masked(document));
        let withheld = withheld.flat_map(|document| document.data_files.iter().cloned()).collect();
        Self { root, withheld, parsed: Mutex::default() }
    }

    /// The files that templates have asked for so far.
    pub fn read(&self) -> Vec<String> {
        let parsed = self.parsed.lock().unwrap_or_else(PoisonError::into_inner);
        parsed.keys().filter_map(|key| key.rsplit_once('?')).map(|(path, _)| in_site(path)).collect()
    }
}

/// Whether a document has results whose names are masked.
fn names_are_masked(document: &Document) -> bool {
    let Some(front) = document.page() else { return false };
    front.competition.as_deref().is_some_and(|competition| competition.consent.is_none())
        || front.selection.as_deref().is_some_and(|selection| selection.consent.is_none())
}

impl LoadData for DataFiles {
    fn load(&self, path: &str, format: Option<&str>) -> Result<Value, Complaint> {
        let key = format!("{path}?{}", format.unwrap_or_default());
        let mut parsed = self.parsed.lock().unwrap_or_else(PoisonError::into_inner);
        parsed.entry(key).or_insert_with(|| self.parse(path, format)).clone()
    }
}

impl DataFiles {
    fn parse(&self, path: &str, format: Option<&str>) -> Result<Value, Complaint> {
        let file: Arc<str> = in_site(path).into();
        if self.withheld.contains(&file) {
            return Err(Complaint {
                message: text!(
                    "{file} 里的姓名要隐去，不能直接读",
                    "{file} holds names that are masked and cannot be read as it is"
                ),
                hint: Some(text!(
                    "用 page.selection.results 或 page.competition.results；本人同意公开的写上 consent",
                    "use page.selection.results or page.competition.results; with consent, set consent"
                )),
            });
        }
        let ending = file.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
        let format = format.map(str::to_owned).or(ending).unwrap_or_default();
        let bytes = source::read(&self.root, &file).map_err(|finding| complaint(&file, &vec![finding]))?;
        let text = |bytes| source::decode(&file, bytes).0;
        let value = |node: &crate::record::Node| to_value(node).unwrap_or_default();
        match format.as_str() {
            "toml" => match parse_toml(&file, &text(bytes), 0) {
                (node, findings) if findings.is_empty() => Ok(value(&node)),
                (_, findings) => Err(complaint(&file, &findings)),
            },
            "json" => match parse_json(&file, &text(bytes)) {
                (Some(node), _) => Ok(value(&node)),
                (None, findings) => Err(complaint(&file, &findings)),
            },
            "csv" | "xlsx" => {
                let (sheets, findings) = source::sheets(&file, &bytes);
                if findings.iter().any(Diagnostic::is_error) {
                    return Err(complaint(&file, &findings));
                }
                Ok(sheets.first().map_or_else(|| json!([]), rows))
            }
            "plain" | "txt" | "md" => Ok(Value::from(text(bytes))),
            _ => Err(Complaint {
                message: text!(
                    "{file}：格式“{format}”不是 toml、json、csv、xlsx 或 plain",
                    "{file}: the format {format} is not toml, json, csv, xlsx or plain"
                ),
                hint: None,
            }),
        }
    }
}

/// The path inside the site, as a template wrote it.
fn in_site(path: &str) -> String {
    let plain: Vec<&str> = path.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
    plain.join("/")
}

/// What is wrong with a file, as the error of the function that wanted it: the first fault.
fn complaint(file: &str, findings: &Findings) -> Complaint {
    use crate::diagnostic::Language::{En, Zh};
    let Some(first) = findings.iter().find(|finding| finding.is_error()).or(findings.first()) else {
        return Complaint { message: text!("读不了 {file}", "cannot read {file}"), hint: None };
    };
    let (zh, en) = (first.message.in_language(Zh), first.message.in_language(En));
    let message = if zh.contains(file) { first.message.clone() } else { text!("{file}：{zh}", "{file}: {en}") };
    Complaint { message, hint: first.hints.first().cloned() }
}

/// The first sheet as Zola gives a CSV: `headers` and `records`.
fn rows(sheet: &Sheet) -> Value {
    let width = sheet.rows.iter().flatten().map(|cell| cell.column as usize + 1).max().unwrap_or(0);
    let mut rows = sheet.rows.iter().map(|row| {
        let mut values = vec![String::new(); width];
        for cell in row {
            values[cell.column as usize] = cell.value.to_string();
        }
        values
    });
    let headers = rows.next().unwrap_or_default();
    let records: Vec<Vec<String>> = rows.collect();
    json!({ "headers": headers, "records": records })
}
