//! Repositories that fell silent together: one finding instead of a row of them.

use sparky_common::model::{Evidence, InsightKind, Insights};

use super::Candidate;
use crate::narrative::Draft;

/// Fewest silent repositories that are told together.
const TOGETHER: usize = 3;

/// Most that are named.
const NAMED: usize = 6;

/// Puts the silences of several repositories into one finding of the whole organisation, the strongest of them first
/// and as strong as that.
pub(super) fn together(insights: &Insights, candidates: Vec<Candidate>) -> Vec<Candidate> {
    let silence = |one: &Candidate| one.kind == InsightKind::Silence && one.repository.is_some();
    let (mut silent, mut others): (Vec<_>, Vec<_>) = candidates.into_iter().partition(silence);
    silent.sort_by(|a, b| {
        b.strength
            .total_cmp(&a.strength)
            .then_with(|| a.subject.cmp(&b.subject))
    });
    // A measured silence and one that needs attention may be the same.
    let mut names: Vec<&str> = Vec::new();
    for name in silent.iter().filter_map(|one| one.repository.as_deref()) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    if names.len() < TOGETHER {
        others.append(&mut silent);
        return others;
    }
    let more = names.len() > NAMED;
    let mut named: Vec<Draft> = names
        .iter()
        .take(NAMED)
        .map(|name| Draft::default().repository(name))
        .collect();
    if more {
        named.push(Draft::new("others"));
    }
    // Each of them made no commit, the named and the others.
    let repositories = insights.repositories.iter().enumerate();
    let silences = repositories.filter(|(_, one)| names.contains(&one.name.as_str()));
    let evidence = silences.map(|(place, _)| Evidence::Metric {
        pointer: format!("/repositories/{place}/commits"),
    });
    let draft = evidence.fold(Draft::default().list(named).text(" fell silent"), Draft::because);
    others.extend(draft.end().map(|sentence| Candidate {
        subject: "silence:organisation".into(),
        kind: InsightKind::Silence,
        repository: None,
        strength: silent[0].strength,
        sentence,
    }));
    others
}
