//! What recurs: kinds of work, files that change, files that change together, words, and what waits.

mod places;
mod terms;
mod waiting;

pub(crate) use waiting::days_open;

use std::collections::BTreeMap;

use sparky_common::model::{Patterns, Snapshot};

use crate::{config::Options, counts, text::subject};

/// The patterns of a snapshot. Hot spots, pairs and words are those of people's commits, each oid once.
pub(crate) fn patterns(snapshot: &Snapshot, options: &Options) -> Patterns {
    let (hot_spots, coupled) = places::places(snapshot, &options.analysis);
    let (stale_pull_requests, long_open_issues) = waiting::waiting(snapshot, &options.analysis);
    Patterns {
        kinds: kinds(snapshot),
        hot_spots,
        coupled,
        terms: terms::terms(snapshot, options.analysis.max_patterns),
        stale_pull_requests,
        long_open_issues,
    }
}

/// Commits by conventional type, each oid once.
fn kinds(snapshot: &Snapshot) -> BTreeMap<String, u64> {
    let mut kinds: BTreeMap<&str, u64> = BTreeMap::new();
    for commit in counts::unique_commits(snapshot).filter(|commit| !commit.is_merge()) {
        *kinds
            .entry(subject::kind_of(&commit.subject).unwrap_or("other"))
            .or_default() += 1;
    }
    kinds
        .into_iter()
        .map(|(kind, commits)| (kind.to_owned(), commits))
        .collect()
}
