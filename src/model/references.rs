//! What documents refer to: the campaign that they belong to, related pages, files beside them, pictures, former addresses.
//!
//! Needs the tree whole. Must not change it.

use std::collections::HashMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::address::{self, Address, Form};
use super::assemble::StaticFile;
use super::{Asset, Node, Redirect, SectionId, Site};
use crate::content::markdown::LinkKind;
use crate::content::{CampaignKey, Document, below_content};
use crate::diagnostic::{BAD_FILE_NAME, BROKEN_LINK, Diagnostic, Findings, Place};
use crate::picture;
use crate::record::{Placed, suggest};
use crate::text;

/// A page belongs to the campaign that it names, else to the campaign section that it lies in.
pub fn link_campaigns(site: &mut Site) {
    let campaigns: HashMap<String, SectionId> = (0..site.sections.len())
        .map(SectionId)
        .filter_map(|id| {
            let document = site.section(id).document.as_ref()?;
            document.section()?.campaign_table()?;
            Some((below_content(document.folder()).trim_end_matches('/').to_owned(), id))
        })
        .collect();
    for index in 0..site.sections.len() {
        let above = site.sections[index].parent.and_then(|parent| site.section(parent).campaign);
        let front = site.sections[index].document.as_ref().and_then(|document| document.section());
        site.sections[index].campaign = match front.and_then(|front| front.campaign.as_ref()) {
            Some(CampaignKey::Is(_)) => Some(SectionId(index)),
            Some(CampaignKey::Of(name)) => campaigns.get(name.value.trim_matches('/')).copied(),
            None => above,
        };
    }
    for index in 0..site.pages.len() {
        let page = &site.pages[index];
        let named = page.document.page().and_then(|front| front.campaign.as_ref());
        site.pages[index].campaign = match named {
            Some(name) => campaigns.get(name.value.trim_matches('/')).copied(),
            None => site.section(page.section).campaign,
        };
    }
}

pub fn link_related(site: &mut Site, findings: &mut Findings) {
    for index in 0..site.pages.len() {
        let front = site.pages[index].document.page().filter(|front| !front.related.is_empty());
        let Some(front) = front else { continue };
        let related = front.related.iter().filter_map(|name| find_related(site, name, findings)).collect();
        site.pages[index].related = related;
    }
    for document in site.sections.iter().filter_map(|section| section.document.as_ref()) {
        for name in document.section().into_iter().flat_map(|front| &front.related) {
            find_related(site, name, findings);
        }
    }
}

/// The page or section that `related` names. What is only hidden is not there yet, and no fault.
fn find_related(site: &Site, name: &Placed<String>, findings: &mut Findings) -> Option<Node> {
    let path = name.value.trim_start_matches("@/");
    let found = site.find(path);
    if found.is_none() && !site.hidden.contains_key(path) {
        findings.push(
            Diagnostic::new(&BROKEN_LINK, &name.place, text!("找不到相关页面 {path}", "there is no page {path}"))
                .hint_if(suggest(path, site.paths()))
                .hint(text!("写成 @/文件夹/文件名.md", "write it as @/folder/file.md")),
        );
    }
    found
}

/// The files beside each section and page that are published, and the pictures.
#[derive(Default)]
pub struct Files {
    sections: Vec<Linked>,
    pages: Vec<Linked>,
}

/// Files beside a page are published if the page links to them; pictures that it shows are published in sizes of our own.
pub fn collect_files(site: &Site, files: &[Arc<str>]) -> (Files, Findings) {
    let mut findings = Findings::new();
    let known = Beside::new(files);
    let sections: Vec<Linked> = site
        .sections
        .iter()
        .map(|section| {
            let document = section.document.as_ref();
            document
                .map_or_else(Linked::default, |document| known.linked(site, document, &section.address, &mut findings))
        })
        .collect();
    let pages: Vec<Linked> =
        site.pages.iter().map(|page| known.linked(site, &page.document, &page.address, &mut findings)).collect();
    (Files { sections, pages }, findings)
}

/// Notes on each section and page which files are published with it.
pub fn note_files(site: &mut Site, files: Files) {
    for (section, linked) in site.sections.iter_mut().zip(files.sections) {
        (section.assets, section.pictures) = linked;
    }
    for (page, linked) in site.pages.iter_mut().zip(files.pages) {
        (page.assets, page.pictures) = linked;
    }
}

/// The files beside a document that it links to, and the pictures that it shows.
pub type Linked = (Vec<Asset>, Vec<Asset>);

