//! The one reading of dates and times as Chinese offices write them: a phrase and where its year may come from in, the
//! times that it names out, and every contradiction told with the right value.

use chrono::{Datelike, Days, NaiveDate, NaiveTime, TimeDelta, Timelike};

use super::clock::Dots;
use super::date::parse_iso;
use super::day::{Spot, Written, Year};
use super::grammar::{self, Dated, Group, Item, Reading, Session};
use super::phrase::{Fault, normalise};
use super::resolve::resolve;
use super::when::{When, date_text};
use super::written::Phrase;
use crate::diagnostic::{DATE_PHRASE, Findings, Language, Text};
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
    let mut times = resolve(&reading.groups, years, &mut faults);
    for fault in faults {
        fault.or(&DATE_PHRASE).hint(date_usage()).report(&date.place, findings);
    }
    if findings.len() > known {
        return None;
    }
    if times.is_empty() {
        times.push(When::Unknown);
    }
    if times.len() > 1 {
        let mut seen = std::collections::HashSet::new();
        times.retain(|when| seen.insert(*when));
    }
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
            "write it like 12 April or 14:30, or give the cell the format Text first (4.20 becomes 4.2 otherwise)"
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

#[cfg(test)]
mod tests {
    use chrono::NaiveDateTime;
    use proptest::prelude::*;

    use super::super::when::Part;
    use super::*;
    use crate::diagnostic::Place;

    fn placed(phrase: Phrase, column: u32) -> Placed<Phrase> {
        Placed { value: phrase, place: Place::cell("巡演.xlsx", "场次", 6, column) }
    }

    fn text(written: &str) -> Phrase {
        Phrase::Text(written.to_owned())
    }

    fn read(date: Phrase, time: Option<Phrase>, years: &Years) -> Result<Vec<When>, Findings> {
        let mut findings = Findings::new();
        let time = time.map(|time| placed(time, 2));
        match read_when(&placed(date, 1), time.as_ref(), years, &mut findings) {
            Some(times) => {
                assert_eq!(findings, [], "{times:?}");
                assert!(!times.is_empty());
                Ok(times)
            }
            None => {
                assert!(!findings.is_empty());
                Err(findings)
            }
        }
    }

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn years(written: &str) -> Years {
        match written.split_once('/') {
            Some((first, last)) => Years::Period { first: date(first), last: date(last) },
            None => written.parse().map_or(Years::Unknown, Years::One),
        }
    }

    fn short(when: &When) -> String {
        let clock = |civil: NaiveDateTime| civil.format("%Y-%m-%dT%H:%M").to_string();
        match *when {
            When::Minutes { start, end: None } => clock(start),
            When::Minutes { start, end: Some(end) } if start.date() == end.date() => {
                format!("{}/{}", clock(start), end.format("%H:%M"))
            }
            When::Minutes { start, end: Some(end) } => format!("{}/{}", clock(start), clock(end)),
            When::Days { first, last } if first == last => first.to_string(),
            When::Days { first, last } => format!("{first}/{last}"),
            When::Part { year, month, part } => format!("{year}-{month:02}{}", part.chinese()),
            When::Month { year, month } => format!("{year}-{month:02}"),
            When::Unknown => "待定".to_owned(),
        }
    }

    /// Times in a short form, or the rules of all faults.
    fn outcome(date: Phrase, time: Option<Phrase>, years: &Years) -> String {
        match read(date, time, years) {
            Ok(times) => times.iter().map(short).collect::<Vec<_>>().join(" "),
            Err(findings) => {
                findings.iter().map(|finding| format!("!{}", finding.rule.name)).collect::<Vec<_>>().join(" ")
            }
        }
    }

