//! Tours: each row of the list is a stop with its own place, time and status.

use std::sync::Arc;

use super::draft::{Draft, location, years};
use super::identity::{self, Row};
use super::{Context, Venues, Was, Years};
use crate::content::{Stop, Tour};
use crate::diagnostic::{COUNT_DIFFERS, Diagnostic, Findings, MISSING_KEY, MISSING_TARGET, Place};
use crate::model::data::{Area, Venue};
use crate::model::{Data, PageId};
use crate::record::{Listing, Placed, Rows, suggest};
use crate::text;
use crate::time::{Phrase, When, read_when};

pub(super) fn stops(context: &Context<'_>, id: PageId, tour: &Tour, findings: &mut Findings) -> Vec<Draft> {
    let page = Place::file(context.site.page(id).document.path.clone());
    let mut read: Vec<(&Stop, Vec<Draft>)> = Vec::new();
    match &tour.stops {
        Rows::Inline(rows) => {
            let years = years(context, id, &[]);
            read.extend(rows.iter().map(|row| (row, stop(context, tour, row, &years, &page, findings))));
        }
        Rows::Read(listings) => {
            for listing in listings {
                let years = years(context, id, &listing.titles);
                count(listing, findings);
                read.extend(listing.rows.iter().map(|row| (row, stop(context, tour, row, &years, &page, findings))));
            }
        }
        Rows::File { .. } => {}
    }
    let rows: Vec<Row<'_>> = read.iter().map(|(stop, drafts)| row(context, tour, stop, drafts)).collect();
    let keys = identity::keys(context.page_id(id), &rows, context.ledger, findings);
    for ((_, drafts), key) in read.iter_mut().zip(keys) {
        let several = drafts.len() > 1;
        for draft in drafts {
            let day = draft.when.first_day().filter(|_| several);
            draft.key = Some(day.map_or_else(|| key.clone(), |day| format!("{key}-{day}")));
        }
    }
    read.into_iter().flat_map(|(_, drafts)| drafts).collect()
}

fn row<'a>(context: &Context<'_>, tour: &'a Tour, stop: &'a Stop, drafts: &[Draft]) -> Row<'a> {
    let first = drafts.first();
    Row {
        number: stop.id.as_ref(),
        place: first.and_then(|draft| draft.location.name(&context.site.data)).unwrap_or_default().to_owned(),
        team: stop.team.as_deref().or(tour.team.as_deref()).unwrap_or_default(),
        date: first.and_then(|draft| draft.when.first_day()),
        former: first.and_then(|draft| draft.was.as_ref()?.when?.first_day()),
        written: place_of(stop, first.map(|draft| &draft.place)),
    }
}

fn place_of(stop: &Stop, otherwise: Option<&Place>) -> Place {
    let id = stop.id.as_ref().map(|id| &id.place);
    let date = stop.date.as_ref().map(|date| &date.place);
    let village = stop.village.as_ref().map(|village| &village.place);
    id.or(date).or(village).or(otherwise).cloned().unwrap_or_else(Place::site)
}

fn stop(
    context: &Context<'_>,
    tour: &Tour,
    stop: &Stop,
    years: &Years,
    page: &Place,
    findings: &mut Findings,
) -> Vec<Draft> {
    let data = &context.site.data;
    let place = place_of(stop, Some(page));
    let whens = match &stop.date {
        // A date that is not understood has been reported; the stop is still there, its time unknown.
        Some(date) => read_when(date, stop.time.as_ref(), years, findings).unwrap_or_else(|| vec![When::Unknown]),
        None => {
            findings.push(
                Diagnostic::new(&MISSING_KEY, &place, text!("这一站没有日期", "this stop has no date"))
                    .hint(text!("还没定就在“日期”一栏写 待定", "write 待定 in the date column while it is open")),
            );
            vec![When::Unknown]
        }
    };
    let area = area(data, stop, findings);
    let venue = stop.place.as_ref().and_then(|place| venue(&context.venues, &place.value, area));
    let speakers = stop.speaker.iter().flat_map(|names| speakers(data, names, findings)).collect::<Vec<_>>();
    let was = was(stop, years, findings);
    let mut drafts = Vec::with_capacity(whens.len());
    for when in whens {
        let mut draft = Draft::new(when, &place);
        draft.part = stop.programme.as_deref().map(Into::into);
        draft.location = location(context.site, None, None, None);
        let of_venue = venue.and_then(|venue| venue.area.as_ref()).map(|area| area.value.0.clone());
        draft.location.area = area.map(|area| area.id.value.0.clone()).or(of_venue);
        match venue {
            Some(venue) => draft.location.venue = Some(venue.id.value.0.clone()),
            None => draft.location.place = stop.place.as_ref().map(|place| place.value.as_str().into()),
        }
        draft.speakers.clone_from(&speakers);
        draft.team = stop.team.as_deref().or(tour.team.as_deref()).map(Into::into);
        draft.was.clone_from(&was);
        draft.note = stop.note.as_deref().map(Into::into);
        draft.take_status(stop.status, stop.reason.as_ref());
        drafts.push(draft);
    }
    drafts
}

