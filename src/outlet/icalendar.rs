//! iCalendar (RFC 5545): typed components in, bytes out. Owns escaping, quoting and folding; knows no site.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};

/// `BEGIN:VEVENT` to `END:VEVENT`.
#[derive(Clone, Debug, PartialEq)]
pub struct Component {
    pub name: &'static str,
    pub properties: Vec<Property>,
    pub components: Vec<Component>,
}

/// One content line (section 3.1).
#[derive(Clone, Debug, PartialEq)]
pub struct Property {
    pub name: &'static str,
    pub parameters: Vec<(&'static str, String)>,
    pub value: Value,
}

/// A value by its type (section 3.3).
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Text(String),
    /// A list of texts.
    Texts(Vec<String>),
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

/// Octets of a line without its end (section 3.1).
const LINE: usize = 75;

impl Component {
    pub fn new(name: &'static str) -> Self {
        Self { name, properties: Vec::new(), components: Vec::new() }
    }

    pub fn put(&mut self, name: &'static str, value: Value) {
        self.put_with(name, Vec::new(), value);
    }

    pub fn put_with(&mut self, name: &'static str, parameters: Vec<(&'static str, String)>, value: Value) {
        self.properties.push(Property { name, parameters, value });
    }

    /// The first property of a name.
    pub fn get(&self, name: &str) -> Option<&Property> {
        self.properties.iter().find(|property| property.name == name)
    }
}

/// A component as a file.
pub fn write(component: &Component) -> Vec<u8> {
    let mut out = String::new();
    write_component(component, &mut out);
    out.into_bytes()
}

fn write_component(component: &Component, out: &mut String) {
    fold(&format!("BEGIN:{}", component.name), out);
    for property in &component.properties {
        fold(&line(property), out);
    }
    for inner in &component.components {
        write_component(inner, out);
    }
    fold(&format!("END:{}", component.name), out);
}

fn line(property: &Property) -> String {
    let mut line = property.name.to_owned();
    for (name, value) in &property.parameters {
        line.push(';');
        line.push_str(name);
        line.push('=');
        line.push_str(&parameter(value));
    }
    line.push(':');
    line.push_str(&value(&property.value));
    line
}

fn value(value: &Value) -> String {
    match value {
        Value::Text(text) => escape(text),
        Value::Texts(texts) => texts.iter().map(|text| escape(text)).collect::<Vec<_>>().join(","),
        Value::Word(word) => (*word).to_owned(),
        // Whatever may not stand in an address was encoded by whoever made it; a control character would end the line.
        Value::Uri(uri) => uri.chars().filter(|c| !c.is_control()).collect(),
        Value::Integer(number) => number.to_string(),
        Value::Date(date) => date.format("%Y%m%d").to_string(),
        Value::Civil(civil) => civil.format("%Y%m%dT%H%M%S").to_string(),
        Value::Instant(instant) => instant.format("%Y%m%dT%H%M%SZ").to_string(),
        Value::Offset(seconds) => offset(*seconds),
        Value::Geo(lat, lon) => format!("{lat:.6};{lon:.6}"),
    }
}

/// `+0800`; with seconds where there are any (section 3.3.14).
fn offset(seconds: i32) -> String {
    let sign = if seconds < 0 { '-' } else { '+' };
    let size = seconds.unsigned_abs();
    let (hours, minutes, rest) = (size / 3600, size / 60 % 60, size % 60);
    let rest = if rest == 0 { String::new() } else { format!("{rest:02}") };
    format!("{sign}{hours:02}{minutes:02}{rest}")
}

/// A text that may stand in a line: every kind of line end becomes `\n`, and control characters other than the tab go.
fn clean(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    text.chars()
        .map(|c| if matches!(c, '\r' | '\u{85}' | '\u{2028}' | '\u{2029}') { '\n' } else { c })
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .collect()
}

/// TEXT (section 3.3.11).
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in clean(text).chars() {
        match c {
            '\\' | ';' | ',' => escaped.extend(['\\', c]),
            '\n' => escaped.push_str("\\n"),
            _ => escaped.push(c),
        }
    }
    escaped
}

/// A parameter's value: quoted where it holds a separator (section 3.2); what may not stand even in quotes, by the
/// circumflex escapes of RFC 6868.
fn parameter(value: &str) -> String {
    let mut encoded = String::with_capacity(value.len());
    for c in clean(value).chars() {
        match c {
            '^' => encoded.push_str("^^"),
            '\n' => encoded.push_str("^n"),
            '"' => encoded.push_str("^'"),
            _ => encoded.push(c),
        }
    }
    if encoded.contains([':', ';', ',']) { format!("\"{encoded}\"") } else { encoded }
}

/// Writes a line in pieces of at most 75 octets. A character and an escape stay whole: some readers unescape before they
/// unfold, and some decode each line by itself.
fn fold(line: &str, out: &mut String) {
    let mut used = 0;
    let mut characters = line.chars().peekable();
    while let Some(first) = characters.next() {
        let second = if first == '\\' { characters.next() } else { None };
        let size = first.len_utf8() + second.map_or(0, char::len_utf8);
        if used + size > LINE {
            out.push_str("\r\n ");
            used = 1;
        }
        out.push(first);
        out.extend(second);
        used += size;
    }
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
            (Value::Texts(vec!["讲座".into(), "a,b".into()]), "讲座,a\\,b"),
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
            assert_eq!(value(&written), expected);
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
            assert_eq!(parameter(written), expected);
        }
    }

    #[test]
    fn components_nest() {
        let mut inner = Component::new("VEVENT");
        inner.put_with("DTSTART", vec![("VALUE", "DATE".into())], Value::Date("2023-07-14".parse().unwrap()));
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
            prop_assert_eq!(unescaped(&escape(&text)), clean(&text));
        }

        #[test]
        fn a_clean_text_is_kept(text in "[^\\p{Cc}\u{2028}\u{2029}]{0,80}") {
            prop_assert_eq!(clean(&text), text);
        }

        #[test]
        fn what_is_folded_is_read_again(text in text()) {
            let line = format!("SUMMARY:{}", escape(&text));
            prop_assert_eq!(unfolded(&folded(&line)), line);
        }

        #[test]
        fn lines_are_short_and_whole(text in text()) {
            let folded = folded(&format!("SUMMARY:{}", escape(&text)));
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
            event.put_with("SUMMARY", vec![("X-A", zone)], Value::Text(summary));
            let written = String::from_utf8(write(&event)).unwrap();
            let written = written.replace("\r\n ", "");
            let lines: Vec<&str> = written.split("\r\n").collect();
            prop_assert_eq!(lines.len(), 4);
            prop_assert!(lines[1].starts_with("SUMMARY;X-A="));
        }
    }
}
