//! The values of the earlier periods and of this one.

use std::collections::{BTreeMap, BTreeSet};

use sparky_common::{
    model::{Metric, Point, Snapshot},
    period::Period,
};

use crate::{
    counts,
    facts::{Facts, RepositoryFacts},
};

/// Each metric of the organisation over the periods, oldest first. A commit that stands in several repositories
/// counts once, programs are no people.
pub(super) fn organisation(snapshot: &Snapshot, facts: &Facts<'_>) -> [(Metric, Vec<Point>); 3] {
    let past = counts::past_totals(snapshot);
    let authors = facts.repositories.iter().flat_map(|one| &one.authors);
    let people: BTreeSet<u32> = authors
        .map(|(author, _)| *author)
        .filter(|author| !facts.people.is_bot(*author))
        .collect();
    let active = facts.repositories.iter().filter(|one| one.own() > 0);
    let now = [facts.commits().count(), people.len(), active.count()];
    let series = |of: fn(&sparky_common::model::PeriodTotals) -> u64, now: usize| {
        let past = past.iter().map(|totals| Point {
            period: totals.period,
            value: of(totals),
        });
        past.chain([Point {
            period: snapshot.period,
            value: now as u64,
        }])
        .collect()
    };
    [
        (Metric::Commits, series(|totals| totals.commits, now[0])),
        (Metric::Contributors, series(|totals| totals.contributors, now[1])),
        (
            Metric::ActiveRepositories,
            series(|totals| totals.active_repositories, now[2]),
        ),
    ]
}

/// A repository's commits over the periods, oldest first.
pub(super) fn commits(repository: &RepositoryFacts<'_>, period: Period) -> Vec<Point> {
    let past = repository.activity.past.iter().map(|past| Point {
        period: past.period,
        value: past.commits.len() as u64,
    });
    past.chain([Point {
        period,
        value: repository.own(),
    }])
    .collect()
}

/// The earlier periods in which each person wrote something.
pub(crate) fn attendance(snapshot: &Snapshot) -> BTreeMap<&str, BTreeSet<Period>> {
    let mut attendance: BTreeMap<&str, BTreeSet<Period>> = BTreeMap::new();
    for past in snapshot.repositories.iter().flat_map(|activity| &activity.past) {
        for author in &past.authors {
            attendance.entry(author).or_default().insert(past.period);
        }
    }
    attendance
}
