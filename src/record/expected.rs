//! What is said where a key is missing or a value is of another type: what was expected, what stands there, and how it is
//! mended. Must not know which keys there are.

use super::Key;
use super::field::{Shape, is_cell};
use super::loose::loose_moment;
use super::node::{Node, Value};
use crate::diagnostic::{At, Diagnostic, MISSING_KEY, Place, Text, WRONG_TYPE};
use crate::text;

/// Reports a key that has to be there. `place` is that of the table, or of the cell that is blank.
pub(super) fn missing(key: &Key, place: &Place) -> Diagnostic {
    let name = key.name;
    let heading = key.headings.first().copied().unwrap_or(name);
    let (zh, en) = key.about;
    let message = if heading == name {
        text!("缺少 {name}", "{name} is missing")
    } else {
        text!("缺少“{heading}”（{name}）", "{name} is missing")
    };
    let is_cell = matches!(place.at, At::Cell { .. });
    let hint = match (is_cell, key.example) {
        (true, _) if zh == heading => text!("填上“{heading}”", "fill in {name}"),
        (true, _) => text!("填上“{heading}”：{zh}", "fill in {name}: {en}"),
        (false, Some(example)) => text!("加一行 {name} = {example}（{zh}）", "add {name} = {example} ({en})"),
        (false, None) => text!("加一行 {name} = …（{zh}）", "add {name} = … ({en})"),
    };
    Diagnostic::new(&MISSING_KEY, place, message).hint(hint)
}

/// Reports a value of the wrong type.
pub(super) fn wrong_type(node: &Node, expected: Shape) -> Diagnostic {
    let (zh, en) = describe(expected);
    let (got_zh, got_en) = describe_value(&node.value);
    Diagnostic::new(
        &WRONG_TYPE,
        &node.place,
        text!("这里应当是{zh}，写的却是{got_zh}", "expected {en}, found {got_en}"),
    )
    .hint_if(mended(node, expected))
}

/// The value as it should be written, as far as that can be told.
fn mended(node: &Node, expected: Shape) -> Option<Text> {
    let as_text = || node.as_text().map(str::trim);
    if is_cell(node) {
        return match expected {
            Shape::Number => Some(text!("写成数字，如 120，不带单位", "write a number such as 120, without its unit")),
            Shape::Date | Shape::Moment => Some(text!("写成 2023-06-07", "write it like 2023-06-07")),
            _ => None,
        };
    }
    match expected {
        Shape::Optional(inner) => mended(node, *inner),
        Shape::Text => match written(&node.value) {
            Some(value) => Some(text!("加上英文引号：\"{value}\"", "put it in quotes: \"{value}\"")),
            None => Some(text!("写一句话，放在英文引号里", "write text in quotes")),
        },
        Shape::Number => match as_text().filter(|text| text.parse::<f64>().is_ok()) {
            Some(number) => Some(text!("去掉引号：{number}", "drop the quotes: {number}")),
            None => Some(text!("写成数字，如 10，不加引号", "write a number such as 10, without quotes")),
        },
        Shape::Bool => Some(text!("写成 true（是）或 false（否），不加引号", "write true or false, without quotes")),
        Shape::Date | Shape::Moment => Some(match as_text().and_then(loose_moment) {
            Some(moment) => text!("写成 {moment}，不加引号", "write {moment}, without quotes"),
            None => text!("写成 2023-06-07 的样子，不加引号", "write it like 2023-06-07, without quotes"),
        }),
        Shape::Time => Some(text!("写成 14:30:00 的样子，不加引号", "write it like 14:30:00, without quotes")),
        Shape::Word(_) => Some(text!("从这几个词里选一个，放在英文引号里", "choose one of these words, in quotes")),
        Shape::List(inner) => match (inner, written(&node.value)) {
            (Shape::Table(keys), _) => {
                let name = keys.first().map_or("", |key| key.name);
                Some(text!("写成 [{{ {name} = … }}]", "write [{{ {name} = … }}]"))
            }
            (_, Some(value)) => Some(text!("放进方括号里：[{value}]", "put it in brackets: [{value}]")),
            _ => None,
        },
        Shape::Rows(_) => Some(text!(
            "写页面旁边那张表的文件名，如 \"安排.xlsx\"",
            "name the spreadsheet beside the page, as \"plan.xlsx\""
        )),
        Shape::Table(keys) => {
            let name = keys.first().map_or("", |key| key.name);
            Some(text!(
                "写成 {{ {name} = … }}，要写的项放在里面",
                "write {{ {name} = … }} with what is to be said in it"
            ))
        }
        Shape::Map(_) | Shape::Any => None,
    }
}

/// A simple value as it stands in TOML.
fn written(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(format!("\"{text}\"")),
        Value::Integer(number) => Some(number.to_string()),
        Value::Float(number) => Some(number.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        Value::Date(date) => Some(date.to_string()),
        Value::Time(time) => Some(time.to_string()),
        Value::Null | Value::Civil(_) | Value::Offset(..) | Value::List(_) | Value::Table(_) => None,
    }
}

pub(super) fn describe(shape: Shape) -> (String, String) {
    let pair = |zh: &str, en: &str| (zh.to_owned(), en.to_owned());
    match shape {
        Shape::Any => pair("一个值", "a value"),
        Shape::Text => pair("文字（加英文引号）", "text in quotes"),
        Shape::Number => pair("数字", "a number"),
        Shape::Bool => pair(" true 或 false", "true or false"),
        Shape::Date => pair("日期，如 2023-06-07", "a date such as 2023-06-07"),
        Shape::Moment => {
            pair("日期或时刻，如 2023-06-07 或 2023-06-07T14:30:00", "a date or a time such as 2023-06-07T14:30:00")
        }
        Shape::Time => pair("时刻，如 14:30:00", "a time such as 14:30:00"),
        Shape::Word(words) => {
            let zh = words.iter().map(|(en, zh)| format!("{en}（{zh}）")).collect::<Vec<_>>().join("、");
            let en = words.iter().map(|(en, _)| *en).collect::<Vec<_>>().join(", ");
            (format!("以下之一：{zh}"), format!("one of {en}"))
        }
        Shape::Optional(inner) => describe(*inner),
        Shape::List(inner) => {
            let (zh, en) = describe(*inner);
            (format!("方括号里的若干项，每项是{zh}"), format!("a list of {en}"))
        }
        Shape::Rows(_) => pair("表格文件名，或方括号里的若干行", "the name of a spreadsheet, or a list of rows"),
        Shape::Map(_) | Shape::Table(_) => pair("一组键和值", "a table of keys and values"),
    }
}

fn describe_value(value: &Value) -> (&'static str, &'static str) {
    match value {
        Value::Null => ("空白", "nothing"),
        Value::Text(_) => ("文字", "text"),
        Value::Integer(_) | Value::Float(_) => ("数字", "a number"),
        Value::Bool(_) => ("true 或 false", "true or false"),
        Value::Date(_) | Value::Civil(_) | Value::Offset(..) => ("日期", "a date"),
        Value::Time(_) => ("时刻", "a time"),
        Value::List(_) => ("一列值", "a list"),
        Value::Table(_) => ("一组键和值", "a table"),
    }
}
