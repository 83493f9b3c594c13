//! Days of the year that have a name: solar terms and well-known festivals.

use std::collections::BTreeMap;

use chrono::{NaiveDate, Weekday};

use super::observance::{LunarDay, ObservanceDate};
use super::weekday::Ordinal;
use crate::words;

words! {
    /// One of the 24 solar terms, in the order of the calendar year.
    pub enum SolarTerm {
        MinorCold = "minor-cold" / "小寒",
        MajorCold = "major-cold" / "大寒",
        StartOfSpring = "start-of-spring" / "立春",
        RainWater = "rain-water" / "雨水",
        AwakeningOfInsects = "awakening-of-insects" / "惊蛰",
        SpringEquinox = "spring-equinox" / "春分",
        ClearAndBright = "clear-and-bright" / "清明",
        GrainRain = "grain-rain" / "谷雨",
        StartOfSummer = "start-of-summer" / "立夏",
        GrainBuds = "grain-buds" / "小满",
        GrainInEar = "grain-in-ear" / "芒种",
        SummerSolstice = "summer-solstice" / "夏至",
        MinorHeat = "minor-heat" / "小暑",
        MajorHeat = "major-heat" / "大暑",
        StartOfAutumn = "start-of-autumn" / "立秋",
        EndOfHeat = "end-of-heat" / "处暑",
        WhiteDew = "white-dew" / "白露",
        AutumnEquinox = "autumn-equinox" / "秋分",
        ColdDew = "cold-dew" / "寒露",
        FrostsDescent = "frosts-descent" / "霜降",
        StartOfWinter = "start-of-winter" / "立冬",
        MinorSnow = "minor-snow" / "小雪",
        MajorSnow = "major-snow" / "大雪",
        WinterSolstice = "winter-solstice" / "冬至",
    }
}

const fn solar(month: u8, day: u8) -> ObservanceDate {
    ObservanceDate::Solar { month, day }
}

const fn lunar(month: u8, day: u8) -> ObservanceDate {
    ObservanceDate::Lunar { month, leap: false, day: LunarDay::Nth(day) }
}

/// Festivals by their names, without a closing 节.
const FESTIVALS: &[(&str, ObservanceDate)] = &[
    ("春节", lunar(1, 1)),
    ("元宵", lunar(1, 15)),
    ("龙抬头", lunar(2, 2)),
    ("端午", lunar(5, 5)),
    ("七夕", lunar(7, 7)),
    ("中元", lunar(7, 15)),
    ("中秋", lunar(8, 15)),
    ("重阳", lunar(9, 9)),
    ("老年", lunar(9, 9)),
    ("腊八", lunar(12, 8)),
    ("除夕", ObservanceDate::Lunar { month: 12, leap: false, day: LunarDay::Last }),
    ("元旦", solar(1, 1)),
    ("三八", solar(3, 8)),
    ("妇女", solar(3, 8)),
    ("三八妇女", solar(3, 8)),
    ("国际妇女", solar(3, 8)),
    ("植树", solar(3, 12)),
    ("世界卫生日", solar(4, 7)),
    ("劳动", solar(5, 1)),
    ("五一", solar(5, 1)),
    ("五一劳动", solar(5, 1)),
    ("国际劳动", solar(5, 1)),
    ("青年", solar(5, 4)),
    ("五四青年", solar(5, 4)),
    ("国际护士", solar(5, 12)),
    ("国际家庭日", solar(5, 15)),
    ("世界无烟日", solar(5, 31)),
    ("儿童", solar(6, 1)),
    ("六一", solar(6, 1)),
    ("六一儿童", solar(6, 1)),
    ("国际儿童", solar(6, 1)),
    ("世界环境日", solar(6, 5)),
    ("全国爱眼日", solar(6, 6)),
    ("世界献血者日", solar(6, 14)),
    ("世界禁毒日", solar(6, 26)),
    ("国际禁毒日", solar(6, 26)),
    ("建党", solar(7, 1)),
    ("世界人口日", solar(7, 11)),
    ("建军", solar(8, 1)),
    ("八一", solar(8, 1)),
    ("中国医师", solar(8, 19)),
    ("教师", solar(9, 10)),
    ("中国预防出生缺陷日", solar(9, 12)),
    ("预防出生缺陷日", solar(9, 12)),
    ("世界避孕日", solar(9, 26)),
    ("国庆", solar(10, 1)),
    ("国际老年人日", solar(10, 1)),
    ("世界精神卫生日", solar(10, 10)),
    ("世界糖尿病日", solar(11, 14)),
    ("世界艾滋病日", solar(12, 1)),
    ("国家宪法日", solar(12, 4)),
    ("母亲", nth(5, 2, Weekday::Sun)),
    ("父亲", nth(6, 3, Weekday::Sun)),
];

const fn nth(month: u8, ordinal: i8, weekday: Weekday) -> ObservanceDate {
    ObservanceDate::Weekday { month, ordinal: Ordinal::of(ordinal), weekday }
}

/// The day that a name names; 节 at its end may be left out or added.
pub(super) fn named(name: &str) -> Option<ObservanceDate> {
    let short = name.strip_suffix('节').unwrap_or(name);
    let term = SolarTerm::ALL.iter().find(|term| term.chinese() == short || term.name() == name);
    if let Some(term) = term {
        return Some(ObservanceDate::Term(*term));
    }
    FESTIVALS.iter().find(|(known, _)| *known == short || *known == name).map(|(_, date)| *date)
}

/// The festivals that a calendar on the wall prints. What an office observes besides stands in its own table.
const PRINTED: &[&str] = &[
    "元旦",
    "春节",
    "元宵节",
    "妇女节",
    "植树节",
    "劳动节",
    "青年节",
    "儿童节",
    "端午节",
    "建党节",
    "建军节",
    "七夕节",
    "中元节",
    "教师节",
    "中秋节",
    "国庆节",
    "重阳节",
    "腊八节",
    "除夕",
    "母亲节",
    "父亲节",
];

/// The solar terms and the printed festivals of a year, by day; festivals first.
pub fn printed_days(year: i32) -> BTreeMap<NaiveDate, Vec<&'static str>> {
    let festivals = PRINTED.iter().filter_map(|name| Some((*name, named(name)?)));
    let terms = SolarTerm::ALL.iter().map(|term| (term.chinese(), ObservanceDate::Term(*term)));
    let mut days: BTreeMap<NaiveDate, Vec<&'static str>> = BTreeMap::new();
    for (name, date) in festivals.chain(terms) {
        for day in date.in_year(year) {
            days.entry(day).or_default().push(name);
        }
    }
    days
}

/// The longest name that a text begins with, and its day.
pub(super) fn at(text: &str) -> Option<(&str, ObservanceDate)> {
    let longest = names().filter(|name| text.starts_with(name)).max_by_key(|name| name.len())?;
    let length =
        if text[longest.len()..].starts_with('节') { longest.len() + '节'.len_utf8() } else { longest.len() };
    Some((&text[..length], named(longest)?))
}

/// Every name, for "did you mean".
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    FESTIVALS.iter().map(|(name, _)| *name).chain(SolarTerm::WORDS.iter().map(|(_, chinese)| *chinese))
}
