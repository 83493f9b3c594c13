//! Records out of the rows of a spreadsheet: the header row is found by its headings, each value keeps its cell.

use std::fmt;
use std::sync::Arc;

use chrono::{NaiveDateTime, NaiveTime};

use super::field::{Field, Placed, Record, Shape};
use super::node::{Node, TableKey, Value};
use crate::diagnostic::{Diagnostic, Findings, MISSING_KEY, Place};
use crate::text;

/// One sheet of a spreadsheet, or the whole of a CSV file.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    pub file: Arc<str>,
    /// Empty for CSV.
    pub name: Arc<str>,
    /// Cells with content, ordered by row and column; merged areas are filled already.
    pub rows: Vec<Vec<Cell>>,
}

/// A cell with content. Row and column count from zero.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    pub row: u32,
    pub column: u32,
    pub value: CellValue,
}

#[derive(Clone, Debug, PartialEq)]
pub enum CellValue {
    Text(String),
    Number(f64),
    Bool(bool),
    Civil(NaiveDateTime),
    Time(NaiveTime),
}

/// As people would write it.
impl fmt::Display for CellValue {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CellValue::Text(text) => out.write_str(text),
            CellValue::Number(number) => number.fmt(out),
            CellValue::Bool(value) => value.fmt(out),
            CellValue::Civil(civil) => civil.fmt(out),
            CellValue::Time(time) => time.fmt(out),
        }
    }
}

/// Rows of a record: inline, or in a spreadsheet beside the page, to be read by whoever may read files.
#[derive(Clone, Debug, PartialEq)]
pub enum Rows<T> {
    Inline(Vec<T>),
    File {
        name: String,
        place: Place,
    },
    /// What was read from the file: a listing for each sheet.
    Read(Vec<Listing<T>>),
}

/// The rows of one sheet, and what stands around them.
#[derive(Clone, Debug, PartialEq)]
pub struct Listing<T> {
    /// The text above the header row.
    pub titles: Vec<Placed<String>>,
    pub rows: Vec<T>,
    /// The text of the 合计 rows.
    pub totals: Vec<Placed<String>>,
}

impl<T> Rows<T> {
    /// The rows themselves; none while they still stand in a file.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        let (inline, listings): (&[T], &[Listing<T>]) = match self {
            Self::Inline(rows) => (rows, &[]),
            Self::File { .. } => (&[], &[]),
            Self::Read(listings) => (&[], listings),
        };
        inline.iter().chain(listings.iter().flat_map(|listing| &listing.rows))
    }

    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut T> {
        let (inline, listings): (&mut [T], &mut [Listing<T>]) = match self {
            Self::Inline(rows) => (rows, &mut []),
            Self::File { .. } => (&mut [], &mut []),
            Self::Read(listings) => (&mut [], listings),
        };
        inline.iter_mut().chain(listings.iter_mut().flat_map(|listing| &mut listing.rows))
    }
}

impl<T: Record + Field> Field for Rows<T> {
    const SHAPE: Shape = Shape::Rows(T::KEYS);

    fn read(node: &mut Node, findings: &mut Findings) -> Option<Self> {
        match &node.value {
            Value::Text(name) => Some(Self::File { name: name.clone(), place: node.place.clone() }),
            _ => Vec::<T>::read(node, findings).map(Self::Inline),
        }
    }

    fn absent() -> Option<Self> {
        Some(Self::Inline(Vec::new()))
    }
}

/// Reads the records of all sheets. A sheet without a header row is passed over; if none has one, that is reported.
pub fn read_rows<T: Record>(sheets: &[Sheet], findings: &mut Findings) -> Vec<T> {
    read_listings(sheets, findings).into_iter().flat_map(|listing| listing.rows).collect()
}

