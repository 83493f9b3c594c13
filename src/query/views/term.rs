//! Terms, on a page that carries them and in the list of their taxonomy.

use serde::Serialize;

use crate::model::{PageId, Site, Term};
use crate::query::permalink;

/// A term, for the list of a taxonomy and the term's own page.
#[derive(Debug, Serialize)]
pub struct TermView<'a> {
    pub name: &'a str,
    pub path: &'a str,
    pub permalink: String,
    pub count: usize,
}

/// The terms of one taxonomy that a page carries, in the form of whoever shows them.
#[derive(Debug, Serialize)]
pub struct PageTerms<'a, Own> {
    pub name: &'a str,
    pub title: &'a str,
    pub path: &'a str,
    pub terms: Own,
}

#[derive(Debug, Serialize)]
pub struct TermLink<'a> {
    pub name: &'a str,
    pub path: &'a str,
    pub count: usize,
}

pub fn term_view<'a>(site: &Site, term: &'a Term) -> TermView<'a> {
    TermView {
        name: &term.name,
        path: term.address.as_str(),
        permalink: permalink(site, &term.address),
        count: term.pages.len(),
    }
}

/// The terms of a page, by taxonomy: the number of the taxonomy with those of the terms in it.
pub fn page_terms(site: &Site, id: PageId) -> impl Iterator<Item = (usize, Vec<usize>)> {
    let terms = &site.page(id).terms;
    let of = |index: usize| terms.iter().filter(|(of, _)| *of == index).map(|&(_, number)| number).collect();
    (0..site.taxonomies.len())
        .map(move |index| (index, of(index)))
        .filter(|(_, numbers): &(_, Vec<_>)| !numbers.is_empty())
}

/// Some terms of a taxonomy, as a page shows those that it carries.
pub fn terms_in<Own>(site: &Site, taxonomy: usize, terms: Own) -> PageTerms<'_, Own> {
    let taxonomy = &site.taxonomies[taxonomy];
    PageTerms { name: &taxonomy.name, title: &taxonomy.title, path: taxonomy.address.as_str(), terms }
}

pub fn term_link(term: &Term) -> TermLink<'_> {
    TermLink { name: &term.name, path: term.address.as_str(), count: term.pages.len() }
}
