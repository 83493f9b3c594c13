//! TOML and JSON texts as nodes. Every faulty line is found in one pass: what hides the lines behind it from the parser
//! is mended first, by [`signs`](super::signs) and [`brackets`](super::brackets).

use std::collections::{BTreeMap, HashSet};
use std::num::IntErrorKind;
use std::ops::Range;
use std::sync::Arc;

use chrono::{NaiveDate, NaiveTime};
use toml::Spanned;
use toml::de::{DeTable, DeValue};
use toml::value::{Datetime, Offset};

use super::brackets::{Closed, Lines, close, line_at};
use super::node::{Node, TableKey, Value};
use super::plain::read_plain;
use super::signs::{self, Repaired, Sign, repair};
use super::syntax::{UNCLOSED, explain};
use crate::diagnostic::{
    At, BAD_VALUE, Diagnostic, FULL_WIDTH_SIGN, Findings, JSON_SYNTAX, MISSING_KEY, Place, TOML_SYNTAX, UNKNOWN_KEY,
};
use crate::text;

/// Parses the TOML text that starts at byte `offset` of the file. What could be read is returned even when parts are faulty.
pub fn parse_toml(file: &Arc<str>, text: &str, offset: usize) -> (Node, Findings) {
    // A text without a fault has nothing that would have to be mended.
    if let Some(node) = read_plain(file, text, offset) {
        return (node, Findings::new());
    }
    let (node, findings) = read_as_written(file, text, offset);
    if findings.is_empty() {
        return (node, findings);
    }
    parse(file, text, offset, &repair(text))
}

/// Reads the text without mending any of it.
pub(super) fn read_as_written(file: &Arc<str>, text: &str, offset: usize) -> (Node, Findings) {
    let (table, errors) = DeTable::parse_recoverable(text);
    let (closed, repaired) = (Closed::none(text), Repaired::none(text));
    Context { file, written: text, offset, closed: &closed, repaired: &repaired }.read(table.get_ref(), &errors)
}

fn parse(file: &Arc<str>, written: &str, offset: usize, repaired: &Repaired<'_>) -> (Node, Findings) {
    // Without its end, a bracket takes all that follows for its content.
    let closed = close(&repaired.text);
    let context = Context { file, written, offset, closed: &closed, repaired };
    let (table, mut errors) = DeTable::parse_recoverable(&closed.text);
    let ends: Vec<usize> = errors.iter().filter(|error| ends_the_reading(error)).map(start).collect();
    if ends.is_empty() {
        return context.read(table.get_ref(), &errors);
    }
    let blanked = blank_lines(&closed.text, &ends);
    let (table, rest) = DeTable::parse_recoverable(&blanked);
    errors.retain(ends_the_reading);
    errors.extend(rest);
    context.read(table.get_ref(), &errors)
}

/// Behind a line without a sign of equality the parser looks for more faults, but reads no more values.
fn ends_the_reading(error: &toml::de::Error) -> bool {
    error.message().starts_with("key with no value") || error.message().starts_with("missing value for key")
}

fn start(error: &toml::de::Error) -> usize {
    error.span().map_or(0, |span| span.start)
}

/// The text with spaces for the lines around the offsets.
fn blank_lines(text: &str, offsets: &[usize]) -> String {
    let mut blanked = text.to_owned();
    for offset in offsets {
        let line = line_at(text, *offset);
        blanked.replace_range(line.clone(), &" ".repeat(line.len()));
    }
    blanked
}

/// Parses a JSON text. serde_json gives the line and column of the first fault only.
pub fn parse_json(file: &Arc<str>, text: &str) -> (Option<Node>, Findings) {
    match serde_json::from_str::<serde_json::Value>(text) {
        Ok(value) => (Some(json_node(file, value)), Vec::new()),
        Err(error) => {
            let line_start: usize = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
            let at = text.floor_char_boundary(line_start + error.column().saturating_sub(1));
            let (line, column, said) = (error.line(), error.column(), error.to_string());
            let reason = said.split(" at line ").next().unwrap_or_default();
            let zh = json_in_chinese(reason);
            let finding = Diagnostic::new(
                &JSON_SYNTAX,
                Place::span(file.clone(), at..at),
                text!(
                    "JSON 第 {line} 行第 {column} 列写法有误：{zh}",
                    "invalid JSON in line {line}, column {column}: {reason}"
                ),
            );
            (None, vec![finding])
        }
    }
}

