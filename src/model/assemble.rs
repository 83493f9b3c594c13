//! From documents to the [`Site`]: who is visible, what lies where, at which address.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use rustc_hash::FxHashMap;

use super::address::{self, Address, Form};
use super::ledger::{self, Ledger};
use super::names::{Name, Names, Naming};
use super::schedule::{self, Schedule};
use super::{
    Asset, Data, Hidden, Node, Pace, Page, PageId, Redirect, Section, SectionId, Site, audiences, identifier, order,
    terms,
};
use crate::config::Config;
use crate::content::markdown::LinkKind;
use crate::content::{CampaignKey, Document, Front};
use crate::diagnostic::{BAD_FILE_NAME, BROKEN_LINK, Diagnostic, Findings, MISSING_KEY, MISSING_SECTION, Place};
use crate::picture;
use crate::record::{Moment, Placed, suggest};
use crate::text;
use crate::time::Edge;

/// What a site is assembled from.
#[derive(Debug)]
pub struct Input {
    pub config: Arc<Config>,
    pub clock: DateTime<Utc>,
    pub pace: Pace,
    pub drafts: Drafts,
    /// In the order of their paths.
    pub documents: Vec<Arc<Document>>,
    /// Files of `content/` that are not Markdown, in the order of their paths.
    pub files: Vec<Arc<str>>,
    pub data: Data,
    /// As it stands on the disk.
    pub ledger: Arc<Ledger>,
    pub statics: Vec<StaticFile>,
}

/// Whether drafts are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drafts {
    Hide,
    Show,
}

/// A file that is published as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaticFile {
    /// Inside the site: `static/robots.txt`.
    pub file: Arc<str>,
    pub address: Address,
}

/// The part of a path below `content/`.
pub fn below_content(path: &str) -> &str {
    path.strip_prefix("content/").unwrap_or(path)
}

pub fn assemble(input: Input) -> (Site, Findings) {
    let Input { config, clock, pace, drafts, documents, files, data, ledger, statics } = input;
    let mut findings = Findings::new();
    let visibility = Visibility { config: &config, clock, drafts };
    let (tree, hidden) = Tree::grow(&documents, visibility, &ledger, &mut findings);
    let mut site = Site {
        clock,
        pace,
        sections: tree.sections,
        pages: tree.pages,
        taxonomies: Vec::new(),
        audiences: Vec::new(),
        data,
        redirects: Vec::new(),
        schedule: Schedule::default(),
        told: Ledger::default(),
        changes: Vec::new(),
        statics,
        by_path: tree.by_path,
        hidden,
        by_date: Vec::new(),
        config,
    };
    link_campaigns(&mut site);
    link_related(&mut site, &mut findings);
    site.by_date = order::by_date(&site);
    for (rank, id) in site.by_date.iter().enumerate() {
        site.pages[id.0].rank = rank;
    }
    order::fill_campaigns(&mut site);
    order::fill_sections(&mut site);
    site.taxonomies = terms::collect(&mut site, &ledger.names, &mut findings);
    site.audiences = audiences::collect(&site, &ledger.names);
    collect_assets(&mut site, &files, &mut findings);
    site.redirects = redirects(&site, &mut findings);
    let hidden = documents.into_iter().filter(|document| site.hidden.contains_key(below_content(&document.path)));
    let hidden: Vec<Arc<Document>> = hidden.collect();
    fill_schedule(&mut site, &ledger, &hidden, &mut findings);
    (site, findings)
}

