//! The tables of `data/`, read anew when one of their files changed.

use std::sync::Arc;

use super::{Kept, is_no_text, read_findings, read_sheets, report_names};
use crate::diagnostic::{Diagnostic, Findings, Place, WRONG_TYPE};
use crate::model::Data;
use crate::model::data::{self, Contents};
use crate::record::{parse_toml, suggest};
use crate::source::{self, Found, Root};
use crate::text;

/// The files of `data/` and what they were read into.
pub(super) type KeptData = (Vec<Found>, Arc<Data>, Findings);

pub(super) fn load_data(
    root: &Root,
    found: &[Found],
    before: Option<&Kept>,
    kept: &mut Kept,
    findings: &mut Findings,
) -> Arc<Data> {
    report_names(found, findings);
    let old = before.and_then(|before| before.data.as_ref()).filter(|(files, ..)| files == found);
    let (data, faults) = match old {
        Some((_, data, faults)) => (data.clone(), faults.clone()),
        None => {
            let (data, faults) = read_data(root, found);
            (Arc::new(data), faults)
        }
    };
    findings.extend(faults.iter().cloned());
    kept.data = Some((found.to_vec(), data.clone(), faults));
    data
}

fn read_data(root: &Root, found: &[Found]) -> (Data, Findings) {
    let mut findings = Findings::new();
    let mut contents: Vec<(String, Contents)> = Vec::new();
    for found in found {
        let name = &found.path["data/".len()..];
        let Some((stem, ending)) = name.rsplit_once('.').filter(|(stem, _)| data::TABLES.contains(stem)) else {
            // Other files are for load_data; a table with a slip in its name is not.
            if let Some((stem, "csv" | "xlsx" | "toml")) = name.rsplit_once('.')
                && let Some(hint) = suggest(stem, data::TABLES.iter().copied())
            {
                findings.push(
                    Diagnostic::new(
                        &crate::diagnostic::UNKNOWN_KEY,
                        Place::file(found.path.clone()),
                        text!("没有叫 {stem} 的数据表", "there is no data table {stem}"),
                    )
                    .hint(hint),
                );
            }
            continue;
        };
        match ending.to_ascii_lowercase().as_str() {
            "toml" => match source::read(root, &found.path) {
                Ok(bytes) => {
                    let (text, decoding) = source::decode(&found.path, bytes);
                    let (node, faults) = parse_toml(&found.path, &text, 0);
                    let readable = decoding.iter().all(|finding| !is_no_text(finding));
                    findings.extend(read_findings(decoding, faults));
                    let read = if readable { Contents::Toml(node) } else { Contents::Unread };
                    contents.push((stem.to_owned(), read));
                }
                Err(finding) => {
                    findings.push(finding);
                    contents.push((stem.to_owned(), Contents::Unread));
                }
            },
            "csv" | "xlsx" => {
                let (sheets, faults) = read_sheets(root, &found.path);
                let is_unread = sheets.is_empty() && faults.iter().any(Diagnostic::is_error);
                findings.extend(faults);
                contents.push((stem.to_owned(), if is_unread { Contents::Unread } else { Contents::Sheets(sheets) }));
            }
            _ => findings.push(
                Diagnostic::new(
                    &WRONG_TYPE,
                    Place::file(found.path.clone()),
                    text!("数据表要存成 xlsx、csv 或 toml", "a data table is xlsx, csv or toml"),
                )
                .hint(text!("在表格软件里另存为 .xlsx", "save it as .xlsx")),
            ),
        }
    }
    let (data, faults) = data::read(&contents);
    findings.extend(faults);
    (data, findings)
}