/// What serde_json says, in Chinese where it is common, else quoted.
fn json_in_chinese(reason: &str) -> String {
    let zh = match reason {
        "trailing comma" => "最后一项后面多了逗号",
        "key must be a string" => "键要加英文双引号",
        "expected `,` or `}`" | "expected `,` or `]`" => "缺少逗号或括号",
        "expected `:`" => "缺少英文冒号",
        "expected value" => "这里缺少值，或者文字没有加英文双引号",
        "trailing characters" => "后面有多余的内容",
        "invalid number" => "数字写得不对",
        _ if reason.starts_with("EOF while parsing") => "没有写完，缺少引号或括号",
        _ if reason.starts_with("control character") => "引号里不能换行",
        _ => return format!("“{reason}”"),
    };
    zh.to_owned()
}

fn json_node(file: &Arc<str>, value: serde_json::Value) -> Node {
    use serde_json::Value as Json;
    let value = match value {
        Json::Null => Value::Null,
        Json::Bool(value) => Value::Bool(value),
        Json::Number(number) => match number.as_i64() {
            Some(integer) => Value::Integer(integer),
            None => Value::Float(number.as_f64().unwrap_or(f64::NAN)),
        },
        Json::String(text) => Value::Text(text),
        Json::Array(items) => Value::List(items.into_iter().map(|item| json_node(file, item)).collect()),
        Json::Object(map) => Value::Table(
            map.into_iter()
                .map(|(name, value)| {
                    let key = TableKey { name: name.into(), place: Place::file(file.clone()) };
                    (key, json_node(file, value))
                })
                .collect(),
        ),
    };
    Node::new(value, Place::file(file.clone()))
}

struct Context<'a> {
    file: &'a Arc<str>,
    /// The text as its author wrote it.
    written: &'a str,
    offset: usize,
    closed: &'a Closed<'a>,
    repaired: &'a Repaired<'a>,
}

impl Context<'_> {
    fn read(&self, table: &DeTable<'_>, errors: &[toml::de::Error]) -> (Node, Findings) {
        let mut findings = self.syntax_findings(errors);
        let mut node = self.table(table, 0..0, &mut findings);
        node.place = Place::file(self.file.clone());
        (node, findings)
    }

    /// The place of a span of the text that was parsed.
    fn place(&self, span: Range<usize>) -> Place {
        let written = |at: usize| self.repaired.written(self.closed.written(at));
        self.place_of_written(written(span.start)..written(span.end))
    }

    fn place_of_written(&self, span: Range<usize>) -> Place {
        Place::span(self.file.clone(), span.start + self.offset..span.end + self.offset)
    }

    fn table(&self, table: &DeTable<'_>, span: Range<usize>, findings: &mut Findings) -> Node {
        let entries = table
            .iter()
            .map(|(key, value)| {
                let name = TableKey { name: key.get_ref().as_ref().into(), place: self.place(key.span()) };
                (name, self.value(value, findings))
            })
            .collect();
        Node::new(Value::Table(entries), self.place(span))
    }

    fn value(&self, value: &Spanned<DeValue<'_>>, findings: &mut Findings) -> Node {
        let place = self.place(value.span());
        let read = match value.get_ref() {
            DeValue::String(text) => Value::Text(text.as_ref().to_owned()),
            DeValue::Integer(integer) => match i64::from_str_radix(integer.as_str(), integer.radix()) {
                Ok(integer) => Value::Integer(integer),
                // What is no number at all the parser has reported.
                Err(error) => {
                    if matches!(error.kind(), IntErrorKind::PosOverflow | IntErrorKind::NegOverflow) {
                        findings.push(
                            Diagnostic::new(
                                &BAD_VALUE,
                                &place,
                                text!("这个整数太大了", "this whole number is too large"),
                            )
                            .hint(text!(
                                "编号、电话这样的号码要放在英文引号里",
                                "numbers that are names, as of a telephone, stand in quotes"
                            )),
                        );
                    }
                    Value::Null
                }
            },
            DeValue::Float(float) => Value::Float(float.as_str().parse().unwrap_or(f64::NAN)),
            DeValue::Boolean(value) => Value::Bool(*value),
            DeValue::Datetime(datetime) => match civil(datetime) {
                Some(value) => value,
                // The parser reported a day that does not exist already, and left nothing of it.
                None if datetime.date.is_none() => Value::Null,
                None => {
                    findings.push(
                        Diagnostic::new(
                            &BAD_VALUE,
                            &place,
                            text!("没有 {datetime} 这个日期", "there is no such date as {datetime}"),
                        )
                        .hint(text!("看看这个月有几天", "check how many days the month has")),
                    );
                    Value::Null
                }
            },
            DeValue::Array(items) => Value::List(items.iter().map(|item| self.value(item, findings)).collect()),
            DeValue::Table(table) => return self.table(table, value.span(), findings),
        };
        Node::new(read, place)
    }
}

