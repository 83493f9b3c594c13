//! The site of the render at hand, for template functions.
//!
//! Functions are global to a Tera instance, which outlives any one site; so the site is reached through a thread-local
//! that is set for the length of one render. Without the scope a function would have to own a site, and a theme could
//! not be kept between builds.

use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;
use std::sync::{Arc, OnceLock};

use tera::{Context, Value};

use super::each::Items;
use super::occurrences::Occurrences;
use super::values::{Named, TermValues};
use super::wording::Complaint;
use super::{Theme, values};
use crate::diagnostic::Diagnostic;
use crate::model::address::Address;
use crate::model::{PageId, SectionId, Site};
use crate::picture::{Facts, Recipe};
use crate::query;

/// A site and a theme together, with the values of its pages as Tera sees them, each made at most once.
pub struct Views {
    pub site: Arc<Site>,
    pub theme: Arc<Theme>,
    /// Reads a data file of the site for `load_data`.
    pub files: Arc<dyn LoadData>,
    /// Looks at the site's pictures, and makes others of them.
    pub pictures: Arc<dyn Pictures>,
    /// What every template sees, for each thread its own: two that count their references to one value wait for each other.
    globals: Box<[OnceLock<Vec<Named>>]>,
    cards: Vec<OnceLock<Value>>,
    section_cards: Vec<OnceLock<Value>>,
    pub(super) occurrences: Occurrences,
    /// By row of `data/venues`: what a venue is today is worked out once, not for each event that is there.
    venues: Vec<OnceLock<Value>>,
    /// By taxonomy and term.
    terms: Vec<Vec<TermValues>>,
    pub(super) items: Items,
}

/// Reads data files for `load_data`; given by whoever may read files.
pub trait LoadData: Send + Sync {
    /// The parsed file, or why it cannot be had.
    fn load(&self, path: &str, format: Option<&str>) -> Result<serde_json::Value, Complaint>;
}

/// The pictures of the site: what files show, and which sizes of them are wanted; given by whoever may read files.
pub trait Pictures: Send + Sync {
    /// What a file of the site shows, or why it cannot be shown; the finding's place is the file.
    fn look(&self, file: &Arc<str>) -> Result<Facts, Diagnostic>;
    /// Notes that a page shows a picture made of a file, and says at which address it is published.
    fn want(&self, file: &Arc<str>, facts: &Facts, recipe: &Recipe) -> Address;
    /// All that was wanted so far, in the order of the addresses, each with the file that it is made of.
    fn wanted(&self) -> Vec<(Address, Arc<str>)>;
    fn is_wanted(&self, address: &str) -> bool;
    /// The picture at an address that was wanted.
    fn make(&self, address: &Address) -> Result<Made, Diagnostic>;
    /// Makes all pictures that are wanted of a file, since it is decoded once for all of them.
    fn prepare(&self, file: &Arc<str>);
    /// A file as it may be published.
    fn without_metadata(&self, file: &Arc<str>) -> Made;
}

/// What is published.
#[derive(Debug)]
pub enum Made {
    /// A file inside the site.
    File(Arc<str>),
    Bytes(Vec<u8>),
}

/// Views that are counted within a thread, since every call of a function asks for them: two threads that count their
/// references to one thing wait for each other.
type Counted = Rc<Arc<Views>>;

thread_local! {
    /// Set by [`enter`] while a template renders on this thread, and restored when it is done: a component in an article
    /// renders within the render of its page. Were it not restored, a function could see the site of an earlier build.
    static CURRENT: RefCell<Option<Counted>> = const { RefCell::new(None) };
}

/// Runs `render` with `views` as the site that template functions see.
pub fn enter<T>(views: &Arc<Views>, render: impl FnOnce() -> T) -> T {
    let before = CURRENT.replace(Some(Rc::new(views.clone())));
    let result = render();
    CURRENT.set(before);
    result
}

/// The views of the render at hand.
pub fn current() -> Result<Counted, tera::Error> {
    CURRENT.with_borrow(Clone::clone).ok_or_else(|| tera::Error::message("no site is being rendered"))
}

impl Views {
    pub fn new(site: Arc<Site>, theme: Arc<Theme>, files: Arc<dyn LoadData>, pictures: Arc<dyn Pictures>) -> Arc<Self> {
        Arc::new(Self {
            globals: (0..=rayon::current_num_threads()).map(|_| OnceLock::new()).collect(),
            cards: (0..site.pages.len()).map(|_| OnceLock::new()).collect(),
            occurrences: Occurrences::of(&site),
            venues: site.data.venues.rows.iter().map(|_| OnceLock::new()).collect(),
            terms: site
                .taxonomies
                .iter()
                .map(|taxonomy| taxonomy.terms.iter().map(|_| TermValues::default()).collect())
                .collect(),
            section_cards: (0..site.sections.len()).map(|_| OnceLock::new()).collect(),
            items: Items::default(),
            site,
            theme,
            files,
            pictures,
        })
    }

    pub fn card(&self, id: PageId) -> Value {
        self.cards[id.0].get_or_init(|| self.kept(values::card(self, id))).clone()
    }

    pub fn cards(&self, ids: &[PageId]) -> Value {
        Value::from(ids.iter().map(|&id| self.card(id)).collect::<Vec<_>>())
    }

    pub(super) fn kept(&self, item: Value) -> Value {
        self.items.keep(&item);
        item
    }

    /// The value of a venue, by its identifier.
    pub(super) fn venue(&self, id: &str) -> Option<Value> {
        let row = self.site.data.venues.position(id)?;
        let made = self.venues.get(row)?;
        Some(made.get_or_init(|| values::venue(&self.site, id)).clone())
    }

    pub(super) fn term(&self, taxonomy: usize, number: usize) -> &TermValues {
        &self.terms[taxonomy][number]
    }

    pub fn section_card(&self, id: SectionId) -> Value {
        self.section_cards[id.0].get_or_init(|| values::section_card(&self.site, id)).clone()
    }

    /// What every template sees.
    pub fn globals(&self) -> &[Named] {
        // The first are those of a thread that is none of rayon's.
        let thread = rayon::current_thread_index().map_or(0, |index| index + 1).min(self.globals.len() - 1);
        self.globals[thread].get_or_init(|| {
            let globals = values::globals(&self.site, &self.theme);
            for (_, value) in &globals {
                self.items.keep_all(value);
            }
            globals
        })
    }

    /// What every template sees, for components that ask for it.
    pub(super) fn global_context(&self) -> Context {
        let mut context = Context::new();
        for (name, value) in self.globals() {
            context.insert_value(*name, value.clone());
        }
        context
    }

    /// What a template knows of its own address.
    pub fn at(&self, address: &Address) -> [(&'static str, Value); 2] {
        [
            ("current_path", Value::from(address.as_str())),
            ("current_url", Value::from(query::permalink(&self.site, address))),
        ]
    }
}

impl fmt::Debug for Views {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Views").field("pages", &self.cards.len()).finish_non_exhaustive()
    }
}
