//! The tree of the site: folders become sections, files pages, each with its place, its title and its address.
//!
//! Must not know what pages say, nor how they refer to each other.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use rustc_hash::FxHashMap;

use super::address::{self, Address, Form};
use super::assemble::Drafts;
use super::ledger::Ledger;
use super::names::{Name, Names, Naming};
use super::{Hashed, Hidden, Node, Page, PageId, Section, SectionId};
use crate::config::Config;
use crate::content::{Document, Front, below_content, dated_name, stem};
use crate::diagnostic::{Diagnostic, Findings, MISSING_KEY, MISSING_SECTION, Place};
use crate::record::{Moment, Placed};
use crate::text;
use crate::time::Edge;

/// What decides whether a document is published now.
#[derive(Clone, Copy)]
pub struct Visibility<'a> {
    pub config: &'a Config,
    pub clock: DateTime<Utc>,
    pub drafts: Drafts,
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
pub struct Tree<'a> {
    ledger: &'a Ledger,
    /// The date for addresses of what has neither a name that can be spelled nor a date.
    today: NaiveDate,
    pub sections: Vec<Section>,
    pub pages: Vec<Page>,
    names: Names<'a>,
    pub by_path: Hashed<Node>,
    /// The section of a folder below `content/`, such as `fuwu/`.
    folders: FxHashMap<String, SectionId>,
}

impl<'a> Tree<'a> {
    pub fn grow(
        documents: &'a [Arc<Document>],
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
            by_path: Hashed::default(),
            folders: FxHashMap::default(),
        };
        let mut sections: BTreeMap<&'a str, &'a Arc<Document>> = BTreeMap::new();
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
                if let Some(told) = ledger.pages.get(&document.identifier) {
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
        let title = title.unwrap_or_else(|| config.title.clone());
        let section = empty_section(document, Address::home(), None, title);
        if let Some(document) = document {
            self.by_path.insert(below_content(&document.path), Node::Section(SectionId::HOME));
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

    fn add_section(&mut self, folder: &'a str, document: &'a Arc<Document>, findings: &mut Findings) {
        let Some(front) = document.section() else { return };
        let id = SectionId(self.sections.len());
        let (parent, rest) = self.parent_of(folder);
        let base = self.sections[parent.0].address.clone();
        let path = folder.trim_end_matches('/');
        let rest = rest.trim_end_matches('/');
        let mut name = Name::new(&base, path, rest.into(), document.spelled.as_deref(), self.today);
        let slug = front.slug.as_ref().map(|slug| slug_segment(slug, findings));
        let mut named = None;
        let address = match (explicit(front.path.as_ref(), findings), slug) {
            (Some(Ok(address)), _) => address,
            (_, Some(Ok(slug))) => name.natural.beside(&slug),
            _ => {
                name = name.keeping(self.ledger.sections.get(&document.identifier), &base);
                let address = self.names.section(&name);
                named = name.named(&address);
                address
            }
        };
        let title = front.title.clone().unwrap_or_else(|| missing_title(document, folder, findings));
        self.sections[parent.0].subsections.push(id);
        self.sections.push(Section { named, ..empty_section(Some(document), address, Some(parent), title) });
        self.folders.insert(folder.to_owned(), id);
        self.by_path.insert(below_content(&document.path), Node::Section(id));
    }

    /// Adds a page and returns the folder that should be its section's.
    fn add_page(&mut self, document: &'a Arc<Document>, findings: &mut Findings) -> &'a str {
        let Some(front) = document.page() else { return "" };
        // A folder with index.md is a page with its files; the page lies where the folder lies.
        let stem = stem(below_content(&document.path));
        let (folder, name) = stem.rfind('/').map_or(("", stem), |slash| (&stem[..=slash], &stem[slash + 1..]));
        let (date, name) = dated_name(name);
        let (section, rest) = self.parent_of(folder);
        let base = &self.sections[section.0].address;
        let on = front.date.map(|date| date.civil().date()).or(date).unwrap_or(self.today);
        let spelled: Cow<'_, str> = if rest.is_empty() { name.into() } else { format!("{rest}{name}").into() };
        let mut named = Name::new(base, stem, spelled, document.spelled.as_deref(), on);
        let slug = front.slug.as_ref().map(|slug| slug_segment(slug, findings));
        match (explicit(front.path.as_ref(), findings), slug) {
            (Some(Ok(address)), _) => (named.natural, named.naming) = (address, Naming::Explicit),
            (Some(Err(Refused)), _) | (None, Some(Err(Refused))) => named.naming = Naming::Refused,
            (None, Some(Ok(slug))) => (named.natural, named.naming) = (named.natural.beside(&slug), Naming::Explicit),
            (None, None) => named = named.keeping(self.ledger.pages.get(&document.identifier), base),
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
        self.by_path.insert(below_content(&document.path), Node::Page(id));
        folder
    }

    /// Keeps the published address of a section for it, whichever sections come before.
    fn reserve(&mut self, folder: &'a str, document: &'a Document) {
        let path = folder.trim_end_matches('/');
        let Some(told) = self.ledger.sections.get(&document.identifier) else { return };
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

/// A section in its place, before anything is known to be in it.
fn empty_section(
    document: Option<&Arc<Document>>,
    address: Address,
    parent: Option<SectionId>,
    title: String,
) -> Section {
    Section {
        document: document.cloned(),
        address,
        named: None,
        parent,
        title,
        subsections: Vec::new(),
        pages: Vec::new(),
        campaign: None,
        members: Vec::new(),
        assets: Vec::new(),
        pictures: Vec::new(),
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
