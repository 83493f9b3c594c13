//! A single date as it is written, before its year and month are known: `4月12日`, `2023.4.12`, `12日`, `次年1月2日`, `7月上旬`,
//! `农历八月十五`, `端午节`, `12 April 2023`. Which day that is, is not decided here.

use super::festival;
use super::observance::{LunarDay, ObservanceDate, ordinal};
use super::phrase::{Cursor, Fault, chinese_number, month};
use super::weekday::MONTHS;
use super::when::Part;
use crate::diagnostic::{DATE_PHRASE, NO_SUCH_DATE};
use crate::text;

/// A date as written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Written {
    pub year: Option<Year>,
    pub spot: Spot,
    /// A Chinese number without 日: 八月十五. It is solar or lunar by what stands beside it.
    pub open: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Year {
    Number(i32),
    /// 农历2023年: the year that begins with the Spring Festival of that year.
    Lunar(i32),
    /// The year after that of the date before.
    Next,
}

/// What of a year. Numbers are as written, and may be wrong.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Spot {
    /// Without a month, the month of the date before.
    Day {
        month: Option<u32>,
        day: u32,
    },
    Month(u32),
    Part(u32, Part),
    Yearly(ObservanceDate),
}

/// What may stand between the parts of a date.
const MARKS: &[&str] = &[".", "/", "-"];

/// Words that name a day only for who reads them on the day they were written.
const RELATIVE: &[&str] = &[
    "今天",
    "今日",
    "今晚",
    "明天",
    "明日",
    "明晚",
    "后天",
    "昨天",
    "本周",
    "下周",
    "上周",
    "这周",
    "本月",
    "下月",
    "上月",
    "下个月",
    "上个月",
    "今年",
    "明年",
    "去年",
    "后年",
    "本年",
];

/// Words for times that are no date.
const LOOSE: &[&str] = &[
    "暑假",
    "寒假",
    "暑期",
    "寒期",
    "国庆假期",
    "春节期间",
    "假期",
    "春季",
    "夏季",
    "秋季",
    "冬季",
    "春天",
    "夏天",
    "秋天",
    "冬天",
    "上半年",
    "下半年",
    "年初",
    "年中",
    "年底",
    "年末",
    "近期",
    "近日",
    "月初",
    "月中",
    "月底",
    "月末",
    "一季度",
    "二季度",
    "三季度",
    "四季度",
    "第一季度",
    "第二季度",
    "第三季度",
    "第四季度",
    "1季度",
    "2季度",
    "3季度",
    "4季度",
    "伏天",
];

/// The date that stands here; `None` if none does. `before` is the date before it in a list or range.
pub(super) fn written(cursor: &mut Cursor<'_>, before: Option<&Written>) -> Result<Option<Written>, Fault> {
    refuse_words(cursor)?;
    if let Some(date) = english(cursor) {
        return Ok(Some(date));
    }
    let mut ahead = cursor.clone();
    let mut lunar = ahead.eat_any(LUNAR);
    let mut year = year(&mut ahead, lunar)?;
    refuse_words(&ahead)?;
    if year.is_none()
        && !lunar
        && let Some(date) = numeric(&mut ahead, before)?
    {
        *cursor = ahead;
        return Ok(Some(date));
    }
    lunar |= ahead.eat_any(LUNAR);
    if lunar && year.is_none() {
        year = self::year(&mut ahead, true)?;
    }
    let Some((spot, open)) = spot(&mut ahead, lunar, before)? else {
        return match year {
            Some(_) if ahead.is_done() => Err(Fault::new(text!("只有年份，没有月日", "a year alone is no date"))
                .hint(text!("写出月份，如“7月”；还没定就写“待定”", "name the month; write TBD if it is not settled"))),
            _ => Ok(None),
        };
    };
    *cursor = ahead;
    Ok(Some(Written { year, spot, open }))
}

pub(super) const LUNAR: &[&str] = &["农历", "阴历", "旧历", "夏历"];

