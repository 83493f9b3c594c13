//! The forms in which the record leaves: one file per form, one row in [`OUTLETS`].
//!
//! An outlet says which files it would write ([`Target`]s) without rendering any, and renders one of them when asked:
//! a pure function of site, theme and target. Must not touch the disk.

mod addresses;
mod calendar;
mod calendar_files;
mod changes;
mod directories;
mod elder;
mod feed;
pub mod icalendar;
mod lectures;
mod links;
mod not_found;
mod occurrences;
mod observances;
mod page;
mod pictures;
mod redirect;
mod robots;
mod search;
mod section;
mod site_map;
mod sitemap;
mod statics;
mod terms;
mod whole;

use std::collections::HashMap;
use std::sync::Arc;

pub use addresses::AddressForm;
pub use calendar_files::calendar;
pub use links::{Anchors, Link, relink};
pub use pictures::{may_be as may_be_picture, wanted as wanted_pictures};

use crate::diagnostic::{ADDRESS_CASE, ADDRESS_TAKEN, Diagnostic, Findings, Place};
use crate::model::address::{Address, AddressMap};
use crate::model::{Hashed, Site};
use crate::text;
use crate::theme::{Made, Theme, Views};

/// One form in which the record leaves.
#[derive(Debug)]
pub struct Outlet {
    /// As written in `[outlets]`.
    pub name: &'static str,
    pub plan: fn(&Site, &Theme, &mut Vec<Target>),
    pub render: fn(&Render<'_>, &Target) -> Result<Rendition, Findings>,
    /// Whether a site may switch it off.
    pub switch: Switch,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Switch {
    Always,
    Optional,
}

/// Every outlet. Where two would write one file, the plan reports it.
pub static OUTLETS: &[Outlet] = &[
    page::OUTLET,
    section::OUTLET,
    whole::OUTLET,
    terms::OUTLET,
    calendar::OUTLET,
    directories::AREAS,
    directories::VENUES,
    directories::PEOPLE,
    directories::AUDIENCES,
    lectures::OUTLET,
    observances::OUTLET,
    changes::OUTLET,
    elder::OUTLET,
    site_map::OUTLET,
    redirect::OUTLET,
    not_found::OUTLET,
    feed::OUTLET,
    sitemap::OUTLET,
    robots::OUTLET,
    occurrences::OUTLET,
    search::OUTLET,
    calendar_files::OUTLET,
    pictures::OUTLET,
    statics::OUTLET,
];

/// The names that `[outlets]` may switch off.
pub fn optional_outlets() -> Vec<&'static str> {
    OUTLETS.iter().filter(|outlet| outlet.switch == Switch::Optional).map(|outlet| outlet.name).collect()
}

/// A file that will be written.
#[derive(Clone, Debug)]
pub struct Target {
    pub address: Address,
    pub outlet: &'static Outlet,
    /// What of the site it shows.
    pub subject: Subject,
    /// Who asked for the address, for findings.
    pub place: Place,
}

/// What a target shows; each outlet uses those that concern it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    Site,
    Page(crate::model::PageId),
    Section(crate::model::SectionId, crate::query::Pager),
    /// A guide with all its chapters.
    Guide(crate::model::SectionId),
    Taxonomy(usize),
    Term(usize, usize, crate::query::Pager),
    /// A list of occurrences, and what it is about.
    Topic(crate::query::Topic),
    Directory(crate::query::Directory),
    /// What is no longer as it was told.
    Changes,
    Search(search::Part),
    Year(i32),
    /// Of a year; from one to twelve.
    Month(i32, u32),
    Redirect(usize),
    /// A file of the site, by its path inside it.
    File(Arc<str>),
    /// An asset of the theme, by its address.
    ThemeAsset,
    /// A picture that was made of another, by its address.
    Picture,
}

/// What a target is rendered from.
#[derive(Debug)]
pub struct Render<'a> {
    pub views: &'a Arc<Views>,
    pub plan: &'a Plan,
    pub form: AddressForm,
}

/// A rendered target.
#[derive(Debug)]
pub enum Rendition {
    Html {
        html: String,
        /// Links to other targets, for the check that none is dead.
        links: Vec<Link>,
        /// The ids that a link's fragment may name.
        anchors: Anchors,
        /// The file of the template that made it, if one did.
        template: Option<Arc<str>>,
        /// What was noticed and does not keep the page from being written.
        findings: Findings,
    },
    Text(Vec<u8>),
    /// A file of the site, copied as it is.
    Copy(Arc<str>),
}

impl From<Made> for Rendition {
    fn from(made: Made) -> Self {
        match made {
            Made::File(file) => Self::Copy(file),
            Made::Bytes(bytes) => Self::Text(bytes),
        }
    }
}

/// All targets, by address.
#[derive(Debug, Default)]
pub struct Plan {
    pub targets: Vec<Target>,
    search: search::Search,
    calendars: calendar_files::Calendars,
    by_address: AddressMap<usize>,
    /// Those of `by_address`, for the one question that every link of every page asks.
    addresses: Hashed<()>,
}

