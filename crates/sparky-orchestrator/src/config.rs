//! What the orchestrator takes from the configuration.

use std::{path::PathBuf, time::Duration};

use sparky_common::{config::Config, messages::TaskFailure};

/// Numbers that decide how a run is driven. Values, so that the state machine stays pure.
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    /// How often a phase is tried before its gate degrades, holds or fails.
    pub attempts: u32,
    /// How long to wait before the second try.
    pub backoff: Duration,
    /// The share of repositories that must be at least partly collected.
    pub min_coverage: f64,
    /// Whether runs wait for approval before they publish to destinations.
    pub approval: bool,
    /// How many workers a task may cost in an attempt before it is itself the suspect.
    pub reassignments: u32,
    /// Into how many parts a phase is divided at most.
    pub parts: u32,
    /// A part is slow that takes this many times as long as half of the others did.
    pub slow_factor: u32,
    /// No part is slow that takes less.
    pub slow_least: Duration,
    /// How long a run waits until it may publish to the destinations.
    pub lease_wait: Duration,
}

/// How tasks are given to workers and watched.
#[derive(Clone, Debug, PartialEq)]
pub struct DispatchSettings {
    /// After how long a task is given up.
    pub task_timeout: Duration,
    /// After how much silence a worker is dropped.
    pub worker_timeout: Duration,
    /// How long a run waits for the first worker of a phase.
    pub worker_wait: Duration,
}

/// Where the orchestrator keeps things.
#[derive(Clone, Debug, PartialEq)]
pub struct Folders {
    /// The folder of everything.
    pub data: PathBuf,
}

impl Folders {
    /// The ledger's database file.
    pub fn ledger(&self) -> PathBuf {
        self.data.join("ledger.db")
    }

    /// The folder of the lock files.
    pub fn leases(&self) -> PathBuf {
        self.data.join("leases")
    }
}

/// As many workers may be lost in one attempt; a task that kills each worker it meets stops there.
const REASSIGNMENTS: u32 = 4;

impl Default for Policy {
    /// The values of `config/default.toml`.
    fn default() -> Self {
        Self {
            attempts: 3,
            backoff: Duration::from_millis(500),
            min_coverage: 0.5,
            approval: false,
            reassignments: REASSIGNMENTS,
            parts: 24,
            slow_factor: 4,
            slow_least: Duration::from_secs(60),
            lease_wait: Duration::from_secs(1800),
        }
    }
}

impl Policy {
    /// Takes the policy from the configuration.
    pub fn of(config: &Config) -> Self {
        let orchestrator = &config.orchestrator;
        Self {
            attempts: orchestrator.attempts.max(1),
            backoff: Duration::from_millis(orchestrator.retry_backoff_ms),
            min_coverage: orchestrator.min_coverage,
            approval: orchestrator.approval,
            reassignments: REASSIGNMENTS,
            parts: orchestrator.parts.max(1),
            slow_factor: orchestrator.slow_factor,
            slow_least: Duration::from_secs(orchestrator.slow_seconds),
            lease_wait: Duration::from_secs(orchestrator.task_timeout_seconds),
        }
    }
}

impl DispatchSettings {
    /// Takes the settings from the configuration.
    pub fn of(config: &Config) -> Self {
        let orchestrator = &config.orchestrator;
        Self {
            task_timeout: Duration::from_secs(orchestrator.task_timeout_seconds),
            worker_timeout: Duration::from_secs(orchestrator.worker_timeout_seconds),
            worker_wait: Duration::from_secs(orchestrator.worker_wait_seconds),
        }
    }

    /// The failure of a task that took longer than it may.
    pub(crate) fn too_long(&self) -> TaskFailure {
        TaskFailure {
            message: format!("it was not done in {} s", self.task_timeout.as_secs()),
            hint: Some("raise `orchestrator.task_timeout_seconds` if that is too little".into()),
            retryable: true,
        }
    }
}
