//! The site as a whole: documents placed in a tree, with addresses, terms, data tables and files.
//!
//! [`assemble`] makes one immutable [`Site`]. Sole owner of addresses ([`address`]). Must not render or read files.

pub mod address;
mod amend;
mod assemble;
mod audiences;
mod by_name;
mod concerns;
pub mod data;
pub mod datum;
mod hashed;
pub mod ledger;
mod lineage;
mod names;
mod order;
mod references;
pub mod schedule;
mod terms;
mod tree;

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use chrono::{DateTime, Utc};
use rustc_hash::FxHashMap;

pub use amend::amend;
pub use assemble::{Drafts, Input, StaticFile, assemble};
pub use audiences::Audience;
pub use data::Data;
pub use hashed::Hashed;
pub use references::beside;

use crate::config::Config;
use crate::content::Document;
pub use crate::content::below_content;
use crate::diagnostic::Place;
use crate::record::Moment;
use crate::text::sort_key;
use crate::words;
use address::{Address, AddressMap};
use concerns::Concerns;
use ledger::{Change, Ledger};
use schedule::Schedule;

/// Everything that is published at the instant of the clock.
#[derive(Clone, Debug)]
pub struct Site {
    pub config: Arc<Config>,
    /// The instant for which this site speaks.
    pub clock: DateTime<Utc>,
    pub pace: Pace,
    /// The first is the home page.
    pub sections: Vec<Section>,
    pub pages: Vec<Page>,
    pub taxonomies: Vec<TaxonomyTerms>,
    pub audiences: Vec<Audience>,
    pub data: Arc<Data>,
    pub redirects: Vec<Redirect>,
    pub schedule: Arc<Schedule>,
    /// What residents will have been told once this site is published.
    pub told: Arc<Ledger>,
    /// What is new to them.
    pub changes: Vec<Change>,
    pub statics: Vec<StaticFile>,
    /// Pages and sections by their path below `content/`, as `@/` links name them.
    by_path: Arc<Hashed<Node>>,
    /// Pages and sections by their address, filled when somebody first asks for one: most builds never do.
    by_address: Arc<OnceLock<AddressMap<Node>>>,
    /// Where each page stands among all by title, filled when a list by title is first asked for.
    title_ranks: Arc<OnceLock<Vec<usize>>>,
    /// Filled when a topic first asks which pages concern it.
    concerns: Arc<OnceLock<Concerns>>,
    /// Files of `content/` that are not published, and why; for the hints of broken links.
    pub hidden: HashMap<Arc<str>, Hidden>,
    /// All pages, newest first; those without a date last, by path.
    pub by_date: Vec<PageId>,
}

words! {
    /// Whether the site's clock was set to an instant or is the machine's.
    pub enum Pace {
        Set = "set" / "固定",
        Running = "running" / "实时",
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PageId(pub usize);

/// Something for each of some pages. Nothing may be listed in its order.
pub type PageMap<V> = FxHashMap<PageId, V>;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SectionId(pub usize);

impl SectionId {
    pub const HOME: Self = Self(0);
}

/// What an `@/` link may lead to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Node {
    Page(PageId),
    Section(SectionId),
}

/// A page in its place.
#[derive(Clone, Debug)]
pub struct Page {
    pub document: Arc<Document>,
    pub address: Address,
    /// The file whose name the address was made of, where the ledger has to remember it.
    pub named: Option<Arc<str>>,
    pub section: SectionId,
    pub title: String,
    /// From the front matter, else from a file name such as `2023-06-01-name.md`.
    pub date: Option<Moment>,
    /// Its position in [`Site::by_date`].
    pub rank: usize,
    pub campaign: Option<SectionId>,
    /// Neighbours in the section's order: the one with the smaller key, and the one with the larger.
    pub lower: Option<PageId>,
    pub higher: Option<PageId>,
    /// Pages that the page names as related, in its order.
    pub related: Vec<Node>,
    /// Terms of each taxonomy, as indices into [`Site::taxonomies`] and its terms.
    pub terms: Vec<(usize, usize)>,
    /// Files beside the page that it links to or shows.
    pub assets: Vec<Asset>,
    /// The pictures that it shows, in its order. They are published in sizes of our own, those of `static/` as well.
    pub pictures: Vec<Asset>,
}

/// A section in its place.
#[derive(Clone, Debug)]
pub struct Section {
    /// `None` only for a home page without `_index.md`.
    pub document: Option<Arc<Document>>,
    pub address: Address,
    /// The folder whose name the address was made of, where the ledger has to remember it.
    pub named: Option<Arc<str>>,
    pub parent: Option<SectionId>,
    pub title: String,
    pub subsections: Vec<SectionId>,
    /// In the section's order; those of transparent subsections included.
    pub pages: Vec<PageId>,
    pub campaign: Option<SectionId>,
    /// Pages that belong to this campaign, wherever they lie, newest first.
    pub members: Vec<PageId>,
    pub assets: Vec<Asset>,
    /// The pictures that it shows, in its order. They are published in sizes of our own, those of `static/` as well.
    pub pictures: Vec<Asset>,
}

/// A file beside a page, published at the page's address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asset {
    /// Inside the site: `content/fuwu/表格.pdf`.
    pub file: Arc<str>,
    pub address: Address,
}

