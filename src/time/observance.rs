//! Days that come every year: `06-26`, `6月26日`, `农历九月初九`, `五月第二个周日`, `清明`. Which days of a
//! year that is, `yearly` tells.

use std::fmt;

use chrono::{Datelike, NaiveTime, Weekday};

use super::festival::{self, SolarTerm};
use super::lunar::{day_text, month_text};
use super::phrase::{self, Cursor, Fault, chinese_number, day_of, month, normalise};
use super::weekday::{self, Ordinal};
use crate::diagnostic::{At, Findings, Language, Text};
use crate::record::{Field, Node, Shape, Value, suggest};
use crate::text;

/// A day of every year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ObservanceDate {
    /// Of the Gregorian calendar. 29 February is possible, and comes in leap years.
    Solar {
        month: u8,
        day: u8,
    },
    /// Of the Chinese calendar; `leap` is the month that repeats the one before it, in years that have it.
    Lunar {
        month: u8,
        leap: bool,
        day: LunarDay,
    },
    /// A weekday counted within a month.
    Weekday {
        month: u8,
        ordinal: Ordinal,
        weekday: Weekday,
    },
    Term(SolarTerm),
}

/// A day of a lunar month, which has 29 days or 30.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LunarDay {
    /// From 1 to 30.
    Nth(u8),
    Last,
}

impl ObservanceDate {
    /// The date as readers see it: `6月26日`, `26 June`.
    pub fn text(self, language: Language) -> String {
        match language {
            Language::Zh => self.to_string(),
            Language::En => self.english(),
        }
    }

    fn english(self) -> String {
        match self {
            Self::Solar { month, day } => format!("{day} {}", weekday::month_name(month, Language::En)),
            Self::Lunar { month, leap, day } => {
                let leap = if leap { "leap " } else { "" };
                match day {
                    LunarDay::Nth(day) => format!("day {day} of {leap}lunar month {month}"),
                    LunarDay::Last => format!("last day of {leap}lunar month {month}"),
                }
            }
            Self::Weekday { month, ordinal, weekday } => format!(
                "{} {} of {}",
                ordinal.text(Language::En),
                weekday::name(weekday, Language::En),
                weekday::month_name(month, Language::En)
            ),
            Self::Term(term) => {
                let words = term.name().replace('-', " ");
                let mut letters = words.chars();
                letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
            }
        }
    }
}

/// The Chinese form, which can be read again.
impl fmt::Display for ObservanceDate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Solar { month, day } => write!(formatter, "{month}月{day}日"),
            Self::Lunar { month, leap, day } => {
                write!(formatter, "农历{}", month_text(*month, *leap))?;
                match day {
                    LunarDay::Nth(day) => formatter.write_str(&day_text(*day)),
                    LunarDay::Last => formatter.write_str("最后一天"),
                }
            }
            Self::Weekday { month, ordinal, weekday } => {
                let (ordinal, weekday) = (ordinal.text(Language::Zh), weekday::name(*weekday, Language::Zh));
                write!(formatter, "{month}月{ordinal}{weekday}")
            }
            Self::Term(term) => formatter.write_str(term.chinese()),
        }
    }
}

impl Field for ObservanceDate {
    const SHAPE: Shape = Shape::Text;

    fn read(node: &mut Node, findings: &mut Findings) -> Option<Self> {
        // A spreadsheet makes a date of this year out of 6月26日.
        if let (Some(date), At::Cell { .. }) = (dated(&node.value), &node.place.at) {
            return Some(date);
        }
        phrase::read(node, usage, parse, findings)
    }
}

fn dated(value: &Value) -> Option<ObservanceDate> {
    let date = match value {
        Value::Date(date) => *date,
        Value::Civil(civil) if civil.time() == NaiveTime::MIN => civil.date(),
        _ => return None,
    };
    let month = u8::try_from(date.month()).ok()?;
    Some(ObservanceDate::Solar { month, day: u8::try_from(date.day()).ok()? })
}

fn usage() -> Text {
    text!(
        "写成 \"06-26\"、\"6月26日\"、\"农历九月初九\"、\"五月第二个周日\"，或节日、节气的名字",
        "write \"06-26\", \"农历九月初九\", \"五月第二个周日\", or the name of a festival or solar term"
    )
}