fn refuse_words(cursor: &Cursor<'_>) -> Result<(), Fault> {
    let rest = cursor.rest();
    let found = |words: &[&'static str]| words.iter().copied().find(|word| rest.starts_with(word));
    if let Some(word) = found(RELATIVE) {
        return Err(Fault::new(text!("“{word}”要看是哪天读的", "{word} depends on the day on which it is read"))
            .hint(text!("写出日期，如“4月12日”", "write the date, such as 12 April")));
    }
    if let Some(word) = found(LOOSE) {
        return Err(Fault::new(text!("“{word}”说不准是哪一天", "{word} is no certain day")).hint(text!(
            "写出日期；还不确切就写月份或旬，如“7月”“7月上旬”，再不然写“待定”",
            "write the date, or the month or part of it, such as early July 2023, or TBD"
        )));
    }
    Ok(())
}

/// The year before the rest of a date.
fn year(cursor: &mut Cursor<'_>, lunar: bool) -> Result<Option<Year>, Fault> {
    if cursor.eat_any(&["次年", "翌年", "第二年", "来年", "转年"]) {
        cursor.eat("的");
        return Ok(Some(Year::Next));
    }
    let mut ahead = cursor.clone();
    let (number, length) = match ahead.digits() {
        Some(digits) => digits,
        None => match chinese_year(&mut ahead) {
            Some(number) => (number, 4),
            None => return Ok(None),
        },
    };
    if !ahead.eat("年") {
        return Ok(None);
    }
    ahead.eat_any(&["度", "的"]);
    let number = whole_year(number, length)?;
    *cursor = ahead;
    Ok(Some(if lunar { Year::Lunar(number) } else { Year::Number(number) }))
}

fn whole_year(number: u32, length: usize) -> Result<i32, Fault> {
    let year = i32::try_from(number).unwrap_or(0);
    match length {
        4 if (1900..2200).contains(&year) => Ok(year),
        2 => Err(Fault::new(text!("年份只写了两位：{number:02}", "the year has only two digits: {number:02}"))
            .hint(text!("写全四位：20{number:02}年", "write all four: 20{number:02}"))),
        _ => Err(Fault::new(text!("{number} 不像年份", "{number} is no likely year"))
            .hint(text!("年份写四位，如 2023", "a year has four digits, such as 2023"))),
    }
}

/// 二〇二三, with any of the signs for zero.
fn chinese_year(cursor: &mut Cursor<'_>) -> Option<u32> {
    let mut ahead = cursor.clone();
    let mut year = 0;
    for _ in 0..4 {
        let digit = match ahead.char()? {
            '〇' | '○' | '零' | 'O' | 'o' | '0' => 0,
            '一' => 1,
            '二' => 2,
            '三' => 3,
            '四' => 4,
            '五' => 5,
            '六' => 6,
            '七' => 7,
            '八' => 8,
            '九' => 9,
            _ => return None,
        };
        year = year * 10 + digit;
    }
    *cursor = ahead;
    Some(year)
}

/// `20230412`, `2023.4.12`, `2023-04`, `4.12`, `4/12`; a bare `4-12` could as well be two days.
fn numeric(cursor: &mut Cursor<'_>, before: Option<&Written>) -> Result<Option<Written>, Fault> {
    let mut ahead = cursor.clone();
    let Some((first, length)) = ahead.digits() else { return Ok(None) };
    let date = |year, month, day| Written { year, spot: Spot::Day { month: Some(month), day }, open: false };
    if length == 8 && !ahead.rest().starts_with(|c: char| c == ':' || MARKS.iter().any(|mark| mark.starts_with(c))) {
        *cursor = ahead;
        let year = whole_year(first / 10_000, 4)?;
        return Ok(Some(date(Some(Year::Number(year)), first / 100 % 100, first % 100)));
    }
    let Some(mark) = MARKS.iter().copied().find(|mark| ahead.eat(mark)) else { return Ok(None) };
    let Some((second, _)) = ahead.digits() else { return Ok(None) };
    let third = part(&mut ahead, mark);
    let written = match (length, third) {
        (4, Some(day)) => date(Some(Year::Number(whole_year(first, 4)?)), second, day),
        (4, None) if second <= 12 => {
            let year = Some(Year::Number(whole_year(first, 4)?));
            Written { year, spot: Spot::Month(second), open: false }
        }
        (2, Some(day)) => {
            return Err(Fault::new(text!("年份只写了两位：{first:02}", "the year has only two digits: {first:02}"))
                .hint(text!("写成 20{first:02}年{second}月{day}日", "write 20{first:02}-{second:02}-{day:02}")));
        }
        (1 | 2, None) if mark != "-" => date(None, first, second),
        // 2023-04-12至04-14
        (1 | 2, None)
            if matches!(before, Some(Written { year: Some(_), .. })) && !ahead.rest().starts_with(['日', '号']) =>
        {
            date(None, first, second)
        }
        _ => return Ok(None),
    };
    ahead.eat_any(&["日", "号"]);
    *cursor = ahead;
    Ok(Some(written))
}

/// A mark and a number after it.
fn part(cursor: &mut Cursor<'_>, mark: &str) -> Option<u32> {
    let mut ahead = cursor.clone();
    if !ahead.eat(mark) {
        return None;
    }
    let (number, length) = ahead.digits()?;
    // In 2023-04-2023-05 the dash leads to the end of a range.
    if length > 2 {
        return None;
    }
    *cursor = ahead;
    Some(number)
}

/// What follows the year, and whether a Chinese number lacks its 日.
fn spot(cursor: &mut Cursor<'_>, lunar: bool, before: Option<&Written>) -> Result<Option<(Spot, bool)>, Fault> {
    if let Some((name, date)) = festival::at(cursor.rest()) {
        cursor.eat(name);
        return Ok(Some((Spot::Yearly(date), false)));
    }
    let mut ahead = cursor.clone();
    if let Some(spot) = day_alone(&mut ahead, before)? {
        *cursor = ahead;
        return Ok(Some(spot));
    }
    let leap = ahead.eat("闰");
    let in_chinese = !ahead.rest().starts_with(|c: char| c.is_ascii_digit());
    let named = [("正", 1), ("冬", 11), ("腊", 12)].into_iter().find(|(name, _)| ahead.eat(name));
    let Some(number) = named.map(|(_, number)| number).or_else(|| ahead.number()) else { return Ok(None) };
    if !ahead.eat("月") {
        return Ok(None);
    }
    let is_lunar = lunar || leap || named.is_some() || lunar_day_stands(&ahead);
    if is_lunar {
        let month = month(number).map_err(|fault| fault.of(&NO_SUCH_DATE))?;
        let Some(day) = lunar_day(&mut ahead)? else { return Ok(None) };
        *cursor = ahead;
        return Ok(Some((Spot::Yearly(ObservanceDate::Lunar { month, leap, day }), false)));
    }
    ahead.eat_any(&["份", "的"]);
    let spot = month_part(&mut ahead).map(|part| (Spot::Part(number, part), false));
    let spot = match spot {
        Some(spot) => spot,
        None => after_month(&mut ahead, number, in_chinese)?,
    };
    *cursor = ahead;
    Ok(Some(spot))
}

fn month_part(cursor: &mut Cursor<'_>) -> Option<Part> {
    [(Part::First, &["上旬", "初"][..]), (Part::Middle, &["中旬", "中"]), (Part::Last, &["下旬", "底", "末"])]
        .into_iter()
        .find(|(_, names)| cursor.eat_any(names))
        .map(|(part, _)| part)
}

fn after_month(cursor: &mut Cursor<'_>, number: u32, in_chinese: bool) -> Result<(Spot, bool), Fault> {
    let mut ahead = cursor.clone();
    if let Some(ordinal) = ordinal(&mut ahead)?
        && let Some(weekday) = ahead.weekday()?
    {
        *cursor = ahead;
        let month = month(number).map_err(|fault| fault.of(&NO_SUCH_DATE))?;
        return Ok((Spot::Yearly(ObservanceDate::Weekday { month, ordinal, weekday }), false));
    }
    let mut ahead = cursor.clone();
    let Some(day) = ahead.number() else { return Ok((Spot::Month(number), false)) };
    let closed = ahead.eat_any(&["日", "号"]);
    *cursor = ahead;
    Ok((Spot::Day { month: Some(number), day }, in_chinese && !closed))
}

/// A day whose month stands before: the 12日 of 7月5日、12日, the 初十 of 四月初八至初十.
fn day_alone(cursor: &mut Cursor<'_>, before: Option<&Written>) -> Result<Option<(Spot, bool)>, Fault> {
    if let Some(Written { spot: Spot::Yearly(ObservanceDate::Lunar { month, leap, .. }), .. }) = before {
        let mut ahead = cursor.clone();
        let named = lunar_day_stands(&ahead);
        if let Some(day) = lunar_day(&mut ahead)?
            && (named || !ahead.rest().starts_with(['月', '年', '.', '/', '点', '时', ':']))
        {
            *cursor = ahead;
            return Ok(Some((Spot::Yearly(ObservanceDate::Lunar { month: *month, leap: *leap, day }), false)));
        }
        return Ok(None);
    }
    let mut ahead = cursor.clone();
    let in_chinese = !ahead.rest().starts_with(|c: char| c.is_ascii_digit());
    let Some(day) = ahead.number() else { return Ok(None) };
    let closed = ahead.eat_any(&["日", "号"]);
    let follows = matches!(before, Some(Written { spot: Spot::Day { .. }, .. })) && day <= 99;
    let other = ['月', '年', '.', '/', '点', '时', ':', '天', '场', '个', '人', '季', '周', '分'];
    if !closed && (!follows || ahead.rest().starts_with(other)) {
        return Ok(None);
    }
    *cursor = ahead;
    Ok(Some((Spot::Day { month: None, day }, in_chinese && !closed)))
}

/// 初八, 廿三: words that only the Chinese calendar has.
fn lunar_day_stands(cursor: &Cursor<'_>) -> bool {
    let mut ahead = cursor.clone();
    if ahead.eat_any(&["廿", "卅"]) {
        return true;
    }
    ahead.eat("初") && ahead.number().is_some()
}

fn lunar_day(cursor: &mut Cursor<'_>) -> Result<Option<LunarDay>, Fault> {
    if cursor.eat_any(&["最后一天", "月底"]) {
        return Ok(Some(LunarDay::Last));
    }
    let mut ahead = cursor.clone();
    let length = if ahead.eat("初") { 10 } else { 30 };
    let Some(number) = ahead.number() else { return Ok(None) };
    ahead.eat_any(&["日", "号"]);
    *cursor = ahead;
    let day = u8::try_from(number).ok().filter(|_| (1..=length).contains(&number));
    day.map(|day| Some(LunarDay::Nth(day))).ok_or_else(|| {
        Fault::new(text!("农历没有这一天（{number}）", "no lunar month has this day ({number})"))
            .of(&NO_SUCH_DATE)
            .hint(text!("农历的日子从初一到三十", "the days of a lunar month run from 1 to 30"))
    })
}

/// `12 April 2023`, `early July 2023`, `July 2023`, also without the year and with three letters of the month. A weekday before
/// it is read elsewhere.
fn english(cursor: &mut Cursor<'_>) -> Option<Written> {
    let mut ahead = cursor.clone();
    let part = [("early", Part::First), ("mid", Part::Middle), ("late", Part::Last)]
        .into_iter()
        .find(|(word, _)| ahead.eat(word))
        .map(|(_, part)| part);
    let day = match part {
        Some(_) => {
            ahead.eat("-");
            None
        }
        None => ahead.digits(),
    };
    let word: String = ahead.rest().chars().take_while(char::is_ascii_alphabetic).collect();
    let index = MONTHS.iter().position(|name| {
        name.eq_ignore_ascii_case(&word) || (word.len() == 3 && name[..3].eq_ignore_ascii_case(&word))
    })?;
    ahead.eat(&word);
    let month = u32::try_from(index + 1).ok()?;
    let spot = match (part, day) {
        (Some(part), _) => Spot::Part(month, part),
        (None, Some((day, 1 | 2))) => Spot::Day { month: Some(month), day },
        (None, Some(_)) => return None,
        (None, None) => Spot::Month(month),
    };
    let mut further = ahead.clone();
    let year = further.digits().filter(|(_, length)| *length == 4).and_then(|(year, _)| whole_year(year, 4).ok());
    if year.is_some() {
        ahead = further;
    }
    *cursor = ahead;
    Some(Written { year: year.map(Year::Number), spot, open: false })
}

/// The fault of a Chinese number without 日, where nothing says which calendar is meant.
pub(super) fn which_calendar(month: Option<u32>, day: u32) -> Fault {
    let month = month.map_or(String::new(), |month| chinese_number(month) + "月");
    let written = month + &chinese_number(day);
    Fault::new(text!("“{written}”是公历还是农历？", "is {written} solar or lunar?")).of(&DATE_PHRASE).hint(text!(
        "公历写“{written}日”，农历写“农历{written}”",
        "write {written}日 for the solar day, 农历{written} for the lunar one"
    ))
}
