//! Opening hours: `周一至周五 8:30—11:30，14:00—17:30；周六 9:00—12:00`.

use std::fmt;

use chrono::Weekday;

use super::clock::{self, DAY, Half};
use super::phrase::{self, Cursor, Fault, normalise};
use super::weekday::{self, WEEK};
use crate::diagnostic::{Findings, Language, Text};
use crate::record::{Field, Node, Shape};
use crate::text;

/// The hours of a week.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hours {
    /// From Monday to Sunday; each day's spans are in order and do not overlap. No span: closed.
    week: [Vec<Span>; 7],
    pub holidays: Holidays,
}

/// From one time to another, in minutes since midnight. It may end on the next day, after minute 1440.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    pub opens: u16,
    pub closes: u16,
}

/// What the hours say about public holidays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Holidays {
    #[default]
    Unsaid,
    Closed,
    /// Open as on any such weekday.
    Usual,
}

impl Hours {
    /// The spans of a weekday; none if closed.
    pub fn on(&self, weekday: Weekday) -> &[Span] {
        &self.week[weekday.num_days_from_monday() as usize]
    }

    /// The hours as readers see them. The Chinese form can be read again.
    pub fn text(&self, language: Language) -> String {
        let mut groups: Vec<(Vec<Weekday>, &[Span])> = Vec::new();
        for day in WEEK {
            let spans = self.on(day);
            match groups.iter_mut().find(|(_, known)| *known == spans) {
                Some((days, _)) => days.push(day),
                None => groups.push((vec![day], spans)),
            }
        }
        let all_closed = groups.len() == 1;
        groups.retain(|(_, spans)| all_closed || !spans.is_empty());
        let shown: Vec<String> = groups.iter().map(|(days, spans)| group_text(days, spans, language)).collect();
        let holidays = match (self.holidays, language) {
            (Holidays::Unsaid, _) => "",
            (Holidays::Closed, Language::Zh) => "（节假日休息）",
            (Holidays::Closed, Language::En) => " (closed on public holidays)",
            (Holidays::Usual, Language::Zh) => "（节假日照常）",
            (Holidays::Usual, Language::En) => " (open on public holidays)",
        };
        let semicolon = if language == Language::Zh { "；" } else { "; " };
        shown.join(semicolon) + holidays
    }
}

fn group_text(days: &[Weekday], spans: &[Span], language: Language) -> String {
    let days = match (days.len(), language) {
        (7, Language::Zh) => "每天".to_owned(),
        (7, Language::En) => "daily".to_owned(),
        _ => weekday::list(days, language),
    };
    format!("{days} {}", spans_text(spans, language))
}

/// `8:30—11:30，14:00—17:30`, `全天`, `休息`.
pub(super) fn spans_text(spans: &[Span], language: Language) -> String {
    let comma = if language == Language::Zh { "，" } else { ", " };
    match (spans, language) {
        ([], Language::Zh) => "休息".to_owned(),
        ([], Language::En) => "closed".to_owned(),
        _ => spans.iter().map(|span| span.text(language)).collect::<Vec<_>>().join(comma),
    }
}

impl Span {
    const FULL: Self = Self { opens: 0, closes: DAY };

    /// `8:30—11:30`, `18:00—次日2:00`, `全天`.
    pub fn text(self, language: Language) -> String {
        let clock = |minutes: u16| format!("{}:{:02}", minutes / 60, minutes % 60);
        let (opens, closes) =
            (clock(self.opens), clock(if self.closes > DAY { self.closes - DAY } else { self.closes }));
        match language {
            Language::Zh if self == Self::FULL => "全天".to_owned(),
            Language::En if self == Self::FULL => "all day".to_owned(),
            Language::Zh if self.closes > DAY => format!("{opens}—次日{closes}"),
            Language::En if self.closes > DAY => format!("{opens}–{closes} (next day)"),
            Language::Zh => format!("{opens}—{closes}"),
            Language::En => format!("{opens}–{closes}"),
        }
    }
}

/// The Chinese form, which can be read again.
impl fmt::Display for Hours {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text(Language::Zh))
    }
}

impl Field for Hours {
    const SHAPE: Shape = Shape::Text;

    fn read(node: &mut Node, findings: &mut Findings) -> Option<Self> {
        phrase::read(node, usage, parse, findings)
    }
}

fn usage() -> Text {
    text!(
        "写成“周一至周五 8:30—11:30，14:00—17:30；周六 9:00—12:00”，或“每天 8:00—17:00”“全天”",
        "write it like 周一至周五 8:30—11:30，14:00—17:30；周六 9:00—12:00, or Mon-Fri 8:30-17:30"
    )
}

