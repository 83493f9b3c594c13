//! Recent changes: occurrences that are no longer as they were told.

use chrono::{DateTime, Utc};

use super::{NothingShared, OccurrenceView, occurrence_view};
use crate::diagnostic::Language;
use crate::model::Site;
use crate::model::schedule::{OccurrenceId, Origin, State};
use crate::query::changed;

/// The changes that still matter, the nearest first, and those of dates that are over, the latest first.
#[derive(Debug, Default)]
pub struct Changed {
    pub coming: Vec<OccurrenceId>,
    pub past: Vec<OccurrenceId>,
}

pub fn changes_on_pages(site: &Site) -> Changed {
    let mut found = Changed::default();
    for id in changed(site) {
        let occurrence = site.schedule.get(id);
        match (occurrence.origin, occurrence.state(site.clock)) {
            (Origin::Observance(_), _) => {}
            (Origin::Page(_), State::Past) => found.past.push(id),
            (Origin::Page(_), _) => found.coming.push(id),
        }
    }
    found
}

/// A change for readers of the feed.
#[derive(Debug)]
pub struct RecentChange {
    pub id: String,
    pub sequence: u32,
    pub at: DateTime<Utc>,
    pub title: String,
    /// Where the occurrence stands, within the site.
    pub path: String,
    /// The facts, line by line, with what they were.
    pub text: String,
}

/// The changes that still matter, the latest told first.
pub fn recent_changes(site: &Site) -> Vec<RecentChange> {
    let language = site.config.spoken();
    let is_current = |id: &OccurrenceId| {
        let occurrence = site.schedule.get(*id);
        matches!(occurrence.origin, Origin::Page(_)) && occurrence.state(site.clock) != State::Past
    };
    let mut changes: Vec<RecentChange> = changed(site)
        .into_iter()
        .filter(is_current)
        .map(|id| {
            let occurrence = site.schedule.get(id);
            let view = occurrence_view(site, id, &NothingShared);
            let told = site.schedule.told(id);
            RecentChange {
                id: occurrence.id.to_string(),
                sequence: told.map_or(0, |told| told.sequence),
                at: told.map_or(site.clock, |told| told.modified),
                title: title(&view, language),
                text: text(&view, language),
                path: view.path,
            }
        })
        .collect();
    changes.sort_by(|a, b| b.at.cmp(&a.at).then_with(|| a.id.cmp(&b.id)));
    changes
}

fn title(view: &OccurrenceView<'_, ()>, language: Language) -> String {
    let name = match view.part {
        Some(part) => format!("{} {part}", view.title),
        None => view.title.to_owned(),
    };
    match language {
        Language::Zh => format!("【{}】{name}", view.status_name),
        Language::En => format!("[{}] {name}", view.status),
    }
}

fn text(view: &OccurrenceView<'_, ()>, language: Language) -> String {
    let was = view.was.as_ref();
    let line = |now: Option<&str>, was: Option<&str>| match (now, was, language) {
        (Some(now), Some(was), Language::Zh) => Some(format!("{now}（原定{was}）")),
        (Some(now), Some(was), Language::En) => Some(format!("{now} (was {was})")),
        (Some(now), None, _) => Some(now.to_owned()),
        (None, _, _) => None,
    };
    let lines = [
        line(Some(&view.when), was.and_then(|was| was.when.as_deref())),
        line(view.place, was.and_then(|was| was.place)),
        view.reason.map(str::to_owned),
    ];
    lines.into_iter().flatten().collect::<Vec<_>>().join("\n")
}
