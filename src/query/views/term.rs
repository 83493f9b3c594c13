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

/// The terms of one taxonomy that a page carries.
#[derive(Debug, Serialize)]
pub struct PageTerms<'a> {
    pub name: &'a str,
    pub title: &'a str,
    pub path: &'a str,
    pub terms: Vec<TermLink<'a>>,
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

pub(super) fn page_terms(site: &Site, id: PageId) -> Vec<PageTerms<'_>> {
    let page = site.page(id);
    let of = |index: usize| page.terms.iter().filter(move |(of, _)| *of == index).map(|&(_, number)| number);
    let all = (0..site.taxonomies.len()).map(|index| terms_in(site, index, of(index)));
    all.filter(|terms| !terms.terms.is_empty()).collect()
}

/// Some terms of a taxonomy, as a page shows those that it carries.
pub fn terms_in(site: &Site, taxonomy: usize, numbers: impl Iterator<Item = usize>) -> PageTerms<'_> {
    let taxonomy = &site.taxonomies[taxonomy];
    PageTerms {
        name: &taxonomy.name,
        title: &taxonomy.title,
        path: taxonomy.address.as_str(),
        terms: numbers.map(|number| term_link(&taxonomy.terms[number])).collect(),
    }
}

pub fn term_link(term: &Term) -> TermLink<'_> {
    TermLink { name: &term.name, path: term.address.as_str(), count: term.pages.len() }
}
