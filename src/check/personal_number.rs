//! `id-number` and `mobile-number`: numbers that point at one person, anywhere in the files of the site. No consent
//! lifts the first; the second is lifted for the numbers of the office that the configuration lists.

use std::collections::HashSet;

use super::Inspection;
use crate::content::{Part, Sighting};
use crate::diagnostic::{Diagnostic, Findings, ID_NUMBER, MOBILE_NUMBER, Text};
use crate::text;
use crate::text::{Personal, personal_numbers};

pub fn run(inspection: Inspection<'_>) -> Findings {
    let organisation = &inspection.site.config.organisation;
    let listed = organisation.phones.iter().map(|phone| phone.value.as_str());
    let office: HashSet<String> =
        listed.chain(organisation.phone.as_deref()).flat_map(personal_numbers).map(|number| number.digits).collect();
    inspection
        .sightings
        .iter()
        .filter(|sighting| sighting.number.kind == Personal::Identity || !office.contains(&sighting.number.digits))
        .map(finding)
        .collect()
}

fn finding(sighting: &Sighting) -> Diagnostic {
    let number = sighting.number.masked();
    let (zh, en) = match sighting.part {
        Part::Text | Part::Cell => ("这里", "here"),
        Part::Document => ("这个文档里", "in this document"),
        Part::Name => ("文件名里", "in the name of this file"),
    };
    match sighting.number.kind {
        Personal::Identity => Diagnostic::new(
            &ID_NUMBER,
            &sighting.place,
            text!("{zh}有身份证号码 {number}", "{en} stands the ID number {number}"),
        )
        .hint(removal(sighting.part)),
        Personal::Mobile => Diagnostic::new(
            &MOBILE_NUMBER,
            &sighting.place,
            text!(
                "{zh}有手机号码 {number}，它不在办公号码之列",
                "{en} stands the mobile number {number}, which is none of the office's"
            ),
        )
        .hint(removal(sighting.part))
        .hint(text!(
            "是公开的办公号码，就写进 xinfeng.toml 的 [organisation]：phones = [\"号码\"]",
            "if the office may show it, list it in xinfeng.toml under [organisation]: phones = [\"number\"]"
        )),
    }
}

fn removal(part: Part) -> Text {
    match part {
        Part::Text => text!("把号码删掉", "remove the number"),
        Part::Cell => text!(
            "把号码删掉；不公布的列、隐藏的工作表里也不要留",
            "remove the number, also from columns and hidden sheets that nobody shows"
        ),
        Part::Document => text!(
            "打开文档，查找这个号码，删掉；页眉、脚注和批注里也看看",
            "open the document, search for the number and remove it, also from headers, notes and remarks"
        ),
        Part::Name => text!("给文件改名，链接到它的地方也改", "rename the file, and change the links to it"),
    }
}
