//! The rows of `git log --numstat` for many commits: remembered, or worked out on several threads.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use git2::Oid;

use super::{
    changes::{self, Changes},
    commit::CommitText,
    means::Means,
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
    means: &Means,
) -> Result<Vec<Changes>, Stopped> {
    // What a shallow clone shows at its end is not what the commit changed.
    let lasting: Vec<Oid> = commits
        .iter()
        .filter(|commit| commit.parents.len() < 2 && !commit.cut_off)
        .map(|commit| commit.oid)
        .collect();
    let mut known = means.recall(&lasting);
    let new: Vec<&Visited> = commits
        .iter()
        .filter(|commit| commit.parents.len() < 2 && !known.contains_key(&commit.oid))
        .collect();
    let worked_out = work_out(objects, &new, limit, means.threads)?;
    let whole = new.iter().zip(&worked_out);
    means.keep(
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
fn work_out(
    objects: &Objects,
    commits: &[&Visited],
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

fn take<'a>(next: &AtomicUsize, commits: &[&'a Visited]) -> Option<(usize, &'a Visited)> {
    let index = next.fetch_add(1, Ordering::Relaxed);
    Some((index, commits.get(index)?))
}

fn changes_of(objects: &Objects, commit: &Visited) -> Changes {
    let compare = || -> Result<Changes, ObjectError> {
        let parent = commit
            .parents
            .first()
            .map(|parent| tree_of(objects, *parent))
            .transpose()?;
        Ok(changes::between(objects, parent, tree_of(objects, commit.oid)?))
    };
    compare().unwrap_or_else(|error| Changes {
        files: Vec::new(),
        unknown: Some(error),
    })
}

fn tree_of(objects: &Objects, commit: Oid) -> Result<Oid, ObjectError> {
    Ok(CommitText::parse(commit, objects.commit(commit)?.data())?.tree)
}
