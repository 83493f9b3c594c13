//! The ledger 台账: what residents have been told, kept in `ledger.toml` with the content.
//!
//! From it follow calendar identifiers that never change, a sequence number that rises when a fact changes and only then,
//! redirects when an address changes, and the list of recent changes. Must not touch the disk: the pipeline reads the
//! text and the writer puts it back.

mod anchors;
mod compare;
mod file;
mod span;

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};

pub use anchors::settle;
pub use compare::{Comparison, compare, content};
pub(super) use compare::{former_place, former_when};
pub use file::{FILE, parse, print};
pub use span::{parse as parse_time, print as print_time};

use super::schedule::OccurrenceId;
use crate::content::Status;
use crate::diagnostic::Place;
use crate::time::When;
use crate::words;

/// What has been published, by identifier.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ledger {
    /// The domain of calendar identifiers, frozen at first use.
    pub domain: Option<String>,
    pub pages: BTreeMap<Arc<str>, ToldPage>,
    pub sections: BTreeMap<Arc<str>, ToldPage>,
    /// Addresses of terms and audiences that are not simply their names, by taxonomy and term: `tags/叶酸`.
    pub names: BTreeMap<String, String>,
    pub occurrences: BTreeMap<Arc<str>, Arc<Told>>,
}

/// A page or section that has been published.
#[derive(Clone, Debug, PartialEq)]
pub struct ToldPage {
    pub address: Arc<str>,
    /// Addresses that it had before.
    pub former: Vec<String>,
    /// When it first appeared.
    pub published: DateTime<Utc>,
    /// The file or folder whose name the address was made of, where it is not simply that name: as long as the page keeps
    /// it, the page keeps the address.
    pub named: Option<Arc<str>>,
    /// A hash of its file, by which a renamed file is known again; none for a page with an `id`.
    pub content: Option<u64>,
    /// The anchors of its headings, as [`anchors`] writes them; empty for a page without headings.
    pub anchors: Arc<str>,
    pub place: Place,
}

/// What was told of an occurrence.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    pub when: When,
    pub place: Option<String>,
    pub team: Option<String>,
    pub status: Status,
    /// Rises by one with every change of a fact (RFC 5545, section 3.8.7.4).
    pub sequence: u32,
    pub first: DateTime<Utc>,
    /// When a fact last changed.
    pub modified: DateTime<Utc>,
    /// Oldest first.
    pub changes: Vec<ToldChange>,
    pub written: Place,
}

/// A fact that changed after it had been told.
#[derive(Clone, Debug, PartialEq)]
pub struct ToldChange {
    pub at: DateTime<Utc>,
    pub fact: Fact,
    pub old: String,
    pub new: String,
}

words! {
    /// A fact that residents rely on.
    pub enum Fact {
        When = "when" / "时间",
        Place = "place" / "地点",
        Status = "status" / "状态",
    }
}

/// A change for residents since the ledger was last written.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    pub kind: ChangeKind,
    /// Nothing for one that is gone.
    pub occurrence: Option<OccurrenceId>,
    pub id: Arc<str>,
    /// As the ledger holds them; empty where they did not change.
    pub old: String,
    pub new: String,
}

words! {
    /// What became of an occurrence.
    pub enum ChangeKind {
        New = "new" / "新增",
        Rescheduled = "rescheduled" / "改期",
        Moved = "moved" / "改地点",
        Postponed = "postponed" / "延期",
        Cancelled = "cancelled" / "取消",
        Full = "full" / "约满",
        /// Again as planned, after it was cancelled, postponed or full.
        Restored = "restored" / "恢复",
        /// No longer on the site, and withdrawn from the ledger.
        Withdrawn = "withdrawn" / "撤下",
    }
}
