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
    let message = if hidden == 0 {
        text!("content/ 里还没有文章", "content/ has no pages yet")
    } else {
        text!("content/ 里的 {hidden} 个页面都没有到发布的时候", "none of the {hidden} pages in content/ is published")
    };
    vec![
        Diagnostic::new(&EMPTY_SITE, Place::file("content"), message)
            .hint(text!("运行 xinfeng new article 标题 新建一页", "run xinfeng new article TITLE")),
    ]
}
