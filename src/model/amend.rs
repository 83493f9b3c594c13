//! An edit of words: the site of the load before, with other words on some pages.
//!
//! Most edits change a sentence or a title. Where two inputs differ in nothing else, tree, order, terms, schedule and
//! addresses are those of before, and only the pages themselves are exchanged. Whatever is not certainly such an edit is
//! assembled anew. The law: what [`amend`] gives is what [`assemble`](super::assemble()) would give.

use std::sync::Arc;

use super::assemble::Input;
use super::ledger;
use super::references::Beside;
use super::{Node, PageId, Site};
use crate::content::{Document, SortBy, below_content};
use crate::diagnostic::{BAD_FILE_NAME, Diagnostic, Findings, Place};

/// More documents than this are no edit by hand.
const MOST: usize = 16;

/// The site of `new`, if it differs from that of `old` in words only. `findings` are those of assembling the old one; they
/// hold for both.
pub fn amend(site: &Site, findings: &Findings, old: &Input, new: &Input) -> Option<Site> {
    if !old.is_same_besides_documents(new) || old.documents.len() != new.documents.len() {
        return None;
    }
    let pairs = old.documents.iter().zip(&new.documents);
    let changed: Vec<_> = pairs.filter(|(old, new)| !Arc::ptr_eq(old, new)).take(MOST + 1).collect();
    if changed.len() > MOST {
        return None;
    }
    let mut pages: Vec<(PageId, &Arc<Document>)> = Vec::with_capacity(changed.len());
    for (old, new) in changed {
        let Node::Page(id) = site.find(below_content(&new.path))? else { return None };
        if !(is_other_body(old, new) || are_other_words(site, old, new)) || concern(findings, new) {
            return None;
        }
        pages.push((id, new));
    }
    // A page that the ledger does not know may be one that was renamed; whether it is, its content decides.
    let is_known = |(_, document): &(PageId, &Arc<Document>)| new.ledger.pages.contains_key(&document.identifier);
    if !pages.iter().all(is_known) && !new.ledger.pages.keys().all(|id| site.told.pages.contains_key(id)) {
        return None;
    }
    let mut amended = site.clone();
    let beside = Beside::new(&new.files);
    for (id, document) in pages {
        let mut faults = Findings::new();
        let linked = beside.linked(&amended, document, &amended.page(id).address, &mut faults);
        let before = new.ledger.pages.get(&document.identifier).map_or("", |told| &told.anchors);
        let (anchors, body) = ledger::settle(before, &document.body);
        let told = Arc::make_mut(&mut amended.told).pages.get_mut(&document.identifier)?;
        if !faults.is_empty() || *told.address != *amended.pages[id.0].address.as_str() {
            return None;
        }
        (told.content, told.anchors) = (ledger::content(document), anchors);
        let page = &mut amended.pages[id.0];
        (page.assets, page.pictures) = linked;
        page.document = match body {
            Some(body) => Arc::new(Document { body, ..Document::clone(document) }),
            None => document.clone(),
        };
        let title = document.page().and_then(|front| front.title.as_ref());
        if let Some(title) = title.filter(|title| **title != page.title) {
            page.title.clone_from(title);
            amended.title_ranks = Arc::default();
        }
    }
    Some(amended)
}

/// Whether only the article differs: the front matter is the same, letter by letter, and names no spreadsheet.
fn is_other_body(old: &Document, new: &Document) -> bool {
    old.path == new.path
        && old.front_text == new.front_text
        && old.front_is_faulty == new.front_is_faulty
        && old.data_files.is_empty()
        && new.data_files.is_empty()
}

/// Whether the front matter differs at most in its words, which nothing is sorted or addressed by. Where the rest of it
/// stands may have changed, so nothing may be kept that remembers a place in it.
fn are_other_words(site: &Site, old: &Document, new: &Document) -> bool {
    let (Some(before), Some(after)) = (old.page(), new.page()) else { return false };
    let is_plain = after.kind_tables().is_empty() && after.aliases.is_empty() && after.title.is_some();
    let is_same_document = old.path == new.path
        && (&old.identifier, &old.spelled) == (&new.identifier, &new.spelled)
        && !(old.front_is_faulty && before.title.is_none());
    if !is_plain || !is_same_document || before.title.is_none() {
        return false;
    }
    let mut renamed = before.clone();
    renamed.title.clone_from(&after.title);
    renamed.description.clone_from(&after.description);
    renamed.extra.clone_from(&after.extra);
    renamed == *after && (before.title == after.title || !sorts_by_title(site))
}

fn sorts_by_title(site: &Site) -> bool {
    let fronts = site.sections.iter().filter_map(|section| section.document.as_ref()?.section());
    fronts.into_iter().any(|front| front.sort_by == Some(SortBy::Title))
}