/// Reads the records of each sheet, with the text above and below them.
pub fn read_listings<T: Record>(sheets: &[Sheet], findings: &mut Findings) -> Vec<Listing<T>> {
    let mut listings = Vec::new();
    let mut headed = false;
    for sheet in sheets {
        let Some(header) = sheet.rows.iter().position(|row| is_header::<T>(row)) else { continue };
        headed = true;
        let (headings, body) = (columns(sheet, &sheet.rows[header]), &sheet.rows[header + 1..]);
        let mut listing = Listing { titles: texts(sheet, &sheet.rows[..header]), rows: Vec::new(), totals: Vec::new() };
        for row in body {
            if is_total(row) {
                listing.totals.extend(texts(sheet, std::slice::from_ref(row)));
            } else {
                listing.rows.extend(T::read(&mut row_node(sheet, &headings, row), findings));
            }
        }
        // They are kept as long as their page.
        listing.rows.shrink_to_fit();
        listings.push(listing);
    }
    if !headed && let Some(first) = sheets.first() {
        let wanted =
            T::KEYS.iter().map(|key| key.headings.first().copied().unwrap_or(key.name)).collect::<Vec<_>>().join("、");
        findings.push(
            Diagnostic::new(
                &MISSING_KEY,
                Place::file(first.file.clone()),
                text!("这张表没有表头", "this table has no header row"),
            )
            .hint(text!("表头写：{wanted}", "the header row reads: {wanted}")),
        );
    }
    listings
}

/// The text cells of some rows. A merged cell was filled into each of its columns; it is one text.
fn texts(sheet: &Sheet, rows: &[Vec<Cell>]) -> Vec<Placed<String>> {
    let mut texts: Vec<Placed<String>> = Vec::new();
    for cell in rows.iter().flatten() {
        if let CellValue::Text(text) = &cell.value
            && texts.iter().all(|before| before.value != text.trim())
        {
            let place = Place::cell(sheet.file.clone(), sheet.name.clone(), cell.row, cell.column);
            texts.push(Placed { value: text.trim().to_owned(), place });
        }
    }
    texts
}

/// A header row names at least two keys, or all of a smaller record.
fn is_header<T: Record>(row: &[Cell]) -> bool {
    let known = row
        .iter()
        .filter(|cell| heading(cell).is_some_and(|text| T::KEYS.iter().any(|key| key.is_headed(text))))
        .count();
    known >= T::KEYS.len().min(2)
}

fn heading(cell: &Cell) -> Option<&str> {
    match &cell.value {
        CellValue::Text(text) => Some(text.trim()),
        _ => None,
    }
}

/// 合计 rows sum up the ones above; they are no records.
fn is_total(row: &[Cell]) -> bool {
    row.first().and_then(heading).is_some_and(|text| matches!(text, "合计" | "总计" | "小计"))
}

/// The columns that have a heading, each with its key.
fn columns(sheet: &Sheet, headings: &[Cell]) -> Vec<(u32, TableKey)> {
    let named = headings.iter().filter_map(|cell| {
        let name = heading(cell).filter(|name| !name.is_empty())?;
        Some((cell.column, TableKey { name: name.into(), place: place_of(sheet, cell.row, cell.column) }))
    });
    named.collect()
}

fn place_of(sheet: &Sheet, row: u32, column: u32) -> Place {
    Place::cell(sheet.file.clone(), sheet.name.clone(), row, column)
}

fn row_node(sheet: &Sheet, columns: &[(u32, TableKey)], row: &[Cell]) -> Node {
    let Some(first) = row.first() else { return Node::new(Value::Table(Vec::new()), Place::file(sheet.file.clone())) };
    let entries = columns.iter().map(|(column, key)| {
        let value = row.iter().find(|cell| cell.column == *column).map_or(Value::Null, cell_value);
        (key.clone(), Node::new(value, place_of(sheet, first.row, *column)))
    });
    Node::new(Value::Table(entries.collect()), place_of(sheet, first.row, first.column))
}

fn cell_value(cell: &Cell) -> Value {
    match &cell.value {
        CellValue::Text(text) if text.trim().is_empty() => Value::Null,
        CellValue::Text(text) => Value::Text(text.trim().to_owned()),
        #[expect(clippy::cast_possible_truncation, reason = "checked to be whole and in range")]
        CellValue::Number(number) if number.fract() == 0.0 && number.abs() < 9e15 => Value::Integer(*number as i64),
        CellValue::Number(number) => Value::Float(*number),
        CellValue::Bool(value) => Value::Bool(*value),
        CellValue::Civil(civil) if civil.time() == NaiveTime::MIN => Value::Date(civil.date()),
        CellValue::Civil(civil) => Value::Civil(*civil),
        CellValue::Time(time) => Value::Time(*time),
    }
}
