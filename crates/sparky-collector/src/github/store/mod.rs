//! What GitHub said, in an embedded database: lists of items and how far they are known, accounts, files of commits.

mod answers;
mod items;
mod open;
mod small;
mod standing;

use std::{
    io,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

use rusqlite::Connection;

pub use items::{Kept, Known};

/// The version of the tables. A database of another version is built anew: nothing in it is the only copy.
const VERSION: i64 = 4;

/// Why the database cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Its folder cannot be made.
    #[error("cannot make the folder of `{}`", .path.display())]
    Folder {
        /// The database.
        path: PathBuf,
        /// The cause.
        #[source]
        source: io::Error,
    },
    /// It cannot be opened.
    #[error("cannot open `{}`", .path.display())]
    Open {
        /// The database.
        path: PathBuf,
        /// The cause.
        #[source]
        source: rusqlite::Error,
    },
    /// It cannot be read or written.
    #[error("cannot {act}")]
    Access {
        /// What was tried.
        act: &'static str,
        /// The cause.
        #[source]
        source: rusqlite::Error,
    },
    /// It holds what this program never wrote.
    #[error("cannot understand what is stored about {what}")]
    Content {
        /// About what.
        what: String,
        /// The cause.
        #[source]
        source: serde_json::Error,
    },
}

impl StoreError {
    fn access(act: &'static str) -> impl FnOnce(rusqlite::Error) -> Self {
        move |source| Self::Access { act, source }
    }
}

/// The database of one host.
#[derive(Debug)]
pub struct Store(Mutex<Connection>);

impl Store {
    /// Opens the database of a host in a folder, or makes it.
    pub fn open(folder: &Path, host: &str) -> Result<Self, StoreError> {
        let safe: String = host
            .chars()
            .map(|c| {
                if c.is_ascii_alphanumeric() || c == '.' {
                    c
                } else {
                    '-'
                }
            })
            .collect();
        let path = folder.join(format!("{safe}.db"));
        std::fs::create_dir_all(folder).map_err(|source| StoreError::Folder {
            path: path.clone(),
            source,
        })?;
        Self::ready(&path).map_err(|source| StoreError::Open { path, source })
    }

    fn ready(path: &Path) -> Result<Self, rusqlite::Error> {
        let mut connection = Connection::open(path)?;
        connection.busy_timeout(std::time::Duration::from_secs(10))?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "NORMAL")?;
        let change = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let version: i64 = change.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        if version != VERSION {
            let tables = |row: &rusqlite::Row<'_>| row.get::<_, String>(0);
            let names: Vec<_> = change
                .prepare("SELECT name FROM sqlite_master WHERE type = 'table'")?
                .query_map([], tables)?
                .collect::<Result<_, _>>()?;
            for name in names {
                change.execute_batch(&format!("DROP TABLE \"{name}\""))?;
            }
            change.execute_batch(include_str!("schema.sql"))?;
            change.pragma_update(None, "user_version", VERSION)?;
        }
        change.commit()?;
        Ok(Self(Mutex::new(connection)))
    }

    /// A panic while the lock is held leaves no half of a change: every change is one transaction.
    fn lock(&self) -> MutexGuard<'_, Connection> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
