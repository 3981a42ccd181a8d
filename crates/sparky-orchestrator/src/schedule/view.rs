//! What people see of schedules, and why a request about one is refused.

use jiff::Timestamp;
use serde::Serialize;
use sparky_common::{
    messages::TaskFailure,
    model::RunId,
    period::{Kind, Period},
};

use crate::ledger::LedgerError;

/// What people see of a schedule.
#[derive(Clone, Debug, PartialEq, Serialize, serde::Deserialize, schemars::JsonSchema)]
#[schemars(rename = "Schedule")]
pub struct ScheduleView {
    /// Its name.
    pub name: String,
    /// Daily, weekly or monthly.
    pub kind: Kind,
    /// Its pattern: minute, hour, day of the month, month, day of the week.
    pub cron: String,
    /// The time zone that the pattern is read in.
    pub time_zone: String,
    /// `queue`, `skip` or `replace`.
    pub overlap: String,
    /// Seconds for which a run that was due while nothing was running is made up for.
    pub catch_up_seconds: u64,
    /// Seconds by which each run is later than the pattern says.
    pub delay_seconds: u64,
    /// Whether its runs publish to the configured destinations.
    pub publish: bool,
    /// Whether the clock starts its runs at all (`schedules.enabled`).
    pub enabled: bool,
    /// Whether it is paused.
    pub paused: bool,
    /// When the next run is due.
    #[schemars(with = "Option<String>")]
    pub next_at: Option<Timestamp>,
    /// What it will report about.
    pub next_period: Option<Period>,
    /// The run that was started last.
    pub last_run: Option<RunId>,
    /// What that one reports about.
    pub last_period: Option<Period>,
    /// Periods that wait for their turn.
    pub waiting: Vec<Period>,
    /// Why the first of them could not be started.
    pub refused: Option<String>,
}

/// Why a request about a schedule is refused.
#[derive(Debug, thiserror::Error)]
pub enum KeeperError {
    /// There is no such schedule.
    #[error("there is no schedule `{name}`")]
    Unknown {
        /// The name.
        name: String,
        /// The ones that there are.
        known: String,
    },
    /// A period of another kind, or a range that goes backwards or is too long.
    #[error("{0}")]
    Range(String),
    /// The run cannot be started.
    #[error(transparent)]
    Run(#[from] TaskFailure),
    /// The ledger.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// Another orchestrator keeps the same schedules.
    #[error("another orchestrator has decided about the schedule at the same moment")]
    Contended,
}

impl KeeperError {
    /// The next thing to try.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Unknown { known, .. } => Some(format!("the schedules are: {known}")),
            Self::Run(failure) => failure.hint.clone(),
            Self::Ledger(error) => Some(error.hint()),
            Self::Contended => Some("try again".into()),
            Self::Range(_) => None,
        }
    }
}
