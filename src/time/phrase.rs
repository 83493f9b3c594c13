//! What all phrases about time have in common: signs in full and half width, Chinese and Arabic numerals, names of
//! weekdays, and how a phrase that is not understood is reported.

use chrono::Weekday;

use super::weekday::{CHINESE, ENGLISH, WEEK, range};
use crate::diagnostic::{BAD_VALUE, Diagnostic, Findings, Place, Rule, Text, WRONG_TYPE};
use crate::record::{Node, Value};
use crate::text;

/// Why a phrase is not understood, and how to write it.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    rule: &'static Rule,
    message: Text,
    hint: Option<Text>,
}

impl Fault {
    pub(super) fn new(message: Text) -> Self {
        Self { rule: &BAD_VALUE, message, hint: None }
    }

    /// Names the rule; a bad value if none is named.
    pub(super) fn of(mut self, rule: &'static Rule) -> Self {
        self.rule = rule;
        self
    }

    /// Names the rule of faults that have no particular one.
    pub(super) fn or(self, rule: &'static Rule) -> Self {
        if *self.rule == BAD_VALUE { self.of(rule) } else { self }
    }

    pub(super) fn is(&self, rule: &'static Rule) -> bool {
        self.rule == rule
    }

    pub(super) fn hint(mut self, hint: Text) -> Self {
        self.hint.get_or_insert(hint);
        self
    }

    pub fn message(&self) -> &Text {
        &self.message
    }

    /// The finding, at the place where the phrase stands.
    pub fn at(self, place: &Place) -> Diagnostic {
        Diagnostic::new(self.rule, place, self.message).hint_if(self.hint)
    }

    pub(super) fn report(self, place: &Place, findings: &mut Findings) {
        findings.push(self.at(place));
    }
}

/// Reads a phrase out of a node that holds text. `usage` says how such a phrase is written.
pub(super) fn read<T>(
    node: &Node,
    usage: impl Fn() -> Text,
    parse: impl FnOnce(&str) -> Result<T, Fault>,
    findings: &mut Findings,
) -> Option<T> {
    let Value::Text(written) = &node.value else {
        let message = text!("这里应当是文字", "expected text");
        findings.push(Diagnostic::new(&WRONG_TYPE, &node.place, message).hint(usage()));
        return None;
    };
    match parse(written) {
        Ok(value) => Some(value),
        Err(fault) => {
            fault.hint(usage()).report(&node.place, findings);
            None
        }
    }
}

/// Full-width signs in half width, every dash and 至 as `-`, and one name for weekdays.
pub(super) fn normalise(text: &str) -> String {
    let signs: String = text
        .chars()
        .map(|c| match c {
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
            '∶' | '︰' => ':',
            c => c,
        })
        .map(|c| match c {
            '—' | '–' | '―' | '─' | '‒' | '−' | '‐' | '~' | '〜' | '至' | '到' => '-',
            c if c.is_whitespace() && c != '\n' => ' ',
            c => c,
        })
        .collect();
    // Most phrases name no weekday.
    if !signs.contains(['星', '礼', '周']) {
        return signs;
    }
    signs.replace("星期", "周").replace("礼拜", "周").replace("周天", "周日")
}

