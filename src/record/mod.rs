//! Typed records out of what staff wrote: a TOML table, a JSON object, a row of a spreadsheet.
//!
//! All three become a tree of [`Node`]s, each with its place. A record is declared once with
//! [`record!`](crate::record): its fields, their keys, headings and explanations. From that declaration come reading, the
//! finding of unknown keys with "did you mean", and the explained page that `xinfeng new` writes.
//!
//! This module must not know which records there are, nor read a file.

mod brackets;
mod entries;
mod expected;
mod field;
mod iso;
mod key;
mod loose;
mod moment;
mod nearest;
mod node;
mod plain;
mod rows;
mod serialize;
mod signs;
mod syntax;
mod toml;

pub use entries::Entries;
pub use field::{Field, Id, Placed, Record, Shape, TableReader};
pub use iso::{iso, push_basic_civil, push_basic_date, push_iso, push_number};
pub use key::Key;
pub use moment::Moment;
pub use nearest::{nearest, suggest};
pub use node::{Node, Value};
pub use rows::{Cell, CellValue, Listing, Rows, Sheet, read_listings, read_rows};
pub use toml::{parse_json, parse_toml, said_once};

/// Declares a record: a struct, its keys, and how it is read.
///
/// ```
/// use xinfeng::record::{Key, Id};
/// xinfeng::record! {
///     /// A place where things happen.
///     pub struct Venue {
///         id: Id = Key::new("id", "编号，全站唯一", "identifier, unique in the site").headings(&["编号"]),
///         phone: Option<String> = Key::new("phone", "电话", "telephone").headings(&["电话"]),
///     }
/// }
/// ```
#[macro_export]
macro_rules! record {
    ($(#[$meta:meta])* $visibility:vis struct $name:ident {
        $($(#[$field_meta:meta])* $field:ident : $type:ty = $key:expr),* $(,)?
    }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, ::serde::Serialize)]
        $visibility struct $name {
            $($(#[$field_meta])* pub $field: $type,)*
        }

        impl $crate::record::Record for $name {
            const KEYS: &'static [$crate::record::Key] =
                &[$($key.shaped(<$type as $crate::record::Field>::SHAPE)),*];

            fn read_from(reader: &mut $crate::record::TableReader<'_>) -> Option<Self> {
                let mut keys = Self::KEYS.iter();
                $(let $field = reader.field::<$type>(keys.next()?);)*
                Some(Self { $($field: $field?),* })
            }
        }

        impl $crate::record::Field for $name {
            const SHAPE: $crate::record::Shape = $crate::record::Shape::Table(<$name as $crate::record::Record>::KEYS);

            fn read(node: &mut $crate::record::Node, findings: &mut $crate::diagnostic::Findings) -> Option<Self> {
                <$name as $crate::record::Record>::read(node, findings)
            }
        }
    };
}

/// Declares a closed list of words, each with its Chinese synonym: `"done"` or `完成`.
#[macro_export]
macro_rules! words {
    ($(#[$meta:meta])* $visibility:vis enum $name:ident {
        $($(#[$variant_meta:meta])* $variant:ident = $english:literal / $chinese:literal),* $(,)?
    }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $visibility enum $name { $($(#[$variant_meta])* $variant),* }

        impl $name {
            /// Every variant, in the order of its declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// Every word with its Chinese synonym.
            pub const WORDS: &'static [(&'static str, &'static str)] = &[$(($english, $chinese)),*];

            /// The English word, as it stands in front matter, templates and JSON.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $english),* }
            }

            /// The Chinese word, as it stands in spreadsheets and on pages.
            #[allow(dead_code, reason = "not every list of words is shown")]
            pub fn chinese(self) -> &'static str {
                match self { $(Self::$variant => $chinese),* }
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.name())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                let name = <::std::string::String as ::serde::Deserialize>::deserialize(deserializer)?;
                let word = Self::ALL.iter().copied().find(|word| word.name() == name);
                word.ok_or_else(|| ::serde::de::Error::custom(name))
            }
        }

        impl $crate::record::Field for $name {
            const SHAPE: $crate::record::Shape = $crate::record::Shape::Word(Self::WORDS);

            fn read(node: &mut $crate::record::Node, findings: &mut $crate::diagnostic::Findings) -> Option<Self> {
                let index = $crate::record::word(node, Self::WORDS, findings)?;
                Self::ALL.get(index).copied()
            }
        }
    };
}

pub use field::word;
