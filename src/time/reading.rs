//! The one reading of dates and times as Chinese offices write them: a phrase and where its year may come from in, the
//! times that it names out, and every contradiction told with the right value.

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike, Weekday};

use super::clock::Dots;
use super::date::parse_iso;
use super::day::{Spot, Written, Year};
use super::grammar::{self, Dated, Group, Item, Reading, Session};
use super::lunar::{lunar, solar};
use super::observance::{LunarDay, ObservanceDate};
use super::phrase::{Fault, normalise};
use super::when::{When, date_text};
use super::written::Phrase;
use crate::diagnostic::{
    DATE_PHRASE, END_BEFORE_START, Findings, Language, MISSING_YEAR, NO_SUCH_DATE, Text, WRONG_LUNAR, WRONG_WEEKDAY,
};
use crate::record::{Moment, Placed};
use crate::text;

/// Where a missing year comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Years {
    Unknown,
    One(i32),
    /// A campaign's period: the year in it in which the date lies.
    Period {
        first: NaiveDate,
        last: NaiveDate,
    },
}

/// So many days may a range have that has a time on each of them.
const MOST_DAYS: i64 = 62;

/// So many times may one phrase name.
const MOST_TIMES: usize = 400;

/// When something happens, by its date and the time that stands beside it or in the same text: one value for each
/// date and each time of day. Where only the month is known, or nothing, times of day are passed over. `None` if there is
/// a fault; all that can be told at once are.
pub fn read_when(
    date: &Placed<Phrase>,
    time: Option<&Placed<Phrase>>,
    years: &Years,
    findings: &mut Findings,
) -> Option<Vec<When>> {
    let known = findings.len();
    let mut reading = reading(&date.value, Dots::Dates);
    let mut faults = std::mem::take(&mut reading.faults);
    if reading.groups.iter().all(|group| group.items.is_empty()) && !reading.unknown && faults.is_empty() {
        faults.push(Fault::new(text!("这里没有日期", "no date stands here")));
    }
    if let Some(time) = time {
        let (sessions, own) = times(&time.value, &reading);
        for fault in own {
            fault.or(&DATE_PHRASE).hint(time_usage()).report(&time.place, findings);
        }
        if !sessions.is_empty() {
            for group in &mut reading.groups {
                group.sessions.clone_from(&sessions);
            }
        }
    }
    let mut resolver = Resolver { years, explicit: None, before: None, faults };
    let mut times = Vec::new();
    for group in &reading.groups {
        resolver.group(group, &mut times);
    }
    for fault in resolver.faults {
        fault.or(&DATE_PHRASE).hint(date_usage()).report(&date.place, findings);
    }
    if findings.len() > known {
        return None;
    }
    if times.is_empty() {
        times.push(When::Unknown);
    }
    let mut seen = std::collections::HashSet::new();
    times.retain(|when| seen.insert(*when));
    Some(times)
}

/// The year that a title names, such as “2023年村村乐纳凉晚会安排”; `None` if it names none, or several.
pub fn stated_year(text: &str) -> Option<i32> {
    let phrase: Vec<char> = normalise(text).chars().map(|c| chinese_digit(c).unwrap_or(c)).collect();
    let mut found = None;
    let mut index = 0;
    while index < phrase.len() {
        let length = phrase[index..].iter().take_while(|c| c.is_ascii_digit()).count();
        let (from, to) = (index, index + length);
        index = to.max(index + 1);
        if length != 4 {
            continue;
        }
        let year: i32 = phrase[from..to].iter().collect::<String>().parse().ok()?;
        let mut rest = phrase[to..].iter().filter(|c| **c != ' ');
        // The first of 2023—2024年 is a year as well.
        let named = matches!(rest.next(), Some('年' | '-' | '/'));
        if !named || !(1900..2200).contains(&year) {
            continue;
        }
        if found.is_some_and(|known| known != year) {
            return None;
        }
        found = Some(year);
    }
    found
}

fn chinese_digit(c: char) -> Option<char> {
    const DIGITS: &str = "〇一二三四五六七八九";
    let c = if matches!(c, '○' | '零') { '〇' } else { c };
    let index = DIGITS.chars().position(|digit| digit == c)?;
    char::from_digit(u32::try_from(index).ok()?, 10)
}