/// 原时间 holds a date with or without a time, or a time alone, which is then of the same day.
fn was(stop: &Stop, years: &Years, findings: &mut Findings) -> Option<Was> {
    let place: Option<Arc<str>> = stop.was_place.as_deref().map(Into::into);
    let when = stop.was_time.as_ref().and_then(|written| {
        let mut faults = Findings::new();
        let read = read_when(written, None, years, &mut faults);
        if let Some(when) = read.filter(|_| !faults.iter().any(Diagnostic::is_error)) {
            return when.first().copied();
        }
        let hour_alone = stop.date.as_ref().and_then(|date| {
            let day = Placed { value: day_of(date, years)?, place: date.place.clone() };
            read_when(&day, Some(written), years, &mut Findings::new())
        });
        match hour_alone {
            Some(when) => when.first().copied(),
            None => {
                findings.extend(faults);
                None
            }
        }
    });
    (when.is_some() || place.is_some()).then_some(Was { when, place })
}

/// The day of a cell that may hold an hour as well.
fn day_of(date: &Placed<Phrase>, years: &Years) -> Option<Phrase> {
    let day = read_when(date, None, years, &mut Findings::new())?.first()?.first_day()?;
    Some(Phrase::Moment(crate::record::Moment::Date(day)))
}

/// The area that 乡镇 and 村 name together; a village is looked for in its town.
fn area<'a>(data: &'a Data, stop: &Stop, findings: &mut Findings) -> Option<&'a Area> {
    let named = |name: &str, within: Option<&Area>| {
        let inside = |area: &&Area| {
            within.is_none_or(|town| area.parent.as_ref().is_some_and(|parent| parent.value == town.id.value))
        };
        let rows = || data.areas.rows.iter().filter(inside);
        rows()
            .find(|area| area.name == name || area.id.value.as_str() == name)
            .or_else(|| rows().find(|area| stem(&area.name) == stem(name)))
    };
    let town = stop.town.as_ref().and_then(|town| {
        let found = named(&town.value, None);
        if found.is_none() && !data.areas.is_unread {
            findings.push(missing_area(data, town, None));
        }
        found
    });
    let village = stop.village.as_ref().and_then(|village| {
        let found = named(&village.value, town);
        if found.is_none() && !data.areas.is_unread {
            findings.push(missing_area(data, village, town));
        }
        found
    });
    village.or(town)
}

/// The name without the word for its level: 城东街道 and 城东镇 are 城东.
fn stem(name: &str) -> &str {
    let endings = ["街道", "社区", "镇", "乡", "村"];
    endings.iter().find_map(|ending| name.strip_suffix(ending)).filter(|stem| !stem.is_empty()).unwrap_or(name)
}