/// The date and time of a TOML value; `None` if the calendar has no such day.
pub(super) fn civil(datetime: &Datetime) -> Option<Value> {
    let date = match datetime.date {
        Some(date) => Some(NaiveDate::from_ymd_opt(i32::from(date.year), u32::from(date.month), u32::from(date.day))?),
        None => None,
    };
    let time = match datetime.time {
        Some(time) => Some(NaiveTime::from_hms_opt(
            u32::from(time.hour),
            u32::from(time.minute),
            u32::from(time.second.unwrap_or(0)),
        )?),
        None => None,
    };
    Some(match (date, time, datetime.offset) {
        (Some(date), Some(time), None) => Value::Civil(date.and_time(time)),
        (Some(date), Some(time), Some(Offset::Z)) => Value::Offset(date.and_time(time), 0),
        (Some(date), Some(time), Some(Offset::Custom { minutes })) => {
            Value::Offset(date.and_time(time), i32::from(minutes))
        }
        (Some(date), None, _) => Value::Date(date),
        (None, Some(time), _) => Value::Time(time),
        (None, None, _) => return None,
    })
}

impl Context<'_> {
    /// One finding for each faulty line: the parser's recovery repeats itself on the rest of a line.
    fn syntax_findings(&self, errors: &[toml::de::Error]) -> Findings {
        if errors.is_empty() && self.closed.brackets.is_empty() && self.repaired.signs.is_empty() {
            return Findings::new();
        }
        let text = &*self.closed.text;
        let mut spans: Vec<(Range<usize>, &str)> =
            errors.iter().map(|error| (error.span().unwrap_or(0..0), error.message())).collect();
        spans.sort_by_key(|(span, _)| (span.start, span.end));
        let lines = Lines::of(text);
        let line_of = |at: usize| lines.at(at);
        let unclosed = &self.closed.brackets;
        // What follows from a bracket without an end is said of the bracket.
        spans.retain(|(span, _)| !self.closed.is_ours(span.start));
        spans.retain(|(span, _)| self.closed.lost.is_none_or(|bracket| span.start < bracket));
        spans.retain(|(span, _)| !unclosed.iter().any(|bracket| line_of(bracket.start) == line_of(span.start)));
        spans.extend(unclosed.iter().map(|bracket| (bracket.clone(), UNCLOSED)));
        spans.sort_by_key(|(span, _)| (span.start, span.end));
        spans.dedup_by_key(|(span, _)| line_of(span.start));
        let findings = spans.into_iter().map(|(span, message)| {
            let (message, hint) = explain(text, &span, message);
            Diagnostic::new(&TOML_SYNTAX, self.place(span), message).hint(hint)
        });
        self.with_signs(findings.collect())
    }

    /// Adds a finding for each line with signs that were replaced. What else is wrong with such a line is said there too.
    fn with_signs(&self, findings: Findings) -> Findings {
        let lines = Lines::of(self.written);
        let line_of = |place: &Place| match &place.at {
            At::Span(span) => lines.at(span.start - self.offset),
            _ => 0,
        };
        let mut by_line: BTreeMap<usize, Diagnostic> = BTreeMap::new();
        for finding in findings {
            by_line.entry(line_of(&finding.place)).or_insert(finding);
        }
        for signs in self.repaired.signs.chunk_by(|a, b| lines.at(a.span.start) == lines.at(b.span.start)) {
            let signs: Vec<&Sign> = signs.iter().collect();
            let adjacent = signs.windows(2).take_while(|pair| pair[0].span.end == pair[1].span.start).count();
            let place = self.place_of_written(signs[0].span.start..signs[adjacent].span.end);
            let (rule, message) = if signs.iter().all(|sign| sign.written.is_ascii()) {
                (&TOML_SYNTAX, text!("这一行的写法有误：等号写成了冒号", "invalid TOML: a colon stands for the ="))
            } else {
                (&FULL_WIDTH_SIGN, text!("这一行用了中文的符号", "this line has signs of a Chinese keyboard"))
            };
            let line = line_of(&place);
            let mut finding = Diagnostic::new(rule, place, message).hint(signs::hint(&signs));
            if let Some(unread) = by_line.remove(&line) {
                finding.rule = unread.rule;
                finding.hints.extend(unread.hints);
            }
            by_line.insert(line, finding);
        }
        by_line.into_values().collect()
    }
}

/// The findings of a text and of its keys together, without what the syntax faults bring about.
pub fn said_once(text: &str, offset: usize, mut syntax: Findings, mut keys: Findings) -> Findings {
    if syntax.iter().any(|fault| *fault.rule == TOML_SYNTAX) {
        let faulty = FaultyLines::of(text, offset, &syntax);
        keys.retain(|finding| !faulty.bring_about(finding));
    }
    syntax.extend(keys);
    syntax
}

/// The lines of a text that could not be read.
struct FaultyLines {
    lines: Lines,
    offset: usize,
    numbers: HashSet<usize>,
    /// A whole table may have been lost.
    has_bracket: bool,
}