fn date_usage() -> Text {
    text!(
        "日期写成“4月12日”“2023年4月12日（星期三）”“4月12—14日”，时间写成“14:30—16:30”“下午2点半”；还不确切就写“7月上旬”或“待定”；别的话写到备注里",
        "write dates like 2023-04-12 or 12 April 2023, times like 14:30-16:30; early July 2023 or TBD while it is not settled; other words belong into the note"
    )
}

fn time_usage() -> Text {
    text!(
        "时间写成“14:30”“14:30—16:30”“下午2点半到4点”；没定就写“待定”；别的话写到备注里",
        "write times like 14:30 or 14:30-16:30, or TBD; other words belong into the note"
    )
}

fn reading(phrase: &Phrase, dots: Dots) -> Reading {
    match phrase {
        Phrase::Text(written) => match parse_iso(&normalise(written)) {
            Some(moment) => of_moment(moment),
            None => of_text(written, dots),
        },
        Phrase::Number(number) => of_number(*number),
        Phrase::Moment(moment) => of_moment(*moment),
        Phrase::Time(time) => {
            Reading { groups: vec![Group { sessions: vec![session(*time)], ..Group::default() }], ..Reading::default() }
        }
    }
}

fn of_text(written: &str, dots: Dots) -> Reading {
    let bare = written.trim();
    if bare.len() > 4 && bare.parse::<f64>().is_ok_and(|number| serial(number).is_some()) {
        return of_number(bare.parse().unwrap_or_default());
    }
    grammar::parse(written, dots)
}

/// A plain number of a cell. Only 20230412 is a date beyond doubt: 4.20 has become 4.2.
fn of_number(number: f64) -> Reading {
    let faulty = |fault| Reading { faults: vec![fault], ..Reading::default() };
    if let Some(date) = serial(number) {
        let (zh, en) = (date_text(date, Language::Zh), date_text(date, Language::En));
        return faulty(
            Fault::new(text!("{number} 是表格内部的日期数字", "{number} is a spreadsheet's inner number for a date"))
                .hint(text!(
                    "选中这些单元格，把格式设为“日期”；它应当是{zh}",
                    "select the cells and give them the format Date; it would be {en}"
                )),
        );
    }
    if number.fract() == 0.0 && (19_000_101.0..22_000_000.0).contains(&number) {
        return grammar::parse(&number.to_string(), Dots::Dates);
    }
    faulty(Fault::new(text!("{number} 是一个数，不是日期或时间", "{number} is a number, neither date nor time")).hint(
        text!(
            "写成“4月12日”“14:30”，或先把单元格格式设为“文本”（否则 4.20 会变成 4.2）",
            "write it like 4月12日 or 14:30, or give the cell the format Text first (4.20 becomes 4.2 otherwise)"
        ),
    ))
}

/// The date that spreadsheets mean by a number, for the years from 1982 to 2064.
fn serial(number: f64) -> Option<NaiveDate> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be in range")]
    let days = (30_000.0..60_000.0).contains(&number).then_some(number as u64)?;
    NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(Days::new(days))
}

fn of_moment(moment: Moment) -> Reading {
    let (date, time) = match moment {
        Moment::Date(date) => (date, None),
        Moment::Civil(civil) => {
            // A spreadsheet's time is a fraction of a day, and may fall short of its minute.
            let civil = civil.checked_add_signed(TimeDelta::seconds(30)).unwrap_or(civil);
            (civil.date(), Some(civil.time()))
        }
        Moment::Offset(civil, _) => {
            let shown = civil.format("%Y-%m-%d %H:%M");
            let fault = Fault::new(text!("时间后面不写时差", "a time has no offset here"))
                .hint(text!("写当地时间，如 {shown}", "write the local time, such as {shown}"));
            return Reading { faults: vec![fault], ..Reading::default() };
        }
    };
    let spot = Spot::Day { month: Some(date.month()), day: date.day() };
    let written = Written { year: Some(Year::Number(date.year())), spot, open: false };
    let item = Item { first: Dated { written, weekday: None, also: None }, last: None, through: None };
    let sessions = time.map(session).into_iter().collect();
    Reading { groups: vec![Group { items: vec![item], sessions, count: None }], ..Reading::default() }
}

