//! What changed for residents.

use serde::{Deserialize, Serialize};

use crate::diagnostic::{Language, Text};
use crate::model::Site;
use crate::model::ledger::{Change, ChangeKind, parse_time};

/// A change for residents since the ledger was last written, in the words of pages.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ToldChange {
    pub kind: ChangeKind,
    pub id: String,
    /// The title of the occurrence; its identifier where it is gone.
    pub title: String,
    pub when: Text,
    pub place: String,
    /// What was told before of what changed, in words; empty where nothing was.
    pub former: Text,
    /// As the ledger holds them.
    pub old: String,
    pub new: String,
}

/// The changes since the ledger was last written, in the order of the schedule.
pub fn told_changes(site: &Site) -> Vec<ToldChange> {
    let told = |change: &Change| {
        let occurrence = change.occurrence.map(|id| site.schedule.get(id));
        let when = |language: Language| occurrence.map_or_else(String::new, |one| one.when.text(language));
        ToldChange {
            kind: change.kind,
            id: change.id.to_string(),
            title: occurrence.map_or_else(|| change.id.to_string(), |occurrence| occurrence.title.to_string()),
            when: Text::new(when(Language::Zh), when(Language::En)),
            place: occurrence.and_then(|one| one.location.name(&site.data)).unwrap_or_default().to_owned(),
            former: former(change),
            old: change.old.clone(),
            new: change.new.clone(),
        }
    };
    site.changes.iter().map(told).collect()
}

/// The time or place that no longer holds.
fn former(change: &Change) -> Text {
    let written = |language: Language| match change.kind {
        ChangeKind::Rescheduled => parse_time(&change.old).map_or_else(String::new, |when| when.text(language)),
        ChangeKind::Moved => change.old.clone(),
        _ => String::new(),
    };
    Text::new(written(Language::Zh), written(Language::En))
}
