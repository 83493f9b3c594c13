//! The form of a phrase that says when: dates in lists and ranges, what stands beside them, and times of day. What it says is
//! kept as written; years, months and contradictions are for who reads it on.

use chrono::Weekday;

use super::clock::{self, DAY, Dots, Half};
use super::day::{self, LUNAR, Spot, Written, which_calendar};
use super::observance::{LunarDay, ObservanceDate};
use super::phrase::{Cursor, Fault, normalise};
use crate::diagnostic::{END_BEFORE_START, NO_SUCH_DATE};
use crate::text;

/// A phrase as understood. With faults it holds what came before them.
#[derive(Debug, Default)]
pub(super) struct Reading {
    pub groups: Vec<Group>,
    /// 待定 stands somewhere.
    pub unknown: bool,
    pub faults: Vec<Fault>,
}

/// Dates and the times that hold on each of them.
#[derive(Clone, Debug, Default)]
pub(super) struct Group {
    pub items: Vec<Item>,
    pub sessions: Vec<Session>,
    /// How many days it says it has: 12—14日三天.
    pub count: Option<u32>,
}

/// A date, or the dates from one to another.
#[derive(Clone, Debug)]
pub(super) struct Item {
    pub first: Dated,
    pub last: Option<Dated>,
    /// The times at both ends, where it goes through: 12日9:00至14日16:00.
    pub through: Option<(u16, u16)>,
}

/// A date with what stands beside it and should agree.
#[derive(Clone, Debug)]
pub(super) struct Dated {
    pub written: Written,
    pub weekday: Option<Weekday>,
    pub also: Option<Written>,
}

/// In minutes since midnight; the end may be on the next day, after minute 1440.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Session {
    pub start: u16,
    pub end: Option<u16>,
}

const SEPARATORS: &[&str] = &["、", ",", ";", "。", "\n", "和", "以及", "及", "与"];

/// What adds nothing to a date or time.
const NOISE: &[&str] = &[
    "(", ")", "[", "]", "【", "】", "每天", "每日", "天天", "daily", "均为", "都是", "各", "当天", "当日", "公历",
    "阳历", "定于", "从", "自", "于", "连续", "具体", "时间", "日期", "全天", "整天", "all day", "每", "的", ":",
];

/// What adds nothing to a time before it.
const AFTER_TIME: &[&str] = &[
    "准时开始",
    "正式开始",
    "开始",
    "开演",
    "开讲",
    "开幕",
    "开场",
    "准时",
    "举行",
    "举办",
    "左右",
    "起",
    "结束",
    "为止",
    "止",
    "整",
];

const UNKNOWN: &[&str] = &[
    "待定",
    "未定",
    "待通知",
    "等通知",
    "待确定",
    "待公布",
    "另行通知",
    "另行公布",
    "另通知",
    "另定",
    "to be announced",
    "to be confirmed",
    "TBA",
    "TBC",
    "TBD",
    "tba",
    "tbc",
    "tbd",
];

const TENTATIVE: &[&str] = &["暂定", "初定", "拟定", "拟于", "拟", "预计", "大约", "约"];

/// Reads a phrase. `dots` says what 7.30 is at its beginning.
pub(super) fn parse(written: &str, dots: Dots) -> Reading {
    let phrase = prepare(written);
    let mut parser = Parser { dots, ..Parser::default() };
    let mut cursor = Cursor::new(&phrase);
    while !cursor.is_done() {
        if let Err(fault) = parser.step(&mut cursor) {
            parser.reading.faults.push(fault);
            break;
        }
    }
    parser.finish();
    parser.reading
}

fn prepare(written: &str) -> String {
    let bare: String = written.trim().chars().filter(|c| !matches!(c, '\u{200b}' | '\u{feff}')).collect();
    let mut phrase = normalise(&bare);
    if phrase.contains(" to ") || phrase.contains('號') {
        phrase = phrase.replace(" to ", "-").replace('號', "号");
    }
    if !phrase.contains(['冬', '夏']) {
        return phrase;
    }
    // 至 has become a dash, which it is not in the names of two solar terms.
    phrase.replace("立冬-", "立冬 -").replace("立夏-", "立夏 -").replace("冬-", "冬至").replace("夏-", "夏至")
}

struct Parser {
    reading: Reading,
    dots: Dots,
    /// Since the last date or time, a mark stood that begins another.
    separated: bool,
    half: Half,
    /// A weekday that stands before its date.
    weekday: Option<Weekday>,
    /// The start of what goes through to a date that has no time yet.
    through: Option<u16>,
}