/// Collects the schedule, compares it with what has been told, and redirects addresses that changed.
fn fill_schedule(site: &mut Site, ledger: &Ledger, hidden: &[Arc<Document>], findings: &mut Findings) {
    let (mut schedule, faults) = schedule::collect(site, ledger);
    findings.extend(faults);
    let (comparison, faults) = ledger::compare(ledger, site, &schedule, hidden);
    findings.extend(faults);
    schedule.remember(&comparison.ledger);
    for (node, body) in comparison.bodies {
        let document = match node {
            Node::Page(PageId(page)) => Some(&mut site.pages[page].document),
            Node::Section(SectionId(section)) => site.sections[section].document.as_mut(),
        };
        if let Some(document) = document {
            Arc::make_mut(document).body = body;
        }
    }
    site.schedule = schedule;
    site.told = comparison.ledger;
    site.changes = comparison.changes;
    if comparison.redirects.is_empty() {
        return;
    }
    let taken: HashSet<&str> = site
        .pages
        .iter()
        .map(|page| page.address.as_str())
        .chain(site.sections.iter().map(|section| section.address.as_str()))
        .chain(site.redirects.iter().map(|redirect| redirect.from.as_str()))
        .collect();
    let mut added: Vec<Redirect> = Vec::new();
    for (from, node) in comparison.redirects {
        let place = site.document_of(node).map_or_else(Place::site, |document| Place::file(document.path.clone()));
        // The ledger's addresses were checked when they were written; someone may have changed the file since.
        let Ok(from) = address::parse(&from, Form::Page, &place) else { continue };
        if !taken.contains(from.as_str()) && added.iter().all(|redirect| redirect.from != from) {
            added.push(Redirect { from, to: site.address_of(node).as_str().to_owned(), place });
        }
    }
    site.redirects.extend(added);
}

#[derive(Clone, Copy)]
struct Visibility<'a> {
    config: &'a Config,
    clock: DateTime<Utc>,
    drafts: Drafts,
}

impl Visibility<'_> {
    fn of(self, document: &Document) -> Option<Hidden> {
        let (publish, expire) = match &document.front {
            Front::Page(page) => (page.publish, page.expire),
            Front::Section(section) => (section.publish, section.expire),
        };
        let zone = self.config.zone;
        if document.is_draft() && self.drafts == Drafts::Hide {
            Some(Hidden::Draft)
        } else if let Some(at) = publish.map(|at| zone.instant(at, Edge::Start)).filter(|at| *at > self.clock) {
            Some(Hidden::NotYet(at))
        } else if expire.is_some_and(|at| zone.instant(at, Edge::End) <= self.clock) {
            Some(Hidden::Expired)
        } else {
            None
        }
    }
}

/// The tree while it grows: folders become sections, files become pages.
struct Tree<'a> {
    ledger: &'a Ledger,
    /// The date for addresses of what has neither a name that can be spelled nor a date.
    today: NaiveDate,
    sections: Vec<Section>,
    pages: Vec<Page>,
    names: Names,
    by_path: FxHashMap<Arc<str>, Node>,
    /// The section of a folder below `content/`, such as `fuwu/`.
    folders: FxHashMap<String, SectionId>,
}

