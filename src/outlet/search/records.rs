//! What a result shows: the files of records, in which the script also verifies that a query stands in the text.

use std::sync::Arc;

use serde_json::{Value, json};

use super::layout::{Entry, Layout, address_of};
use super::texts::{OccurrenceTexts, Texts, texts};
use crate::model::Site;
use crate::theme::Views;

/// A file of records: the mark of the layout, and an array for each entry.
pub fn file(views: &Arc<Views>, layout: &Layout, number: usize) -> String {
    let entries = layout.records(number).iter();
    let records: Vec<String> =
        entries.map(|entry| record_at(&views.site, entry, &texts(views, entry)).to_string()).collect();
    format!("{{\"g\":\"{}\",\"r\":[\n{}\n]}}\n", layout.mark, records.join(",\n"))
}

fn record_at(site: &Site, entry: &Entry, texts: &Texts) -> Value {
    let mut record = record(texts);
    record[0] = Value::from(address_of(site, entry.source));
    record
}

/// Address, title, description, campaign, date, tags, stretches (heading, anchor, text), occurrences. The address is
/// left to [`file`].
pub fn record(texts: &Texts) -> Value {
    let stretches: Vec<Value> =
        texts.stretches.iter().map(|stretch| json!([stretch.heading, stretch.id, stretch.text])).collect();
    let occurrences: Vec<Value> = texts.occurrences.iter().map(occurrence).collect();
    let about: Vec<&str> = texts.places.iter().chain(&texts.tags).map(String::as_str).collect();
    json!(["", texts.title, texts.description, texts.campaign, texts.date, about.join(" "), stretches, occurrences])
}

/// Begin and end in minutes since 1970, whether the day is known, when, where, anchor, status, part, other words.
fn occurrence(texts: &OccurrenceTexts) -> Value {
    let OccurrenceTexts { begins, ends, is_precise, when, place, anchor, status, part, words, .. } = texts;
    let more = words.iter().skip(2).filter(|word| *word != part).map(String::as_str).collect::<Vec<_>>().join(" ");
    json!([begins, ends, u8::from(*is_precise), when, place, anchor, status, part, more])
}
