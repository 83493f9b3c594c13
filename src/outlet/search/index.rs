//! The index: for every term, the entries that have it and how much it weighs in each (BM25 over fields). Built once for a
//! load, when the first of its files is asked for.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::Arc;

use xxhash_rust::xxh3::xxh3_64;

use super::coding::{LEVELS, file_of, postings};
use super::layout::{Entry, Layout};
use super::records;
use super::texts::{Texts, texts};
use crate::text::terms::{Singles, Term, fold, terms};
use crate::theme::Views;

/// How much a term weighs for each time it stands in a field.
mod weight {
    pub const TITLE: f32 = 8.0;
    pub const HEADING: f32 = 3.0;
    pub const DESCRIPTION: f32 = 2.5;
    pub const PLACE: f32 = 4.0;
    pub const CAMPAIGN: f32 = 0.7;
    pub const TAG: f32 = 2.0;
    pub const BODY: f32 = 1.0;
    /// What an occurrence says of itself.
    pub const OCCURRENCE: f32 = 5.0;
}

/// Where a weight has half its effect: BM25's `k1`, in the weights above.
const HALF: f32 = 3.0;
/// How much a long article takes from its terms: BM25's `b`.
const LENGTH: f32 = 0.4;
/// The same for titles, whose usual length follows.
const TITLE_LENGTH: f32 = 0.3;
const USUAL_TITLE: f32 = 12.0;

/// The files of terms, and the mark of everything that was indexed.
#[derive(Debug)]
pub struct Index {
    /// The JSON of each file of terms.
    pub files: Vec<String>,
    /// Changes with any file, so that browsers may keep files under it.
    pub version: String,
}

/// A term as a number: two characters, or the number of a word.
type Key = u64;
const WORD: Key = 1 << 63;

/// What a stretch of entries gave. Entries are numbers with four bits of level below.
#[derive(Default)]
struct Part {
    postings: HashMap<Key, Vec<u32>, BuildHasherDefault<Mixer>>,
    words: HashMap<Box<str>, u32>,
    /// The weights of the entry at hand.
    weights: HashMap<Key, f32, BuildHasherDefault<Mixer>>,
    records: u64,
}

/// Keys are numbers that differ in few bits; one multiplication spreads them.
#[derive(Default)]
struct Mixer(u64);

