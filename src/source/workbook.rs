//! XLSX, cell by cell. No rectangle of a sheet is ever built: two cells at opposite corners would make it take
//! gigabytes.

use std::io::{Cursor, Read};
use std::sync::Arc;

use calamine::{DataRef, Dimensions, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx, XlsxCellReader, XlsxError};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike};
use memchr::memmem;

use crate::diagnostic::{BAD_VALUE, Diagnostic, Findings, Place};
use crate::record::{CellValue, Sheet};
use crate::text;

use super::sheet::{Budget, Extent, Grid, broken, oversized};

type Workbook<'a> = Xlsx<Cursor<&'a [u8]>>;

/// What the compressed parts of a workbook may come to, in bytes, and how many parts there may be.
const MAX_UNPACKED: u64 = 128 << 20;
const MAX_PARTS: usize = 10_000;

/// Cells that may be looked at, blank ones included, over all sheets.
const MAX_SEEN: usize = 2_000_000;

/// The sheets of a workbook.
pub(super) fn read(path: &Arc<str>, bytes: &[u8], extent: Extent) -> (Vec<Sheet>, Findings) {
    if let Err(finding) = vet(path, bytes) {
        return (Vec::new(), vec![finding]);
    }
    // The library computes with the numbers of the file unchecked, and panics on some that no program writes.
    std::panic::catch_unwind(|| read_sheets(path, bytes, extent)).unwrap_or_else(|_| {
        let reason = text!("这个表格里有不合规的数据", "this spreadsheet holds data against its format");
        (Vec::new(), vec![broken(path, reason)])
    })
}

/// Refuses files that the library cannot be trusted with: those that unpack to very much, and those that announce more
/// strings than they have, for which it would reserve memory.
fn vet(path: &Arc<str>, bytes: &[u8]) -> Result<(), Diagnostic> {
    if bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        let reason = text!(
            "{path} 里面是旧的 .xls 格式，或者加了密码",
            "{path} is in the old .xls format inside, or protected by a password"
        );
        return Err(broken(path, reason));
    }
    if !bytes.starts_with(b"PK") {
        return Err(broken(path, text!("{path} 的内容不是 xlsx 表格", "{path} does not hold an .xlsx spreadsheet")));
    }
    let fault = |error: &dyn std::fmt::Display| {
        broken(path, text!("表格损坏了（{error}）", "the spreadsheet is broken: {error}"))
    };
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| fault(&error))?;
    if archive.len() > MAX_PARTS {
        return Err(oversized(Place::file(path.clone())));
    }
    let mut left = MAX_UNPACKED;
    let mut content = Vec::new();
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|error| fault(&error))?;
        let name = part.name().map_err(|error| fault(&error))?.to_ascii_lowercase();
        let holds_strings = name.ends_with("sharedstrings.xml");
        content.clear();
        part.take(left + 1).read_to_end(&mut content).map_err(|error| fault(&error))?;
        left = left.checked_sub(content.len() as u64).ok_or_else(|| oversized(Place::file(path.clone())))?;
        if holds_strings && announces_too_many_strings(&mut content) {
            return Err(oversized(Place::file(path.clone())));
        }
    }
    Ok(())
}

fn announces_too_many_strings(content: &mut Vec<u8>) -> bool {
    // Without its zero bytes, UTF-16 reads like ASCII here.
    content.retain(|byte| *byte != 0);
    memmem::find_iter(content, "uniqueCount").any(|at| {
        let rest = &content[at + "uniqueCount".len()..];
        let digits = rest.iter().skip_while(|byte| !byte.is_ascii_digit() && **byte != b'>');
        let count = digits
            .take_while(|byte| byte.is_ascii_digit())
            .fold(0usize, |count, digit| count.saturating_mul(10).saturating_add(usize::from(digit - b'0')));
        count > content.len()
    })
}

