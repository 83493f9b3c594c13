//! Dates on which a place keeps other hours than in its week: `2023-06-22 休（端午节）；2023-10-07 8:30—17:30`.

use chrono::{Datelike, NaiveDate};

use super::hours::{SEPARATORS, Span, order, spans, spans_text};
use super::phrase::{self, Cursor, Fault, normalise};
use crate::diagnostic::{Diagnostic, Findings, Language, Text, WRONG_TYPE};
use crate::record::{Field, Node, Shape, Value};
use crate::text;

/// A date, or several in a row, on which other hours hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exception {
    pub first: NaiveDate,
    /// The same as `first` for a single date.
    pub last: NaiveDate,
    /// No span: closed.
    pub spans: Vec<Span>,
    /// What stood in brackets, such as 端午节.
    pub note: Option<String>,
}

/// All exceptions of a place, by date.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exceptions(pub Vec<Exception>);

impl Exception {
    /// The exception as readers see it: `2023年6月22日 休息（端午节）`.
    pub fn text(&self, language: Language) -> String {
        let date = |date: NaiveDate| match language {
            Language::Zh => format!("{}年{}月{}日", date.year(), date.month(), date.day()),
            Language::En => date.to_string(),
        };
        let range = if language == Language::Zh { "至" } else { " to " };
        let dates =
            if self.first == self.last { date(self.first) } else { date(self.first) + range + &date(self.last) };
        let note = match (&self.note, language) {
            (None, _) => String::new(),
            (Some(note), Language::Zh) => format!("（{note}）"),
            (Some(note), Language::En) => format!(" ({note})"),
        };
        format!("{dates} {}{note}", spans_text(&self.spans, language))
    }
}

impl Exceptions {
    /// The exception that holds on a date.
    pub fn on(&self, date: NaiveDate) -> Option<&Exception> {
        self.0.iter().find(|exception| exception.first <= date && date <= exception.last)
    }

    /// All exceptions as readers see them, in the order of their dates.
    pub fn text(&self, language: Language) -> String {
        let semicolon = if language == Language::Zh { "；" } else { "; " };
        self.0.iter().map(|exception| exception.text(language)).collect::<Vec<_>>().join(semicolon)
    }
}

impl Field for Exceptions {
    const SHAPE: Shape = Shape::List(&Shape::Text);

    /// One text, or a list of them; in a text exceptions are divided by ； or by lines.
    fn read(node: &mut Node, findings: &mut Findings) -> Option<Self> {
        let mut all = match &node.value {
            Value::List(items) => {
                let read: Vec<_> = items.iter().map(|item| phrase::read(item, usage, parse, findings)).collect();
                read.into_iter().collect::<Option<Vec<_>>>()?.concat()
            }
            Value::Text(_) => phrase::read(node, usage, parse, findings)?,
            _ => {
                let message = text!("这里应当是文字，或一列文字", "expected text, or a list of texts");
                let finding = Diagnostic::new(&WRONG_TYPE, &node.place, message);
                findings.push(finding.hint(usage()));
                return None;
            }
        };
        all.sort_by_key(|exception| exception.first);
        for pair in all.windows(2) {
            if let [one, next] = pair
                && next.first <= one.last
            {
                let date = next.first;
                Fault::new(text!("{date} 写了两次", "{date} stands here twice"))
                    .hint(text!("同一天只留一条", "keep one entry for each date"))
                    .report(&node.place, findings);
                return None;
            }
        }
        Some(Self(all))
    }

    fn absent() -> Option<Self> {
        Some(Self::default())
    }
}

fn usage() -> Text {
    text!("写成“2023-06-22 休；2023-10-07 8:30—17:30”", "write it like 2023-06-22 休；2023-10-07 8:30—17:30")
}

