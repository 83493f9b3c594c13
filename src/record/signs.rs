//! Signs of a Chinese keyboard where TOML wants ASCII ones. Each is replaced, so that the rest of the text is read for
//! what it is, and is told with its line.

use std::borrow::Cow;
use std::ops::Range;

use crate::diagnostic::Text;

/// A text with ASCII signs where TOML wants them.
pub(super) struct Repaired<'a> {
    pub text: Cow<'a, str>,
    /// What was replaced, in order.
    pub signs: Vec<Sign>,
    /// Offsets in the new text of what was replaced, and how many bytes all up to it took off.
    shortened: Vec<(usize, usize)>,
}

/// What stood where, and what stands for it.
#[derive(Debug, PartialEq)]
pub(super) struct Sign {
    /// In the text as written.
    pub span: Range<usize>,
    pub written: String,
    pub ascii: String,
}

impl<'a> Repaired<'a> {
    /// The text as it is.
    pub fn none(text: &'a str) -> Self {
        Self { text: Cow::Borrowed(text), signs: Vec::new(), shortened: Vec::new() }
    }

    /// The offset in the text as written.
    pub fn written(&self, at: usize) -> usize {
        let before = self.shortened.partition_point(|(edit, _)| *edit < at);
        at + before.checked_sub(1).map_or(0, |last| self.shortened[last].1)
    }
}

/// What may end a text in quotes: the quotes of every keyboard.
const QUOTES: &[char] = &['"', '\'', '“', '”', '„', '‟', '＂', '‘', '’', '＇', '「', '」', '『', '』'];

/// What may stand behind the end of a text in quotes.
const BEHIND: &[char] =
    &[',', ']', '}', '#', '=', ':', '，', '、', '］', '】', '｝', '＃', '＝', '：', '\u{3000}', '\u{a0}'];

/// Replaces what a Chinese keyboard writes outside of texts in quotes. Prose that nobody quoted is left as it is.
pub(super) fn repair(text: &str) -> Repaired<'_> {
    let mut scanner =
        Scanner { text, at: 0, out: String::new(), signs: Vec::new(), shortened: Vec::new(), open: Vec::new() };
    while scanner.at < text.len() {
        scanner.line();
    }
    let Scanner { out, signs, shortened, .. } = scanner;
    let text = if signs.is_empty() { Cow::Borrowed(text) } else { Cow::Owned(out) };
    Repaired { text, signs, shortened }
}

/// What one line's signs should be, as a hint.
pub(super) fn hint(signs: &[&Sign]) -> Text {
    let mut pairs: Vec<(&str, Vec<&str>)> = Vec::new();
    for sign in signs {
        match pairs.iter_mut().find(|(ascii, _)| *ascii == sign.ascii) {
            Some((_, all)) if all.contains(&sign.written.as_str()) => {}
            Some((_, all)) => all.push(&sign.written),
            None => pairs.push((&sign.ascii, vec![&sign.written])),
        }
    }
    let zh = pairs.iter().map(|(ascii, all)| match *ascii {
        " " => "全角空格改成英文的空格".to_owned(),
        _ if all.iter().all(|sign| sign.is_ascii()) => format!(" {} 改成 {ascii}", all.join(" ")),
        _ => format!("中文的 {} 改成英文的 {ascii}", all.join(" ")),
    });
    let en = pairs.iter().map(|(ascii, all)| match *ascii {
        " " => "a plain space instead of the wide one".to_owned(),
        _ => format!("{ascii} instead of {}", all.join(" ")),
    });
    let (zh, en) = (zh.collect::<Vec<_>>().join("，"), en.collect::<Vec<_>>().join(", "));
    Text::new(format!("把{zh}"), format!("write {en}"))
}

/// What the next word of a line is.
#[derive(Clone, Copy, PartialEq)]
enum Next {
    Key,
    /// The name in `[name]`.
    Header,
    Value,
}

struct Scanner<'a> {
    text: &'a str,
    /// How far the text has been read.
    at: usize,
    out: String,
    signs: Vec<Sign>,
    shortened: Vec<(usize, usize)>,
    /// Brackets of values that stay open.
    open: Vec<char>,
}

