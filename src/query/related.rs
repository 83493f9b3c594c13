//! Related pages: those that the page names, then those that share most with it.

use std::cmp::Reverse;

use crate::model::{Node, PageId, PageMap, Site};

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
    let mut points: PageMap<u32> = PageMap::default();
    points.reserve(2 * COMMON);
    let mut share = |pages: &[PageId], worth: u32| {
        for &other in pages {
            *points.entry(other).or_default() += worth;
        }
    };
    for &(taxonomy, term) in &page.terms {
        let pages = &site.taxonomies[taxonomy].terms[term].pages;
        if pages.len() <= COMMON {
            share(pages, TERM);
        }
    }
    if let Some(campaign) = page.campaign {
        let members = &site.section(campaign).members;
        share(&members[..members.len().min(COMMON)], CAMPAIGN);
    }
    points.remove(&id);
    for node in &chosen {
        if let Node::Page(named) = node {
            points.remove(named);
        }
    }
    let missing = SHOWN - chosen.len();
    let audience = page.document.page().map_or(&[][..], |front| &front.audience);
    // Audiences are looked up only where they can still bring a page among those that are shown.
    let least = least_of_best(points.values().copied(), missing);
    let all = AUDIENCE * u32::try_from(audience.len()).unwrap_or(u32::MAX / 2);
    let mut ranked: Vec<(Reverse<u32>, usize, PageId)> = points
        .into_iter()
        .filter(|(_, score)| score + all >= least.max(ENOUGH))
        .map(|(other, score)| {
            // Where the page has no audience, nobody looks at the others'.
            let theirs = || site.page(other).document.page().into_iter().flat_map(|front| &front.audience);
            let common = audience.iter().filter(|name| theirs().any(|other| other.value == name.value)).count();
            (other, score + AUDIENCE * u32::try_from(common).unwrap_or(u32::MAX / 2))
        })
        .filter(|(_, score)| *score >= ENOUGH)
        .map(|(other, score)| (Reverse(score), site.page(other).rank, other))
        .collect();
    if ranked.len() > missing {
        ranked.select_nth_unstable(missing);
        ranked.truncate(missing);
    }
    ranked.sort_unstable();
    chosen.extend(ranked.into_iter().map(|(.., other)| Node::Page(other)));
    chosen
}

/// The score that so many reach at least, as far as scores are told apart.
fn least_of_best(scores: impl Iterator<Item = u32>, number: usize) -> u32 {
    const APART: usize = 32;
    let mut counts = [0; APART];
    for score in scores {
        counts[(score as usize).min(APART - 1)] += 1;
    }
    let mut better = 0;
    let reached = (0..APART).rev().find(|&score| {
        better += counts[score];
        better >= number
    });
    reached.map_or(0, |score| u32::try_from(score).unwrap_or(0))
}
