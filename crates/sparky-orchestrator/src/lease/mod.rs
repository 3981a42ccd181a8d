//! Leases: the right to do something that only one may do at a time, such as running a period or publishing.
//!
//! A lease is a row of the ledger with an end and an epoch. Its holder renews it; who dies frees it at once on the same
//! machine (the system frees the process's lock file), else when its time is over. The epoch grows with each take-over
//! and is checked at every write, so whoever was paused beyond its lease can write nothing, and tell nobody anything.

mod desk;
mod holder;
mod presence;

use std::path::PathBuf;

use sparky_common::{
    messages::TaskFailure,
    period::{Kind, Period},
};

pub use desk::{Lease, Leases};
pub(crate) use presence::is_gone;

use crate::ledger::LedgerError;

/// The lease of publishing to the destinations.
pub const DESTINATIONS: &str = "destinations";

/// The lease of a period's runs.
pub fn of_period(kind: Kind, period: Period) -> String {
    format!("{kind}-{period}")
}

/// Why a lease cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum LeaseError {
    /// Someone else runs the period.
    #[error("the {} {period} is being run by {holder} already", .kind.noun())]
    Taken {
        /// Daily, weekly or monthly.
        kind: Kind,
        /// The period.
        period: Period,
        /// Who, in words.
        holder: String,
    },
    /// Someone else has something else.
    #[error("the lease `{name}` is held by {holder}")]
    Held {
        /// What.
        name: String,
        /// Who, in words.
        holder: String,
    },
    /// A lock file cannot be used.
    #[error("cannot lock `{}`", .path.display())]
    File {
        /// The lock file.
        path: PathBuf,
        /// The cause.
        #[source]
        source: std::io::Error,
    },
    /// The ledger cannot take the new epoch.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

impl LeaseError {
    /// The next thing to try.
    pub fn hint(&self) -> String {
        match self {
            Self::Taken { .. } | Self::Held { .. } => {
                "wait until it has ended, or stop that process: its run can then \
                 be continued. If it hangs: sparky leases break NAME"
                    .into()
            }
            Self::File { path, .. } => format!(
                "make `{}` writable for this user, or choose another folder with --data-dir",
                path.parent().unwrap_or(path).display()
            ),
            Self::Ledger(error) => error.hint(),
        }
    }

    /// The same as it travels to whoever asked.
    pub(crate) fn failure(&self) -> TaskFailure {
        let passes = matches!(self, Self::Taken { .. } | Self::Held { .. });
        TaskFailure::of(self, passes).with_hint(self.hint())
    }
}
