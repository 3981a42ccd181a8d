//! The commits of the default branch back to a date.
//!
//! Committer dates usually fall along the way from a commit to its parents, but nothing makes them. The rule: commits
//! from the date on are followed without limit; older ones are followed too, nearest first, and dates are trusted as far
//! as they have proven trustworthy. As long as no parent was newer than its child, the walk ends when [`TRUSTED`] older
//! commits in a row have led to nothing newer than the date. Where some were, by at most a span of time, older commits
//! within twice that span do not count, but [`DOUBTED`] of any age in a row end the walk.
//!
//! A shorter history is thus walked whole and every answer about it is exact. In a longer one a commit is missed only if
//! so many older ones hide it; git itself, for comparison, gives up after 5.

use std::{
    collections::{HashMap, HashSet, VecDeque},
    time::Instant,
};

use git2::Oid;
use tokio_util::sync::CancellationToken;

use super::{
    commit::CommitText,
    objects::{ObjectError, Objects},
};

/// How many older commits in a row end a walk while dates have proven right.
pub(super) const TRUSTED: usize = 64;

/// How many older commits in a row end a walk however wrong the dates are.
pub(super) const DOUBTED: usize = 1024;

/// A commit that a walk found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Visited {
    /// The commit.
    pub oid: Oid,
    /// Its tree.
    pub tree: Oid,
    /// The object's bytes, see [`Visited::text`].
    data: Box<[u8]>,
    /// Its parents; none where a shallow clone was cut off.
    pub parents: Vec<Oid>,
    /// Its committer date in seconds since the Unix epoch.
    pub seconds: i64,
    /// Whether a shallow clone was cut off here.
    pub cut_off: bool,
}

impl Visited {
    /// What it says.
    pub(super) fn text(&self) -> Result<CommitText<'_>, ObjectError> {
        CommitText::parse(self.oid, &self.data)
    }
}

/// What a walk found.
#[derive(Debug, Default)]
pub(super) struct History {
    /// Every commit from the date on, in no particular order.
    pub commits: Vec<Visited>,
    /// The tree of every commit that was visited.
    pub trees: HashMap<Oid, Oid>,
    /// Whether the walk saw a root in every direction, and no commit older than the date.
    pub complete: bool,
    /// The committer dates of the commits at which a shallow clone was cut off.
    pub cut_off: Vec<i64>,
    /// Commits that cannot be read; what lies behind them is unknown.
    pub unreadable: Vec<ObjectError>,
}

/// Why work on a repository ends early.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Stopped {
    /// The result is no longer wanted.
    #[error("the collection was cancelled")]
    Cancelled,
    /// The repository takes longer than one may.
    #[error("it took longer than {seconds} s")]
    TooSlow {
        /// The limit.
        seconds: u64,
    },
}

/// Until when one may work on a repository.
#[derive(Clone, Debug)]
pub struct Limit {
    cancelled: CancellationToken,
    deadline: Instant,
    seconds: u64,
}

impl Limit {
    /// So many seconds from now, or until cancelled.
    pub fn new(cancelled: CancellationToken, seconds: u64) -> Self {
        let deadline = Instant::now() + std::time::Duration::from_secs(seconds);
        Self {
            cancelled,
            deadline,
            seconds,
        }
    }

    /// Whether to go on.
    pub fn check(&self) -> Result<(), Stopped> {
        if self.cancelled.is_cancelled() {
            Err(Stopped::Cancelled)
        } else if Instant::now() >= self.deadline {
            Err(Stopped::TooSlow {
                seconds: self.seconds,
            })
        } else {
            Ok(())
        }
    }
}

/// Walks from a commit back to a date, in seconds since the Unix epoch. `shallow` holds the commits whose parents were
/// never fetched.
pub(super) fn walk(
    objects: &Objects,
    tip: Oid,
    shallow: &HashSet<Oid>,
    since: i64,
    limit: &Limit,
) -> Result<History, Stopped> {
    let mut walk = Walk::new(tip, since);
    let mut history = History::default();
    while let Some(step) = walk.next() {
        limit.check()?;
        let visited = match visit(objects, step.oid, shallow) {
            Ok(visited) => visited,
            Err(error) => {
                history.unreadable.push(error);
                continue;
            }
        };
        walk.follow(&visited, step.child_seconds);
        if visited.cut_off {
            history.cut_off.push(visited.seconds);
        }
        history.trees.insert(visited.oid, visited.tree);
        if visited.seconds >= since {
            history.commits.push(visited);
        }
    }
    let cut = !history.cut_off.is_empty() || !history.unreadable.is_empty();
    history.complete = !walk.any_older && !cut;
    Ok(history)
}

/// A commit to visit.
struct Step {
    oid: Oid,
    /// The date of the child that led to it.
    child_seconds: i64,
}

/// The commits that are still to be visited, by the age of the child that led to them.
struct Walk {
    since: i64,
    newer: Vec<Step>,
    older: VecDeque<Step>,
    seen: HashSet<Oid>,
    /// By how much a parent was newer than its child, at most.
    inversion: i64,
    /// How many older commits in a row have led to nothing newer.
    fruitless: usize,
    /// Those of them that are too old to lead to anything newer, as far as the dates are known.
    hopeless: usize,
    any_older: bool,
}

impl Walk {
    fn new(tip: Oid, since: i64) -> Self {
        let first = Step {
            oid: tip,
            child_seconds: i64::MAX,
        };
        Self {
            since,
            newer: vec![first],
            older: VecDeque::new(),
            seen: HashSet::from([tip]),
            inversion: 0,
            fruitless: 0,
            hopeless: 0,
            any_older: false,
        }
    }

    fn next(&mut self) -> Option<Step> {
        let older_too = self.hopeless < TRUSTED && self.fruitless < DOUBTED;
        self.newer
            .pop()
            .or_else(|| if older_too { self.older.pop_front() } else { None })
    }

    fn follow(&mut self, visited: &Visited, child_seconds: i64) {
        let seconds = visited.seconds;
        self.inversion = self.inversion.max(seconds.saturating_sub(child_seconds));
        let recent = seconds >= self.since;
        if recent {
            (self.fruitless, self.hopeless) = (0, 0);
        } else {
            self.any_older = true;
            self.fruitless += 1;
            let doubtful_from = self.since.saturating_sub(self.inversion.saturating_mul(2));
            self.hopeless += usize::from(seconds < doubtful_from);
        }
        for parent in &visited.parents {
            if self.seen.insert(*parent) {
                let step = Step {
                    oid: *parent,
                    child_seconds: seconds,
                };
                if recent {
                    self.newer.push(step);
                } else {
                    self.older.push_back(step);
                }
            }
        }
    }
}

fn visit(objects: &Objects, oid: Oid, shallow: &HashSet<Oid>) -> Result<Visited, ObjectError> {
    let object = objects.commit(oid)?;
    let text = CommitText::parse(oid, object.data())?;
    let cut_off = shallow.contains(&oid);
    let (tree, seconds) = (text.tree, text.committer.seconds);
    let parents = if cut_off { Vec::new() } else { text.parents };
    Ok(Visited {
        oid,
        tree,
        parents,
        seconds,
        cut_off,
        data: object.into_data(),
    })
}
