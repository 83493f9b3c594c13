//! CSV: text with commas, semicolons or tabs between its columns.

use std::cell::RefCell;
use std::sync::Arc;

use csv_core::{ReadRecordResult, Reader as Parser, ReaderBuilder};

use crate::diagnostic::{Diagnostic, Findings, Place};
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
    let header = u32::from(header_length > 0);
    let (sheet, finding) = with_parser(delimiter, |parser| cells(path, Records::of(parser, body), header));
    findings.extend(finding);
    (vec![sheet], findings)
}

/// The cells of all records, and what is said where there are too many. `row` is that of the first line.
fn cells(path: &Arc<str>, mut records: Records<'_>, mut row: u32) -> (Sheet, Option<Diagnostic>) {
    let mut grid = Grid::default();
    let mut budget = Budget::new();
    let mut ends = Vec::new();
    while let Some(start) = records.next(&mut ends) {
        row += blank_lines(records.body, start);
        let mut from = 0;
        for (column, &end) in (0u32..).zip(&ends) {
            let value = CellValue::Text(records.fields[from..end].to_owned());
            from = end;
            if grid.put(row, column, value, &mut budget).is_err() {
                let finding = oversized(Place::cell(path.clone(), "", row, column));
                return (grid.into_sheet(path, ""), Some(finding));
            }
        }
        row += 1;
    }
    (grid.into_sheet(path, ""), None)
}

thread_local! {
    /// The parser of tables with commas, made when a thread reads its first one: making one costs more than reading a short
    /// table, of which there are thousands. It is reset before each; without that, a table could begin within a quotation of
    /// the one before.
    static COMMAS: RefCell<Parser> = RefCell::new(Parser::new());
}

fn with_parser<T>(delimiter: u8, read: impl FnOnce(&mut Parser) -> T) -> T {
    if delimiter != b',' {
        return read(&mut ReaderBuilder::new().delimiter(delimiter).build());
    }
    COMMAS.with_borrow_mut(|parser| {
        parser.reset();
        read(parser)
    })
}

/// The records of a text.
struct Records<'a> {
    parser: &'a mut Parser,
    body: &'a str,
    /// How much of it has been read.
    at: usize,
    /// The fields of the record at hand, one behind the other, without their quotes.
    fields: String,
}

impl<'a> Records<'a> {
    fn of(parser: &'a mut Parser, body: &'a str) -> Self {
        Self { parser, body, at: 0, fields: String::new() }
    }

    /// Where the next record was looked for; its fields end at `ends`. Nothing behind the last one.
    fn next(&mut self, ends: &mut Vec<usize>) -> Option<usize> {
        let start = self.at;
        let mut bytes = std::mem::take(&mut self.fields).into_bytes();
        let (mut written, mut ended) = (0, 0);
        bytes.resize(bytes.capacity().max(LEAST), 0);
        ends.resize(ends.capacity().max(LEAST), 0);
        let result = loop {
            let rest = &self.body.as_bytes()[self.at..];
            let (result, read, out, fields) = self.parser.read_record(rest, &mut bytes[written..], &mut ends[ended..]);
            (self.at, written, ended) = (self.at + read, written + out, ended + fields);
            match result {
                // Once more with nothing: the end of the text ends the last record.
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => bytes.resize(bytes.len() * 2, 0),
                ReadRecordResult::OutputEndsFull => ends.resize(ends.len() * 2, 0),
                ReadRecordResult::Record | ReadRecordResult::End => break result,
            }
        };
        bytes.truncate(written);
        ends.truncate(ended);
        // Delimiters and quotes are ASCII, so that no character is cut in two.
        self.fields = String::from_utf8(bytes).unwrap_or_default();
        (result == ReadRecordResult::Record).then_some(start)
    }
}

/// Room for a record to begin with, in bytes and in fields.
const LEAST: usize = 64;

/// Blank lines before a record, which the parser passes over, but which count as rows in every spreadsheet program.
fn blank_lines(text: &str, start: usize) -> u32 {
    let (before, rest) = text.split_at_checked(start).unwrap_or((text, ""));
    // A record ends at \r; the \n after it is no line of its own.
    let rest = if before.ends_with('\r') { rest.strip_prefix('\n').unwrap_or(rest) } else { rest };
    let blank = &rest[..rest.find(|c| c != '\r' && c != '\n').unwrap_or(rest.len())];
    if blank.is_empty() {
        return 0;
    }
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
        fn fields_are_those_of_the_csv_crate(text in "[a-c甲,\"\r\n]{0,60}") {
            let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
            let expected: Vec<Vec<String>> =
                reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect();
            let found = with_parser(b',', |parser| {
                let mut records = Records::of(parser, &text);
                let (mut found, mut ends) = (Vec::new(), Vec::new());
                while records.next(&mut ends).is_some() {
                    let starts = std::iter::once(0).chain(ends.iter().copied());
                    let fields = starts.zip(&ends).map(|(from, &end)| records.fields[from..end].to_owned());
                    found.push(fields.collect::<Vec<_>>());
                }
                found
            });
            proptest::prop_assert_eq!(found, expected);
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
