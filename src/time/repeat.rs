//! Repetitions, as Chinese phrases (`每两周周六`, `7、8月每周六`, `工作日`) or as recurrence rules of RFC 5545, section
//! 3.3.10. Both come to the same values; which days they give is not computed here.

use std::fmt;

use chrono::Weekday;

use super::cycle::{cycle, months};
use super::phrase::{self, Cursor, Fault, chinese_number, month_length, normalise};
use super::rule;
use super::weekday::{self, Ordinal};
use crate::diagnostic::{Findings, Language, Text};
use crate::record::{Field, Node, Shape};
use crate::text;

/// How something repeats. The time of day, the first day and the last are told elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Repeat {
    /// What a phrase can say.
    Pattern(Pattern),
    /// The value of a valid RRULE that no phrase says, in capitals. Its `UNTIL` may be a date, a civil time, or end
    /// in `Z`.
    Rule(String),
}

/// A cycle in every so many periods, in some months.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    /// 2 for every second day, week or month.
    pub every: u16,
    pub cycle: Cycle,
    /// From 1 to 12, ordered; empty for the whole year.
    pub months: Vec<u8>,
}

/// What repeats: all lists are ordered and without repetitions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cycle {
    Days,
    /// On these weekdays; on that of the first day if none is named.
    Weeks(Vec<Weekday>),
    /// On these days of the month; negative ones count from its end, −1 being the last.
    MonthDays(Vec<i8>),
    /// On the first Saturday of the month, the last Friday, …
    MonthWeekdays(Vec<(Ordinal, Weekday)>),
    /// Monday to Friday without holidays, with the days that are worked instead.
    Workdays,
}

impl Repeat {
    /// The value of an RRULE (RFC 5545, section 3.3.10); `None` for working days, which no rule can say.
    pub fn rule(&self) -> Option<String> {
        match self {
            Self::Pattern(pattern) => pattern.rule(),
            Self::Rule(rule) => Some(rule.clone()),
        }
    }

    /// The repetition as readers see it.
    pub fn text(&self, language: Language) -> String {
        match (self, language) {
            (Self::Pattern(pattern), Language::Zh) => pattern.chinese(),
            (Self::Pattern(pattern), Language::En) => pattern.english(),
            (Self::Rule(rule), Language::Zh) => format!("按规则重复（{rule}）"),
            (Self::Rule(rule), Language::En) => format!("repeats by the rule {rule}"),
        }
    }
}

/// The form that can be read again.
impl fmt::Display for Repeat {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pattern(pattern) => formatter.write_str(&pattern.chinese()),
            Self::Rule(rule) => formatter.write_str(rule),
        }
    }
}

impl Field for Repeat {
    const SHAPE: Shape = Shape::Text;

    fn read(node: &mut Node, findings: &mut Findings) -> Option<Self> {
        phrase::read(node, usage, parse, findings)
    }
}

fn usage() -> Text {
    text!(
        "可以写 每天、每周三、每周二、四、每两周周六、每月15日、每月第一个周六、7、8月每周六、工作日，或 RFC 5545 的 FREQ=WEEKLY;BYDAY=WE",
        "write a phrase such as 每周三 or 每月第一个周六, or a rule such as FREQ=WEEKLY;BYDAY=WE (RFC 5545)"
    )
}

/// Reads a repetition.
pub(super) fn parse(written: &str) -> Result<Repeat, Fault> {
    let phrase = normalise(written.trim());
    if phrase.contains('=') {
        return rule::parse(&phrase);
    }
    let mut cursor = Cursor::new(&phrase);
    let unknown = || Fault::new(text!("看不懂“{written}”怎样重复", "{written} is no repetition that is known here"));
    let months = months(&mut cursor)?;
    let (every, cycle) = cycle(&mut cursor)?.ok_or_else(unknown)?;
    if !cursor.is_done() {
        return Err(unknown());
    }
    Pattern { every: interval(every)?, cycle, months }.arranged().map(Repeat::Pattern)
}

fn interval(every: u32) -> Result<u16, Fault> {
    u16::try_from(every).ok().filter(|every| (1..=366).contains(every)).ok_or_else(|| {
        Fault::new(text!("不能每 {every} 个周期重复一次", "{every} is no interval to repeat in"))
            .hint(text!("间隔是 1 到 366", "intervals run from 1 to 366"))
    })
}

