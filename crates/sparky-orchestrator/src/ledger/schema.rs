//! Opening the database file and bringing its tables up to date.

use std::{fs::File, path::Path, time::Duration};

use rusqlite::{Connection, OptionalExtension};

use super::LedgerError;

mod embedded {
    refinery::embed_migrations!("src/ledger/migrations");
}

/// Opens the file for writing, makes it where it is missing, and migrates it.
pub(super) fn open(path: &Path, busy: Duration) -> Result<Connection, LedgerError> {
    let failed = |source: Box<dyn std::error::Error + Send + Sync>| LedgerError::Open {
        path: path.to_owned(),
        source,
    };
    let folder = path.parent().unwrap_or(path);
    std::fs::create_dir_all(folder).map_err(|error| failed(error.into()))?;
    // Two processes that open a new ledger at once must not both migrate it. Released when the file is dropped.
    let turn = File::create(path.with_extension("lock")).map_err(|error| failed(error.into()))?;
    turn.lock().map_err(|error| failed(error.into()))?;

    let mut connection = Connection::open(path).map_err(|error| LedgerError::of("open", path, error))?;
    configure(&connection, busy).map_err(|error| LedgerError::of("configure", path, error))?;
    migrate(&mut connection, path)?;
    Ok(connection)
}

/// A commit is on the disk when it returns: readers go on meanwhile (WAL), a power cut loses nothing (FULL).
fn configure(connection: &Connection, busy: Duration) -> rusqlite::Result<()> {
    connection.busy_timeout(busy)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)
}

fn migrate(connection: &mut Connection, path: &Path) -> Result<(), LedgerError> {
    // All of them or none: a process that dies in between must not leave tables that nobody remembers to have made.
    let runner = embedded::migrations::runner().set_grouped(true);
    if refuse_newer(connection, path)? == Some(known(&runner)) {
        return Ok(());
    }
    runner
        .run(connection)
        .map(|_| ())
        .map_err(|error| LedgerError::Open {
            path: path.to_owned(),
            source: error.into(),
        })
}

/// The version of the tables, unless a newer Sparky made them.
pub(super) fn refuse_newer(connection: &Connection, path: &Path) -> Result<Option<i64>, LedgerError> {
    let known = known(&embedded::migrations::runner());
    match applied(connection).map_err(|error| LedgerError::of("read the version", path, error))? {
        Some(found) if found > known => Err(LedgerError::Newer {
            path: path.to_owned(),
            found,
            known,
        }),
        found => Ok(found),
    }
}

fn known(runner: &refinery::Runner) -> i64 {
    runner
        .get_migrations()
        .iter()
        .map(|migration| i64::from(migration.version()))
        .max()
        .unwrap_or(0)
}

/// The version of the tables, or nothing for a new file.
fn applied(connection: &Connection) -> rusqlite::Result<Option<i64>> {
    if !connection.table_exists(None, "refinery_schema_history")? {
        return Ok(None);
    }
    connection
        .query_row("SELECT max(version) FROM refinery_schema_history", [], |row| {
            row.get(0)
        })
        .optional()
        .map(Option::flatten)
}
