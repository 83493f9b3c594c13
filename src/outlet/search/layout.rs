//! What can be found, in the order of its numbers, and which file holds what: known before anything is rendered.

use xxhash_rust::xxh3::Xxh3;

use crate::model::address::{self, Address};
use crate::model::schedule::{OccurrenceId, Origin};
use crate::model::{PageId, SectionId, Site};
use crate::query::{self, Directory, Topic};
use crate::text::LONGEST;
use crate::words;

words! {
    /// Under which head a result stands.
    pub enum Kind {
        Service = "service" / "服务",
        Event = "event" / "活动",
        Article = "article" / "文章",
        Chapter = "chapter" / "手册",
        Section = "section" / "栏目",
        Area = "area" / "区域",
        Venue = "venue" / "地点",
        Person = "person" / "人员",
        Lecture = "lecture" / "讲座",
        Observance = "observance" / "纪念日",
    }
}

/// Where an entry comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    Page(PageId),
    Section(SectionId),
    /// An area, a venue or a person.
    Topic(Topic),
    /// A row of `data/lectures`.
    Lecture(usize),
    /// A row of `data/observances`.
    Observance(usize),
}

/// Something that can be found: it has a number, and its occurrences have the numbers behind it.
#[derive(Clone, Debug)]
pub struct Entry {
    pub kind: Kind,
    pub source: Source,
    pub number: u32,
    pub occurrences: Vec<OccurrenceId>,
}

#[derive(Debug)]
pub struct Layout {
    /// By kind, then in the order of the site.
    pub entries: Vec<Entry>,
    /// How many entries each file of records holds.
    pub record_files: Vec<u32>,
    /// How many files the terms are spread over.
    pub term_files: u32,
    /// Numbers assigned, those of occurrences included.
    pub numbers: u32,
    /// Han characters and words of an entry's article, on average.
    pub average: f32,
    /// Stands in every file: files with different marks number their entries differently.
    pub mark: String,
}

/// Characters of text in a file of records. Small enough that ten results are cheap, large enough that a large site is not
/// made of tiny files.
const RECORDS_OF: usize = 1_500;
/// Characters of text for each file of terms: a query fetches one for each pair of its characters, so they must be small.
const TERMS_OF: usize = 700;
/// More would burden file systems, and the browser's cache.
const MOST_TERM_FILES: usize = 3_000;

impl Layout {
    pub fn of(site: &Site) -> Self {
        let mut by_kind: Vec<Vec<(Source, usize)>> = vec![Vec::new(); Kind::ALL.len()];
        let mut add = |kind: Kind, source: Source, size: usize| by_kind[kind as usize].push((source, size));
        for (index, page) in site.pages.iter().enumerate() {
            add(page_kind(site, PageId(index)), Source::Page(PageId(index)), page.document.body.count.min(LONGEST));
        }
        for (index, section) in site.sections.iter().enumerate().skip(1) {
            let size = section.document.as_ref().map_or(0, |document| document.body.count.min(LONGEST));
            add(Kind::Section, Source::Section(SectionId(index)), size);
        }
        for (directory, kind) in
            [(Directory::Areas, Kind::Area), (Directory::Venues, Kind::Venue), (Directory::People, Kind::Person)]
        {
            directory.topics(site).into_iter().for_each(|topic| add(kind, Source::Topic(topic), 0));
        }
        if query::has_lectures(site) {
            (0..site.data.lectures.rows.len()).for_each(|row| add(Kind::Lecture, Source::Lecture(row), 0));
        }
        if query::has_observances(site) {
            (0..site.data.observances.rows.len()).for_each(|row| add(Kind::Observance, Source::Observance(row), 0));
        }
        number(site, by_kind)
    }

    /// The entries of a file of records.
    pub fn records(&self, file: usize) -> &[Entry] {
        let start: u32 = self.record_files[..file].iter().sum();
        &self.entries[start as usize..(start + self.record_files[file]) as usize]
    }
}

fn number(site: &Site, by_kind: Vec<Vec<(Source, usize)>>) -> Layout {
    let observed = observed(site);
    let mut hash = Xxh3::new();
    let mut layout = Layout {
        entries: Vec::new(),
        record_files: Vec::new(),
        term_files: 0,
        numbers: 0,
        average: 1.0,
        mark: String::new(),
    };
    let (mut total, mut articles, mut filled) = (0, 0, 0);
    for (kind, sources) in Kind::ALL.iter().zip(by_kind) {
        for (source, size) in sources {
            let occurrences = match source {
                Source::Page(page) => site.schedule.of_page(page).to_vec(),
                Source::Observance(row) => observed[row].clone(),
                _ => Vec::new(),
            };
            // Facts beside the article, and what an occurrence says.
            let weight = size + 100 + 40 * occurrences.len();
            if layout.record_files.is_empty() || filled > 0 && filled + weight > RECORDS_OF {
                layout.record_files.push(0);
                filled = 0;
            }
            filled += weight;
            if let Some(file) = layout.record_files.last_mut() {
                *file += 1;
            }
            total += weight;
            articles += size;
            hash.update(address_of(site, source).as_bytes());
            hash.update(&[0]);
            for &id in &occurrences {
                hash.update(site.schedule.get(id).id.as_bytes());
            }
            hash.update(&[1]);
            let number = layout.numbers;
            layout.numbers += 1 + u32::try_from(occurrences.len()).unwrap_or(u32::MAX);
            layout.entries.push(Entry { kind: *kind, source, number, occurrences });
        }
    }
    layout.term_files = u32::try_from((total / TERMS_OF).clamp(8, MOST_TERM_FILES)).unwrap_or(8);
    hash.update(&layout.term_files.to_le_bytes());
    layout.mark = format!("{:08x}", hash.digest() >> 32);
    let count =
        layout.entries.iter().filter(|entry| matches!(entry.source, Source::Page(_) | Source::Section(_))).count();
    layout.average = u16::try_from(articles / count.max(1)).map_or(f32::from(u16::MAX), f32::from).max(1.0);
    layout
}

/// The occurrences of each row of `data/observances`.
fn observed(site: &Site) -> Vec<Vec<OccurrenceId>> {
    let mut found = vec![Vec::new(); site.data.observances.rows.len()];
    for id in site.schedule.ids() {
        if let Origin::Observance(row) = site.schedule.get(id).origin {
            found[row].push(id);
        }
    }
    found
}

fn page_kind(site: &Site, id: PageId) -> Kind {
    let page = site.page(id);
    let kind = page.document.page().map_or("article", |front| front.kind());
    match kind {
        "service" => Kind::Service,
        "event" | "tour" | "competition" | "selection" => Kind::Event,
        _ if query::section_kind(site, page.section) == "guide" => Kind::Chapter,
        _ => Kind::Article,
    }
}

/// The site-absolute address of an entry, with an anchor where it is part of a page.
pub fn address_of(site: &Site, source: Source) -> String {
    let anchored = |address: Address, anchor: &str| format!("{address}#{anchor}");
    match source {
        Source::Page(id) => site.page(id).address.to_string(),
        Source::Section(id) => site.section(id).address.to_string(),
        Source::Topic(topic) => topic.address(site).to_string(),
        Source::Lecture(row) => anchored(address::lectures(), site.data.lectures.rows[row].id.value.as_str()),
        Source::Observance(_) => address::observances().to_string(),
    }
}
