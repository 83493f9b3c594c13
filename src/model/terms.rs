//! Taxonomies: the terms that pages carry, each with its address and its pages.

use std::collections::{BTreeMap, HashMap};

use super::address::Address;
use super::{PageId, Site, TaxonomyTerms, Term, names};
use crate::diagnostic::{BAD_VALUE, Diagnostic, Findings, UNKNOWN_KEY};
use crate::record::suggest;
use crate::text;
use crate::text::sort_key;

/// Collects the terms of every taxonomy and notes on each page which it carries.
pub fn collect(site: &mut Site, told: &BTreeMap<String, String>, findings: &mut Findings) -> Vec<TaxonomyTerms> {
    let config = site.config.clone();
    let known: Vec<&str> = config.taxonomies.iter().map(|taxonomy| taxonomy.name.value.as_str()).collect();
    report_unknown(site, &known, findings);
    let mut taxonomies = Vec::new();
    for taxonomy in &config.taxonomies {
        let name = &taxonomy.name.value;
        let index = taxonomies.len();
        // Collected by name, and spelt for their order once each.
        let mut pages_of: HashMap<&str, Vec<PageId>> = HashMap::new();
        for &id in &site.by_date {
            let terms = site.page(id).document.page().and_then(|front| front.taxonomies.get(name));
            for term in terms.into_iter().flatten() {
                if term.value.trim().is_empty() {
                    findings.push(
                        Diagnostic::new(&BAD_VALUE, &term.place, text!("这个词是空的", "this term is empty"))
                            .hint(text!("删掉这一对引号", "remove this pair of quotes")),
                    );
                    continue;
                }
                let pages = pages_of.entry(term.value.trim()).or_default();
                // The same term written twice on a page counts once.
                if pages.last() != Some(&id) {
                    pages.push(id);
                }
            }
        }
        let address = Address::home().page(name);
        let mut pages_of: Vec<(&str, Vec<PageId>)> = pages_of.into_iter().collect();
        pages_of.sort_by_cached_key(|(term, _)| sort_key(term));
        let written: Vec<&str> = pages_of.iter().map(|(term, _)| *term).collect();
        let addresses = names::below(&address, name, &written, "term", told);
        let terms: Vec<Term> = pages_of
            .into_iter()
            .zip(addresses)
            .map(|((term, pages), address)| Term { name: term.to_owned(), address, pages })
            .collect();
        let mut terms_of: HashMap<PageId, Vec<usize>> = HashMap::new();
        for (number, term) in terms.iter().enumerate() {
            for &id in &term.pages {
                terms_of.entry(id).or_default().push(number);
            }
        }
        for (id, numbers) in terms_of {
            site.pages[id.0].terms.extend(numbers.into_iter().map(|number| (index, number)));
        }
        taxonomies.push(TaxonomyTerms {
            name: name.clone(),
            title: taxonomy.title.clone().unwrap_or_else(|| name.clone()),
            paginate_by: taxonomy.paginate_by.map(|number| number as usize).filter(|&number| number > 0),
            feed: taxonomy.feed,
            address,
            terms,
        });
    }
    taxonomies
}

fn report_unknown(site: &Site, names: &[&str], findings: &mut Findings) {
    if site.config.taxonomies_are_unread {
        return;
    }
    for page in &site.pages {
        let Some(front) = page.document.page() else { continue };
        for (written, _) in front.taxonomies.iter().filter(|(name, _)| !names.contains(&name.value.as_str())) {
            let name = &written.value;
            findings.push(
                Diagnostic::new(
                    &UNKNOWN_KEY,
                    &written.place,
                    text!("没有叫 {name} 的分类法", "there is no taxonomy {name}"),
                )
                .hint_if(suggest(name, names.iter().copied()))
                .hint(text!(
                    "在 xinfeng.toml 里加 taxonomies = [{{ name = \"{name}\" }}]",
                    "add taxonomies = [{{ name = \"{name}\" }}] to xinfeng.toml"
                )),
            );
        }
    }
}
