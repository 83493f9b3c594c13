//! `selection-without-basis`: a selection that does not say by which rules it chooses, or where one may object.

use super::Inspection;
use crate::content::Selection;
use crate::diagnostic::{Diagnostic, Findings, Place, SELECTION_WITHOUT_BASIS};
use crate::text;

pub fn run(inspection: Inspection<'_>) -> Findings {
    let mut findings = Findings::new();
    // A draft is still being written.
    for page in inspection.site.pages.iter().filter(|page| !page.document.is_draft()) {
        let Some(selection) = page.document.page().and_then(|front| front.selection.as_deref()) else { continue };
        let place = Place::file(page.document.path.clone());
        if is_blank(selection.basis.as_ref()) {
            findings.push(
                Diagnostic::new(
                    &SELECTION_WITHOUT_BASIS,
                    &place,
                    text!("这个评选没有写依据", "the selection does not say by which rules it chooses"),
                )
                .hint(text!("在 [selection] 下写 basis = \"《……评选办法》\"", "write basis = \"…\" under [selection]")),
            );
        }
        if !has_objections(selection) {
            findings.push(
                Diagnostic::new(
                    &SELECTION_WITHOUT_BASIS,
                    &place,
                    text!("这个评选没有写向哪里反映意见", "the selection does not say where to object"),
                )
                .hint(text!(
                    "在 [selection] 下写 objections = {{ phone = \"电话\", address = \"地址\" }}",
                    "write objections = {{ phone = \"…\", address = \"…\" }} under [selection]"
                )),
            );
        }
    }
    findings
}

fn has_objections(selection: &Selection) -> bool {
    selection.objections.as_ref().is_some_and(|objections| {
        [&objections.phone, &objections.address, &objections.email].iter().any(|way| !is_blank(way.as_ref()))
    })
}

fn is_blank(text: Option<&String>) -> bool {
    text.is_none_or(|text| text.trim().is_empty())
}
