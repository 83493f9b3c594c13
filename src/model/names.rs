//! Automatic addresses: made of names in pinyin, told apart by numbers, and kept once they were published.
//!
//! Names that read alike are numbered in the order of their paths; what the ledger knows keeps what it has, whoever
//! comes before it. What staff wrote as `slug` or `path` is left as it is; two that are equal are reported by the plan.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use rustc_hash::{FxHashMap, FxHashSet};

use super::Site;
use super::address::{self, Address};
use super::ledger::ToldPage;
use crate::text::slug;

/// Where the address of a page comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Naming {
    /// From the name of its file or its title.
    Automatic,
    /// From a date, since neither can be spelled. A number always follows.
    Dated,
    /// From its `slug` or `path`.
    Explicit,
    /// From the name of its file, since its `slug` or `path` was refused. It must not clash with anything.
    Refused,
}

/// A page or section that needs an address.
#[derive(Clone, Debug)]
pub struct Name<'a> {
    pub natural: Address,
    pub naming: Naming,
    /// Its file without `.md`, or its folder, below `content/`.
    pub path: &'a str,
    /// The part of the path that the address spells, without a date.
    pub spelled: Cow<'a, str>,
    /// The address that it has in the ledger, if it is to keep that.
    pub kept: Option<Address>,
}

/// The addresses of a tree while it grows.
#[derive(Debug, Default)]
pub struct Names<'a> {
    /// Automatic addresses of sections, each with its folder.
    sections: FxHashMap<Address, &'a str>,
    /// Addresses that are somebody's though they are not given yet, with the path of their owner: sections that come
    /// later, and pages that are hidden for a while.
    reserved: FxHashMap<&'a str, &'a str>,
    /// Every page, in the order of their paths.
    pub pages: Vec<Name<'a>>,
}

impl<'a> Name<'a> {
    /// The name of what lies at `path` below a section: `spelled` is the part of the path that tells it from the
    /// section, `own` the last segment of its address, which is the date where there is none.
    pub fn new(section: &Address, path: &'a str, spelled: Cow<'a, str>, own: Option<&str>, date: NaiveDate) -> Self {
        let between = spelled.rsplit_once('/').map_or("", |(between, _)| between);
        let base = between
            .split('/')
            .filter(|name| !name.is_empty())
            .fold(section.clone(), |address, name| address.page(&slug(name).unwrap_or_else(|| "page".to_owned())));
        let (natural, naming) = match own {
            Some(name) => (base.page(name), Naming::Automatic),
            None => (base.page(&date.to_string()), Naming::Dated),
        };
        Self { natural, naming, path, spelled, kept: None }
    }

    /// Keeps what the ledger knows: the own part of the address that was made of the same file's name, below the section
    /// wherever that lies now.
    #[must_use]
    pub fn keeping(mut self, told: Option<&ToldPage>, section: &Address) -> Self {
        let Some(told) = told else { return self };
        if told.named.as_deref() == Some(self.path) {
            let segments: Vec<&str> = told.address.trim_matches('/').split('/').collect();
            let own = segments.len().checked_sub(self.spelled.split('/').count()).map(|at| &segments[at..]);
            // Someone may have edited the ledger.
            let own = own.filter(|own| own.iter().all(|segment| address::fault(segment).is_none()));
            self.kept = own.map(|own| own.iter().fold(section.clone(), |address, segment| address.page(segment)));
        } else if *told.address == *self.natural.as_str() {
            self.kept = Some(self.natural.clone());
        }
        self
    }

    /// The path, if an automatic address is not simply what it says, so that the ledger has to remember it.
    pub fn named(&self, address: &Address) -> Option<Arc<str>> {
        let automatic = matches!(self.naming, Naming::Automatic | Naming::Dated);
        let rest = address.as_str().strip_suffix('/').and_then(|rest| rest.strip_suffix(&*self.spelled));
        let says = rest.is_some_and(|rest| rest.ends_with('/'));
        (automatic && !says).then(|| self.path.into())
    }
}

impl<'a> Names<'a> {
    /// Keeps an address free for whoever lies at `path`.
    pub fn reserve(&mut self, address: &'a str, path: &'a str) {
        self.reserved.insert(address, path);
    }

