//! The words of the site and how characters sound, for a query that finds nothing: 叶算 may have been meant as 叶酸, and so
//! may yesuan. Asked for only then.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use super::layout::{Layout, Source};
use crate::model::Site;
use crate::text::common_han::COMMON_HAN;
use crate::text::count::is_han;
use crate::text::words::reading;

/// A longer one is a sentence, not a word.
const LONGEST: usize = 12;

/// `w` words, those that staff chose as such first; `p` characters by their pinyin, without tones.
pub fn words(site: &Site, layout: &Layout) -> String {
    let mut words: Vec<&str> = Vec::new();
    words.extend(site.data.synonyms.iter().flat_map(|row| &row.words).map(|word| word.value.as_str()));
    words.extend(site.taxonomies.iter().flat_map(|taxonomy| &taxonomy.terms).map(|term| term.name.as_str()));
    for entry in &layout.entries {
        match entry.source {
            Source::Topic(topic) => words.push(topic.title(site)),
            Source::Page(id) => words.extend(stretches(&site.page(id).title)),
            Source::Section(id) => words.extend(stretches(&site.section(id).title)),
            Source::Lecture(_) | Source::Observance(_) => {}
        }
    }
    let mut seen = BTreeSet::new();
    words.retain(|word| (2..=LONGEST).contains(&word.chars().count()) && seen.insert(*word));
    let mut sounds: BTreeMap<Cow<'static, str>, String> = BTreeMap::new();
    for c in words.iter().flat_map(|word| word.chars()).filter(|c| is_han(*c)) {
        if let Some(sound) = reading(c) {
            let alike = sounds.entry(sound).or_default();
            if !alike.contains(c) {
                alike.push(c);
            }
        }
    }
    for c in COMMON_HAN.chars() {
        if let Some(alike) = reading(c).and_then(|sound| sounds.get_mut(&*sound))
            && !alike.contains(c)
        {
            alike.push(c);
        }
    }
    format!("{}\n", json!({ "g": layout.mark, "w": words, "p": sounds }))
}

/// The parts of a title between punctuation and spaces.
fn stretches(title: &str) -> impl Iterator<Item = &str> {
    title.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty())
}
