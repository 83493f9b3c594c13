//! Months and years as a calendar on the wall shows them.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, Weekday};
use serde::Serialize;

use super::{Link, RowLink, TopicLink, occurrence_path, topic_link, town_links};
use crate::model::schedule::{Kind, OccurrenceId};
use crate::model::{Site, address};
use crate::query::{
    Directory, Observances, Scope, Topic, has_observances, kinds, month_days, months, occurrences, sections_of_kind,
};
use crate::time::{Day, lunar, printed_days};

/// What is on for longer than this many days stands once above the days, not on each of them.
const LONG: i64 = 7;

/// A month on the wall. Its occurrences are left to the theme, in which all lists share their values.
#[derive(Debug, Serialize)]
pub struct MonthView<'a> {
    pub year: i32,
    pub month: u32,
    pub path: String,
    pub year_path: String,
    pub previous: Option<MonthLink>,
    pub next: Option<MonthLink>,
    /// From Monday to Sunday; nothing where a week reaches into another month.
    pub weeks: Vec<Vec<Option<DayCell<'a>>>>,
    /// The days on which something is.
    #[serde(skip)]
    pub days: Vec<DayAgenda<'a>>,
    /// What is on for longer than a week.
    #[serde(skip)]
    pub long: Vec<OccurrenceId>,
    /// What is only known to be in this month.
    #[serde(skip)]
    pub unknown: Vec<OccurrenceId>,
    /// All of these together, without those cancelled.
    pub count: usize,
}

#[derive(Debug, Serialize)]
pub struct MonthLink {
    pub year: i32,
    pub month: u32,
    pub path: String,
}

/// A day in the grid of a month.
#[derive(Debug, Serialize)]
pub struct DayCell<'a> {
    pub date: NaiveDate,
    pub day: u32,
    /// 初二; on the first day of a lunar month its name.
    pub lunar: String,
    /// Solar terms and festivals.
    pub names: Vec<&'static str>,
    pub observances: Vec<&'a str>,
    /// `holiday` on a statutory holiday, `workday` on a weekend that is worked.
    pub work: Option<&'static str>,
    /// How many occurrences the day's list holds, without those cancelled.
    pub count: usize,
    pub cancelled: usize,
}

/// What is on a day.
#[derive(Debug, Serialize)]
pub struct DayAgenda<'a> {
    pub date: NaiveDate,
    /// 六月廿五
    pub lunar: String,
    pub names: Vec<&'static str>,
    pub observances: Vec<RowLink<'a>>,
    #[serde(skip)]
    pub occurrences: Vec<OccurrenceId>,
}

pub fn month_view(site: &Site, year: i32, month: u32) -> MonthView<'_> {
    let mut view = MonthView {
        year,
        month,
        path: address::month(year, month).as_str().to_owned(),
        year_path: address::year(year).as_str().to_owned(),
        previous: None,
        next: None,
        weeks: Vec::new(),
        days: Vec::new(),
        long: Vec::new(),
        unknown: Vec::new(),
        count: 0,
    };
    let Some((first, last)) = month_days(year, month) else { return view };
    let all = months(site);
    let link = |at: Option<usize>| at.and_then(|at| all.get(at)).map(|&(year, month)| month_link(year, month));
    let position = all.iter().position(|&one| one == (year, month));
    view.previous = link(position.and_then(|at| at.checked_sub(1)));
    view.next = link(position.map(|at| at + 1));
    let mut on_day: BTreeMap<NaiveDate, Vec<OccurrenceId>> = BTreeMap::new();
    for id in occurrences(site, &within(first, last)) {
        let occurrence = site.schedule.get(id);
        let (Some(begins), Some(ends)) = (occurrence.when.first_day(), occurrence.when.last_day()) else { continue };
        if !occurrence.is_precise() {
            view.unknown.push(id);
        } else if (ends - begins).num_days() >= LONG {
            view.long.push(id);
        } else {
            let days = begins.max(first).iter_days().take_while(|day| *day <= ends.min(last));
            days.for_each(|day| on_day.entry(day).or_default().push(id));
        }
        view.count += usize::from(!occurrence.is_cancelled());
    }
    let observed = observed(site, first, last);
    let names = printed_days(year);
    let nothing = Vec::new();
    let mut week: Vec<Option<DayCell<'_>>> = Vec::new();
    week.resize_with(first.weekday().days_since(Weekday::Mon) as usize, || None);
    for date in first.iter_days().take_while(|day| *day <= last) {
        let ids = on_day.get(&date).unwrap_or(&nothing);
        let observances = observed.get(&date).unwrap_or(&nothing);
        let cancelled = ids.iter().filter(|id| site.schedule.get(**id).is_cancelled()).count();
        let title = |id: &OccurrenceId| &*site.schedule.get(*id).title;
        week.push(Some(DayCell {
            date,
            day: date.day(),
            lunar: lunar(date).short(),
            names: names.get(&date).cloned().unwrap_or_default(),
            observances: observances.iter().map(title).collect(),
            work: match site.schedule.calendar.kind(date) {
                Day::Holiday(_) => Some("holiday"),
                Day::AdjustedWorkday => Some("workday"),
                _ => None,
            },
            count: ids.len() - cancelled,
            cancelled,
        }));
        if date.weekday() == Weekday::Sun {
            view.weeks.push(std::mem::take(&mut week));
        }
        if !ids.is_empty() || !observances.is_empty() {
            view.days.push(DayAgenda {
                date,
                lunar: lunar(date).text(),
                names: names.get(&date).cloned().unwrap_or_default(),
                observances: observances.iter().map(|&id| observance_link(site, id)).collect(),
                occurrences: ids.clone(),
            });
        }
    }
    if !week.is_empty() {
        week.resize_with(7, || None);
        view.weeks.push(week);
    }
    view
}