impl<'a> Scanner<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    /// The rest of the line, without its end.
    fn rest_of_line(&self) -> &'a str {
        self.rest().split(['\n', '\r']).next().unwrap_or_default()
    }

    fn copy(&mut self, length: usize) {
        self.out.push_str(&self.text[self.at..self.at + length]);
        self.at += length;
    }

    /// Goes behind a sign that should be an ASCII one.
    fn take(&mut self, written: char, ascii: char) {
        if written == ascii {
            self.copy(1);
        } else {
            self.replace(written, ascii);
        }
    }

    fn replace(&mut self, written: char, ascii: char) {
        let span = self.at..self.at + written.len_utf8();
        self.at = span.end;
        self.out.push(ascii);
        let off = self.shortened.last().map_or(0, |(_, off)| *off) + written.len_utf8() - 1;
        // Offsets behind the sign, not the sign's own, are moved.
        self.shortened.push((self.out.len() - 1, off));
        match self.signs.last_mut() {
            // `１０` is one slip.
            Some(last)
                if last.span.end == span.start
                    && ascii.is_alphanumeric()
                    && last.ascii.ends_with(char::is_alphanumeric) =>
            {
                last.span.end = span.end;
                last.written.push(written);
                last.ascii.push(ascii);
            }
            _ => self.signs.push(Sign { span, written: written.into(), ascii: ascii.into() }),
        }
    }

    fn expected(&self) -> Next {
        if self.open.last() == Some(&'[') { Next::Value } else { Next::Key }
    }

    fn line(&mut self) {
        let mut next = self.expected();
        let mut is_start = self.open.is_empty();
        while let Some(c) = self.rest().chars().next() {
            let first = is_start;
            is_start = is_start && c.is_whitespace();
            match (next, c) {
                (_, '\n') => return self.copy(1),
                (_, '\u{3000}' | '\u{a0}') => self.replace(c, ' '),
                (_, ' ' | '\t' | '\r') => self.copy(1),
                (_, '#') => self.copy(self.rest_of_line().len()),
                (_, '＃') => {
                    self.replace(c, '#');
                    self.copy(self.rest_of_line().len());
                }
                (_, c) if QUOTES.contains(&c) => self.quoted(c),
                (Next::Key, '[') if first => {
                    self.copy(1);
                    next = Next::Header;
                }
                (Next::Key, '［' | '【') if first => {
                    self.replace(c, '[');
                    next = Next::Header;
                }
                (Next::Header, '［' | '【') => self.replace(c, '['),
                (Next::Header, '］' | '】') => self.replace(c, ']'),
                (Next::Key, '=') => {
                    self.copy(1);
                    next = Next::Value;
                }
                (Next::Key, '＝' | '：' | ':') => {
                    self.replace(c, '=');
                    next = Next::Value;
                }
                (Next::Value, '[' | '{') => {
                    self.copy(1);
                    self.open.push(c);
                    next = self.expected();
                }
                (Next::Value, '［' | '【' | '｛') => {
                    let ascii = if c == '｛' { '{' } else { '[' };
                    self.replace(c, ascii);
                    self.open.push(ascii);
                    next = self.expected();
                }
                (Next::Key | Next::Value, ']' | '}' | '］' | '】' | '｝') => {
                    let ascii = if matches!(c, '}' | '｝') { '}' } else { ']' };
                    self.open.pop();
                    self.take(c, ascii);
                    next = Next::Value;
                }
                (_, ',' | '，' | '、') if !self.open.is_empty() => {
                    self.take(c, ',');
                    next = self.expected();
                }
                (Next::Value, _) => self.bare(),
                (Next::Key | Next::Header, c) => match half(c) {
                    Some(ascii) if ascii.is_ascii_alphanumeric() || matches!(ascii, '-' | '_' | '.') => {
                        self.replace(c, ascii);
                    }
                    _ => self.copy(c.len_utf8()),
                },
            }
        }
    }

    /// A text in quotes, with those of any keyboard.
    fn quoted(&mut self, open: char) {
        if let Some(mark) = ["\"\"\"", "'''"].into_iter().find(|mark| self.rest().starts_with(mark)) {
            let end = self.rest()[3..].find(mark).map_or(self.rest().len(), |at| at + 6);
            return self.copy(end);
        }
        let line = self.rest_of_line();
        let inner = &line[open.len_utf8()..];
        let is_ascii = matches!(open, '"' | '\'');
        if is_ascii && let Some(end) = end_of_string(inner, open) {
            return self.copy(1 + end + 1);
        }
        let end = inner.char_indices().find(|(at, c)| {
            let behind = inner[at + c.len_utf8()..].trim_start_matches([' ', '\t']);
            QUOTES.contains(c) && (behind.is_empty() || behind.starts_with(BEHIND))
        });
        let content = end.map_or(inner, |(at, _)| &inner[..at]);
        // What stands inside must not end the text.
        let quote = if is_ascii {
            open
        } else if content.contains(['"', '\\']) {
            '\''
        } else {
            '"'
        };
        self.take(open, quote);
        self.copy(content.len());
        if let Some((_, close)) = end {
            self.take(close, quote);
        }
    }

    /// A number, a date, `true`, or prose that nobody put in quotes, which is left as it is.
    fn bare(&mut self) {
        let is_end = |c: char| {
            c == '#' || !self.open.is_empty() && matches!(c, ',' | '，' | '、' | ']' | '］' | '】' | '}' | '｝')
        };
        let line = self.rest_of_line();
        let word = &line[..line.find(is_end).unwrap_or(line.len())];
        let is_value = |c: char| c.is_ascii_alphanumeric() || matches!(c, ':' | '+' | '-' | '.' | '_' | ' ' | '\t');
        if !word.chars().all(|c| is_value(half(c).unwrap_or(c))) {
            return self.copy(word.len());
        }
        for c in word.chars() {
            match half(c) {
                Some(ascii) => self.replace(c, ascii),
                None => self.copy(c.len_utf8()),
            }
        }
    }
}