fn session(time: NaiveTime) -> Session {
    Session { start: u16::try_from(time.hour() * 60 + time.minute()).unwrap_or(0), end: None }
}

/// The times of day of a cell that holds times, beside what the date's cell says.
fn times(phrase: &Phrase, beside: &Reading) -> (Vec<Session>, Vec<Fault>) {
    let mut reading = reading(phrase, Dots::Times);
    let mut faults = std::mem::take(&mut reading.faults);
    let sessions: Vec<Session> = reading.groups.iter().flat_map(|group| group.sessions.iter().copied()).collect();
    let own = |group: &Group| group.items.iter().map(|item| item.first.written.spot).collect::<Vec<_>>();
    let dates: Vec<Spot> = reading.groups.iter().flat_map(own).collect();
    let same = dates == beside.groups.iter().flat_map(own).collect::<Vec<_>>();
    // The time of a cell that a program filled in may come with the first day of its calendar.
    let empty = matches!(phrase, Phrase::Moment(Moment::Civil(civil)) if civil.year() <= 1904);
    if !dates.is_empty() && !same && !empty && faults.is_empty() {
        faults.push(
            Fault::new(text!("时间里写了日期", "a date stands in place of the time"))
                .hint(text!("日期写到日期一栏，这里只写几点", "the date belongs into its own column")),
        );
    }
    let said: Vec<Session> = beside.groups.iter().flat_map(|group| group.sessions.iter().copied()).collect();
    let through = beside.groups.iter().any(|group| group.items.iter().any(|item| item.through.is_some()));
    if faults.is_empty() && !sessions.is_empty() && (through || (!said.is_empty() && said != sessions)) {
        faults.push(
            Fault::new(text!(
                "日期里写了时间，这里又写了一个",
                "the time stands with the date already, and is another"
            ))
            .hint(text!("时间只写在一处", "write the time in one place only")),
        );
    }
    (sessions, faults)
}

/// What a date comes to.
enum Found {
    Day(NaiveDate),
    Loose(When),
}

struct Resolver<'a> {
    years: &'a Years,
    /// The year that was written last.
    explicit: Option<i32>,
    /// The last date found, and its month as written.
    before: Option<NaiveDate>,
    faults: Vec<Fault>,
}

