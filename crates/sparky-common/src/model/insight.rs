//! Findings, ranked by newsworthiness.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Evidence, Sentence};

/// What sort of finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum InsightKind {
    /// A release was made.
    Release,
    /// A repository or an effort began.
    Beginning,
    /// An effort moved on or came to its end.
    Effort,
    /// Something was taken back or is broken.
    Reversal,
    /// A value left its usual range.
    Trend,
    /// A place, word or pairing stands out.
    Pattern,
    /// Somebody's first contribution, or a change in who does the work.
    People,
    /// A project's health.
    Health,
    /// Something waits.
    Waiting,
    /// A repository fell silent.
    Silence,
    /// Something could not be collected.
    Coverage,
}

/// A finding that a colleague might be told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Insight {
    /// Stable within the period: `trend:commits:raibid-labs/docs`.
    pub id: String,
    /// What sort.
    pub kind: InsightKind,
    /// The repository; nothing for the organisation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repository: Option<String>,
    /// Newsworthiness, higher first; the formula is documented with the scoring.
    pub score: f64,
    /// What was found.
    pub sentence: Sentence,
    /// What it rests on, as in the sentence.
    pub evidence: Vec<Evidence>,
}

/// How deep a repository is told.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// Told in depth.
    Deep,
    /// Told in a line.
    Line,
    /// Nothing happened.
    #[default]
    Quiet,
}
