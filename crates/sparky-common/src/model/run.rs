//! Words for runs: phases, gates, verdicts and how a run ends.

use std::{collections::BTreeMap, fmt, path::PathBuf};

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ArtifactRef, Document, Publication};
use crate::period::{Kind, Period};

/// The name of a run: `weekly-2025-W46-` and a time-ordered random part.
pub type RunId = String;

/// A step of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Phase {
    /// Sources to a snapshot.
    Collect,
    /// A snapshot to insights.
    Analyze,
    /// Insights to documents.
    Generate,
    /// Documents to receipts.
    Publish,
}

impl Phase {
    /// Every phase in order.
    pub const ALL: [Self; 4] = [Self::Collect, Self::Analyze, Self::Generate, Self::Publish];

    /// The word used in commands and messages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Collect => "collect",
            Self::Analyze => "analyze",
            Self::Generate => "generate",
            Self::Publish => "publish",
        }
    }

    /// The phase after this one.
    pub fn next(self) -> Option<Self> {
        match self {
            Self::Collect => Some(Self::Analyze),
            Self::Analyze => Some(Self::Generate),
            Self::Generate => Some(Self::Publish),
            Self::Publish => None,
        }
    }
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Where activity comes from, as a run was asked to take it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SourceRef {
    /// A local repository: working tree, bare or linked worktree.
    Path(PathBuf),
    /// Every repository found below a folder.
    Folder(PathBuf),
    /// A git URL, kept as a bare mirror.
    Url(String),
    /// What GitHub knows of an organisation, a user or one repository.
    GitHub {
        /// A login, or `owner/name` for one repository.
        name: String,
        /// How GitHub is asked.
        via: Via,
    },
}

/// How GitHub is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Via {
    /// With the configured token or App; without one, through `gh`.
    #[default]
    Auto,
    /// Over HTTP with the configured token or App.
    Token,
    /// Through the `gh` program with whatever login it has.
    Gh,
}

/// What a run is asked to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RunRequest {
    /// Daily, weekly or monthly.
    pub kind: Kind,
    /// The period.
    pub period: Period,
    /// The sources, sorted; empty for those of the configuration.
    #[serde(default)]
    pub sources: Vec<SourceRef>,
    /// What to call the organisation; nothing for the configured name.
    #[serde(default)]
    pub organisation: Option<String>,
    /// Whether the documents go to the configured destinations.
    #[serde(default)]
    pub publish: bool,
    /// Whether publishing only shows what it would do.
    #[serde(default)]
    pub dry_run: bool,
    /// Who writes the prose, as `llm.model` spells it; nothing for the configured choice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
}

/// Where a run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RunStatus {
    /// Recorded, not begun.
    Pending,
    /// The collect phase or its gate.
    Collecting,
    /// The analyze phase or its gate.
    Analyzing,
    /// The generate phase or its gate.
    Generating,
    /// Waits for a person.
    Held,
    /// The publish phase or its gate.
    Publishing,
    /// Everything was done and nothing is missing.
    Succeeded,
    /// Documents were made, but something is missing; the gates say what. Never shown as success.
    Partial,
    /// No result.
    Failed,
    /// Stopped by someone.
    Cancelled,
}

impl RunStatus {
    /// Whether nothing more will happen by itself.
    pub fn is_final(self) -> bool {
        matches!(
            self,
            Self::Succeeded | Self::Partial | Self::Failed | Self::Cancelled
        )
    }

    /// The word used in output and messages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Collecting => "collecting",
            Self::Analyzing => "analyzing",
            Self::Generating => "generating",
            Self::Held => "held",
            Self::Publishing => "publishing",
            Self::Succeeded => "succeeded",
            Self::Partial => "partial",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }
}

impl fmt::Display for RunStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Something a worker measured about its result; the orchestrator's gate judges it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Measure {
    /// What was measured, in snake case: `coverage_ratio`, `words`, `unsupported_claims`.
    pub name: String,
    /// How much.
    pub value: f64,
    /// What a person should know about it, such as the claims that failed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub details: Vec<String>,
}

/// The outcome of a gate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Go on.
    Pass,
    /// Go on with less; the run ends partial.
    Degrade,
    /// Do the phase again.
    Retry,
    /// Wait for a person.
    Hold,
    /// Give up.
    Fail,
}

/// One named check of a gate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Check {
    /// Its name, as documented: `coverage`, `totals-reconcile`, `word-range`.
    pub name: String,
    /// What the check alone would decide.
    pub verdict: Verdict,
    /// What was found and what was asked for, in words.
    pub detail: String,
}

/// A gate's verdict and the checks it rests on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GateReport {
    /// The phase before the gate.
    pub phase: Phase,
    /// Which try of the phase this was, from 1.
    pub attempt: u32,
    /// The worst of the checks, after retries are spent.
    pub verdict: Verdict,
    /// Every check.
    pub checks: Vec<Check>,
}

/// What a held run waits to have approved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct UnderReview {
    /// The phase that made it.
    pub phase: Phase,
    /// What approval is bound to: for documents, the list of them with the hash of each.
    pub artifact: ArtifactRef,
}

/// What is known about a run: what `sparky runs show` prints and `--json` ends with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RunRecord {
    /// The run's name.
    pub run: RunId,
    /// Daily, weekly or monthly.
    pub kind: Kind,
    /// The period.
    pub period: Period,
    /// Where it stands.
    pub status: RunStatus,
    /// Why it ended as it did, unless it succeeded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What a held run waits to have approved; approval names its hash.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review: Option<UnderReview>,
    /// The gates so far, in order.
    pub gates: Vec<GateReport>,
    /// The documents, once they are made.
    pub documents: Vec<Document>,
    /// Repositories by coverage: `complete`, `partial`, `failed`.
    pub coverage: BTreeMap<String, u64>,
    /// What is missing from repositories that are not complete, by repository.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub gaps: BTreeMap<String, Vec<String>>,
    /// Where the documents went.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publication: Option<Publication>,
    /// The artifacts of each finished phase.
    pub artifacts: BTreeMap<Phase, ArtifactRef>,
    /// Milliseconds per phase and in all (`total`).
    pub timings: BTreeMap<String, u64>,
    /// When it was asked for.
    #[schemars(with = "String")]
    pub created_at: Timestamp,
    /// When it came to its end.
    #[schemars(with = "Option<String>")]
    pub ended_at: Option<Timestamp>,
}
