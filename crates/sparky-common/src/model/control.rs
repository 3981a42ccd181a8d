//! Whether a fleet works, waits or stands still.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What an orchestrator does with work.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// Everything goes on.
    #[default]
    Running,
    /// What workers are at is finished; nothing more is begun. New runs are taken and wait.
    Paused,
    /// The runs that there are go on to their end; new ones are refused.
    Draining,
    /// Workers are told to let go at once; nothing is begun, new runs are refused.
    Stopped,
}

impl Mode {
    /// Every mode.
    pub const ALL: [Self; 4] = [Self::Running, Self::Paused, Self::Draining, Self::Stopped];

    /// The word used in commands and messages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Draining => "draining",
            Self::Stopped => "stopped",
        }
    }

    /// Whether tasks may be given to workers.
    pub fn begins_tasks(self) -> bool {
        matches!(self, Self::Running | Self::Draining)
    }

    /// Whether new runs are taken.
    pub fn takes_runs(self) -> bool {
        matches!(self, Self::Running | Self::Paused)
    }
}

/// The mode and who set it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Control {
    /// What is done with work.
    pub mode: Mode,
    /// Who said so; nobody where it was never said.
    pub by: Option<String>,
    /// Why.
    pub reason: String,
    /// Since when.
    #[schemars(with = "Option<String>")]
    pub since: Option<Timestamp>,
}

impl Default for Control {
    fn default() -> Self {
        Self {
            mode: Mode::Running,
            by: None,
            reason: String::new(),
            since: None,
        }
    }
}
