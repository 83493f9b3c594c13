//! Related pages: those that the page names, then those that share most with it.

use std::collections::HashMap;

use crate::model::{Node, PageId, Site};
use crate::time::Edge;

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
    let mut scores: HashMap<PageId, u32> = HashMap::new();
    for &(taxonomy, term) in &page.terms {
        let pages = &site.taxonomies[taxonomy].terms[term].pages;
        if pages.len() <= COMMON {
            for &other in pages {
                *scores.entry(other).or_default() += TERM;
            }
        }
    }
    if let Some(campaign) = page.campaign {
        for &other in site.section(campaign).members.iter().take(COMMON) {
            *scores.entry(other).or_default() += CAMPAIGN;
        }
    }
    let audience = page.document.page().map_or(&[][..], |front| &front.audience);
    let mut ranked: Vec<(u32, PageId)> = scores
        .into_iter()
        .filter(|(other, _)| *other != id && !chosen.contains(&Node::Page(*other)))
        .map(|(other, score)| {
            let theirs = site.page(other).document.page().map_or(&[][..], |front| &front.audience);
            let shared = audience.iter().filter(|name| theirs.iter().any(|other| other.value == name.value)).count();
            (score + AUDIENCE * u32::try_from(shared).unwrap_or(u32::MAX / 2), other)
        })
        .filter(|(score, _)| *score >= ENOUGH)
        .collect();
    ranked.sort_by_cached_key(|&(score, other)| {
        let page = site.page(other);
        (
            std::cmp::Reverse(score),
            std::cmp::Reverse(page.date.map(|date| site.config.zone.instant(date, Edge::Start))),
            page.document.path.clone(),
        )
    });
    chosen.extend(ranked.into_iter().map(|(_, other)| Node::Page(other)).take(SHOWN - chosen.len()));
    chosen
}
