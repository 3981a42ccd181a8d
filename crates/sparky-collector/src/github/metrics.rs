//! What Prometheus can ask about requests to GitHub.

use std::time::Duration;

use prometheus::{CounterVec, IntCounterVec, IntGaugeVec, Opts, Registry};

/// Metrics of all hosts.
#[derive(Clone, Debug)]
pub struct GitHubMetrics {
    remaining: IntGaugeVec,
    requests: IntCounterVec,
    waits: CounterVec,
}

/// Metrics of one host.
#[derive(Clone, Debug)]
pub struct HostMetrics {
    all: GitHubMetrics,
    host: String,
}

/// What is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    /// New points.
    Points,
    /// The end of a pause that GitHub asked for.
    Secondary,
    /// What other collectors have under way.
    Others,
    /// The time before the next try.
    Retry,
}

/// What became of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// There was an answer.
    Answered,
    /// A limit turned it away.
    Limited,
    /// It was too much for the server.
    Heavy,
    /// The server or the network failed.
    Failed,
    /// It was refused for good.
    Refused,
}

impl GitHubMetrics {
    /// Registers the metrics.
    pub fn register(registry: &Registry) -> prometheus::Result<Self> {
        let metrics = Self {
            remaining: IntGaugeVec::new(
                Opts::new(
                    "sparky_github_points_remaining",
                    "GraphQL points left in this hour, by GitHub's last word",
                ),
                &["host"],
            )?,
            requests: IntCounterVec::new(
                Opts::new(
                    "sparky_github_requests_total",
                    "Requests to GitHub, by what became of them",
                ),
                &["host", "outcome"],
            )?,
            waits: CounterVec::new(
                Opts::new(
                    "sparky_github_wait_seconds_total",
                    "Seconds waited before asking GitHub, by reason",
                ),
                &["host", "reason"],
            )?,
        };
        registry.register(Box::new(metrics.remaining.clone()))?;
        registry.register(Box::new(metrics.requests.clone()))?;
        registry.register(Box::new(metrics.waits.clone()))?;
        Ok(metrics)
    }

    /// Those of a host.
    pub(super) fn of(&self, host: &str) -> HostMetrics {
        HostMetrics {
            all: self.clone(),
            host: host.to_owned(),
        }
    }
}

impl HostMetrics {
    /// Shows the points that are left, if they are known.
    pub fn remaining(&self, points: Option<u64>) {
        if let Some(points) = points {
            let gauge = self.all.remaining.with_label_values(&[&self.host]);
            gauge.set(i64::try_from(points).unwrap_or(i64::MAX));
        }
    }

    /// Counts a request.
    pub fn asked(&self, outcome: Outcome) {
        let outcome = match outcome {
            Outcome::Answered => "answered",
            Outcome::Limited => "limited",
            Outcome::Heavy => "heavy",
            Outcome::Failed => "failed",
            Outcome::Refused => "refused",
        };
        let labels: [&str; 2] = [&self.host, outcome];
        self.all.requests.with_label_values(&labels).inc();
    }

    /// Counts a wait.
    pub fn waited(&self, why: Wait, time: Duration) {
        let reason = match why {
            Wait::Points => "points",
            Wait::Secondary => "secondary",
            Wait::Others => "others",
            Wait::Retry => "retry",
        };
        let labels: [&str; 2] = [&self.host, reason];
        self.all
            .waits
            .with_label_values(&labels)
            .inc_by(time.as_secs_f64());
    }
}

impl Wait {
    /// In words.
    pub fn told(self) -> &'static str {
        match self {
            Self::Points => "GitHub's rate limit",
            Self::Secondary => "GitHub's secondary rate limit",
            Self::Others => "requests of other collectors",
            Self::Retry => "another try",
        }
    }
}
