//! Plain TOML, as nearly all of it is: straight from the parser's events into nodes.
//!
//! This is the short way to what [`toml`](super::toml) reads. It leaves to it whatever is not plain: a text with a fault,
//! dotted keys, large tables, a list of tables with something between its items. So faults are told, and what may follow what is known, in
//! one place only.

use std::borrow::Cow;
use std::sync::Arc;

use toml::value::Datetime;
use toml_parser::decoder::{Encoding, ScalarKind};
use toml_parser::parser::{EventReceiver, parse_document};
use toml_parser::{ErrorSink, ParseError, Raw, Source, Span};

use super::node::{Node, TableKey, Value};
use super::toml::civil;
use crate::diagnostic::Place;

/// So deep may arrays and inline tables nest.
const DEEPEST: usize = 16;
/// So many entries may a table have, each of which is compared with all before it.
const LARGEST: usize = 64;

/// Reads the text that starts at byte `offset` of the file, if it is plain.
pub(super) fn read_plain(file: &Arc<str>, text: &str, offset: usize) -> Option<Node> {
    let source = Source::new(text);
    let mut reader = Reader {
        text,
        file,
        offset,
        open: vec![Open::new(Opened::Root, Span::default())],
        is_head: false,
        ends_in_items: false,
        is_plain: true,
    };
    let mut fault: Option<ParseError> = None;
    parse_document(&source.lex().into_vec(), &mut reader, &mut fault);
    reader.end_head();
    let root = reader.open.pop()?;
    let is_plain = reader.is_plain && reader.open.is_empty() && fault.is_none();
    is_plain.then(|| Node::new(root.value, Place::file(file.clone())))
}

struct Reader<'a> {
    text: &'a str,
    file: &'a Arc<str>,
    offset: usize,
    /// What is being read: the root, perhaps the table of a head, arrays and inline tables.
    open: Vec<Open>,
    /// Whether the parser is inside `[…]` or `[[…]]`.
    is_head: bool,
    /// Whether the last entry of the root is a list of tables.
    ends_in_items: bool,
    is_plain: bool,
}

/// A list or table that has not ended yet.
struct Open {
    what: Opened,
    value: Value,
    /// From its first bracket to its last, as far as that is known.
    span: Span,
    /// The key whose value comes next.
    key: Option<TableKey>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Opened {
    Root,
    /// The table below `[…]`.
    Table,
    /// The table below `[[…]]`.
    Item,
    Inline,
    Array,
}

impl Open {
    fn new(what: Opened, span: Span) -> Self {
        let value = if what == Opened::Array { Value::List(Vec::new()) } else { Value::Table(Vec::new()) };
        Self { what, value, span, key: None }
    }

    /// The list under the last key, if the key that was read now is the same.
    fn same_again(&mut self) -> Option<&mut Vec<Node>> {
        let Value::Table(entries) = &mut self.value else { return None };
        let (last, node) = entries.last_mut()?;
        self.key.take_if(|key| key.name == last.name)?;
        match &mut node.value {
            Value::List(items) => Some(items),
            _ => None,
        }
    }
}

/// A value that may be kept has no room for more.
fn trimmed(mut value: Value) -> Value {
    match &mut value {
        Value::List(items) => items.shrink_to_fit(),
        Value::Table(entries) => entries.shrink_to_fit(),
        _ => {}
    }
    value
}

impl<'a> Reader<'a> {
    fn place(&self, span: Span) -> Place {
        Place::span(self.file.clone(), span.start() + self.offset..span.end() + self.offset)
    }

    fn raw(&self, span: Span, encoding: Option<Encoding>) -> Raw<'a> {
        Raw::new_unchecked(self.text.get(span.start()..span.end()).unwrap_or_default(), encoding, span)
    }

    fn begin_head(&mut self, what: Opened, span: Span) {
        self.end_head();
        self.open.push(Open::new(what, span));
        self.is_head = true;
    }

