//! The numbers of each repository.

use std::{cmp::Reverse, collections::BTreeSet};

use foldhash::{HashMap, HashMapExt as _, HashSet};
use sparky_common::model::{Commit, RepositoryActivity, RepositoryInsight, Snapshot, Tier};

use super::{flow::flow, tally};
use crate::text::{area::area, subject};

/// Every repository, most commits first, then by name. Lines are written later.
pub(crate) fn repositories(snapshot: &Snapshot, bots: &BTreeSet<&str>) -> Vec<RepositoryInsight> {
    let mut insights: Vec<RepositoryInsight> = snapshot
        .repositories
        .iter()
        .map(|activity| insight(activity, snapshot, bots))
        .collect();
    insights.sort_by(|a, b| {
        b.counts
            .commits
            .cmp(&a.counts.commits)
            .then_with(|| a.name.cmp(&b.name))
    });
    insights
}

fn insight(activity: &RepositoryActivity, snapshot: &Snapshot, bots: &BTreeSet<&str>) -> RepositoryInsight {
    let commits = || activity.commits.iter().filter(|commit| !commit.is_merge());
    let authors: HashSet<&str> = commits().map(|commit| commit.author.as_str()).collect();
    let mut kinds: HashMap<&str, u64> = HashMap::new();
    for commit in commits() {
        let kind = subject::kind_of(&commit.subject).unwrap_or("other");
        *kinds.entry(kind).or_default() += 1;
    }
    RepositoryInsight {
        name: activity.repository.name.clone(),
        web_url: activity.repository.web_url.clone(),
        coverage: activity.coverage.clone(),
        counts: tally::repository(activity, snapshot.window),
        flow: flow([activity], snapshot.window),
        contributors: authors.iter().filter(|author| !bots.contains(*author)).count() as u64,
        past_commits: activity
            .past
            .iter()
            .map(|past| past.commits.len() as u64)
            .collect(),
        new: is_new(activity),
        areas: areas(commits()),
        kinds: kinds
            .into_iter()
            .map(|(kind, commits)| (kind.to_owned(), commits))
            .collect(),
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

fn areas<'a>(commits: impl Iterator<Item = &'a Commit>) -> Vec<(String, u64)> {
    let mut counts: HashMap<&str, u64> = HashMap::new();
    for commit in commits {
        for file in &commit.files {
            *counts.entry(area(&file.path)).or_default() += 1;
        }
    }
    let mut areas: Vec<(&str, u64)> = counts.into_iter().collect();
    areas.sort_by_key(|&(name, files)| (Reverse(files), name));
    areas
        .into_iter()
        .map(|(name, files)| (name.to_owned(), files))
        .collect()
}
