//! The typed messages of the fleet. They travel as MessagePack maps inside the bus's signed envelope.
//!
//! Commands are short and answered at once; long work reports through events. A task is named by what it does, so
//! sending a command twice is harmless. Events are nudges: whoever misses one asks `Status`.

use std::{collections::BTreeMap, fmt};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::{ArtifactRef, Control, LeaseState, Measure, Mode, Phase, RunId, RunRecord, RunRequest};

/// The version of the messages. A peer with another version is refused with [`Reply::Refused`].
pub const PROTOCOL_VERSION: u16 = 1;

/// What a task is: a part of a phase of a run, and which try it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TaskId {
    /// The run.
    pub run: RunId,
    /// The phase.
    pub phase: Phase,
    /// Which part of the phase; `all` where a phase is one task.
    pub part: String,
    /// Which try, from 1.
    pub attempt: u32,
}

impl fmt::Display for TaskId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}/{}", self.run, self.phase, self.part, self.attempt)
    }
}

impl TaskId {
    /// The part that is a whole phase.
    pub const WHOLE: &str = "all";
    /// The part that divides a phase into parts.
    pub const PLAN: &str = "plan";
    /// The part that makes one artifact of the others'.
    pub const JOIN: &str = "join";

    /// Whether a worker may call a part of its own so.
    pub fn is_free_name(part: &str) -> bool {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        !part.is_empty()
            && part.len() <= 64
            && part.bytes().all(plain)
            && ![Self::WHOLE, Self::PLAN, Self::JOIN].contains(&part)
    }
}

/// What a worker is told to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskSpec {
    /// The task's name.
    pub id: TaskId,
    /// The run's request.
    pub request: RunRequest,
    /// The artifacts of the phases before, by phase.
    pub inputs: BTreeMap<Phase, ArtifactRef>,
    /// How much of the phase.
    #[serde(default)]
    pub work: Work,
    /// In whose name: whoever has seen a later one for the same thing refuses this one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fences: Vec<FencingToken>,
}

impl TaskSpec {
    /// A whole phase, in nobody's name.
    pub fn whole(id: TaskId, request: RunRequest, inputs: BTreeMap<Phase, ArtifactRef>) -> Self {
        Self {
            id,
            request,
            inputs,
            work: Work::Whole,
            fences: Vec::new(),
        }
    }
}

/// How much of a phase a task is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "work", rename_all = "snake_case")]
pub enum Work {
    /// All of it.
    #[default]
    Whole,
    /// Finding out into which parts it can be divided. The outcome names them; none means that it is done as a whole.
    Plan {
        /// How many parts at most.
        at_most: u32,
    },
    /// The part that the task's name says.
    Part {
        /// The plan's artifact.
        plan: ArtifactRef,
    },
    /// Making the phase's artifact from the parts.
    Join {
        /// The plan's artifact.
        plan: ArtifactRef,
        /// The parts' artifacts, by name.
        parts: BTreeMap<String, ArtifactRef>,
        /// The parts that came to nothing, and why.
        missing: BTreeMap<String, String>,
    },
}

/// Who may act on something shared, as of which take-over. The epoch grows with each.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
pub struct FencingToken {
    /// What is shared: `weekly-2025-W46`.
    pub lease: String,
    /// Which take-over.
    pub epoch: i64,
}

/// What became of a task.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TaskOutcome {
    /// The artifact of the phase.
    pub artifact: ArtifactRef,
    /// What the worker measured; the gate judges it.
    pub measures: Vec<Measure>,
    /// The parts of a plan, in the order in which they should be begun.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<String>,
}

impl TaskOutcome {
    /// An artifact and what was measured of it.
    pub fn new(artifact: ArtifactRef, measures: Vec<Measure>) -> Self {
        Self {
            artifact,
            measures,
            parts: Vec::new(),
        }
    }
}

/// Why a task failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{message}")]
pub struct TaskFailure {
    /// The error with its causes, outermost first, joined by `: `.
    pub message: String,
    /// The next thing to try.
    pub hint: Option<String>,
    /// Whether trying again may help; a mistake of the user's stays one.
    pub retryable: bool,
}

/// The truth about a task at a moment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum TaskState {
    /// The worker has never heard of it, or has forgotten it in a restart.
    Unknown,
    /// It is being done.
    Running {
        /// How far it is.
        progress: Progress,
    },
    /// It is done.
    Done {
        /// The result.
        outcome: TaskOutcome,
    },
    /// It failed.
    Failed {
        /// Why.
        failure: TaskFailure,
    },
}

/// How far a task is, for people.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Finished units.
    pub done: u64,
    /// All units; 0 while unknown.
    pub total: u64,
    /// What is being done, such as a repository's name.
    pub doing: String,
}

/// A worker that offers itself to the orchestrator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkerInfo {
    /// Unique name: service, host and process.
    pub name: String,
    /// The phase it can do.
    pub phase: Phase,
    /// How many tasks at once; 0 where it takes its leave and gets no more.
    pub capacity: u32,
    /// Where it takes commands.
    pub commands: String,
    /// Where it publishes events.
    pub events: String,
    /// The program's version.
    pub version: String,
    /// What it can do besides whole phases: see [`WorkerInfo::PARTS`].
    #[serde(default)]
    pub capabilities: Vec<String>,
}

impl WorkerInfo {
    /// The capability of dividing the phase, doing parts of it and joining them.
    pub const PARTS: &str = "parts";

    /// Whether it can do something.
    pub fn can(&self, capability: &str) -> bool {
        self.capabilities.iter().any(|own| own == capability)
    }
}

