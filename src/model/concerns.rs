//! Which pages name an area, an audience, or a venue at which their service is given. It is found once for all topics: each
//! would else look at every page.

use super::by_name::ByName;
use super::{Page, PageId};

#[derive(Debug, Default)]
pub(super) struct Concerns {
    /// By identifier.
    pub(super) areas: ByName<PageId>,
    pub(super) audiences: ByName<PageId>,
    /// By identifier.
    pub(super) venues: ByName<PageId>,
}

impl Concerns {
    pub(super) fn of(pages: &[Page]) -> Self {
        let mut found = Self::default();
        for (index, page) in pages.iter().enumerate() {
            let (id, Some(front)) = (PageId(index), page.document.page()) else { continue };
            front.areas.iter().for_each(|area| found.areas.note(area.value.as_str(), id));
            front.audience.iter().for_each(|name| found.audiences.note(name.trim(), id));
            let points = front.service.iter().flat_map(|service| &service.points);
            points.for_each(|point| found.venues.note(point.value.as_str(), id));
        }
        found
    }
}