fn read_sheets(path: &Arc<str>, bytes: &[u8], extent: Extent) -> (Vec<Sheet>, Findings) {
    let mut findings = Findings::new();
    let mut workbook: Workbook<'_> = match Xlsx::new(Cursor::new(bytes)) {
        Ok(workbook) => workbook,
        Err(error) => return (Vec::new(), vec![failure(path, &error)]),
    };
    let names: Vec<String> = workbook
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .filter(|sheet| extent == Extent::Everything || sheet.visible == SheetVisible::Visible)
        .map(|sheet| sheet.name.clone())
        .collect();
    let mut budget = Budget::new();
    let mut seen = 0;
    let mut sheets = Vec::new();
    for name in &names {
        let mut grid = Grid::default();
        let read =
            read_cells(&mut workbook, name, &mut grid, &mut budget, &mut seen, path, &mut findings).and_then(|()| {
                match extent {
                    Extent::Table => fill_merged(&mut workbook, name, &mut grid, &mut budget),
                    Extent::Everything => Ok(()),
                }
            });
        sheets.push(grid.into_sheet(path, name));
        match read {
            Ok(()) => {}
            Err(Fault::Library(error)) => findings.push(failure(path, &error)),
            Err(Fault::Oversized(row, column)) => {
                findings.push(oversized(Place::cell(path.clone(), name.as_str(), row, column)));
                break;
            }
        }
    }
    (sheets, findings)
}

/// Why a sheet was not read to its end.
enum Fault {
    Library(XlsxError),
    /// At this row and column.
    Oversized(u32, u32),
}

impl From<XlsxError> for Fault {
    fn from(error: XlsxError) -> Self {
        Self::Library(error)
    }
}

fn read_cells(
    workbook: &mut Workbook<'_>,
    name: &str,
    grid: &mut Grid,
    budget: &mut Budget,
    seen: &mut usize,
    path: &Arc<str>,
    findings: &mut Findings,
) -> Result<(), Fault> {
    let mut reader: XlsxCellReader<'_, _> = workbook.worksheet_cells_reader(name)?;
    while let Some(cell) = reader.next_cell()? {
        let (row, column) = cell.get_position();
        *seen += 1;
        if *seen > MAX_SEEN {
            return Err(Fault::Oversized(row, column));
        }
        let value = match cell.get_value() {
            DataRef::Empty => continue,
            DataRef::Error(error) => {
                let place = Place::cell(path.clone(), name, row, column);
                findings.push(
                    Diagnostic::new(
                        &BAD_VALUE,
                        place,
                        text!("这一格的公式出错了（{error}）", "the formula in this cell fails: {error}"),
                    )
                    .hint(text!("改好公式，或者直接填上结果", "mend the formula, or write its result")),
                );
                continue;
            }
            DataRef::Int(number) => {
                #[expect(clippy::cast_precision_loss, reason = "cells hold floating-point numbers")]
                let number = *number as f64;
                CellValue::Number(number)
            }
            DataRef::Float(number) if number.is_finite() => CellValue::Number(*number),
            DataRef::Float(number) => CellValue::Text(number.to_string()),
            DataRef::String(text) | DataRef::DurationIso(text) => CellValue::Text(text.clone()),
            DataRef::SharedString(text) => CellValue::Text((*text).to_owned()),
            DataRef::Bool(value) => CellValue::Bool(*value),
            DataRef::DateTime(serial) => date_or_time(serial),
            DataRef::DateTimeIso(text) => iso(text),
        };
        grid.put(row, column, value, budget).map_err(|_| Fault::Oversized(row, column))?;
    }
    Ok(())
}

fn fill_merged(workbook: &mut Workbook<'_>, name: &str, grid: &mut Grid, budget: &mut Budget) -> Result<(), Fault> {
    for Dimensions { start, end } in workbook.merge_cells_by_sheet_name(name)? {
        grid.fill(start, end, budget).map_err(|_| Fault::Oversized(start.0, start.1))?;
    }
    Ok(())
}

