//! What was meant to be published and what was: recorded before and after, kept for good.
//!
//! The key of a receipt is destination, path and content. It says what to look for after a crash; whether it is
//! there, only the destination can say.

use std::{
    fs::File,
    io,
    path::{Path, PathBuf},
    time::Duration,
};

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};
use sparky_common::{
    messages::FencingToken,
    model::{Receipt, ReceiptState, Sha256},
};

mod embedded {
    refinery::embed_migrations!("migrations");
}

/// How long to wait for another process that writes its receipts.
const BUSY: Duration = Duration::from_secs(10);

/// Why receipts cannot be kept.
#[derive(Debug, thiserror::Error)]
pub enum ReceiptsError {
    /// The database cannot be opened or made.
    #[error("cannot open the receipts `{}`", .path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// The cause.
        #[source]
        source: rusqlite::Error,
    },
    /// The file that keeps two processes from making the database at once cannot be used.
    #[error("cannot lock the receipts `{}`", .path.display())]
    Lock {
        /// The database.
        path: PathBuf,
        /// The cause.
        #[source]
        source: io::Error,
    },
    /// The database has another shape than this program knows.
    #[error("cannot bring the receipts `{}` up to date", .path.display())]
    Migrate {
        /// The file.
        path: PathBuf,
        /// The cause.
        #[source]
        source: Box<refinery::Error>,
    },
    /// A receipt cannot be written.
    #[error("cannot record the receipt of `{path}`")]
    Write {
        /// The document's path at its destination.
        path: String,
        /// The cause.
        #[source]
        source: rusqlite::Error,
    },
    /// A receipt cannot be read.
    #[error("cannot read the receipt of `{path}`")]
    Read {
        /// The document's path at its destination.
        path: String,
        /// The cause.
        #[source]
        source: rusqlite::Error,
    },
}

/// A document at a destination.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The destination's name.
    pub destination: String,
    /// The path there.
    pub path: String,
    /// The content.
    pub sha256: Sha256,
}

impl Key {
    /// A receipt for this document.
    pub(crate) fn receipt(self, state: ReceiptState, location: Option<String>, at: Timestamp) -> Receipt {
        let Self {
            destination,
            path,
            sha256,
        } = self;
        Receipt {
            destination,
            path,
            sha256,
            state,
            location,
            at,
        }
    }
}

/// The database of receipts.
#[derive(Debug)]
pub struct Receipts {
    database: Connection,
}

impl Receipts {
    /// Opens the receipts and makes them where they are missing.
    pub fn open(path: &Path) -> Result<Self, ReceiptsError> {
        let failed = |source| ReceiptsError::Open {
            path: path.to_owned(),
            source,
        };
        let mut database = Connection::open(path).map_err(failed)?;
        database.busy_timeout(BUSY).map_err(failed)?;
        database
            .pragma_update(None, "journal_mode", "WAL")
            .map_err(failed)?;
        database
            .pragma_update(None, "synchronous", "FULL")
            .map_err(failed)?;
        // Two processes that make the database at once would both make its tables.
        let lock = File::create(path.with_extension("lock")).and_then(|file| file.lock().map(|()| file));
        let _lock = lock.map_err(|source| ReceiptsError::Lock {
            path: path.to_owned(),
            source,
        })?;
        // All or none: a process that dies in between must not leave tables that nobody remembers to have made.
        embedded::migrations::runner()
            .set_grouped(true)
            .run(&mut database)
            .map_err(|error| ReceiptsError::Migrate {
                path: path.to_owned(),
                source: Box::new(error),
            })?;
        Ok(Self { database })
    }

    /// Records what is about to be published, and in which commit.
    pub fn intend(&mut self, keys: &[Key], location: &str, now: Timestamp) -> Result<(), ReceiptsError> {
        self.write(keys, "intended", location, now)
    }

    /// Records what is published, and where.
    pub fn publish(&mut self, keys: &[Key], location: &str, now: Timestamp) -> Result<(), ReceiptsError> {
        self.write(keys, "published", location, now)
    }

