//! Who holds a lease, for people.

use std::{fmt, path::Path};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A process that holds a lease.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// Its process id.
    pub pid: u32,
    /// The machine or pod it runs on.
    pub host: String,
    /// Since when it holds the lease.
    pub since: Timestamp,
}

impl Holder {
    /// This process, from now on.
    pub(super) fn this_process() -> Self {
        Self {
            pid: std::process::id(),
            host: host(),
            since: Timestamp::now(),
        }
    }

    pub(super) fn to_json(&self) -> String {
        serde_json::json!(self).to_string()
    }

    /// What the lock file says. It is written after the lock is taken, so it may not be there yet.
    pub(super) fn read(path: &Path) -> String {
        std::fs::read_to_string(path)
            .ok()
            .and_then(|text| serde_json::from_str::<Self>(&text).ok())
            .map_or_else(|| "another process".into(), |holder| holder.to_string())
    }
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "process {} on {} since {:.0}", self.pid, self.host, self.since)
    }
}

fn host() -> String {
    std::fs::read_to_string("/proc/sys/kernel/hostname")
        .ok()
        .or_else(|| std::env::var("HOSTNAME").ok())
        .map_or_else(|| "this host".into(), |name| name.trim().to_owned())
}