/// Reads a normalised phrase from left to right; spaces between its parts mean nothing.
#[derive(Clone, Debug)]
pub(super) struct Cursor<'a> {
    rest: &'a str,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(phrase: &'a str) -> Self {
        Self { rest: phrase }
    }

    /// What is still to be read.
    pub(super) fn rest(&self) -> &'a str {
        self.rest.trim()
    }

    pub(super) fn is_done(&self) -> bool {
        self.rest().is_empty()
    }

    pub(super) fn eat(&mut self, word: &str) -> bool {
        let rest = self.rest.trim_start_matches(' ');
        match rest.strip_prefix(word) {
            Some(after) => {
                self.rest = after;
                true
            }
            None => false,
        }
    }

    /// Eats the first of the words that stands here.
    pub(super) fn eat_any(&mut self, words: &[&str]) -> bool {
        let rest = self.rest.trim_start_matches(' ');
        let Some(first) = rest.as_bytes().first() else { return false };
        // The tables of words are long, and hardly any begins like what stands here.
        let stands = |word: &&&str| word.as_bytes().first() == Some(first) && rest.starts_with(**word);
        let Some(word) = words.iter().find(stands) else { return false };
        self.rest = &rest[word.len()..];
        true
    }

    /// Eats any number of dashes; `false` if there is none.
    pub(super) fn dash(&mut self) -> bool {
        let found = self.eat("-");
        while self.eat("-") {}
        found
    }

    pub(super) fn char(&mut self) -> Option<char> {
        let mut chars = self.rest.trim_start_matches(' ').chars();
        let c = chars.next()?;
        self.rest = chars.as_str();
        Some(c)
    }

    /// A number in Arabic digits, with how many digits it has.
    pub(super) fn digits(&mut self) -> Option<(u32, usize)> {
        let rest = self.rest.trim_start_matches(' ');
        let length = rest.bytes().take_while(u8::is_ascii_digit).count();
        let number = rest[..length].parse().ok()?;
        self.rest = &rest[length..];
        Some((number, length))
    }

    /// A number in Arabic digits, or a Chinese one below a hundred.
    pub(super) fn number(&mut self) -> Option<u32> {
        self.digits().map(|(number, _)| number).or_else(|| self.numeral())
    }

    /// A Chinese number below a hundred: 九, 十五, 二十, 廿一, 三十.
    pub(super) fn numeral(&mut self) -> Option<u32> {
        let tens = if self.eat("廿") {
            Some(2)
        } else if self.eat("卅") {
            Some(3)
        } else if self.eat("十") {
            Some(1)
        } else {
            None
        };
        if let Some(tens) = tens {
            return Some(tens * 10 + self.numeral_digit().unwrap_or(0));
        }
        let digit = self.numeral_digit()?;
        Some(if self.eat("十") { digit * 10 + self.numeral_digit().unwrap_or(0) } else { digit })
    }

    fn numeral_digit(&mut self) -> Option<u32> {
        let mut ahead = self.clone();
        let digit = match ahead.char()? {
            '零' | '〇' => 0,
            '一' => 1,
            '二' | '两' => 2,
            '三' => 3,
            '四' => 4,
            '五' => 5,
            '六' => 6,
            '七' => 7,
            '八' => 8,
            '九' => 9,
            _ => return None,
        };
        *self = ahead;
        Some(digit)
    }

    /// A weekday by its full name: 周三, `Wed`, `Wednesday`. A 周 that no day follows is a fault.
    pub(super) fn weekday(&mut self) -> Result<Option<Weekday>, Fault> {
        if let Some(day) = self.english_weekday() {
            return Ok(Some(day));
        }
        let mut ahead = self.clone();
        if !ahead.eat("周") {
            return Ok(None);
        }
        let Some(day) = ahead.bare_weekday() else {
            let found = ahead.char().map_or(String::new(), String::from);
            return Err(Fault::new(text!("没有“周{found}”这一天", "there is no weekday 周{found}"))
                .hint(text!("一周的七天是周一到周日", "the days of the week are Monday to Sunday")));
        };
        *self = ahead;
        Ok(Some(day))
    }

    /// The last character of a weekday's name, as in 周一、三、五.
    pub(super) fn bare_weekday(&mut self) -> Option<Weekday> {
        let mut ahead = self.clone();
        let c = ahead.char()?;
        let index = match c {
            '天' => 6,
            '1'..='7' => c as usize - '1' as usize,
            _ => CHINESE.iter().position(|name| name.starts_with(c))?,
        };
        *self = ahead;
        Some(WEEK[index])
    }

    fn english_weekday(&mut self) -> Option<Weekday> {
        let rest = self.rest.trim_start_matches(' ');
        let length = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        let word = &rest[..length];
        let index =
            ENGLISH.iter().position(|name| name.eq_ignore_ascii_case(word) || name[..3].eq_ignore_ascii_case(word))?;
        self.rest = &rest[length..];
        Some(WEEK[index])
    }

    /// More weekdays after a first one that stood with its 周: `至周五`, `至五`, `、周四`, `、四`, `三五`.
    pub(super) fn more_weekdays(&mut self, first: Weekday) -> Result<Vec<Weekday>, Fault> {
        let mut days = vec![first];
        loop {
            let mut ahead = self.clone();
            let last = days.last().copied().unwrap_or(first);
            if ahead.dash() {
                let Some(end) = ahead.listed_weekday()? else { return Ok(days) };
                days.extend(range(last, end).into_iter().skip(1));
            } else {
                ahead.eat_any(&["、", ",", "和", "及", "与"]);
                let Some(day) = ahead.listed_weekday()? else { return Ok(days) };
                days.push(day);
            }
            *self = ahead;
        }
    }

    /// A weekday with its 周 or without. A bare character before a clock time is none: 周一、三点.
    fn listed_weekday(&mut self) -> Result<Option<Weekday>, Fault> {
        if self.rest.trim_start_matches(' ').starts_with("周末") {
            return Ok(None);
        }
        if let Some(day) = self.weekday()? {
            return Ok(Some(day));
        }
        let mut ahead = self.clone();
        if ahead.digits().is_some() {
            return Ok(None);
        }
        let Some(day) = ahead.bare_weekday() else { return Ok(None) };
        if ["点", "时", "月", "号", "十"].iter().any(|unit| ahead.rest().starts_with(unit)) {
            return Ok(None);
        }
        *self = ahead;
        Ok(Some(day))
    }
}