/// Reads the date of an observance.
pub(super) fn parse(written: &str) -> Result<ObservanceDate, Fault> {
    let bare: String = written.chars().filter(|c| !c.is_whitespace()).collect();
    let bare = bare.strip_prefix("每年").unwrap_or(&bare);
    // Names first: what follows takes 至 for a dash, also in 冬至.
    if let Some(date) = festival::named(bare) {
        return Ok(date);
    }
    let phrase = normalise(bare);
    let mut cursor = Cursor::new(&phrase);
    let date = date(&mut cursor).and_then(|date| match date {
        Some(date) if cursor.is_done() => Ok(date),
        _ => Err(unknown(bare)),
    })?;
    Ok(date)
}

fn unknown(written: &str) -> Fault {
    let fault = Fault::new(text!("看不懂“{written}”是哪一天", "{written} is no day that is known here"));
    match suggest(written, festival::names()) {
        Some(hint) => fault.hint(hint),
        None => fault,
    }
}

/// The date that stands here; `None` if none does.
fn date(cursor: &mut Cursor<'_>) -> Result<Option<ObservanceDate>, Fault> {
    if cursor.eat_any(&["农历", "阴历", "旧历", "夏历"]) {
        return lunar(cursor);
    }
    let mut ahead = cursor.clone();
    if let Some((month, leap)) = lunar_month(&mut ahead)?
        && (leap || ahead.rest().starts_with(['初', '廿', '卅']) || cursor.rest().starts_with(['正', '冬', '腊']))
    {
        return lunar_day(&mut ahead)
            .inspect(|_| *cursor = ahead)
            .map(|day| day.map(|day| lunar_date(month, leap, day)));
    }
    solar(cursor)
}

fn lunar_date(month: u8, leap: bool, day: LunarDay) -> ObservanceDate {
    ObservanceDate::Lunar { month, leap, day }
}

fn lunar(cursor: &mut Cursor<'_>) -> Result<Option<ObservanceDate>, Fault> {
    let Some((month, leap)) = lunar_month(cursor)? else { return Ok(None) };
    Ok(lunar_day(cursor)?.map(|day| lunar_date(month, leap, day)))
}

fn lunar_month(cursor: &mut Cursor<'_>) -> Result<Option<(u8, bool)>, Fault> {
    let leap = cursor.eat("闰");
    let number = if cursor.eat("正") {
        Some(1)
    } else if cursor.eat("冬") {
        Some(11)
    } else if cursor.eat("腊") {
        Some(12)
    } else {
        cursor.number()
    };
    match number {
        Some(number) if cursor.eat("月") => Ok(Some((month(number)?, leap))),
        _ => Ok(None),
    }
}

fn lunar_day(cursor: &mut Cursor<'_>) -> Result<Option<LunarDay>, Fault> {
    if cursor.eat_any(&["最后一天", "最后1天", "月底"]) {
        return Ok(Some(LunarDay::Last));
    }
    let first_ten = cursor.eat("初");
    let Some(number) = cursor.number() else { return Ok(None) };
    cursor.eat_any(&["日", "号"]);
    let length = if first_ten { 10 } else { 30 };
    let day = u8::try_from(number).ok().filter(|_| (1..=length).contains(&number));
    day.map(|day| Some(LunarDay::Nth(day))).ok_or_else(|| {
        Fault::new(text!("农历没有这一天（{number}）", "no lunar month has this day ({number})"))
            .hint(text!("农历的日子从初一到三十", "the days of a lunar month run from 初一 to 三十"))
    })
}