impl<'a> Tree<'a> {
    fn grow(
        documents: &[Arc<Document>],
        visibility: Visibility<'_>,
        ledger: &'a Ledger,
        findings: &mut Findings,
    ) -> (Self, HashMap<Arc<str>, Hidden>) {
        let mut hidden: HashMap<Arc<str>, Hidden> = HashMap::new();
        let mut hidden_folders: Vec<(String, Hidden)> = Vec::new();
        let mut tree = Self {
            ledger,
            today: visibility.config.zone.civil(visibility.clock).date(),
            sections: Vec::new(),
            pages: Vec::new(),
            names: Names::default(),
            by_path: FxHashMap::default(),
            folders: FxHashMap::default(),
        };
        let mut sections: BTreeMap<&str, &Arc<Document>> = BTreeMap::new();
        for document in documents.iter().filter(|document| document.section().is_some()) {
            sections.insert(below_content(document.folder()), document);
        }
        tree.add_home(sections.get("").copied(), visibility.config, findings);
        for (folder, document) in &sections {
            tree.reserve(folder, document);
        }
        // A folder sorts before the folders in it, so that parents come first.
        for (folder, document) in sections.into_iter().filter(|(folder, _)| !folder.is_empty()) {
            let above = hidden_folders.iter().find(|(hidden, _)| folder.starts_with(hidden.as_str()));
            if let Some(why) = above.map(|(_, why)| *why).or_else(|| visibility.of(document)) {
                hidden.insert(below_content(&document.path).into(), why);
                hidden_folders.push((folder.to_owned(), why));
                continue;
            }
            tree.add_section(folder, document, findings);
        }
        let mut unsectioned: Vec<&str> = Vec::new();
        for document in documents.iter().filter(|document| document.page().is_some()) {
            let path = below_content(&document.path);
            let above = hidden_folders.iter().find(|(folder, _)| path.starts_with(folder.as_str()));
            if let Some(why) = above.map(|(_, why)| *why).or_else(|| visibility.of(document)) {
                hidden.insert(path.into(), why);
                if let Some(told) = ledger.pages.get(identifier(document)) {
                    tree.names.reserve(&told.address, path);
                }
                continue;
            }
            let folder = tree.add_page(document, findings);
            if !folder.is_empty() && !tree.folders.contains_key(folder) && !unsectioned.contains(&folder) {
                unsectioned.push(folder);
                findings.push(
                    Diagnostic::new(
                        &MISSING_SECTION,
                        Place::file(document.path.clone()),
                        text!(
                            "文件夹 content/{folder} 没有 _index.md，里面的页面算在上级栏目里",
                            "content/{folder} has no _index.md; its pages belong to the section above"
                        ),
                    )
                    .hint(text!("想让它成为栏目，就在里面放一个 _index.md", "add an _index.md to make it a section")),
                );
            }
        }
        for ((page, name), address) in tree.pages.iter_mut().zip(&tree.names.pages).zip(tree.names.resolve()) {
            page.named = name.named(&address);
            page.address = address;
        }
        (tree, hidden)
    }

    fn add_home(&mut self, document: Option<&Arc<Document>>, config: &Config, findings: &mut Findings) {
        let title = document.and_then(|document| document.section()).and_then(|section| section.title.clone());
        let section = Section {
            document: document.cloned(),
            address: Address::home(),
            named: None,
            parent: None,
            title: title.unwrap_or_else(|| config.title.clone()),
            subsections: Vec::new(),
            pages: Vec::new(),
            campaign: None,
            members: Vec::new(),
            assets: Vec::new(),
            pictures: Vec::new(),
        };
        if let Some(document) = document {
            self.by_path.insert("_index.md".into(), Node::Section(SectionId::HOME));
            if let Some(path) = document.section().and_then(|section| section.path.as_ref().or(section.slug.as_ref())) {
                findings.push(
                    Diagnostic::new(
                        &crate::diagnostic::BAD_ADDRESS,
                        &path.place,
                        text!("首页的网址不能改", "the home page's address cannot be changed"),
                    )
                    .hint(text!("删掉这一行", "remove this line")),
                );
            }
        }
        self.sections.push(section);
        self.folders.insert(String::new(), SectionId::HOME);
    }

    fn add_section(&mut self, folder: &str, document: &Arc<Document>, findings: &mut Findings) {
        let Some(front) = document.section() else { return };
        let id = SectionId(self.sections.len());
        let (parent, rest) = self.parent_of(folder);
        let base = self.sections[parent.0].address.clone();
        let path = folder.trim_end_matches('/');
        let mut name = Name::new(&base, path, rest.trim_end_matches('/'), front.title.as_deref(), self.today);
        let slug = front.slug.as_ref().map(|slug| slug_segment(slug, findings));
        let mut named = None;
        let address = match (explicit(front.path.as_ref(), findings), slug) {
            (Some(Ok(address)), _) => address,
            (_, Some(Ok(slug))) => name.natural.beside(&slug),
            _ => {
                name = name.keeping(self.ledger.sections.get(identifier(document)), &base);
                let address = self.names.section(&name);
                named = name.named(&address);
                address
            }
        };
        let title = front.title.clone().unwrap_or_else(|| missing_title(document, folder, findings));
        self.sections[parent.0].subsections.push(id);
        self.sections.push(Section {
            document: Some(document.clone()),
            address,
            named,
            parent: Some(parent),
            title,
            subsections: Vec::new(),
            pages: Vec::new(),
            campaign: None,
            members: Vec::new(),
            assets: Vec::new(),
            pictures: Vec::new(),
        });
        self.folders.insert(folder.to_owned(), id);
        self.by_path.insert(below_content(&document.path).into(), Node::Section(id));
    }

