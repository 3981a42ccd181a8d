//! The right to run a period: one run of a (kind, period) at a time, on one data folder, over all processes.
//!
//! An OS file lock says who may run; it is released by death. The ledger's epoch fences whoever still believes in an
//! older lease: a paused process cannot write after another has taken over.

mod holder;

use std::{
    fs::{File, OpenOptions, TryLockError},
    io::Write,
    path::{Path, PathBuf},
};

use sparky_common::{
    messages::TaskFailure,
    period::{Kind, Period},
};

pub use holder::Holder;

use crate::ledger::{Fence, Ledger, LedgerError};

/// Why a period cannot be run now.
#[derive(Debug, thiserror::Error)]
pub enum LeaseError {
    /// Someone else runs it.
    #[error("the {} {period} is being run by {holder} already", .kind.noun())]
    Taken {
        /// Daily, weekly or monthly.
        kind: Kind,
        /// The period.
        period: Period,
        /// Who, in words.
        holder: String,
    },
    /// The lock file cannot be used.
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
            Self::Taken { .. } => {
                "wait until it has ended, or stop that process: its run can then be continued".into()
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
        TaskFailure::of(self, matches!(self, Self::Taken { .. })).with_hint(self.hint())
    }
}

/// The right to run a period, until it is dropped.
#[derive(Debug)]
pub struct Lease {
    /// What the ledger checks at each append.
    pub fence: Fence,
    /// Holds the lock. The file itself stays: removing it would let two processes lock two files of one name.
    lock: File,
}

impl Drop for Lease {
    /// Closing the file would do, but for a child process that is just being started: until its program is loaded it
    /// has a copy of every open file.
    fn drop(&mut self) {
        if let Err(error) = self.lock.unlock() {
            tracing::debug!(%error, "the lease is released when the file is closed");
        }
    }
}

impl Lease {
    /// Takes the right to run a period, or says who has it.
    ///
    /// # Errors
    /// When someone else has it, or the lock file or the ledger cannot be written.
    pub fn take(folder: &Path, ledger: &Ledger, kind: Kind, period: Period) -> Result<Self, LeaseError> {
        let path = folder.join(format!("{kind}-{period}.lock"));
        let failed = |source| LeaseError::File {
            path: path.clone(),
            source,
        };
        std::fs::create_dir_all(folder).map_err(failed)?;
        let mut lock = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(failed)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(LeaseError::Taken {
                    kind,
                    period,
                    holder: Holder::read(&path),
                });
            }
            Err(TryLockError::Error(source)) => return Err(failed(source)),
        }
        let holder = Holder::this_process();
        lock.set_len(0)
            .and_then(|()| lock.write_all(holder.to_json().as_bytes()))
            .map_err(failed)?;
        let fence = ledger.fence(kind, period, &holder.to_string())?;
        Ok(Self { fence, lock })
    }
}