impl FaultyLines {
    fn of(text: &str, offset: usize, syntax: &[Diagnostic]) -> Self {
        let mut faulty = Self { lines: Lines::of(text), offset, numbers: HashSet::new(), has_bracket: false };
        // Signs that were replaced hid nothing.
        let unread = syntax.iter().filter(|fault| *fault.rule == TOML_SYNTAX);
        faulty.numbers = unread.filter_map(|fault| faulty.number(&fault.place)).collect();
        let mut written = text.lines().enumerate().filter(|(number, _)| faulty.numbers.contains(number));
        faulty.has_bracket = written.any(|(_, line)| line.contains(['[', '{', '［', '【', '｛']));
        faulty
    }

    fn number(&self, place: &Place) -> Option<usize> {
        match &place.at {
            At::Span(span) => Some(self.lines.at(span.start.saturating_sub(self.offset))),
            _ => None,
        }
    }

    /// Whether a finding about keys is doubtful: one on a faulty line, or one that follows from a key or a whole table that
    /// could not be read.
    fn bring_about(&self, finding: &Diagnostic) -> bool {
        finding.rule.name == MISSING_KEY.name
            || self.number(&finding.place).is_some_and(|number| self.numbers.contains(&number))
            || (finding.rule.name == UNKNOWN_KEY.name && self.has_bracket)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_faulty_line_is_reported_once() {
        let cases: &[(&str, &[&str])] = &[
            ("a = 1\nb = x\nc = 2\nd = y z\n", &["2:5 文字没有加引号", "4:5 文字没有加引号"]),
            ("a = \nb = 1\nc d = 2\n", &["1:5 等号右边没有值", "3:3 没有等号"]),
            ("a = { b = 1\n[c]\nd = 1\ne = 2\n", &["1:5 括号没有配对"]),
            ("a = [\"x\", \"y\"\nb = 1\n\n[c]\nd = [1]\n", &["1:5 括号没有配对"]),
            (
                "x = y\na = [\n  1,\n  b,\n]\nc = d\n",
                &["1:5 文字没有加引号", "4:3 文字没有加引号", "6:5 文字没有加引号"],
            ),
            (
                "a = [1\nb = x\n\n[c]\nd = { e = 1\nf = y\n",
                &["1:5 括号没有配对", "2:5 文字没有加引号", "5:5 括号没有配对", "6:5 文字没有加引号"],
            ),
            (
                "a = [[1, 2],\n[\"x\"],\n# b\nc = [{ d = 1,\ne = 2\nf = z",
                &["1:5 括号没有配对", "4:5 括号没有配对", "6:5 文字没有加引号"],
            ),
            ("a = {\n  b = 1,\n  c = 2\n}\nd = [\n", &["5:5 括号没有配对"]),
            ("a = \"x\nb = \"[y\nc = 1\n", &["1:7 引号没有配对", "2:8 引号没有配对"]),
            ("a = \"\"\"[\n{\n\"\"\"\n# [\nb = '['\nc = x\n", &["6:5 文字没有加引号"]),
        ];
        for (text, expected) in cases {
            let (_, findings) = parse_toml(&"a.toml".into(), text, 0);
            let found: Vec<String> = findings
                .iter()
                .map(|finding| {
                    let At::Span(span) = &finding.place.at else { panic!("a syntax fault has a span") };
                    let line = line_at(text, span.start);
                    let number = text[..line.start].matches('\n').count() + 1;
                    let message = finding.message.in_language(crate::diagnostic::Language::Zh);
                    let message = message.split('：').next_back().unwrap_or_default();
                    format!("{number}:{} {message}", span.start - line.start + 1)
                })
                .collect();
            assert_eq!(&found, expected, "{text}");
        }
    }

    fn spans(node: &Node, found: &mut Vec<Range<usize>>) {
        if let At::Span(span) = &node.place.at {
            found.push(span.clone());
        }
        match &node.value {
            Value::List(items) => items.iter().for_each(|item| spans(item, found)),
            Value::Table(table) => table.iter().for_each(|(_, value)| spans(value, found)),
            _ => {}
        }
    }

    proptest::proptest! {
        #[test]
        fn every_place_lies_in_the_text(text in "([a-c\\[\\]{}=,\"\n# 中＝1]|a = |\\[b\\]\n){0,40}") {
            let (node, findings) = parse_toml(&"a.toml".into(), &text, 0);
            let mut found = Vec::new();
            spans(&node, &mut found);
            for finding in &findings {
                if let At::Span(span) = &finding.place.at {
                    found.push(span.clone());
                }
            }
            for span in found {
                proptest::prop_assert!(text.get(span.clone()).is_some(), "{span:?}");
            }
        }
    }
}