const CLOSED: &[&str] =
    &["休息", "休馆", "休诊", "休", "不对外开放", "不开放", "不营业", "闭馆", "闭园", "停诊", "关门", "关", "closed"];
pub(super) const SEPARATORS: &[&str] = &[";", ",", "、", "。", "\n", "和", "及"];

/// Reads the hours of a week. A later part replaces an earlier one on its days, so that `每天 8:00—17:00；周一休息` says
/// what it seems to; parts that name the very same days add up.
pub(super) fn parse(written: &str) -> Result<Hours, Fault> {
    let phrase = normalise(written.trim());
    let mut cursor = Cursor::new(&phrase);
    let mut hours = Hours { week: Default::default(), holidays: Holidays::Unsaid };
    let mut parts: Vec<Vec<Weekday>> = Vec::new();
    let unknown = |cursor: &Cursor<'_>| {
        let rest = cursor.rest();
        let found = if rest.is_empty() { written } else { rest };
        Fault::new(text!("看不懂“{found}”是什么时间", "{found} is no opening time that is known here"))
    };
    while !cursor.is_done() {
        if cursor.eat_any(SEPARATORS) {
            continue;
        }
        if let Some(holidays) = holidays(&mut cursor) {
            hours.holidays = holidays;
            continue;
        }
        let days = days(&mut cursor)?;
        if let Some((_, Holidays::Closed)) = days
            && hours.holidays == Holidays::Unsaid
        {
            hours.holidays = Holidays::Closed;
        }
        let days = days.map_or_else(|| WEEK.to_vec(), |(days, _)| days);
        cursor.eat(":");
        let spans = spans(&mut cursor, |_| false)?.ok_or_else(|| unknown(&cursor))?;
        let adds = parts.contains(&days);
        for day in &days {
            let known = &mut hours.week[day.num_days_from_monday() as usize];
            if !adds {
                known.clear();
            }
            known.extend(&spans);
        }
        parts.push(days);
    }
    if parts.is_empty() {
        return Err(unknown(&cursor));
    }
    for (day, spans) in WEEK.into_iter().zip(&mut hours.week) {
        order(spans).map_err(|fault| {
            let name = weekday::name(day, Language::Zh);
            fault.hint(text!("看看{name}的各段时间", "look at the times of {name}"))
        })?;
    }
    Ok(hours)
}

/// Spans in order; a fault if two of them overlap.
pub(super) fn order(spans: &mut [Span]) -> Result<(), Fault> {
    spans.sort_unstable();
    for pair in spans.windows(2) {
        if let [one, next] = pair
            && next.opens < one.closes
        {
            let (one, next) = (one.text(Language::Zh), next.text(Language::Zh));
            return Err(Fault::new(text!("{one} 和 {next} 有重叠", "{one} and {next} overlap")));
        }
    }
    Ok(())
}

/// `节假日除外`, `（法定节假日休息）`, `节假日照常`.
fn holidays(cursor: &mut Cursor<'_>) -> Option<Holidays> {
    let mut ahead = cursor.clone();
    let bracket = ahead.eat("(");
    ahead.eat_any(&["国家法定", "法定"]);
    if !ahead.eat_any(&["节假日", "节日", "假日"]) {
        return None;
    }
    let holidays = if ahead.eat_any(&["除外", "不含"]) || ahead.eat_any(CLOSED) {
        Holidays::Closed
    } else if ahead.eat_any(&["照常开放", "正常开放", "照常", "不休息", "不休", "开放"]) {
        Holidays::Usual
    } else {
        return None;
    };
    if bracket && !ahead.eat(")") {
        return None;
    }
    *cursor = ahead;
    Some(holidays)
}

/// The weekdays that stand here, in order. 工作日 are Monday to Friday without holidays.
fn days(cursor: &mut Cursor<'_>) -> Result<Option<(Vec<Weekday>, Holidays)>, Fault> {
    if cursor.eat_any(&["每天", "每日", "天天", "daily"]) {
        return Ok(Some((WEEK.to_vec(), Holidays::Unsaid)));
    }
    if cursor.eat_any(&["每个工作日", "工作日"]) {
        return Ok(Some((WEEK[..5].to_vec(), Holidays::Closed)));
    }
    let mut days = Vec::new();
    loop {
        let mut ahead = cursor.clone();
        if !days.is_empty() {
            ahead.eat_any(SEPARATORS);
        }
        ahead.eat("每");
        if ahead.eat_any(&["周末", "双休日"]) {
            days.extend([Weekday::Sat, Weekday::Sun]);
        } else if let Some(first) = ahead.weekday()? {
            days.extend(ahead.more_weekdays(first)?);
        } else {
            break;
        }
        *cursor = ahead;
    }
    days.sort_unstable_by_key(Weekday::num_days_from_monday);
    days.dedup();
    Ok((!days.is_empty()).then_some((days, Holidays::Unsaid)))
}

