//! Related pages: those that the page names, then those that share most with it.

use std::cmp::Reverse;

use crate::model::{Node, PageId, Site};

/// How many related pages are shown.
const SHOWN: usize = 5;

/// A shared campaign says that two pages belong together.
const CAMPAIGN: u32 = 3;
/// A shared term says so each.
const TERM: u32 = 2;
/// A shared audience is common and says little.
const AUDIENCE: u32 = 1;
/// Below this, nothing but a common audience is shared.
const ENOUGH: u32 = 3;
/// A term that this many pages carry says nothing, and would make the work grow with the square of the site.
const COMMON: usize = 200;

/// Related pages: the named ones first, then by score, then newest first.
///
/// The score is 3 for the same campaign, 2 for each term and 1 for each audience in common. Only pages that share a
/// term or lie in the same campaign can reach the 3 points that are needed.
pub fn related(site: &Site, id: PageId) -> Vec<Node> {
    let page = site.page(id);
    let mut chosen = page.related.clone();
    chosen.retain(|&other| other != Node::Page(id));
    if chosen.len() >= SHOWN {
        return chosen;
    }
    let mut shared: Vec<(PageId, u32)> = Vec::new();
    for &(taxonomy, term) in &page.terms {
        let pages = &site.taxonomies[taxonomy].terms[term].pages;
        if pages.len() <= COMMON {
            shared.extend(pages.iter().map(|&other| (other, TERM)));
        }
    }
    if let Some(campaign) = page.campaign {
        shared.extend(site.section(campaign).members.iter().take(COMMON).map(|&other| (other, CAMPAIGN)));
    }
    shared.sort_unstable();
    let audience = page.document.page().map_or(&[][..], |front| &front.audience);
    let mut ranked: Vec<(Reverse<u32>, usize, PageId)> = shared
        .chunk_by(|(one, _), (other, _)| one == other)
        .filter_map(|shares| Some((shares.first()?.0, shares.iter().map(|(_, points)| points).sum::<u32>())))
        .filter(|(other, _)| *other != id && !chosen.contains(&Node::Page(*other)))
        .map(|(other, score)| {
            let theirs = site.page(other).document.page().map_or(&[][..], |front| &front.audience);
            let common = audience.iter().filter(|name| theirs.iter().any(|other| other.value == name.value)).count();
            (other, score + AUDIENCE * u32::try_from(common).unwrap_or(u32::MAX / 2))
        })
        .filter(|(_, score)| *score >= ENOUGH)
        .map(|(other, score)| (Reverse(score), site.page(other).rank, other))
        .collect();
    let missing = SHOWN - chosen.len();
    if ranked.len() > missing {
        ranked.select_nth_unstable(missing);
        ranked.truncate(missing);
    }
    ranked.sort_unstable();
    chosen.extend(ranked.into_iter().map(|(.., other)| Node::Page(other)));
    chosen
}
