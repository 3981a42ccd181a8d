//! What somebody works on. People are never ranked by lines.

use std::collections::BTreeMap;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Flow;

/// A contributor's period.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Profile {
    /// Areas of the trees by files changed, most first, then by name: (`repository`, area, files).
    pub focus: Vec<(String, String, u64)>,
    /// Commits by conventional type.
    pub kinds: BTreeMap<String, u64>,
    /// Reviews given, by repository.
    pub reviews: BTreeMap<String, u64>,
    /// The day of the first commit, where that lies in the window and the whole history is known.
    #[schemars(with = "Option<String>")]
    pub first_contribution: Option<Date>,
    /// Most days in a row with a commit, within the period.
    pub longest_streak_days: u64,
    /// Periods in a row with a commit, this one included.
    pub periods_in_a_row: u64,
    /// How long their own pull requests and issues took.
    #[serde(default)]
    pub flow: Flow,
}
