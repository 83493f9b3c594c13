//! What a source says of one occurrence, before the page gives what all of its occurrences share.

use std::sync::Arc;

use chrono::NaiveDate;

use super::occurrence::{Location, Was};
use super::{Context, Years};
use crate::content::Status;
use crate::diagnostic::{BAD_VALUE, Diagnostic, Findings, Place, UNKNOWN_HOLIDAYS};
use crate::model::{PageId, Site};
use crate::record::{Id, Placed};
use crate::text;
use crate::time::{When, stated_year};

/// One occurrence as its kind table says it.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Within the page; `None` where the page has only this one.
    pub key: Option<String>,
    pub part: Option<Arc<str>>,
    pub when: When,
    pub location: Location,
    pub status: Status,
    pub reason: Option<Arc<str>>,
    pub was: Option<Was>,
    pub speakers: Vec<Arc<str>>,
    pub team: Option<Arc<str>>,
    pub note: Option<Arc<str>>,
    pub original: Option<NaiveDate>,
    pub place: Place,
}

impl Draft {
    pub fn new(when: When, place: &Place) -> Self {
        Self {
            key: None,
            part: None,
            when,
            location: Location::default(),
            status: Status::Scheduled,
            reason: None,
            was: None,
            speakers: Vec::new(),
            team: None,
            note: None,
            original: None,
            place: place.clone(),
        }
    }

    /// Takes a status. What is postponed has no date any more: the one it had is what it was.
    pub fn take_status(&mut self, status: Option<Status>, reason: Option<&String>) {
        self.status = status.unwrap_or(self.status);
        self.reason = reason.map(|reason| reason.as_str().into()).or(self.reason.take());
        if self.status == Status::Postponed && self.when != When::Unknown {
            let was = self.was.get_or_insert_default();
            was.when.get_or_insert(self.when);
            self.when = When::Unknown;
        }
    }
}

/// Where an event or a round happens. Identifiers that lead nowhere are told by the check of references.
pub fn location(
    site: &Site,
    venue: Option<&Placed<Id>>,
    place: Option<&String>,
    area: Option<&Placed<Id>>,
) -> Location {
    let venue = venue.map(|id| id.value.0.clone());
    let of_venue = || site.data.venues.get(venue.as_ref()?)?.area.as_ref().map(|area| area.value.0.clone());
    Location {
        area: area.map(|area| area.value.0.clone()).or_else(of_venue),
        place: place.map(|place| place.as_str().into()),
        venue,
    }
}

/// The name of a venue, or the place as written.
pub fn place_name(site: &Site, venue: Option<&Placed<Id>>, place: Option<&String>) -> Option<Arc<str>> {
    let venue = venue.and_then(|id| site.data.venues.get(id.value.as_str())).map(|venue| venue.name.as_str());
    venue.or(place.map(String::as_str)).map(Into::into)
}

/// Where a date without a year gets it from: the titles above the rows, the page's title, its campaign's period, its date.
pub fn years(context: &Context<'_>, id: PageId, titles: &[Placed<String>]) -> Years {
    let page = context.site.page(id);
    let stated = titles.iter().find_map(|title| stated_year(&title.value)).or_else(|| stated_year(&page.title));
    if let Some(year) = stated {
        return Years::One(year);
    }
    match period(context.site, id) {
        Some((first, last)) => Years::Period { first, last },
        None => page.date.map_or(Years::Unknown, |date| Years::One(chrono::Datelike::year(&date.civil()))),
    }
}

/// A date depends on the holidays of a year that has no rows.
pub fn unknown_holidays(year: i32, place: &Place) -> Diagnostic {
    Diagnostic::new(
        &UNKNOWN_HOLIDAYS,
        place,
        text!(
            "data/holidays 里没有 {year} 年的放假安排，日期算不准",
            "data/holidays has no rows for {year}: the dates are uncertain"
        ),
    )
    .hint(text!("把 {year} 年公布的放假和调休日期填进去", "add that year's holidays and moved working days"))
}

/// The period of the page's campaign.
pub fn period(site: &Site, id: PageId) -> Option<(NaiveDate, NaiveDate)> {
    let campaign = site.section(site.page(id).campaign?).document.as_ref()?.section()?.campaign_table()?;
    Some((campaign.starts.as_ref()?.value, campaign.ends.as_ref()?.value))
}

/// Gives each draft its key within the page: what `name` makes of it. Where two would have the same key, the later ones
/// are numbered, and the finding says that the names should differ.
pub fn name_by(drafts: &mut [Draft], name: impl Fn(&Draft) -> String, findings: &mut Findings) {
    let mut seen: Vec<String> = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let mut key = name(draft);
        if seen.contains(&key) {
            let part = draft.part.clone().unwrap_or_default();
            findings.push(
                Diagnostic::new(&BAD_VALUE, &draft.place, text!("“{part}”写了两次", "“{part}” stands here twice"))
                    .hint(text!("给它们不同的名称", "give them different names")),
            );
            key = format!("{key}-{}", seen.len() + 1);
        }
        seen.push(key.clone());
        draft.key = Some(key);
    }
}
