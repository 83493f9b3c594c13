//! Personal numbers in one file of the site, each with its place. Which of them may be shown is not known here.

use std::sync::Arc;

use crate::diagnostic::Place;
use crate::record::{CellValue, Sheet};
use crate::text::personal::rounded_identity;
use crate::text::{PersonalNumber, personal_numbers};

/// A personal number and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sighting {
    pub number: PersonalNumber,
    pub place: Place,
    pub part: Part,
}

/// What of a file holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Text,
    Cell,
    /// An Office document, of which only the words are known.
    Document,
    /// Its path.
    Name,
}

/// The numbers in a text.
pub fn sightings(file: &Arc<str>, text: &str) -> Vec<Sighting> {
    let placed = |number: PersonalNumber| {
        let place = Place::span(file.clone(), number.span.clone());
        Sighting { number, place, part: Part::Text }
    };
    personal_numbers(text).into_iter().map(placed).collect()
}

/// The numbers in the cells of some sheets.
pub fn sightings_in_cells(sheets: &[Sheet]) -> Vec<Sighting> {
    let mut found = Vec::new();
    for sheet in sheets {
        for cell in sheet.rows.iter().flatten() {
            let numbers = match &cell.value {
                CellValue::Text(text) => personal_numbers(text),
                CellValue::Number(number) => match rounded_identity(*number) {
                    Some(identity) => vec![identity],
                    None => personal_numbers(&number.to_string()),
                },
                CellValue::Bool(_) | CellValue::Civil(_) | CellValue::Time(_) => continue,
            };
            let place = || Place::cell(sheet.file.clone(), sheet.name.clone(), cell.row, cell.column);
            found.extend(numbers.into_iter().map(|number| Sighting { number, place: place(), part: Part::Cell }));
        }
    }
    found
}

/// The numbers in the path of a file, which may become part of an address.
pub fn sightings_in_path(file: &Arc<str>) -> Vec<Sighting> {
    in_whole(file, file, Part::Name)
}

/// The numbers in the words of an Office document.
pub fn sightings_in_words(file: &Arc<str>, words: &str) -> Vec<Sighting> {
    in_whole(file, words, Part::Document)
}

fn in_whole(file: &Arc<str>, text: &str, part: Part) -> Vec<Sighting> {
    let placed = |number| Sighting { number, place: Place::file(file.clone()), part };
    personal_numbers(text).into_iter().map(placed).collect()
}