/// Where a string of one line ends, behind its first quote.
fn end_of_string(inner: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    inner.char_indices().find_map(|(at, c)| {
        if escaped {
            escaped = false;
            return None;
        }
        escaped = c == '\\' && quote == '"';
        (c == quote).then_some(at)
    })
}

/// The ASCII form of a full-width character (U+FF01 to U+FF5E, U+3000).
fn half(c: char) -> Option<char> {
    match c {
        '\u{3000}' => Some(' '),
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Language;

    #[test]
    fn signs_are_replaced_outside_of_texts() {
        let cases = [
            ("title＝“甲”\n", "title=\"甲\"\n", "把中文的 ＝ 改成英文的 =，中文的 “ ” 改成英文的 \""),
            ("title：甲\n", "title=甲\n", "把中文的 ： 改成英文的 ="),
            ("title: \"甲\"\n", "title= \"甲\"\n", "把 : 改成 ="),
            ("a = \"甲”\nb = 1", "a = \"甲\"\nb = 1", "把中文的 ” 改成英文的 \""),
            ("a = “甲\"", "a = \"甲\"", "把中文的 “ 改成英文的 \""),
            (
                "a = ［“甲”，“乙”］",
                "a = [\"甲\",\"乙\"]",
                "把中文的 ［ 改成英文的 [，中文的 “ ” 改成英文的 \"，中文的 ， 改成英文的 ,，中文的 ］ 改成英文的 ]",
            ),
            ("a = １０", "a = 10", "把中文的 １０ 改成英文的 10"),
            ("a = 2023-06-07 14：30", "a = 2023-06-07 14:30", "把中文的 ： 改成英文的 :"),
            ("【event】\na = 1", "[event]\na = 1", "把中文的 【 改成英文的 [，中文的 】 改成英文的 ]"),
            ("a　=　1", "a = 1", "把全角空格改成英文的空格"),
            ("＃ 说明：好，“是”", "# 说明：好，“是”", "把中文的 ＃ 改成英文的 #"),
            ("a = “C:\\x”", "a = 'C:\\x'", "把中文的 “ ” 改成英文的 '"),
            (
                "a = ｛ b ＝ 1，c = 2 ｝",
                "a = { b = 1,c = 2 }",
                "把中文的 ｛ 改成英文的 {，中文的 ＝ 改成英文的 =，中文的 ， 改成英文的 ,，中文的 ｝ 改成英文的 }",
            ),
        ];
        for (text, expected, told) in cases {
            let repaired = repair(text);
            assert_eq!(repaired.text, expected, "{text}");
            let signs: Vec<&Sign> = repaired.signs.iter().collect();
            assert_eq!(hint(&signs).in_language(Language::Zh), told, "{text}");
        }
    }

    #[test]
    fn texts_comments_and_prose_are_left_alone() {
        for text in [
            "a = \"“甲”，＝：\"",
            "a = '＝' # “注”＝",
            "a = \"\"\"\n“甲”＝\n\"\"\"\n",
            "a = 好消息，快来：“免费”",
            "a = \"他说\\\"“好”\\\"\"",
            "# ［＝］",
        ] {
            let repaired = repair(text);
            assert_eq!(repaired.text, text);
            assert_eq!(repaired.signs, []);
        }
    }

    proptest::proptest! {
        #[test]
        fn offsets_lead_back_to_what_was_written(text in "([a-b“”\"'＝：，［］｛｝１ \n#甲]|a = ){0,30}") {
            let repaired = repair(&text);
            let mut back = String::new();
            for (at, c) in repaired.text.char_indices() {
                let (start, end) = (repaired.written(at), repaired.written(at + c.len_utf8()));
                let written = &text[start..end];
                proptest::prop_assert!(written.chars().count() == 1);
                back.push_str(written);
            }
            proptest::prop_assert_eq!(back, text);
        }
    }
}