impl Pattern {
    /// Lists in order; a fault if a day is in none of the months.
    pub(super) fn arranged(mut self) -> Result<Self, Fault> {
        self.months.sort_unstable();
        self.months.dedup();
        if self.months.len() == 12 {
            self.months.clear();
        }
        match &mut self.cycle {
            Cycle::Weeks(days) => {
                days.sort_unstable_by_key(Weekday::num_days_from_monday);
                days.dedup();
            }
            Cycle::MonthDays(days) => {
                days.sort_unstable_by_key(|day| (*day < 0, *day));
                days.dedup();
                let longest = self.months.iter().map(|month| month_length((*month).into())).max().unwrap_or(31);
                if let Some(day) = days.iter().find(|day| **day == 0 || u32::from(day.unsigned_abs()) > longest) {
                    return Err(Fault::new(text!(
                        "没有哪个月有{day}日，最多{longest}天",
                        "no month here has a day {day}; the longest has {longest}"
                    )));
                }
            }
            Cycle::MonthWeekdays(days) => {
                days.sort_unstable_by_key(|(ordinal, day)| {
                    (ordinal.number() < 0, ordinal.number(), day.num_days_from_monday())
                });
                days.dedup();
            }
            Cycle::Days | Cycle::Workdays => {}
        }
        Ok(self)
    }

    fn rule(&self) -> Option<String> {
        let (frequency, by) = match &self.cycle {
            Cycle::Days => ("DAILY", String::new()),
            Cycle::Weeks(days) if days.is_empty() => ("WEEKLY", String::new()),
            Cycle::Weeks(days) => ("WEEKLY", format!(";BYDAY={}", joined(days, |day| rule::code(*day).to_owned()))),
            Cycle::MonthDays(days) => ("MONTHLY", format!(";BYMONTHDAY={}", joined(days, i8::to_string))),
            Cycle::MonthWeekdays(days) => {
                let code = |(ordinal, day): &(Ordinal, Weekday)| format!("{}{}", ordinal.number(), rule::code(*day));
                ("MONTHLY", format!(";BYDAY={}", joined(days, code)))
            }
            Cycle::Workdays => return None,
        };
        let interval = if self.every == 1 { String::new() } else { format!(";INTERVAL={}", self.every) };
        let months = if self.months.is_empty() {
            String::new()
        } else {
            format!(";BYMONTH={}", joined(&self.months, u8::to_string))
        };
        Some(format!("FREQ={frequency}{interval}{months}{by}"))
    }

    fn chinese(&self) -> String {
        let months = self.months.iter().map(|month| format!("{month}月")).collect::<Vec<_>>().join("、");
        let every = match self.every {
            1 => String::new(),
            2 => "两".to_owned(),
            every => every.to_string(),
        };
        let month = if self.every == 1 { "月" } else { "个月" };
        let cycle = match &self.cycle {
            Cycle::Days => format!("每{every}天"),
            Cycle::Weeks(days) if days.is_empty() => format!("每{every}周"),
            Cycle::Weeks(days) if self.every == 1 => format!("每{}", weekday::list(days, Language::Zh)),
            Cycle::Weeks(days) => format!("每{every}周{}", weekday::list(days, Language::Zh)),
            Cycle::MonthDays(days) => {
                let day = |day: &i8| match day {
                    -1 => "最后一天".to_owned(),
                    1.. => format!("{day}日"),
                    _ => format!("倒数第{}天", chinese_number(u32::from(day.unsigned_abs()))),
                };
                format!("每{every}{month}{}", days.iter().map(day).collect::<Vec<_>>().join("、"))
            }
            Cycle::MonthWeekdays(days) => {
                let day = |(ordinal, day): &(Ordinal, Weekday)| {
                    format!("{}{}", ordinal.text(Language::Zh), weekday::name(*day, Language::Zh))
                };
                format!("每{every}{month}{}", days.iter().map(day).collect::<Vec<_>>().join("、"))
            }
            Cycle::Workdays => "工作日".to_owned(),
        };
        months + &cycle
    }