    fn complete_head(&mut self, span: Span) {
        self.is_head = false;
        if let Some(open) = self.open.last_mut() {
            open.span = open.span.append(span);
        }
    }

    /// Ends the table of the head before.
    fn end_head(&mut self) {
        let Some(open) = self.open.pop_if(|open| matches!(open.what, Opened::Table | Opened::Item)) else { return };
        let is_item = open.what == Opened::Item;
        let node = self.close(open);
        if !is_item {
            self.add(node);
        } else if let Some(items) = self.open.last_mut().filter(|_| self.ends_in_items).and_then(Open::same_again) {
            items.push(node);
        } else {
            let place = node.place.clone();
            self.add(Node::new(Value::List(vec![node]), place));
        }
        self.ends_in_items = is_item;
    }

    fn begin(&mut self, what: Opened, span: Span) -> bool {
        self.is_plain &= self.open.len() <= DEEPEST;
        if self.is_plain {
            self.open.push(Open::new(what, span));
        }
        self.is_plain
    }

    fn end(&mut self, span: Span) {
        if let Some(mut open) = self.open.pop() {
            open.span = open.span.append(span);
            let node = self.close(open);
            self.add(node);
        }
    }

    fn close(&self, open: Open) -> Node {
        Node::new(trimmed(open.value), self.place(open.span))
    }

    /// Adds to what is open.
    fn add(&mut self, node: Node) {
        match self.open.last_mut() {
            Some(Open { value: Value::List(items), .. }) => items.push(node),
            Some(Open { value: Value::Table(entries), key, .. }) => match key.take() {
                Some(key) if entries.len() < LARGEST && entries.iter().all(|(before, _)| before.name != key.name) => {
                    entries.push((key, node));
                }
                _ => self.is_plain = false,
            },
            _ => self.is_plain = false,
        }
    }
}

impl EventReceiver for Reader<'_> {
    fn std_table_open(&mut self, span: Span, _: &mut dyn ErrorSink) {
        self.begin_head(Opened::Table, span);
    }

    fn std_table_close(&mut self, span: Span, _: &mut dyn ErrorSink) {
        self.complete_head(span);
    }

    fn array_table_open(&mut self, span: Span, _: &mut dyn ErrorSink) {
        self.begin_head(Opened::Item, span);
    }

    fn array_table_close(&mut self, span: Span, _: &mut dyn ErrorSink) {
        self.complete_head(span);
    }

    fn inline_table_open(&mut self, span: Span, _: &mut dyn ErrorSink) -> bool {
        self.begin(Opened::Inline, span)
    }

    fn inline_table_close(&mut self, span: Span, _: &mut dyn ErrorSink) {
        self.end(span);
    }

    fn array_open(&mut self, span: Span, _: &mut dyn ErrorSink) -> bool {
        self.begin(Opened::Array, span)
    }

    fn array_close(&mut self, span: Span, _: &mut dyn ErrorSink) {
        self.end(span);
    }

    fn simple_key(&mut self, span: Span, encoding: Option<Encoding>, error: &mut dyn ErrorSink) {
        if !self.is_plain {
            return;
        }
        let mut name = Cow::Borrowed("");
        self.raw(span, encoding).decode_key(&mut name, error);
        let key = TableKey { name: name.into(), place: self.place(span) };
        // The key of a head is one of the root.
        let open = if self.is_head { self.open.first_mut() } else { self.open.last_mut() };
        if let Some(open) = open {
            open.key = Some(key);
        }
    }

    fn key_sep(&mut self, _: Span, _: &mut dyn ErrorSink) {
        self.is_plain = false;
    }

    fn scalar(&mut self, span: Span, encoding: Option<Encoding>, error: &mut dyn ErrorSink) {
        if !self.is_plain {
            return;
        }
        let raw = self.raw(span, encoding);
        let value = match as_it_stands(raw.as_str()) {
            Some(text) => Some(Value::Text(text.to_owned())),
            None => {
                let mut written = Cow::Borrowed("");
                let kind = raw.decode_scalar(&mut written, error);
                value(kind, written)
            }
        };
        match value {
            Some(value) => self.add(Node::new(value, self.place(span))),
            None => self.is_plain = false,
        }
    }

    fn comment(&mut self, span: Span, error: &mut dyn ErrorSink) {
        self.raw(span, None).decode_comment(error);
    }

    fn newline(&mut self, span: Span, error: &mut dyn ErrorSink) {
        self.raw(span, None).decode_newline(error);
    }
}

