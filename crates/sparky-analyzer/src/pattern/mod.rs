//! What recurs: kinds of work, files that change, files that change together, words, and what waits.

mod places;
mod terms;
mod waiting;

pub(crate) use waiting::days_open;

use sparky_common::model::{Patterns, Snapshot};

use crate::{config::Options, facts::Facts, text::subject::Kinds};

/// The patterns of a snapshot. Hot spots, pairs and words are those of people's commits, each oid once.
pub(crate) fn patterns(snapshot: &Snapshot, facts: &Facts<'_>, options: &Options) -> Patterns {
    let (hot_spots, coupled) = places::places(facts, &options.analysis);
    let (stale_pull_requests, long_open_issues) = waiting::waiting(snapshot, &options.analysis);
    let mut kinds = Kinds::default();
    for fact in facts.commits() {
        kinds.add(fact.kind);
    }
    Patterns {
        kinds: kinds.by_name(),
        hot_spots,
        coupled,
        terms: terms::terms(facts, options.analysis.max_patterns),
        stale_pull_requests,
        long_open_issues,
    }
}