impl Default for Parser {
    fn default() -> Self {
        Self {
            reading: Reading::default(),
            dots: Dots::Dates,
            separated: false,
            half: Half::Unsaid,
            weekday: None,
            through: None,
        }
    }
}

impl Parser {
    fn step(&mut self, cursor: &mut Cursor<'_>) -> Result<(), Fault> {
        if cursor.eat_any(SEPARATORS) {
            self.separated = true;
            return Ok(());
        }
        refuse(cursor)?;
        if cursor.eat_any(UNKNOWN) {
            self.reading.unknown = true;
            return Ok(());
        }
        if cursor.eat_any(NOISE) || self.eat_range_words(cursor) || self.eat_count(cursor) {
            return Ok(());
        }
        if self.turn_lunar(cursor) {
            return Ok(());
        }
        if cursor.dash() {
            return self.range(cursor);
        }
        // Beside a date, 8.30 is a time.
        let dots = if self.has_date() && !self.separated { Dots::Times } else { self.dots };
        if clock::stands(cursor, dots) {
            self.session(cursor, dots)?;
        } else if let Some(half) = clock::half(cursor) {
            self.half = half;
        } else if let Some(weekday) = cursor.weekday()? {
            self.weekdays(cursor, weekday)?;
        } else {
            let before = self.last_dated().map(|dated| dated.written);
            let Some(written) = day::written(cursor, before.as_ref())? else { return Err(unknown(cursor)) };
            self.date(written);
        }
        self.separated = false;
        Ok(())
    }

    fn group(&mut self) -> &mut Group {
        if self.reading.groups.is_empty() {
            self.reading.groups.push(Group::default());
        }
        let last = self.reading.groups.len() - 1;
        &mut self.reading.groups[last]
    }

    fn has_date(&self) -> bool {
        self.reading.groups.last().is_some_and(|group| !group.items.is_empty())
    }

    fn last_item(&mut self) -> Option<&mut Item> {
        self.reading.groups.iter_mut().rev().find_map(|group| group.items.last_mut())
    }

    fn last_dated(&mut self) -> Option<&mut Dated> {
        self.last_item().map(|item| item.last.as_mut().unwrap_or(&mut item.first))
    }

    fn date(&mut self, written: Written) {
        let separated = self.separated;
        let weekday = self.weekday.take();
        let sessions = !self.group().sessions.is_empty();
        if !sessions
            && !separated
            && let Some(dated) = self.last_dated()
            && dated.also.is_none()
            && let Some(also) = beside(&dated.written, written)
        {
            dated.also = Some(also);
            return;
        }
        if sessions {
            self.reading.groups.push(Group::default());
        }
        self.half = Half::Unsaid;
        let first = Dated { written, weekday, also: None };
        self.group().items.push(Item { first, last: None, through: None });
    }

    /// The date after a dash.
    fn range(&mut self, cursor: &mut Cursor<'_>) -> Result<(), Fault> {
        let weekday = cursor.weekday()?;
        let before = self.last_dated().map(|dated| dated.written);
        let group = self.group();
        let through = match (group.items.as_slice(), group.sessions.as_slice()) {
            ([.., Item { last: None, .. }], []) => None,
            ([Item { last: None, .. }], [Session { start, end: None }]) => Some(*start),
            _ => return Err(unknown(cursor)),
        };
        let Some(written) = day::written(cursor, before.as_ref())? else { return Err(unknown(cursor)) };
        if through.is_some() {
            self.group().sessions.clear();
        }
        self.through = through;
        self.half = Half::Unsaid;
        self.separated = false;
        if let Some(item) = self.last_item() {
            item.last = Some(Dated { written, weekday, also: None });
        }
        Ok(())
    }

