//! Records as templates and JSON see them: dates as ISO 8601 text, places left out.

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::field::{Id, Placed};
use super::iso;
use super::moment::Moment;
use super::node::{Node, Value};
use super::rows::Rows;

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.value {
            Value::Null => serializer.serialize_none(),
            Value::Text(text) => serializer.serialize_str(text),
            Value::Integer(number) => serializer.serialize_i64(*number),
            Value::Float(number) => serializer.serialize_f64(*number),
            Value::Bool(value) => serializer.serialize_bool(*value),
            Value::Date(date) => Moment::Date(*date).serialize(serializer),
            Value::Time(time) => serializer.collect_str(time),
            Value::Civil(civil) => Moment::Civil(*civil).serialize(serializer),
            Value::Offset(civil, minutes) => Moment::Offset(*civil, *minutes).serialize(serializer),
            Value::List(items) => serializer.collect_seq(items),
            Value::Table(table) => {
                let mut map = serializer.serialize_map(Some(table.len()))?;
                for (key, node) in table {
                    map.serialize_entry(&*key.name, node)?;
                }
                map.end()
            }
        }
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&iso(*self))
    }
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<T: Serialize> Serialize for Placed<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(serializer)
    }
}

impl<T: Serialize> Serialize for Rows<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}
