//! Services, their points looked up.

use serde::Serialize;

use super::{VenueView, venue_view};
use crate::content::Service;
use crate::model::Site;

/// A service with its points looked up.
#[derive(Debug, Serialize)]
pub struct ServiceView<'a> {
    pub who: Option<&'a str>,
    pub bring: &'a [String],
    pub steps: &'a [String],
    pub cost: Option<&'a str>,
    pub when: Option<&'a str>,
    pub points: Vec<VenueView<'a>>,
    pub phone: Option<&'a str>,
    pub basis: &'a [String],
}

pub(super) fn service_view<'a>(site: &'a Site, service: &'a Service) -> ServiceView<'a> {
    let Service { who, bring, steps, cost, points, when, phone, basis } = service;
    ServiceView {
        who: who.as_deref(),
        bring,
        steps,
        cost: cost.as_deref(),
        when: when.as_deref(),
        points: points.iter().filter_map(|id| venue_view(site, id.value.as_str())).collect(),
        phone: phone.as_deref(),
        basis,
    }
}
