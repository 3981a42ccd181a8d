//! What recurs: kinds of work, files that change, files that change together, words, and what waits.

mod places;
mod terms;
mod waiting;

pub(crate) use waiting::days_open;

use std::collections::BTreeMap;

use foldhash::{HashMap, HashMapExt as _};
use sparky_common::model::{Patterns, Snapshot};

use crate::{config::Options, counts::Unique, text::subject};

/// The patterns of a snapshot. Hot spots, pairs and words are those of people's commits, each oid once.
pub(crate) fn patterns(snapshot: &Snapshot, unique: &Unique<'_>, options: &Options) -> Patterns {
    let (hot_spots, coupled) = places::places(snapshot, unique, &options.analysis);
    let (stale_pull_requests, long_open_issues) = waiting::waiting(snapshot, &options.analysis);
    Patterns {
        kinds: kinds(unique),
        hot_spots,
        coupled,
        terms: terms::terms(snapshot, unique, options.analysis.max_patterns),
        stale_pull_requests,
        long_open_issues,
    }
}

/// Commits by conventional type, each oid once.
fn kinds(unique: &Unique<'_>) -> BTreeMap<String, u64> {
    let mut kinds: HashMap<&str, u64> = HashMap::new();
    for commit in unique.commits().filter(|commit| !commit.is_merge()) {
        *kinds
            .entry(subject::kind_of(&commit.subject).unwrap_or("other"))
            .or_default() += 1;
    }
    kinds
        .into_iter()
        .map(|(kind, commits)| (kind.to_owned(), commits))
        .collect()
}
