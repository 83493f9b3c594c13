//! Texts that many pages have, as the items of a menu: relinked once for all pages from which the ways to their targets are
//! the same.
//!
//! A relative link is so many steps up and the rest of its target. So a text whose links all lead to targets of the plan becomes the
//! same on two pages if each of its links takes the same steps and leaves the same rest. Texts with other links or with ids
//! are looked at on each page.

use std::sync::{PoisonError, RwLock};

use rustc_hash::FxHashMap;

use super::addresses::{Folder, Way};
use super::{Plan, links};
use crate::html::{self, Rewrite, Verdict};
use crate::model::address::is_plain;
use crate::theme::SharedText;

/// The texts that pages were found to share, by where they lie.
#[derive(Debug, Default)]
pub struct SharedTexts(RwLock<FxHashMap<usize, Known>>);

#[derive(Debug)]
struct Known {
    /// Keeps the text where it lies: nothing else can ever lie there.
    text: SharedText,
    /// Of its links within the site, in their order; none if what it becomes depends on more than the ways to them.
    targets: Option<Vec<String>>,
    /// What it becomes.
    relinked: FxHashMap<Box<[Way]>, Box<str>>,
}

impl Known {
    fn new(text: &SharedText, plan: &Plan) -> Self {
        let mut seen = Links { plan, targets: Some(Vec::new()) };
        html::rewrite(text.as_str(), &mut seen);
        Self { text: text.clone(), targets: seen.targets, relinked: FxHashMap::default() }
    }

    /// The ways from a folder to the targets, if nothing else counts.
    fn ways(&self, folder: Folder<'_>) -> Option<Vec<Way>> {
        Some(self.targets.as_ref()?.iter().map(|target| folder.way(target)).collect())
    }
}

impl SharedTexts {
    /// Writes what a text becomes on a page in `folder`, unless that depends on more than the folder.
    pub fn write(&self, plan: &Plan, text: &SharedText, folder: Folder<'_>, out: &mut String) -> bool {
        let home = text.as_str().as_ptr().addr();
        if let Some(known) = self.0.read().unwrap_or_else(PoisonError::into_inner).get(&home) {
            let Some(ways) = known.ways(folder) else { return false };
            if let Some(relinked) = known.relinked.get(&*ways) {
                out.push_str(relinked);
                return true;
            }
        }
        // Two threads that miss it both relink it, and equal.
        let mut texts = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let known = texts.entry(home).or_insert_with(|| Known::new(text, plan));
        let Some(ways) = known.ways(folder) else { return false };
        let relinked = html::rewrite(known.text.as_str(), &mut Plainly(folder));
        out.push_str(&relinked);
        known.relinked.insert(ways.into(), relinked.into());
        true
    }
}

/// Collects the targets of a text.
struct Links<'a> {
    plan: &'a Plan,
    targets: Option<Vec<String>>,
}

impl Rewrite for Links<'_> {
    fn address(&mut self, address: &str, _: &mut String) -> Verdict {
        if is_plain(address) && self.plan.has(address) {
            self.targets.iter_mut().for_each(|targets| targets.push(address.to_owned()));
        } else if !links::leads_out(address) {
            self.targets = None;
        }
        Verdict::Stays
    }

    fn anchor(&mut self, _: &str) {
        self.targets = None;
    }
}

/// Writes the links of a text that has none but plain ones within the site.
struct Plainly<'a>(Folder<'a>);

impl Rewrite for Plainly<'_> {
    fn address(&mut self, address: &str, out: &mut String) -> Verdict {
        if links::leads_out(address) {
            return Verdict::Stays;
        }
        self.0.write_plain(address, out);
        Verdict::ReplacedPlainly
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::address::{Address, Form};

    fn address(parts: &[String]) -> Address {
        Address::from_segments(parts.iter().map(String::as_str), Form::Page)
    }

    proptest! {
        /// Whatever was asked before, a text becomes on each page what it would become by itself.
        #[test]
        fn a_text_is_relinked_as_on_its_own_page(
            targets in prop::collection::vec(prop::collection::vec("[ab]{1,2}", 0..4), 1..4),
            pages in prop::collection::vec(prop::collection::vec("[ab]{1,2}", 0..6), 1..12),
        ) {
            let targets: Vec<Address> = targets.iter().map(|parts| address(parts)).collect();
            let plan = Plan { addresses: targets.iter().map(|target| (target.as_str(), ())).collect(), ..Plan::default() };
            let link = |target: &Address| format!("<li><a href=\"{target}\">到</a> <a href=\"https://example.org/\">外</a></li>");
            let text = SharedText::of(&targets.iter().map(link).collect::<String>());
            for page in &pages {
                let page = address(page);
                let folder = Folder::of(&page);
                let mut written = String::from("前");
                prop_assert!(plan.shared.write(&plan, &text, folder, &mut written));
                let alone = html::rewrite(text.as_str(), &mut Plainly(folder));
                prop_assert_eq!(written, format!("前{alone}"));
            }
        }
    }

    #[test]
    fn a_text_that_depends_on_its_page_is_left_to_it() {
        let known = Address::from_segments(["a"].into_iter(), Form::Page);
        let plan = Plan { addresses: std::iter::once((known.as_str(), ())).collect(), ..Plan::default() };
        let folder = Folder::of(&known);
        for (text, is_shared) in [
            ("<a href=\"/a/\">甲</a>", true),
            ("<a href=\"tel:12345\">甲</a>", true),
            ("<a href=\"/b/\">没有</a>", false),
            ("<a href=\"b/\">旁边</a>", false),
            ("<a href=\"#b\">本页</a>", false),
            ("<a href=\"@/a.md\">源文件</a>", false),
            ("<a href=\"/a/\" id=\"b\">有锚</a>", false),
        ] {
            let text = SharedText::of(text);
            assert_eq!(plan.shared.write(&plan, &text, folder, &mut String::new()), is_shared, "{}", text.as_str());
            assert_eq!(plan.shared.write(&plan, &text, folder, &mut String::new()), is_shared, "{}", text.as_str());
        }
    }
}
