//! The commits of the default branch back to a date.
//!
//! Committer dates usually fall along the way from a commit to its parents, but nothing makes them. The rule: commits
//! from the date on are followed without limit; older ones are followed too, nearest first, until
//! [`Reach::older_commits`] of them in a row have led to nothing newer than the date. A shorter history is thus walked
//! whole and every answer about it is exact; in a longer one a commit is missed only if that many older ones hide it.

use std::{
    collections::{HashSet, VecDeque},
    time::Instant,
};

use git2::Oid;
use tokio_util::sync::CancellationToken;

use super::{
    commit::CommitText,
    objects::{ObjectError, Objects},
};

/// How far a walk goes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reach {
    /// Seconds since the Unix epoch from which on commits are wanted.
    pub since: i64,
    /// How many older commits in a row are looked at before the walk stops.
    pub older_commits: usize,
}

/// See [`Reach::older_commits`]. Reading that many headers takes a few milliseconds.
pub(super) const OLDER_COMMITS: usize = 1024;

/// A commit that a walk found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Visited {
    /// The commit.
    pub oid: Oid,
    /// Its parents; none where a shallow clone was cut off.
    pub parents: Vec<Oid>,
    /// Its committer date in seconds since the Unix epoch.
    pub seconds: i64,
    /// Whether a shallow clone was cut off here.
    pub cut_off: bool,
}

/// What a walk found.
#[derive(Debug, Default)]
pub(super) struct History {
    /// Every commit from the date on, in no particular order.
    pub commits: Vec<Visited>,
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

/// Walks from a commit back to a date. `shallow` holds the commits whose parents were never fetched.
pub(super) fn walk(
    objects: &Objects,
    tip: Oid,
    shallow: &HashSet<Oid>,
    reach: Reach,
    limit: &Limit,
) -> Result<History, Stopped> {
    let mut walk = Walk {
        newer: vec![tip],
        older: VecDeque::new(),
        seen: HashSet::from([tip]),
    };
    let mut history = History::default();
    let (mut fruitless, mut any_older) = (0, false);
    while let Some(oid) = walk.next(fruitless < reach.older_commits) {
        limit.check()?;
        let visited = match visit(objects, oid, shallow) {
            Ok(visited) => visited,
            Err(error) => {
                history.unreadable.push(error);
                continue;
            }
        };
        let recent = visited.seconds >= reach.since;
        (fruitless, any_older) = if recent {
            (0, any_older)
        } else {
            (fruitless + 1, true)
        };
        walk.follow(&visited.parents, recent);
        if visited.cut_off {
            history.cut_off.push(visited.seconds);
        }
        if recent {
            history.commits.push(visited);
        }
    }
    let cut = !history.cut_off.is_empty() || !history.unreadable.is_empty();
    history.complete = walk.older.is_empty() && !any_older && !cut;
    Ok(history)
}

/// The commits that are still to be visited, by the age of the child that led to them.
struct Walk {
    newer: Vec<Oid>,
    older: VecDeque<Oid>,
    seen: HashSet<Oid>,
}

impl Walk {
    fn next(&mut self, older_too: bool) -> Option<Oid> {
        self.newer
            .pop()
            .or_else(|| if older_too { self.older.pop_front() } else { None })
    }

    fn follow(&mut self, parents: &[Oid], recent: bool) {
        for parent in parents {
            if self.seen.insert(*parent) {
                if recent {
                    self.newer.push(*parent);
                } else {
                    self.older.push_back(*parent);
                }
            }
        }
    }
}

fn visit(objects: &Objects, oid: Oid, shallow: &HashSet<Oid>) -> Result<Visited, ObjectError> {
    let object = objects.commit(oid)?;
    let text = CommitText::parse(oid, object.data())?;
    let cut_off = shallow.contains(&oid);
    Ok(Visited {
        oid,
        parents: if cut_off { Vec::new() } else { text.parents },
        seconds: text.committer.seconds,
        cut_off,
    })
}