/// Whether a finding stands in a document or refers to it, or to a file beside it to which it may link.
fn concern(findings: &Findings, document: &Document) -> bool {
    let is_of = |one: &Diagnostic, place: &Place| {
        place.file == document.path || *one.rule == BAD_FILE_NAME && place.file.starts_with(document.folder())
    };
    findings.iter().any(|one| is_of(one, &one.place) || one.related.iter().any(|(place, _)| is_of(one, place)))
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::config::{self, Config, Known};
    use crate::content::markdown::{Breaks, RawHtml};
    use crate::content::{Defaults, parse};
    use crate::diagnostic::Language;
    use crate::model::ledger::Ledger;
    use crate::model::{Drafts, Pace, assemble};

    fn config() -> Config {
        let text = "title = \"甲\"\ntaxonomies = [{ name = \"tags\" }]";
        config::parse(&config::FILE.into(), text, Known { outlets: &[], rules: &[] }).0
    }

    /// A site of a few files, with what was told of it before.
    fn input(files: &[(&str, &str)], ledger: &Arc<Ledger>, data: &Arc<crate::model::Data>) -> Input {
        let defaults = Defaults { raw_html: RawHtml::Escape, breaks: Breaks::Soft, language: Language::Zh };
        let no_sheets = |_: &Arc<str>| (Vec::new(), Findings::new());
        let document = |(path, text): &(&str, &str)| Arc::new(parse(&(*path).into(), text, defaults, &no_sheets).0);
        Input {
            config: Arc::new(config()),
            clock: DateTime::from_timestamp(1_690_000_000, 0).expect("an instant"),
            pace: Pace::Set,
            drafts: Drafts::Hide,
            documents: files.iter().map(document).collect(),
            files: vec!["content/a/b.png".into(), "content/a/c.pdf".into()],
            data: data.clone(),
            ledger: ledger.clone(),
            statics: Vec::new(),
        }
    }

    /// All of a site that has an order.
    fn shown(site: &Site) -> String {
        let Site { sections, pages, taxonomies, audiences, redirects, told, changes, by_date, schedule, .. } = site;
        let occurrences = &schedule.occurrences;
        format!(
            "{sections:#?}{pages:#?}{taxonomies:?}{audiences:?}{redirects:?}{told:#?}{changes:?}{by_date:?}{occurrences:?}"
        )
    }

    const A: &str = "+++\ntitle = \"乙\"\ndate = 2023-07-01\n+++\n\n## 时间\n\n![图](b.png)\n";
    const B: &str =
        "+++\ntitle = \"丙\"\nid = \"b\"\n[event]\nstart = 2023-07-20T09:00:00\nplace = \"礼堂\"\n+++\n丁\n";
    const C: &str = "+++\ntitle = \"戊\"\nid = \"c\"\naliases = [\"/old/\"]\n[taxonomies]\ntags = [\"己\"]\n+++\n庚\n";
    const S: &str = "+++\ntitle = \"栏目\"\n+++\n";

    fn site_with<'a>(path: &str, text: &'a str) -> Vec<(&'static str, &'a str)> {
        [
            ("content/_index.md", S),
            ("content/a/index.md", A),
            ("content/b.md", B),
            ("content/c.md", C),
            ("content/s/_index.md", S),
        ]
        .into_iter()
        .map(|(known, old)| (known, if known == path { text } else { old }))
        .collect()
    }

    #[test]
    fn an_amended_site_is_the_one_that_would_be_assembled() {
        let cases: &[(&str, &str, bool)] = &[
            // An article: other words, another heading, other files, no heading.
            ("content/a/index.md", &A.replace("时间", "地点"), true),
            ("content/a/index.md", &A.replace("![图](b.png)", "[表](c.pdf)"), true),
            ("content/a/index.md", &A.replace("## 时间", "时间"), true),
            ("content/b.md", &B.replace("丁", "丁丁"), true),
            ("content/c.md", &C.replace("庚", "辛"), true),
            // A title, a description.
            ("content/a/index.md", &A.replace("乙", "乙乙"), true),
            ("content/a/index.md", &A.replace("date", "description = \"一\"\ndate"), true),
            // What others hang on.
            ("content/a/index.md", &A.replace("07-01", "07-02"), false),
            ("content/a/index.md", &A.replace("date", "id = \"a\"\ndate"), false),
            ("content/a/index.md", &A.replace("date", "draft = true\ndate"), false),
            ("content/a/index.md", &A.replace("title = \"乙\"\n", ""), false),
            ("content/b.md", &B.replace("丙", "丙丙"), false),
            ("content/b.md", &B.replace("T09", "T10"), false),
            ("content/c.md", &C.replace("戊", "戊戊"), false),
            ("content/c.md", &C.replace("己", "壬"), false),
            ("content/s/_index.md", &S.replace("栏目", "栏"), false),
        ];
        let data = Arc::default();
        let first = assemble(&input(&site_with("", ""), &Arc::default(), &data)).0.told;
        for ledger in [Arc::default(), first] {
            let old = input(&site_with("", ""), &ledger, &data);
            let (before, findings) = assemble(&old);
            for (path, text, is_amended) in cases {
                let mut new = input(&site_with(path, text), &ledger, &data);
                for (kept, old) in new.documents.iter_mut().zip(&old.documents).filter(|(new, _)| *new.path != **path) {
                    *kept = old.clone();
                }
                let amended = amend(&before, &findings, &old, &new);
                assert_eq!(amended.is_some(), *is_amended, "{path}: {text}");
                let (whole, faults) = assemble(&new);
                if let Some(amended) = amended {
                    assert_eq!(shown(&amended), shown(&whole), "{path}: {text}");
                    assert_eq!(findings, faults, "{path}: {text}");
                }
            }
        }
    }
}
