//! Where one page of a long list stands among the others.

use serde::Serialize;

use crate::model::address::Address;
use crate::query::Pager;

/// Where a pager stands among its neighbours. Its cards are added by the theme.
#[derive(Debug, Serialize)]
pub struct PaginatorView {
    pub paginate_by: usize,
    pub base_url: String,
    pub number_pagers: usize,
    pub first: String,
    pub last: String,
    pub previous: Option<String>,
    pub next: Option<String>,
    pub current_index: usize,
    pub total_pages: usize,
}

pub fn paginator(base: &Address, pager: Pager, total_pages: usize) -> PaginatorView {
    let path = |number: usize| base.pager(number).as_str().to_owned();
    PaginatorView {
        paginate_by: pager.per_page,
        base_url: format!("{base}page/"),
        number_pagers: pager.total,
        first: path(1),
        last: path(pager.total),
        previous: (pager.number > 1).then(|| path(pager.number - 1)),
        next: (pager.number < pager.total).then(|| path(pager.number + 1)),
        current_index: pager.number,
        total_pages,
    }
}