/// A number in Chinese, up to 99; larger ones stay in Arabic digits.
pub(super) fn chinese_number(number: u32) -> String {
    const DIGITS: [&str; 10] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let digit = |n: u32| DIGITS.get(n as usize).copied().unwrap_or_default();
    match number {
        0..=9 => digit(number).to_owned(),
        10..=99 => {
            let tens = if number < 20 { "" } else { digit(number / 10) };
            let ones = if number.is_multiple_of(10) { "" } else { digit(number % 10) };
            format!("{tens}十{ones}")
        }
        _ => number.to_string(),
    }
}

/// The days of a month in a leap year: what a yearly date may name.
pub(super) fn month_length(month: u32) -> u32 {
    match month {
        2 => 29,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// A month from 1 to 12.
pub(super) fn month(number: u32) -> Result<u8, Fault> {
    u8::try_from(number).ok().filter(|month| (1..=12).contains(month)).ok_or_else(|| {
        Fault::new(text!("没有 {number} 月", "there is no month {number}"))
            .hint(text!("一年的月份是 1 到 12", "months run from 1 to 12"))
    })
}

/// A day that the month has in some year.
pub(super) fn day_of(month: u8, number: u32) -> Result<u8, Fault> {
    let length = month_length(month.into());
    u8::try_from(number).ok().filter(|_| (1..=length).contains(&number)).ok_or_else(|| {
        Fault::new(text!("没有{month}月{number}日", "there is no day {number} in month {month}"))
            .hint(text!("{month}月只有{length}天", "month {month} has {length} days"))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_are_read_as_far_as_they_go() {
        let cases = [
            ("15日", Some(15), "日"),
            ("十五日", Some(15), "日"),
            ("一三五", Some(1), "三五"),
            ("二十", Some(20), ""),
            ("廿九", Some(29), ""),
            ("三十一", Some(31), ""),
            ("两周", Some(2), "周"),
            ("日", None, "日"),
            ("99999999999", None, "99999999999"),
        ];
        for (phrase, number, rest) in cases {
            let mut cursor = Cursor::new(phrase);
            assert_eq!((cursor.number(), cursor.rest()), (number, rest), "{phrase}");
        }
    }

    #[test]
    fn signs_are_normalised() {
        assert_eq!(
            normalise("星期一至礼拜五　８：３０—１１∶３０，１４：００～１７：３０"),
            "周一-周五 8:30-11:30,14:00-17:30"
        );
    }

    proptest! {
        #[test]
        fn a_number_comes_back_from_chinese(number in 0u32..100) {
            let text = chinese_number(number);
            let mut cursor = Cursor::new(&text);
            prop_assert_eq!(cursor.number(), Some(number));
            prop_assert!(cursor.is_done());
        }
    }
}