/// What stands in a pair of quotes, if nothing in it means something else, as in nearly all.
fn as_it_stands(written: &str) -> Option<&str> {
    let inside = written.strip_prefix('"')?.strip_suffix('"')?;
    // Without a stop, so that the compiler makes vectors of it.
    let speaks = inside.bytes().fold(false, |found, byte| found | matches!(byte, ..b' ' | b'"' | b'\\' | 127));
    (!speaks).then_some(inside)
}

/// The value that stands for itself; `None` if something would have to be said of it.
fn value(kind: ScalarKind, written: Cow<'_, str>) -> Option<Value> {
    Some(match kind {
        ScalarKind::String => Value::Text(written.into_owned()),
        ScalarKind::Boolean(value) => Value::Bool(value),
        ScalarKind::DateTime => civil(&written.parse::<Datetime>().ok()?)?,
        ScalarKind::Float => Value::Float(written.parse().ok()?),
        ScalarKind::Integer(radix) => Value::Integer(i64::from_str_radix(&written, radix.value()).ok()?),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::toml::read_as_written;
    use super::*;

    const LINES: &[&str] = &[
        "a = 1",
        "b = \"甲\\n乙\"",
        "'c' = 'x'",
        "\"d e\" = [1, [2.5, 'y',], {}]",
        "f = { g = true, h = { i = 2023-06-01T08:00:00+08:00 } }",
        "j = 0x1f # 注",
        "k = \"\"\"\n甲\\\n  乙\"\"\"",
        "l = 14:30:00",
        "m = [\n  1, # 注\n  2\n]",
        "n.o = 1",
        "p = 99999999999999999999",
        "q = 2023-02-30",
        "r = inf",
        "s 1",
        "t = \"",
        "[a]",
        "[u]",
        "[u.v]",
        "[[w]]",
        "[[a]]",
        "[[u]]",
        "",
        "# 注",
    ];

    #[test]
    fn plain_texts_are_read() {
        for text in ["", "a = 1\nb = [\"x\"]\n[c]\nd = {}\n[[e]]\nf = 1\n[[e]]\n[g]\n"] {
            assert!(read_plain(&"a.toml".into(), text, 0).is_some(), "{text}");
        }
        for text in
            ["a.b = 1", "a = 1\na = 2", "[a]\n[a]", "a = 2023-02-30", "a", "a = [[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]"]
        {
            assert!(read_plain(&"a.toml".into(), text, 0).is_none(), "{text}");
        }
    }

    proptest! {
        /// What is read the short way is what the long way reads, and nothing has to be said of it.
        #[test]
        fn both_ways_agree(lines in proptest::collection::vec(proptest::sample::select(LINES), 0..8), offset in 0usize..9) {
            let (text, file) = (lines.join("\n"), "a.toml".into());
            if let Some(node) = read_plain(&file, &text, offset) {
                prop_assert_eq!((node, Vec::new()), read_as_written(&file, &text, offset));
            }
        }

        #[test]
        fn both_ways_agree_on_anything(text in "[ab=\\[\\]{}\"'.,#1 \n-]{0,24}") {
            let file = "a.toml".into();
            if let Some(node) = read_plain(&file, &text, 0) {
                prop_assert_eq!((node, Vec::new()), read_as_written(&file, &text, 0));
            }
        }
    }
}
