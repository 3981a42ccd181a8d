//! The numbers of each repository.

use std::cmp::Reverse;

use sparky_common::{
    model::{RepositoryActivity, RepositoryInsight, Tier},
    period::Window,
};

use super::{flow::flow, tally};
use crate::{
    facts::{Facts, People, RepositoryFacts, Tree},
    text::subject::Kinds,
};

/// Every repository, most commits first, then by name. Lines are written later.
pub(crate) fn repositories(facts: &Facts<'_>, window: Window) -> Vec<RepositoryInsight> {
    let mut insights: Vec<RepositoryInsight> = facts
        .repositories
        .iter()
        .map(|repository| insight(repository, &facts.people, window))
        .collect();
    insights.sort_by(|a, b| {
        b.counts
            .commits
            .cmp(&a.counts.commits)
            .then_with(|| a.name.cmp(&b.name))
    });
    insights
}

fn insight(repository: &RepositoryFacts<'_>, people: &People<'_>, window: Window) -> RepositoryInsight {
    let activity = repository.activity;
    let mut kinds = Kinds::default();
    for fact in repository.facts().iter().filter(|fact| !fact.size.merge) {
        kinds.add(fact.kind);
    }
    let authors = repository.authors.iter();
    let sizes = repository.facts().iter().map(|fact| fact.size);
    RepositoryInsight {
        name: activity.repository.name.clone(),
        web_url: activity.repository.web_url.clone(),
        coverage: activity.coverage.clone(),
        counts: tally::repository(activity, sizes, window),
        flow: flow([activity], window),
        contributors: authors.filter(|(author, _)| !people.is_bot(*author)).count() as u64,
        past_commits: activity
            .past
            .iter()
            .map(|past| past.commits.len() as u64)
            .collect(),
        new: is_new(activity),
        areas: areas(&repository.tree),
        kinds: kinds.by_name(),
        line: None,
        changes: Vec::new(),
        more_changes: 0,
        tier: Tier::Quiet,
        health: None,
    }
}

/// A repository is new when its history is known to begin in the window.
fn is_new(activity: &RepositoryActivity) -> bool {
    activity.history_complete
        && activity.past.iter().all(|past| past.commits.is_empty())
        && activity.commits.iter().any(|commit| commit.parents == 0)
}

fn areas(tree: &Tree<'_>) -> Vec<(String, u64)> {
    let mut areas = tree.areas.clone();
    areas.sort_by_key(|&(name, files)| (Reverse(files), name));
    areas
        .into_iter()
        .map(|(name, files)| (name.to_owned(), files))
        .collect()
}