fn missing_area(data: &Data, name: &Placed<String>, town: Option<&Area>) -> Diagnostic {
    let written = &name.value;
    let message = match town.map(|town| &town.name) {
        Some(town) => text!("{town}里没有叫“{written}”的村或社区", "there is no {written} in {town}"),
        None => text!("没有叫“{written}”的区域", "there is no area {written}"),
    };
    // The village is there, in another town.
    let elsewhere = data.areas.rows.iter().find(|area| area.name == *written).and_then(|area| {
        let town = &data.areas.get(area.parent.as_ref()?.value.as_str())?.name;
        Some(text!("{written}在{town}", "{written} is in {town}"))
    });
    let others = data.areas.rows.iter().map(|area| area.name.as_str());
    Diagnostic::new(&MISSING_TARGET, &name.place, message)
        .hint_if(elsewhere.or_else(|| suggest(written, others)))
        .hint(text!("照 data/areas 里的名称写，或者在那里加一行", "write it as in data/areas, or add a row there"))
}

/// A place is a venue if it has a venue's name or identifier; of several, the one in the area.
fn venue<'a>(venues: &Venues<'a>, name: &str, area: Option<&Area>) -> Option<&'a Venue> {
    let called = venues.get(name)?;
    let here = |venue: &&&Venue| {
        venue.area.as_ref().map(|area| area.value.as_str()) == area.map(|area| area.id.value.as_str())
    };
    let only = || if let [only] = called[..] { Some(only) } else { None };
    called.iter().find(here).copied().or_else(only)
}

/// Names of speakers, divided by 、 or the like.
fn speakers(data: &Data, names: &Placed<String>, findings: &mut Findings) -> Vec<Arc<str>> {
    let mut found = Vec::new();
    for name in
        names.value.split(['、', '，', ',', '；', ';', '/', '／']).map(str::trim).filter(|name| !name.is_empty())
    {
        let person = data.people.get(name).or_else(|| data.people.rows.iter().find(|person| person.name == name));
        match person {
            Some(person) => found.push(person.id.value.0.clone()),
            None if data.people.is_unread => {}
            None => findings.push(
                Diagnostic::new(
                    &MISSING_TARGET,
                    &names.place,
                    text!("没有叫“{name}”的人员", "there is no person {name}"),
                )
                .hint_if(suggest(name, data.people.rows.iter().map(|person| person.name.as_str())))
                .hint(text!("在 data/people 里加上这个人", "add a row to data/people")),
            ),
        }
    }
    found
}

/// “共8场” above or below the rows must be as many as there are.
fn count(listing: &Listing<Stop>, findings: &mut Findings) {
    for written in listing.titles.iter().chain(&listing.totals) {
        let Some(stated) = stated_count(&written.value) else { continue };
        let rows = listing.rows.len();
        if stated != rows {
            findings.push(
                Diagnostic::new(
                    &COUNT_DIFFERS,
                    &written.place,
                    text!("写的是共 {stated} 场，表里有 {rows} 场", "{stated} are stated, the sheet has {rows}"),
                )
                .hint(text!("核对是漏了行，还是数字没有改", "either a row is missing or the number is old")),
            );
        }
    }
}

/// The number in `共24场`, `合计 24 站`.
fn stated_count(text: &str) -> Option<usize> {
    let half: String = text
        .chars()
        .map(|c| match c {
            '０'..='９' => char::from_u32(c as u32 - '０' as u32 + '0' as u32).unwrap_or(c),
            _ => c,
        })
        .filter(|c| !c.is_whitespace())
        .collect();
    ["共计", "合计", "总计", "共"].iter().find_map(|word| {
        half.match_indices(word).find_map(|(at, word)| {
            let rest = &half[at + word.len()..];
            let digits = rest.find(|c: char| !c.is_ascii_digit())?;
            let (number, unit) = rest.split_at(digits);
            ["场", "站", "期", "次"].iter().any(|word| unit.starts_with(word)).then(|| number.parse().ok()).flatten()
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stated_count_is_found_in_titles_and_totals() {
        for (text, expected) in [
            ("2023年村村乐纳凉晚会巡演安排（共24场）", Some(24)),
            ("合计 ２４ 场", Some(24)),
            ("共计8站", Some(8)),
            ("公共场所巡演", None),
            ("共建单位名单", None),
            ("共三场", None),
        ] {
            assert_eq!(stated_count(text), expected, "{text}");
        }
    }
}