    fn english(&self) -> String {
        let period = |unit: &str| match self.every {
            1 => format!("every {unit}"),
            every => format!("every {every} {unit}s"),
        };
        let cycle = match &self.cycle {
            Cycle::Days => period("day"),
            Cycle::Weeks(days) if days.is_empty() => period("week"),
            Cycle::Weeks(days) if self.every == 1 => format!("every {}", weekday::list(days, Language::En)),
            Cycle::Weeks(days) => format!("{} on {}", period("week"), weekday::list(days, Language::En)),
            Cycle::MonthDays(days) => {
                let day = |day: &i8| match day {
                    -1 => "the last day".to_owned(),
                    1.. => format!("day {day}"),
                    _ => format!("day {} from the end", day.unsigned_abs()),
                };
                format!("on {} of {}", days.iter().map(day).collect::<Vec<_>>().join(", "), period("month"))
            }
            Cycle::MonthWeekdays(days) => {
                let day = |(ordinal, day): &(Ordinal, Weekday)| {
                    format!("the {} {}", ordinal.text(Language::En), weekday::name(*day, Language::En))
                };
                format!("on {} of {}", days.iter().map(day).collect::<Vec<_>>().join(", "), period("month"))
            }
            Cycle::Workdays => "on working days".to_owned(),
        };
        let months: Vec<_> = self.months.iter().map(|month| weekday::month_name(*month, Language::En)).collect();
        if months.is_empty() { cycle } else { format!("{cycle} in {}", months.join(", ")) }
    }
}

