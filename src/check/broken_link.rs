//! `broken-link` and `broken-anchor`: links that staff wrote and that lead nowhere.

use rayon::prelude::*;

use super::Inspection;
use crate::content::Document;
use crate::content::markdown::{Link, LinkKind};
use crate::diagnostic::{BROKEN_ANCHOR, BROKEN_LINK, Diagnostic, Findings, Place, Text};
use crate::model::address::{Address, decode};
use crate::model::{Asset, Hidden, Node, Site, below_content, beside};
use crate::record::suggest;
use crate::text;

pub fn run(inspection: Inspection<'_>) -> Findings {
    let site = inspection.site;
    let sections = site
        .sections
        .iter()
        .filter_map(|section| Some((section.document.as_ref()?, &section.address, &section.pictures)));
    let pages = site.pages.iter().map(|page| (&page.document, &page.address, &page.pictures));
    let documents: Vec<_> = sections.chain(pages).collect();
    let broken = documents.into_par_iter().flat_map_iter(|(document, address, pictures)| {
        document.body.links.iter().filter_map(move |link| check(inspection, document, (address, pictures), link))
    });
    let mut findings: Findings = broken.collect();
    for item in &site.config.menu {
        let target = &item.url.value;
        let faulty = match target.strip_prefix("@/") {
            Some(path) => site.find(path).is_none(),
            None => target.starts_with('/') && !inspection.plan.has(&decode(target)),
        };
        if faulty {
            findings.push(
                Diagnostic::new(
                    &BROKEN_LINK,
                    &item.url.place,
                    text!("菜单里的 {target} 打不开", "the menu's {target} leads nowhere"),
                )
                .hint_if(target.strip_prefix("@/").and_then(|path| nearest(site, path)))
                .hint(text!(
                    "核对文件名，写成 @/文件夹/文件名.md，如 @/fuwu/_index.md",
                    "check the name and write @/folder/file.md, such as @/fuwu/_index.md"
                )),
            );
        }
    }
    findings
}

fn check(
    inspection: Inspection<'_>,
    document: &Document,
    (address, pictures): (&Address, &[Asset]),
    link: &Link,
) -> Option<Diagnostic> {
    let site = inspection.site;
    let (path, anchor) =
        link.target.split_once('#').map_or((link.target.as_str(), None), |(path, anchor)| (path, Some(decode(anchor))));
    if let Some(written) = path.strip_prefix("@/") {
        let written = decode(written);
        let Some(node) = site.find(&written) else {
            let finding = broken(site, &written, &link.place);
            let is_clear = !finding.hints.is_empty();
            return Some(if is_clear { finding } else { finding.hint(not_in_content(&written)) });
        };
        return anchor.and_then(|anchor| check_anchor(site, node, &anchor, &link.place));
    }
    let path = path.split('?').next().unwrap_or_default();
    if path.is_empty() {
        let node = site.find(below_content(&document.path))?;
        return anchor
            .filter(|anchor| !anchor.is_empty())
            .and_then(|anchor| check_anchor(site, node, &anchor, &link.place));
    }
    if path.starts_with("//") {
        return None;
    }
    let target = if path.starts_with('/') {
        decode(path).into_owned()
    } else {
        let has_scheme = path.split('/').next().is_some_and(|first| first.contains(':'));
        if has_scheme {
            return None;
        }
        match beside(path) {
            Some(name) => format!("{}{name}", address.folder()),
            None => return Some(broken(site, path, &link.place).hint(out_of_reach(path))),
        }
    };
    let is_shown =
        || link.image == LinkKind::Image && pictures.iter().any(|picture| picture.address.as_str() == target);
    if inspection.plan.has(&target) || is_shown() {
        return None;
    }
    let finding = broken(site, path, &link.place);
    // `/fuwu/yesuan` is what servers redirect to `/fuwu/yesuan/`; a phone on a slow link pays for the detour.
    let with_slash = format!("{target}/");
    Some(if inspection.plan.has(&with_slash) {
        finding.hint(text!("末尾加上斜杠：{with_slash}", "end it with a slash: {with_slash}"))
    } else if path.to_ascii_lowercase().ends_with(".md") {
        finding.hint(text!("链接到页面要写成 @/文件夹/文件名.md", "write links to pages as @/folder/file.md"))
    } else if is_data(site, path) {
        finding.hint(text!(
            "它是这一页日程或名单用的数据表，从不发布；要给人下载，就另存一份",
            "it is the data of a page and is never published; to offer it for download, put a copy beside it"
        ))
    } else if finding.hints.is_empty() {
        finding.hint(how_to_link(document, path))
    } else {
        finding
    })
}

