//! How a project is doing, part by part.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Evidence;

/// What is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum HealthPart {
    /// Commits against what is usual here.
    Activity,
    /// How soon pull requests and issues are answered.
    Responsiveness,
    /// How regularly releases are made.
    ReleaseRhythm,
    /// On how many people the work rests.
    BusFactor,
    /// The share of merged pull requests that somebody else reviewed.
    ReviewCoverage,
    /// Pull requests and issues that have waited long.
    StaleWork,
}

/// The health of a repository.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Health {
    /// The weighted mean of the parts that could be judged, 0 to 100; nothing where fewer than two could.
    pub score: Option<f64>,
    /// Every part in the order of [`HealthPart`].
    pub parts: Vec<HealthScore>,
}

/// One part of a repository's health.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct HealthScore {
    /// Which part.
    pub part: HealthPart,
    /// 0 to 100; nothing where the data does not tell.
    pub score: Option<f64>,
    /// The weight in the mean.
    pub weight: f64,
    /// What was measured, in words of ours with its numbers: `3 of 4 merged pull requests were reviewed`.
    pub why: String,
    /// What it rests on.
    pub evidence: Vec<Evidence>,
}