    fn session(&mut self, cursor: &mut Cursor<'_>, dots: Dots) -> Result<(), Fault> {
        let Some((start, half)) = clock::clock(cursor, self.half)? else { return Err(unknown(cursor)) };
        if let Some(begin) = self.through.take() {
            while cursor.eat_any(AFTER_TIME) {}
            if let Some(item) = self.last_item() {
                item.through = Some((begin, start));
            }
            return Ok(());
        }
        let closes = cursor.rest().starts_with("结束");
        while cursor.eat_any(AFTER_TIME) {}
        if closes && let Some(Session { start: begin, end: end @ None }) = self.group().sessions.last_mut() {
            *end = Some(start);
            let session = Session { start: *begin, end: *end };
            self.check(session);
            return Ok(());
        }
        let mut ahead = cursor.clone();
        let mut end = None;
        if ahead.dash() {
            if clock::end_stands(&ahead, dots) {
                end = clock::end(&mut ahead, half)?;
                while ahead.eat_any(AFTER_TIME) {}
                *cursor = ahead;
            } else if ahead.is_done() {
                return Err(Fault::new(text!("横线后面没有结束时间", "no end follows the dash")).hint(text!(
                    "写成“14:30—16:30”；不知道几点结束就只写“14:30”",
                    "write 14:30-16:30, or only 14:30"
                )));
            }
        }
        self.half = half;
        let session = Session { start, end };
        self.group().sessions.push(session);
        self.check(session);
        Ok(())
    }

    fn check(&mut self, session: Session) {
        if session.start >= DAY {
            self.reading.faults.push(
                Fault::new(text!("一天不能从 24:00 开始", "no day begins at 24:00"))
                    .of(&NO_SUCH_DATE)
                    .hint(text!("写第二天的日期和 0:00", "write 0:00 with the date of the next day")),
            );
        } else if session.end.is_some_and(|end| end <= session.start) {
            let (start, end) = (shown(session.start), shown(session.end.unwrap_or_default()));
            self.reading.faults.push(
                Fault::new(text!("{end} 不在 {start} 之后", "{end} is not after {start}")).of(&END_BEFORE_START).hint(
                    text!(
                        "过夜写“{start}—次日{end}”，下午写“下午”或 24 小时制，如 16:00",
                        "over midnight write {start}-{end} (next day); write the afternoon like 16:00"
                    ),
                ),
            );
        }
    }

    /// 周三, 周六、周日, 周三至周五 beside the dates before, or before the next one.
    fn weekdays(&mut self, cursor: &mut Cursor<'_>, first: Weekday) -> Result<(), Fault> {
        let follows = |cursor: &Cursor<'_>, before: Option<Written>| {
            !clock::stands(cursor, Dots::Dates)
                && clock::half(&mut cursor.clone()).is_none()
                && matches!(day::written(&mut cursor.clone(), before.as_ref()), Ok(Some(_)))
        };
        let before = self.last_dated().map(|dated| dated.written);
        if (self.separated || !self.has_date() || !self.group().sessions.is_empty()) && follows(cursor, None) {
            self.weekday = Some(first);
            return Ok(());
        }
        let (mut days, mut ranged) = (vec![first], false);
        loop {
            let mut ahead = cursor.clone();
            let dash = ahead.dash();
            if !dash && !ahead.eat_any(SEPARATORS) {
                break;
            }
            let Ok(Some(next)) = ahead.weekday() else { break };
            if follows(&ahead, before) {
                break;
            }
            ranged |= dash;
            days.push(next);
            *cursor = ahead;
        }
        let group = self.group();
        match (group.items.last_mut(), days.as_slice()) {
            (Some(item), [one]) => item.last.as_mut().unwrap_or(&mut item.first).weekday = Some(*one),
            (Some(Item { first, last: Some(last), .. }), [one, other]) => {
                first.weekday = Some(*one);
                last.weekday = Some(*other);
            }
            (Some(_), many) => {
                let many = match many {
                    [one, other] if ranged => super::weekday::range(*one, *other),
                    _ => many.to_vec(),
                };
                for (item, weekday) in group.items.iter_mut().rev().zip(many.iter().rev()) {
                    item.first.weekday = Some(*weekday);
                }
            }
            (None, _) => {
                return Err(Fault::new(text!("只有星期几，没有日期", "a weekday without a date")).hint(text!(
                    "写出日期，如“4月12日（星期三）”",
                    "write the date, such as Wednesday 12 April 2023"
                )));
            }
        }
        Ok(())
    }

    /// 起 and 止 around a range.
    fn eat_range_words(&mut self, cursor: &mut Cursor<'_>) -> bool {
        let mut ahead = cursor.clone();
        if ahead.eat("起") && ahead.rest().starts_with('-') && self.has_date() {
            *cursor = ahead;
            return true;
        }
        matches!(self.last_item(), Some(Item { last: Some(_), .. })) && cursor.eat_any(&["为止", "止", "期间每天"])
    }

    /// `三天`, `共3天`.
    fn eat_count(&mut self, cursor: &mut Cursor<'_>) -> bool {
        let mut ahead = cursor.clone();
        ahead.eat("共");
        let Some(count) = ahead.number() else { return false };
        if !self.has_date() || !ahead.eat("天") {
            return false;
        }
        *cursor = ahead;
        self.group().count = Some(count);
        true
    }

    /// 八月十五（农历）: a name of the calendar after the date.
    fn turn_lunar(&mut self, cursor: &mut Cursor<'_>) -> bool {
        let mut ahead = cursor.clone();
        if !ahead.eat_any(LUNAR) || !(ahead.is_done() || ahead.rest().starts_with([')', ']', '】'])) || !self.has_date()
        {
            return false;
        }
        *cursor = ahead;
        let Some(item) = self.last_item() else { return false };
        let mut month = None;
        for dated in std::iter::once(&mut item.first).chain(&mut item.last) {
            if let Spot::Day { month: own, day } = dated.written.spot {
                month = own.or(month);
                dated.written = lunar_of(dated.written, month, day).unwrap_or(dated.written);
            }
        }
        true
    }

    fn finish(&mut self) {
        if !self.reading.faults.is_empty() {
            return;
        }
        if self.through.is_some() {
            self.reading.faults.push(
                Fault::new(text!("最后一天没有写几点结束", "the last day has no time of its end"))
                    .hint(text!("写成“4月12日9:00至14日16:00”", "write 2023-04-12 9:00 to 2023-04-14 16:00")),
            );
        }
        for group in &self.reading.groups {
            let dates: Vec<&Written> = group
                .items
                .iter()
                .flat_map(|item| std::iter::once(&item.first).chain(&item.last))
                .map(|dated| &dated.written)
                .collect();
            // In 四月十二、十三日 the last 日 holds for all.
            if let Some(Written { open: true, spot: Spot::Day { month, day }, .. }) = dates.last() {
                self.reading.faults.push(which_calendar(*month, *day));
            }
        }
    }
}

