//! iCalendar (RFC 5545): typed components in, bytes out. Owns escaping, quoting and folding; knows no site.

use std::borrow::Cow;
use std::fmt::Write;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};

use crate::record::{push_basic_civil, push_basic_date};

/// `BEGIN:VEVENT` to `END:VEVENT`.
#[derive(Clone, Debug, PartialEq)]
pub struct Component<'a> {
    pub name: &'static str,
    pub properties: Vec<Property<'a>>,
    pub components: Vec<Component<'a>>,
}

/// One content line (section 3.1).
#[derive(Clone, Debug, PartialEq)]
pub struct Property<'a> {
    pub name: &'static str,
    /// No property of ours needs more than one.
    pub parameter: Option<(&'static str, Cow<'a, str>)>,
    pub value: Value<'a>,
}

/// A value by its type (section 3.3).
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    Text(Cow<'a, str>),
    /// A list of texts.
    Texts(Vec<&'a str>),
    /// A word of the standard, such as `CONFIRMED`.
    Word(&'static str),
    Uri(String),
    Integer(u32),
    Date(NaiveDate),
    /// Civil time; its property names the zone.
    Civil(NaiveDateTime),
    /// In UTC.
    Instant(DateTime<Utc>),
    /// Seconds east of Greenwich.
    Offset(i32),
    /// Degrees north and east.
    Geo(f64, f64),
}

/// Takes properties one after another: a component, which keeps them, or the lines of a file, which are all that is wanted of the
/// hundred thousand events of a large site.
pub trait Properties<'a> {
    fn take(&mut self, property: Property<'a>);

    fn put(&mut self, name: &'static str, value: Value<'a>) {
        self.take(Property { name, parameter: None, value });
    }

    fn put_with(&mut self, name: &'static str, parameter: (&'static str, Cow<'a, str>), value: Value<'a>) {
        self.take(Property { name, parameter: Some(parameter), value });
    }
}

/// Octets of a line without its end (section 3.1).
const LINE: usize = 75;

impl<'a> Component<'a> {
    pub fn new(name: &'static str) -> Self {
        Self { name, properties: Vec::new(), components: Vec::new() }
    }

    /// The first property of a name.
    pub fn get(&self, name: &str) -> Option<&Property<'a>> {
        self.properties.iter().find(|property| property.name == name)
    }
}

impl<'a> Properties<'a> for Component<'a> {
    fn take(&mut self, property: Property<'a>) {
        self.properties.push(property);
    }
}

/// A component as a file.
pub fn write(component: &Component<'_>) -> Vec<u8> {
    write_with(component, &[])
}

/// A component as a file, with others in it that [`lines`] has written.
pub fn write_with(component: &Component<'_>, written: &[&str]) -> Vec<u8> {
    let mut out = Lines::default();
    out.open(component);
    // Calendars of everything are long: room is made for them once, and no more than they take.
    let length = written.iter().map(|lines| lines.len()).sum::<usize>();
    out.folded.reserve_exact(length + END);
    out.folded.extend(written.iter().copied());
    out.end(component.name);
    out.folded.into_bytes()
}

/// Room for the last line of a file.
const END: usize = 32;

/// A component as the lines that stand for it in the file of another, with the properties that `put` gives it.
pub fn lines(name: &str, put: impl FnOnce(&mut Lines)) -> String {
    let mut out = Lines { folded: String::with_capacity(1024), line: String::with_capacity(512) };
    out.begin(name);
    put(&mut out);
    out.end(name);
    out.folded
}

/// Lines that are written, and room for the one at hand.
#[derive(Debug, Default)]
pub struct Lines {
    folded: String,
    line: String,
}

impl<'a> Properties<'a> for Lines {
    fn take(&mut self, property: Property<'a>) {
        self.property(&property);
    }
}

