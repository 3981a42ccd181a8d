//! How a value moves from period to period.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::period::Period;

/// What is followed over periods.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Metric {
    /// Commits without merges.
    Commits,
    /// People who wrote commits.
    Contributors,
    /// Repositories in which something happened.
    ActiveRepositories,
}

/// A value beside its robust baseline.
///
/// The baseline is the median of the earlier periods, the spread their median absolute deviation scaled by 1.4826
/// (Rousseeuw and Croux, 1993), which equals the standard deviation for normally distributed values.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Trend {
    /// What is followed.
    pub metric: Metric,
    /// The repository; nothing for the organisation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repository: Option<String>,
    /// The earlier periods and this one, oldest first.
    pub series: Vec<Point>,
    /// The median of the earlier periods; nothing where history is too short.
    pub median: Option<f64>,
    /// Their scaled median absolute deviation; nothing where history is too short.
    pub deviation: Option<f64>,
    /// How many deviations this period lies from the median; nothing where history is too short.
    pub score: Option<f64>,
    /// What that comes to.
    pub verdict: TrendVerdict,
    /// How many periods in a row, this one included, rose or fell: positive or negative; 0 without direction.
    pub streak: i32,
}

/// A value of one period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Point {
    /// Which period.
    pub period: Period,
    /// The value.
    pub value: u64,
}

/// What a trend comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TrendVerdict {
    /// Too few earlier periods to say anything.
    TooLittleHistory,
    /// Within what is usual.
    Usual,
    /// Clearly more than usual.
    Up,
    /// Clearly less than usual.
    Down,
    /// Far more than ever in the series.
    Spike,
    /// Far less than usual.
    Drop,
    /// Nothing now, though something is usual.
    Silent,
    /// The period is not over: nothing is compared.
    NotOver,
}

/// When in the period the work happened, in the organisation's time zone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Rhythm {
    /// The day with most commits, the earlier of equals; nothing without commits.
    #[schemars(with = "Option<String>")]
    pub busiest_day: Option<Date>,
    /// The hour of the day (0 to 23) with most commits, the earlier of equals; nothing without commits.
    pub busiest_hour: Option<u8>,
    /// Commits by hour of the day, 24 values.
    pub hours: Vec<u64>,
    /// Commits on Saturdays and Sundays.
    pub weekend_commits: u64,
    /// Most days in a row with a commit, within the period.
    pub longest_streak_days: u64,
}
