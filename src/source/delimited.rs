//! CSV: text with commas, semicolons or tabs between its columns.

use std::sync::Arc;

use crate::diagnostic::{Findings, Place};
use crate::record::{CellValue, Sheet};
use crate::text;

use super::encoding::decode;
use super::sheet::{Budget, Grid, broken, oversized};

/// The one sheet of a CSV file in any encoding that [`decode`] knows. Every cell is text.
pub(super) fn read(path: &Arc<str>, bytes: &[u8]) -> (Vec<Sheet>, Findings) {
    let (text, mut findings) = decode(path, bytes.to_vec());
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        let reason = text!("{path} 叫作 CSV，却是 Excel 工作簿", "{path} is called CSV, but is an Excel workbook");
        return (Vec::new(), vec![broken(path, reason)]);
    }
    let (delimiter, header_length) = delimiter(&text);
    let body = &text[header_length..];
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(body.as_bytes());
    let mut grid = Grid::default();
    let mut budget = Budget::new();
    let mut row = u32::from(header_length > 0);
    let mut record = csv::StringRecord::new();
    loop {
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => {
                findings.push(broken(
                    path,
                    text!("这个 CSV 文件读不出来（{error}）", "this CSV file cannot be read: {error}"),
                ));
                break;
            }
        }
        row += record.position().map_or(0, |position| blank_lines(body, position.byte()));
        for (column, field) in (0u32..).zip(&record) {
            let value = CellValue::Text(field.to_owned());
            if grid.put(row, column, value, &mut budget).is_err() {
                findings.push(oversized(Place::cell(path.clone(), "", row, column)));
                return (vec![grid.into_sheet(path, "")], findings);
            }
        }
        row += 1;
    }
    (vec![grid.into_sheet(path, "")], findings)
}

/// Blank lines before a record, which the parser passes over, but which count as rows in every spreadsheet program.
fn blank_lines(text: &str, start: u64) -> u32 {
    let start = usize::try_from(start).unwrap_or(usize::MAX);
    let (before, rest) = text.split_at_checked(start).unwrap_or((text, ""));
    // A record ends at \r; the \n after it is no line of its own.
    let rest = if before.ends_with('\r') { rest.strip_prefix('\n').unwrap_or(rest) } else { rest };
    let blank = &rest[..rest.find(|c| c != '\r' && c != '\n').unwrap_or(rest.len())];
    u32::try_from(blank.replace("\r\n", "\n").len()).unwrap_or(u32::MAX)
}

/// The delimiter, and the length of the line `sep=;` with which some programs announce it.
fn delimiter(text: &str) -> (u8, usize) {
    let first = text.split_inclusive('\n').next().unwrap_or_default();
    if let [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', delimiter, rest @ ..] = first.as_bytes()
        && delimiter.is_ascii()
        && rest.iter().all(u8::is_ascii_whitespace)
    {
        return (*delimiter, first.len());
    }
    let line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let mut counts = [(b',', 0usize), (b';', 0), (b'\t', 0)];
    let mut quoted = false;
    for byte in line.bytes() {
        if byte == b'"' {
            quoted = !quoted;
        } else if !quoted {
            for (delimiter, count) in &mut counts {
                *count += usize::from(byte == *delimiter);
            }
        }
    }
    // The first of the most frequent: a comma when there is none at all.
    let most = counts.iter().map(|(_, count)| *count).max().unwrap_or(0);
    (counts.iter().find(|(_, count)| *count == most).map_or(b',', |(delimiter, _)| *delimiter), 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &[u8]) -> (String, Vec<&'static str>) {
        let (sheets, findings) = read(&"a.csv".into(), text);
        let cell = |cell: &crate::record::Cell| {
            let CellValue::Text(text) = &cell.value else { unreachable!() };
            format!("{},{}={text}", cell.row, cell.column)
        };
        let cells = sheets.iter().flat_map(|sheet| sheet.rows.iter().flatten().map(cell)).collect::<Vec<_>>();
        (cells.join(" "), findings.iter().map(|f| f.rule.name).collect())
    }

    #[test]
    fn reads_delimiters_encodings_and_rows() {
        let gbk = encoding_rs::GB18030.encode("编号,地点\n一,村里的大舞台").0.into_owned();
        let cases: Vec<(&[u8], &str, &[&str])> = vec![
            (b"", "", &[]),
            (b"a,b\n1,2\n", "0,0=a 0,1=b 1,0=1 1,1=2", &[]),
            (b"a;b,c\n1;2\n", "0,0=a;b 0,1=c 1,0=1;2", &[]),
            (b"a;b;c\n1;2,5\n", "0,0=a 0,1=b 0,2=c 1,0=1 1,1=2,5", &[]),
            (b"a\tb,c\n1\t2\n", "0,0=a\tb 0,1=c 1,0=1\t2", &[]),
            (b"a\tb\n1\t2,5,6\n", "0,0=a 0,1=b 1,0=1 1,1=2,5,6", &[]),
            (b"sep=|\r\na|b\r\n", "1,0=a 1,1=b", &[]),
            (b"\"a;;;\",b\n", "0,0=a;;; 0,1=b", &[]),
            (b"a,b\r\n\r\n1,,3\r\n", "0,0=a 0,1=b 2,0=1 2,2=3", &[]),
            (b"\n\na,b\n\n\n1,2\n", "2,0=a 2,1=b 5,0=1 5,1=2", &[]),
            (b"\r\na,b\r\r\n1\r\n", "1,0=a 1,1=b 3,0=1", &[]),
            (b"a,b\n\"x\ny\",2\n3", "0,0=a 0,1=b 1,0=x\ny 1,1=2 2,0=3", &[]),
            (b"\xEF\xBB\xBFa,b", "0,0=a 0,1=b", &[]),
            (&gbk, "0,0=编号 0,1=地点 1,0=一 1,1=村里的大舞台", &["encoding"]),
            (b"PK\x03\x04zzz", "", &["broken-spreadsheet"]),
            (b"a,\"b\n1,2", "0,0=a 0,1=b\n1,2", &[]),
        ];
        for (text, expected, rules) in cases {
            let shown = String::from_utf8_lossy(text);
            assert_eq!(cells(text), (expected.to_owned(), rules.to_vec()), "{shown:?}");
        }
    }

    #[test]
    fn is_bounded() {
        let tall = "a\n".repeat(50_001);
        let wide = "a,".repeat(300);
        let full = format!("{}\n", "a,".repeat(100)).repeat(2_001);
        for text in [tall, wide, full] {
            let (sheets, findings) = read(&"a.csv".into(), text.as_bytes());
            assert_eq!(findings.iter().map(|f| f.rule.name).collect::<Vec<_>>(), ["oversized-file"]);
            assert!(sheets[0].rows.iter().map(Vec::len).sum::<usize>() <= 200_000);
        }
    }

    proptest::proptest! {
        #[test]
        fn never_fails(bytes: Vec<u8>) {
            read(&"a.csv".into(), &bytes);
        }

        #[test]
        fn rows_are_those_of_the_text(rows in proptest::collection::vec("[a-z]{0,3}", 1..12), ending in "\r?\n") {
            let text = rows.join(&ending);
            let expected: Vec<String> = rows.iter().enumerate().filter(|(_, row)| !row.is_empty())
                .map(|(index, row)| format!("{index},0={row}")).collect();
            proptest::prop_assert_eq!(cells(text.as_bytes()).0, expected.join(" "));
        }
    }
}
