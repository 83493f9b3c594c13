//! A value as it was written, with its place: what TOML, JSON and spreadsheets have in common.

use std::sync::Arc;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use crate::diagnostic::Place;

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    pub value: Value,
    pub place: Place,
}

/// What was written.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A key or a cell that is there and empty (JSON `null`, a blank cell).
    Null,
    Text(String),
    Integer(i64),
    Float(f64),
    Bool(bool),
    Date(NaiveDate),
    Time(NaiveTime),
    /// A civil date and time, without an offset.
    Civil(NaiveDateTime),
    /// A date and time with its offset from UTC in minutes.
    Offset(NaiveDateTime, i32),
    List(Vec<Node>),
    Table(Table),
}

/// Keys in the order in which they were written.
pub type Table = Vec<(TableKey, Node)>;

/// A key with its own place, for the caret under a misspelt one.
#[derive(Clone, Debug, PartialEq)]
pub struct TableKey {
    pub name: Arc<str>,
    pub place: Place,
}

impl Node {
    pub fn new(value: Value, place: Place) -> Self {
        Self { value, place }
    }

    /// The node under a key, if this is a table that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        match &self.value {
            Value::Table(table) => table.iter().find(|(k, _)| &*k.name == key).map(|(_, node)| node),
            _ => None,
        }
    }

    pub fn as_text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    pub fn as_table(&self) -> Option<&Table> {
        match &self.value {
            Value::Table(table) => Some(table),
            _ => None,
        }
    }
}