impl Resolver<'_> {
    fn group(&mut self, group: &Group, times: &mut Vec<When>) {
        let mut month = None;
        let mut count = 0;
        let known = self.faults.len();
        for item in &group.items {
            let Some(first) = self.dated(&item.first, &mut month) else {
                if let Some(last) = &item.last {
                    // For its own faults.
                    self.dated(last, &mut month);
                }
                continue;
            };
            let last = match &item.last {
                Some(last) => match self.dated(last, &mut month) {
                    Some(last) => Some(last),
                    None => continue,
                },
                None => None,
            };
            match (first, last) {
                (Found::Loose(when), None) => times.push(when),
                (Found::Day(day), None) => {
                    count += 1;
                    add(times, day, &group.sessions);
                }
                (Found::Day(first), Some(Found::Day(last))) => {
                    count += (last - first).num_days() + 1;
                    self.range(item, first, last, &group.sessions, times);
                }
                _ => self.faults.push(
                    Fault::new(text!("“从几月到几月”说不准是哪几天", "from month to month names no days")).hint(text!(
                        "写出日期，如“7月1日至8月31日”；还不确切就写开始的月份，如“7月”",
                        "write the dates, such as 7月1日至8月31日; or only the month in which it begins"
                    )),
                ),
            }
            if times.len() > MOST_TIMES {
                self.faults.push(Fault::new(text!("日期太多了", "these are too many dates")));
                return;
            }
        }
        if let Some(said) = group.count
            && i64::from(said) != count
            && self.faults.len() == known
        {
            self.faults.push(
                Fault::new(text!("写的是 {said} 天，日期是 {count} 天", "it says {said} days and names {count}"))
                    .hint(text!("核对日期和天数", "see which of the two is right")),
            );
        }
    }

    fn range(&mut self, item: &Item, first: NaiveDate, last: NaiveDate, sessions: &[Session], times: &mut Vec<When>) {
        if last < first || (last == first && item.through.is_some_and(|(start, end)| end <= start)) {
            let (from, to) = (date_text(first, Language::Zh), date_text(last, Language::Zh));
            let (month, day) = (last.month(), last.day());
            self.faults.push(
                Fault::new(text!("结束的{to}早于开始的{from}", "{last} comes before {first}"))
                    .of(&END_BEFORE_START)
                    .hint(text!(
                        "前后写反了就对调；过了年就写“次年{month}月{day}日”",
                        "exchange them, or write the year of the end too if it is the next one"
                    )),
            );
            return;
        }
        if let Some((start, end)) = item.through {
            if let (Some(start), Some(end)) = (at(first, start), at(last, end)) {
                times.push(When::Minutes { start, end: Some(end) });
            }
            return;
        }
        if sessions.is_empty() {
            times.push(When::Days { first, last });
            return;
        }
        if (last - first).num_days() >= MOST_DAYS {
            self.faults.push(
                Fault::new(text!("带时间的日期超过 {MOST_DAYS} 天", "more than {MOST_DAYS} days with a time"))
                    .hint(text!("分成几行写，或者不写时间", "divide it into several rows, or leave out the time")),
            );
            return;
        }
        for day in first.iter_days().take_while(|day| *day <= last) {
            add(times, day, sessions);
        }
    }

    /// The date as meant; its weekday and what stands beside it are checked.
    fn dated(&mut self, dated: &Dated, month: &mut Option<u32>) -> Option<Found> {
        let found = self.written(&dated.written, month)?;
        let Found::Day(date) = found else { return Some(found) };
        self.before = Some(date);
        if let Some(weekday) = dated.weekday
            && weekday != date.weekday()
        {
            self.faults.push(wrong_weekday(date, weekday));
        }
        if let Some(also) = &dated.also {
            self.also(date, &dated.written, also, month);
        }
        Some(Found::Day(date))
    }

    /// What names the day a second time.
    fn also(&mut self, date: NaiveDate, written: &Written, also: &Written, month: &mut Option<u32>) {
        match (also.spot, written.spot) {
            (Spot::Yearly(yearly), _) if names(yearly, date) => {}
            (Spot::Yearly(yearly), _) => self.faults.push(wrong_lunar(date, yearly)),
            (_, Spot::Yearly(yearly)) => {
                let before = self.explicit.replace(date.year());
                let solar = self.written(also, month);
                self.explicit = before;
                if let Some(Found::Day(solar)) = solar
                    && solar != date
                {
                    self.faults.push(wrong_lunar(solar, yearly));
                }
            }
            _ => {}
        }
    }

    fn written(&mut self, written: &Written, month: &mut Option<u32>) -> Option<Found> {
        let spot = match written.spot {
            Spot::Day { month: None, day } => match *month {
                Some(month) => Spot::Day { month: Some(month), day },
                None => {
                    self.faults.push(
                        Fault::new(text!("“{day}日”没有写月份", "day {day} has no month"))
                            .hint(text!("写成“4月{day}日”的样子", "write the month too, such as 4月{day}日")),
                    );
                    return None;
                }
            },
            spot => spot,
        };
        if let Spot::Day { month: Some(own), .. } = spot {
            *month = Some(own);
        }
        let year = match self.year(written.year, spot) {
            Ok(year) => year,
            Err(fault) => {
                self.faults.push(fault);
                return None;
            }
        };
        match days(spot, year).as_slice() {
            [one] => Some(one.found(spot, year.number())),
            [one, other, ..] => {
                let (name, one, other) = (shown(spot), one.first, other.first);
                self.faults.push(Fault::new(text!("一年里有两个{name}", "the year has {name} twice")).hint(text!(
                    "写公历：{zh}，或{zh_other}",
                    "write the solar date: {one} or {other}",
                    zh = date_text(one, Language::Zh),
                    zh_other = date_text(other, Language::Zh)
                )));
                None
            }
            [] => {
                self.faults.push(no_such(spot, year.number()));
                None
            }
        }
    }

    /// The year in which a date lies.
    fn year(&mut self, written: Option<Year>, spot: Spot) -> Result<Choice, Fault> {
        // What no year has need not be asked for its year.
        if let Some(fault) = impossible(spot) {
            return Err(fault);
        }
        match written {
            Some(Year::Number(year)) => {
                self.explicit = Some(year);
                return Ok(Choice::Solar(year));
            }
            Some(Year::Lunar(year)) => {
                self.explicit = Some(year);
                return Ok(Choice::Lunar(year));
            }
            Some(Year::Next) => {
                let Some(before) = self.before else {
                    return Err(Fault::new(text!("“次年”前面没有日期", "no date stands before 次年"))
                        .hint(text!("写出年份，如“2024年1月2日”", "write the year, such as 2024-01-02")));
                };
                self.explicit = Some(before.year() + 1);
                return Ok(Choice::Solar(before.year() + 1));
            }
            None => {}
        }
        if let Some(year) = self.explicit {
            return Ok(Choice::Solar(year));
        }
        match *self.years {
            Years::One(year) => Ok(Choice::Solar(year)),
            Years::Unknown => Err(missing_year(spot)),
            Years::Period { first, last } => {
                let all = first.year()..=last.year().min(first.year().saturating_add(20));
                let lies = |year: &i32| {
                    days(spot, Choice::Solar(*year)).iter().any(|day| day.first <= last && day.last >= first)
                };
                let fitting: Vec<i32> = all.clone().filter(lies).collect();
                let never = || all.clone().all(|year| days(spot, Choice::Solar(year)).is_empty());
                match fitting.as_slice() {
                    [year] => Ok(Choice::Solar(*year)),
                    [] if first.year() == last.year() => Ok(Choice::Solar(first.year())),
                    [] if never() => Err(no_such(spot, first.year())),
                    years => {
                        let name = shown(spot);
                        let message = if years.is_empty() {
                            text!(
                                "{name}不在行动的起止日期（{first} 至 {last}）之内，不知道是哪一年",
                                "{name} lies outside the campaign ({first} to {last}), so its year is not known"
                            )
                        } else {
                            text!(
                                "行动（{first} 至 {last}）里有几个{name}，不知道是哪一年",
                                "the campaign ({first} to {last}) has {name} more than once"
                            )
                        };
                        Err(Fault::new(message).of(&MISSING_YEAR).hint(text!(
                            "在日期前写上年份，如“2023年4月12日”",
                            "write the year with the date, such as 2023-04-12"
                        )))
                    }
                }
            }
        }
    }
}

