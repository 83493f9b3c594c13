//! Dates and times as values: a day, or a moment with or without its offset.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use super::expected::wrong_type;
use super::field::{Field, Shape, is_cell};
use super::loose::loose_date;
use super::node::{Node, Value};
use crate::diagnostic::{BAD_VALUE, Diagnostic, Findings};
use crate::text;

/// A date, a civil time in the site's zone, or an instant with its offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Moment {
    Date(NaiveDate),
    Civil(NaiveDateTime),
    /// Civil time and offset from UTC in minutes.
    Offset(NaiveDateTime, i32),
}

impl Moment {
    /// The civil time as written; a date begins at midnight.
    pub fn civil(self) -> NaiveDateTime {
        match self {
            Self::Date(date) => date.and_time(NaiveTime::MIN),
            Self::Civil(civil) | Self::Offset(civil, _) => civil,
        }
    }

    /// The civil time by which it is over: a date lasts until its end.
    pub fn civil_end(self) -> NaiveDateTime {
        match self {
            Self::Date(date) => (date + chrono::Days::new(1)).and_time(NaiveTime::MIN),
            Self::Civil(civil) | Self::Offset(civil, _) => civil,
        }
    }
}

impl Field for Moment {
    const SHAPE: Shape = Shape::Moment;

    fn read(node: &mut Node, findings: &mut Findings) -> Option<Self> {
        match &node.value {
            Value::Date(date) => Some(Self::Date(*date)),
            Value::Civil(civil) => Some(Self::Civil(*civil)),
            Value::Offset(civil, minutes) => Some(Self::Offset(*civil, *minutes)),
            Value::Text(text) if is_cell(node) => parse_iso_date(node, text, findings).map(Self::Date),
            _ => {
                findings.push(wrong_type(node, Self::SHAPE));
                None
            }
        }
    }
}

impl Field for NaiveDate {
    const SHAPE: Shape = Shape::Date;

    fn read(node: &mut Node, findings: &mut Findings) -> Option<Self> {
        match &node.value {
            Value::Date(date) => Some(*date),
            Value::Civil(civil) if civil.time() == NaiveTime::MIN => Some(civil.date()),
            Value::Text(text) if is_cell(node) => parse_iso_date(node, text, findings),
            _ => {
                findings.push(wrong_type(node, Self::SHAPE));
                None
            }
        }
    }
}

/// Cells often hold dates as text.
fn parse_iso_date(node: &Node, text: &str, findings: &mut Findings) -> Option<NaiveDate> {
    let date = loose_date(text);
    if date.is_none() {
        findings.push(
            Diagnostic::new(&BAD_VALUE, &node.place, text!("“{text}”不是一个日期", "{text} is not a date")).hint(
                text!("写成 2023-06-22，并看看这一天是否存在", "write it like 2023-06-22, and see that the day exists"),
            ),
        );
    }
    date
}
