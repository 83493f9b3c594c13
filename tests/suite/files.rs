//! Puts the files of a specification on the disk: encodings, workbooks, symbolic links.

use std::fs;
use std::io;
use std::path::Path;

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use crate::specification::{Block, Form, Role};

/// The site that a test starts from: a configuration, a theme of a few lines, a home page.
const DEFAULT: &[(&str, &str)] = &[
    ("xinfeng.toml", include_str!("default/xinfeng.toml")),
    ("content/_index.md", include_str!("default/content/_index.md")),
    ("themes/tiny/theme.toml", include_str!("default/themes/tiny/theme.toml")),
    ("themes/tiny/templates/base.html", include_str!("default/themes/tiny/templates/base.html")),
    ("themes/tiny/templates/index.html", include_str!("default/themes/tiny/templates/index.html")),
    ("themes/tiny/templates/page.html", include_str!("default/themes/tiny/templates/page.html")),
    ("themes/tiny/templates/section.html", include_str!("default/themes/tiny/templates/section.html")),
    ("themes/tiny/templates/404.html", include_str!("default/themes/tiny/templates/404.html")),
    ("themes/tiny/templates/taxonomy_list.html", include_str!("default/themes/tiny/templates/taxonomy_list.html")),
    ("themes/tiny/templates/taxonomy_single.html", include_str!("default/themes/tiny/templates/taxonomy_single.html")),
];

/// Writes the default site.
pub fn write_default(folder: &Path) -> io::Result<()> {
    DEFAULT.iter().try_for_each(|(path, text)| write(&folder.join(path), text.as_bytes()))
}

/// Carries out the blocks of one step that give something, in their order.
pub fn apply(blocks: &[Block], folder: &Path) -> Result<(), String> {
    let mut workbooks: Vec<&str> = Vec::new();
    for block in blocks {
        let at = |error: io::Error| format!("line {}: {error}", block.line);
        match &block.role {
            Role::Configuration => {
                let text = overlaid(include_str!("default/xinfeng.toml"), &block.text);
                write(&folder.join("xinfeng.toml"), text.as_bytes()).map_err(at)?;
            }
            Role::File { path, .. } if is_workbook(block, path) => {
                // Its sheets are written together, at the first of them.
                if workbooks.contains(&path.as_str()) {
                    continue;
                }
                workbooks.push(path);
                let sheets = sheets(blocks, path);
                let bytes = workbook(&sheets).map_err(|error| format!("line {}: {error}", block.line))?;
                write(&folder.join(path), &bytes).map_err(at)?;
            }
            Role::File { path, forms } => {
                let bytes = bytes(&block.text, forms).map_err(|error| format!("line {}: {error}", block.line))?;
                write(&folder.join(path), &bytes).map_err(at)?;
            }
            Role::Symlink { path } => symlink(block.text.trim(), &folder.join(path)).map_err(at)?,
            Role::Remove => {
                for path in block.text.lines().map(|line| folder.join(line)) {
                    if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) }.map_err(at)?;
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// A `csv` block for an `.xlsx` path becomes a workbook; any other block is the file's bytes, broken ones too.
fn is_workbook(block: &Block, path: &str) -> bool {
    block.info.starts_with("csv") && Path::new(path).extension().is_some_and(|ending| ending == "xlsx")
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, bytes)
}

#[cfg(unix)]
fn symlink(target: &str, path: &Path) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    std::os::unix::fs::symlink(target, path)
}

#[cfg(not(unix))]
fn symlink(_: &str, _: &Path) -> io::Result<()> {
    Err(io::Error::new(io::ErrorKind::Unsupported, "symbolic links are tested on Unix"))
}

/// TOML with the keys of `over` in the place of its own; tables follow.
fn overlaid(base: &str, over: &str) -> String {
    let key = |line: &str| line.split_once('=').map(|(key, _)| key.trim().to_owned());
    let top: Vec<&str> = over.lines().take_while(|line| !line.starts_with('[')).collect();
    let given: Vec<String> = top.iter().filter_map(|line| key(line)).collect();
    let kept = base.lines().filter(|line| key(line).is_none_or(|key| !given.contains(&key)));
    kept.chain(over.lines()).fold(String::new(), |text, line| text + line + "\n")
}

fn bytes(text: &str, forms: &[Form]) -> Result<Vec<u8>, String> {
    let mut text = text.to_owned();
    let mut bytes = None;
    for form in forms {
        match form {
            Form::Crlf => text = text.replace('\n', "\r\n"),
            Form::Times(times) => text = text.repeat(*times),
            Form::Bom => bytes = Some(format!("\u{feff}{text}").into_bytes()),
            Form::Gb18030 => bytes = Some(encoding_rs::GB18030.encode(&text).0.into_owned()),
            Form::Utf16Le => bytes = Some(utf16(&text, u16::to_le_bytes)),
            Form::Utf16Be => bytes = Some(utf16(&text, u16::to_be_bytes)),
            Form::Hex => bytes = Some(hex(&text)?),
            Form::Sheet(_) | Form::HiddenSheet | Form::Merge(_) => {
                return Err("only a csv block becomes a sheet".into());
            }
        }
    }
    Ok(bytes.unwrap_or_else(|| text.into_bytes()))
}

fn utf16(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    std::iter::once('\u{feff}').chain(text.chars()).collect::<String>().encode_utf16().flat_map(unit).collect()
}

fn hex(text: &str) -> Result<Vec<u8>, String> {
    let digits: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    digits
        .chunks(2)
        .map(|pair| u8::from_str_radix(&String::from_utf8_lossy(pair), 16).map_err(|error| error.to_string()))
        .collect()
}

struct Sheet<'a> {
    name: String,
    hidden: bool,
    merges: Vec<&'a str>,
    rows: &'a str,
}

