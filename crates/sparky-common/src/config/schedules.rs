//! The options of schedules: when runs start by themselves.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::period::Kind;

/// When runs start by themselves, in `sparky up` and in the orchestrator: five fields of cron in the organisation's time
/// zone, each for the last period that is over.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct Schedules {
    /// Whether any run starts by itself. Triggers from outside are taken nevertheless.
    pub enabled: bool,
    /// When the report about yesterday is made. Empty: never.
    #[schemars(extend("format" = "cron"))]
    pub daily: String,
    /// When the report about last week is made. Empty: never.
    #[schemars(extend("format" = "cron"))]
    pub weekly: String,
    /// When the report about last month is made. Empty: never.
    #[schemars(extend("format" = "cron"))]
    pub monthly: String,
    /// What happens when a run is due while the schedule's last one is still going on.
    pub overlap: Overlap,
    /// Hours after which a run that was due while nothing was running is not made up for.
    #[schemars(range(min = 0, max = 87_600))]
    pub catch_up_hours: u32,
    /// The longest delay in seconds by which each schedule is moved, always by the same for a name, so that many fleets
    /// do not ask the same server at once.
    #[schemars(range(min = 0, max = 86_400))]
    pub jitter_seconds: u32,
    /// Whether scheduled runs publish to the configured destinations.
    pub publish: bool,
    /// Further schedules.
    #[schemars(extend("format" = "unique-names"))]
    pub more: Vec<Schedule>,
}

/// One further schedule.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct Schedule {
    /// A unique name of letters, digits, `-`, `_` and `.`; `daily`, `weekly` and `monthly` are taken.
    #[schemars(extend("format" = "name"), example = &"evening")]
    pub name: String,
    /// What is made.
    #[schemars(example = &"daily")]
    pub kind: Kind,
    /// When: minute, hour, day of the month, month, day of the week.
    #[schemars(extend("format" = "cron"), example = &"0 18 * * 1-5")]
    pub cron: String,
    /// The IANA time zone of `cron`. Empty: that of the organisation.
    #[serde(default)]
    #[schemars(extend("format" = "time-zone-or-empty"))]
    pub time_zone: String,
    /// What happens when a run is due while the schedule's last one is still going on.
    #[serde(default)]
    pub overlap: Overlap,
    /// Hours after which a run that was due while nothing was running is not made up for.
    #[serde(default = "default_catch_up_hours")]
    #[schemars(range(min = 0, max = 87_600))]
    pub catch_up_hours: u32,
    /// The longest delay in seconds by which the schedule is moved.
    #[serde(default)]
    #[schemars(range(min = 0, max = 86_400))]
    pub jitter_seconds: u32,
    /// Whether its runs publish to the configured destinations.
    #[serde(default = "default_publish")]
    pub publish: bool,
}

fn default_catch_up_hours() -> u32 {
    168
}

fn default_publish() -> bool {
    true
}

/// What happens when a run is due while the schedule's last one is still going on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Overlap {
    /// It waits for its turn.
    #[default]
    Queue,
    /// It is left out.
    Skip,
    /// The one that is going on is cancelled.
    Replace,
}