/// What can be asked of a service.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Command {
    /// Any service: are you there?
    Ping,
    /// Worker: do this task. Answered with `Accepted`, `AlreadyRunning`, `AlreadyDone` or `Rejected`.
    Start {
        /// The task.
        task: Box<TaskSpec>,
    },
    /// Worker: what about this task? Answered with `Task`.
    Status {
        /// The task.
        task: TaskId,
    },
    /// Worker: stop this task. Answered with `Task`, or with `Rejected` where the fence is out of date.
    Cancel {
        /// The task.
        task: TaskId,
        /// In whose name.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        fences: Vec<FencingToken>,
    },
    /// Orchestrator: here is a worker; sent again as a heartbeat. Answered with `Accepted`.
    Register {
        /// The worker.
        worker: WorkerInfo,
    },
    /// Orchestrator: a worker leaves. Answered with `Accepted`.
    Deregister {
        /// Its name.
        worker: String,
    },
    /// Orchestrator: start a run, or continue the unfinished run of the same request. Answered with `Run` or
    /// `Rejected`.
    StartRun {
        /// What to do.
        request: Box<RunRequest>,
    },
    /// Orchestrator: one run, by its id or a period's newest. Answered with `Run` or `Rejected`.
    GetRun {
        /// The id.
        run: RunId,
    },
    /// Orchestrator: runs, newest first. Answered with `Runs`.
    ListRuns {
        /// How many at most.
        limit: u32,
    },
    /// Orchestrator: stop a run. Answered with `Run` or `Rejected`.
    CancelRun {
        /// The id.
        run: RunId,
    },
    /// Orchestrator: let a held run go on. Answered with `Run` or `Rejected`.
    ApproveRun {
        /// The id.
        run: RunId,
        /// Who approves.
        by: String,
        /// The hash of what was reviewed, as the run's `review` says it; its first twelve digits do.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        sha256: Option<String>,
    },
    /// Orchestrator: end a held run; nothing of it is published. Answered with `Run` or `Rejected`.
    RejectRun {
        /// The id.
        run: RunId,
        /// Who rejects.
        by: String,
        /// Why.
        reason: String,
    },
    /// Orchestrator: do a run again that is over, or continue one that was left unfinished. Answered with `Run` or
    /// `Rejected`.
    RetryRun {
        /// The id.
        run: RunId,
    },
    /// Orchestrator: who is registered? Answered with `Workers`.
    ListWorkers,
    /// Orchestrator: does work go on? Answered with `Control`.
    GetControl,
    /// Orchestrator: let work go on, wait, come to its end, or stop at once. Answered with `Control`.
    SetControl {
        /// What to do with work.
        mode: Mode,
        /// Who says so.
        by: String,
        /// Why.
        reason: String,
    },
    /// Orchestrator: who may write what? Answered with `Leases`.
    ListLeases,
    /// Orchestrator: take a lease away from whoever has it. Answered with `Leases`, or `Rejected` where nobody has it.
    BreakLease {
        /// Its name.
        name: String,
        /// Who does.
        by: String,
    },
}

/// The answer to a command.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "reply", rename_all = "snake_case")]
pub enum Reply {
    /// I am there.
    Pong,
    /// It will be done.
    Accepted,
    /// It is being done already.
    AlreadyRunning,
    /// It was done already.
    AlreadyDone {
        /// The result.
        outcome: TaskOutcome,
    },
    /// Not now or not ever; the failure says which.
    Rejected {
        /// Why.
        failure: TaskFailure,
    },
    /// The truth about a task.
    Task {
        /// Its state.
        state: TaskState,
    },
    /// A run.
    Run {
        /// The run.
        record: Box<RunRecord>,
    },
    /// Runs, newest first.
    Runs {
        /// The runs.
        records: Vec<RunRecord>,
    },
    /// Registered workers, by name.
    Workers {
        /// The workers.
        workers: Vec<WorkerInfo>,
    },
    /// What is done with work.
    Control {
        /// The mode and who set it.
        control: Control,
    },
    /// Leases, by name.
    Leases {
        /// The leases.
        leases: Vec<LeaseState>,
    },
    /// The peer does not take such commands or speaks another version.
    Refused {
        /// Why.
        reason: String,
    },
}

/// What happened, published to whoever listens.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// A worker got further.
    TaskProgress {
        /// The task.
        task: TaskId,
        /// How far.
        progress: Progress,
    },
    /// A snapshot is there.
    CollectionComplete {
        /// The task.
        task: TaskId,
    },
    /// Insights are there.
    AnalysisComplete {
        /// The task.
        task: TaskId,
    },
    /// Documents are there.
    GenerationComplete {
        /// The task.
        task: TaskId,
    },
    /// Receipts are there.
    PublishComplete {
        /// The task.
        task: TaskId,
    },
    /// A task failed.
    TaskFailed {
        /// The task.
        task: TaskId,
        /// Why.
        failure: TaskFailure,
    },
    /// A run changed: a phase began, a gate spoke, it ended.
    RunChanged {
        /// The run as it is now.
        record: Box<RunRecord>,
    },
}

impl Event {
    /// The event that says a phase's task is complete.
    pub fn complete(task: TaskId) -> Self {
        match task.phase {
            Phase::Collect => Self::CollectionComplete { task },
            Phase::Analyze => Self::AnalysisComplete { task },
            Phase::Generate => Self::GenerationComplete { task },
            Phase::Publish => Self::PublishComplete { task },
        }
    }

    /// The topic to subscribe to: `task.` or `run.` and the run's id.
    pub fn topic(&self) -> String {
        match self {
            Self::TaskProgress { task, .. }
            | Self::CollectionComplete { task }
            | Self::AnalysisComplete { task }
            | Self::GenerationComplete { task }
            | Self::PublishComplete { task }
            | Self::TaskFailed { task, .. } => format!("task.{}", task.run),
            Self::RunChanged { record } => format!("run.{}", record.run),
        }
    }
}
