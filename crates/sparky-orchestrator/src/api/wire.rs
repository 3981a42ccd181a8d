//! What requests and answers hold. The schemas of the OpenAPI description are derived from these types.

use std::collections::BTreeMap;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sparky_common::{
    messages::Progress as TaskProgress,
    model::{
        ArtifactRef, DocumentFormat, DocumentKind, GateReport, LeaseState, Measure, Mode, Phase, RunId,
        RunRecord, RunStatus, SourceRef,
    },
    period::{Kind, Period},
};

use crate::{ledger::RunHead, record, schedule::ScheduleView};

/// What a run is asked to do.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRun {
    /// Daily, weekly or monthly.
    pub kind: Kind,
    /// The period; the last that is over where none is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<Period>,
    /// The sources; those of the configuration where none is given. Others need the role `admin`.
    #[serde(default)]
    pub sources: Vec<SourceRef>,
    /// What to call the organisation in the report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 200))]
    pub organisation: Option<String>,
    /// Whether the documents go to the configured destinations.
    #[serde(default)]
    pub publish: bool,
    /// Whether publishing only shows what it would do.
    #[serde(default)]
    pub dry_run: bool,
}

/// What is approved.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// The hash of what was reviewed, as the run's `review` says it; its first twelve digits do. What is there now is
    /// another one: refused.
    #[schemars(length(min = 12, max = 64), pattern("^[0-9A-Fa-f]+$"))]
    pub sha256: String,
}

/// Why a held run is rejected.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rejection {
    /// In words, for the ledger.
    #[serde(default)]
    #[schemars(length(max = 2000))]
    pub reason: String,
}

/// The line of a run in a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RunSummary {
    /// The run's name.
    pub run: RunId,
    /// Daily, weekly or monthly.
    pub kind: Kind,
    /// The period.
    pub period: Period,
    /// Where it stands.
    pub status: RunStatus,
    /// Why it is held or ended as it did.
    pub reason: Option<String>,
    /// When it was asked for.
    #[schemars(with = "String")]
    pub created_at: Timestamp,
    /// When it came to its end.
    #[schemars(with = "Option<String>")]
    pub ended_at: Option<Timestamp>,
}

/// A page of runs, newest first.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct RunPage {
    /// The runs.
    pub runs: Vec<RunSummary>,
    /// The cursor of the next page; nothing on the last one.
    pub next: Option<String>,
}

/// The gates of a run.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Gates {
    /// In order, every attempt of its own.
    pub gates: Vec<GateReport>,
}

/// The tasks of a run.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Tasks {
    /// In the order in which they were begun.
    pub tasks: Vec<TaskContext>,
}

/// Where a task stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum TaskStanding {
    /// It is being done, or waits for a worker.
    Running,
    /// It is done.
    Done,
    /// It failed.
    Failed,
    /// Its worker was lost.
    Lost,
}

/// Everything known about one try of a task.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TaskContext {
    /// The run.
    pub run: RunId,
    /// The task's name: run, phase, part and try.
    pub task: String,
    /// The phase.
    pub phase: Phase,
    /// Which part of the phase: `all`, `plan`, a part of the plan, or `join`.
    pub part: String,
    /// Which attempt of the phase this belongs to, as its gate counts.
    pub attempt: u32,
    /// Which try of the task this is.
    pub try_number: u32,
    /// The worker it went to.
    pub worker: Option<String>,
    /// How many tries there were before this one.
    pub retries: u64,
    /// Where it stands.
    pub state: TaskStanding,
    /// When it was begun.
    #[schemars(with = "String")]
    pub started_at: Timestamp,
    /// When it was over.
    #[schemars(with = "Option<String>")]
    pub ended_at: Option<Timestamp>,
    /// The artifacts it works on, by the phase that made them.
    pub inputs: BTreeMap<Phase, ArtifactRef>,
    /// What the plan and the parts before it made, by part.
    pub parts: BTreeMap<String, ArtifactRef>,
    /// What it made.
    pub output: Option<ArtifactRef>,
    /// What was measured of it.
    pub measures: Vec<Measure>,
    /// What went wrong, and what to try.
    pub messages: Vec<String>,
    /// How far it is, while it is being done.
    pub progress: Option<Progress>,
}

/// How far a task is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Progress {
    /// Finished units.
    pub done: u64,
    /// All units; 0 while unknown.
    pub total: u64,
    /// What is being done.
    pub doing: String,
}

impl From<TaskProgress> for Progress {
    fn from(TaskProgress { done, total, doing }: TaskProgress) -> Self {
        Self { done, total, doing }
    }
}

impl From<Progress> for TaskProgress {
    fn from(Progress { done, total, doing }: Progress) -> Self {
        Self { done, total, doing }
    }
}

impl From<RunSummary> for RunRecord {
    fn from(summary: RunSummary) -> Self {
        record::of_head(summary.into())
    }
}

