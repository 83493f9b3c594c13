//! A date or time as it stands in a file, before it is understood.

use chrono::NaiveTime;

use crate::diagnostic::{At, Findings};
use crate::record::{Field, Moment, Node, Shape, Value};

/// A date or time as staff wrote it: text, or a spreadsheet's own date, time or number.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[serde(untagged)]
pub enum Phrase {
    Text(String),
    /// A plain number of a spreadsheet: 4.20 has become 4.2 there.
    Number(f64),
    Moment(Moment),
    Time(NaiveTime),
}

impl Field for Phrase {
    const SHAPE: Shape = Shape::Text;

    fn read(node: &mut Node, findings: &mut Findings) -> Option<Self> {
        match &node.value {
            Value::Date(date) => Some(Self::Moment(Moment::Date(*date))),
            Value::Civil(civil) => Some(Self::Moment(Moment::Civil(*civil))),
            Value::Offset(civil, minutes) => Some(Self::Moment(Moment::Offset(*civil, *minutes))),
            Value::Time(time) => Some(Self::Time(*time)),
            #[expect(clippy::cast_precision_loss, reason = "numbers of dates are small")]
            Value::Integer(number) if matches!(node.place.at, At::Cell { .. }) => Some(Self::Number(*number as f64)),
            Value::Float(number) if matches!(node.place.at, At::Cell { .. }) => Some(Self::Number(*number)),
            _ => String::read(node, findings).map(Self::Text),
        }
    }
}
