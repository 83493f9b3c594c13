//! The values of occurrences, each made once for all lists that show it, with what hundreds of them share.

use std::collections::BTreeMap;
use std::sync::{OnceLock, PoisonError, RwLock};

use chrono::NaiveDate;
use tera::Value;

use super::Views;
use super::values::value;
use crate::model::Site;
use crate::model::schedule::{OccurrenceId, Origin};
use crate::query::{self, AreaShown, Shares};

#[derive(Default)]
pub(super) struct Occurrences {
    /// By their number: a stop stands on its own page, in its month, and in the lists of its town, its venue and its audience.
    made: Vec<OnceLock<Value>>,
    /// By row of `data/venues`.
    venues: Vec<OnceLock<Value>>,
    /// By row of `data/areas`.
    areas: Vec<OnceLock<AreaShown<Value>>>,
    /// Days of which lists tell, filled as they do; two threads that miss one make it twice, and equal.
    days: RwLock<BTreeMap<NaiveDate, Value>>,
}

impl Occurrences {
    pub(super) fn of(site: &Site) -> Self {
        Self {
            made: site.schedule.ids().map(|_| OnceLock::new()).collect(),
            venues: site.data.venues.rows.iter().map(|_| OnceLock::new()).collect(),
            areas: site.data.areas.rows.iter().map(|_| OnceLock::new()).collect(),
            days: RwLock::default(),
        }
    }
}

impl Shares for Views {
    type Own = Value;

    fn day(&self, date: NaiveDate) -> Value {
        let days = &self.occurrences.days;
        let known = days.read().unwrap_or_else(PoisonError::into_inner).get(&date).cloned();
        known.unwrap_or_else(|| {
            let made = value(&query::day_view(&self.site, date));
            days.write().unwrap_or_else(PoisonError::into_inner).entry(date).or_insert(made).clone()
        })
    }

    fn venue_link(&self, row: usize) -> Value {
        let link = || query::venue_link(&self.site, self.site.data.venues.rows[row].id.value.as_str());
        self.occurrences.venues[row].get_or_init(|| value(&link())).clone()
    }

    fn area(&self, row: Option<usize>) -> AreaShown<Value> {
        let Some(row) = row else {
            return AreaShown { link: None, name: None, within: Value::from(Vec::<Value>::new()) };
        };
        let id = self.site.data.areas.rows[row].id.value.as_str();
        let make = || AreaShown {
            link: Some(value(&query::area_link(&self.site, id))),
            name: query::area_name(&self.site, id).map(Value::from),
            within: value(&query::area_path(&self.site, id)),
        };
        self.occurrences.areas[row].get_or_init(make).clone()
    }

    /// All of a page are made when the first of them is asked for, while what they are made of is near in memory.
    fn occurrence(&self, id: OccurrenceId) -> Value {
        let made = &self.occurrences.made;
        let make = |id| self.kept(value(&query::occurrence_view(&self.site, id, self)));
        if made[id.0].get().is_none()
            && let Origin::Page(page) = self.site.schedule.get(id).origin
        {
            for &other in self.site.schedule.of_page(page) {
                made[other.0].get_or_init(|| make(other));
            }
        }
        made[id.0].get_or_init(|| make(id)).clone()
    }

    fn occurrences(&self, ids: &[OccurrenceId]) -> Value {
        Value::from(ids.iter().map(|&id| self.occurrence(id)).collect::<Vec<_>>())
    }
}
