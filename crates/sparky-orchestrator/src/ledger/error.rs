//! What can go wrong with the ledger, and the way out.

use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;
use sparky_common::messages::TaskFailure;

use crate::state::IllegalEvent;

/// Why the ledger could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// The folder or the file cannot be opened.
    #[error("cannot open the ledger `{}`", .path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// The cause.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The file or its folder may not be written.
    #[error("the ledger `{}` cannot be written", .path.display())]
    ReadOnly {
        /// The file.
        path: PathBuf,
        /// The cause.
        #[source]
        source: rusqlite::Error,
    },
    /// The disk is full. What was recorded before is safe.
    #[error("there is no space left to write the ledger `{}`", .path.display())]
    Full {
        /// The file.
        path: PathBuf,
        /// The cause.
        #[source]
        source: rusqlite::Error,
    },
    /// The disk does not do what it is told.
    #[error("the disk fails under the ledger `{}`", .path.display())]
    Disk {
        /// The file.
        path: PathBuf,
        /// The cause.
        #[source]
        source: rusqlite::Error,
    },
    /// Another program keeps the file locked.
    #[error("another program keeps the ledger `{}` locked", .path.display())]
    Locked {
        /// The file.
        path: PathBuf,
        /// The cause.
        #[source]
        source: rusqlite::Error,
    },
    /// The file is no ledger any more.
    #[error("the ledger `{}` is damaged", .path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// The cause.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A newer Sparky has written the file.
    #[error("the ledger `{}` was written by a newer Sparky (version {found}, this one knows {known})", .path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// The version of the tables or events in the file.
        found: i64,
        /// The version that this program knows.
        known: i64,
    },
    /// The events of a run do not follow from each other.
    #[error("the ledger `{}` tells an impossible story", .path.display())]
    Impossible {
        /// The file.
        path: PathBuf,
        /// The event that cannot follow.
        #[source]
        source: IllegalEvent,
    },
    /// Another orchestrator has taken over the period: what this one knows is out of date.
    #[error("another orchestrator has taken over run {run}")]
    Fenced {
        /// The run.
        run: String,
    },
    /// The database refused for another reason.
    #[error("cannot {act} in the ledger `{}`", .path.display())]
    Database {
        /// What was tried.
        act: &'static str,
        /// The file.
        path: PathBuf,
        /// The cause.
        #[source]
        source: rusqlite::Error,
    },
}

impl LedgerError {
    /// The next thing to try.
    pub fn hint(&self) -> String {
        match self {
            Self::Open { path, .. } | Self::ReadOnly { path, .. } => format!(
                "make `{}` writable for this user, or choose another folder with --data-dir",
                folder(path).display()
            ),
            Self::Full { .. } => "free some space and start the run again: it continues where it was".into(),
            Self::Disk { path, .. } => format!(
                "look at the disk of `{}` (dmesg), its quota and its limits, and start the run again: it continues where it was",
                folder(path).display()
            ),
            Self::Locked { .. } => {
                "close the program that has it open (sqlite3, a backup) and try again".into()
            }
            Self::Damaged { path, .. } | Self::Impossible { path, .. } => format!(
                "restore `{0}` from a backup, or move it away to begin a new history: mv '{0}' '{0}.damaged'",
                path.display()
            ),
            Self::Newer { .. } => "use the newer Sparky, or another folder with --data-dir".into(),
            Self::Fenced { .. } => "stop one of the two orchestrators; the other one finishes the run".into(),
            Self::Database { .. } => "try again; report it if it stays".into(),
        }
    }

    /// The same as it travels to whoever asked.
    pub(crate) fn failure(&self) -> TaskFailure {
        TaskFailure::of(
            self,
            matches!(self, Self::Locked { .. } | Self::Full { .. } | Self::Disk { .. }),
        )
        .with_hint(self.hint())
    }

    /// Sorts the database's error by what a person can do about it.
    pub(super) fn of(act: &'static str, path: &Path, source: rusqlite::Error) -> Self {
        let path = path.to_owned();
        match source.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full { path, source },
            Some(ErrorCode::SystemIoFailure) => Self::Disk { path, source },
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Locked { path, source },
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged {
                path,
                source: source.into(),
            },
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => Self::ReadOnly { path, source },
            Some(ErrorCode::CannotOpen) => Self::Open {
                path,
                source: source.into(),
            },
            _ => Self::Database { act, path, source },
        }
    }
}

fn folder(path: &Path) -> &Path {
    path.parent().unwrap_or(path)
}