impl Hasher for Mixer {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = xxh3_64(bytes);
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = (key ^ (key >> 29)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

pub fn build(views: &Arc<Views>, layout: &Layout) -> Index {
    // Threads of their own: a worker of the pool that renders, waiting for its parts of the index, could be handed
    // another file of the index to render, and wait for itself.
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(8);
    let share = layout.entries.len().div_ceil(threads).max(1);
    let parts: Vec<Part> = std::thread::scope(|scope| {
        let handles: Vec<_> = layout
            .entries
            .chunks(share)
            .map(|entries| {
                scope.spawn(move || {
                    let mut part = Part::default();
                    for entry in entries {
                        part.add(entry, &texts(views, entry), layout);
                    }
                    part
                })
            })
            .collect();
        handles.into_iter().filter_map(|handle| handle.join().ok()).collect()
    });
    // A sum, since how the entries were shared out must not show.
    let records = parts.iter().fold(0, |all: u64, part| all.wrapping_add(part.records));
    let files = files(parts, layout);
    let mut all = records.to_le_bytes().to_vec();
    for file in &files {
        all.extend(xxh3_64(file.as_bytes()).to_le_bytes());
    }
    Index { files, version: format!("{:016x}", xxh3_64(&all)) }
}

impl Part {
    fn add(&mut self, entry: &Entry, texts: &Texts, layout: &Layout) {
        let record = format!("{}{}", entry.number, records::record(texts));
        self.records = self.records.wrapping_add(xxh3_64(record.as_bytes()));
        let length = length(&texts.title) / USUAL_TITLE;
        self.field(&texts.title, Singles::Taken, weight::TITLE / (1.0 - TITLE_LENGTH + TITLE_LENGTH * length));
        self.field(&texts.description, Singles::Left, weight::DESCRIPTION);
        self.field(&texts.campaign, Singles::Left, weight::CAMPAIGN);
        texts.places.iter().for_each(|place| self.field(place, Singles::Left, weight::PLACE));
        texts.tags.iter().for_each(|tag| self.field(tag, Singles::Left, weight::TAG));
        let body: f32 = texts.stretches.iter().map(|stretch| self::length(&stretch.text)).sum();
        let body = weight::BODY / (1.0 - LENGTH + LENGTH * body / layout.average);
        for stretch in &texts.stretches {
            self.field(&stretch.heading, Singles::Taken, weight::HEADING);
            self.field(&stretch.text, Singles::Left, body);
        }
        self.close(entry.number, &texts.filters);
        for (occurrence, number) in texts.occurrences.iter().zip(entry.number + 1..) {
            occurrence.words.iter().for_each(|word| self.field(word, Singles::Left, weight::OCCURRENCE));
            self.close(number, &occurrence.filters);
        }
    }

    fn field(&mut self, text: &str, singles: Singles, weight: f32) {
        let text = fold(text);
        let (words, weights) = (&mut self.words, &mut self.weights);
        terms(&text, singles, |term| match term {
            Term::Piece(piece) => *weights.entry(key(piece)).or_default() += weight,
            Term::Word(word) => {
                *weights.entry(intern(words, word)).or_default() += weight;
                // A query of one letter finds the words that begin with it.
                let first = word.chars().next().filter(|c| c.is_alphabetic() && c.len_utf8() < word.len());
                if let Some(first) = first {
                    *weights.entry(intern(words, &format!("{first}*"))).or_default() += weight / 4.0;
                }
            }
        });
    }

    /// Writes down the weights of an entry.
    fn close(&mut self, number: u32, filters: &[String]) {
        for filter in filters {
            let key = intern(&mut self.words, filter);
            self.postings.entry(key).or_default().push(number << 4 | 1);
        }
        for (key, weight) in self.weights.drain() {
            let reached = weight / (weight + HALF) * f32::from(LEVELS);
            let level = (1..LEVELS).take_while(|level| f32::from(*level) < reached).count();
            self.postings.entry(key).or_default().push(number << 4 | (u32::try_from(level).unwrap_or(0) + 1));
        }
    }
}

/// In characters; a text of millions has lost its single ones anyway.
fn length(text: &str) -> f32 {
    u16::try_from(text.chars().count()).map_or(f32::from(u16::MAX), f32::from)
}

fn key(piece: &str) -> Key {
    piece.chars().fold(0, |key, c| key << 32 | Key::from(c as u32))
}

fn intern(words: &mut HashMap<Box<str>, u32>, word: &str) -> Key {
    if let Some(&number) = words.get(word) {
        return WORD | Key::from(number);
    }
    let number = u32::try_from(words.len()).unwrap_or(u32::MAX);
    words.insert(word.into(), number);
    WORD | Key::from(number)
}

/// Puts the parts together, in their order, and spreads the terms over files.
fn files(parts: Vec<Part>, layout: &Layout) -> Vec<String> {
    let mut terms: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for part in parts {
        let mut words: Vec<&str> = vec![""; part.words.len()];
        part.words.iter().for_each(|(word, &number)| words[number as usize] = word);
        for (key, entries) in &part.postings {
            let term = if key & WORD > 0 { words[(key & !WORD) as usize].to_owned() } else { piece(*key) };
            terms.entry(term).or_default().extend(entries);
        }
    }
    add_singles(&mut terms);
    let mut files: Vec<String> = (0..layout.term_files).map(|_| String::new()).collect();
    let mut list = Vec::new();
    for (term, entries) in &terms {
        list.clear();
        list.extend(entries.iter().map(|entry| (entry >> 4, u8::try_from(entry & 15).unwrap_or(1))));
        let is_word = is_word(term);
        let file = &mut files[file_of(term, is_word, layout.term_files) as usize];
        file.push_str(if file.is_empty() { "\n" } else { ",\n" });
        file.push_str(&serde_json::Value::from(term.as_str()).to_string());
        file.push_str(":\"");
        postings(&list, file);
        file.push('"');
    }
    files.into_iter().map(|terms| format!("{{\"g\":\"{}\",\"t\":{{{terms}\n}}}}\n", layout.mark)).collect()
}

/// A single character of an article is worth its space only where no title and no heading has it: nothing else would find
/// it then. Its entries are those of its pairs.
fn add_singles(terms: &mut BTreeMap<String, Vec<u32>>) {
    let mut missing: BTreeMap<String, BTreeSet<u32>> = BTreeMap::new();
    for (pair, entries) in terms.iter() {
        let mut characters = pair.chars();
        let (Some(first), Some(second), None) = (characters.next(), characters.next(), characters.next()) else {
            continue;
        };
        if is_word(pair) {
            continue;
        }
        for single in [first, second].map(String::from) {
            if !terms.contains_key(&single) {
                missing.entry(single).or_default().extend(entries.iter().map(|entry| entry >> 4 << 4 | 1));
            }
        }
    }
    terms.extend(missing.into_iter().map(|(single, entries)| (single, entries.into_iter().collect())));
}

fn piece(key: Key) -> String {
    [key >> 32, key & 0xffff_ffff]
        .into_iter()
        .filter_map(|c| char::from_u32(u32::try_from(c).ok()?))
        .filter(|c| *c != '\0')
        .collect()
}

/// Whether a term is a word: found by its beginning.
fn is_word(term: &str) -> bool {
    let mut is = false;
    terms(term, Singles::Left, |found| is = matches!(found, Term::Word(word) if word == term));
    is
}