impl Lines {
    /// Everything but the end.
    fn open(&mut self, component: &Component<'_>) {
        self.begin(component.name);
        component.properties.iter().for_each(|property| self.property(property));
        for inner in &component.components {
            self.open(inner);
            self.end(inner.name);
        }
    }

    fn begin(&mut self, name: &str) {
        self.put_line(&["BEGIN:", name]);
    }

    fn end(&mut self, name: &str) {
        self.put_line(&["END:", name]);
    }

    fn put_line(&mut self, parts: &[&str]) {
        self.line.clear();
        self.line.extend(parts.iter().copied());
        fold(&self.line, &mut self.folded);
    }

    fn property(&mut self, property: &Property<'_>) {
        let line = &mut self.line;
        line.clear();
        line.push_str(property.name);
        if let Some((name, value)) = &property.parameter {
            line.push(';');
            line.push_str(name);
            line.push('=');
            parameter(value, line);
        }
        line.push(':');
        value(&property.value, line);
        fold(line, &mut self.folded);
    }
}

fn value(value: &Value<'_>, line: &mut String) {
    // Writing into memory cannot fail.
    let _ = match value {
        Value::Text(text) => return escape(text, line),
        Value::Texts(texts) => {
            for (index, text) in texts.iter().enumerate() {
                line.push_str(if index == 0 { "" } else { "," });
                escape(text, line);
            }
            return;
        }
        Value::Word(word) => return line.push_str(word),
        // Whatever may not stand in an address was encoded by whoever made it; a control character would end the line.
        Value::Uri(uri) if uri.bytes().all(|byte| byte.is_ascii_graphic()) => return line.push_str(uri),
        Value::Uri(uri) => return line.extend(uri.chars().filter(|c| !c.is_control())),
        Value::Integer(number) => write!(line, "{number}"),
        Value::Date(date) => return push_basic_date(line, *date),
        Value::Civil(civil) => return push_basic_civil(line, *civil),
        Value::Instant(instant) => {
            push_basic_civil(line, instant.naive_utc());
            return line.push('Z');
        }
        Value::Offset(seconds) => return line.push_str(&offset(*seconds)),
        Value::Geo(lat, lon) => write!(line, "{lat:.6};{lon:.6}"),
    };
}

/// `+0800`; with seconds where there are any (section 3.3.14).
fn offset(seconds: i32) -> String {
    let sign = if seconds < 0 { '-' } else { '+' };
    let size = seconds.unsigned_abs();
    let (hours, minutes, rest) = (size / 3600, size / 60 % 60, size % 60);
    let rest = if rest == 0 { String::new() } else { format!("{rest:02}") };
    format!("{sign}{hours:02}{minutes:02}{rest}")
}

/// The bytes that may begin a character that has to be looked at: a control character, one that is escaped, or a line end of
/// Unicode (U+0085, U+2028, U+2029).
static SPECIAL: [bool; 256] = {
    let mut special = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        special[byte] = byte < 0x20 || matches!(byte, 0x2c | 0x3b | 0x5c | 0x7f | 0xc2 | 0xe2);
        byte += 1;
    }
    special
};

/// A character as it may stand in a line: every kind of line end is `\n`, and control characters other than the tab go.
fn standing(c: char) -> Option<char> {
    match c {
        '\r' | '\n' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some('\n'),
        '\t' => Some(c),
        _ => (!c.is_control()).then_some(c),
    }
}

fn clean(text: &str) -> String {
    text.replace("\r\n", "\n").chars().filter_map(standing).collect()
}

/// TEXT (section 3.3.11): as [`clean`] leaves it, with its separators escaped.
fn escape(text: &str, line: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|byte| SPECIAL[usize::from(byte)]) {
        let (plain, special) = rest.split_at(at);
        line.push_str(plain);
        let mut following = special.chars();
        match following.next().and_then(standing) {
            // Of two signs that end a line together, the second does.
            Some('\n') if special.starts_with("\r\n") => {}
            Some('\n') => line.push_str("\\n"),
            Some(c @ ('\\' | ';' | ',')) => line.extend(['\\', c]),
            Some(c) => line.push(c),
            None => {}
        }
        rest = following.as_str();
    }
    line.push_str(rest);
}