    /// Adds a page and returns the folder that should be its section's.
    fn add_page<'d>(&mut self, document: &'d Arc<Document>, findings: &mut Findings) -> &'d str {
        let Some(front) = document.page() else { return "" };
        let path = below_content(&document.path);
        let stem = path.strip_suffix(".md").unwrap_or(path);
        // A folder with index.md is a page with its files; the page lies where the folder lies.
        let stem = stem.strip_suffix("/index").unwrap_or(stem);
        let (folder, name) = stem.rfind('/').map_or(("", stem), |slash| (&stem[..=slash], &stem[slash + 1..]));
        let (date, name) = dated_name(name);
        let (section, rest) = self.parent_of(folder);
        let base = &self.sections[section.0].address;
        let on = front.date.map(|date| date.civil().date()).or(date).unwrap_or(self.today);
        let mut named = Name::new(base, stem, &format!("{rest}{name}"), front.title.as_deref(), on);
        let slug = front.slug.as_ref().map(|slug| slug_segment(slug, findings));
        match (explicit(front.path.as_ref(), findings), slug) {
            (Some(Ok(address)), _) => (named.natural, named.naming) = (address, Naming::Explicit),
            (Some(Err(Refused)), _) | (None, Some(Err(Refused))) => named.naming = Naming::Refused,
            (None, Some(Ok(slug))) => (named.natural, named.naming) = (named.natural.beside(&slug), Naming::Explicit),
            (None, None) => named = named.keeping(self.ledger.pages.get(identifier(document)), base),
        }
        // Until all names are known.
        let address = named.natural.clone();
        self.names.pages.push(named);
        let id = PageId(self.pages.len());
        self.pages.push(Page {
            document: document.clone(),
            address,
            named: None,
            section,
            title: front.title.clone().unwrap_or_else(|| missing_title(document, name, findings)),
            date: front.date.or(date.map(Moment::Date)),
            rank: 0,
            campaign: None,
            lower: None,
            higher: None,
            related: Vec::new(),
            terms: Vec::new(),
            assets: Vec::new(),
            pictures: Vec::new(),
        });
        self.by_path.insert(path.into(), Node::Page(id));
        folder
    }

    /// Keeps the published address of a section for it, whichever sections come before.
    fn reserve(&mut self, folder: &str, document: &Document) {
        let path = folder.trim_end_matches('/');
        let Some(told) = self.ledger.sections.get(identifier(document)) else { return };
        let last = |text: &str| text.trim_end_matches('/').rsplit('/').next().unwrap_or_default().to_owned();
        if told.named.as_deref() == Some(path) || last(&told.address) == last(path) {
            self.names.reserve(&told.address, path);
        }
    }

    /// The nearest section above a folder, and what lies between the two.
    fn parent_of<'d>(&self, folder: &'d str) -> (SectionId, &'d str) {
        let mut end = folder.len();
        loop {
            let candidate = &folder[..end];
            // A section's own folder is not above it; for a page, the caller's folder may be.
            if let Some(&id) = self.folders.get(candidate) {
                return (id, &folder[end..]);
            }
            end = candidate.trim_end_matches('/').rfind('/').map_or(0, |slash| slash + 1);
        }
    }
}

/// An address that staff wrote and that cannot be one; it has been reported.
struct Refused;

fn slug_segment(written: &Placed<String>, findings: &mut Findings) -> Result<String, Refused> {
    let finding = match address::parse(&written.value, Form::Page, &written.place) {
        Ok(address) if !written.value.trim_matches('/').contains('/') => {
            return Ok(address.as_str().trim_matches('/').to_owned());
        }
        Ok(_) => Diagnostic::new(
            &crate::diagnostic::BAD_ADDRESS,
            &written.place,
            text!("slug 只是网址的最后一段，不能有斜杠", "a slug is the last part of an address and has no slash"),
        )
        .hint(text!("整个路径写在 path 里", "write the whole path as path")),
        Err(mut finding) => {
            finding.hints = vec![text!(
                "写成 yesuan 这样：只用字母、数字和连字符",
                "write it like yesuan: letters, digits and hyphens"
            )];
            finding
        }
    };
    findings.push(finding);
    Err(Refused)
}

