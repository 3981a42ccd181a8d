//! What Prometheus can ask the collector.

use prometheus::{Histogram, HistogramOpts, HistogramTimer, IntCounter, IntCounterVec, Opts, Registry};
use sparky_common::model::CoverageState;

use crate::{github::GitHubMetrics, part::Part};

/// The collector's metrics.
#[derive(Clone, Debug)]
pub struct Metrics {
    repositories: IntCounterVec,
    commits: IntCounter,
    github: GitHubMetrics,
    seconds: Histogram,
}

impl Metrics {
    /// Registers the metrics.
    pub fn register(registry: &Registry) -> prometheus::Result<Self> {
        let metrics = Self {
            repositories: IntCounterVec::new(
                Opts::new(
                    "sparky_collector_repositories_total",
                    "Repositories collected, by coverage",
                ),
                &["coverage"],
            )?,
            commits: IntCounter::new("sparky_collector_commits_total", "Commits put into snapshots")?,
            github: GitHubMetrics::register(registry)?,
            seconds: Histogram::with_opts(
                HistogramOpts::new("sparky_collector_task_seconds", "How long a collection took")
                    .buckets(vec![0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 30.0, 120.0, 600.0]),
            )?,
        };
        registry.register(Box::new(metrics.repositories.clone()))?;
        registry.register(Box::new(metrics.commits.clone()))?;
        registry.register(Box::new(metrics.seconds.clone()))?;
        Ok(metrics)
    }

    /// Those of requests to GitHub.
    pub fn github(&self) -> &GitHubMetrics {
        &self.github
    }

    /// Measures a task until the timer ends.
    pub fn task(&self) -> HistogramTimer {
        self.seconds.start_timer()
    }

    /// Counts what a snapshot holds.
    pub(crate) fn observe(&self, parts: &[Part]) {
        for (label, state) in [
            ("complete", CoverageState::Complete),
            ("partial", CoverageState::Partial),
            ("failed", CoverageState::Failed),
        ] {
            let count = parts.iter().filter(|part| part.coverage.state == state).count();
            self.repositories.with_label_values(&[label]).inc_by(count as u64);
        }
        let commits: usize = parts.iter().map(|part| part.commits).sum();
        self.commits.inc_by(commits as u64);
    }
}