    /// The automatic address of a section, at once, since its pages lie below it.
    pub fn section(&mut self, name: &Name<'a>) -> Address {
        let is_taken = |address: &Address| {
            self.sections.contains_key(address)
                || self.reserved.get(address.as_str()).is_some_and(|&owner| owner != name.path)
        };
        let kept = name.kept.clone().filter(|kept| !self.sections.contains_key(kept));
        let address = kept.unwrap_or_else(|| free(name, is_taken));
        self.sections.insert(address.clone(), name.path);
        address
    }

    /// The address of every page.
    pub fn resolve(&self) -> Vec<Address> {
        // The first to have an automatic address keeps it. One path, as a file and as a folder, is a clash to report.
        let mut first: FxHashMap<&str, &str> = FxHashMap::default();
        first.reserve(self.reserved.len() + self.sections.len() + self.pages.len());
        first.extend(&self.reserved);
        first.extend(self.sections.iter().map(|(address, folder)| (address.as_str(), *folder)));
        let mut given: Vec<Option<Address>> = vec![None; self.pages.len()];
        for (name, given) in self.pages.iter().zip(&mut given) {
            if let Some(address) = &name.kept
                && *first.entry(address.as_str()).or_insert(name.path) == name.path
            {
                *given = Some(address.clone());
            }
        }
        for (name, given) in self.pages.iter().zip(&mut given).filter(|(_, given)| given.is_none()) {
            let is_own = match name.naming {
                Naming::Explicit => true,
                Naming::Automatic => *first.entry(name.natural.as_str()).or_insert(name.path) == name.path,
                Naming::Dated | Naming::Refused => false,
            };
            *given = is_own.then(|| name.natural.clone());
        }
        if given.iter().any(Option::is_none) {
            let natural = |name: &&Name<'_>| matches!(name.naming, Naming::Automatic | Naming::Explicit);
            let mut taken: FxHashSet<&str> = first.into_keys().collect();
            taken.extend(self.pages.iter().filter(natural).map(|name| name.natural.as_str()));
            let mut numbered: FxHashSet<Address> = FxHashSet::default();
            for (name, given) in self.pages.iter().zip(&mut given).filter(|(_, given)| given.is_none()) {
                let address = free(name, |address| taken.contains(address.as_str()) || numbered.contains(address));
                numbered.insert(address.clone());
                *given = Some(address);
            }
        }
        given.into_iter().flatten().collect()
    }
}

/// The natural address or the first of `a-2`, `a-3` … that is free; of a date, the first of `a-1`, `a-2` …
fn free(name: &Name<'_>, is_taken: impl Fn(&Address) -> bool) -> Address {
    let mut number = 2;
    let mut address = name.natural.clone();
    if name.naming == Naming::Dated {
        address = name.natural.numbered(1);
    }
    while is_taken(&address) {
        address = name.natural.numbered(number);
        number += 1;
    }
    address
}

/// The addresses of the terms of one group below `parent`, in their order: each keeps the one that the ledger has, and
/// the others are numbered where they read alike. A term without a letter to spell is `fallback`.
pub fn below(
    parent: &Address,
    group: &str,
    terms: &[&str],
    fallback: &str,
    told: &BTreeMap<String, String>,
) -> Vec<Address> {
    let mut taken: FxHashSet<Address> = FxHashSet::default();
    let kept: Vec<Option<Address>> = terms
        .iter()
        .map(|term| {
            let told = told.get(&format!("{group}/{term}"))?;
            let segment = told.strip_prefix(parent.as_str())?.strip_suffix('/')?;
            let is_one = !segment.contains('/') && address::fault(segment).is_none();
            Some(parent.page(segment)).filter(|address| is_one && taken.insert(address.clone()))
        })
        .collect();
    terms
        .iter()
        .zip(kept)
        .map(|(term, kept)| {
            kept.unwrap_or_else(|| {
                let natural = parent.page(&slug(term).unwrap_or_else(|| fallback.to_owned()));
                let mut address = natural.clone();
                let mut number = 2;
                while !taken.insert(address.clone()) {
                    address = natural.numbered(number);
                    number += 1;
                }
                address
            })
        })
        .collect()
}

/// The addresses of terms and audiences that are not simply their names, as the ledger keeps them.
pub fn of_terms(site: &Site) -> BTreeMap<String, String> {
    let terms = site.taxonomies.iter().flat_map(|taxonomy| {
        taxonomy.terms.iter().map(|term| (taxonomy.name.as_str(), term.name.as_str(), &term.address))
    });
    let audiences = site.audiences.iter().map(|audience| (AUDIENCE, audience.name.as_str(), &audience.address));
    terms
        .chain(audiences)
        .filter(|(_, name, address)| !address.as_str().ends_with(&format!("/{name}/")))
        .map(|(group, name, address)| (format!("{group}/{name}"), address.as_str().to_owned()))
        .collect()
}