fn joined<T>(items: &[T], show: impl Fn(&T) -> String) -> String {
    items.iter().map(show).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::diagnostic::Place;
    use crate::record::Value;

    fn read(text: &str) -> Result<(String, String), String> {
        let mut findings = Findings::new();
        let repeat = Repeat::read(&mut Node::new(Value::Text(text.to_owned()), Place::site()), &mut findings);
        let finding = findings.first().map(|f| f.message.in_language(Language::Zh).to_owned());
        match (repeat, finding) {
            (Some(repeat), None) => Ok((repeat.to_string(), repeat.rule().unwrap_or_default())),
            (None, Some(finding)) => Err(finding),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn phrases_are_understood() {
        let cases = [
            ("每天", "每天", "FREQ=DAILY"),
            ("每日", "每天", "FREQ=DAILY"),
            ("每两天", "每两天", "FREQ=DAILY;INTERVAL=2"),
            ("每隔一天", "每两天", "FREQ=DAILY;INTERVAL=2"),
            ("隔日", "每两天", "FREQ=DAILY;INTERVAL=2"),
            ("每三天", "每3天", "FREQ=DAILY;INTERVAL=3"),
            ("每周", "每周", "FREQ=WEEKLY"),
            ("每周三", "每周三", "FREQ=WEEKLY;BYDAY=WE"),
            ("每星期三", "每周三", "FREQ=WEEKLY;BYDAY=WE"),
            ("每个礼拜三", "每周三", "FREQ=WEEKLY;BYDAY=WE"),
            ("每周的周三", "每周三", "FREQ=WEEKLY;BYDAY=WE"),
            ("每逢星期天", "每周日", "FREQ=WEEKLY;BYDAY=SU"),
            ("每周二、四", "每周二、周四", "FREQ=WEEKLY;BYDAY=TU,TH"),
            ("每周四，周二", "每周二、周四", "FREQ=WEEKLY;BYDAY=TU,TH"),
            ("每周一三五", "每周一、周三、周五", "FREQ=WEEKLY;BYDAY=MO,WE,FR"),
            ("每周二和周四", "每周二、周四", "FREQ=WEEKLY;BYDAY=TU,TH"),
            ("每周一至周五", "每周一至周五", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
            ("每周一到五", "每周一至周五", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
            ("每周六至周一", "每周一、周六、周日", "FREQ=WEEKLY;BYDAY=MO,SA,SU"),
            ("周末", "每周六、周日", "FREQ=WEEKLY;BYDAY=SA,SU"),
            ("每两周周六", "每两周周六", "FREQ=WEEKLY;INTERVAL=2;BYDAY=SA"),
            ("每２周的星期六", "每两周周六", "FREQ=WEEKLY;INTERVAL=2;BYDAY=SA"),
            ("隔周周六", "每两周周六", "FREQ=WEEKLY;INTERVAL=2;BYDAY=SA"),
            ("每隔一周周六", "每两周周六", "FREQ=WEEKLY;INTERVAL=2;BYDAY=SA"),
            ("每月15日", "每月15日", "FREQ=MONTHLY;BYMONTHDAY=15"),
            ("每月１５号", "每月15日", "FREQ=MONTHLY;BYMONTHDAY=15"),
            ("每月十五日", "每月15日", "FREQ=MONTHLY;BYMONTHDAY=15"),
            ("每个月30、15日", "每月15日、30日", "FREQ=MONTHLY;BYMONTHDAY=15,30"),
            ("每月1日至3日", "每月1日、2日、3日", "FREQ=MONTHLY;BYMONTHDAY=1,2,3"),
            ("每月31日", "每月31日", "FREQ=MONTHLY;BYMONTHDAY=31"),
            ("每月最后一天", "每月最后一天", "FREQ=MONTHLY;BYMONTHDAY=-1"),
            ("每月倒数第二天", "每月倒数第二天", "FREQ=MONTHLY;BYMONTHDAY=-2"),
            ("每两个月15日", "每两个月15日", "FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=15"),
            ("每月第一个周六", "每月第一个周六", "FREQ=MONTHLY;BYDAY=1SA"),
            ("每月的第1个星期六", "每月第一个周六", "FREQ=MONTHLY;BYDAY=1SA"),
            ("每月第一、三个周六", "每月第一个周六、第三个周六", "FREQ=MONTHLY;BYDAY=1SA,3SA"),
            ("每月第一个和第三个周六", "每月第一个周六、第三个周六", "FREQ=MONTHLY;BYDAY=1SA,3SA"),
            ("每月最后一个周五", "每月最后一个周五", "FREQ=MONTHLY;BYDAY=-1FR"),
            ("每月第一个周六、最后一个周五", "每月第一个周六、最后一个周五", "FREQ=MONTHLY;BYDAY=1SA,-1FR"),
            ("7、8月每周六", "7月、8月每周六", "FREQ=WEEKLY;BYMONTH=7,8;BYDAY=SA"),
            ("七月、八月每周六", "7月、8月每周六", "FREQ=WEEKLY;BYMONTH=7,8;BYDAY=SA"),
            ("7-8月，每周六", "7月、8月每周六", "FREQ=WEEKLY;BYMONTH=7,8;BYDAY=SA"),
            ("每年7月至9月每天", "7月、8月、9月每天", "FREQ=DAILY;BYMONTH=7,8,9"),
            ("11月至次年2月每月1日", "1月、2月、11月、12月每月1日", "FREQ=MONTHLY;BYMONTH=1,2,11,12;BYMONTHDAY=1"),
            ("工作日", "工作日", ""),
            ("每个工作日", "工作日", ""),
            ("7月工作日", "7月工作日", ""),
        ];
        for (written, printed, rule) in cases {
            assert_eq!(read(written), Ok((printed.to_owned(), rule.to_owned())), "{written}");
        }
    }

    #[test]
    fn rules_are_understood() {
        let cases = [
            ("FREQ=WEEKLY;BYDAY=WE", "每周三"),
            ("rrule:freq=weekly;byday=we;", "每周三"),
            ("ＦＲＥＱ＝WEEKLY；BYDAY=TU，TH", "每周二、周四"),
            ("FREQ=WEEKLY;WKST=MO;INTERVAL=2;BYDAY=SA", "每两周周六"),
            ("FREQ=MONTHLY;BYDAY=1SA", "每月第一个周六"),
            ("FREQ=MONTHLY;BYDAY=+1SA", "每月第一个周六"),
            ("FREQ=MONTHLY;BYMONTHDAY=-1", "每月最后一天"),
            ("FREQ=DAILY;BYMONTH=7,8", "7月、8月每天"),
            ("FREQ=WEEKLY;BYDAY=WE;COUNT=10", "FREQ=WEEKLY;BYDAY=WE;COUNT=10"),
            ("FREQ=WEEKLY;UNTIL=20231231", "FREQ=WEEKLY;UNTIL=20231231"),
            ("FREQ=WEEKLY;UNTIL=20231231T160000Z", "FREQ=WEEKLY;UNTIL=20231231T160000Z"),
            ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"),
            ("FREQ=YEARLY;BYMONTH=5;BYDAY=2SU", "FREQ=YEARLY;BYMONTH=5;BYDAY=2SU"),
        ];
        for (written, printed) in cases {
            assert_eq!(read(written).map(|(printed, _)| printed), Ok(printed.to_owned()), "{written}");
        }
    }

    #[test]
    fn nonsense_is_told() {
        let cases = [
            ("每周八", "没有“周八”这一天"),
            ("每两周周八", "没有“周八”这一天"),
            ("每月32日", "没有哪个月有32日"),
            ("每月0日", "没有哪个月有0日"),
            ("6月每月31日", "没有哪个月有31日，最多30天"),
            ("每月第六个周六", "一个月里没有第 6 个"),
            ("13月每周六", "没有 13 月"),
            ("每0天", "不能每 0 个周期重复一次"),
            ("每999天", "不能每 999 个周期重复一次"),
            ("每2月15日", "“每几月”看不清楚"),
            ("每月", "看不懂“每月”怎样重复"),
            ("每月第一个", "看不懂“每月第一个”怎样重复"),
            ("经常", "看不懂“经常”怎样重复"),
            ("每周三下午", "看不懂“每周三下午”怎样重复"),
            ("", "看不懂“”怎样重复"),
            ("FREQ=HOURLY", "FREQ=HOURLY 不行"),
            ("BYDAY=WE", "FREQ= 不行"),
            ("FREQ=WEEKLY;BYDAY=XX", "BYDAY 里的 XX 不是星期几"),
            ("FREQ=WEEKLY;BYDAY=1WE", "1WE 只能用在 FREQ=MONTHLY 或 YEARLY 里"),
            ("FREQ=WEEKLY;BYDAY=周三", "重复规则里不能有“周”"),
            ("FREQ=WEEKLY;BYDAYS=WE", "重复规则里没有 BYDAYS"),
            ("FREQ=WEEKLY;BYHOUR=9", "重复规则里不写 BYHOUR"),
            ("FREQ=WEEKLY;COUNT=2;UNTIL=20231231", "COUNT 和 UNTIL 只能写一个"),
            ("FREQ=WEEKLY;INTERVAL=0", "INTERVAL 应当是 1 或更大的整数"),
            ("FREQ=WEEKLY;FREQ=DAILY", "FREQ 写了两次"),
            ("FREQ=WEEKLY;UNTIL=明年", "重复规则里不能有“明”"),
            ("FREQ=WEEKLY;UNTIL=2023", "UNTIL=2023 不是日期"),
            ("FREQ=WEEKLY;;BYDAY=WE", "“”里缺少等号"),
        ];
        for (written, message) in cases {
            assert_eq!(read(written), Err(message.to_owned()), "{written}");
        }
        for written in [
            "FREQ=MONTHLY;BYMONTHDAY=32",
            "FREQ=DAILY;BYMONTH=13",
            "FREQ=WEEKLY;UNTIL=20231331",
            "FREQ=WEEKLY;BYMONTHDAY=1",
            "FREQ=DAILY;BYSETPOS=1",
        ] {
            assert!(read(written).is_err(), "{written}");
        }
    }

    #[test]
    fn english_texts() {
        let cases = [
            ("每两周周六", "every 2 weeks on Saturday"),
            ("7、8月每周六", "every Saturday in July, August"),
            ("每月最后一个周五", "on the last Friday of every month"),
            ("每月15日、最后一天", "on day 15, the last day of every month"),
            ("工作日", "on working days"),
        ];
        for (written, english) in cases {
            assert_eq!(parse(written).unwrap().text(Language::En), english);
        }
    }

    fn patterns() -> impl Strategy<Value = Pattern> {
        let weekdays = || proptest::sample::subsequence(weekday::WEEK.to_vec(), 0..=7);
        let ordinals = proptest::sample::select(vec![1i8, 2, 3, 4, 5, -1, -2, -4]);
        let nth = (ordinals, proptest::sample::select(weekday::WEEK.to_vec()))
            .prop_map(|(number, day)| (Ordinal::new(number).unwrap(), day));
        let cycles = prop_oneof![
            Just(Cycle::Days),
            weekdays().prop_map(Cycle::Weeks),
            proptest::collection::vec(prop_oneof![1i8..=29, -28i8..=-1], 1..4).prop_map(Cycle::MonthDays),
            proptest::collection::vec(nth, 1..4).prop_map(Cycle::MonthWeekdays),
        ];
        let every = prop_oneof![Just(1u16), Just(2), 3u16..=366];
        let months = proptest::collection::vec(1u8..=12, 0..5);
        (every, cycles, months).prop_map(|(every, cycle, months)| Pattern { every, cycle, months }.arranged().unwrap())
    }

    proptest! {
        #[test]
        fn what_is_printed_is_read_again(pattern in patterns()) {
            let repeat = Repeat::Pattern(pattern);
            prop_assert_eq!(parse(&repeat.to_string()), Ok(repeat.clone()));
            prop_assert_eq!(parse(&repeat.rule().unwrap()), Ok(repeat));
        }

        #[test]
        fn anything_is_judged(text in "[每隔周天日月个第最后一二三六八的、，0-9]{0,10}|(FREQ|BYDAY|COUNT|UNTIL|BYMONTH|INTERVAL)=[A-Z0-9,;=\\-]{0,12}|\\PC{0,8}") {
            if let Ok(repeat) = parse(&text) {
                prop_assert_eq!(parse(&repeat.to_string()), Ok(repeat));
            }
        }
    }
}
