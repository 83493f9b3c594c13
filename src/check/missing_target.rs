//! `missing-target`: a campaign, area, venue, person, audience or goal that is named and does not exist.

use super::Inspection;
use crate::content::{Campaign, CampaignKey, Front, PageFront};
use crate::diagnostic::{Diagnostic, Findings, MISSING_TARGET};
use crate::model::data::expect_row;
use crate::model::{SectionId, Site, below_content};
use crate::record::{Id, Placed, suggest};
use crate::text;

const AREA: (&str, &str, &str) = ("区域", "area", "areas");
const VENUE: (&str, &str, &str) = ("场所", "venue", "venues");
const PERSON: (&str, &str, &str) = ("人员", "person", "people");

pub fn run(inspection: Inspection<'_>) -> Findings {
    let site = inspection.site;
    let campaigns = campaign_names(site);
    let mut findings = Findings::new();
    let sections = site.sections.iter().filter_map(|section| section.document.as_ref());
    for document in sections.chain(site.pages.iter().map(|page| &page.document)) {
        match &document.front {
            Front::Page(page) => check_page(site, &campaigns, page, &mut findings),
            Front::Section(section) => {
                expect_areas(site, &section.areas, &mut findings);
                expect_audiences(site, &section.audience, &mut findings);
                match &section.campaign {
                    Some(CampaignKey::Is(campaign)) => check_campaign(site, campaign, &mut findings),
                    Some(CampaignKey::Of(name)) => expect_campaign(&campaigns, name, &mut findings),
                    None => {}
                }
            }
        }
    }
    for lecture in &site.data.lectures.rows {
        expect_audiences(site, &lecture.audience, &mut findings);
    }
    for observance in &site.data.observances.rows {
        if let Some(campaign) = &observance.campaign {
            expect_campaign(&campaigns, campaign, &mut findings);
        }
    }
    findings
}

fn check_page(site: &Site, campaigns: &[&str], page: &PageFront, findings: &mut Findings) {
    expect_areas(site, &page.areas, findings);
    expect_audiences(site, &page.audience, findings);
    if let Some(campaign) = &page.campaign {
        expect_campaign(campaigns, campaign, findings);
    }
    let mut venues: Vec<&Placed<Id>> = Vec::new();
    if let Some(event) = &page.event {
        venues.extend(&event.venue);
        venues.extend(event.was.iter().filter_map(|was| was.venue.as_ref()));
        venues.extend(event.changes.iter().filter_map(|change| change.venue.as_ref()));
        expect_areas(site, event.area.as_slice(), findings);
        for speaker in &event.speakers {
            expect_row(&site.data.people, speaker, PERSON, findings);
        }
    }
    let rounds = page.competition.iter().flat_map(|competition| &competition.rounds);
    venues.extend(
        rounds.flat_map(|round| round.venue.iter().chain(round.was.iter().filter_map(|was| was.venue.as_ref()))),
    );
    venues.extend(page.service.iter().flat_map(|service| &service.points));
    for venue in venues {
        expect_row(&site.data.venues, venue, VENUE, findings);
    }
}

fn check_campaign(site: &Site, campaign: &Campaign, findings: &mut Findings) {
    if let Some(lead) = &campaign.lead {
        expect_row(&site.data.people, lead, PERSON, findings);
    }
    for row in campaign.progress.iter() {
        let name = &row.target.value;
        if campaign.targets.iter().all(|goal| goal.id.value.as_str() != name && goal.name != *name) {
            findings.push(
                Diagnostic::new(
                    &MISSING_TARGET,
                    &row.target.place,
                    text!("这个行动没有叫“{name}”的目标", "the campaign has no target {name}"),
                )
                .hint_if(suggest(name, campaign.targets.iter().flat_map(|goal| [goal.id.value.as_str(), &goal.name]))),
            );
        }
    }
}

fn expect_areas(site: &Site, areas: &[Placed<Id>], findings: &mut Findings) {
    for area in areas {
        expect_row(&site.data.areas, area, AREA, findings);
    }
}

/// Where the configuration lists the audiences, one that it does not have is a slip; without a list any may be named.
fn expect_audiences(site: &Site, named: &[Placed<String>], findings: &mut Findings) {
    let listed = &site.config.audiences;
    for name in named {
        let written = name.trim();
        if listed.is_empty() || written.is_empty() || listed.iter().any(|listed| listed.trim() == written) {
            continue;
        }
        findings.push(
            Diagnostic::new(
                &MISSING_TARGET,
                &name.place,
                text!("没有叫“{written}”的对象", "there is no audience {written}"),
            )
            .hint_if(suggest(written, listed.iter().map(|listed| listed.as_str())))
            .hint(text!(
                "照 xinfeng.toml 里 audiences 的写法写，或者在那里加上",
                "write it as in audiences of xinfeng.toml, or add it there"
            )),
        );
    }
}

fn expect_campaign(campaigns: &[&str], name: &Placed<String>, findings: &mut Findings) {
    let written = name.value.trim_matches('/');
    if !campaigns.contains(&written) {
        findings.push(
            Diagnostic::new(
                &MISSING_TARGET,
                &name.place,
                text!("没有叫 {written} 的行动", "there is no campaign {written}"),
            )
            .hint_if(suggest(written, campaigns.iter().copied()))
            .hint(text!("写行动栏目的文件夹名", "write the name of the campaign's folder")),
        );
    }
}

/// Campaigns by the folders of their sections; drafts count, so that a page may be written first.
fn campaign_names(site: &Site) -> Vec<&str> {
    let mut names: Vec<&str> = (0..site.sections.len())
        .map(SectionId)
        .filter_map(|id| site.section(id).document.as_ref())
        .filter(|document| document.section().is_some_and(|front| front.campaign_table().is_some()))
        .map(|document| below_content(document.folder()).trim_end_matches('/'))
        .collect();
    names.extend(site.hidden.keys().filter_map(|path| path.strip_suffix("/_index.md")));
    names.sort_unstable();
    names
}