impl Plan {
    pub fn get(&self, address: &str) -> Option<&Target> {
        self.by_address.get(address).map(|&index| &self.targets[index])
    }

    /// Whether there is a target at an address.
    pub fn has(&self, address: &str) -> bool {
        self.addresses.has(address)
    }

    /// Whether the index of search has been built.
    #[cfg(test)]
    pub fn has_search_index(&self) -> bool {
        self.search.has_index()
    }

    pub fn addresses(&self) -> impl Iterator<Item = &Address> {
        self.targets.iter().map(|target| &target.address)
    }
}

/// Lists everything that will be written, and reports addresses that clash.
pub fn plan(site: &Site, theme: &Theme) -> (Plan, Findings) {
    let mut targets = Vec::new();
    for outlet in OUTLETS {
        if outlet.switch == Switch::Always || site.config.has_outlet(outlet.name) {
            (outlet.plan)(site, theme, &mut targets);
        }
    }
    let mut findings = Findings::new();
    let mut by_address = AddressMap::default();
    by_address.reserve(targets.len());
    let mut kept: Vec<Target> = Vec::with_capacity(targets.len());
    for target in targets {
        let addresses = [Some(target.address.clone()), target.address.of_index()];
        if let Some(&first) = addresses.iter().flatten().find_map(|address| by_address.get(address)) {
            findings.push(taken(&kept[first], &target));
            continue;
        }
        by_address.extend(addresses.into_iter().flatten().map(|address| (address, kept.len())));
        kept.push(target);
    }
    report_case(&kept, &mut findings);
    report_folders(&kept, &by_address, &mut findings);
    let addresses = by_address.keys().map(|address| (address.as_str(), ())).collect();
    (Plan { targets: kept, by_address, addresses, ..Plan::default() }, findings)
}

fn taken(first: &Target, second: &Target) -> Diagnostic {
    let address = &second.address;
    let (zh, en) = holder(first, second);
    let finding = Diagnostic::new(
        &ADDRESS_TAKEN,
        &second.place,
        text!("网址 {address} 已经有{zh}", "the address {address} is taken by {en}"),
    )
    .related(&first.place, text!("先用的是这里", "taken here"));
    match (&first.subject, &second.subject) {
        (Subject::File(_) | Subject::ThemeAsset, _) | (_, Subject::File(_) | Subject::ThemeAsset) => {
            finding.hint(text!(
                "给文件改个名字，或者给页面换个 slug 或 path",
                "rename the file, or give the page another slug or path"
            ))
        }
        _ => finding
            .hint(text!("给其中一个换个 slug、path 或文件名", "give one of them another slug, path or file name")),
    }
}

/// What has the address already, in words.
fn holder(first: &Target, second: &Target) -> (&'static str, &'static str) {
    let is_page =
        |target: &Target| target.address.is_page() && matches!(target.subject, Subject::Page(_) | Subject::Section(..));
    match &first.subject {
        Subject::Page(_) | Subject::Section(..) | Subject::Term(..) if !first.address.is_page() => {
            ("自动生成的文件", "a file that xinfeng makes")
        }
        Subject::Page(_) | Subject::Section(..) if is_page(second) => ("别的页面", "another page"),
        Subject::Page(_) => ("页面", "a page"),
        Subject::Section(..) => ("栏目", "a section"),
        Subject::Taxonomy(_) | Subject::Term(..) => ("分类的页面", "a page of a taxonomy"),
        Subject::Redirect(_) => ("旧网址（aliases）", "an old address (aliases)"),
        Subject::File(file) if file.starts_with("static/") => ("静态文件", "a static file"),
        Subject::File(_) => ("页面旁边的文件", "a file beside a page"),
        _ => ("自动生成的文件", "a file that xinfeng makes"),
    }
}

/// Addresses that differ only in case are one file on Windows and macOS.
fn report_case(targets: &[Target], findings: &mut Findings) {
    let is_lower = |address: &str| address.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
    // Two can only be the same if one of them has a letter that is not small.
    if targets.iter().all(|target| is_lower(target.address.as_str())) {
        return;
    }
    let mut folded: HashMap<String, &Target> = HashMap::new();
    for target in targets {
        let key = target.address.as_str().to_lowercase();
        if let Some(first) = folded.insert(key, target) {
            let (one, other) = (&first.address, &target.address);
            findings.push(
                Diagnostic::new(
                    &ADDRESS_CASE,
                    &target.place,
                    text!("网址 {other} 和 {one} 只差大小写", "the addresses {other} and {one} differ only in case"),
                )
                .related(&first.place, text!("另一个在这里", "the other one"))
                .hint(text!("在 Windows 上它们是同一个文件；换个名字", "on Windows both are one file; rename one")),
            );
        }
    }
}

/// A file cannot stand where a page needs a folder.
fn report_folders(targets: &[Target], by_address: &AddressMap<usize>, findings: &mut Findings) {
    for target in targets {
        let path = target.address.as_str();
        for (slash, _) in path.match_indices('/').skip(1) {
            if let Some(&file) = by_address.get(&path[..slash]) {
                findings.push(taken(&targets[file], target));
            }
        }
    }
}
