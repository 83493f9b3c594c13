//! The syntax of component calls, as in templates: `{{<name key="text" n={3}/>}}`, `{% <name> %}`, `{% </name> %}`.
//!
//! The grammar is that of Tera 2, with literals only. Any other `{{` or `{%` is prose. This file must not know
//! Markdown: whether a call stands inside code is for the writer to see.

use std::ops::Range;

use serde_json::Value;

use crate::diagnostic::Text;
use crate::text;

/// Lists in arguments may nest so deep.
const DEEPEST_LIST: usize = 16;
/// How many bytes are looked at for what belongs to a tag but stands outside of it.
const NEAR: usize = 200;

/// One tag of a call, as found in the text.
#[derive(Clone, Debug, PartialEq)]
pub struct Tag {
    pub span: Range<usize>,
    pub kind: TagKind,
    pub standing: Standing,
}

#[derive(Clone, Debug, PartialEq)]
pub enum TagKind {
    /// A whole call without a body.
    Single(Head),
    Open(Head),
    /// The end of the component of this name.
    Close(String),
    /// It begins like a call and is none.
    Broken(Text),
    /// A backslash stands before it, to make prose of it.
    Literal,
}

/// The name and arguments of a call.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Head {
    pub name: String,
    pub arguments: Vec<(String, Value)>,
}

/// Whether a tag has its line or lines for itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Alone,
    InLine,
}

/// Every tag in the text, in order.
pub fn scan(text: &str) -> Vec<Tag> {
    let bytes = text.as_bytes();
    let mut tags = Vec::new();
    let mut done = 0;
    for at in memchr::memchr_iter(b'{', bytes) {
        let escaped = bytes[..at].iter().rev().take_while(|&&b| b == b'\\').count() % 2 == 1;
        if at < done {
            continue;
        }
        if let Some((end, kind)) = tag(text, at) {
            let (span, kind) = if escaped { (at - 1..end, TagKind::Literal) } else { (at..end, kind) };
            let standing = if escaped { Standing::InLine } else { standing(text, &span) };
            tags.push(Tag { span, kind, standing });
            done = end;
        }
    }
    tags
}

fn tag(text: &str, start: usize) -> Option<(usize, TagKind)> {
    let mut reader = Reader { text, at: start };
    let closer = if reader.eat("{{") {
        "}}"
    } else if reader.eat("{%") {
        "%}"
    } else {
        return None;
    };
    reader.eat("-");
    reader.blank().ok()?;
    if !reader.eat("<") {
        return None;
    }
    let closes = closer == "%}" && reader.eat("/");
    if !reader.peek().is_some_and(is_name_start) {
        return None;
    }
    let read = if closes {
        reader.closing()
    } else if closer == "%}" {
        reader.opening()
    } else {
        reader.single()
    };
    Some(match read {
        Ok(kind) => (reader.at, kind),
        Err(message) => {
            // As much as was meant: to the closing braces, if they stand near on the same line.
            let near = &text.as_bytes()[reader.at..(reader.at + NEAR).min(text.len())];
            let line = near.split(|&b| b == b'\n').next().unwrap_or_default();
            let end = memchr::memmem::find(line, closer.as_bytes()).map_or(reader.at, |at| reader.at + at + 2);
            (end, TagKind::Broken(message))
        }
    })
}

fn standing(text: &str, span: &Range<usize>) -> Standing {
    // Far into a line nothing stands alone; a longer look back would take forever in a very long line.
    let near = &text.as_bytes()[span.start.saturating_sub(NEAR)..span.start];
    let Some(line) = memchr::memrchr(b'\n', near).map(|at| span.start - (near.len() - at - 1)).or(
        // The first line of the text begins without a line break.
        (near.len() == span.start).then_some(0),
    ) else {
        return Standing::InLine;
    };
    let mut before = &text[line..span.start];
    // What opens a list item or a quotation still leaves the line to the tag.
    loop {
        before = before.trim_start_matches([' ', '\t', '>']);
        let digits = before.bytes().take_while(u8::is_ascii_digit).count();
        let marker = match &before.as_bytes()[digits..] {
            [b'-' | b'*' | b'+', b' ' | b'\t', ..] if digits == 0 => 1,
            [b'.' | b')', b' ' | b'\t', ..] if (1..10).contains(&digits) => digits + 1,
            _ => break,
        };
        before = &before[marker..];
    }
    let after = text[span.end..].trim_start_matches([' ', '\t', '\r']);
    if before.is_empty() && (after.is_empty() || after.starts_with('\n')) { Standing::Alone } else { Standing::InLine }
}