/// What stands beside a date and names the same day in another way: a festival, a lunar date, or the solar one of those.
fn beside(date: &Written, other: Written) -> Option<Written> {
    match (date.spot, other.spot) {
        (Spot::Day { .. }, Spot::Yearly(_)) | (Spot::Yearly(_), Spot::Day { .. } | Spot::Yearly(_)) => Some(other),
        (Spot::Day { .. }, Spot::Day { month, day }) if other.open => lunar_of(other, month, day),
        _ => None,
    }
}

fn lunar_of(written: Written, month: Option<u32>, day: u32) -> Option<Written> {
    let month = month.and_then(|month| u8::try_from(month).ok()).filter(|month| (1..=12).contains(month))?;
    let day = u8::try_from(day).ok().filter(|day| (1..=30).contains(day))?;
    let spot = Spot::Yearly(ObservanceDate::Lunar { month, leap: false, day: LunarDay::Nth(day) });
    Some(Written { spot, open: false, ..written })
}

fn refuse(cursor: &Cursor<'_>) -> Result<(), Fault> {
    let rest = cursor.rest();
    if let Some(word) = TENTATIVE.iter().find(|word| rest.starts_with(**word)) {
        return Err(Fault::new(text!("“{word}”不是确定的时间", "{word} makes the time uncertain")).hint(text!(
            "没定就写“7月上旬”“7月”或“待定”；定了就去掉“{word}”，说明写到备注里",
            "write early July 2023, July 2023 or TBD while it is not settled; leave {word} for the note"
        )));
    }
    if ["每周", "每月", "每两", "每隔", "隔周", "每逢", "每年"].iter().any(|word| rest.starts_with(word))
    {
        return Err(Fault::new(text!("这里写的是重复，不是日期", "this is a repetition, not a date")).hint(text!(
            "把每个日期列出来，如“7月5日、12日、19日”；活动页面的重复写在 repeat 里",
            "list the dates, such as 2023-07-05, 2023-07-12; a page's event has repeat for that"
        )));
    }
    Ok(())
}

fn unknown(cursor: &Cursor<'_>) -> Fault {
    let rest: String = cursor.rest().chars().take(20).collect();
    let rest = rest.trim().to_owned();
    if rest.is_empty() {
        return Fault::new(text!("横线后面没有日期", "no date follows the dash"));
    }
    Fault::new(text!("看不懂“{rest}”是什么时间", "{rest} is no date or time that is known here"))
}

/// `14:30`; after midnight the time of the next day.
fn shown(minutes: u16) -> String {
    let minutes = if minutes > DAY { minutes - DAY } else { minutes };
    format!("{}:{:02}", minutes / 60, minutes % 60)
}