fn explicit(path: Option<&Placed<String>>, findings: &mut Findings) -> Option<Result<Address, Refused>> {
    let path = path?;
    Some(address::parse(&path.value, Form::Page, &path.place).map_err(|finding| {
        findings.push(finding);
        Refused
    }))
}

fn missing_title(document: &Document, name: &str, findings: &mut Findings) -> String {
    let name = name.trim_end_matches('/');
    // A front matter that could not be read has been reported already.
    if !document.front_is_faulty {
        findings.push(
            Diagnostic::new(
                &MISSING_KEY,
                Place::file(document.path.clone()),
                text!("没有标题（title）", "title is missing"),
            )
            .hint(text!("在文件头里加一行 title = \"标题\"", "add title = \"…\" to the front matter")),
        );
    }
    name.to_owned()
}

/// Splits `2023-06-01-name` into its date and `name`.
fn dated_name(name: &str) -> (Option<NaiveDate>, &str) {
    let date = name.get(..10).and_then(|date| NaiveDate::parse_from_str(date, "%Y-%m-%d").ok());
    match (date, name.get(10..).and_then(|rest| rest.strip_prefix(['-', '_']))) {
        (Some(date), Some(rest)) if !rest.is_empty() => (Some(date), rest),
        _ => (None, name),
    }
}

/// A page belongs to the campaign that it names, else to the campaign section that it lies in.
fn link_campaigns(site: &mut Site) {
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

fn link_related(site: &mut Site, findings: &mut Findings) {
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
                .hint_if(suggest(path, site.by_path.keys().map(|known| &**known)))
                .hint(text!("写成 @/文件夹/文件名.md", "write it as @/folder/file.md")),
        );
    }
    found
}

/// Files beside a page are published if the page links to them; pictures that it shows are published in sizes of our own.
fn collect_assets(site: &mut Site, files: &[Arc<str>], findings: &mut Findings) {
    let known: FxHashMap<&str, &Arc<str>> = files.iter().map(|file| (&**file, file)).collect();
    let sections: Vec<Linked> = site
        .sections
        .iter()
        .map(|section| {
            let document = section.document.as_ref();
            document.map_or_else(Linked::default, |document| linked(site, document, &section.address, &known, findings))
        })
        .collect();
    let pages: Vec<Linked> =
        site.pages.iter().map(|page| linked(site, &page.document, &page.address, &known, findings)).collect();
    for (section, linked) in site.sections.iter_mut().zip(sections) {
        (section.assets, section.pictures) = linked;
    }
    for (page, linked) in site.pages.iter_mut().zip(pages) {
        (page.assets, page.pictures) = linked;
    }
}

/// The files beside a document that it links to, and the pictures that it shows.
type Linked = (Vec<Asset>, Vec<Asset>);

fn linked(
    site: &Site,
    document: &Document,
    at: &Address,
    known: &FxHashMap<&str, &Arc<str>>,
    findings: &mut Findings,
) -> Linked {
    let mut assets: Vec<Asset> = Vec::new();
    let mut pictures: Vec<Asset> = Vec::new();
    for link in &document.body.links {
        let is_picture = link.image == LinkKind::Image && picture::is_raster(&address::decode(&link.target));
        let Some(name) = beside(&link.target) else {
            if is_picture && let Some(StaticFile { file, address }) = site.static_at(&link.target) {
                pictures.push(Asset { file: file.clone(), address: address.clone() });
            }
            continue;
        };
        let path = format!("{}{name}", document.folder());
        let Some(file) = known.get(path.as_str()) else { continue };
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

fn redirects(site: &Site, findings: &mut Findings) -> Vec<Redirect> {
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
                            .hint_if(suggest(path, site.by_path.keys().map(|known| &**known))),
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