fn solar(cursor: &mut Cursor<'_>) -> Result<Option<ObservanceDate>, Fault> {
    let in_chinese = !cursor.rest().starts_with(|c: char| c.is_ascii_digit());
    let Some(number) = cursor.number() else { return Ok(None) };
    if number > 31 {
        return Err(Fault::new(text!(
            "纪念日每年都有，不写年份",
            "an observance comes every year: leave out the year"
        )));
    }
    let by_word = cursor.eat("月");
    if !by_word && !cursor.eat_any(&["-", "/", "."]) {
        return Ok(None);
    }
    let month = month(number)?;
    if by_word {
        cursor.eat("的");
        if let Some(ordinal) = ordinal(cursor)? {
            let weekday = cursor.weekday()?;
            return Ok(weekday.map(|weekday| ObservanceDate::Weekday { month, ordinal, weekday }));
        }
    }
    let Some(number) = cursor.number() else { return Ok(None) };
    let day = day_of(month, number)?;
    let closed = cursor.eat_any(&["日", "号"]);
    if in_chinese && !closed {
        let written = format!("{}月{}", chinese_number(month.into()), chinese_number(number));
        return Err(Fault::new(text!("“{written}”是公历还是农历？", "is {written} solar or lunar?")).hint(text!(
            "公历写“{month}月{day}日”，农历写“农历{written}”",
            "write {month}月{day}日 for the solar day, 农历{written} for the lunar one"
        )));
    }
    Ok(Some(ObservanceDate::Solar { month, day }))
}