/// An old address and where it leads.
#[derive(Clone, Debug)]
pub struct Redirect {
    pub from: Address,
    /// A site-absolute address, or an absolute one on another host.
    pub to: String,
    pub place: Place,
}

/// A taxonomy and its terms, in alphabetical order of their names.
#[derive(Clone, Debug)]
pub struct TaxonomyTerms {
    pub name: String,
    pub title: String,
    pub paginate_by: Option<usize>,
    pub feed: bool,
    pub address: Address,
    pub terms: Vec<Term>,
}

/// A term and its pages, newest first.
#[derive(Clone, Debug)]
pub struct Term {
    pub name: String,
    pub address: Address,
    pub pages: Vec<PageId>,
}

/// Why a file of `content/` is not published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hidden {
    Draft,
    /// Until this instant.
    NotYet(DateTime<Utc>),
    Expired,
}

impl Site {
    pub fn page(&self, id: PageId) -> &Page {
        &self.pages[id.0]
    }

    pub fn section(&self, id: SectionId) -> &Section {
        &self.sections[id.0]
    }

    /// The file of `static/` at an address as it is written in a link.
    pub fn static_at(&self, written: &str) -> Option<&StaticFile> {
        let path = written.split(['?', '#']).next().unwrap_or_default();
        let path = path.starts_with('/').then(|| address::decode(path))?;
        self.statics.iter().find(|file| file.address.as_str() == path)
    }

    pub fn home(&self) -> &Section {
        &self.sections[0]
    }

    pub fn address_of(&self, node: Node) -> &Address {
        match node {
            Node::Page(id) => &self.page(id).address,
            Node::Section(id) => &self.section(id).address,
        }
    }

    pub fn document_of(&self, node: Node) -> Option<&Arc<Document>> {
        match node {
            Node::Page(id) => Some(&self.page(id).document),
            Node::Section(id) => self.section(id).document.as_ref(),
        }
    }

    /// The page or section that an `@/` target names, without its anchor: `fuwu/yesuan.md`.
    pub fn find(&self, path: &str) -> Option<Node> {
        self.by_path.get(path).copied()
    }

    /// Where a page stands among all in the order of their titles.
    pub fn title_rank(&self, id: PageId) -> usize {
        let ranks = self.title_ranks.get_or_init(|| {
            let mut by_title: Vec<usize> = (0..self.pages.len()).collect();
            by_title.sort_by_cached_key(|&page| (sort_key(&self.pages[page].title), page));
            let mut ranks = vec![0; by_title.len()];
            by_title.into_iter().enumerate().for_each(|(rank, page)| ranks[page] = rank);
            ranks
        });
        ranks[id.0]
    }

    /// The pages that name an area, by their position.
    pub fn pages_in(&self, area: &str) -> &[PageId] {
        self.concerns().areas.of(area)
    }

    /// The pages for an audience, by their position.
    pub fn pages_for(&self, audience: &str) -> &[PageId] {
        self.concerns().audiences.of(audience)
    }

    /// The pages whose service is given at a venue, by their position.
    pub fn services_at(&self, venue: &str) -> &[PageId] {
        self.concerns().venues.of(venue)
    }

    fn concerns(&self) -> &Concerns {
        self.concerns.get_or_init(|| Concerns::of(&self.pages))
    }

    /// The page or section at an address such as `/fuwu/yesuan/`.
    pub fn at_address(&self, address: &str) -> Option<Node> {
        let by_address = self.by_address.get_or_init(|| {
            let pages = self.pages.iter().enumerate().map(|(at, page)| (&page.address, Node::Page(PageId(at))));
            let sections =
                self.sections.iter().enumerate().map(|(at, section)| (&section.address, Node::Section(SectionId(at))));
            // Where two were given one address, which is an error, the first has it, and a section before a page.
            let all = sections.chain(pages).rev();
            all.map(|(address, node)| (address.clone(), node)).collect()
        });
        by_address.get(address).copied()
    }

    /// What `@/` targets may name, in no order.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        let sections = self.sections.iter().filter_map(|section| section.document.as_ref());
        sections.chain(self.pages.iter().map(|page| &page.document)).map(|document| below_content(&document.path))
    }

    /// The sections above, from the home page down.
    pub fn ancestors(&self, mut id: SectionId) -> Vec<SectionId> {
        let mut above = vec![id];
        while let Some(parent) = self.section(id).parent {
            above.push(parent);
            id = parent;
        }
        above.reverse();
        above
    }
}