#[derive(Clone, Copy)]
enum Choice {
    Solar(i32),
    /// A year of the Chinese calendar.
    Lunar(i32),
}

impl Choice {
    fn number(self) -> i32 {
        match self {
            Self::Solar(year) | Self::Lunar(year) => year,
        }
    }
}

/// The days that a date of a year may be.
struct Stretch {
    first: NaiveDate,
    last: NaiveDate,
}

impl Stretch {
    fn found(&self, spot: Spot, year: i32) -> Found {
        match spot {
            Spot::Month(month) => Found::Loose(When::Month { year, month: u8::try_from(month).unwrap_or(0) }),
            Spot::Part(month, part) => Found::Loose(When::Part { year, month: u8::try_from(month).unwrap_or(0), part }),
            Spot::Day { .. } | Spot::Yearly(_) => Found::Day(self.first),
        }
    }
}

fn days(spot: Spot, choice: Choice) -> Vec<Stretch> {
    let year = choice.number();
    let single = |date| Stretch { first: date, last: date };
    let loose = |when: When| match (when.first_day(), when.last_day()) {
        (Some(first), Some(last)) => vec![Stretch { first, last }],
        _ => Vec::new(),
    };
    match (spot, choice) {
        (Spot::Day { month, day }, _) => {
            month.and_then(|month| NaiveDate::from_ymd_opt(year, month, day)).map(single).into_iter().collect()
        }
        (Spot::Month(month), _) => loose(When::Month { year, month: u8::try_from(month).unwrap_or(0) }),
        (Spot::Part(month, part), _) => loose(When::Part { year, month: u8::try_from(month).unwrap_or(0), part }),
        (Spot::Yearly(ObservanceDate::Lunar { month, leap, day }), Choice::Lunar(year)) => match day {
            LunarDay::Nth(day) => solar(year, month, leap, day).map(single).into_iter().collect(),
            LunarDay::Last => {
                [30, 29].into_iter().find_map(|day| solar(year, month, leap, day)).map(single).into_iter().collect()
            }
        },
        (Spot::Yearly(date), _) => date.in_year(year).into_iter().map(single).collect(),
    }
}

