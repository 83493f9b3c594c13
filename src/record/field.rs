//! How a field is read out of a node: one implementation per type, and what a record does with its keys.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::expected::{describe, missing, wrong_type};
use super::node::{Node, Table, Value};
use super::{Key, suggest};
use crate::diagnostic::{At, BAD_VALUE, Diagnostic, Findings, Place, UNKNOWN_KEY};
use crate::text;

/// A type that a key's value can be read as.
pub trait Field: Sized {
    const SHAPE: Shape;

    /// Reads the value, or reports why it cannot be read. Texts are taken out of the node, which nobody reads a second time.
    fn read(node: &mut Node, findings: &mut Findings) -> Option<Self>;

    /// The value of a key that is not there; `None` if the key is required.
    fn absent() -> Option<Self> {
        None
    }

    /// What stands in for a required value that is missing or cannot be read, and is reported: with it the rest of the
    /// record is judged in the same run. `None` if any value would give rise to false findings.
    fn stand_in(_: &Place) -> Option<Self> {
        None
    }

    /// Whether the stand-in is safe where later stages look the value up, as in [`Placed`].
    const STANDS_IN_PLACED: bool = false;

    /// Whether a blank cell or JSON `null` is a value of its own, rather than absence.
    const TAKES_NULL: bool = false;
}