impl From<RunSummary> for RunHead {
    fn from(summary: RunSummary) -> Self {
        let RunSummary {
            run,
            kind,
            period,
            status,
            reason,
            created_at,
            ended_at,
        } = summary;
        Self {
            run,
            kind,
            period,
            status,
            reason,
            created_at,
            ended_at,
        }
    }
}

/// The workers that are alive.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Workers {
    /// By name.
    pub workers: Vec<Worker>,
    /// What they can do together, by phase.
    pub phases: BTreeMap<Phase, PhaseWorkers>,
}

/// One worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Worker {
    /// Unique name: service, host and process.
    pub name: String,
    /// The phase it can do.
    pub phase: Phase,
    /// How many tasks at once.
    pub capacity: u32,
    /// How many it has now.
    pub tasks: u32,
    /// How often it was lost with a task.
    pub lost: u32,
    /// Milliseconds since its last sign of life.
    pub silent_ms: u64,
    /// Where it takes commands.
    pub commands: String,
    /// The program's version.
    pub version: String,
}

/// The workers of a phase together.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PhaseWorkers {
    /// How many there are.
    pub workers: u32,
    /// How many tasks at once.
    pub capacity: u32,
    /// How many they have now.
    pub tasks: u32,
}

/// What is to be done with work.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Order {
    /// Go on, wait, come to the end, or stop at once.
    pub mode: Mode,
    /// Why, for the ledger.
    #[serde(default)]
    #[schemars(length(max = 2000))]
    pub reason: String,
}

/// The leases.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Leases {
    /// By name; those that nobody holds any more too.
    pub leases: Vec<LeaseState>,
}

/// The schedules.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Schedules {
    /// By name.
    pub schedules: Vec<ScheduleView>,
}

/// A schedule and the latest decisions about it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ScheduleStory {
    /// The schedule.
    pub schedule: ScheduleView,
    /// The latest first.
    pub decisions: Vec<Decision>,
}

/// A decision about a schedule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Decision {
    /// When it was made.
    #[schemars(with = "String")]
    pub at: Timestamp,
    /// `queued`, `started`, `skipped`, `missed`, `replaced`, `refused`, `rewound`, `paused`, `resumed` or `known`.
    pub kind: String,
    /// The decision with its reason.
    pub detail: serde_json::Value,
}

/// What is triggered.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Trigger {
    /// The period; the last that is over where none is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<Period>,
    /// Whether to make it again where it was made already.
    #[serde(default)]
    pub again: bool,
}

/// A range of periods, both ends included.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Backfill {
    /// The first.
    pub from: Period,
    /// The last.
    pub to: Period,
}

/// The periods that are made one after the other.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Backfilled {
    /// Oldest first.
    pub periods: Vec<Period>,
}

/// A page of reports, newest first; of each period the newest report.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ReportPage {
    /// The reports.
    pub reports: Vec<Report>,
    /// The cursor of the next page; nothing on the last one.
    pub next: Option<String>,
}

/// The documents about a period.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Report {
    /// The run that made them.
    pub run: RunId,
    /// Daily, weekly or monthly.
    pub kind: Kind,
    /// The period.
    pub period: Period,
    /// The headline.
    pub title: String,
    /// False when the period was not over or coverage was not complete.
    pub complete: bool,
    /// Whether a repository that is not public is among those reported about.
    pub private: bool,
    /// The files.
    pub files: Vec<ReportFile>,
}

/// One file of a report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReportFile {
    /// Its path, as `path` of its content's address takes it.
    pub path: String,
    /// What sort of text it is.
    pub kind: DocumentKind,
    /// Its format.
    pub format: DocumentFormat,
    /// Its size.
    pub bytes: u64,
    /// Its hash.
    pub sha256: String,
    /// The address of its content.
    pub href: String,
}

/// What an event is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum EventSort {
    /// Something was recorded about a run.
    Run,
    /// A decision about a schedule was recorded.
    Schedule,
    /// A worker got further. Such events have no id and are not sent again.
    Progress,
    /// The place asked for is unknown here: look at everything anew.
    Reset,
}

/// One event of the stream.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StreamEvent {
    /// Its place, to go on after; none for progress.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    /// What it is about.
    #[serde(rename = "type")]
    pub sort: EventSort,
    /// When it was recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub at: Option<Timestamp>,
    /// The word under which the ledger files it, such as `task_started`, `gate_judged`, `ended`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<RunId>,
    /// Where the run stands now, which may be later than the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<RunStatus>,
    /// The run's period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<Period>,
    /// The schedule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schedule: Option<String>,
    /// The phase of a task.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phase: Option<Phase>,
    /// The progress of a task.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub progress: Option<Progress>,
    /// The event as the ledger keeps it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<serde_json::Value>,
}

/// What is at `/`.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Index {
    /// `sparky`.
    pub name: String,
    /// The program's version.
    pub version: String,
    /// Addresses to go on from, by name.
    pub links: BTreeMap<String, String>,
}
