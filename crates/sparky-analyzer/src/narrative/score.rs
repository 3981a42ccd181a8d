//! Newsworthiness: consequential before numerous.
//!
//! A repository's score is the sum of what happened in it, each part capped so that numbers alone never win:
//! a beginning 30, each release 20 (at most 40), each revert 12 (at most 24), a turn 20, each breaking change 8 (at
//! most 16), each member of a series 2 (at most 30), each new thing 3 (at most 30), each removal or rework 2 (at
//! most 12), each repair 1.5 (at most 12), each first-time author 3 (at most 9), three times the decimal logarithm
//! of the lines (at most 15), and 8 for at least twice its usual commits. Upkeep scores nothing.

use super::Desk;
use crate::{
    counts::usual,
    effort::{Chronicle, Effort, EffortKind, Nature},
};

/// The score of a repository's period.
pub(crate) fn score(desk: &Desk<'_>, chronicle: &Chronicle<'_>) -> f64 {
    let news = chronicle.news();
    let of = |wanted: &[Nature]| {
        news.iter()
            .filter(|&&i| wanted.contains(&chronicle.changes[i].nature))
            .count() as f64
    };
    let series: usize = chronicle
        .efforts
        .iter()
        .filter(|effort| matches!(effort.kind, EffortKind::Series { .. }))
        .map(|effort| effort.members.len())
        .sum();
    let breaking = news
        .iter()
        .filter(|&&i| chronicle.changes[i].subject.breaking)
        .count() as f64;
    let lines: u64 = news.iter().map(|&i| chronicle.changes[i].lines).sum();
    let insight = &desk.insights.repositories[desk.repository_index(&chronicle.activity.repository.name)];
    let newcomers = newcomers(desk, chronicle) as f64;
    let usual = usual(insight.past_commits.iter().copied());
    let burst = !insight.new && usual > 0 && insight.counts.commits >= 2 * usual;
    let releases = (insight.counts.releases as f64).max(of(&[Nature::Release]));
    let score = if insight.new { 30.0 } else { 0.0 }
        + (releases * 20.0).min(40.0)
        + (of(&[Nature::Revert]) * 12.0).min(24.0)
        + if chronicle.turn.is_some() { 20.0 } else { 0.0 }
        + (breaking * 8.0).min(16.0)
        + (series as f64 * 2.0).min(30.0)
        + (of(&[Nature::Build]) * 3.0).min(30.0)
        + (of(&[Nature::Removal, Nature::Change]) * 2.0).min(12.0)
        + (of(&[Nature::Repair]) * 1.5).min(12.0)
        + (newcomers * 3.0).min(9.0)
        + ((lines as f64 + 1.0).log10() * 3.0).min(15.0)
        + if burst { 8.0 } else { 0.0 };
    (score * 10.0).round() / 10.0
}

/// The score of one effort of a busy repository, by the same measure.
pub(crate) fn effort_score(chronicle: &Chronicle<'_>, effort: &Effort) -> f64 {
    let worth = |&i: &usize| {
        let change = &chronicle.changes[i];
        let nature = match change.nature {
            Nature::Release => 20.0,
            Nature::Revert => 12.0,
            Nature::Birth | Nature::Build => 3.0,
            Nature::Change | Nature::Removal => 2.0,
            Nature::Repair => 1.5,
            Nature::Test | Nature::Document | Nature::Upkeep => 0.5,
        };
        nature + if change.subject.breaking { 8.0 } else { 0.0 }
    };
    let score = effort.members.iter().map(worth).sum::<f64>().min(60.0);
    (score * 10.0).round() / 10.0
}

fn newcomers(desk: &Desk<'_>, chronicle: &Chronicle<'_>) -> usize {
    let name = &chronicle.activity.repository.name;
    desk.insights
        .contributors
        .iter()
        .filter(|person| !person.bot && person.new == Some(true) && person.repositories.contains_key(name))
        .count()
}
