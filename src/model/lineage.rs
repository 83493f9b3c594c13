//! What lies above each area, worked out once: every list that names an area asks for it.

use super::data::{Area, Table};
use crate::record::Id;

/// An area with all above it.
#[derive(Clone, Debug, Default)]
pub struct Lineage {
    /// From the city down to the area itself.
    pub path: Vec<Id>,
    /// The names from the town down: 城东街道新民社区. Of what has nothing above it, its own name.
    pub name: String,
}

/// By row of the table.
pub(super) fn of(areas: &Table<Area>) -> Vec<Lineage> {
    areas.rows.iter().map(|area| lineage(areas, area)).collect()
}

fn lineage(areas: &Table<Area>, area: &Area) -> Lineage {
    let above = |area: &&Area| areas.get(area.parent.as_ref()?.value.as_str());
    // The number of areas bounds the walk where the table's cycle was reported.
    let mut line: Vec<&Area> = std::iter::successors(Some(area), above).take(areas.rows.len()).collect();
    line.reverse();
    let path = line.iter().map(|area| area.id.value.clone()).collect();
    let has_city = line.len() > 1 && line[0].parent.is_none();
    let name = line[usize::from(has_city)..].iter().map(|area| area.name.as_str()).collect();
    Lineage { path, name }
}