/// A parameter's value: quoted where it holds a separator (section 3.2); what may not stand even in quotes, by the
/// circumflex escapes of RFC 6868.
fn parameter(value: &str, line: &mut String) {
    // Names of zones and types, of which most parameters are.
    if value.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'_')) {
        return line.push_str(value);
    }
    let mut encoded = String::with_capacity(value.len());
    for c in clean(value).chars() {
        match c {
            '^' => encoded.push_str("^^"),
            '\n' => encoded.push_str("^n"),
            '"' => encoded.push_str("^'"),
            _ => encoded.push(c),
        }
    }
    let quote = if encoded.contains([':', ';', ',']) { "\"" } else { "" };
    line.extend([quote, &encoded, quote]);
}

/// Writes a line in pieces of at most 75 octets. A character and an escape stay whole: some readers unescape before they
/// unfold, and some decode each line by itself.
fn fold(line: &str, out: &mut String) {
    let (mut rest, mut most) = (line, LINE);
    while rest.len() > most {
        let mut end = rest.floor_char_boundary(most);
        // An odd number of backslashes before the cut: the last one escapes what follows it.
        let backslashes = rest[..end].len() - rest[..end].trim_end_matches('\\').len();
        end -= backslashes % 2;
        out.push_str(&rest[..end]);
        out.push_str("\r\n ");
        rest = &rest[end..];
        // The space counts.
        most = LINE - 1;
    }
    out.push_str(rest);
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn folded(line: &str) -> String {
        let mut out = String::new();
        fold(line, &mut out);
        out
    }

    fn escaped(text: &str) -> String {
        let mut line = String::new();
        escape(text, &mut line);
        line
    }

    fn unfolded(text: &str) -> String {
        text.replace("\r\n ", "").trim_end_matches("\r\n").to_owned()
    }

    fn unescaped(text: &str) -> String {
        let mut plain = String::new();
        let mut characters = text.chars();
        while let Some(c) = characters.next() {
            match (c, c == '\\') {
                (_, true) => match characters.next() {
                    Some('n' | 'N') => plain.push('\n'),
                    Some(c) => plain.push(c),
                    None => panic!("a backslash at the end of {text}"),
                },
                (c, _) => plain.push(c),
            }
        }
        plain
    }

    #[test]
    fn values_have_their_forms() {
        let civil: NaiveDateTime = "2023-07-14T14:30:00".parse().unwrap();
        for (written, expected) in [
            (Value::Text("一，二; 三,四\\五\r\n六\u{7}\t七".into()), "一，二\\; 三\\,四\\\\五\\n六\t七"),
            (Value::Texts(vec!["讲座", "a,b"]), "讲座,a\\,b"),
            (Value::Word("CONFIRMED"), "CONFIRMED"),
            (Value::Uri("https://example.org/?a=1;b,\r\nX:1".into()), "https://example.org/?a=1;b,X:1"),
            (Value::Integer(3), "3"),
            (Value::Date(civil.date()), "20230714"),
            (Value::Civil(civil), "20230714T143000"),
            (Value::Instant(civil.and_utc()), "20230714T143000Z"),
            (Value::Offset(28800), "+0800"),
            (Value::Offset(-12_600), "-0330"),
            (Value::Offset(29_143), "+080543"),
            (Value::Offset(0), "+0000"),
            (Value::Geo(32.031_21, 121.2), "32.031210;121.200000"),
        ] {
            let mut line = String::new();
            value(&written, &mut line);
            assert_eq!(line, expected);
        }
    }

    #[test]
    fn parameters_are_quoted_where_they_must_be() {
        for (written, expected) in [
            ("Asia/Shanghai", "Asia/Shanghai"),
            ("一：二", "一：二"),
            ("a:b", "\"a:b\""),
            ("a,b;c", "\"a,b;c\""),
            ("他说\"好\"", "他说^'好^'"),
            ("a^b\nc\u{1}", "a^^b^nc"),
        ] {
            let mut line = String::new();
            parameter(written, &mut line);
            assert_eq!(line, expected);
        }
    }

    #[test]
    fn components_nest() {
        let mut inner = Component::new("VEVENT");
        inner.put_with("DTSTART", ("VALUE", "DATE".into()), Value::Date("2023-07-14".parse().unwrap()));
        let mut outer = Component::new("VCALENDAR");
        outer.put("VERSION", Value::Word("2.0"));
        outer.components.push(inner);
        assert_eq!(
            String::from_utf8(write(&outer)).unwrap(),
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20230714\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        );
    }

    #[test]
    fn a_line_breaks_only_where_it_must() {
        assert_eq!(folded(&"a".repeat(75)), format!("{}\r\n", "a".repeat(75)));
        assert_eq!(folded(&"a".repeat(76)), format!("{}\r\n a\r\n", "a".repeat(75)));
        assert_eq!(folded(&"夏".repeat(26)), format!("{}\r\n 夏\r\n", "夏".repeat(25)));
        // An escape stays whole.
        assert_eq!(folded(&format!("{}\\n", "a".repeat(74))), format!("{}\r\n \\n\r\n", "a".repeat(74)));
        assert_eq!(folded(&format!("{}\\\\n", "a".repeat(74))), format!("{}\r\n \\\\n\r\n", "a".repeat(74)));
    }

    /// Text with much of what can go wrong in it.
    fn text() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            proptest::sample::select(vec![
                "\\", ";", ",", "\n", "\r", "\r\n", "\t", " ", "\"", "^", ":", "\u{0}", "\u{2028}"
            ])
            .prop_map(str::to_owned),
            "[a-z ]{0,40}",
            "[一-龥，。【】]{0,30}",
            "[😀-🙏]{0,10}",
            any::<char>().prop_map(String::from),
        ];
        proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn what_is_escaped_is_read_again(text in text()) {
            prop_assert_eq!(unescaped(&escaped(&text)), clean(&text));
        }

        #[test]
        fn a_clean_text_is_kept(text in "[^\\p{Cc}\u{2028}\u{2029}]{0,80}") {
            prop_assert_eq!(&*clean(&text), &*text);
        }

        #[test]
        fn what_is_folded_is_read_again(text in text()) {
            let line = format!("SUMMARY:{}", escaped(&text));
            prop_assert_eq!(unfolded(&folded(&line)), line);
        }

        #[test]
        fn lines_are_short_and_whole(text in text()) {
            let folded = folded(&format!("SUMMARY:{}", escaped(&text)));
            prop_assert!(folded.ends_with("\r\n"));
            let lines: Vec<&str> = folded.trim_end_matches("\r\n").split("\r\n").collect();
            for line in &lines {
                prop_assert!(line.len() <= 75, "{} octets", line.len());
                prop_assert!(!line.chars().any(|c| c.is_control() && c != '\t'), "{line:?}");
            }
            // Each piece is a sequence of whole escapes.
            for line in lines {
                let trailing = line.len() - line.trim_end_matches('\\').len();
                prop_assert!(trailing % 2 == 0, "{line:?}");
            }
        }

        #[test]
        fn whatever_a_component_holds_it_has_its_lines_and_no_other(summary in text(), zone in text()) {
            let mut event = Component::new("VEVENT");
            event.put_with("SUMMARY", ("X-A", zone.into()), Value::Text(summary.into()));
            let written = String::from_utf8(write(&event)).unwrap();
            let written = written.replace("\r\n ", "");
            let lines: Vec<&str> = written.split("\r\n").collect();
            prop_assert_eq!(lines.len(), 4);
            prop_assert!(lines[1].starts_with("SUMMARY;X-A="));
        }
    }
}
