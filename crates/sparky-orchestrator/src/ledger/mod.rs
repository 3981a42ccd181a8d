//! The ledger: the durable history of runs, an append-only table of events in an embedded database.
//!
//! It is written before and after each step, in `<data>/ledger.db`, by orchestrators only; `sparky runs` reads it
//! where no orchestrator runs. What it says is what a restart goes on from.

mod answers;
mod append;
mod control;
mod error;
mod feed;
mod leases;
mod observer;
mod page;
mod read;
mod schedules;
mod schema;

#[cfg(test)]
mod tests;

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use rusqlite::Connection;

pub use answers::Answer;
pub use error::LedgerError;
pub use feed::{Fed, Subject};
pub use leases::{Fence, Taking};
pub use observer::LedgerObserver;
pub use page::{Filter, Place};
pub use read::{LedgerReader, RunHead};

use crate::state::{IllegalEvent, Recorded, RunState};

/// How long a write waits for another process to finish its own.
const BUSY: Duration = Duration::from_secs(5);

/// The ledger, open for appending.
pub struct Ledger {
    connection: Mutex<Connection>,
    path: PathBuf,
    observers: Vec<Arc<dyn LedgerObserver>>,
}

impl Ledger {
    /// Opens the ledger and makes or brings up to date its tables.
    ///
    /// # Errors
    /// When the folder cannot be written, the file is damaged, or a newer Sparky wrote it.
    pub fn open(path: &Path, observers: Vec<Arc<dyn LedgerObserver>>) -> Result<Self, LedgerError> {
        let connection = schema::open(path, BUSY)?;
        Ok(Self {
            connection: Mutex::new(connection),
            path: path.to_owned(),
            observers,
        })
    }

    /// Every event of a run in order; none where the run is unknown.
    ///
    /// # Errors
    /// When the ledger cannot be read or holds something this version does not know.
    pub fn events(&self, run: &str) -> Result<Vec<Recorded>, LedgerError> {
        read::events(&self.connection(), &self.path, run)
    }

    /// The state of a run and the number of its last event.
    ///
    /// # Errors
    /// When the ledger cannot be read, or the run's events do not follow from each other.
    pub fn replay(&self, run: &str) -> Result<(RunState, u64), LedgerError> {
        read::replay(&self.connection(), &self.path, run)
    }

    /// An event that cannot follow, as this ledger's error.
    pub(crate) fn impossible(&self, source: IllegalEvent) -> LedgerError {
        LedgerError::Impossible {
            path: self.path.clone(),
            source,
        }
    }

    /// The newest runs, newest first.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn list(&self, limit: u32) -> Result<Vec<RunHead>, LedgerError> {
        read::list(&self.connection(), &self.path, limit)
    }

    /// The runs that have not ended, oldest first.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn unfinished(&self) -> Result<Vec<RunHead>, LedgerError> {
        read::unfinished(&self.connection(), &self.path)
    }

    /// Finds a run by its id, or by a period: then its newest.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn find(&self, run_or_period: &str) -> Result<Option<RunHead>, LedgerError> {
        read::find(&self.connection(), &self.path, run_or_period)
    }

    /// A thread that panicked while it held the connection left at most a transaction that rolls back.
    fn connection(&self) -> std::sync::MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
