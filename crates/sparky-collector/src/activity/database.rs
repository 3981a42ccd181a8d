//! The database file.

use std::{
    collections::HashMap,
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

use rusqlite::{Connection, ErrorCode, OptionalExtension, params};
use sha2::{Digest, Sha256};
use sparky_common::model::FileChange;

use super::Key;

/// The version of the tables and of the rules by which files are counted. Another one is not believed.
const VERSION: i64 = 1;

const SCHEMA: &str = include_str!("migrations/0001_files.sql");

/// How many bytes of the hash seal a row.
const SEAL_BYTES: usize = 8;

/// How long to wait for another process that writes.
const PATIENCE: Duration = Duration::from_secs(5);

/// Why the database cannot be used.
#[derive(Debug, thiserror::Error)]
pub(super) enum DatabaseError {
    /// Its folder or file cannot be made or removed.
    #[error("cannot prepare `{}`: {source}", .path.display())]
    File { path: PathBuf, source: io::Error },
    /// Another version wrote it.
    #[error("it is of version {0}")]
    Version(i64),
    /// SQLite refuses.
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
}

impl DatabaseError {
    /// Whether beginning anew helps.
    pub(super) fn is_damage(&self) -> bool {
        match self {
            Self::Version(_) => true,
            Self::Sqlite(error) => {
                let code = error.sqlite_error_code();
                matches!(code, Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase))
            }
            Self::File { .. } => false,
        }
    }
}

/// An open database.
#[derive(Debug)]
pub(super) struct Database(Connection);

impl Database {
    /// Opens the database and makes it where it is missing.
    pub(super) fn open(path: &Path) -> Result<Self, DatabaseError> {
        let folder = path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder).map_err(|source| DatabaseError::File {
            path: folder.to_owned(),
            source,
        })?;
        let connection = Connection::open(path)?;
        connection.busy_timeout(PATIENCE)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        // After a power cut the last rows may be missing; they are worked out again.
        connection.pragma_update(None, "synchronous", "NORMAL")?;
        match connection.pragma_query_value(None, "user_version", |row| row.get(0))? {
            VERSION => {}
            0 => connection.execute_batch(&format!(
                "BEGIN; {SCHEMA} PRAGMA user_version = {VERSION}; COMMIT;"
            ))?,
            other => return Err(DatabaseError::Version(other)),
        }
        Ok(Self(connection))
    }

    /// The rows of some commits. One whose seal is broken is passed over.
    pub(super) fn read(&self, commits: &[Key]) -> Result<HashMap<Key, Vec<FileChange>>, DatabaseError> {
        let mut statement = self
            .0
            .prepare_cached("SELECT body, seal FROM files WHERE oid = ?1")?;
        let mut known = HashMap::with_capacity(commits.len());
        for oid in commits {
            let row = statement
                .query_row([oid], |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()?;
            let Some((body, sealed)) = row else { continue };
            let (body, sealed): (String, Vec<u8>) = (body, sealed);
            if sealed == seal(oid, &body)
                && let Ok(files) = serde_json::from_str(&body)
            {
                known.insert(oid.clone(), files);
            }
        }
        Ok(known)
    }

    /// Writes rows in one transaction.
    pub(super) fn write(&mut self, commits: &[(Key, &[FileChange])]) -> Result<(), DatabaseError> {
        let transaction = self.0.transaction()?;
        {
            let mut statement = transaction
                .prepare_cached("INSERT OR REPLACE INTO files (oid, body, seal) VALUES (?1, ?2, ?3)")?;
            for (oid, files) in commits {
                let body = serde_json::to_string(files)
                    .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
                statement.execute(params![oid, body, seal(oid, &body)])?;
            }
        }
        transaction.commit()?;
        Ok(())
    }
}

/// Removes the database with its companions.
pub(super) fn remove(path: &Path) -> Result<(), DatabaseError> {
    for ending in ["", "-wal", "-shm"] {
        let mut file = path.as_os_str().to_owned();
        file.push(ending);
        match fs::remove_file(&file) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(source) => {
                return Err(DatabaseError::File {
                    path: file.into(),
                    source,
                });
            }
        }
    }
    Ok(())
}

fn seal(oid: &[u8], body: &str) -> Vec<u8> {
    let digest = Sha256::new().chain_update(oid).chain_update(body).finalize();
    digest[..SEAL_BYTES].to_vec()
}