/// Reads exceptions, in the order in which they are written.
fn parse(written: &str) -> Result<Vec<Exception>, Fault> {
    let phrase = normalise(written.trim());
    let mut cursor = Cursor::new(&phrase);
    // Notes are kept as they were written: 冬至 is no dash.
    let mut notes = bracketed(written);
    let mut exceptions = Vec::new();
    while !cursor.is_done() {
        if cursor.eat_any(SEPARATORS) {
            continue;
        }
        let Some(first) = date(&mut cursor)? else {
            let rest = cursor.rest();
            return Err(Fault::new(text!("“{rest}”应当以日期开头", "{rest} should begin with a date")));
        };
        let mut ahead = cursor.clone();
        let last = if ahead.dash() {
            let last = last_date(&mut ahead, first)?;
            cursor = ahead;
            last
        } else {
            first
        };
        if last < first || (last - first).num_days() > 366 {
            return Err(Fault::new(text!("{first} 至 {last} 不是一段日期", "{first} to {last} is no stretch of days")));
        }
        cursor.eat_any(&[":", ","]);
        let Some(mut spans) = spans(&mut cursor, starts_date)? else {
            return Err(Fault::new(text!("{first} 后面没有写时间", "{first} is followed by no times"))
                .hint(text!("不开放就写“休”", "write 休 if it is closed")));
        };
        order(&mut spans)?;
        let note = if skip_note(&mut cursor) { notes.next().flatten() } else { None };
        exceptions.push(Exception { first, last, spans, note });
    }
    Ok(exceptions)
}

/// Whether a date stands here, be it a real one or not.
fn starts_date(cursor: &Cursor<'_>) -> bool {
    !matches!(date(&mut cursor.clone()), Ok(None))
}

/// What stands in brackets, one after another.
fn bracketed(written: &str) -> impl Iterator<Item = Option<String>> {
    written.split(['(', '（']).skip(1).map(|after| {
        let note = after.split([')', '）']).next().unwrap_or_default().trim();
        (!note.is_empty()).then(|| note.to_owned())
    })
}

/// Passes over a note in brackets; `false` if none stands here.
fn skip_note(cursor: &mut Cursor<'_>) -> bool {
    let mut ahead = cursor.clone();
    if !ahead.eat("(") {
        return false;
    }
    while let Some(c) = ahead.char() {
        if c == ')' {
            *cursor = ahead;
            return true;
        }
    }
    false
}

/// `2023-06-22`, `2023年6月22日`; `None` if no year stands here.
fn date(cursor: &mut Cursor<'_>) -> Result<Option<NaiveDate>, Fault> {
    let mut ahead = cursor.clone();
    let Some((year, 4)) = ahead.digits() else { return Ok(None) };
    if !ahead.eat_any(&["-", "/", ".", "年"]) {
        return Ok(None);
    }
    let Some(month) = ahead.number() else { return Ok(None) };
    if !ahead.eat_any(&["-", "/", ".", "月"]) {
        return Ok(None);
    }
    let Some(day) = ahead.number() else { return Ok(None) };
    ahead.eat_any(&["日", "号"]);
    *cursor = ahead;
    real(year, month, day).map(Some)
}

/// The end of a range, which may leave out its year and month: `至2023-10-07`, `至10月7日`, `至7日`.
fn last_date(cursor: &mut Cursor<'_>, first: NaiveDate) -> Result<NaiveDate, Fault> {
    if let Some(date) = date(cursor)? {
        return Ok(date);
    }
    let missing = || Fault::new(text!("{first} 至哪一天？", "{first} to which date?"));
    let year = first.year_ce().1;
    let number = cursor.number().ok_or_else(missing)?;
    if cursor.eat_any(&["月", "-", "/", "."]) {
        let day = cursor.number().ok_or_else(missing)?;
        cursor.eat_any(&["日", "号"]);
        return real(year, number, day);
    }
    if cursor.eat_any(&["日", "号"]) { real(year, first.month(), number) } else { Err(missing()) }
}

