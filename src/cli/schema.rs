//! Keys of a record as lines of TOML: filled with their examples or commented out, each with its explanation.

use crate::diagnostic::Language;
use crate::record::{Key, Shape};

/// How a key stands on a new page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// With this value, as TOML.
    Value(String),
    /// With its example.
    Example,
    /// With its example, and commented out.
    Commented,
    /// Not at all.
    Absent,
}

/// The column at which explanations begin, where the value leaves room.
const EXPLANATIONS: usize = 44;

/// How the lines are to be written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Style {
    /// Of the explanations.
    pub language: Language,
    /// The year that takes the place of 2023 in examples, so that a new page does not begin in the past.
    pub year: i32,
}

/// One line for each key.
pub(super) fn lines(keys: &[Key], style: Style, how: &dyn Fn(&Key) -> Use) -> String {
    keys.iter()
        .filter_map(|key| {
            let example = || format!("{} = {}", key.name, example(key).replace("2023-", &format!("{}-", style.year)));
            let entry = match how(key) {
                Use::Value(value) => format!("{} = {value}", key.name),
                Use::Example => example(),
                Use::Commented => format!("# {}", example()),
                Use::Absent => return None,
            };
            let padding = EXPLANATIONS.saturating_sub(columns(&entry)).max(2);
            Some(format!("{entry}{}# {}\n", " ".repeat(padding), explanation(key, style.language)))
        })
        .collect()
}

/// Whether a record cannot do without the key.
pub(super) fn is_required(key: &Key) -> bool {
    !matches!(
        key.shape,
        Shape::Optional(_) | Shape::List(_) | Shape::Rows(_) | Shape::Map(_) | Shape::Bool | Shape::Any
    )
}

/// The keys of the table that a key holds.
pub(super) fn table(key: &Key) -> Option<&'static [Key]> {
    match key.shape {
        Shape::Table(keys) => Some(keys),
        Shape::Optional(Shape::Table(keys)) => Some(*keys),
        _ => None,
    }
}

fn columns(text: &str) -> usize {
    // Close enough to line up by: what is not ASCII here is Chinese.
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

fn example(key: &Key) -> String {
    key.example.map_or_else(|| plain(&key.shape), str::to_owned)
}

/// A value of a shape, for keys that give no example.
fn plain(shape: &Shape) -> String {
    match shape {
        Shape::Text => "\"\"".to_owned(),
        Shape::Number => "1".to_owned(),
        Shape::Bool => "true".to_owned(),
        Shape::Date => "2023-06-07".to_owned(),
        Shape::Moment => "2023-06-07T14:30:00".to_owned(),
        Shape::Time => "14:30:00".to_owned(),
        Shape::Word(words) => format!("{:?}", words.first().map_or("", |(en, _)| en)),
        Shape::Optional(inner) => plain(inner),
        Shape::List(_) | Shape::Rows(_) => "[]".to_owned(),
        Shape::Any | Shape::Map(_) | Shape::Table(_) => "{}".to_owned(),
    }
}

/// What the key means, and what may stand in it where that is a closed list.
fn explanation(key: &Key, language: Language) -> String {
    let (zh, en) = key.about;
    match language {
        Language::Zh => {
            let more = match inner(key.shape) {
                Shape::Word(words) => Some(list(words.iter().map(|(_, zh)| *zh), "、")),
                Shape::Rows(keys) => Some(format!("表头：{}", list(keys.iter().map(heading), "、"))),
                Shape::Table(keys) => Some(format!("可写：{}", list(keys.iter().map(|key| key.name), "、"))),
                _ => None,
            };
            more.map_or_else(|| zh.to_owned(), |more| format!("{zh}（{more}）"))
        }
        Language::En => {
            let more = match inner(key.shape) {
                Shape::Word(words) => Some(list(words.iter().map(|(en, _)| *en), ", ")),
                Shape::Rows(keys) => Some(format!("headings: {}", list(keys.iter().map(|key| key.name), ", "))),
                Shape::Table(keys) => Some(format!("keys: {}", list(keys.iter().map(|key| key.name), ", "))),
                _ => None,
            };
            more.map_or_else(|| en.to_owned(), |more| format!("{en} ({more})"))
        }
    }
}

/// The shape below "optional" and "a list of".
fn inner(shape: Shape) -> Shape {
    match shape {
        Shape::Optional(shape) | Shape::List(shape) => inner(*shape),
        _ => shape,
    }
}

fn list<'a>(words: impl Iterator<Item = &'a str>, comma: &str) -> String {
    words.collect::<Vec<_>>().join(comma)
}

/// The usual heading of a column.
pub(super) fn heading(key: &Key) -> &'static str {
    key.headings.first().copied().unwrap_or(key.name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Placed, Record, Rows};
    use crate::{record, words};

    words! {
        enum Mood { Good = "good" / "好", Bad = "bad" / "坏" }
    }
    record! {
        struct Row {
            name: String = Key::new("name", "名称", "name").headings(&["姓名"]),
        }
    }
    record! {
        struct Sample {
            title: String = Key::new("title", "标题", "title").example("\"标题\""),
            mood: Option<Placed<Mood>> = Key::new("mood", "心情", "mood"),
            rows: Rows<Row> = Key::new("rows", "若干行", "rows").example("\"名单.csv\""),
            list: Vec<Row> = Key::new("list", "一列", "a list"),
            number: u32 = Key::new("number", "数", "a number"),
            flag: bool = Key::new("flag", "旗", "a flag"),
            days: Vec<chrono::NaiveDate> = Key::new("days", "日期", "days").example("[2023-06-07]"),
        }
    }

    #[test]
    fn keys_stand_with_their_explanations() {
        let how = |key: &Key| match key.name {
            "title" => Use::Value("\"纳凉\"".to_owned()),
            "number" => Use::Example,
            "flag" => Use::Absent,
            _ => Use::Commented,
        };
        assert_eq!(
            lines(Sample::KEYS, Style { language: Language::Zh, year: 2026 }, &how),
            "title = \"纳凉\"                              # 标题\n\
             # mood = \"good\"                             # 心情（好、坏）\n\
             # rows = \"名单.csv\"                         # 若干行（表头：姓名）\n\
             # list = []                                 # 一列（可写：name）\n\
             number = 1                                  # 数\n\
             # days = [2026-06-07]                       # 日期\n"
        );
        assert_eq!(
            lines(Sample::KEYS, Style { language: Language::En, year: 2026 }, &|key| if key.name == "mood" {
                Use::Commented
            } else {
                Use::Absent
            }),
            "# mood = \"good\"                             # mood (good, bad)\n"
        );
        let required: Vec<&str> = Sample::KEYS.iter().filter(|key| is_required(key)).map(|key| key.name).collect();
        assert_eq!(required, ["title", "number"]);
    }
}
