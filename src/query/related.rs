//! Related pages: those that the page names, then those that share most with it.

use std::cmp::Reverse;

use crate::model::{Node, PageId, Site};

/// How many related pages are shown.
const SHOWN: usize = 5;

/// A shared campaign says that two pages belong together.
const CAMPAIGN: u16 = 3;
/// A shared term says so each.
const TERM: u16 = 2;
/// A shared audience is common and says little.
const AUDIENCE: u16 = 1;
/// Below this, nothing but a common audience is shared.
const ENOUGH: u16 = 3;
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
    // The points of all pages, nearly all of them none: two bytes each, which are set to nothing sooner than those of a few
    // hundred pages are found in a map.
    let mut points = vec![0_u16; site.pages.len()];
    let mut shared: Vec<PageId> = Vec::with_capacity(2 * COMMON);
    let mut share = |pages: &[PageId], worth: u16| {
        for &other in pages {
            let points = &mut points[other.0];
            if *points == 0 {
                shared.push(other);
            }
            *points = points.saturating_add(worth);
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
    for &node in chosen.iter().chain([&Node::Page(id)]) {
        if let Node::Page(other) = node {
            points[other.0] = 0;
        }
    }
    let missing = SHOWN - chosen.len();
    let audience = page.document.page().map_or(&[][..], |front| &front.audience);
    // Audiences are looked up only where they can still bring a page among those that are shown.
    let least = least_of_best(shared.iter().map(|other| points[other.0]), missing);
    let number = |count: usize| u16::try_from(count).unwrap_or(u16::MAX);
    let all = AUDIENCE * number(audience.len());
    let mut ranked: Vec<(Reverse<u16>, usize, PageId)> = shared
        .into_iter()
        .map(|other| (other, points[other.0]))
        .filter(|(_, score)| *score > 0 && score.saturating_add(all) >= least.max(ENOUGH))
        .map(|(other, score)| {
            let theirs = || site.page(other).document.page().into_iter().flat_map(|front| &front.audience);
            let common = audience.iter().filter(|name| theirs().any(|other| other.value == name.value)).count();
            (other, score.saturating_add(AUDIENCE * number(common)))
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
fn least_of_best(scores: impl Iterator<Item = u16>, number: usize) -> u16 {
    const APART: usize = 32;
    let mut counts = [0; APART];
    for score in scores {
        counts[usize::from(score).min(APART - 1)] += 1;
    }
    let mut better = 0;
    let reached = (0..APART).rev().find(|&score| {
        better += counts[score];
        better >= number
    });
    reached.map_or(0, |score| u16::try_from(score).unwrap_or(0))
}