/// The times that stand here, up to where `ends` says so; an empty list for a day off, `None` if there are none.
pub(super) fn spans(cursor: &mut Cursor<'_>, ends: impl Fn(&Cursor<'_>) -> bool) -> Result<Option<Vec<Span>>, Fault> {
    if cursor.eat_any(CLOSED) {
        return Ok(Some(Vec::new()));
    }
    if cursor.eat_any(&["全天开放", "全天24小时", "24小时开放", "24小时", "全天", "all day"]) {
        return Ok(Some(vec![Span::FULL]));
    }
    let mut spans = Vec::new();
    loop {
        let mut ahead = cursor.clone();
        if !spans.is_empty() {
            ahead.eat_any(SEPARATORS);
        }
        if ends(&ahead) {
            break;
        }
        let Some(span) = span(&mut ahead)? else { break };
        spans.push(span);
        *cursor = ahead;
    }
    Ok((!spans.is_empty()).then_some(spans))
}

fn span(cursor: &mut Cursor<'_>) -> Result<Option<Span>, Fault> {
    let Some((opens, half)) = clock::clock(cursor, Half::Unsaid)? else { return Ok(None) };
    let lacking = || Fault::new(text!("只有开始时间，没有结束时间", "a time to open lacks a time to close"));
    if !cursor.dash() {
        return Err(lacking());
    }
    let closes = clock::end(cursor, half)?.ok_or_else(lacking)?;
    if opens >= DAY || closes <= opens || closes > opens + DAY {
        let shown = Span { opens, closes }.text(Language::Zh);
        return Err(Fault::new(text!("{shown} 的结束早于开始", "{shown} ends before it begins"))
            .hint(text!("过夜写成 18:00—次日2:00", "write 18:00—次日2:00 for hours over midnight")));
    }
    Ok(Some(Span { opens, closes }))
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::diagnostic::Place;
    use crate::record::Value;

    fn message(findings: &Findings) -> String {
        findings.first().map_or(String::new(), |f| f.message.in_language(Language::Zh).to_owned())
    }

    fn text(text: &str) -> Node {
        Node::new(Value::Text(text.to_owned()), Place::site())
    }

    fn read(written: &str) -> Result<String, String> {
        let mut findings = Findings::new();
        Hours::read(&mut text(written), &mut findings).map(|hours| hours.to_string()).ok_or_else(|| message(&findings))
    }

    #[test]
    fn hours_are_understood() {
        let cases = [
            (
                "周一至周五 8:30—11:30，14:00—17:30；周六 9:00-12:00",
                "周一至周五 8:30—11:30，14:00—17:30；周六 9:00—12:00",
            ),
            (
                "星期一到星期五　８：３０～１１：３０、１４：００～１７：３０，星期六９：００－１２：００",
                "周一至周五 8:30—11:30，14:00—17:30；周六 9:00—12:00",
            ),
            ("礼拜一至五：8∶30--11∶30", "周一至周五 8:30—11:30"),
            ("周一、三、五 8:30-11:30", "周一、周三、周五 8:30—11:30"),
            ("周二四 14:00-16:00", "周二、周四 14:00—16:00"),
            ("周一，周三 8:30-11:30", "周一、周三 8:30—11:30"),
            ("周一、三点到五点", "看不懂"),
            ("周六至周一 9:00-12:00", "周一、周六、周日 9:00—12:00"),
            ("周末 9:00-12:00", "周六、周日 9:00—12:00"),
            ("周五、周末 9:00-12:00", "周五至周日 9:00—12:00"),
            ("每天 8:00-17:00", "每天 8:00—17:00"),
            ("8:00-17:00", "每天 8:00—17:00"),
            ("每周一 8:00-17:00", "周一 8:00—17:00"),
            ("全天", "每天 全天"),
            ("24小时", "每天 全天"),
            ("周一至周五 全天；周六 休息", "周一至周五 全天"),
            ("每天 0:00-24:00", "每天 全天"),
            ("每天 9:00-17:00，周一闭馆", "周二至周日 9:00—17:00"),
            ("每天 8:00-17:00；周六 9:00-12:00", "周一至周五、周日 8:00—17:00；周六 9:00—12:00"),
            ("周一 8:00-11:00；周一 14:00-17:00", "周一 8:00—11:00，14:00—17:00"),
            ("周一 14:00-17:00，8:00-11:00", "周一 8:00—11:00，14:00—17:00"),
            ("上午8:30-11:30，下午2:00-5:30", "每天 8:30—11:30，14:00—17:30"),
            ("上午8点半到11点半，下午2点-5点", "每天 8:30—11:30，14:00—17:00"),
            ("晚上7点15分至9点", "每天 19:15—21:00"),
            ("中午12:00-1:30", "每天 12:00—13:30"),
            ("十八点至二十点", "每天 18:00—20:00"),
            ("8.30-11.30", "每天 8:30—11:30"),
            ("18:00-次日2:00", "每天 18:00—次日2:00"),
            ("工作日 8:30-17:30", "周一至周五 8:30—17:30（节假日休息）"),
            ("周一至周五 8:30-17:30（法定节假日除外）", "周一至周五 8:30—17:30（节假日休息）"),
            ("每天 8:30-17:30，节假日照常开放", "每天 8:30—17:30（节假日照常）"),
            ("Mon-Fri 8:30-17:30; Sat closed", "周一至周五 8:30—17:30"),
            ("每天休息", "每天 休息"),
        ];
        for (written, printed) in cases {
            match read(written) {
                Ok(hours) => assert_eq!(hours, printed, "{written}"),
                Err(error) => assert!(error.starts_with(printed), "{written}: {error}"),
            }
        }
    }

    #[test]
    fn nonsense_is_told() {
        let cases = [
            ("周八 8:00-9:00", "没有“周八”这一天"),
            ("周一至周八 8:00-9:00", "没有“周八”这一天"),
            ("周一 25:00-26:00", "“25:00-26:00”里没有这样的钟点"),
            ("周一 8:60-9:00", "“8:60-9:00”里没有这样的钟点"),
            ("8:3-9:00", "“8:3-9:00”里没有这样的钟点"),
            ("8-17", "“8-17”里没有这样的钟点"),
            ("周一 8:30", "只有开始时间，没有结束时间"),
            ("周一 8:30-", "只有开始时间，没有结束时间"),
            ("周一 17:00-8:00", "17:00—8:00 的结束早于开始"),
            ("8:30-8:30", "8:30—8:30 的结束早于开始"),
            ("8:00-12:00，11:00-14:00", "8:00—12:00 和 11:00—14:00 有重叠"),
            ("周一至周五", "看不懂“周一至周五”是什么时间"),
            ("随时", "看不懂“随时”是什么时间"),
            ("", "看不懂“”是什么时间"),
            ("8:30-11:30 电话预约", "看不懂“电话预约”是什么时间"),
        ];
        for (written, message) in cases {
            assert_eq!(read(written), Err(message.to_owned()), "{written}");
        }
    }

    #[test]
    fn english_texts() {
        let hours = parse("周一至周五 8:30-11:30，18:00-次日1:00；周六 全天；节假日休息").unwrap();
        let english = "Monday–Friday 8:30–11:30, 18:00–1:00 (next day); Saturday all day (closed on public holidays)";
        assert_eq!(hours.text(Language::En), english);
        assert_eq!(hours.on(Weekday::Sun), []);
    }

    pub(in crate::time) fn spans_strategy() -> impl Strategy<Value = Vec<Span>> {
        proptest::collection::btree_set(0u16..DAY, 0..7).prop_map(|times| {
            let times: Vec<u16> = times.into_iter().collect();
            times.chunks_exact(2).map(|pair| Span { opens: pair[0], closes: pair[1] }).collect()
        })
    }

    proptest! {
        #[test]
        fn what_is_printed_is_read_again(
            kinds in proptest::collection::vec(spans_strategy(), 3),
            days in proptest::array::uniform7(0usize..3),
            holidays in proptest::sample::select(vec![Holidays::Unsaid, Holidays::Closed, Holidays::Usual]),
        ) {
            let hours = Hours { week: days.map(|kind| kinds[kind].clone()), holidays };
            prop_assert_eq!(parse(&hours.to_string()), Ok(hours));
        }

        #[test]
        fn anything_is_judged(text in "[周一三五至、，；:0-9 休全天次日上下午点半()\\-]{0,16}|\\PC{0,8}") {
            if let Ok(hours) = parse(&text) {
                prop_assert_eq!(parse(&hours.to_string()), Ok(hours));
            }
        }
    }
}
