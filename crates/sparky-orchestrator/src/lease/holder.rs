//! This process as a holder of leases.

use jiff::Timestamp;
use sparky_common::model::Holder;

/// This process under a name that no other one has.
pub(super) fn this_process() -> Holder {
    Holder {
        pid: std::process::id(),
        host: host(),
        id: uuid::Uuid::now_v7().simple().to_string(),
        since: Timestamp::now(),
    }
}

/// What the machine or pod calls itself.
pub(super) fn host() -> String {
    std::fs::read_to_string("/proc/sys/kernel/hostname")
        .ok()
        .or_else(|| std::env::var("HOSTNAME").ok())
        .map_or_else(|| "this host".into(), |name| name.trim().to_owned())
}