fn not_in_content(path: &str) -> Text {
    text!(
        "content/ 里没有 {path}：核对文件夹和文件名",
        "there is no {path} in content/: check the names of the folder and the file"
    )
}

/// What to do about a path that climbs out of the page's folder.
fn out_of_reach(path: &str) -> Text {
    if path.to_ascii_lowercase().ends_with(".md") {
        return text!("链接到页面要写成 @/文件夹/文件名.md", "write links to pages as @/folder/file.md");
    }
    text!(
        "只能用页面旁边的文件：把它复制到页面所在的文件夹，这里只写文件名",
        "only files beside the page can be used: copy it into the page's folder and write its name here"
    )
}

/// What may have been meant by a link that resembles nothing.
fn how_to_link(document: &Document, path: &str) -> Text {
    if path.starts_with('/') {
        return text!("链接到页面写成 @/文件夹/文件名.md，程序会核对", "write links to pages as @/folder/file.md");
    }
    let host = path.split('/').next().unwrap_or(path);
    if host.starts_with("www.") || [".cn", ".com", ".org", ".net"].iter().any(|end| host.ends_with(end)) {
        return text!("别的网站要从 https:// 写起：https://{path}", "begin with https://: https://{path}");
    }
    let folder = document.folder();
    text!("把这个文件放进 {folder}，或者改成那里有的文件名", "put the file into {folder}, or name one that is there")
}

/// Whether a file of this name is data of some page.
fn is_data(site: &Site, path: &str) -> bool {
    let Some(name) = beside(path) else { return false };
    let ends = format!("/{name}");
    site.pages.iter().any(|page| page.document.data_files.iter().any(|file| file.ends_with(&ends)))
}

fn check_anchor(site: &Site, node: Node, anchor: &str, place: &Place) -> Option<Diagnostic> {
    let document = site.document_of(node)?;
    let anchors = &document.body.anchors;
    if anchor.is_empty() || anchors.iter().any(|known| known == anchor) {
        return None;
    }
    let path = below_content(&document.path);
    Some(
        Diagnostic::new(
            &BROKEN_ANCHOR,
            place,
            text!("{path} 里没有小标题 #{anchor}", "{path} has no heading #{anchor}"),
        )
        .hint_if(suggest(anchor, anchors.iter().map(String::as_str)))
        .hint(text!(
            "在小标题后面写 {{#{anchor}}}，或改链接",
            "write {{#{anchor}}} behind the heading, or change the link"
        )),
    )
}

fn broken(site: &Site, path: &str, place: &Place) -> Diagnostic {
    let finding = Diagnostic::new(&BROKEN_LINK, place, text!("链接 {path} 打不开", "the link {path} leads nowhere"));
    match site.hidden.get(path) {
        Some(Hidden::Draft) => finding.hint(text!("它还是草稿，发布后才能链接", "it is a draft")),
        Some(Hidden::NotYet(_)) => finding.hint(text!("它的 publish 时刻还没到", "its publish time is still to come")),
        Some(Hidden::Expired) => finding.hint(text!("它的 expire 时刻已过，撤下了", "it has expired")),
        None => finding.hint_if(nearest(site, path)),
    }
}

fn nearest(site: &Site, path: &str) -> Option<Text> {
    let mut known: Vec<&str> = site.paths().collect();
    known.sort_unstable();
    // The same file name elsewhere is likelier than a similar path.
    let name = path.rsplit('/').next().unwrap_or(path);
    match known.iter().find(|known| known.rsplit('/').next() == Some(name) && name != "_index.md") {
        Some(near) => Some(text!("是不是想写 @/{near}？", "did you mean @/{near}?")),
        None => suggest(path, known),
    }
}
