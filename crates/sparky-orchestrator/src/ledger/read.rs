//! Reading the ledger, with or without a running orchestrator.

use std::{
    path::{Path, PathBuf},
    str::FromStr,
};

use jiff::Timestamp;
use rusqlite::{Connection, OpenFlags, OptionalExtension, Row, types::Type};
use sparky_common::{
    model::{RunId, RunStatus},
    period::{Kind, Period},
};

use super::{LedgerError, schema};
use crate::state::{EVENT_VERSION, Recorded, RunState};

pub(super) const HEAD: &str = "SELECT run, kind, period, status, reason, created_at, ended_at FROM runs";

/// The line of a run in a listing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunHead {
    /// The run's name.
    pub run: RunId,
    /// Daily, weekly or monthly.
    pub kind: Kind,
    /// The period.
    pub period: Period,
    /// Where it stands.
    pub status: RunStatus,
    /// Why it is held or ended as it did.
    pub reason: Option<String>,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When it came to its end.
    pub ended_at: Option<Timestamp>,
}

/// The ledger, open for reading only: beside a running orchestrator, or without one.
pub struct LedgerReader {
    pub(super) connection: Connection,
    pub(super) path: PathBuf,
}

impl LedgerReader {
    /// Opens an existing ledger; nothing where there is none yet.
    ///
    /// # Errors
    /// When the file is there but cannot be read as a ledger.
    pub fn open(path: &Path) -> Result<Option<Self>, LedgerError> {
        if !path.exists() {
            return Ok(None);
        }
        let connection = open_readable(path).map_err(|error| LedgerError::of("open", path, error))?;
        schema::refuse_newer(&connection, path)?;
        Ok(Some(Self {
            connection,
            path: path.to_owned(),
        }))
    }

    /// See [`super::Ledger::events`].
    ///
    /// # Errors
    /// When the ledger cannot be read or holds something this version does not know.
    pub fn events(&self, run: &str) -> Result<Vec<Recorded>, LedgerError> {
        events(&self.connection, &self.path, run)
    }

    /// See [`super::Ledger::replay`].
    ///
    /// # Errors
    /// When the ledger cannot be read, or the run's events do not follow from each other.
    pub fn replay(&self, run: &str) -> Result<(RunState, u64), LedgerError> {
        replay(&self.connection, &self.path, run)
    }

    /// What the database itself finds wrong with its file; nothing where it is whole.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn damage(&self) -> Result<Vec<String>, LedgerError> {
        let found: Vec<String> = query(&self.connection, "PRAGMA integrity_check", [], |row| row.get(0))
            .map_err(|error| LedgerError::of("check", &self.path, error))?;
        Ok(found.into_iter().filter(|line| line != "ok").collect())
    }

    /// See [`super::Ledger::unfinished`].
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn unfinished(&self) -> Result<Vec<RunHead>, LedgerError> {
        unfinished(&self.connection, &self.path)
    }

    /// See [`super::Ledger::list`].
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn list(&self, limit: u32) -> Result<Vec<RunHead>, LedgerError> {
        list(&self.connection, &self.path, limit)
    }

    /// See [`super::Ledger::find`].
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn find(&self, run_or_period: &str) -> Result<Option<RunHead>, LedgerError> {
        find(&self.connection, &self.path, run_or_period)
    }
}

/// A database in WAL mode wants its side files even for reading. In a folder that cannot be written they cannot be
/// made; where no writer left any, the file alone is the whole truth.
fn open_readable(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(super::BUSY)?;
    match probe(&connection) {
        Err(_) if !path.with_extension("db-wal").exists() => {
            let address = format!("file:{}?immutable=1", percent_encoded(path));
            let connection = Connection::open_with_flags(address, flags | OpenFlags::SQLITE_OPEN_URI)?;
            probe(&connection)?;
            Ok(connection)
        }
        probed => probed.map(|()| connection),
    }
}

fn probe(connection: &Connection) -> rusqlite::Result<()> {
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))
}

fn percent_encoded(path: &Path) -> String {
    path.to_string_lossy()
        .replace('%', "%25")
        .replace('?', "%3f")
        .replace('#', "%23")
}

