//! Whether work goes on, as someone said last.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, params};
use sparky_common::model::{Control, Mode};

use super::{Ledger, LedgerError, read};

impl Ledger {
    /// What was said last.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn control(&self) -> Result<Control, LedgerError> {
        self.connection()
            .query_row(
                "SELECT mode, by, reason, at FROM control_events ORDER BY seq DESC LIMIT 1",
                [],
                control,
            )
            .optional()
            .map(Option::unwrap_or_default)
            .map_err(|error| LedgerError::of("read the mode", &self.path, error))
    }

    /// Records what is to be done with work from now on.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub fn set_control(&self, mode: Mode, by: &str, reason: &str, at: Timestamp) -> Result<(), LedgerError> {
        self.connection()
            .execute(
                "INSERT INTO control_events (at, mode, by, reason) VALUES (?1, ?2, ?3, ?4)",
                params![at.as_microsecond(), mode.as_str(), by, reason],
            )
            .map(|_| ())
            .map_err(|error| LedgerError::of("record the mode", &self.path, error))
    }

    /// Writes a little, to see whether the ledger can be written.
    ///
    /// # Errors
    /// When it cannot.
    pub fn pulse(&self, at: Timestamp) -> Result<(), LedgerError> {
        self.connection()
            .execute(
                "INSERT INTO pulse (id, at) VALUES (1, ?1) ON CONFLICT (id) DO UPDATE SET at = excluded.at",
                [at.as_microsecond()],
            )
            .map(|_| ())
            .map_err(|error| LedgerError::of("write", &self.path, error))
    }
}

fn control(row: &Row<'_>) -> rusqlite::Result<Control> {
    let known = |text: &str| Mode::ALL.into_iter().find(|mode| mode.as_str() == text);
    Ok(Control {
        mode: read::word(row, 0, known)?,
        by: row.get(1)?,
        reason: row.get(2)?,
        since: Some(read::instant(row, 3)?),
    })
}
