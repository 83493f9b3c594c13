//! `duplicate-id`: an identifier that two pages claim.

use std::collections::HashMap;

use super::Inspection;
use crate::content::Front;
use crate::diagnostic::{DUPLICATE_ID, Diagnostic, Findings, Place};
use crate::text;

pub fn run(inspection: Inspection<'_>) -> Findings {
    let site = inspection.site;
    let sections = site.sections.iter().filter_map(|section| section.document.as_ref());
    let documents = sections.chain(site.pages.iter().map(|page| &page.document));
    let mut first: HashMap<&str, &Place> = HashMap::new();
    let mut findings = Findings::new();
    for document in documents {
        let id = match &document.front {
            Front::Page(page) => page.id.as_ref(),
            Front::Section(section) => section.id.as_ref(),
        };
        let Some(id) = id else { continue };
        let written = id.value.as_str();
        if let Some(earlier) = first.get(written) {
            findings.push(
                Diagnostic::new(
                    &DUPLICATE_ID,
                    &id.place,
                    text!("编号 {written} 已经用在别的页面上", "the id {written} is used by another page"),
                )
                .related(*earlier, text!("先用的是这里", "used here"))
                .hint(text!("复制页面时要换一个 id", "a copied page needs an id of its own")),
            );
        } else {
            first.insert(written, &id.place);
        }
    }
    findings
}
