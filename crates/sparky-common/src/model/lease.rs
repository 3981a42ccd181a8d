//! Who may do what only one may do at a time.

use std::fmt;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A process that holds a lease.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Holder {
    /// Its process id.
    pub pid: u32,
    /// The machine or pod it runs on.
    pub host: String,
    /// What it calls itself, so that process ids can be used again.
    pub id: String,
    /// Since when it takes leases.
    #[schemars(with = "String")]
    pub since: Timestamp,
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "process {} on {}", self.pid, self.host)
    }
}

/// A lease as the ledger knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LeaseState {
    /// What is shared: a period's run (`weekly-2025-W46`), or `destinations`.
    pub name: String,
    /// How often it was taken or broken.
    pub epoch: i64,
    /// Who has, or had, it.
    pub holder: Option<Holder>,
    /// Since when.
    #[schemars(with = "String")]
    pub since: Timestamp,
    /// Until when, unless it is renewed.
    #[schemars(with = "String")]
    pub expires_at: Timestamp,
    /// Who took it away from its holder.
    pub ended_by: Option<String>,
}

impl LeaseState {
    /// Whether someone has it.
    pub fn is_held(&self, now: Timestamp) -> bool {
        self.ended_by.is_none() && now < self.expires_at
    }

    /// Who has it since when, in words.
    pub fn holder_in_words(&self) -> String {
        let holder = self.holder.as_ref();
        let who = holder.map_or_else(|| "another process".into(), ToString::to_string);
        format!("{who} since {:.0}", self.since)
    }
}
