//! Times as templates and JSON see them: Chinese words, as staff write them.

use serde::ser::{Serialize, Serializer};

use super::{Exceptions, Hours, ObservanceDate, Repeat, Zone};
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
