//! What a build changes for residents, as `build` and `check` tell it.

use std::fmt::Write as _;

use serde_json::json;

use super::Session;
use super::session::Verbosity;
use crate::diagnostic::{Language, Text};
use crate::model::ledger::ChangeKind;
use crate::query::ToldChange;

/// As many changes of each kind are named without `-v`.
const NAMED: usize = 10;

/// Tells the changes, by kind; nothing where nothing changed.
pub(super) fn tell(session: &Session, changes: &[ToldChange]) {
    if changes.is_empty() || session.is_json() {
        return;
    }
    let (mut zh, mut en) = (String::from("对市民的变化："), String::from("What changes for residents:"));
    for &kind in ChangeKind::ALL {
        let of_kind: Vec<&ToldChange> = changes.iter().filter(|change| change.kind == kind).collect();
        if of_kind.is_empty() {
            continue;
        }
        let count = of_kind.len();
        let _ = write!(zh, "\n  {} {count} 场", kind.chinese());
        let _ = write!(en, "\n  {count} {}", kind.name());
        if count > NAMED && session.verbosity != Verbosity::Verbose {
            continue;
        }
        for change in of_kind {
            let line = line(change);
            let _ = write!(zh, "\n    {}", line.0);
            let _ = write!(en, "\n    {}", line.1);
        }
    }
    session.tell(&Text::new(zh, en));
}

fn line(change: &ToldChange) -> (String, String) {
    let of = |language| {
        let when = change.when(language);
        let parts = [&change.title, &when, &change.place].map(String::as_str);
        let line = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
        match (change.former(language).as_str(), language) {
            ("", _) => line,
            (former, Language::Zh) => format!("{line}（原定 {former}）"),
            (former, Language::En) => format!("{line} (was {former})"),
        }
    };
    (of(Language::Zh), of(Language::En))
}

pub(super) fn json(changes: &[ToldChange]) -> serde_json::Value {
    let one = |change: &ToldChange| {
        json!({
            "kind": change.kind.name(), "id": &*change.id, "title": change.title,
            "when": change.when(Language::Zh), "place": change.place,
            "old": change.old, "new": change.new,
        })
    };
    changes.iter().map(one).collect()
}