fn within<'a>(first: NaiveDate, last: NaiveDate) -> Scope<'a> {
    Scope { days: Some((first, last)), observances: Observances::Left, ..Scope::default() }
}

/// The observances of a stretch of days, by day.
fn observed(site: &Site, first: NaiveDate, last: NaiveDate) -> BTreeMap<NaiveDate, Vec<OccurrenceId>> {
    let scope = Scope { days: Some((first, last)), kind: Some(Kind::Observance), ..Scope::default() };
    let mut observed: BTreeMap<NaiveDate, Vec<OccurrenceId>> = BTreeMap::new();
    for id in occurrences(site, &scope) {
        if let Some(day) = site.schedule.get(id).when.first_day() {
            observed.entry(day).or_default().push(id);
        }
    }
    observed
}

fn observance_link(site: &Site, id: OccurrenceId) -> RowLink<'_> {
    let occurrence = site.schedule.get(id);
    let path = has_observances(site).then(|| occurrence_path(site, occurrence));
    RowLink { id: &occurrence.id, name: &occurrence.title, path }
}

fn month_link(year: i32, month: u32) -> MonthLink {
    MonthLink { year, month, path: address::month(year, month).as_str().to_owned() }
}

/// A year at a glance.
#[derive(Debug, Serialize)]
pub struct YearView<'a> {
    pub year: i32,
    pub path: String,
    pub previous: Option<YearLink>,
    pub next: Option<YearLink>,
    pub months: Vec<MonthOverview<'a>>,
}

#[derive(Debug, Serialize)]
pub struct YearLink {
    pub year: i32,
    pub path: String,
}

/// A month in the overview of its year.
#[derive(Debug, Serialize)]
pub struct MonthOverview<'a> {
    pub month: u32,
    /// Nothing for a month outside the calendar.
    pub path: Option<String>,
    /// Without those cancelled.
    pub count: usize,
    pub observances: Vec<ObservanceDay<'a>>,
}

#[derive(Debug, Serialize)]
pub struct ObservanceDay<'a> {
    pub name: &'a str,
    pub date: NaiveDate,
    pub path: Option<String>,
}

/// The years of the calendar.
pub fn years(site: &Site) -> Vec<i32> {
    let mut years: Vec<i32> = months(site).into_iter().map(|(year, _)| year).collect();
    years.dedup();
    years
}