fn is_name_start(c: char) -> bool {
    c.is_ascii_alphabetic() || c == '_'
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn single(&mut self) -> Result<TagKind, Text> {
        let head = self.head()?;
        self.expect("/")?;
        self.expect(">")?;
        self.blank()?;
        self.eat("-");
        self.expect("}}")?;
        Ok(TagKind::Single(head))
    }

    fn opening(&mut self) -> Result<TagKind, Text> {
        let head = self.head()?;
        if self.peek() == Some('/') {
            return Err(text!(
                "没有内容的组件要写成 {{{{<{name} … />}}}}；{{% … %}} 用于有内容的组件",
                "a component without a body is written {{{{<{name} … />}}}}; {{% … %}} is for one with a body",
                name = head.name
            ));
        }
        self.expect(">")?;
        self.tag_end()?;
        Ok(TagKind::Open(head))
    }

    fn closing(&mut self) -> Result<TagKind, Text> {
        let name = self.name()?;
        self.blank()?;
        self.expect(">")?;
        self.tag_end()?;
        Ok(TagKind::Close(name))
    }

    fn tag_end(&mut self) -> Result<(), Text> {
        self.blank()?;
        self.eat("-");
        self.expect("%}")
    }

    fn head(&mut self) -> Result<Head, Text> {
        let mut head = Head { name: self.name()?, arguments: Vec::new() };
        loop {
            self.blank()?;
            match self.peek() {
                Some(c) if is_name_start(c) => {
                    let key = self.identifier()?.to_owned();
                    self.blank()?;
                    if !self.eat("=") {
                        return Err(text!(
                            "参数 {key} 没有值：请写成 {key}=\"…\" 或 {key}={{true}}",
                            "the argument {key} has no value: write {key}=\"…\" or {key}={{true}}"
                        ));
                    }
                    self.blank()?;
                    let value = self.argument(&key)?;
                    if head.arguments.iter().any(|(known, _)| *known == key) {
                        return Err(text!("参数 {key} 写了两次", "the argument {key} is given twice"));
                    }
                    head.arguments.push((key, value));
                }
                _ => return Ok(head),
            }
        }
    }

    fn argument(&mut self, key: &str) -> Result<Value, Text> {
        match self.peek() {
            Some(quote @ ('"' | '\'' | '`')) => self.string(quote),
            Some('{') => {
                self.at += 1;
                let value = self.literal(0)?;
                self.blank()?;
                self.expect("}")?;
                Ok(value)
            }
            Some('“' | '”' | '‘' | '’' | '＂') => Err(text!(
                "参数 {key} 用了中文引号；请用英文引号 \"…\"",
                "the argument {key} stands in Chinese quotation marks; use plain ones: \"…\""
            )),
            _ => Err(text!(
                "参数 {key} 的值要写成 {key}=\"文字\"，或 {key}={{3}}",
                "the value of {key} is written {key}=\"text\" or {key}={{3}}"
            )),
        }
    }

    fn literal(&mut self, depth: usize) -> Result<Value, Text> {
        self.blank()?;
        match self.peek() {
            Some(quote @ ('"' | '\'' | '`')) => self.string(quote),
            Some('[') if depth < DEEPEST_LIST => self.list(depth),
            Some(c) if c.is_ascii_digit() || c == '-' => self.number(),
            Some(c) if is_name_start(c) => match self.identifier()? {
                "true" | "True" => Ok(Value::Bool(true)),
                "false" | "False" => Ok(Value::Bool(false)),
                word => Err(text!(
                    "{word} 不是可以用的值：正文里只能写文字、数字、true、false 和列表",
                    "{word} is no value: only text, numbers, true, false and lists can be written in an article"
                )),
            },
            _ => Err(text!(
                "花括号里要写文字、数字、true、false 或列表",
                "text, a number, true, false or a list is expected in the braces",
            )),
        }
    }

    fn list(&mut self, depth: usize) -> Result<Value, Text> {
        self.expect("[")?;
        let mut items = Vec::new();
        loop {
            self.blank()?;
            if self.eat("]") {
                return Ok(Value::Array(items));
            }
            items.push(self.literal(depth + 1)?);
            self.blank()?;
            if !self.eat(",") {
                self.expect("]")?;
                return Ok(Value::Array(items));
            }
        }
    }

    fn number(&mut self) -> Result<Value, Text> {
        let rest = &self.text[self.at..];
        let sign = usize::from(rest.starts_with('-'));
        let mut dots = 0;
        let digits = rest[sign..].bytes().take_while(|&b| {
            dots += usize::from(b == b'.');
            b.is_ascii_digit() || (b == b'.' && dots == 1)
        });
        let length = sign + digits.count();
        let number = &rest[..length];
        let value = if number.contains('.') {
            number.parse::<f64>().ok().and_then(serde_json::Number::from_f64).map(Value::Number)
        } else {
            number.parse::<i64>().ok().map(Value::from)
        };
        let value = value.ok_or_else(|| text!("{number} 不是数字", "{number} is no number"))?;
        self.at += length;
        Ok(value)
    }

    /// A quoted string with the escapes of Tera: `\" \' \/ \\ \n \t \r`.
    fn string(&mut self, quote: char) -> Result<Value, Text> {
        let mut out = String::new();
        let mut chars = self.text[self.at + 1..].char_indices();
        while let Some((index, c)) = chars.next() {
            match c {
                '\\' => match chars.next().map(|(_, c)| c) {
                    Some(c @ ('"' | '\'' | '/' | '\\')) => out.push(c),
                    Some('n') => out.push('\n'),
                    Some('t') => out.push('\t'),
                    Some('r') => out.push('\r'),
                    _ => {
                        return Err(text!(
                            "引号里的 \\ 要写成 \\\\",
                            "a backslash between quotation marks is written \\\\"
                        ));
                    }
                },
                '\n' if out.ends_with('\n') || out.ends_with("\n\r") => break,
                _ if c == quote => {
                    self.at += 1 + index + c.len_utf8();
                    return Ok(Value::String(out));
                }
                _ => out.push(c),
            }
        }
        Err(text!("引号没有成对：少了结尾的 {quote}", "the closing {quote} is missing"))
    }

    fn name(&mut self) -> Result<String, Text> {
        let mut name = self.identifier()?.to_owned();
        while self.eat(".") {
            name.push('.');
            name.push_str(self.identifier()?);
        }
        Ok(name)
    }

    fn identifier(&mut self) -> Result<&'a str, Text> {
        let rest = &self.text[self.at..];
        let length = rest.bytes().take_while(|&b| b.is_ascii_alphanumeric() || b == b'_').count();
        if !rest.starts_with(is_name_start) {
            return Err(text!(
                "组件和参数的名字由字母、数字和 _ 组成",
                "names of components and arguments are made of letters, digits and _",
            ));
        }
        self.at += length;
        Ok(&rest[..length])
    }

    /// Passes over white space, but not over an empty line: there a paragraph ends, and a call with it.
    fn blank(&mut self) -> Result<(), Text> {
        let rest = &self.text[self.at..];
        let blank = &rest[..rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n']).len()];
        if blank.bytes().filter(|&b| b == b'\n').count() > 1 {
            return Err(text!("组件的写法里不能有空行", "there is an empty line inside the call"));
        }
        self.at += blank.len();
        Ok(())
    }

    fn expect(&mut self, token: &str) -> Result<(), Text> {
        if self.eat(token) {
            return Ok(());
        }
        let found: String = self.peek().map_or_else(String::new, String::from);
        Err(if found.trim().is_empty() {
            text!("这里应当有 {token}", "{token} is expected here")
        } else {
            text!("这里应当是 {token}，却是 {found}", "{token} is expected here, not {found}")
        })
    }

    fn eat(&mut self, token: &str) -> bool {
        let found = self.text[self.at..].starts_with(token);
        self.at += if found { token.len() } else { 0 };
        found
    }

    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn heads(text: &str) -> Vec<(String, Value)> {
        scan(text)
            .into_iter()
            .map(|tag| match tag.kind {
                TagKind::Single(head) => (format!("<{}/>", head.name), head.arguments.into_iter().collect()),
                TagKind::Open(head) => (format!("<{}>", head.name), head.arguments.into_iter().collect()),
                TagKind::Close(name) => (format!("</{name}>"), json!({})),
                TagKind::Broken(_) => (format!("! {}", &text[tag.span]), Value::Null),
                TagKind::Literal => (text[tag.span].to_owned(), Value::Null),
            })
            .collect()
    }

    #[test]
    fn calls_and_their_arguments() {
        for (text, expected) in [
            ("{{<card/>}}", vec![("<card/>", json!({}))]),
            ("{{ <card /> }}", vec![("<card/>", json!({}))]),
            ("{{- <ui.Card\n  title=\"a\"\n/> -}}", vec![("<ui.Card/>", json!({"title": "a"}))]),
            (
                r#"{{<c s="a\"b" t='x' u=`y` n={3} m={-4} f={1.5} b={true} l={["a", [1, 2], ]}/>}}"#,
                vec![(
                    "<c/>",
                    json!({"s": "a\"b", "t": "x", "u": "y", "n": 3, "m": -4, "f": 1.5, "b": true, "l": ["a", [1, 2]]}),
                )],
            ),
            ("{{<c t=\"}}/>\"/>}}", vec![("<c/>", json!({"t": "}}/>"}))]),
            ("{% <a x={1}> %}b{% </a> %}", vec![("<a>", json!({"x": 1})), ("</a>", json!({}))]),
            ("{%- <a> -%}{%- </a > -%}", vec![("<a>", json!({})), ("</a>", json!({}))]),
            // Prose.
            ("{{ title }} {% if a %} {{ < 3 }} {# x #} { {<a/>}} {{", vec![]),
            (r"\{{<a/>}} \\{{<b/>}}", vec![("\\{{<a/>}}", Value::Null), ("<b/>", json!({}))]),
            // Begun like a call.
            ("{{<a>}} x", vec![("! {{<a>}}", Value::Null)]),
            ("{{<a b/>}}", vec![("! {{<a b/>}}", Value::Null)]),
            ("{{<a b=“c”/>}}", vec![("! {{<a b=“c”/>}}", Value::Null)]),
            ("{{<a b={c}/>}}", vec![("! {{<a b={c}/>}}", Value::Null)]),
            ("{{<a b={1} b={2}/>}}", vec![("! {{<a b={1} b={2}/>}}", Value::Null)]),
            ("{{<a/> | safe}}", vec![("! {{<a/> | safe}}", Value::Null)]),
            ("{% <a/> %}", vec![("! {% <a/> %}", Value::Null)]),
            ("{{<a b=\"c\nd {{<e/>}}", vec![("! {{<a b=", Value::Null), ("<e/>", json!({}))]),
            ("{{<a\n\n/>}}", vec![("! {{<a", Value::Null)]),
            ("{{<a b={99999999999999999999}/>}}", vec![("! {{<a b={99999999999999999999}/>}}", Value::Null)]),
        ] {
            let expected: Vec<_> = expected.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
            let found: Vec<_> = heads(text)
                .into_iter()
                .map(|(name, value)| match value {
                    // An array of pairs, as it is collected, into an object.
                    Value::Array(pairs) if pairs.is_empty() => (name, json!({})),
                    value => (name, value),
                })
                .collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn lists_do_not_nest_without_end() {
        let deep = format!("{{{{<a b={{{}{}}}/>}}}}", "[".repeat(100_000), "]".repeat(100_000));
        assert!(matches!(scan(&deep)[0].kind, TagKind::Broken(_)));
    }

    #[test]
    fn lines_of_their_own() {
        for (text, expected) in [
            ("{{<a/>}}", Standing::Alone),
            ("a\n  {{<a/>}} \r\nb", Standing::Alone),
            ("- {{<a/>}}", Standing::Alone),
            ("> 1. {{<a/>}}", Standing::Alone),
            ("a {{<a/>}}", Standing::InLine),
            ("{{<a/>}} b", Standing::InLine),
            ("-{{<a/>}}", Standing::InLine),
            ("2023 {{<a/>}}", Standing::InLine),
        ] {
            assert_eq!(scan(text)[0].standing, expected, "{text}");
        }
    }
}