/// `第二个`, `最后一个`, `倒数第二个`; `None` if no ordinal stands here.
pub(super) fn ordinal(cursor: &mut Cursor<'_>) -> Result<Option<Ordinal>, Fault> {
    if cursor.eat_any(&["最后一个", "最后1个", "最后"]) {
        return Ok(Some(Ordinal::LAST));
    }
    let mut ahead = cursor.clone();
    let from_end = ahead.eat("倒数");
    ahead.eat("第");
    let Some(number) = ahead.number() else { return Ok(None) };
    if !ahead.eat("个") {
        return Ok(None);
    }
    *cursor = ahead;
    let signed = i8::try_from(number).ok().map(|number| if from_end { -number } else { number });
    signed.and_then(Ordinal::new).map(Some).ok_or_else(|| {
        Fault::new(text!("一个月里没有第 {number} 个", "no month has number {number} of a weekday"))
            .hint(text!("一个月最多有五个同样的星期几", "a weekday occurs at most five times in a month"))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::diagnostic::Place;

    fn read(text: &str) -> Result<String, String> {
        let mut findings = Findings::new();
        let date = ObservanceDate::read(&mut Node::new(Value::Text(text.to_owned()), Place::site()), &mut findings);
        let finding = findings.first().map(|f| f.message.in_language(Language::Zh).to_owned());
        match (date, finding) {
            (Some(date), None) => Ok(date.to_string()),
            (None, Some(finding)) => Err(finding),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn phrases_are_understood() {
        let cases = [
            ("06-26", "6月26日"),
            ("6-26", "6月26日"),
            ("６／２６", "6月26日"),
            ("6.26", "6月26日"),
            ("6月26日", "6月26日"),
            ("每年 6 月 26 号", "6月26日"),
            ("六月二十六日", "6月26日"),
            ("6月26", "6月26日"),
            ("2月29日", "2月29日"),
            ("12-31", "12月31日"),
            ("农历九月初九", "农历九月初九"),
            ("九月初九", "农历九月初九"),
            ("阴历九月九日", "农历九月初九"),
            ("农历9月9日", "农历九月初九"),
            ("农历闰四月初八", "农历闰四月初八"),
            ("闰四月十五", "农历闰四月十五"),
            ("正月十五", "农历正月十五"),
            ("农历八月十五", "农历八月十五"),
            ("腊月廿三", "农历腊月廿三"),
            ("农历十二月二十三", "农历腊月廿三"),
            ("农历十一月三十", "农历冬月三十"),
            ("五月第二个周日", "5月第二个周日"),
            ("5月的第2个星期天", "5月第二个周日"),
            ("11月第四个礼拜四", "11月第四个周四"),
            ("十月最后一个星期六", "10月最后一个周六"),
            ("10月倒数第二个周六", "10月倒数第二个周六"),
            ("清明", "清明"),
            ("清明节", "清明"),
            ("冬至", "冬至"),
            ("端午节", "农历五月初五"),
            ("中秋", "农历八月十五"),
            ("春节", "农历正月初一"),
            ("重阳节", "农历九月初九"),
            ("除夕", "农历腊月最后一天"),
            ("国庆节", "10月1日"),
            ("世界禁毒日", "6月26日"),
            ("世界艾滋病日", "12月1日"),
            ("母亲节", "5月第二个周日"),
        ];
        for (written, date) in cases {
            assert_eq!(read(written), Ok(date.to_owned()), "{written}");
        }
    }

    #[test]
    fn nonsense_is_told() {
        let cases = [
            ("4月31日", "没有4月31日"),
            ("02-30", "没有2月30日"),
            ("13月1日", "没有 13 月"),
            ("0月1日", "没有 0 月"),
            ("6月0日", "没有6月0日"),
            ("农历九月三十一", "农历没有这一天（31）"),
            ("农历九月初十一", "农历没有这一天（11）"),
            ("农历十三月初一", "没有 13 月"),
            ("五月第六个周日", "一个月里没有第 6 个"),
            ("五月第二个周八", "没有“周八”这一天"),
            ("八月十五", "“八月十五”是公历还是农历？"),
            ("2023-06-26", "纪念日每年都有，不写年份"),
            ("2023年6月26日", "纪念日每年都有，不写年份"),
            ("端五节", "看不懂“端五节”是哪一天"),
            ("6月26日晚", "看不懂“6月26日晚”是哪一天"),
            ("农历", "看不懂“农历”是哪一天"),
            ("", "看不懂“”是哪一天"),
        ];
        for (written, message) in cases {
            assert_eq!(read(written), Err(message.to_owned()), "{written}");
        }
    }

    #[test]
    fn a_cell_may_hold_a_date_of_some_year() {
        let date = Value::Date(chrono::NaiveDate::from_ymd_opt(2023, 6, 26).unwrap());
        let mut findings = Findings::new();
        let mut cell = Node::new(date.clone(), Place::cell("a.xlsx", "表", 1, 2));
        assert_eq!(ObservanceDate::read(&mut cell, &mut findings), Some(ObservanceDate::Solar { month: 6, day: 26 }));
        assert_eq!(ObservanceDate::read(&mut Node::new(date, Place::file("a.toml")), &mut findings), None);
        assert_eq!(findings[0].rule.name, "wrong-type");
    }

    #[test]
    fn english_texts() {
        let cases = [
            ("06-26", "26 June"),
            ("除夕", "last day of lunar month 12"),
            ("闰四月初八", "day 8 of leap lunar month 4"),
            ("母亲节", "second Sunday of May"),
            ("清明", "Clear and bright"),
        ];
        for (written, english) in cases {
            assert_eq!(parse(written).unwrap().text(Language::En), english);
        }
    }

    fn dates() -> impl Strategy<Value = ObservanceDate> {
        let lunar_days = prop_oneof![(1u8..=30).prop_map(LunarDay::Nth), Just(LunarDay::Last)];
        let ordinals = proptest::sample::select(vec![-4i8, -2, -1, 1, 2, 3, 4, 5]);
        prop_oneof![
            (1u8..=12, 1u8..=29).prop_map(|(month, day)| ObservanceDate::Solar { month, day }),
            (1u8..=12, any::<bool>(), lunar_days).prop_map(|(month, leap, day)| lunar_date(month, leap, day)),
            (1u8..=12, ordinals, 0usize..7).prop_map(|(month, ordinal, weekday)| ObservanceDate::Weekday {
                month,
                ordinal: Ordinal::new(ordinal).unwrap(),
                weekday: weekday::WEEK[weekday],
            }),
            proptest::sample::select(SolarTerm::ALL).prop_map(ObservanceDate::Term),
        ]
    }

    proptest! {
        #[test]
        fn what_is_printed_is_read_again(date in dates()) {
            prop_assert_eq!(parse(&date.to_string()), Ok(date));
        }

        #[test]
        fn anything_is_judged(text in "[0-9农历闰正腊月日号初廿十一二三第个周天最后倒数 .\\-]{0,12}|\\PC{0,8}") {
            if let Ok(date) = parse(&text) {
                prop_assert_eq!(parse(&date.to_string()), Ok(date));
            }
        }
    }
}
