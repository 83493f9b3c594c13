//! The results of a competition round by round: who goes on, and to which round.

use serde::Serialize;

use super::page::masked_competition;
use crate::content::{Competition, Round, RoundKind};
use crate::model::{PageId, Site};

/// The results of one round, in the order in which staff list them.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct RoundResults {
    /// As the results name it; nothing for rows that name none.
    pub round: Option<String>,
    /// How many go on.
    pub advance: Option<u32>,
    /// The round to which they go on.
    pub to: Option<String>,
    pub rows: Vec<ResultView>,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct ResultView {
    pub rank: Option<String>,
    pub name: String,
    pub unit: Option<String>,
    pub score: Option<String>,
    pub award: Option<String>,
    /// Whether the rank is among those that go on.
    pub advances: bool,
}

pub(super) fn round_results(site: &Site, id: PageId) -> Vec<RoundResults> {
    let competition = site.page(id).document.page().and_then(|front| front.competition.as_deref());
    competition.map_or_else(Vec::new, |competition| results(&masked_competition(competition)))
}

fn results(competition: &Competition) -> Vec<RoundResults> {
    let mut rounds: Vec<RoundResults> = Vec::new();
    for row in competition.results.iter() {
        let index = rounds.iter().position(|round| round.round == row.round).unwrap_or_else(|| {
            let (advance, to) = row.round.as_deref().map_or((None, None), |name| onward(&competition.rounds, name));
            rounds.push(RoundResults { round: row.round.clone(), advance, to, rows: Vec::new() });
            rounds.len() - 1
        });
        let rank: Option<u32> = row.rank.as_deref().and_then(|rank| rank.trim().parse().ok());
        let advances = rounds[index].advance.is_some_and(|most| rank.is_some_and(|rank| (1..=most).contains(&rank)));
        rounds[index].rows.push(ResultView {
            rank: row.rank.clone(),
            name: row.name.clone(),
            unit: row.unit.clone(),
            score: row.score.clone(),
            award: row.award.clone(),
            advances,
        });
    }
    rounds
}

/// How many go on from a round, and to which one: the first contest after it that is no other heat of the same.
fn onward(rounds: &[Round], name: &str) -> (Option<u32>, Option<String>) {
    let Some(at) = rounds.iter().position(|round| round.name.trim() == name.trim()) else { return (None, None) };
    let round = &rounds[at];
    let is_contest = |other: &&Round| matches!(other.kind, None | Some(RoundKind::Round | RoundKind::Final));
    let next = rounds[at + 1..].iter().filter(is_contest).find(|other| other.stem() != round.stem());
    (round.advance, next.filter(|_| round.advance.is_some()).map(|next| next.name.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heats_go_on_to_the_next_round() {
        let round = |name: &str, kind, advance| Round { name: name.to_owned(), kind, advance, ..Round::default() };
        let rounds = [
            round("报名", Some(RoundKind::Registration), None),
            round("初赛（东片）", Some(RoundKind::Round), Some(8)),
            round("初赛（西片）", Some(RoundKind::Round), Some(6)),
            round("复赛", None, Some(3)),
            round("决赛", Some(RoundKind::Final), None),
            round("公布结果", Some(RoundKind::Results), None),
        ];
        let cases = [
            ("初赛（东片）", Some(8), Some("复赛")),
            ("初赛（西片）", Some(6), Some("复赛")),
            ("复赛", Some(3), Some("决赛")),
            ("决赛", None, None),
            ("附加赛", None, None),
        ];
        for (name, advance, to) in cases {
            assert_eq!(onward(&rounds, name), (advance, to.map(str::to_owned)), "{name}");
        }
    }
}