/// A number whose format shows a date or a time. Below one there is no date in it; a length of a day or more is
/// neither, and stays what the sheet shows, such as `26:30`.
fn date_or_time(serial: &ExcelDateTime) -> CellValue {
    let days = serial.as_f64();
    if !(0.0..2_958_466.0).contains(&days) {
        return CellValue::Number(days);
    }
    if serial.is_duration() && days >= 1.0 {
        let minutes = (days * 24.0 * 60.0).round();
        return CellValue::Text(format!("{}:{:02}", (minutes / 60.0).floor(), minutes % 60.0));
    }
    let (year, month, day, hour, minute, second, millisecond) = serial.to_ymd_hms_milli();
    // Fractions of a day are not exact; times are meant to the second.
    let up = TimeDelta::seconds(i64::from(millisecond >= 500));
    let civil = NaiveDate::from_ymd_opt(i32::from(year), u32::from(month), u32::from(day))
        .and_then(|date| date.and_hms_opt(u32::from(hour), u32::from(minute), u32::from(second)))
        .and_then(|civil| civil.checked_add_signed(up));
    match civil {
        Some(civil) if days < 1.0 => CellValue::Time(civil.time()),
        Some(civil) => CellValue::Civil(civil),
        // 29 February 1900, which only spreadsheets know.
        None => CellValue::Number(days),
    }
}

/// A date or time in ISO 8601, as the strict variant of the format keeps them.
fn iso(text: &str) -> CellValue {
    let text = text.trim_end_matches('Z');
    let whole = |time: NaiveTime| time.with_nanosecond(0).unwrap_or(time);
    if let Ok(civil) = text.parse::<NaiveDateTime>() {
        return CellValue::Civil(civil.date().and_time(whole(civil.time())));
    }
    if let Ok(date) = text.parse::<NaiveDate>() {
        return CellValue::Civil(date.and_time(NaiveTime::MIN));
    }
    text.parse::<NaiveTime>().map_or_else(|_| CellValue::Text(text.to_owned()), |time| CellValue::Time(whole(time)))
}

