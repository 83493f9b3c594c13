//! The parts of a Chinese phrase that says how something repeats: in which months, and on which days of what period.

use chrono::Weekday;

use super::observance::ordinal;
use super::phrase::{Cursor, Fault, month};
use super::repeat::Cycle;
use super::weekday::Ordinal;
use crate::text;

/// `7、8月`, `7月至9月`, `11月至次年2月` before the rest; empty if no months stand here.
pub(super) fn months(cursor: &mut Cursor<'_>) -> Result<Vec<u8>, Fault> {
    let mut ahead = cursor.clone();
    ahead.eat("每年");
    let mut months = Vec::new();
    let mut closed = false;
    while let Some(number) = ahead.number() {
        closed = ahead.eat("月");
        // What no 月 follows may be anything else, so it is judged only at the end.
        months.push(number);
        let mut further = ahead.clone();
        if further.dash() {
            further.eat_any(&["次年", "第二年"]);
            let Some(end) = further.number() else { break };
            closed = further.eat("月");
            let (start, end) = (month(number)?, month(end)?);
            let last = if end < start { end + 12 } else { end };
            months.extend((start + 1..=last).map(|month| u32::from((month - 1) % 12 + 1)));
            ahead = further.clone();
        } else if !eat_separator(&mut further) {
            break;
        } else if further.rest().starts_with('每') {
            ahead = further;
            break;
        } else {
            ahead = further;
        }
        let mut next = ahead.clone();
        if eat_separator(&mut next) {
            ahead = next;
        }
    }
    if !closed {
        return Ok(Vec::new());
    }
    ahead.eat("的");
    eat_separator(&mut ahead);
    *cursor = ahead;
    months.into_iter().map(month).collect()
}

fn eat_separator(cursor: &mut Cursor<'_>) -> bool {
    cursor.eat_any(&["、", ",", "和", "及", "与"])
}

/// How often, and on which days; `None` if no repetition stands here.
pub(super) fn cycle(cursor: &mut Cursor<'_>) -> Result<Option<(u32, Cycle)>, Fault> {
    if cursor.eat_any(&["每个工作日", "每工作日", "工作日", "逢工作日", "每逢工作日"]) {
        return Ok(Some((1, Cycle::Workdays)));
    }
    if cursor.eat_any(&["每个周末", "每周末", "每逢周末", "周末"]) {
        return Ok(Some((1, Cycle::Weeks(vec![Weekday::Sat, Weekday::Sun]))));
    }
    if cursor.eat("天天") {
        return Ok(Some((1, Cycle::Days)));
    }
    let every = if cursor.eat_any(&["每逢", "逢"]) {
        1
    } else if cursor.eat_any(&["每隔", "隔"]) {
        // Every second one leaves one out.
        cursor.number().unwrap_or(1).saturating_add(1)
    } else if cursor.eat("每") {
        let mut ahead = cursor.clone();
        let number = ahead.number();
        // 每2月15日 could as well be a date in February.
        if number.is_some() && ahead.rest().starts_with('月') {
            return Err(Fault::new(text!("“每几月”看不清楚", "“每几月” can be read in two ways")).hint(text!(
                "隔月重复写“每两个月15日”，只在某月写“2月每周六”",
                "write 每两个月15日 for every second month, 2月每周六 for one month of the year"
            )));
        }
        if number.is_some() {
            *cursor = ahead;
        }
        number.unwrap_or(1)
    } else {
        return Ok(None);
    };
    cursor.eat("个");
    if cursor.eat_any(&["天", "日"]) {
        return Ok(Some((every, Cycle::Days)));
    }
    if cursor.rest().starts_with('周') {
        return weeks(cursor).map(|days| Some((every, Cycle::Weeks(days))));
    }
    if cursor.eat("月") {
        return Ok(month_days(cursor)?.map(|cycle| (every, cycle)));
    }
    Ok(None)
}

