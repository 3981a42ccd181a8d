//! Which commits stand for their oid: one that stands in several repositories counts for the first of them.

use foldhash::{HashSet, HashSetExt as _};
use sparky_common::model::{Commit, Snapshot};

/// The commits whose oid came before. There are few.
#[derive(Debug, Default)]
pub(crate) struct Repeats(HashSet<(usize, usize)>);

impl Repeats {
    /// Looks through all commits of a snapshot, merges too, in the order of the repositories.
    pub fn of(snapshot: &Snapshot) -> Self {
        let all = snapshot
            .repositories
            .iter()
            .map(|activity| activity.commits.len());
        let mut seen: HashSet<&str> = HashSet::with_capacity(all.sum());
        let mut repeats = HashSet::new();
        for (repository, activity) in snapshot.repositories.iter().enumerate() {
            for (place, commit) in activity.commits.iter().enumerate() {
                if !seen.insert(&commit.oid) {
                    repeats.insert((repository, place));
                }
            }
        }
        Self(repeats)
    }

    /// Whether the commit at this place of this repository is the first of its oid.
    pub fn is_first(&self, repository: usize, place: usize) -> bool {
        self.0.is_empty() || !self.0.contains(&(repository, place))
    }

    /// The commits of a snapshot, each oid once.
    pub fn drop_from<'a>(&self, snapshot: &'a Snapshot) -> impl Iterator<Item = &'a Commit> {
        let repositories = snapshot.repositories.iter().enumerate();
        repositories.flat_map(move |(repository, activity)| {
            let commits = activity.commits.iter().enumerate();
            commits
                .filter(move |(place, _)| self.is_first(repository, *place))
                .map(|(_, commit)| commit)
        })
    }
}