fn failure(path: &Arc<str>, error: &XlsxError) -> Diagnostic {
    let reason = match error {
        XlsxError::Password => text!("{path} 加了密码，打不开", "{path} is protected by a password"),
        _ => text!("表格损坏了（{error}）", "the spreadsheet is broken: {error}"),
    };
    broken(path, reason)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

    use super::*;

    fn saved(build: impl FnOnce(&mut Workbook) -> Result<(), rust_xlsxwriter::XlsxError>) -> Vec<u8> {
        let mut workbook = Workbook::new();
        build(&mut workbook).unwrap();
        workbook.save_to_buffer().unwrap()
    }

    /// A workbook of one sheet, written by hand.
    fn packed(sheet: &str, others: &[(&str, &str)]) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let fixed = [
            (
                "_rels/.rels",
                r#"<Relationships><Relationship Id="r1" Type="x/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
            ),
            (
                "xl/_rels/workbook.xml.rels",
                r#"<Relationships><Relationship Id="r1" Type="x/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#,
            ),
            ("xl/workbook.xml", r#"<workbook><sheets><sheet name="表" sheetId="1" r:id="r1"/></sheets></workbook>"#),
            ("xl/worksheets/sheet1.xml", sheet),
        ];
        for (name, content) in fixed.iter().chain(others) {
            zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(content.as_bytes()).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    fn cells(bytes: &[u8]) -> (String, Vec<&'static str>) {
        let (sheets, findings) = read(&"a.xlsx".into(), bytes, Extent::Table);
        let value = |value: &CellValue| match value {
            CellValue::Text(text) => text.clone(),
            CellValue::Number(number) => format!("#{number}"),
            CellValue::Bool(value) => format!("{value}"),
            CellValue::Civil(civil) => format!("{civil}"),
            CellValue::Time(time) => format!("{time}"),
        };
        let shown: Vec<String> = sheets
            .iter()
            .map(|sheet| {
                let cells = sheet.rows.iter().flatten();
                let cells = cells.map(|cell| format!("{},{}={}", cell.row, cell.column, value(&cell.value)));
                format!("[{}] {}", sheet.name, cells.collect::<Vec<_>>().join(" "))
            })
            .collect();
        (shown.join(" "), findings.iter().map(|f| f.rule.name).collect())
    }

    #[test]
    fn values_keep_their_types() {
        let bytes = saved(|workbook| {
            let sheet = workbook.add_worksheet().set_name("安排")?;
            let format = |code: &str| Format::new().set_num_format(code);
            sheet.write(1, 1, "地点")?;
            sheet.write(1, 2, "  ")?;
            sheet.write(1, 3, 45084)?;
            sheet.write(1, 4, 0.25)?;
            sheet.write(1, 5, true)?;
            let start = ExcelDateTime::parse_from_str("2023-06-07T14:30:00")?;
            sheet.write_with_format(2, 0, &start, &format("yyyy-mm-dd hh:mm"))?;
            let date = ExcelDateTime::from_ymd(2023, 6, 7)?;
            sheet.write_with_format(2, 1, &date, &format("yyyy\"年\"m\"月\"d\"日\";@"))?;
            sheet.write_with_format(2, 2, &ExcelDateTime::from_hms(8, 30, 0)?, &format("h:mm"))?;
            sheet.write_with_format(2, 3, 1.1, &format("[h]:mm"))?;
            sheet.write_with_format(2, 4, 0.5, &format("[h]:mm"))?;
            sheet.write(3, 0, Formula::new("=1+1").set_result("2"))?;
            sheet.write(3, 1, Formula::new("=A1").set_result("村里"))?;
            sheet.write(3, 3, Formula::new("=1/0").set_result("#DIV/0!"))?;
            Ok(())
        });
        let expected = "[安排] 1,1=地点 1,3=#45084 1,4=#0.25 1,5=true 2,0=2023-06-07 14:30:00 2,1=2023-06-07 00:00:00 \
                        2,2=08:30:00 2,3=26:24 2,4=12:00:00 3,0=#2 3,1=村里";
        assert_eq!(cells(&bytes), (expected.to_owned(), vec!["bad-value"]));
    }

    #[test]
    fn every_minute_of_a_day_is_exact() {
        let format = Format::new().set_num_format("yyyy-mm-dd hh:mm");
        let bytes = saved(|workbook| {
            let sheet = workbook.add_worksheet();
            for minute in 0..1440u32 {
                sheet.write_with_format(minute, 0, 45084.0 + f64::from(minute) / 1440.0, &format)?;
            }
            Ok(())
        });
        let (sheets, _) = read(&"a.xlsx".into(), &bytes, Extent::Table);
        for (minute, row) in (0..1440).zip(&sheets[0].rows) {
            let midnight = NaiveDate::from_ymd_opt(2023, 6, 7).unwrap().and_time(NaiveTime::MIN);
            assert_eq!(row[0].value, CellValue::Civil(midnight + TimeDelta::minutes(minute)));
        }
    }

    #[test]
    fn hidden_sheets_are_passed_over_and_merged_areas_filled() {
        let bytes = saved(|workbook| {
            let sheet = workbook.add_worksheet().set_name("一")?;
            let plain = Format::new();
            sheet.merge_range(0, 0, 0, 2, "标题", &plain)?;
            sheet.merge_range(1, 0, 2, 0, "东乡", &plain)?;
            sheet.write(1, 1, "甲")?;
            sheet.write(2, 1, "乙")?;
            // One row of the table that is two rows high.
            sheet.merge_range(3, 0, 4, 0, "西乡", &plain)?;
            sheet.merge_range(3, 1, 4, 1, "丙", &plain)?;
            workbook.add_worksheet().set_name("藏")?.set_hidden(true).write(0, 0, "x")?;
            workbook.add_worksheet().set_name("二")?.write(0, 0, "y")?;
            Ok(())
        });
        let expected = "[一] 0,0=标题 0,1=标题 1,0=东乡 1,1=甲 2,0=东乡 2,1=乙 3,0=西乡 3,1=丙 [二] 0,0=y";
        assert_eq!(cells(&bytes), (expected.to_owned(), vec![]));
    }

    #[test]
    fn formulas_count_by_their_cached_values() {
        let sheet = r#"<worksheet><sheetData><row r="1"><c r="A1"><f>1+1</f></c><c r="B1"><f>1+1</f><v></v></c>
            <c r="C1" t="str"><f>A1</f><v>村</v></c><c r="D1" t="d"><v>2023-06-07T14:30:00.000</v></c></row></sheetData></worksheet>"#;
        assert_eq!(cells(&packed(sheet, &[])), ("[表] 0,2=村 0,3=2023-06-07 14:30:00".to_owned(), vec![]));
    }

    /// A name, the sheet, further parts, and the rules to be reported.
    type Case<'a> = (&'a str, &'a str, Vec<(&'a str, String)>, &'a [&'a str]);

    #[test]
    fn hostile_files_end_in_a_finding() {
        let sheet = |cells: &str| format!("<worksheet><sheetData>{cells}</sheetData></worksheet>");
        let corners =
            sheet(r#"<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>"#);
        let many = sheet(&format!("<row>{}</row>", "<c><v>1</v></c>".repeat(200)).repeat(1_001));
        let blank = sheet(&"<c/>".repeat(MAX_SEEN + 1));
        let huge = sheet(r#"<c r="ZZZZZZZZ99999999999"><v>1</v></c>"#);
        let merged = "<worksheet><sheetData><c r=\"A1\"><v>1</v></c><c r=\"C9\"><v>2</v></c></sheetData><mergeCells>\
                      <mergeCell ref=\"A1:XFD1048576\"/></mergeCells></worksheet>";
        let layered = merged.replace("</mergeCells>", &r#"<mergeCell ref="A1:C9"/>"#.repeat(50_000));
        let layered = layered.replace("</worksheet>", "</mergeCells></worksheet>");
        let backwards = merged.replace("A1:XFD1048576", "C9:A1");
        let long = format!("<sst><si><t>{}</t></si></sst>", "长".repeat(20_000));
        let repeated = sheet(&r#"<c t="s"><v>0</v></c>"#.repeat(2));
        let repeated =
            repeated.replace("<sheetData>", "<sheetData><row>").replace("</sheetData>", "</row></sheetData>");
        let echoed = sheet(&format!("<row>{}</row>", r#"<c t="s"><v>0</v></c>"#.repeat(100)).repeat(20));
        let strings = |text: &str| vec![("xl/sharedStrings.xml", text.to_owned())];
        let announced = strings(r#"<sst uniqueCount="9999999999999999"/>"#);
        let plausible = strings(r#"<sst uniqueCount="9999999999"/>"#);
        let bomb = strings(&" ".repeat(130 << 20));
        let cases: Vec<Case<'_>> = vec![
            ("corners", &corners, vec![], &["oversized-file"]),
            ("many", &many, vec![], &["oversized-file"]),
            ("blank", &blank, vec![], &["oversized-file"]),
            ("merged", merged, vec![], &[]),
            ("layered", &layered, vec![], &["oversized-file"]),
            ("repeated", &repeated, strings(&long), &[]),
            ("echoed", &echoed, strings(&long), &["oversized-file"]),
            ("announced", "", announced, &["oversized-file"]),
            ("plausible", "", plausible, &["oversized-file"]),
            ("bomb", "", bomb, &["oversized-file"]),
            ("empty", "", vec![], &["broken-spreadsheet"]),
            ("unclosed", "<worksheet><sheetData><row><c>", vec![], &["broken-spreadsheet"]),
        ];
        for (name, sheet, others, rules) in cases {
            let others: Vec<_> = others.iter().map(|(name, text)| (*name, text.as_str())).collect();
            assert_eq!(cells(&packed(sheet, &others)).1, rules, "{name}");
        }
        // Whether the numbers overflow depends on how the library was compiled; either way it ends.
        for sheet in [huge, backwards] {
            read(&"a.xlsx".into(), &packed(&sheet, &[]), Extent::Table);
        }
    }

    #[test]
    fn files_that_are_no_workbook_are_told() {
        let whole = saved(|workbook| workbook.add_worksheet().write(0, 0, "x").map(|_| ()));
        let half = &whole[..whole.len() / 2];
        for bytes in [&b""[..], b"PK", b"PK\x03\x04", b"<html>", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", half] {
            assert_eq!(cells(bytes), (String::new(), vec!["broken-spreadsheet"]));
        }
    }

    proptest::proptest! {
        #[test]
        fn flipped_bytes_never_panic(at: proptest::sample::Index, byte: u8) {
            let mut bytes = saved(|workbook| workbook.add_worksheet().write(0, 0, "x").map(|_| ()));
            let index = at.index(bytes.len());
            bytes[index] = byte;
            read(&"a.xlsx".into(), &bytes, Extent::Table);
        }
    }
}
