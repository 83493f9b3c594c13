//! Names of weekdays and their ordinals in a month, and sets of weekdays written out.

use chrono::Weekday;

use crate::diagnostic::Language;

/// Monday first, as weeks are counted in China and in ISO 8601.
pub(super) const WEEK: [Weekday; 7] =
    [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];

pub(super) const CHINESE: [&str; 7] = ["一", "二", "三", "四", "五", "六", "日"];
pub(super) const ENGLISH: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// Which one of a month: the first to fifth, or counted from the end, −1 being the last, −4 the furthest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ordinal(i8);

impl Ordinal {
    pub const LAST: Self = Self(-1);

    /// `None` outside 1 to 5 and −4 to −1: a fifth one from the end is what some months have and nobody means.
    pub fn new(number: i8) -> Option<Self> {
        matches!(number, 1..=5 | -4..=-1).then_some(Self(number))
    }

    /// For tables in this module, which write numbers that are right.
    pub(super) const fn of(number: i8) -> Self {
        Self(number)
    }

    pub fn number(self) -> i8 {
        self.0
    }

    /// `第二个`, `最后一个`; `second`, `last`.
    pub(super) fn text(self, language: Language) -> String {
        const CHINESE: [&str; 5] = ["一", "二", "三", "四", "五"];
        const ENGLISH: [&str; 5] = ["first", "second", "third", "fourth", "fifth"];
        let index = usize::from(self.0.unsigned_abs()).saturating_sub(1).min(4);
        match (language, self.0) {
            (Language::Zh, -1) => "最后一个".to_owned(),
            (Language::Zh, 1..) => format!("第{}个", CHINESE[index]),
            (Language::Zh, _) => format!("倒数第{}个", CHINESE[index]),
            (Language::En, -1) => "last".to_owned(),
            (Language::En, 1..) => ENGLISH[index].to_owned(),
            (Language::En, _) => format!("{} to last", ENGLISH[index]),
        }
    }
}

/// `周三`, `Wednesday`.
pub(super) fn name(weekday: Weekday, language: Language) -> String {
    let index = weekday.num_days_from_monday() as usize;
    match language {
        Language::Zh => format!("周{}", CHINESE[index]),
        Language::En => ENGLISH[index].to_owned(),
    }
}

/// As it stands in a date: 星期三, Wednesday.
pub fn weekday_name(weekday: Weekday, language: Language) -> &'static str {
    const LONG: [&str; 7] = ["星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"];
    let names = match language {
        Language::Zh => &LONG,
        Language::En => &ENGLISH,
    };
    names[weekday.num_days_from_monday() as usize]
}

/// Weekdays in their order, with ranges of three and more drawn together: `周一至周五`, `周二、周四`.
pub(super) fn list(days: &[Weekday], language: Language) -> String {
    let (range, comma) = match language {
        Language::Zh => ("至", "、"),
        Language::En => ("–", ", "),
    };
    let mut parts = Vec::new();
    let mut rest = days;
    while let [first, ..] = rest {
        let run = rest.iter().zip(days_from(*first)).take_while(|(day, next)| *day == next).count();
        let taken = if run >= 3 { run } else { 1 };
        let last = rest[taken - 1];
        parts.push(if taken == 1 {
            name(*first, language)
        } else {
            format!("{}{range}{}", name(*first, language), name(last, language))
        });
        rest = &rest[taken..];
    }
    parts.join(comma)
}

/// The days from this one to Sunday.
fn days_from(first: Weekday) -> impl Iterator<Item = Weekday> {
    WEEK.into_iter().skip(first.num_days_from_monday() as usize)
}

/// The days from one to another, over the end of the week if need be.
pub(super) fn range(first: Weekday, last: Weekday) -> Vec<Weekday> {
    let start = first.num_days_from_monday() as usize;
    WEEK.into_iter().cycle().skip(start).take(last.days_since(first) as usize + 1).collect()
}

pub(super) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// `6月`, `June`.
pub(super) fn month_name(month: u8, language: Language) -> String {
    match language {
        Language::Zh => format!("{month}月"),
        Language::En => MONTHS.get(usize::from(month).saturating_sub(1)).copied().unwrap_or_default().to_owned(),
    }
}
