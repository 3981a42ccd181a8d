//! What the ledger remembers about a schedule.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sparky_common::{model::RunId, period::Period};

/// The version of the events' shape.
pub const SCHEDULE_EVENT_VERSION: u32 = 1;

/// Why a run waits to be started.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// Its time had come.
    Clock,
    /// Its time had come while nothing was running, and it is made up for.
    CatchUp,
    /// Someone, or something outside, asked for it.
    Trigger,
    /// It belongs to a range that someone asked for.
    Backfill,
}

/// One decision about a schedule, with its reason. Events are only ever appended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ScheduleEvent {
    /// The schedule was seen for the first time: what was due before does not concern it.
    Known {
        /// Its pattern.
        cron: String,
    },
    /// A run is to be started, as soon as it is its turn.
    Queued {
        /// What it reports about.
        period: Period,
        /// When it was due or asked for.
        due: Timestamp,
        /// Why.
        origin: Origin,
        /// The same in words.
        reason: String,
    },
    /// The run was started.
    Started {
        /// What it reports about.
        period: Period,
        /// The run.
        run: RunId,
    },
    /// A run that was due is not made.
    Skipped {
        /// What it would have reported about.
        period: Period,
        /// When it was due.
        due: Timestamp,
        /// Why not.
        reason: String,
    },
    /// Runs that were due are not made up for.
    Missed {
        /// The first period.
        first: Period,
        /// The last one.
        last: Period,
        /// How many.
        count: u64,
        /// Why not.
        reason: String,
    },
    /// A run that was going on gave way to the next one.
    Replaced {
        /// The run.
        run: RunId,
        /// The period that is next.
        by: Period,
    },
    /// A run could not be started; it is tried again while it may be made up for.
    Refused {
        /// What it reports about.
        period: Period,
        /// Why.
        reason: String,
    },
    /// The clock went back, or the pattern changed: what was passed will be due again, and what was started is not
    /// started again.
    Rewound {
        /// The last period that is due now.
        to: Option<Period>,
    },
    /// Nothing starts by the clock any more.
    Paused {
        /// Who asked for it.
        by: String,
    },
    /// It does again.
    Resumed {
        /// Who asked for it.
        by: String,
    },
}

impl ScheduleEvent {
    /// The word under which the ledger files it.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Known { .. } => "known",
            Self::Queued { .. } => "queued",
            Self::Started { .. } => "started",
            Self::Skipped { .. } => "skipped",
            Self::Missed { .. } => "missed",
            Self::Replaced { .. } => "replaced",
            Self::Refused { .. } => "refused",
            Self::Rewound { .. } => "rewound",
            Self::Paused { .. } => "paused",
            Self::Resumed { .. } => "resumed",
        }
    }
}

/// An event with its place in the ledger.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordedSchedule {
    /// Its number within the schedule, from 1.
    pub seq: u64,
    /// When it was recorded.
    pub at: Timestamp,
    /// What was decided.
    pub event: ScheduleEvent,
}
