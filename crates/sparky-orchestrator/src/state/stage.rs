//! Where a run can stand.

use jiff::Timestamp;
use sparky_common::{
    messages::{TaskFailure, TaskOutcome},
    model::{Phase, RunStatus},
};

/// Where a run stands between two events.
#[derive(Clone, Debug, PartialEq)]
pub enum Stage {
    /// The phase's task may be given to a worker.
    Ready {
        /// The phase.
        phase: Phase,
        /// Which attempt, as the gate counts.
        attempt: u32,
        /// Not before this instant, after a retry.
        not_before: Option<Timestamp>,
    },
    /// A worker has, or is about to get, the task.
    Working {
        /// The phase.
        phase: Phase,
        /// Which attempt, as the gate counts.
        attempt: u32,
        /// Since when.
        since: Timestamp,
    },
    /// The task is over and the gate has not spoken.
    Judging {
        /// The phase.
        phase: Phase,
        /// Which attempt this was.
        attempt: u32,
        /// What became of the task.
        result: Result<TaskOutcome, TaskFailure>,
    },
    /// A person has to look; approval goes on after `phase`, whose outcome is accepted.
    Held {
        /// The last phase that is done.
        phase: Phase,
        /// What is waited for.
        reason: String,
    },
    /// Nothing is left to do but to record the end.
    Settled {
        /// How it will end.
        status: RunStatus,
        /// Why, unless it succeeded.
        reason: Option<String>,
    },
    /// The end is recorded. No event can follow.
    Ended {
        /// How it ended.
        status: RunStatus,
        /// Why, unless it succeeded.
        reason: Option<String>,
        /// When.
        at: Timestamp,
    },
}

impl Stage {
    /// The stage in the words of an error.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Ready { .. } => "ready",
            Self::Working { .. } => "working",
            Self::Judging { .. } => "at a gate",
            Self::Held { .. } => "held",
            Self::Settled { .. } => "settled",
            Self::Ended { .. } => "over",
        }
    }
}
