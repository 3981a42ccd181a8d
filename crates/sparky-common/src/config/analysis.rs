//! The options of measures: what is unusual, what is old, what weighs how much.

use schemars::JsonSchema;
use serde::Deserialize;

/// What is unusual, what is old, what weighs how much. The formulas stand in `docs/metrics.md`.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, JsonSchema)]
pub struct Analysis {
    /// How many deviations from the median make a value clearly more or less than usual.
    #[schemars(range(min = 0.1, max = 100.0))]
    pub clear_deviations: f64,
    /// How many deviations make it far more or far less; 3.5 is the cut-off of Iglewicz and Hoaglin (1993).
    #[schemars(range(min = 0.1, max = 100.0))]
    pub far_deviations: f64,
    /// Fewest commits, people or repositories that a value must differ from the median to be called unusual.
    #[schemars(range(min = 1, max = 1_000_000))]
    pub min_change: u64,
    /// Days after which an open pull request has waited long.
    #[schemars(range(min = 1, max = 36_500))]
    pub stale_pull_request_days: u64,
    /// Days after which an open issue has been open long.
    #[schemars(range(min = 1, max = 36_500))]
    pub long_open_issue_days: u64,
    /// Commits that touch more files than this say nothing about which places change together.
    #[schemars(range(min = 2, max = 1_000))]
    pub coupling_max_files: usize,
    /// Fewest commits that two files must share before they are said to change together.
    #[schemars(range(min = 2, max = 1_000_000))]
    pub coupling_min_commits: u64,
    /// Least share (0 to 1) of the commits to either file that change both.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub coupling_min_strength: f64,
    /// How many rows each list of patterns has at most.
    #[schemars(range(min = 1, max = 1_000))]
    pub max_patterns: usize,
    /// How many changes are listed with their impact at most.
    #[schemars(range(min = 1, max = 10_000))]
    pub max_impacts: usize,
    /// How many findings are listed at most.
    #[schemars(range(min = 1, max = 1_000))]
    pub max_insights: usize,
    /// How many repositories are told in depth at most; the other active ones have a line.
    #[schemars(range(min = 1, max = 10_000))]
    pub max_deep: usize,
    /// The most that the lines of a change add to its impact.
    #[schemars(range(min = 0.0, max = 1_000.0))]
    pub impact_size: f64,
    /// The most that the number of areas a change touches adds to its impact.
    #[schemars(range(min = 0.0, max = 1_000.0))]
    pub impact_spread: f64,
    /// The most that the kind of a change adds to its impact.
    #[schemars(range(min = 0.0, max = 1_000.0))]
    pub impact_kind: f64,
    /// What a breaking change adds to its impact.
    #[schemars(range(min = 0.0, max = 1_000.0))]
    pub impact_breaking: f64,
    /// The most that reviews and comments add to a change's impact.
    #[schemars(range(min = 0.0, max = 1_000.0))]
    pub impact_discussion: f64,
    /// The weight of activity in a project's health.
    #[schemars(range(min = 0.0, max = 1_000.0))]
    pub health_activity: f64,
    /// The weight of responsiveness in a project's health.
    #[schemars(range(min = 0.0, max = 1_000.0))]
    pub health_responsiveness: f64,
    /// The weight of the release rhythm in a project's health.
    #[schemars(range(min = 0.0, max = 1_000.0))]
    pub health_release_rhythm: f64,
    /// The weight of the bus factor in a project's health.
    #[schemars(range(min = 0.0, max = 1_000.0))]
    pub health_bus_factor: f64,
    /// The weight of review coverage in a project's health.
    #[schemars(range(min = 0.0, max = 1_000.0))]
    pub health_review_coverage: f64,
    /// The weight of stale work in a project's health.
    #[schemars(range(min = 0.0, max = 1_000.0))]
    pub health_stale_work: f64,
}

impl Default for Analysis {
    /// The values of `config/default.toml`; a test holds the two together.
    fn default() -> Self {
        Self {
            clear_deviations: 2.0,
            far_deviations: 3.5,
            min_change: 3,
            stale_pull_request_days: 14,
            long_open_issue_days: 90,
            coupling_max_files: 30,
            coupling_min_commits: 3,
            coupling_min_strength: 0.5,
            max_patterns: 10,
            max_impacts: 20,
            max_insights: 20,
            max_deep: 8,
            impact_size: 30.0,
            impact_spread: 15.0,
            impact_kind: 25.0,
            impact_breaking: 20.0,
            impact_discussion: 10.0,
            health_activity: 20.0,
            health_responsiveness: 20.0,
            health_release_rhythm: 10.0,
            health_bus_factor: 15.0,
            health_review_coverage: 20.0,
            health_stale_work: 15.0,
        }
    }
}
