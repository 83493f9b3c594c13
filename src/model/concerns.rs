//! Which pages name an area, an audience, or a venue at which their service is given. It is found once for all topics: each
//! would else look at every page.

use std::collections::HashMap;

use super::{Page, PageId};

/// For each name the pages that have it, in their order.
type Named = HashMap<String, Vec<PageId>>;

#[derive(Debug, Default)]
pub(super) struct Concerns {
    /// By identifier.
    pub(super) areas: Named,
    pub(super) audiences: Named,
    /// By identifier.
    pub(super) venues: Named,
}

impl Concerns {
    pub(super) fn of(pages: &[Page]) -> Self {
        let mut found = Self::default();
        for (index, page) in pages.iter().enumerate() {
            let (id, Some(front)) = (PageId(index), page.document.page()) else { continue };
            front.areas.iter().for_each(|area| note(&mut found.areas, area.value.as_str(), id));
            front.audience.iter().for_each(|name| note(&mut found.audiences, name.trim(), id));
            let points = front.service.iter().flat_map(|service| &service.points);
            points.for_each(|point| note(&mut found.venues, point.value.as_str(), id));
        }
        found
    }
}

fn note(named: &mut Named, name: &str, id: PageId) {
    match named.get_mut(name) {
        // A page may say it twice.
        Some(pages) if pages.last() == Some(&id) => {}
        Some(pages) => pages.push(id),
        None => drop(named.insert(name.to_owned(), vec![id])),
    }
}