pub fn year_view(site: &Site, year: i32) -> YearView<'_> {
    let all = years(site);
    let link = |wanted: i32| {
        let path = || address::year(wanted).as_str().to_owned();
        all.contains(&wanted).then(|| YearLink { year: wanted, path: path() })
    };
    let shown = months(site);
    let overview = |month: u32| {
        let (first, last) = month_days(year, month)?;
        let observances = observed(site, first, last).into_iter().flat_map(|(date, ids)| {
            ids.into_iter().map(move |id| {
                let RowLink { name, path, .. } = observance_link(site, id);
                ObservanceDay { name, date, path }
            })
        });
        Some(MonthOverview {
            month,
            path: shown.contains(&(year, month)).then(|| address::month(year, month).as_str().to_owned()),
            count: occurrences(site, &within(first, last))
                .into_iter()
                .filter(|&id| !site.schedule.get(id).is_cancelled())
                .count(),
            observances: observances.collect(),
        })
    };
    YearView {
        year,
        path: address::year(year).as_str().to_owned(),
        previous: link(year - 1),
        next: link(year + 1),
        months: (1..=12).filter_map(overview).collect(),
    }
}

/// The observances of a year, each with what is said of it.
#[derive(Debug, Serialize)]
pub struct ObservanceYear<'a> {
    pub year: i32,
    pub observances: Vec<ObservanceView<'a>>,
}

#[derive(Debug, Serialize)]
pub struct ObservanceView<'a> {
    pub anchor: String,
    pub name: &'a str,
    pub when: String,
    pub date: Option<NaiveDate>,
    pub lunar: Option<String>,
    pub note: Option<&'a str>,
    pub campaign: Option<Link<'a>>,
}

/// All observances that the schedule knows: the clock's year first, then the coming ones, then the past ones.
pub fn observance_years(site: &Site) -> Vec<ObservanceYear<'_>> {
    let scope = Scope { kind: Some(Kind::Observance), ..Scope::default() };
    let mut by_year: BTreeMap<i32, Vec<ObservanceView<'_>>> = BTreeMap::new();
    for id in occurrences(site, &scope) {
        let occurrence = site.schedule.get(id);
        let Some(date) = occurrence.when.first_day() else { continue };
        by_year.entry(date.year()).or_default().push(ObservanceView {
            anchor: super::occurrence_anchor(occurrence),
            name: &occurrence.title,
            when: occurrence.when.text(site.config.spoken()),
            date: Some(date),
            lunar: Some(lunar(date).text()),
            note: occurrence.note.as_deref(),
            campaign: occurrence.campaign.map(|campaign| super::section_link(site, campaign)),
        });
    }
    let now = site.config.zone.civil(site.clock).year();
    let past = by_year.range(..now).map(|(year, _)| *year).rev();
    let order: Vec<i32> = by_year.range(now..).map(|(year, _)| *year).chain(past).collect();
    order
        .into_iter()
        .filter_map(|year| by_year.remove(&year).map(|observances| ObservanceYear { year, observances }))
        .collect()
}

/// The ways into the calendar: a page for each single value of a filter.
#[derive(Debug, Serialize)]
pub struct CalendarView<'a> {
    /// Towns, in the order of their table.
    pub areas: Vec<TopicLink<'a>>,
    pub kinds: Vec<TopicLink<'a>>,
    pub audiences: Vec<TopicLink<'a>>,
    pub campaigns: Vec<TopicLink<'a>>,
    pub years: Vec<CalendarYear>,
}

/// The months of a year that have a page.
#[derive(Debug, Serialize)]
pub struct CalendarYear {
    pub year: i32,
    pub path: String,
    pub months: Vec<MonthLink>,
}

pub fn calendar_view(site: &Site) -> CalendarView<'_> {
    let links = |topics: Vec<Topic>| topics.into_iter().map(|topic| topic_link(site, topic)).collect();
    let mut years: Vec<CalendarYear> = Vec::new();
    for (year, month) in months(site) {
        let link = month_link(year, month);
        match years.last_mut() {
            Some(last) if last.year == year => last.months.push(link),
            _ => years.push(CalendarYear { year, path: address::year(year).as_str().to_owned(), months: vec![link] }),
        }
    }
    CalendarView {
        areas: town_links(site),
        kinds: links(kinds(site).into_iter().map(Topic::Kind).collect()),
        audiences: links(Directory::Audiences.topics(site)),
        campaigns: links(sections_of_kind(site, "campaign").into_iter().map(Topic::Campaign).collect()),
        years,
    }
}
