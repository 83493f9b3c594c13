//! Times as templates and JSON see them: Chinese words, as staff write them.

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::{Exceptions, Hours, ObservanceDate, Repeat, When, Zone};
use crate::diagnostic::Language;

macro_rules! as_text {
    ($($type:ty),*) => {
        $(impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.text(Language::Zh))
            }
        })*
    };
}

as_text!(Exceptions, Hours, ObservanceDate, Repeat);

impl Serialize for Zone {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// A map of what templates ask for; `start` and `end` in ISO 8601, an end of whole days being the last of them.
impl Serialize for When {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(4))?;
        map.serialize_entry("precision", &self.precision())?;
        map.serialize_entry("start", &self.begin())?;
        map.serialize_entry("end", &self.end())?;
        map.serialize_entry("text", &self.text(Language::Zh))?;
        map.end()
    }
}