/// Every sheet of a workbook: the blocks of the step that name its path.
fn sheets<'a>(blocks: &'a [Block], workbook: &str) -> Vec<Sheet<'a>> {
    let mut sheets: Vec<Sheet<'a>> = Vec::new();
    for block in blocks {
        let Role::File { path, forms } = &block.role else { continue };
        if path != workbook {
            continue;
        }
        let mut sheet = Sheet {
            name: format!("Sheet{}", sheets.len() + 1),
            hidden: forms.contains(&Form::HiddenSheet),
            merges: Vec::new(),
            rows: &block.text,
        };
        for form in forms {
            match form {
                Form::Sheet(name) => sheet.name.clone_from(name),
                Form::Merge(cells) => sheet.merges.push(cells),
                _ => {}
            }
        }
        sheets.push(sheet);
    }
    sheets
}

fn workbook(sheets: &[Sheet<'_>]) -> Result<Vec<u8>, String> {
    let fault = |error: XlsxError| error.to_string();
    let mut workbook = Workbook::new();
    for sheet in sheets {
        let page = workbook.add_worksheet();
        page.set_name(&sheet.name).map_err(fault)?;
        page.set_hidden(sheet.hidden);
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(sheet.rows.as_bytes());
        for (row, record) in (0..).zip(reader.records()) {
            let record = record.map_err(|error| error.to_string())?;
            for (column, cell) in (0..).zip(record.iter()) {
                put(page, row, column, cell).map_err(fault)?;
            }
        }
        for cells in &sheet.merges {
            let ((first, left), (last, right)) = cells
                .split_once(':')
                .and_then(|(from, to)| Some((cell(from)?, cell(to)?)))
                .ok_or("cells as `A2:A4`")?;
            let text = rows_cell(sheet.rows, first, left);
            page.merge_range(first, left, last, right, &text, &Format::new()).map_err(fault)?;
        }
    }
    workbook.save_to_buffer().map_err(fault)
}

/// A cell as a person would type it: numbers, dates and times become what Excel makes of them, and `'` before a value
/// keeps it text.
fn put(page: &mut Worksheet, row: u32, column: u16, cell: &str) -> Result<(), XlsxError> {
    let shaped = |pattern: &str| {
        cell.len() == pattern.len()
            && cell
                .bytes()
                .zip(pattern.bytes())
                .all(|(byte, want)| if want == b'0' { byte.is_ascii_digit() } else { byte == want })
    };
    let date = |format: &str| -> Result<(ExcelDateTime, Format), XlsxError> {
        Ok((ExcelDateTime::parse_from_str(cell)?, Format::new().set_num_format(format)))
    };
    if cell.is_empty() {
        return Ok(());
    }
    if let Some(text) = cell.strip_prefix('\'') {
        page.write_string(row, column, text)?;
    } else if let Some(formula) = cell.strip_prefix('=') {
        page.write_formula(row, column, formula)?;
    } else if shaped("0000-00-00") {
        let (value, format) = date("yyyy-mm-dd")?;
        page.write_datetime_with_format(row, column, &value, &format)?;
    } else if shaped("0000-00-00T00:00:00") {
        let (value, format) = date("yyyy-mm-dd hh:mm")?;
        page.write_datetime_with_format(row, column, &value, &format)?;
    } else if shaped("00:00") {
        let (value, format) = date("hh:mm")?;
        page.write_datetime_with_format(row, column, &value, &format)?;
    } else if cell == "TRUE" || cell == "FALSE" {
        page.write_boolean(row, column, cell == "TRUE")?;
    } else if let Ok(number) = cell.parse::<f64>() {
        page.write_number(row, column, number)?;
    } else {
        page.write_string(row, column, cell)?;
    }
    Ok(())
}

fn rows_cell(rows: &str, row: u32, column: u16) -> String {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(rows.as_bytes());
    let record = reader.records().nth(row as usize).and_then(Result::ok);
    record.and_then(|record| record.get(column as usize).map(str::to_owned)).unwrap_or_default()
}

/// `B3` as row and column from zero.
fn cell(name: &str) -> Option<(u32, u16)> {
    let column = name.bytes().next().filter(u8::is_ascii_uppercase)? - b'A';
    let row: u32 = name.get(1..)?.parse().ok()?;
    Some((row.checked_sub(1)?, u16::from(column)))
}
