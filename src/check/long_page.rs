//! `long-page`: an article that is too long for one page.

use super::Inspection;
use crate::diagnostic::{Diagnostic, Findings, LONG_PAGE, Place};
use crate::text;

pub fn run(inspection: Inspection<'_>) -> Findings {
    let site = inspection.site;
    let sections = site.sections.iter().filter_map(|section| section.document.as_ref());
    let documents = site.pages.iter().map(|page| &page.document).chain(sections);
    let too_long = documents.filter_map(|document| Some((document, document.body.too_long?)));
    let is_searched = site.config.has_outlet("search");
    too_long
        .map(|(document, count)| {
            let longest = text::LONGEST;
            let finding = Diagnostic::new(
                &LONG_PAGE,
                Place::file(document.path.clone()),
                text!("这一页有 {count} 个字，手机打开很慢", "the page has {count} characters: slow on a telephone"),
            )
            .hint(text!(
                "拆成几页；要连着看的，做成手册，一章一页",
                "split it into several pages; what belongs together can be a guide, a page for each chapter"
            ));
            if !is_searched {
                return finding;
            }
            finding.hint(text!(
                "站内搜索只找得到前 {longest} 个字里的内容",
                "search finds only what stands in its first {longest} characters"
            ))
        })
        .collect()
}
