//! The rows of `git log --numstat` for many commits: remembered, or worked out on several threads.

use std::{
    collections::HashMap,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use git2::Oid;

use super::{
    changes::{self, Changes},
    commit::CommitText,
    means::Means,
    objects::Objects,
    walk::{Limit, Stopped, Visited},
};

/// Below this many commits a second thread costs more than it saves.
const WORTH_A_THREAD: usize = 16;

/// With what commits are compared to their parents.
pub(super) struct Comparer<'a> {
    /// The objects.
    pub objects: &'a Objects,
    /// The trees of commits, as far as they are known; others are looked up.
    pub trees: &'a HashMap<Oid, Oid>,
    /// Until when.
    pub limit: &'a Limit,
    /// Threads and memory.
    pub means: &'a Means,
}

impl Comparer<'_> {
    /// The changes of each commit against its parent, in the order of the commits. Merges have none.
    pub(super) fn numstat(&self, commits: &[Visited]) -> Result<Vec<Changes>, Stopped> {
        // What a shallow clone shows at its end is not what the commit changed.
        let lasting: Vec<Oid> = commits
            .iter()
            .filter(|commit| commit.parents.len() < 2 && !commit.cut_off)
            .map(|commit| commit.oid)
            .collect();
        let mut known = self.means.recall(&lasting);
        let new: Vec<&Visited> = commits
            .iter()
            .filter(|commit| commit.parents.len() < 2 && !known.contains_key(&commit.oid))
            .collect();
        let worked_out = self.work_out(&new)?;
        let whole = new.iter().zip(&worked_out);
        self.means.keep(
            whole
                .filter(|(commit, changes)| !commit.cut_off && changes.unknown.is_none())
                .map(|(commit, changes)| (commit.oid, changes.files.as_slice())),
        );
        let mut worked_out = worked_out.into_iter();
        let all = commits.iter().map(|commit| match known.remove(&commit.oid) {
            Some(files) => Changes { files, unknown: None },
            None if commit.parents.len() > 1 => Changes::default(),
            None => worked_out.next().unwrap_or_default(),
        });
        Ok(all.collect())
    }

    /// Compares trees, in the order of the commits.
    fn work_out(&self, commits: &[&Visited]) -> Result<Vec<Changes>, Stopped> {
        let next = AtomicUsize::new(0);
        let (trees, limit) = (self.trees, self.limit);
        let work = |objects: &Objects| -> Result<Vec<(usize, Changes)>, Stopped> {
            let mut done = Vec::new();
            while let Some((index, commit)) = take(&next, commits) {
                limit.check()?;
                done.push((index, changes_of(objects, trees, commit)));
            }
            Ok(done)
        };
        let work = &work;
        let helpers = self
            .means
            .threads
            .min(commits.len() / WORTH_A_THREAD)
            .saturating_sub(1);
        let mut all = thread::scope(|scope| {
            let start = |objects: Objects| scope.spawn(move || work(&objects));
            let handles: Vec<_> = (0..helpers).map(|_| start(self.objects.another())).collect();
            let mut all = work(self.objects)?;
            for handle in handles {
                match handle.join() {
                    Ok(part) => all.extend(part?),
                    Err(panic) => std::panic::resume_unwind(panic),
                }
            }
            Ok(all)
        })?;
        all.sort_unstable_by_key(|(index, _)| *index);
        Ok(all.into_iter().map(|(_, changes)| changes).collect())
    }
}

fn take<'a>(next: &AtomicUsize, commits: &[&'a Visited]) -> Option<(usize, &'a Visited)> {
    let index = next.fetch_add(1, Ordering::Relaxed);
    Some((index, commits.get(index)?))
}

fn changes_of(objects: &Objects, trees: &HashMap<Oid, Oid>, commit: &Visited) -> Changes {
    let tree_of = |commit: &Oid| match trees.get(commit) {
        Some(tree) => Ok(*tree),
        None => Ok(CommitText::parse(*commit, objects.commit(*commit)?.data())?.tree),
    };
    match commit.parents.first().map(tree_of).transpose() {
        Ok(parent) => changes::between(objects, parent, commit.tree),
        Err(error) => Changes {
            files: Vec::new(),
            unknown: Some(error),
        },
    }
}
