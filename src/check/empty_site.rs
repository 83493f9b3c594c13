//! `empty-site`: nothing in `content/` to publish.

use super::Inspection;
use crate::diagnostic::{Diagnostic, EMPTY_SITE, Findings, Place};
use crate::text;

pub fn run(inspection: Inspection<'_>) -> Findings {
    let site = inspection.site;
    if !site.pages.is_empty() || site.sections.iter().any(|section| section.document.is_some()) {
        return Findings::new();
    }
    let hidden = site.hidden.len();
    let (message, hint) = if hidden == 0 {
        (
            text!("content/ 里还没有文章", "content/ has no pages yet"),
            text!("运行 xinfeng new article 标题 新建一页", "run xinfeng new article TITLE"),
        )
    } else {
        (
            text!(
                "content/ 里的 {hidden} 个文件都不发布：是草稿，或时候没到，或已撤下",
                "none of the {hidden} files in content/ is published: they are drafts, or not due, or expired"
            ),
            text!("看草稿：xinfeng serve --drafts", "to see drafts: xinfeng serve --drafts"),
        )
    };
    vec![Diagnostic::new(&EMPTY_SITE, Place::file("content"), message).hint(hint)]
}
