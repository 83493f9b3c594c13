//! Pictures in the sizes that pages show. Which there are is known once the pages are rendered, so that the plan does
//! not list them: each render notes what it wants, and a wanted picture is a target like any other.

use super::{Outlet, Render, Rendition, Subject, Switch, Target};
use crate::diagnostic::{Findings, Place};
use crate::model::address::PICTURES;
use crate::theme::Views;

pub const OUTLET: Outlet = Outlet { name: "picture", plan: |_, _, _| {}, render, switch: Switch::Always };

/// Every picture that was wanted so far, by address.
pub fn wanted(views: &Views) -> Vec<Target> {
    let wanted = views.pictures.wanted();
    wanted
        .into_iter()
        .map(|(address, file)| Target { address, outlet: &OUTLET, subject: Subject::Picture, place: Place::file(file) })
        .collect()
}

/// Whether pictures are published at such an address.
pub fn may_be(address: &str) -> bool {
    address.strip_prefix(PICTURES).is_some_and(|rest| !rest.is_empty())
}

fn render(render: &Render<'_>, target: &Target) -> Result<Rendition, Findings> {
    render.views.pictures.make(&target.address).map(Into::into).map_err(|finding| vec![finding])
}