    #[test]
    fn phrases_are_understood_or_refused() {
        let rows = include_str!("when/phrases.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        let (mut wrong, mut count) = (Vec::new(), 0);
        for row in rows {
            count += 1;
            let [date, time, from, expected] = row.split('|').map(str::trim).collect::<Vec<_>>()[..] else {
                panic!("a row has four columns: {row}")
            };
            let time_cell = (!time.is_empty()).then(|| text(time));
            let found = outcome(text(&date.replace("\\n", "\n")), time_cell, &years(from));
            if found != expected {
                wrong.push(format!("{date} | {time} | {from} | {found}"));
            }
        }
        assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
        assert!(count >= 150, "{count} phrases");
    }

    /// Those who run the program in English need not read Chinese to mend a date, but for what they wrote themselves, and
    /// the words that tell solar dates from lunar ones.
    #[test]
    fn faults_are_told_in_the_language_of_the_reader() {
        let is_han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
        let mut foreign = Vec::new();
        for row in include_str!("when/phrases.txt").lines().filter(|line| !line.starts_with('#') && line.contains('|'))
        {
            let [date, time, from, _] = row.split('|').map(str::trim).collect::<Vec<_>>()[..] else { continue };
            let time_cell = (!time.is_empty()).then(|| text(time));
            let Err(findings) = read(text(&date.replace("\\n", "\n")), time_cell, &years(from)) else { continue };
            for finding in &findings {
                for said in std::iter::once(&finding.message).chain(&finding.hints) {
                    let said = said.in_language(Language::En);
                    if said.chars().any(|c| is_han(c) && !row.contains(c) && !"农历日".contains(c)) {
                        foreign.push(format!("{date}: {said}"));
                    }
                }
            }
        }
        assert!(foreign.is_empty(), "\n{}", foreign.join("\n"));
    }

    #[test]
    fn cells_have_dates_times_and_numbers_of_their_own() {
        let civil = |text: &str| Phrase::Moment(Moment::Civil(text.parse().unwrap()));
        let day = || Phrase::Moment(Moment::Date(date("2023-04-12")));
        let time = |text: &str| Phrase::Time(text.parse().unwrap());
        let cases = [
            (day(), None, "2023-04-12"),
            (day(), Some(time("14:30:00")), "2023-04-12T14:30"),
            (day(), Some(text("下午2点半到4点")), "2023-04-12T14:30/16:00"),
            (civil("2023-04-12T14:30:00"), None, "2023-04-12T14:30"),
            // A fraction of a day that falls short of its minute.
            (civil("2023-04-12T14:29:59"), None, "2023-04-12T14:30"),
            (civil("2023-04-12T23:59:59"), None, "2023-04-13T00:00"),
            (civil("2023-04-12T14:30:00"), Some(time("15:30:00")), "!date-phrase"),
            (day(), Some(civil("1899-12-31T14:30:00")), "2023-04-12T14:30"),
            (day(), Some(civil("2023-04-12T14:30:00")), "2023-04-12T14:30"),
            (day(), Some(civil("2023-04-13T14:30:00")), "!date-phrase"),
            (text("4月12日（周三）"), Some(time("19:30:00")), "2023-04-12T19:30"),
            (time("14:30:00"), None, "!date-phrase"),
            (Phrase::Number(20_230_412.0), None, "2023-04-12"),
            (Phrase::Number(20_230_431.0), None, "!no-such-date"),
            (Phrase::Number(45_028.0), None, "!date-phrase"),
            (Phrase::Number(4.12), None, "!date-phrase"),
            (Phrase::Number(f64::NAN), None, "!date-phrase"),
            (day(), Some(Phrase::Number(0.604)), "!date-phrase"),
        ];
        for (date, time, expected) in cases {
            assert_eq!(outcome(date.clone(), time.clone(), &Years::One(2023)), expected, "{date:?} {time:?}");
        }
    }

    #[test]
    fn faults_name_the_right_value_at_their_cell() {
        let from = Years::One(2023);
        let cases = [
            (
                "4月12日（星期四）",
                "",
                1,
                "2023年4月12日是星期三，不是星期四",
                "日期没错就写“星期三”；星期没错，最近的是2023年4月13日（星期四）；也看看年份对不对",
            ),
            (
                "9月28日（农历八月十五）",
                "",
                1,
                "2023年9月28日是农历八月十四，不是农历八月十五",
                "农历八月十五是2023年9月29日（星期五）；改正其中一个",
            ),
            (
                "4月12日",
                "晚9点到1点",
                2,
                "1:00 不在 21:00 之后",
                "过夜写“21:00—次日1:00”，下午写“下午”或 24 小时制，如 16:00",
            ),
            (
                "4月12日",
                "晚上1点",
                2,
                "“晚上1点”里没有这样的钟点",
                "半夜的时间写成“次日1:00”，或写第二天的日期和“凌晨”",
            ),
            ("2月29日", "14:30", 1, "2023年没有2月29日", "2023年2月只有28天"),
            ("4月31日", "14:30", 1, "没有4月31日", "4月只有30天"),
            ("23.4.12", "", 1, "年份只写了两位：23", "写成 2023年4月12日"),
            ("4-12", "", 1, "看不懂“4-12”是什么时间", ""),
            (
                "45028",
                "",
                1,
                "45028 是表格内部的日期数字",
                "选中这些单元格，把格式设为“日期”；它应当是2023年4月12日（星期三）",
            ),
            ("八月十五", "", 1, "“八月十五”是公历还是农历？", "公历写“八月十五日”，农历写“农历八月十五”"),
            ("暑假", "", 1, "“暑假”说不准是哪一天", ""),
            ("4月12日", "吃完晚饭", 2, "看不懂“吃完晚饭”是什么时间", ""),
            (
                "12月30日至1月2日",
                "",
                1,
                "结束的2023年1月2日（星期一）早于开始的2023年12月30日（星期六）",
                "前后写反了就对调；过了年就写“次年1月2日”",
            ),
        ];
        for (date, time, column, message, hint) in cases {
            let time = (!time.is_empty()).then(|| text(time));
            let findings = read(text(date), time, &from).unwrap_err();
            let [finding] = findings.as_slice() else { panic!("{date}: {findings:?}") };
            assert_eq!(finding.message.in_language(Language::Zh), message);
            assert_eq!(finding.place, Place::cell("巡演.xlsx", "场次", 6, column), "{date}");
            assert!(!finding.hints.is_empty(), "{date}");
            if !hint.is_empty() {
                assert_eq!(finding.hints[0].in_language(Language::Zh), hint);
            }
        }
    }

    #[test]
    fn the_page_for_staff_is_right() {
        let mut section = "";
        let mut rows = 0;
        for line in include_str!("../../docs/riqi.md").lines() {
            if let Some(title) = line.strip_prefix("## ") {
                section = title;
            }
            let Some(written) = line.strip_prefix("| `").and_then(|row| row.split(" | ").next()) else { continue };
            for phrase in written.split('`').step_by(2) {
                let read = read(text(phrase), None, &Years::One(2023));
                assert_eq!(read.is_err(), section == "不能这样写", "{phrase}: {read:?}");
                rows += 1;
            }
        }
        assert!(rows > 60);
    }

    #[test]
    fn titles_state_their_year() {
        let cases = [
            ("2023年村村乐纳凉晚会安排", Some(2023)),
            ("２０２３年度 巡演安排表", Some(2023)),
            ("江海市 2023 年送戏下乡安排", Some(2023)),
            ("二〇二三年巡讲安排", Some(2023)),
            ("二○二三年巡讲安排", Some(2023)),
            ("村村乐（2023年7月—8月）", Some(2023)),
            ("巡演安排（截至2023-06-30）", Some(2023)),
            ("2023年巡演（2023年版）", Some(2023)),
            ("2023—2024年巡讲安排", None),
            ("2022年总结与2023年安排", None),
            ("1000场巡演", None),
            ("电话 05132023", None),
            ("巡演安排", None),
            ("第一二三四场", None),
            ("", None),
        ];
        for (title, year) in cases {
            assert_eq!(stated_year(title), year, "{title}");
        }
    }

    fn dates() -> impl Strategy<Value = NaiveDate> {
        (0i64..109_000).prop_map(|days| date("1901-01-01") + TimeDelta::days(days))
    }

    fn whens() -> impl Strategy<Value = When> {
        let minutes = (dates(), 0i64..1440, proptest::option::of(prop_oneof![1i64..1440, 1i64..20_000]));
        prop_oneof![
            minutes.prop_map(|(date, start, length)| {
                let start = date.and_time(NaiveTime::MIN) + TimeDelta::minutes(start);
                When::Minutes { start, end: length.map(|length| start + TimeDelta::minutes(length)) }
            }),
            (dates(), 0i64..40).prop_map(|(first, more)| When::Days { first, last: first + TimeDelta::days(more) }),
            (1900i32..2200, 1u8..=12, proptest::sample::select(Part::ALL)).prop_map(|(year, month, part)| When::Part {
                year,
                month,
                part
            }),
            (1900i32..2200, 1u8..=12).prop_map(|(year, month)| When::Month { year, month }),
            Just(When::Unknown),
        ]
    }

    proptest! {
        #[test]
        fn what_is_printed_is_read_again(when in whens()) {
            for language in [Language::Zh, Language::En] {
                let written = when.text(language);
                let again = read(text(&written), None, &Years::Unknown).ok();
                prop_assert_eq!(again, Some(vec![when]), "{}", written);
            }
        }

        #[test]
        fn anything_is_judged(
            date in "([0-9]{1,4}|[年月日号点时周至到、，；:.（）—/ -]|农历|闰|腊|初|廿|[一二三四七八九十]|下午|晚|次日|次年|上旬|中秋|冬至|每天|待定|三天|July|to){0,14}|\\PC{0,16}",
            time in "([0-9]{1,4}|[点时半、，:.—-]|下午|晚上|次日|开始|结束){0,8}|\\PC{0,8}",
            from in 0usize..3,
        ) {
            let years = [Years::Unknown, Years::One(2023), years("2023-11-01/2024-12-31")][from];
            let _ = read(text(&date), Some(text(&time)), &years);
            let _ = read(text(&time), None, &years);
            let _ = stated_year(&date);
        }

        #[test]
        fn any_number_is_judged(number in proptest::num::f64::ANY) {
            let _ = read(Phrase::Number(number), Some(Phrase::Number(number)), &Years::One(2023));
        }
    }
}
