//! What the ledger remembers about a run.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sparky_common::{
    messages::{TaskFailure, TaskId, TaskOutcome},
    model::{GateReport, Phase, RunRequest, RunStatus, Sha256},
};

/// The version of the events' shape. A ledger with a higher one was written by a newer Sparky.
///
/// 2: tasks are named by their part (`all` before), a start names its worker, a part's failure its next try.
pub const EVENT_VERSION: u32 = 2;

/// One thing that happened to a run. Events are only ever appended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum RunEvent {
    /// Someone asked for the run. Always the first event and never a later one.
    Requested {
        /// What was asked for.
        request: RunRequest,
    },
    /// A task is about to be given to a worker.
    TaskStarted {
        /// The phase.
        phase: Phase,
        /// Which attempt of the phase, as the gate counts, from 1.
        attempt: u32,
        /// Which try of the phase's task: also counts those that were lost with their workers, from 1.
        try_number: u32,
        /// Which part of the phase.
        #[serde(default = "whole")]
        part: String,
        /// The worker it goes to first; nothing where there was none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        worker: Option<String>,
    },
    /// The task goes to another worker without spending an attempt.
    TaskReassigned {
        /// The phase.
        phase: Phase,
        /// Which part of the phase.
        #[serde(default = "whole")]
        part: String,
        /// The worker that was lost or slow.
        worker: String,
        /// How it was noticed.
        reason: String,
        /// Whether the worker is there, but far slower than the others.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        slow: bool,
        /// Whether it was called back from its worker, or given back by one that leaves: nobody did anything wrong.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        recalled: bool,
    },
    /// A worker finished the task.
    TaskFinished {
        /// The phase.
        phase: Phase,
        /// Which part of the phase.
        #[serde(default = "whole")]
        part: String,
        /// The artifact and what was measured.
        outcome: TaskOutcome,
    },
    /// The task failed.
    TaskFailed {
        /// The phase.
        phase: Phase,
        /// Which part of the phase.
        #[serde(default = "whole")]
        part: String,
        /// Why.
        failure: TaskFailure,
        /// When the part is tried again; nothing where the join, or the gate, has to do without it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_at: Option<Timestamp>,
    },
    /// The gate spoke.
    GateJudged {
        /// Its verdict and the checks it rests on.
        report: GateReport,
        /// When to try again, where the verdict is to retry.
        retry_at: Option<Timestamp>,
    },
    /// The run waits for approval before it publishes.
    Held {
        /// What is waited for.
        reason: String,
    },
    /// A person let a held run go on.
    Approved {
        /// Who.
        by: String,
        /// The hash of what they had reviewed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        sha256: Option<Sha256>,
    },
    /// The run came to its end.
    Ended {
        /// How.
        status: RunStatus,
        /// Why, unless it succeeded.
        reason: Option<String>,
    },
}

/// What tasks were called when every phase was one task.
fn whole() -> String {
    TaskId::WHOLE.into()
}

impl RunEvent {
    /// The word under which the ledger files it.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Requested { .. } => "requested",
            Self::TaskStarted { .. } => "task_started",
            Self::TaskReassigned { .. } => "task_reassigned",
            Self::TaskFinished { .. } => "task_finished",
            Self::TaskFailed { .. } => "task_failed",
            Self::GateJudged { .. } => "gate_judged",
            Self::Held { .. } => "held",
            Self::Approved { .. } => "approved",
            Self::Ended { .. } => "ended",
        }
    }
}

/// An event with its place in the ledger.
#[derive(Clone, Debug, PartialEq)]
pub struct Recorded {
    /// Its number within the run, from 1.
    pub seq: u64,
    /// When it was recorded, to the microsecond.
    pub at: Timestamp,
    /// What happened.
    pub event: RunEvent,
}
