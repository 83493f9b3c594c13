//! Taxonomies: the terms that pages carry, each with its address and its pages.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::address::Address;
use super::{Page, PageId, Site, TaxonomyTerms, Term, names};
use crate::config::Config;
use crate::diagnostic::{BAD_VALUE, Diagnostic, Findings, UNKNOWN_KEY};
use crate::record::{Placed, suggest};
use crate::text;
use crate::text::sort_key;

/// Collects the terms of every taxonomy.
pub fn collect(site: &Site, told: &BTreeMap<String, String>) -> (Vec<TaxonomyTerms>, Findings) {
    let (config, mut findings) = (&site.config, Findings::new());
    let pages_of = pages_of(site, config, &mut findings);
    let mut taxonomies = Vec::with_capacity(pages_of.len());
    for (taxonomy, pages_of) in config.taxonomies.iter().zip(pages_of) {
        let name = &taxonomy.name.value;
        let address = Address::home().page(name);
        let mut pages_of: Vec<(Box<str>, Vec<PageId>)> = pages_of.into_iter().collect();
        // Spelt for their order once each.
        pages_of.sort_by_cached_key(|(term, _)| sort_key(term));
        let written: Vec<&str> = pages_of.iter().map(|(term, _)| &**term).collect();
        let addresses = names::below(&address, name, &written, "term", told);
        let terms: Vec<Term> = pages_of
            .into_iter()
            .zip(addresses)
            .map(|((term, pages), address)| Term { name: term.into(), address, pages })
            .collect();
        taxonomies.push(TaxonomyTerms {
            name: name.clone(),
            title: taxonomy.title.clone().unwrap_or_else(|| name.clone()),
            paginate_by: taxonomy.paginate_by.map(|number| number as usize).filter(|&number| number > 0),
            feed: taxonomy.feed,
            address,
            terms,
        });
    }
    (taxonomies, findings)
}

/// Notes on each page which terms it carries.
pub fn note(pages: &mut [Page], taxonomies: &[TaxonomyTerms]) {
    for (index, taxonomy) in taxonomies.iter().enumerate() {
        for (number, term) in taxonomy.terms.iter().enumerate() {
            for id in &term.pages {
                pages[id.0].terms.push((index, number));
            }
        }
    }
}

/// The pages of each term of each taxonomy, newest first: one walk over all front matter.
fn pages_of(site: &Site, config: &Config, findings: &mut Findings) -> Vec<FxHashMap<Box<str>, Vec<PageId>>> {
    let known: Vec<&str> = config.taxonomies.iter().map(|taxonomy| taxonomy.name.value.as_str()).collect();
    let mut pages_of: Vec<FxHashMap<Box<str>, Vec<PageId>>> = vec![FxHashMap::default(); known.len()];
    for &id in &site.by_date {
        let Some(front) = site.page(id).document.page() else { continue };
        for (written, terms) in front.taxonomies.iter() {
            let Some(taxonomy) = known.iter().position(|name| *name == written.value) else {
                if !config.taxonomies_are_unread {
                    findings.push(unknown(written, &known));
                }
                continue;
            };
            for term in terms {
                let name = term.value.as_str();
                if name.is_empty() {
                    findings.push(
                        Diagnostic::new(&BAD_VALUE, &term.place, text!("这个词是空的", "this term is empty"))
                            .hint(text!("删掉这一对引号", "remove this pair of quotes")),
                    );
                    continue;
                }
                match pages_of[taxonomy].get_mut(name) {
                    // The same term written twice on a page counts once.
                    Some(pages) if pages.last() == Some(&id) => {}
                    Some(pages) => pages.push(id),
                    None => {
                        pages_of[taxonomy].insert(name.into(), vec![id]);
                    }
                }
            }
        }
    }
    pages_of
}

fn unknown(written: &Placed<String>, known: &[&str]) -> Diagnostic {
    let name = &written.value;
    Diagnostic::new(&UNKNOWN_KEY, &written.place, text!("没有叫 {name} 的分类法", "there is no taxonomy {name}"))
        .hint_if(suggest(name, known.iter().copied()))
        .hint(text!(
            "在 xinfeng.toml 里加 taxonomies = [{{ name = \"{name}\" }}]",
            "add taxonomies = [{{ name = \"{name}\" }}] to xinfeng.toml"
        ))
}
