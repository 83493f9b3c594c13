//! Years of two digits: `26年7月`. `26年` alone may be a stretch of time, so what follows has to tell.

use super::{Kind, Slip};

/// What makes a number before 年 a year of the calendar.
const AFTER: &[&str] = &[
    "度",
    "底",
    "初",
    "末",
    "上半年",
    "下半年",
    "春季",
    "夏季",
    "秋季",
    "冬季",
    "春节",
    "第一季度",
    "第二季度",
    "第三季度",
    "第四季度",
    "一季度",
    "二季度",
    "三季度",
    "四季度",
    "前三季度",
];

pub fn find(text: &str, slips: &mut Vec<Slip>) {
    for (at, year) in text.match_indices('年') {
        let digits = text[..at].bytes().rev().take_while(u8::is_ascii_digit).count();
        let start = at - digits;
        let before = text[..start].chars().next_back();
        if digits != 2 || before.is_some_and(|c| c == '.' || c == '第' || c.is_ascii_alphabetic()) {
            continue;
        }
        let rest = &text[at + year.len()..];
        let Some(length) = month(rest)
            .or_else(|| AFTER.iter().find(|word| rest.starts_with(**word)).map(|word| word.len()))
            .or_else(|| (text[..start].ends_with(['自', '从']) && rest.starts_with('起')).then_some('起'.len_utf8()))
        else {
            continue;
        };
        let end = at + year.len() + length;
        // Who writes 98年 means the last century.
        let century = if &text[start..at] < "70" { "20" } else { "19" };
        slips.push(Slip::new(Kind::ShortYear, start..end, format!("{century}{}", &text[start..end])));
    }
}

/// The length of `7月` or ` 12 月` at the beginning of a text.
fn month(text: &str) -> Option<usize> {
    let number = text.trim_start_matches(' ');
    let digits = number.bytes().take_while(u8::is_ascii_digit).count();
    let rest = number[digits..].trim_start_matches(' ');
    ((1..=2).contains(&digits) && rest.starts_with('月')).then(|| text.len() - rest.len() + '月'.len_utf8())
}