pub(super) fn events(connection: &Connection, path: &Path, run: &str) -> Result<Vec<Recorded>, LedgerError> {
    let rows = query(
        connection,
        "SELECT seq, at, version, payload FROM events WHERE run = ?1 ORDER BY seq",
        [run],
        |row| {
            Ok((
                row.get::<_, i64>(0)?,
                instant(row, 1)?,
                row.get::<_, u32>(2)?,
                row.get::<_, String>(3)?,
            ))
        },
    )
    .map_err(|error| LedgerError::of("read a run", path, error))?;
    rows.into_iter()
        .map(|(seq, at, version, payload)| {
            if version > EVENT_VERSION {
                let (found, known) = (version.into(), EVENT_VERSION.into());
                return Err(LedgerError::Newer {
                    path: path.to_owned(),
                    found,
                    known,
                });
            }
            let event = serde_json::from_str(&payload).map_err(|error| LedgerError::Damaged {
                path: path.to_owned(),
                source: error.into(),
            })?;
            Ok(Recorded {
                seq: seq.cast_unsigned(),
                at,
                event,
            })
        })
        .collect()
}

pub(super) fn replay(
    connection: &Connection,
    path: &Path,
    run: &str,
) -> Result<(RunState, u64), LedgerError> {
    let events = events(connection, path, run)?;
    let state = RunState::replay(run, &events).map_err(|source| LedgerError::Impossible {
        path: path.to_owned(),
        source,
    })?;
    Ok((state, events.len() as u64))
}

pub(super) fn list(connection: &Connection, path: &Path, limit: u32) -> Result<Vec<RunHead>, LedgerError> {
    query(
        connection,
        &format!("{HEAD} ORDER BY created_at DESC, run DESC LIMIT ?1"),
        [limit],
        head,
    )
    .map_err(|error| LedgerError::of("list runs", path, error))
}

pub(super) fn unfinished(connection: &Connection, path: &Path) -> Result<Vec<RunHead>, LedgerError> {
    query(
        connection,
        &format!("{HEAD} WHERE ended_at IS NULL ORDER BY created_at, run"),
        [],
        head,
    )
    .map_err(|error| LedgerError::of("list unfinished runs", path, error))
}

pub(super) fn find(
    connection: &Connection,
    path: &Path,
    wanted: &str,
) -> Result<Option<RunHead>, LedgerError> {
    connection
        .query_row(
            &format!("{HEAD} WHERE run = ?1 OR period = ?1 ORDER BY created_at DESC, run DESC LIMIT 1"),
            [wanted],
            head,
        )
        .optional()
        .map_err(|error| LedgerError::of("find a run", path, error))
}

pub(super) fn query<T>(
    connection: &Connection,
    sql: &str,
    parameters: impl rusqlite::Params,
    read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<Vec<T>> {
    connection
        .prepare_cached(sql)?
        .query_map(parameters, read)?
        .collect()
}

pub(super) fn head(row: &Row<'_>) -> rusqlite::Result<RunHead> {
    Ok(RunHead {
        run: row.get(0)?,
        kind: kind(row, 1)?,
        period: period(row, 2)?,
        status: status(row, 3)?,
        reason: row.get(4)?,
        created_at: instant(row, 5)?,
        ended_at: row
            .get::<_, Option<i64>>(6)?
            .map(|_| instant(row, 6))
            .transpose()?,
    })
}

pub(super) fn kind(row: &Row<'_>, column: usize) -> rusqlite::Result<Kind> {
    word(row, column, |text| {
        Kind::ALL.into_iter().find(|kind| kind.as_str() == text)
    })
}

pub(super) fn period(row: &Row<'_>, column: usize) -> rusqlite::Result<Period> {
    word(row, column, |text| Period::from_str(text).ok())
}

pub(super) fn status(row: &Row<'_>, column: usize) -> rusqlite::Result<RunStatus> {
    word(row, column, status_of)
}

pub(super) fn json(row: &Row<'_>, column: usize) -> rusqlite::Result<serde_json::Value> {
    word(row, column, |text| serde_json::from_str(text).ok())
}

fn status_of(text: &str) -> Option<RunStatus> {
    serde_json::from_value(serde_json::Value::from(text)).ok()
}

pub(super) fn word<T>(
    row: &Row<'_>,
    column: usize,
    parse: impl FnOnce(&str) -> Option<T>,
) -> rusqlite::Result<T> {
    let text: String = row.get(column)?;
    parse(&text).ok_or_else(|| {
        rusqlite::Error::FromSqlConversionFailure(column, Type::Text, format!("unknown word `{text}`").into())
    })
}

pub(super) fn instant(row: &Row<'_>, column: usize) -> rusqlite::Result<Timestamp> {
    Timestamp::from_microsecond(row.get(column)?)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(column, Type::Integer, error.into()))
}
