//! What was answered to requests that carried an idempotency key.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{OptionalExtension, params};

use super::{Ledger, LedgerError};

/// How long an answer is kept.
const KEPT: SignedDuration = SignedDuration::from_hours(24);

/// An answer that is given again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The hash of the request it belongs to.
    pub request: Vec<u8>,
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub body: Vec<u8>,
}

impl Ledger {
    /// The answer that a holder's key was given, if it was lately.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn answer(&self, holder: &str, key: &str, now: Timestamp) -> Result<Option<Answer>, LedgerError> {
        let oldest = now.checked_sub(KEPT).unwrap_or(Timestamp::MIN);
        self.connection()
            .query_row(
                "SELECT request, status, body FROM answers WHERE holder = ?1 AND key = ?2 AND at >= ?3",
                params![holder, key, oldest.as_microsecond()],
                |row| {
                    Ok(Answer {
                        request: row.get(0)?,
                        status: row.get(1)?,
                        body: row.get(2)?,
                    })
                },
            )
            .optional()
            .map_err(|error| LedgerError::of("find an earlier answer", &self.path, error))
    }

    /// Keeps an answer for a day.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub fn keep_answer(
        &self,
        holder: &str,
        key: &str,
        answer: &Answer,
        now: Timestamp,
    ) -> Result<(), LedgerError> {
        let oldest = now.checked_sub(KEPT).unwrap_or(Timestamp::MIN);
        let connection = self.connection();
        let keep = || {
            connection.execute("DELETE FROM answers WHERE at < ?1", [oldest.as_microsecond()])?;
            connection.execute(
                "INSERT OR REPLACE INTO answers (holder, key, request, status, body, at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![
                    holder,
                    key,
                    answer.request,
                    answer.status,
                    answer.body,
                    now.as_microsecond()
                ],
            )
        };
        keep()
            .map(|_| ())
            .map_err(|error| LedgerError::of("keep an answer", &self.path, error))
    }
}
