//! Files that are published as they are: those of `static/`, those beside pages, and the theme's assets. Pictures lose what
//! they say of place, time and device.

use super::{Outlet, Render, Rendition, Subject, Switch, Target};
use crate::diagnostic::{Findings, Place};
use crate::model::Site;
use crate::picture;
use crate::theme::Theme;

pub const OUTLET: Outlet = Outlet { name: "static", plan, render, switch: Switch::Always };

fn plan(site: &Site, theme: &Theme, targets: &mut Vec<Target>) {
    let beside = site.sections.iter().flat_map(|section| &section.assets);
    let beside = beside.chain(site.pages.iter().flat_map(|page| &page.assets));
    let files = site.statics.iter().map(|file| (&file.file, &file.address));
    for (file, address) in files.chain(beside.map(|asset| (&asset.file, &asset.address))) {
        targets.push(Target {
            address: address.clone(),
            outlet: &OUTLET,
            subject: Subject::File(file.clone()),
            place: Place::file(file.clone()),
        });
    }
    for asset in theme.assets() {
        targets.push(Target {
            address: asset.address.clone(),
            outlet: &OUTLET,
            subject: Subject::ThemeAsset,
            place: Place::file(asset.file.clone()),
        });
    }
}

fn render(render: &Render<'_>, target: &Target) -> Result<Rendition, Findings> {
    match &target.subject {
        Subject::File(file) if picture::is_raster(file) => Ok(render.views.pictures.without_metadata(file).into()),
        Subject::File(file) => Ok(Rendition::Copy(file.clone())),
        _ => {
            let asset = render.views.theme.assets().find(|asset| asset.address == target.address);
            asset.map(|asset| Rendition::Text(asset.bytes.to_vec())).ok_or_else(Vec::new)
        }
    }
}
