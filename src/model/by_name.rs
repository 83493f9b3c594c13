//! Things by a name that they have: an area, a venue, a person, an audience.

use std::sync::Arc;

use rustc_hash::FxHashMap;

/// For each name the things that have it, in the order in which they were noted. Nothing may be listed in the order of the
/// names.
#[derive(Debug)]
pub(super) struct ByName<T>(FxHashMap<Arc<str>, Vec<T>>);

impl<T> Default for ByName<T> {
    fn default() -> Self {
        Self(FxHashMap::default())
    }
}

impl<T: PartialEq> ByName<T> {
    /// Notes a thing under one of its names. One that says a name twice has it once.
    pub(super) fn note(&mut self, name: &str, thing: T) {
        match self.0.get_mut(name) {
            Some(things) if things.last() == Some(&thing) => {}
            Some(things) => things.push(thing),
            None => drop(self.0.insert(name.into(), vec![thing])),
        }
    }

    pub(super) fn of(&self, name: &str) -> &[T] {
        self.0.get(name).map_or(&[], Vec::as_slice)
    }
}
