//! Where a run can stand.

use jiff::Timestamp;
use sparky_common::{
    messages::{TaskFailure, TaskOutcome},
    model::{Phase, RunStatus},
};

/// Where a run stands between two events.
#[derive(Clone, Debug, PartialEq)]
pub enum Stage {
    /// The phase's first task may be given to a worker.
    Ready {
        /// The phase.
        phase: Phase,
        /// Which attempt, as the gate counts.
        attempt: u32,
        /// Not before this instant, after a retry.
        not_before: Option<Timestamp>,
    },
    /// Workers have tasks of the phase, or are about to get some.
    Working {
        /// The phase.
        phase: Phase,
        /// Which attempt, as the gate counts.
        attempt: u32,
        /// Since its first task was begun.
        since: Timestamp,
    },
    /// The phase's tasks are over and the gate has not spoken.
    Judging {
        /// The phase.
        phase: Phase,
        /// Which attempt this was.
        attempt: u32,
        /// What became of them.
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
