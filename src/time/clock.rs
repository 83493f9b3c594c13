//! Times of day as people say them: `8:30`, `8点半`, `下午2:00`, `晚7点一刻`, `14时30分`. Opening hours and dates read them here.

use super::phrase::{Cursor, Fault};
use crate::diagnostic::NO_SUCH_DATE;
use crate::text;

/// Minutes of a day.
pub(super) const DAY: u16 = 24 * 60;

/// The part of the day that was named before a time. It holds for the times after it too: 下午1点半到3点.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Half {
    Unsaid,
    Night,
    Morning,
    Noon,
    Afternoon,
    Evening,
}

const HALVES: &[(Half, &[&str])] = &[
    (Half::Night, &["凌晨"]),
    (Half::Morning, &["上午", "早上", "早晨", "清晨", "早"]),
    (Half::Noon, &["中午", "正午", "午间"]),
    (Half::Afternoon, &["下午", "午后"]),
    (Half::Evening, &["晚上", "晚间", "傍晚", "当晚", "夜间", "夜里", "午夜", "晚"]),
];

const NEXT_DAY: &[&str] = &["次日", "第二天", "翌日", "第2天"];

/// A part of the day by its name.
pub(super) fn half(cursor: &mut Cursor<'_>) -> Option<Half> {
    HALVES.iter().find(|(_, names)| cursor.eat_any(names)).map(|(half, _)| *half)
}

/// What a number with a dot is, where nothing else tells: 7.30 may be a time or a date.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Dots {
    Times,
    Dates,
}

/// Whether a time of day stands here, be it a real one or not: a number that a colon, 点 or 时 follows, also `9-11点`.
pub(super) fn stands(cursor: &Cursor<'_>, dots: Dots) -> bool {
    let mut ahead = cursor.clone();
    let named = half(&mut ahead).is_some();
    if ahead.number().is_none() {
        return false;
    }
    let mut range = ahead.clone();
    let ranged = range.dash() && range.number().is_some() && unit(&mut range);
    ahead.eat(":") || ranged || ((named || dots == Dots::Times) && ahead.eat(".")) || unit(&mut ahead)
}

/// Whether the end of a span stands here.
pub(super) fn end_stands(cursor: &Cursor<'_>, dots: Dots) -> bool {
    let mut ahead = cursor.clone();
    ahead.eat_any(NEXT_DAY);
    stands(&ahead, dots)
}

/// 点 or 时, which is not that of 时间.
fn unit(cursor: &mut Cursor<'_>) -> bool {
    cursor.eat_any(&["点", "點"]) || (!cursor.rest().starts_with("时间") && cursor.eat("时"))
}

/// The time that stands here, in minutes since midnight, with the part of the day that holds for it. `said` is the part
/// that holds if none is named. Midnight at the end of a day is minute 1440.
pub(super) fn clock(cursor: &mut Cursor<'_>, said: Half) -> Result<Option<(u16, Half)>, Fault> {
    let mut ahead = cursor.clone();
    let named = half(&mut ahead);
    let half = named.unwrap_or(said);
    let Some(hour) = ahead.number() else { return Ok(None) };
    let minutes = minute(&mut ahead)
        .filter(|minute| *minute < 60 && (hour < 24 || (hour == 24 && *minute == 0)))
        .and_then(|minute| within(half, named.is_some(), hour, minute));
    let Some(minutes) = minutes else {
        let shown = cursor.rest().split([';', ',', '、', '\n']).next().unwrap_or_default();
        let hint = match half {
            Half::Evening if hour < 5 || hour == 12 => text!(
                "半夜的时间写成“次日{hour}:00”，或写第二天的日期和“凌晨”",
                "after midnight write {hour}:00 with the date of the next day",
                hour = hour % 12
            ),
            _ => text!("时间写成 8:30 或 14:00", "write times like 8:30 or 14:00"),
        };
        return Err(Fault::new(text!("“{shown}”里没有这样的钟点", "{shown} holds no such time of day"))
            .of(&NO_SUCH_DATE)
            .hint(hint));
    };
    *cursor = ahead;
    Ok(Some((minutes, half)))
}

fn minute(ahead: &mut Cursor<'_>) -> Option<u32> {
    if ahead.eat_any(&[":", "."]) {
        let (minute, 2) = ahead.digits()? else { return None };
        let mut seconds = ahead.clone();
        if seconds.eat(":") && seconds.digits().is_some_and(|(number, length)| number < 60 && length == 2) {
            *ahead = seconds;
        }
        ahead.eat("分");
        return Some(minute);
    }
    if unit(ahead) {
        for (word, minute) in [("半", 30), ("整", 0), ("正", 0), ("钟", 0), ("一刻", 15), ("三刻", 45)] {
            if ahead.eat(word) {
                return Some(minute);
            }
        }
        let mut further = ahead.clone();
        let Some(minute) = further.number() else { return Some(0) };
        // 9点、10点: the second number is another time.
        if further.rest().starts_with(['点', '时', ':', '月', '日']) {
            return Some(0);
        }
        further.eat_any(&["分钟", "分"]);
        *ahead = further;
        return Some(minute);
    }
    // 9-11点: the unit of the end holds for the start.
    let mut end = ahead.clone();
    (end.dash() && end.number().is_some() && unit(&mut end)).then_some(0)
}

/// The minute of the day that an hour means in a part of it; `None` where the two contradict each other.
fn within(half: Half, named: bool, hour: u32, minute: u32) -> Option<u16> {
    let hour = match (half, hour) {
        (Half::Night, 12) => 0,
        (Half::Night, 6..) | (Half::Morning, 13..) if named => return None,
        (Half::Noon, 0..=10) | (Half::Afternoon, 0..=11) | (Half::Evening, 5..=11) => hour + 12,
        (Half::Evening, 12) if minute == 0 => 24,
        (Half::Evening, 0..=4 | 12) if named => return None,
        _ => hour,
    };
    u16::try_from(hour * 60 + minute).ok()
}

/// The end of a span after its dash: a time of the same day or, after minute 1440, of the next.
pub(super) fn end(cursor: &mut Cursor<'_>, half: Half) -> Result<Option<u16>, Fault> {
    let mut ahead = cursor.clone();
    let next_day = ahead.eat_any(NEXT_DAY);
    let Some((minutes, _)) = clock(&mut ahead, if next_day { Half::Unsaid } else { half })? else { return Ok(None) };
    let next_day = next_day || ahead.eat("(next day)");
    *cursor = ahead;
    Ok(Some(if next_day { minutes + DAY } else { minutes }))
}
