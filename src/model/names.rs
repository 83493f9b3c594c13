//! Automatic addresses: names that read alike in pinyin are told apart by numbers, in the order of their paths.
//!
//! What staff wrote as `slug` or `path` is left as it is; two that are equal are reported by the plan.

use std::collections::{HashMap, HashSet};

use super::address::Address;

/// Where the address of a page comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Naming {
    /// From the name of its file.
    Automatic,
    /// From its `slug` or `path`.
    Explicit,
    /// From the name of its file, since its `slug` or `path` was refused. It must not clash with anything.
    Refused,
}

/// The addresses of a tree while it grows.
#[derive(Debug, Default)]
pub struct Names {
    /// Automatic addresses of sections, each with its folder.
    sections: HashMap<Address, String>,
    /// For every page, in the order of their paths: the address, where it comes from, and its path without `.md`.
    pub pages: Vec<(Address, Naming, String)>,
}

impl Names {
    /// The address of a section named after its folder: `natural`, or numbered if another folder reads alike.
    pub fn section(&mut self, natural: Address, folder: &str) -> Address {
        let address = free(&natural, |address| self.sections.contains_key(address));
        self.sections.insert(address.clone(), folder.to_owned());
        address
    }

    /// The pages that need another address than their natural one.
    pub fn resolve(&self) -> Vec<(usize, Address)> {
        let mut taken: HashSet<&Address> = self.sections.keys().collect();
        taken
            .extend(self.pages.iter().filter(|(_, naming, _)| *naming != Naming::Refused).map(|(address, ..)| address));
        // The first to have an automatic address keeps it. One path, as a file and as a folder, is a clash to report.
        let mut first: HashMap<&Address, &str> =
            self.sections.iter().map(|(address, folder)| (address, folder.as_str())).collect();
        let mut given: HashSet<Address> = HashSet::new();
        let mut numbered = Vec::new();
        for (index, (natural, naming, path)) in self.pages.iter().enumerate() {
            let alike = match naming {
                Naming::Explicit => false,
                Naming::Automatic => *first.entry(natural).or_insert(path) != path,
                Naming::Refused => taken.contains(natural) || given.contains(natural),
            };
            if alike {
                let address = free(natural, |address| taken.contains(address) || given.contains(address));
                given.insert(address.clone());
                numbered.push((index, address));
            } else if *naming == Naming::Refused {
                given.insert(natural.clone());
            }
        }
        numbered
    }
}

/// The address itself or the first of `a-2`, `a-3` … that is free.
fn free(natural: &Address, is_taken: impl Fn(&Address) -> bool) -> Address {
    let mut address = natural.clone();
    let mut number = 2;
    while is_taken(&address) {
        address = natural.numbered(number);
        number += 1;
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_read_alike_are_numbered() {
        use Naming::{Automatic, Explicit, Refused};
        type Case = (&'static [&'static str], &'static [(&'static str, Naming, &'static str)], &'static [&'static str]);
        let cases: &[Case] = &[
            // In the order of their paths; a name that is somebody's own is passed over.
            (
                &[],
                &[("a", Automatic, "1"), ("a", Automatic, "2"), ("a-2", Automatic, "3"), ("a", Automatic, "4")],
                &["a", "a-3", "a-2", "a-4"],
            ),
            // What was written stays, and so does a clash with it.
            (
                &[],
                &[("a", Automatic, "1"), ("a", Explicit, "2"), ("b", Explicit, "3"), ("b", Explicit, "4")],
                &["a", "a", "b", "b"],
            ),
            (
                &[],
                &[("a", Refused, "1"), ("a", Automatic, "2"), ("a", Refused, "3"), ("b", Refused, "4")],
                &["a-2", "a", "a-3", "b"],
            ),
            (&["a"], &[("a", Automatic, "甲")], &["a-2"]),
            // a.md beside a/_index.md.
            (&["a"], &[("a", Automatic, "a")], &["a"]),
        ];
        let page = |name: &str| Address::home().page(name);
        for (sections, pages, expected) in cases {
            let mut names = Names::default();
            for section in *sections {
                names.section(page(section), section);
            }
            names.pages = pages.iter().map(|(name, naming, path)| (page(name), *naming, (*path).to_owned())).collect();
            let mut found: Vec<Address> = names.pages.iter().map(|(address, ..)| address.clone()).collect();
            for (index, address) in names.resolve() {
                found[index] = address;
            }
            assert_eq!(found, expected.iter().map(|name| page(name)).collect::<Vec<_>>());
        }
        let mut names = Names::default();
        assert_eq!(names.section(page("a"), "甲"), page("a"));
        assert_eq!(names.section(page("a"), "乙"), page("a-2"));
    }
}