fn at(date: NaiveDate, minutes: u16) -> Option<NaiveDateTime> {
    date.and_time(NaiveTime::MIN).checked_add_signed(TimeDelta::minutes(minutes.into()))
}

fn add(times: &mut Vec<When>, day: NaiveDate, sessions: &[Session]) {
    if sessions.is_empty() {
        times.push(When::day(day));
    }
    for session in sessions {
        if let Some(start) = at(day, session.start) {
            times.push(When::Minutes { start, end: session.end.and_then(|end| at(day, end)) });
        }
    }
}

fn names(yearly: ObservanceDate, date: NaiveDate) -> bool {
    yearly.in_year(date.year()).contains(&date)
}

/// A date as it would be written without its year.
fn shown(spot: Spot) -> String {
    match spot {
        Spot::Day { month, day } => format!("{}月{day}日", month.unwrap_or(0)),
        Spot::Month(month) => format!("{month}月"),
        Spot::Part(month, part) => format!("{month}月{}", part.chinese()),
        Spot::Yearly(date) => date.to_string(),
    }
}

fn impossible(spot: Spot) -> Option<Fault> {
    let month = match spot {
        Spot::Day { month: Some(month), .. } | Spot::Month(month) | Spot::Part(month, _) => month,
        Spot::Day { month: None, .. } | Spot::Yearly(_) => return None,
    };
    let fault = super::phrase::month(month)
        .and_then(|month| if let Spot::Day { day, .. } = spot { super::phrase::day_of(month, day) } else { Ok(0) });
    fault.err().map(|fault| fault.of(&NO_SUCH_DATE))
}

fn no_such(spot: Spot, year: i32) -> Fault {
    let name = shown(spot);
    let fault = Fault::new(text!("{year}年没有{name}", "the year {year} has no {name}")).of(&NO_SUCH_DATE);
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

fn missing_year(spot: Spot) -> Fault {
    let name = shown(spot);
    Fault::new(text!("“{name}”没有写年份", "{name} has no year")).of(&MISSING_YEAR).hint(text!(
        "在日期里写年份，如“2023年4月12日”；或写在表格的标题行、页面的标题里；或给所属行动写 starts 和 ends",
        "write the year with the date, such as 2023-04-12, or in the title row of the sheet or the title of the page, or give the campaign starts and ends"
    ))
}

fn wrong_weekday(date: NaiveDate, written: Weekday) -> Fault {
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

fn wrong_lunar(date: NaiveDate, yearly: ObservanceDate) -> Fault {
    let (year, month, day) = (date.year(), date.month(), date.day());
    let is = lunar(date).text();
    let fault =
        Fault::new(text!("{year}年{month}月{day}日是农历{is}，不是{yearly}", "{date} is lunar {is}, not {yearly}"))
            .of(&WRONG_LUNAR);
    // The nearest: a month of the Chinese calendar may come twice in a year.
    let right = (year - 1..=year + 1)
        .flat_map(|year| yearly.in_year(year))
        .min_by_key(|right| (*right - date).num_days().abs());
    match right {
        Some(right) => fault.hint(text!(
            "{yearly}是{zh}；改正其中一个",
            "{yearly} is {en}; correct one of the two",
            zh = date_text(right, Language::Zh),
            en = date_text(right, Language::En)
        )),
        None => fault.hint(text!("改正其中一个", "correct one of the two")),
    }
}