/// The weekdays after 每: 周三, 周二、四, 周的周六, or none.
fn weeks(cursor: &mut Cursor<'_>) -> Result<Vec<Weekday>, Fault> {
    let mut ahead = cursor.clone();
    ahead.eat("周");
    if ahead.is_done() {
        *cursor = ahead;
        return Ok(Vec::new());
    }
    if ahead.eat("的") || ahead.rest().starts_with('周') {
        *cursor = ahead;
    }
    match cursor.weekday()? {
        Some(first) => cursor.more_weekdays(first),
        None => Ok(Vec::new()),
    }
}

/// What follows 每月: 15日、30日, 最后一天, 第一个周六, 第一、三个周六.
fn month_days(cursor: &mut Cursor<'_>) -> Result<Option<Cycle>, Fault> {
    cursor.eat("的");
    let (mut days, mut weekdays) = (Vec::new(), Vec::new());
    loop {
        if let Some(day) = day_from_end(cursor) {
            days.push(day);
        } else if cursor.rest().starts_with(['第', '最', '倒']) {
            let ordinals = ordinals(cursor)?;
            let Some(first) = cursor.weekday()? else { return Ok(None) };
            weekdays.extend(ordinals.into_iter().map(|nth| (nth, first)));
        } else if let Some(number) = cursor.number() {
            let mut ahead = cursor.clone();
            ahead.eat_any(&["日", "号"]);
            if ahead.dash() {
                let Some(last) = ahead.number() else { return Ok(None) };
                let (first, last) = (day(number)?, day(last)?);
                days.extend(first..=last);
                *cursor = ahead;
            } else {
                days.push(day(number)?);
            }
            cursor.eat_any(&["日", "号"]);
        } else {
            return Ok(None);
        }
        if !eat_separator(cursor) {
            break;
        }
        cursor.eat("每月");
    }
    match (days.is_empty(), weekdays.is_empty()) {
        (false, true) => Ok(Some(Cycle::MonthDays(days))),
        (true, false) => Ok(Some(Cycle::MonthWeekdays(weekdays))),
        _ => Ok(None),
    }
}

fn day(number: u32) -> Result<i8, Fault> {
    i8::try_from(number).ok().filter(|day| (1..=31).contains(day)).ok_or_else(|| {
        Fault::new(text!("没有哪个月有{number}日", "no month has a day {number}"))
            .hint(text!("一个月的日子从 1 到 31", "days of a month run from 1 to 31"))
    })
}

fn day_from_end(cursor: &mut Cursor<'_>) -> Option<i8> {
    if cursor.eat_any(&["最后一天", "最后1天", "月底", "末日"]) {
        return Some(-1);
    }
    let mut ahead = cursor.clone();
    if !ahead.eat("倒数第") {
        return None;
    }
    let number = i8::try_from(ahead.number()?).ok()?;
    ahead.eat("天").then(|| {
        *cursor = ahead;
        -number
    })
}

/// One or more ordinals before a weekday: `第一个`, `第一、三个`, `第一个和第三个`, `最后一个`.
fn ordinals(cursor: &mut Cursor<'_>) -> Result<Vec<Ordinal>, Fault> {
    let mut found = Vec::new();
    // 第一、三个: only the last of them carries 个.
    let mut ahead = cursor.clone();
    let mut numbers = Vec::new();
    if ahead.eat("第") {
        while let Some(number) = ahead.number() {
            numbers.push(number);
            if !eat_separator(&mut ahead) {
                break;
            }
            ahead.eat("第");
        }
    }
    if numbers.len() > 1 && ahead.eat("个") {
        *cursor = ahead;
        for number in numbers {
            let phrase = format!("第{number}个");
            found.extend(ordinal(&mut Cursor::new(&phrase))?);
        }
        return Ok(found);
    }
    while let Some(next) = ordinal(cursor)? {
        found.push(next);
        let mut ahead = cursor.clone();
        if !eat_separator(&mut ahead) {
            break;
        }
        *cursor = ahead;
    }
    Ok(found)
}
