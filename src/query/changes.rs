//! What changed for residents.

use serde::{Deserialize, Serialize};

use crate::diagnostic::Language;
use crate::model::Site;
use crate::model::ledger::{Change, ChangeKind, parse_time, print_time};

/// A change for residents since the ledger was last written.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ToldChange {
    pub kind: ChangeKind,
    pub id: String,
    /// The title of the occurrence; its identifier where it is gone.
    pub title: String,
    /// As the ledger holds it; nothing where the occurrence is gone.
    when: Option<String>,
    pub place: String,
    /// As the ledger holds them.
    pub old: String,
    pub new: String,
}

/// The changes since the ledger was last written, in the order of the schedule.
pub fn told_changes(site: &Site) -> Vec<ToldChange> {
    let told = |change: &Change| {
        let occurrence = change.occurrence.map(|id| site.schedule.get(id));
        ToldChange {
            kind: change.kind,
            id: change.id.to_string(),
            title: occurrence.map_or_else(|| change.id.to_string(), |occurrence| occurrence.title.to_string()),
            when: occurrence.map(|occurrence| print_time(occurrence.when)),
            place: occurrence.and_then(|one| one.location.name(&site.data)).unwrap_or_default().to_owned(),
            old: change.old.clone(),
            new: change.new.clone(),
        }
    };
    site.changes.iter().map(told).collect()
}

impl ToldChange {
    /// When it is now, in the words of pages; empty where it is gone.
    pub fn when(&self, language: Language) -> String {
        self.when.as_deref().map_or_else(String::new, |when| in_words(when, language))
    }

    /// What was told before of what changed, in words; empty where nothing was.
    pub fn former(&self, language: Language) -> String {
        match self.kind {
            ChangeKind::Rescheduled => in_words(&self.old, language),
            ChangeKind::Moved => self.old.clone(),
            _ => String::new(),
        }
    }
}

fn in_words(time: &str, language: Language) -> String {
    parse_time(time).map_or_else(String::new, |when| when.text(language))
}
