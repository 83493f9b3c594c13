//! A table whose keys the author chooses, each with its place.

use serde::{Serialize, Serializer};

use super::expected::wrong_type;
use super::field::{Field, Placed, Shape};
use super::node::{Node, Value};
use crate::diagnostic::Findings;

/// Names and what stands behind them, for faults of a name that only later stages can see.
#[derive(Clone, Debug, PartialEq)]
pub struct Entries<T>(Vec<(Placed<String>, T)>);

impl<T> Default for Entries<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Entries<T> {
    pub fn get(&self, name: &str) -> Option<&T> {
        self.iter().find(|(written, _)| written.value == name).map(|(_, value)| value)
    }

    pub fn iter(&self) -> impl Iterator<Item = &(Placed<String>, T)> {
        self.0.iter()
    }

    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.0.iter_mut().map(|(_, value)| value)
    }
}

impl<T> IntoIterator for Entries<T> {
    type Item = (Placed<String>, T);
    type IntoIter = std::vec::IntoIter<Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<T: Field> Field for Entries<T> {
    const SHAPE: Shape = Shape::Map(&T::SHAPE);

    fn read(node: &mut Node, findings: &mut Findings) -> Option<Self> {
        let Value::Table(table) = &mut node.value else {
            findings.push(wrong_type(node, Self::SHAPE));
            return None;
        };
        let read = table.iter_mut().filter_map(|(key, value)| {
            let name = Placed { value: key.name.to_string(), place: key.place.clone() };
            Some((name, T::read(value, findings)?))
        });
        Some(Self(read.collect()))
    }

    fn absent() -> Option<Self> {
        Some(Self::default())
    }
}

impl<T: Serialize> Serialize for Entries<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter().map(|(name, value)| (&name.value, value)))
    }
}
