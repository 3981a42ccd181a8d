//! Which commits stand for their oid: one that stands in several repositories counts for the first of them.

use foldhash::{HashSet, HashSetExt as _};
use sparky_common::model::{Commit, RepositoryActivity, Snapshot};

/// The commits of a snapshot, read once to know which of them repeat others.
pub(crate) struct Unique<'a> {
    snapshot: &'a Snapshot,
    /// Repository and place of each commit whose oid came before. There are few.
    repeats: HashSet<(usize, usize)>,
}

impl<'a> Unique<'a> {
    pub fn new(snapshot: &'a Snapshot) -> Self {
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
        Self { snapshot, repeats }
    }

    /// Each repository with its commits, merges too, and whether each is the first of its oid.
    pub fn repositories(
        &self,
    ) -> impl Iterator<Item = (&'a RepositoryActivity, impl Iterator<Item = (&'a Commit, bool)>)> {
        let repositories = self.snapshot.repositories.iter().enumerate();
        repositories.map(move |(repository, activity)| {
            let commits = activity.commits.iter().enumerate();
            let commits = commits.map(move |(place, commit)| {
                let repeats = !self.repeats.is_empty() && self.repeats.contains(&(repository, place));
                (commit, !repeats)
            });
            (activity, commits)
        })
    }

    /// Commits and merges, each oid once, in the order of the repositories.
    pub fn commits(&self) -> impl Iterator<Item = &'a Commit> {
        let all = self.repositories().flat_map(|(_, commits)| commits);
        all.filter(|(_, first)| *first).map(|(commit, _)| commit)
    }
}