fn real(year: u32, month: u32, day: u32) -> Result<NaiveDate, Fault> {
    let date = i32::try_from(year).ok().and_then(|year| NaiveDate::from_ymd_opt(year, month, day));
    date.ok_or_else(|| {
        Fault::new(text!("没有{year}年{month}月{day}日", "there is no {year}-{month}-{day}"))
            .hint(text!("看看这个月有几天", "check how many days the month has"))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::hours::tests::spans_strategy;
    use super::*;
    use crate::diagnostic::Place;

    fn text(text: &str) -> Node {
        Node::new(Value::Text(text.to_owned()), Place::site())
    }

    fn read(written: &str) -> Result<String, String> {
        let mut findings = Findings::new();
        Exceptions::read(&mut text(written), &mut findings)
            .map(|exceptions| exceptions.text(Language::Zh))
            .ok_or_else(|| findings[0].message.in_language(Language::Zh).to_owned())
    }

    #[test]
    fn exceptions_are_understood() {
        let cases = [
            ("2023-06-22 休", Ok("2023年6月22日 休息")),
            (
                "2023-10-07 8:30—17:30；2023-06-22 休（端午节）",
                Ok("2023年6月22日 休息（端午节）；2023年10月7日 8:30—17:30"),
            ),
            (
                "2023-12-22 休（冬至）；2023-12-23 8:30-9:30；2023-12-24 休()；2023-12-25 休(元旦至腊八)",
                Ok(
                    "2023年12月22日 休息（冬至）；2023年12月23日 8:30—9:30；2023年12月24日 休息；2023年12月25日 休息（元旦至腊八）",
                ),
            ),
            ("2023-06-22 休（端午", Err("“(端午”应当以日期开头")),
            ("2023年6月22日休，2023年6月23日休", Ok("2023年6月22日 休息；2023年6月23日 休息")),
            (
                "2023/10/7 8:30-11:30，14:00-17:30，2023/10/8 全天",
                Ok("2023年10月7日 8:30—11:30，14:00—17:30；2023年10月8日 全天"),
            ),
            ("2023-10-01至2023-10-06 休", Ok("2023年10月1日至2023年10月6日 休息")),
            ("2023年10月1日—6日 休", Ok("2023年10月1日至2023年10月6日 休息")),
            ("2023-09-29至10-06 休", Ok("2023年9月29日至2023年10月6日 休息")),
            ("", Ok("")),
            ("2023-06-31 休", Err("没有2023年6月31日")),
            ("2023-06-22", Err("2023-06-22 后面没有写时间")),
            ("端午节 休", Err("“端午节 休”应当以日期开头")),
            ("2023-06-22 休；2023-06-22 8:00-9:00", Err("2023-06-22 写了两次")),
            ("2023-06-20至2023-06-24 休；2023-06-22 8:00-9:00", Err("2023-06-22 写了两次")),
            ("2023-06-22至2023-06-20 休", Err("2023-06-22 至 2023-06-20 不是一段日期")),
            ("2023-06-22至 休", Err("2023-06-22 至哪一天？")),
            ("2023-06-22 8:00-9:00，8:30-10:00", Err("8:00—9:00 和 8:30—10:00 有重叠")),
        ];
        for (written, expected) in cases {
            assert_eq!(read(written), expected.map(String::from).map_err(String::from), "{written}");
        }
    }

    #[test]
    fn exceptions_may_stand_in_a_list() {
        let mut list =
            Node::new(Value::List(vec![text("2023-10-07 8:30-17:30"), text("2023-06-22 休")]), Place::site());
        let exceptions = Exceptions::read(&mut list, &mut Findings::new()).unwrap();
        let date = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert_eq!(exceptions.on(date("2023-06-22")).unwrap().spans, []);
        assert_eq!(exceptions.on(date("2023-10-07")).unwrap().spans, [Span { opens: 510, closes: 1050 }]);
        assert_eq!(exceptions.on(date("2023-10-08")), None);
        let mut findings = Findings::new();
        let mut faulty = Node::new(Value::List(vec![text("x"), text("y")]), Place::site());
        assert_eq!(Exceptions::read(&mut faulty, &mut findings), None);
        assert_eq!(findings.len(), 2);
        assert_eq!(Exceptions::absent(), Some(Exceptions::default()));
    }

    #[test]
    fn english_texts() {
        let exceptions = parse("2023-06-22至23日 休（端午）").unwrap();
        assert_eq!(exceptions[0].text(Language::En), "2023-06-22 to 2023-06-23 closed (端午)");
    }

    proptest! {
        #[test]
        fn exceptions_come_back(from in 0i64..9000, days in 0i64..300, spans in spans_strategy(), note in proptest::option::of("[一-龥]{1,5}")) {
            let first = NaiveDate::from_ymd_opt(2015, 1, 1).unwrap() + chrono::TimeDelta::days(from);
            let exception = Exception { first, last: first + chrono::TimeDelta::days(days), spans, note };
            prop_assert_eq!(parse(&exception.text(Language::Zh)), Ok(vec![exception]));
        }

        #[test]
        fn anything_is_judged(text in "(2023[-年]|10[-月]|7日?|休|（|）|、|，|；|至|8:30|[ -~])*|\\PC{0,8}") {
            let _ = parse(&text);
        }
    }
}
