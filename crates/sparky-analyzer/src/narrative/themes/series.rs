//! One numbering of steps, used in several repositories.

use std::collections::{BTreeMap, BTreeSet};

use super::Found;
use crate::{
    effort::{Chronicle, round::Round},
    narrative::{Desk, draft::Draft, telling::span},
};

pub(super) fn find(desk: &Desk<'_>) -> Vec<Found> {
    let mut by_label: BTreeMap<&str, Vec<(&Chronicle<'_>, &Round)>> = BTreeMap::new();
    for chronicle in desk.chronicles.values() {
        for round in &chronicle.rounds {
            by_label.entry(&round.label).or_default().push((chronicle, round));
        }
    }
    by_label
        .into_iter()
        .filter_map(|(label, mut rounds)| {
            rounds.sort_by_key(|(chronicle, round)| chronicle.changes[round.members[0].0].at);
            let repositories = rounds
                .iter()
                .map(|(chronicle, _)| chronicle.activity.repository.name.clone())
                .collect::<BTreeSet<_>>();
            if repositories.len() < 2 {
                return None;
            }
            let on = |draft: Draft| {
                rounds.iter().fold(draft, |draft, (chronicle, round)| {
                    let changes = round.members.iter().map(|(i, _)| &chronicle.changes[*i]);
                    draft.on_all(&chronicle.activity.repository.name, changes)
                })
            };
            let mut items: Vec<Draft> = Vec::new();
            for name in &repositories {
                let own = rounds
                    .iter()
                    .filter(|(chronicle, _)| &chronicle.activity.repository.name == name);
                let times = own.enumerate().map(|(time, (chronicle, round))| {
                    // Of a second pass it is said that it is one.
                    let again = if time == 0 { "" } else { "again" };
                    Draft::new(again).then(item(desk, chronicle, round))
                });
                let times = times.collect();
                items.push(Draft::new("in ").repository(name).list(times));
            }
            Some(Found {
                id: format!("series:{}", label.to_lowercase()),
                headline: on(Draft::new("numbered steps (")
                    .code(label)
                    .text(") order the work of ")
                    .count(repositories.len(), "repository", "repositories")),
                repositories,
                sentences: vec![vec![
                    on(Draft::new("the same numbering, ")
                        .code(label)
                        .text(", ran ")
                        .list(items.clone())),
                    on(Draft::new("steps numbered ")
                        .code(label)
                        .text(" ran ")
                        .list(items)),
                ]],
            })
        })
        .collect()
}

/// ` on 13 November (6 changes)`.
fn item(desk: &Desk<'_>, chronicle: &Chronicle<'_>, round: &Round) -> Draft {
    let members: Vec<usize> = round.members.iter().map(|(i, _)| *i).collect();
    let (from, to) = span(chronicle, &members);
    Draft::default()
        .over(desk.kind(), from, to)
        .text(" (")
        .count(members.len(), "change", "changes")
        .text(")")
}