    /// Remembers in whose name is published from now on; or tells which of the leases was taken over since, and by which epoch.
    pub fn admit(&mut self, tokens: &[FencingToken]) -> Result<Option<(FencingToken, i64)>, ReceiptsError> {
        let failed = |source| ReceiptsError::Write {
            path: "the lease".into(),
            source,
        };
        let transaction = self
            .database
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(failed)?;
        for token in tokens {
            let latest: i64 = transaction
                .query_row(
                    "INSERT INTO fences (lease, epoch) VALUES (?1, ?2) \
                     ON CONFLICT DO UPDATE SET epoch = max(epoch, excluded.epoch) RETURNING epoch",
                    params![token.lease, token.epoch],
                    |row| row.get(0),
                )
                .map_err(failed)?;
            if latest > token.epoch {
                // Dropped, the transaction leaves nothing behind.
                return Ok(Some((token.clone(), latest)));
            }
        }
        transaction.commit().map_err(failed)?;
        Ok(None)
    }

    /// What is recorded about a document.
    pub fn find(&self, key: &Key) -> Result<Option<Receipt>, ReceiptsError> {
        let read = |row: &rusqlite::Row<'_>| {
            let state: String = row.get(0)?;
            let at: String = row.get(2)?;
            Ok((state, row.get::<_, String>(1)?, at))
        };
        let row = self
            .database
            .query_row(
                "SELECT state, location, at FROM receipts WHERE destination = ?1 AND path = ?2 AND sha256 = ?3",
                params![key.destination, key.path, key.sha256.as_str()],
                read,
            )
            .optional()
            .map_err(|source| ReceiptsError::Read { path: key.path.clone(), source })?;
        let Some((state, location, at)) = row else {
            return Ok(None);
        };
        let state = if state == "published" {
            ReceiptState::Published
        } else {
            ReceiptState::Intended
        };
        let at = at.parse().map_err(|error| ReceiptsError::Read {
            path: key.path.clone(),
            source: rusqlite::Error::FromSqlConversionFailure(
                2,
                rusqlite::types::Type::Text,
                Box::new(error),
            ),
        })?;
        Ok(Some(key.clone().receipt(state, Some(location), at)))
    }

    fn write(
        &mut self,
        keys: &[Key],
        state: &str,
        location: &str,
        now: Timestamp,
    ) -> Result<(), ReceiptsError> {
        let name = || {
            keys.iter()
                .map(|key| key.path.as_str())
                .collect::<Vec<_>>()
                .join("`, `")
        };
        let failed = |source| ReceiptsError::Write { path: name(), source };
        let transaction = self.database.transaction().map_err(failed)?;
        for key in keys {
            transaction
                .execute(
                    "INSERT INTO receipts (destination, path, sha256, state, location, at) \
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6) \
                     ON CONFLICT DO UPDATE SET state = excluded.state, location = excluded.location, at = excluded.at",
                    params![key.destination, key.path, key.sha256.as_str(), state, location, now.to_string()],
                )
                .map_err(failed)?;
        }
        transaction.commit().map_err(failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_newest_holder_of_a_lease_is_admitted_also_after_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("receipts.db");
        let token = |lease: &str, epoch| FencingToken {
            lease: lease.into(),
            epoch,
        };
        let admit = |tokens: &[FencingToken]| Receipts::open(&path).unwrap().admit(tokens).unwrap();
        assert_eq!(admit(&[token("w", 7), token("destinations", 2)]), None);
        assert_eq!(admit(&[token("w", 7), token("destinations", 2)]), None);
        assert_eq!(
            admit(&[token("w", 8), token("destinations", 1)]),
            Some((token("destinations", 1), 2))
        );
        assert_eq!(
            admit(&[token("w", 7)]),
            None,
            "who was refused has left nothing behind"
        );
        assert_eq!(admit(&[token("w", 8)]), None);
        assert_eq!(admit(&[token("w", 7)]), Some((token("w", 7), 8)));
    }

    #[test]
    fn receipts_outlive_the_process() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("receipts.db");
        let key = |content: &str| Key {
            destination: "docs".into(),
            path: "reports/weekly/2025-W46.md".into(),
            sha256: Sha256::of(content.as_bytes()),
        };
        let now: Timestamp = "2025-11-17T08:00:00Z".parse().unwrap();
        let mut receipts = Receipts::open(&path).unwrap();
        receipts.intend(&[key("a"), key("b")], "c0ffee", now).unwrap();
        receipts.publish(&[key("b")], "c0ffee", now).unwrap();
        drop(receipts);
        let receipts = Receipts::open(&path).unwrap();
        let state = |content| receipts.find(&key(content)).unwrap().map(|receipt| receipt.state);
        assert_eq!(state("a"), Some(ReceiptState::Intended));
        assert_eq!(state("b"), Some(ReceiptState::Published));
        assert_eq!(state("c"), None);
        assert_eq!(receipts.find(&key("a")).unwrap().unwrap().at, now);
    }
}
