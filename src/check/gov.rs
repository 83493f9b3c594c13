//! The group `gov`: what inspectors of government sites would miss, by the footer and the labels of pages. A site asks for
//! it by `[rules]`.

use super::Inspection;
use crate::config::Organisation;
use crate::content::PageFront;
use crate::diagnostic::{
    ARTICLE_WITHOUT_DATE, ARTICLE_WITHOUT_SOURCE, Diagnostic, Findings, NO_CONTACT, NO_ERROR_REPORT, NO_ICP_RECORD,
    NO_OPERATOR, NO_POLICE_RECORD, NO_SITE_CODE, NO_SITE_MAP, NO_SPONSOR, Place, RULES, Rule,
    SECTION_WITHOUT_DESCRIPTION, Text,
};
use crate::model::address;
use crate::text;

const GROUP: &str = "gov";

/// A fact that `[organisation]` must say: the rule, whether it is missing, and the line that would say it.
type Fact = (&'static Rule, fn(&Organisation) -> bool, &'static str);

const FACTS: &[Fact] = &[
    (&NO_SPONSOR, |facts| facts.name.is_none(), "name = \"…\""),
    (&NO_OPERATOR, |facts| facts.operator.is_none(), "operator = \"…\""),
    (&NO_CONTACT, |facts| facts.phone.is_none() && facts.email.is_none(), "phone = \"…\""),
    (&NO_SITE_CODE, |facts| facts.site_code.is_none(), "site_code = \"…\""),
    (&NO_ICP_RECORD, |facts| facts.icp.is_none(), "icp = \"…\""),
    (&NO_POLICE_RECORD, |facts| facts.police.is_none(), "police = \"…\""),
    (&NO_ERROR_REPORT, |facts| facts.error_report.is_none() && facts.site_code.is_none(), "error_report = \"…\""),
];

pub fn run(inspection: Inspection<'_>) -> Findings {
    let config = &inspection.site.config;
    // Most sites do not ask; theirs need not be looked through.
    if !RULES.iter().any(|rule| rule.group == Some(GROUP) && config.wants(rule)) {
        return Findings::new();
    }
    let organisation = &config.organisation;
    let facts = FACTS.iter().filter(|(_, is_missing, _)| is_missing(organisation)).map(|(rule, _, line)| {
        let (zh, en) = titles(rule);
        Diagnostic::new(rule, Place::file(crate::config::FILE), text!("{zh}", "{en}")).hint(text!(
            "在 xinfeng.toml 的 [organisation] 里写 {line}",
            "write {line} into [organisation] of xinfeng.toml"
        ))
    });
    let mut findings: Findings = facts.collect();
    if !inspection.plan.has(address::site_map().as_str()) {
        let (zh, en) = titles(&NO_SITE_MAP);
        findings.push(Diagnostic::new(&NO_SITE_MAP, Place::file(crate::config::FILE), text!("{zh}", "{en}")).hint(
            text!(
                "[outlets] 里不要关掉 site_map；自己的主题要有 site_map.html",
                "leave site_map on in [outlets]; a theme of your own needs site_map.html"
            ),
        ));
    }
    findings.extend(articles(inspection));
    findings.extend(sections(inspection));
    findings
}

/// The title of a rule's page says it in few words.
fn titles(rule: &'static Rule) -> (&'static str, &'static str) {
    use crate::diagnostic::Language::{En, Zh};
    (rule.title(Zh), rule.title(En))
}

/// News says when and where from; a chapter of a guide is no news.
fn articles(inspection: Inspection<'_>) -> Findings {
    let site = inspection.site;
    let mut findings = Findings::new();
    for page in &site.pages {
        let Some(front) = page.document.page().filter(|front| front.kind() == "article") else { continue };
        let section = site.section(page.section).document.as_ref().and_then(|document| document.section());
        if page.document.front_is_faulty && front.title.is_none() || section.is_some_and(|front| front.guide.is_some())
        {
            continue;
        }
        let place = || Place::file(page.document.path.clone());
        if page.date.is_none() {
            findings.push(missing(
                &ARTICLE_WITHOUT_DATE,
                place(),
                text!("加一行 date = 2023-06-01", "add date = 2023-06-01"),
            ));
        }
        let PageFront { source, .. } = front;
        if source.is_none() {
            findings.push(missing(
                &ARTICLE_WITHOUT_SOURCE,
                place(),
                text!("加一行 source = \"来源单位\"", "add source = \"…\""),
            ));
        }
    }
    findings
}

fn sections(inspection: Inspection<'_>) -> Findings {
    let documents = inspection.site.sections.iter().filter_map(|section| section.document.as_ref());
    documents
        .filter(|document| {
            document.section().is_some_and(|front| front.description.is_none() && front.redirect_to.is_none())
        })
        .map(|document| {
            missing(
                &SECTION_WITHOUT_DESCRIPTION,
                Place::file(document.path.clone()),
                text!("加一行 description = \"一句话说明\"", "add description = \"…\""),
            )
        })
        .collect()
}

fn missing(rule: &'static Rule, place: Place, hint: Text) -> Diagnostic {
    let (zh, en) = titles(rule);
    Diagnostic::new(rule, place, text!("{zh}", "{en}")).hint(hint)
}