/// What a value looks like, for messages and for the pages that `xinfeng new` writes.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    Any,
    Text,
    Number,
    Bool,
    Date,
    Moment,
    Time,
    Word(&'static [(&'static str, &'static str)]),
    Optional(&'static Shape),
    List(&'static Shape),
    /// Rows that stand in a spreadsheet named here, or inline.
    Rows(&'static [Key]),
    Map(&'static Shape),
    Table(&'static [Key]),
}

/// A record with named keys; declared with [`record!`](crate::record).
pub trait Record: Sized {
    const KEYS: &'static [Key];

    fn read_from(reader: &mut TableReader<'_>) -> Option<Self>;

    /// Reads the whole table, reporting missing, mistyped and unknown keys.
    fn read(node: &mut Node, findings: &mut Findings) -> Option<Self> {
        let Node { value: Value::Table(table), place } = node else {
            findings.push(wrong_type(node, Shape::Table(Self::KEYS)));
            return None;
        };
        let mut reader = TableReader { table, place, findings };
        let record = Self::read_from(&mut reader);
        reader.report_unknown(Self::KEYS);
        record
    }
}

/// Reads keys out of one table.
pub struct TableReader<'a> {
    table: &'a mut Table,
    place: &'a Place,
    findings: &'a mut Findings,
}

impl TableReader<'_> {
    pub fn field<F: Field>(&mut self, key: &Key) -> Option<F> {
        let found = self.table.iter_mut().find(|(name, _)| key.is_headed(&name.name)).map(|(_, node)| node);
        match found {
            Some(node) if F::TAKES_NULL || node.value != Value::Null => {
                // A value that cannot be read is reported; the rest of the table is read all the same.
                F::read(node, self.findings).or_else(F::absent).or_else(|| F::stand_in(&node.place))
            }
            blank => F::absent().or_else(|| {
                let place = blank.map_or(self.place, |node| &node.place);
                self.findings.push(missing(key, place));
                F::stand_in(self.place)
            }),
        }
    }

    fn report_unknown(&mut self, keys: &[Key]) {
        for (name, _) in self.table.iter() {
            if keys.iter().any(|key| key.is_headed(&name.name)) {
                continue;
            }
            let known = keys.iter().flat_map(|key| key.headings.iter().copied().chain([key.name]));
            let near = suggest(&name.name, known);
            let all = keys.iter().map(|key| key.name).collect::<Vec<_>>().join(", ");
            let name_text = &name.name;
            let diagnostic =
                Diagnostic::new(&UNKNOWN_KEY, &name.place, text!("不认识的键 {name_text}", "unknown key {name_text}"));
            self.findings.push(match near {
                Some(hint) => diagnostic.hint(hint),
                None => diagnostic.hint(text!("这里可以写：{all}", "known here: {all}")),
            });
        }
    }
}

/// The index of the word that the node names, in English or Chinese.
pub fn word(node: &Node, words: &'static [(&'static str, &'static str)], findings: &mut Findings) -> Option<usize> {
    let Value::Text(text) = &node.value else {
        findings.push(wrong_type(node, Shape::Word(words)));
        return None;
    };
    let found = words.iter().position(|(en, zh)| en == text || zh == text);
    if found.is_none() {
        let (zh, en) = describe(Shape::Word(words));
        findings.push(
            Diagnostic::new(&BAD_VALUE, &node.place, text!("不认识“{text}”", "{text} is not known here"))
                .hint_if(suggest(text, words.iter().flat_map(|(en, zh)| [*en, *zh])))
                .hint(text!("应当是{zh}", "expected {en}")),
        );
    }
    found
}

impl Field for String {
    const SHAPE: Shape = Shape::Text;

    fn stand_in(_: &Place) -> Option<Self> {
        Some(Self::new())
    }

    fn read(node: &mut Node, findings: &mut Findings) -> Option<Self> {
        if let Value::Text(text) = &mut node.value {
            return Some(std::mem::take(text));
        }
        match &node.value {
            // A spreadsheet knows no difference between the text 12 and the number 12.
            Value::Integer(number) if is_cell(node) => Some(number.to_string()),
            Value::Float(number) if is_cell(node) => Some(number.to_string()),
            _ => {
                findings.push(wrong_type(node, Self::SHAPE));
                None
            }
        }
    }
}

pub(super) fn is_cell(node: &Node) -> bool {
    matches!(node.place.at, At::Cell { .. })
}

/// A name by which other records refer to this one: letters, digits, hyphens, underscores, dots; Chinese letters count.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(pub Arc<str>);

impl Id {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::borrow::Borrow<str> for Id {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl Field for Id {
    const SHAPE: Shape = Shape::Text;
    const STANDS_IN_PLACED: bool = true;

    /// Nothing can refer to an empty identifier, and tables leave it out.
    fn stand_in(_: &Place) -> Option<Self> {
        Some(Self("".into()))
    }

    fn read(node: &mut Node, findings: &mut Findings) -> Option<Self> {
        let text = String::read(node, findings)?;
        let text = text.trim();
        if !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.')) {
            return Some(Self(text.into()));
        }
        findings.push(
            Diagnostic::new(&BAD_VALUE, &node.place, text!("“{text}”不能作编号", "{text} cannot be an identifier"))
                .hint(text!("编号只用字母、数字、连字符和下划线", "use letters, digits, hyphens and underscores")),
        );
        None
    }
}

impl Field for bool {
    const SHAPE: Shape = Shape::Bool;

    fn read(node: &mut Node, findings: &mut Findings) -> Option<Self> {
        match &node.value {
            Value::Bool(value) => Some(*value),
            Value::Text(text) if is_cell(node) && matches!(text.as_str(), "是" | "有" | "true" | "TRUE") => {
                Some(true)
            }
            Value::Text(text) if is_cell(node) && matches!(text.as_str(), "否" | "无" | "false" | "FALSE") => {
                Some(false)
            }
            _ => {
                findings.push(wrong_type(node, Self::SHAPE));
                None
            }
        }
    }

    fn absent() -> Option<Self> {
        Some(false)
    }
}

impl Field for i64 {
    const SHAPE: Shape = Shape::Number;

    fn read(node: &mut Node, findings: &mut Findings) -> Option<Self> {
        match &node.value {
            Value::Integer(number) => Some(*number),
            // Spreadsheets keep every number as a float.
            #[expect(clippy::cast_possible_truncation, reason = "checked to be whole and in range")]
            Value::Float(number) if number.fract() == 0.0 && number.abs() < 9e15 => Some(*number as i64),
            Value::Text(text) if is_cell(node) && text.trim().parse::<i64>().is_ok() => text.trim().parse().ok(),
            _ => {
                findings.push(wrong_type(node, Self::SHAPE));
                None
            }
        }
    }
}

impl Field for u32 {
    const SHAPE: Shape = Shape::Number;

    fn read(node: &mut Node, findings: &mut Findings) -> Option<Self> {
        let number = i64::read(node, findings)?;
        u32::try_from(number).ok().or_else(|| {
            findings.push(
                Diagnostic::new(&BAD_VALUE, &node.place, text!("{number} 超出了范围", "{number} is out of range"))
                    .hint(text!("应当是 0 或更大的整数", "expected a whole number from 0")),
            );
            None
        })
    }
}

impl Field for f64 {
    const SHAPE: Shape = Shape::Number;

    fn read(node: &mut Node, findings: &mut Findings) -> Option<Self> {
        match &node.value {
            #[expect(clippy::cast_precision_loss, reason = "quantities and coordinates are far below 2^52")]
            Value::Integer(number) => Some(*number as f64),
            Value::Float(number) => Some(*number),
            Value::Text(text) if is_cell(node) && text.trim().parse::<f64>().is_ok() => text.trim().parse().ok(),
            _ => {
                findings.push(wrong_type(node, Self::SHAPE));
                None
            }
        }
    }
}

impl<F: Field> Field for Option<F> {
    const SHAPE: Shape = Shape::Optional(&F::SHAPE);

    fn read(node: &mut Node, findings: &mut Findings) -> Option<Self> {
        F::read(node, findings).map(Some)
    }

    fn absent() -> Option<Self> {
        Some(None)
    }
}

/// A large table that few records have.
impl<F: Field> Field for Box<F> {
    const SHAPE: Shape = F::SHAPE;

    fn read(node: &mut Node, findings: &mut Findings) -> Option<Self> {
        F::read(node, findings).map(Box::new)
    }
}

impl<F: Field> Field for Vec<F> {
    const SHAPE: Shape = Shape::List(&F::SHAPE);

    /// Reads every item, so that each mistake in the list is reported and the good ones are kept. In a cell, items are divided by 、 or ；.
    fn read(node: &mut Node, findings: &mut Findings) -> Option<Self> {
        if let Value::List(items) = &mut node.value {
            // Most lists hold one item; a vector that grows would make room for four.
            let mut read = Vec::with_capacity(items.len());
            read.extend(items.iter_mut().filter_map(|item| F::read(item, findings)));
            return Some(read);
        }
        match &node.value {
            Value::Text(text) if is_cell(node) => {
                let items = text.split(['、', '；', ';', '，', ',']).map(str::trim).filter(|item| !item.is_empty());
                let read =
                    |item: &str| F::read(&mut Node::new(Value::Text(item.to_owned()), node.place.clone()), findings);
                Some(items.filter_map(read).collect())
            }
            _ => {
                findings.push(wrong_type(node, Self::SHAPE));
                None
            }
        }
    }

    fn absent() -> Option<Self> {
        Some(Vec::new())
    }
}

impl<F: Field> Field for BTreeMap<String, F> {
    const SHAPE: Shape = Shape::Map(&F::SHAPE);

    fn read(node: &mut Node, findings: &mut Findings) -> Option<Self> {
        let Value::Table(table) = &mut node.value else {
            findings.push(wrong_type(node, Self::SHAPE));
            return None;
        };
        let read = table.iter_mut().filter_map(|(key, value)| Some((key.name.to_string(), F::read(value, findings)?)));
        Some(read.collect())
    }

    fn absent() -> Option<Self> {
        Some(Self::new())
    }
}

/// A value that xinfeng does not interpret: `[extra]`.
impl Field for Node {
    const SHAPE: Shape = Shape::Any;
    const TAKES_NULL: bool = true;

    fn read(node: &mut Node, _: &mut Findings) -> Option<Self> {
        Some(Node::new(std::mem::replace(&mut node.value, Value::Null), node.place.clone()))
    }
}

/// A value together with its place, for faults that only later stages can see.
#[derive(Clone, Debug)]
pub struct Placed<T> {
    pub value: T,
    pub place: Place,
}

/// Where something stands is no part of what it says.
impl<T: PartialEq> PartialEq for Placed<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<F: Field> Field for Placed<F> {
    const SHAPE: Shape = F::SHAPE;

    fn read(node: &mut Node, findings: &mut Findings) -> Option<Self> {
        F::read(node, findings).map(|value| Self { value, place: node.place.clone() })
    }

    fn stand_in(place: &Place) -> Option<Self> {
        let value = F::stand_in(place).filter(|_| F::STANDS_IN_PLACED)?;
        Some(Self { value, place: place.clone() })
    }
}

impl<T> std::ops::Deref for Placed<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::parse_toml;

    crate::record! {
        struct Row {
            id: Placed<Id> = Key::new("id", "编号", "identifier"),
            name: String = Key::new("name", "名称", "name"),
            count: u32 = Key::new("count", "数量", "count"),
        }
    }

    crate::record! {
        struct Whole {
            words: Vec<String> = Key::new("words", "词", "words"),
            levels: BTreeMap<String, u32> = Key::new("levels", "级别", "levels"),
            rows: Vec<Row> = Key::new("rows", "行", "rows"),
        }
    }

    #[test]
    fn good_items_are_kept_and_every_fault_is_reported() {
        let text = "words = [\"a\", 1, \"b\", true]\nlevels = { a = 1, b = \"x\", c = -1, d = 2 }\n\
                    rows = [{ id = \"x\", count = 1 }, { name = \"y\", count = 2 }, { id = \"z\", name = 3, count = 3 }, \
                    { id = \"w\", name = \"w\", more = 1 }]";
        let (mut node, syntax) = parse_toml(&"a.toml".into(), text, 0);
        assert!(syntax.is_empty());
        let mut findings = Findings::new();
        let whole = <Whole as Record>::read(&mut node, &mut findings).unwrap();
        assert_eq!(whole.words, ["a", "b"]);
        assert_eq!(whole.levels, BTreeMap::from([("a".into(), 1), ("d".into(), 2)]));
        // A row without a name or an identifier is still a row; a number has no stand-in.
        let rows: Vec<(&str, &str)> = whole.rows.iter().map(|row| (row.id.value.as_str(), row.name.as_str())).collect();
        assert_eq!(rows, [("x", ""), ("", "y"), ("z", "")]);
        let rules: Vec<&str> = findings.iter().map(|finding| finding.rule.name).collect();
        assert_eq!(
            rules,
            [
                "wrong-type",
                "wrong-type",
                "wrong-type",
                "bad-value",
                "missing-key",
                "missing-key",
                "wrong-type",
                "missing-key",
                "unknown-key"
            ]
        );
    }
}
