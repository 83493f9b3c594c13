//! `id-number` and `mobile-number`: numbers that point at one person, anywhere in the files of the site. No consent
//! lifts the first; the second is lifted for the numbers of the office that the configuration lists.

use std::collections::HashSet;

use super::Inspection;
use crate::content::Sighting;
use crate::diagnostic::{At, Diagnostic, Findings, ID_NUMBER, MOBILE_NUMBER, Text};
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
    let at = &sighting.place.at;
    match sighting.number.kind {
        Personal::Identity => {
            let message = match at {
                At::Whole => text!("文件名里有身份证号码 {number}", "the file's name holds the ID number {number}"),
                _ => text!("这里有身份证号码 {number}", "here stands the ID number {number}"),
            };
            Diagnostic::new(&ID_NUMBER, &sighting.place, message).hint(removal(at))
        }
        Personal::Mobile => {
            let message = match at {
                At::Whole => text!("文件名里有手机号码 {number}", "the file's name holds the mobile number {number}"),
                _ => text!(
                    "这里有手机号码 {number}，它不在办公号码之列",
                    "here stands the mobile number {number}, which is none of the office's"
                ),
            };
            Diagnostic::new(&MOBILE_NUMBER, &sighting.place, message).hint(removal(at)).hint(text!(
                "是公开的办公号码，就写进 xinfeng.toml 的 [organisation]：phones = [\"号码\"]",
                "if the office may show it, list it in xinfeng.toml under [organisation]: phones = [\"number\"]"
            ))
        }
    }
}

fn removal(at: &At) -> Text {
    match at {
        At::Whole => text!("给文件改名，链接到它的地方也改", "rename the file, and change the links to it"),
        At::Span(_) => text!("把号码删掉", "remove the number"),
        At::Cell { .. } => text!(
            "把号码删掉；不公布的列、隐藏的工作表里也不要留",
            "remove the number, also from columns and hidden sheets that nobody shows"
        ),
    }
}