/// The group of audiences among the names of the ledger, which no taxonomy may be called.
pub const AUDIENCE: &str = "audience";

#[cfg(test)]
mod tests {
    use super::*;

    fn page(name: &str) -> Address {
        Address::home().page(name)
    }

    fn name<'a>(natural: &str, naming: Naming, path: &'a str, kept: Option<&str>) -> Name<'a> {
        Name { natural: page(natural), naming, path, spelled: path.into(), kept: kept.map(page) }
    }

    #[test]
    fn names_that_read_alike_are_numbered() {
        use Naming::{Automatic, Dated, Explicit, Refused};
        type Row = (&'static str, Naming, &'static str, Option<&'static str>);
        let cases: &[(&[&str], &[Row], &[&str])] = &[
            // In the order of their paths; a name that is somebody's own is passed over.
            (
                &[],
                &[
                    ("a", Automatic, "1", None),
                    ("a", Automatic, "2", None),
                    ("a-2", Automatic, "3", None),
                    ("a", Automatic, "4", None),
                ],
                &["a", "a-3", "a-2", "a-4"],
            ),
            // What was written stays, and so does a clash with it.
            (
                &[],
                &[
                    ("a", Automatic, "1", None),
                    ("a", Explicit, "2", None),
                    ("b", Explicit, "3", None),
                    ("b", Explicit, "4", None),
                ],
                &["a", "a", "b", "b"],
            ),
            (
                &[],
                &[
                    ("a", Refused, "1", None),
                    ("a", Automatic, "2", None),
                    ("a", Refused, "3", None),
                    ("b", Refused, "4", None),
                ],
                &["a-2", "a", "a-3", "b"],
            ),
            (&["a"], &[("a", Automatic, "甲", None)], &["a-2"]),
            // a.md beside a/_index.md.
            (&["a"], &[("a", Automatic, "a", None)], &["a"]),
            // What was published keeps its address, whoever comes before it.
            (&[], &[("a", Automatic, "1", None), ("a", Automatic, "2", Some("a"))], &["a-2", "a"]),
            (
                &[],
                &[("a", Automatic, "1", None), ("a", Automatic, "2", Some("a-2")), ("a", Automatic, "3", Some("a-3"))],
                &["a", "a-2", "a-3"],
            ),
            // Two with one address in a merged ledger: the first keeps it.
            (&[], &[("a", Automatic, "1", Some("a")), ("a", Automatic, "2", Some("a"))], &["a", "a-2"]),
            // Dates always have a number.
            (
                &[],
                &[
                    ("2023-07-15", Dated, "1", None),
                    ("2023-07-15", Dated, "2", None),
                    ("2023-07-15-1", Automatic, "3", None),
                ],
                &["2023-07-15-2", "2023-07-15-3", "2023-07-15-1"],
            ),
        ];
        for (sections, pages, expected) in cases {
            let mut names = Names::default();
            for section in *sections {
                names.section(&name(section, Automatic, section, None));
            }
            names.pages =
                pages.iter().map(|(natural, naming, path, kept)| name(natural, *naming, path, *kept)).collect();
            assert_eq!(names.resolve(), expected.iter().map(|name| page(name)).collect::<Vec<_>>());
        }
    }

    #[test]
    fn sections_are_numbered_and_leave_alone_what_is_reserved() {
        let mut names = Names::default();
        names.reserve("/b/", "later");
        let mut section = |natural, path, kept| names.section(&name(natural, Naming::Automatic, path, kept));
        assert_eq!(section("a", "甲", None), page("a"));
        assert_eq!(section("a", "乙", None), page("a-2"));
        assert_eq!(section("b", "丙", None), page("b-2"));
        assert_eq!(section("b", "later", Some("b")), page("b"));
        assert_eq!(section("c", "丁", Some("alt")), page("alt"));
    }

    #[test]
    fn terms_keep_their_addresses() {
        let told = BTreeMap::from([("tags/实施".to_owned(), "/tags/shishi/".to_owned())]);
        let found = below(&page("tags"), "tags", &["事实", "实施", "。"], "term", &told);
        assert_eq!(found, [page("tags").page("shishi-2"), page("tags").page("shishi"), page("tags").page("term")]);
    }
}
