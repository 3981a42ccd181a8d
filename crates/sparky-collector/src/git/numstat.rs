//! The rows of `git log --numstat` for many commits, on several threads.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use super::{
    changes::{self, Changes},
    commit::CommitText,
    objects::{ObjectError, Objects},
    walk::{Limit, Stopped, Visited},
};

/// Below this many commits a second thread costs more than it saves.
const WORTH_A_THREAD: usize = 16;

/// The changes of each commit against its parent, in the order of the commits. Merges have none.
pub(super) fn numstat(
    objects: &Objects,
    commits: &[Visited],
    limit: &Limit,
    threads: usize,
) -> Result<Vec<Changes>, Stopped> {
    let next = AtomicUsize::new(0);
    let work = || -> Result<Vec<(usize, Changes)>, Stopped> {
        let mut done = Vec::new();
        while let Some((index, commit)) = take(&next, commits) {
            limit.check()?;
            done.push((index, changes_of(objects, commit)));
        }
        Ok(done)
    };
    let helpers = threads.min(commits.len() / WORTH_A_THREAD).saturating_sub(1);
    let mut all = thread::scope(|scope| {
        let handles: Vec<_> = (0..helpers).map(|_| scope.spawn(work)).collect();
        let mut all = work()?;
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

fn take<'a>(next: &AtomicUsize, commits: &'a [Visited]) -> Option<(usize, &'a Visited)> {
    let index = next.fetch_add(1, Ordering::Relaxed);
    Some((index, commits.get(index)?))
}

fn changes_of(objects: &Objects, commit: &Visited) -> Changes {
    let compare = || -> Result<Changes, ObjectError> {
        let parent = match commit.parents.as_slice() {
            [] => None,
            [parent] => Some(tree_of(objects, *parent)?),
            _ => return Ok(Changes::default()),
        };
        Ok(changes::between(objects, parent, tree_of(objects, commit.oid)?))
    };
    compare().unwrap_or_else(|error| Changes {
        files: Vec::new(),
        unknown: Some(error),
    })
}

fn tree_of(objects: &Objects, commit: git2::Oid) -> Result<git2::Oid, ObjectError> {
    Ok(CommitText::parse(commit, objects.commit(commit)?.data())?.tree)
}