/// The files of `content/` that are no documents, by their paths.
pub struct Beside<'a>(FxHashMap<&'a str, &'a Arc<str>>);

impl<'a> Beside<'a> {
    pub fn new(files: &'a [Arc<str>]) -> Self {
        Self(files.iter().map(|file| (&**file, file)).collect())
    }

    /// The files that a document at an address publishes.
    pub fn linked(&self, site: &Site, document: &Document, at: &Address, findings: &mut Findings) -> Linked {
        let mut assets: Vec<Asset> = Vec::new();
        let mut pictures: Vec<Asset> = Vec::new();
        if !document.body.has_files {
            return (assets, pictures);
        }
        for link in &document.body.links {
            let is_picture = link.image == LinkKind::Image && picture::is_raster(&address::decode(&link.target));
            let Some(name) = beside(&link.target) else {
                if is_picture && let Some(StaticFile { file, address }) = site.static_at(&link.target) {
                    pictures.push(Asset { file: file.clone(), address: address.clone() });
                }
                continue;
            };
            let path = format!("{}{name}", document.folder());
            let Some(file) = self.0.get(path.as_str()) else { continue };
            if is_picture {
                pictures.push(Asset { file: (*file).clone(), address: at.file(&name) });
                continue;
            }
            if document.data_files.contains(file) || assets.iter().any(|asset| asset.file == **file) {
                continue;
            }
            if let Some((zh, en)) = name.split('/').find_map(address::fault) {
                findings.push(
                    Diagnostic::new(
                        &BAD_FILE_NAME,
                        Place::file((*file).clone()),
                        text!("文件名不能发布：{zh}", "the file's name cannot be published: {en}"),
                    )
                    .hint(text!("改个名字再链接", "rename the file and the link")),
                );
                continue;
            }
            assets.push(Asset { file: (*file).clone(), address: at.file(&name) });
        }
        (assets, pictures)
    }
}

/// The decoded path of a link to a file beside the page; `None` for any other link.
pub fn beside(target: &str) -> Option<String> {
    // Most links are of these two sorts.
    if target.starts_with(['/', '@']) {
        return None;
    }
    let path = target.split(['?', '#']).next().unwrap_or_default();
    let has_scheme = path.split('/').next().is_some_and(|first| first.contains(':'));
    if path.is_empty() || has_scheme {
        return None;
    }
    let decoded = address::decode(path);
    let relative = decoded.strip_prefix("./").unwrap_or(&decoded);
    let climbs = relative.split(['/', '\\']).any(|part| part == ".." || part.is_empty());
    (!climbs).then(|| relative.to_owned())
}

pub fn redirects(site: &Site, findings: &mut Findings) -> Vec<Redirect> {
    let mut redirects = Vec::new();
    for section in &site.sections {
        let front = section.document.as_ref().and_then(|document| document.section());
        if let Some(to) = front.and_then(|front| front.redirect_to.as_ref()) {
            let target = to.value.strip_prefix("@/").map(|path| site.find(path));
            let target = match target {
                Some(Some(node)) => site.address_of(node).as_str().to_owned(),
                Some(None) => {
                    let written = &to.value;
                    let path = written.trim_start_matches("@/");
                    findings.push(
                        Diagnostic::new(&BROKEN_LINK, &to.place, text!("找不到 {written}", "there is no {written}"))
                            .hint_if(suggest(path, site.paths())),
                    );
                    continue;
                }
                None if to.value.contains("://") => to.value.clone(),
                None => format!("/{}", to.value.trim_start_matches('/')),
            };
            redirects.push(Redirect { from: section.address.clone(), to: target, place: to.place.clone() });
        }
    }
    let mut add = |from: &Placed<String>, to: &Address, findings: &mut Findings| match address::parse(
        &from.value,
        Form::File,
        &from.place,
    ) {
        Ok(from_address) => {
            redirects.push(Redirect { from: from_address, to: to.as_str().to_owned(), place: from.place.clone() });
        }
        Err(finding) => findings.push(finding),
    };
    for section in &site.sections {
        for alias in section.document.iter().filter_map(|document| document.section()).flat_map(|front| &front.aliases)
        {
            add(alias, &section.address, findings);
        }
    }
    for page in &site.pages {
        for alias in page.document.page().into_iter().flat_map(|front| &front.aliases) {
            add(alias, &page.address, findings);
        }
    }
    redirects
}
