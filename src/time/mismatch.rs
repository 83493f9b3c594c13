//! How a date that does not exist, lacks its year, or contradicts what stands beside it, is told: with the right value.

use chrono::{Datelike, NaiveDate, TimeDelta, Weekday};

use super::day::Spot;
use super::lunar::lunar;
use super::observance::{LunarDay, ObservanceDate};
use super::phrase::Fault;
use super::weekday::month_name;
use super::when::date_text;
use crate::diagnostic::{Language, MISSING_YEAR, NO_SUCH_DATE, WRONG_LUNAR, WRONG_WEEKDAY};
use crate::text;

/// A date as it would be written without its year.
pub(super) fn shown(spot: Spot, language: Language) -> String {
    let name = |month: u32| month_name(u8::try_from(month).unwrap_or(0), language);
    match (spot, language) {
        (Spot::Day { month, day }, Language::Zh) => format!("{}{day}日", name(month.unwrap_or(0))),
        (Spot::Day { month, day }, Language::En) => format!("{day} {}", name(month.unwrap_or(0))),
        (Spot::Month(month), _) => name(month),
        (Spot::Part(month, part), Language::Zh) => format!("{}{}", name(month), part.chinese()),
        (Spot::Part(month, part), Language::En) => format!("{} {}", part.english(), name(month)),
        (Spot::Yearly(date), language) => date.text(language),
    }
}

pub(super) fn impossible(spot: Spot) -> Option<Fault> {
    let month = match spot {
        Spot::Day { month: Some(month), .. } | Spot::Month(month) | Spot::Part(month, _) => month,
        Spot::Day { month: None, .. } | Spot::Yearly(_) => return None,
    };
    let fault = super::phrase::month(month)
        .and_then(|month| if let Spot::Day { day, .. } = spot { super::phrase::day_of(month, day) } else { Ok(0) });
    fault.err().map(|fault| fault.of(&NO_SUCH_DATE))
}

pub(super) fn no_such(spot: Spot, year: i32) -> Fault {
    let (name, name_en) = (shown(spot, Language::Zh), shown(spot, Language::En));
    let fault = Fault::new(text!("{year}年没有{name}", "the year {year} has no {name_en}")).of(&NO_SUCH_DATE);
    fault.hint(match spot {
        Spot::Day { month: Some(2), .. } => {
            text!("{year}年2月只有28天", "February {year} has 28 days")
        }
        Spot::Yearly(ObservanceDate::Lunar { leap: true, .. }) => {
            text!(
                "看看万年历：那一年有没有这个闰月；写公历最稳妥",
                "that year has no such leap month; write the solar date"
            )
        }
        _ => text!("写公历日期，如“{year}年4月12日”", "write the solar date, such as {year}-04-12"),
    })
}

pub(super) fn missing_year(spot: Spot) -> Fault {
    let (name, name_en) = (shown(spot, Language::Zh), shown(spot, Language::En));
    Fault::new(text!("“{name}”没有写年份", "{name_en} has no year")).of(&MISSING_YEAR).hint(text!(
        "在日期里写年份，如“2023年4月12日”；或写在表格的标题行、页面的标题里；或给所属行动写 starts 和 ends",
        "write the year with the date, such as 2023-04-12, or in the title row of the sheet or the title of the page, or give the campaign starts and ends"
    ))
}

pub(super) fn wrong_weekday(date: NaiveDate, written: Weekday) -> Fault {
    let name = |weekday: Weekday, language| super::weekday::name(weekday, language).replace('周', "星期");
    let ahead = i64::from(written.days_since(date.weekday()));
    let near = date.checked_add_signed(TimeDelta::days(if ahead > 3 { ahead - 7 } else { ahead })).unwrap_or(date);
    let (year, month, day) = (date.year(), date.month(), date.day());
    Fault::new(text!(
        "{year}年{month}月{day}日是{right}，不是{wrong}",
        "{date} is a {right_en}, not a {wrong_en}",
        right = name(date.weekday(), Language::Zh),
        wrong = name(written, Language::Zh),
        right_en = name(date.weekday(), Language::En),
        wrong_en = name(written, Language::En)
    ))
    .of(&WRONG_WEEKDAY)
    .hint(text!(
        "日期没错就写“{right}”；星期没错，最近的是{near_zh}；也看看年份对不对",
        "write {right_en}, or the nearest such day: {near_en}; look at the year too",
        right = name(date.weekday(), Language::Zh),
        right_en = name(date.weekday(), Language::En),
        near_zh = date_text(near, Language::Zh),
        near_en = date_text(near, Language::En)
    ))
}

pub(super) fn wrong_lunar(date: NaiveDate, yearly: ObservanceDate) -> Fault {
    let (year, month, day) = (date.year(), date.month(), date.day());
    let is = lunar(date);
    let is = ObservanceDate::Lunar { month: is.month, leap: is.leap, day: LunarDay::Nth(is.day) };
    let (is_en, yearly_en) = (is.text(Language::En), yearly.text(Language::En));
    let fault = Fault::new(text!("{year}年{month}月{day}日是{is}，不是{yearly}", "{date} is {is_en}, not {yearly_en}"))
        .of(&WRONG_LUNAR);
    // The nearest: a month of the Chinese calendar may come twice in a year.
    let right = (year - 1..=year + 1)
        .flat_map(|year| yearly.in_year(year))
        .min_by_key(|right| (*right - date).num_days().abs());
    match right {
        Some(right) => fault.hint(text!(
            "{yearly}是{zh}；改正其中一个",
            "{yearly_en} is {en}; correct one of the two",
            zh = date_text(right, Language::Zh),
            en = date_text(right, Language::En)
        )),
        None => fault.hint(text!("改正其中一个", "correct one of the two")),
    }
}
