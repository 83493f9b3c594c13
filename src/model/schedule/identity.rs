//! Which row of a list is which: a row keeps its identity when rows are sorted, filtered or inserted around it.
//!
//! By its number; else by place and troupe, where that is unique in the list and among what was published; else by date
//! and troupe; else the row has to be numbered.

use std::collections::HashMap;
use std::ops::Bound;

use chrono::NaiveDate;
use rustc_hash::FxHashSet;

use crate::diagnostic::{DUPLICATE_ROW, Diagnostic, Findings, Place, ROW_IDENTITY};
use crate::model::ledger::Ledger;
use crate::record::{Id, Placed};
use crate::text;
use crate::text::spelled;

/// What tells a row from others.
#[derive(Debug)]
pub struct Row<'a> {
    pub number: Option<&'a Placed<Id>>,
    pub place: String,
    pub team: &'a str,
    pub date: Option<NaiveDate>,
    /// The date that it had, if staff say so.
    pub former: Option<NaiveDate>,
    pub written: Place,
}

type Trait = Option<String>;

/// Which trait of a row.
const PLACE: usize = 0;
const DATE: usize = 1;
const FORMER: usize = 2;

/// The key of each row within its page.
pub fn keys(page: &str, rows: &[Row<'_>], ledger: &Ledger, findings: &mut Findings) -> Vec<String> {
    let mut keys: Vec<Option<String>> = vec![None; rows.len()];
    take_numbers(rows, &mut keys, findings);
    // Most lists are numbered, and none of their rows need be told by what it says.
    if keys.iter().any(Option::is_none) {
        take_traits(page, rows, ledger, &mut keys);
    }
    keys.into_iter()
        .enumerate()
        .map(|(index, key)| {
            key.unwrap_or_else(|| {
                findings.push(
                    Diagnostic::new(
                        &ROW_IDENTITY,
                        &rows[index].written,
                        text!("这一行和别的行分不清", "this row cannot be told from another"),
                    )
                    .hint(text!(
                        "在“编号”一栏给每行写一个不重复的编号，以后不要改",
                        "number the rows in the column 编号 and never change the numbers"
                    )),
                );
                format!("row-{}", index + 1)
            })
        })
        .collect()
}

/// Gives the rows without a number the key of what was published with the same traits, else one of their own traits.
fn take_traits(page: &str, rows: &[Row<'_>], ledger: &Ledger, keys: &mut [Option<String>]) {
    let mut taken: FxHashSet<String> = keys.iter().flatten().cloned().collect();
    let mut open: Vec<(usize, [Trait; 3])> = (0..rows.len())
        .filter(|&row| keys[row].is_none())
        .map(|row| (row, traits(&rows[row].place, rows[row].team, rows[row].date, rows[row].former)))
        .collect();
    let prefix = format!("{page}/");
    let mut told: Vec<(&str, [Trait; 3])> = ledger
        .occurrences
        .range::<str, _>((Bound::Included(prefix.as_str()), Bound::Unbounded))
        .take_while(|(id, _)| id.starts_with(&prefix))
        .map(|(id, told)| (&id[prefix.len()..], told))
        .filter(|(key, _)| !taken.contains(*key))
        .map(|(key, told)| {
            let team = told.team.as_deref().unwrap_or_default();
            let place = told.place.as_deref().unwrap_or_default();
            (key, traits(place, team, told.when.first_day(), None))
        })
        .collect();
    let mut take = |open: &mut Vec<(usize, [Trait; 3])>, taken: &mut FxHashSet<String>, found: Vec<(usize, String)>| {
        for (row, key) in found {
            taken.insert(key.clone());
            keys[row] = Some(key);
        }
        open.retain(|(row, _)| keys[*row].is_none());
    };
    // First what was published: by place and troupe, then by date and troupe.
    for (by, before) in [(PLACE, PLACE), (DATE, DATE), (FORMER, DATE)] {
        let there = unique(told.iter().enumerate().map(|(old, (_, all))| (old, &all[before])));
        let here = unique(open.iter().map(|(row, all)| (*row, &all[by])));
        let found = here.into_iter().filter_map(|(what, row)| Some((row, told[*there.get(what)?].0.to_owned())));
        let found = found.collect();
        take(&mut open, &mut taken, found);
        told.retain(|(key, _)| !taken.contains(*key));
    }
    // Then what is new.
    for by in [PLACE, DATE] {
        let here = unique(open.iter().map(|(row, all)| (*row, &all[by])));
        let found = here.into_iter().filter(|(what, _)| !taken.contains(*what));
        let found = found.map(|(what, row)| (row, what.to_owned())).collect();
        take(&mut open, &mut taken, found);
    }
}

fn take_numbers(rows: &[Row<'_>], keys: &mut [Option<String>], findings: &mut Findings) {
    let mut first: HashMap<&str, &Place> = HashMap::new();
    for (index, row) in rows.iter().enumerate() {
        let Some(number) = row.number else { continue };
        let written = number.value.as_str();
        if let Some(earlier) = first.insert(written, &number.place) {
            findings.push(
                Diagnostic::new(
                    &DUPLICATE_ROW,
                    &number.place,
                    text!("编号 {written} 用了两次", "the number {written} is used twice"),
                )
                .related(earlier, text!("第一次在这里", "first used here"))
                .hint(text!("给其中一行换个编号", "give one of the rows another number")),
            );
            keys[index] = Some(format!("{written}-row-{}", index + 1));
        } else {
            keys[index] = Some(written.to_owned());
        }
    }
}

/// What was written, as part of a key: by the syllable, so that no dictionary can change what was published.
pub fn spelled_key(text: &str, fallback: &str) -> String {
    spelled(text).unwrap_or_else(|| fallback.to_owned())
}

/// Place and troupe, date and troupe; as keys, which stand in addresses and identifiers.
fn traits(place: &str, team: &str, date: Option<NaiveDate>, former: Option<NaiveDate>) -> [Trait; 3] {
    let with_team = |what: String| if team.is_empty() { what } else { format!("{what}-{}", spelled_key(team, "team")) };
    let place = (!place.is_empty()).then(|| with_team(spelled_key(place, "place")));
    let on = |date: NaiveDate| with_team(date.to_string());
    [place, date.map(on), former.map(on)]
}

/// Those that no other shares.
fn unique<'a>(traits: impl Iterator<Item = (usize, &'a Trait)>) -> Unshared<'a> {
    let mut found: HashMap<&str, Option<usize>> = HashMap::new();
    for (index, what) in traits {
        if let Some(what) = what {
            found.entry(what).and_modify(|seen| *seen = None).or_insert(Some(index));
        }
    }
    found.into_iter().filter_map(|(what, index)| Some((what, index?))).collect()
}

type Unshared<'a> = std::collections::BTreeMap<&'a str, usize>;
