//! Leases: who may write about something shared, as of which take-over, and until when.

use std::time::Duration;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, TransactionBehavior, params};
use sparky_common::{
    messages::FencingToken,
    model::{Holder, LeaseState},
};

use super::{Ledger, LedgerError, LedgerReader, read};

/// The right to write about something shared, as long as nobody takes a newer one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fence {
    /// What is shared: `weekly-2025-W46`.
    pub lease: String,
    /// Grows with each take-over.
    pub epoch: i64,
}

impl Fence {
    /// What those are shown who act on behalf of its holder.
    pub fn token(&self) -> FencingToken {
        FencingToken {
            lease: self.lease.clone(),
            epoch: self.epoch,
        }
    }
}

/// Who has a lease that was asked for.
#[derive(Debug)]
pub enum Taking {
    /// You.
    Yours(Fence),
    /// Someone else, still.
    Taken(LeaseState),
}

const LEASE: &str = "SELECT name, epoch, holder, since, expires_at, ended_by FROM leases";

impl Ledger {
    /// Takes a lease for a time if nobody has it, or if `gone` says of who has it that it is dead. Every earlier fence
    /// of the lease ends here.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub fn take_lease(
        &self,
        name: &str,
        holder: &Holder,
        now: Timestamp,
        time: Duration,
        gone: impl FnOnce(&LeaseState) -> bool,
    ) -> Result<Taking, LedgerError> {
        self.change_leases("take a lease", |transaction| {
            let known = one(transaction, name)?;
            if let Some(state) = known.as_ref().filter(|state| state.is_held(now))
                && !gone(state)
            {
                return Ok(Taking::Taken(state.clone()));
            }
            let epoch = transaction
                .prepare_cached(
                    "INSERT INTO leases (name, epoch, holder, since, expires_at) VALUES (?1, 1, ?2, ?3, ?4)
                     ON CONFLICT (name) DO UPDATE SET epoch = epoch + 1, holder = excluded.holder,
                         since = excluded.since, expires_at = excluded.expires_at, ended_by = NULL
                     RETURNING epoch",
                )?
                .query_row(
                    params![
                        name,
                        serde_json::json!(holder).to_string(),
                        now.as_microsecond(),
                        end(now, time)
                    ],
                    |row| row.get(0),
                )?;
            let lease = name.to_owned();
            Ok(Taking::Yours(Fence { lease, epoch }))
        })
    }

    /// Prolongs leases. Returns those that were lost.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub fn renew_leases(
        &self,
        fences: &[Fence],
        now: Timestamp,
        time: Duration,
    ) -> Result<Vec<Fence>, LedgerError> {
        self.change_leases("renew leases", |transaction| {
            let mut lost = Vec::new();
            for fence in fences {
                let renewed = transaction
                    .prepare_cached(
                        "UPDATE leases SET expires_at = ?3
                         WHERE name = ?1 AND epoch = ?2 AND ended_by IS NULL",
                    )?
                    .execute(params![fence.lease, fence.epoch, end(now, time)])?;
                if renewed == 0 {
                    lost.push(fence.clone());
                }
            }
            Ok(lost)
        })
    }

    /// Gives a lease back, unless it was lost.
    ///
    /// # Errors
    /// When the ledger cannot be written: the lease then ends by itself.
    pub fn end_lease(&self, fence: &Fence, now: Timestamp) -> Result<(), LedgerError> {
        self.change_leases("give a lease back", |transaction| {
            transaction
                .prepare_cached(
                    "UPDATE leases SET expires_at = min(expires_at, ?3) WHERE name = ?1 AND epoch = ?2",
                )?
                .execute(params![fence.lease, fence.epoch, now.as_microsecond()])
                .map(|_| ())
        })
    }

    /// Takes a lease away from whoever has it: nothing is written any more on behalf of that holder. Returns what it
    /// was; nothing where nobody has it.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub fn break_lease(
        &self,
        name: &str,
        by: &str,
        now: Timestamp,
    ) -> Result<Option<LeaseState>, LedgerError> {
        self.change_leases("break a lease", |transaction| {
            let held = one(transaction, name)?.filter(|state| state.is_held(now));
            if held.is_some() {
                transaction
                    .prepare_cached(
                        "UPDATE leases SET epoch = epoch + 1, expires_at = ?2, ended_by = ?3 WHERE name = ?1",
                    )?
                    .execute(params![name, now.as_microsecond(), by])?;
            }
            Ok(held)
        })
    }

    /// Every lease there ever was, by name.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn leases(&self) -> Result<Vec<LeaseState>, LedgerError> {
        all(&self.connection()).map_err(|error| LedgerError::of("list leases", &self.path, error))
    }

    fn change_leases<T>(
        &self,
        act: &'static str,
        change: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T>,
    ) -> Result<T, LedgerError> {
        let mut connection = self.connection();
        let changed = || {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let result = change(&transaction)?;
            transaction.commit()?;
            Ok(result)
        };
        changed().map_err(|error| LedgerError::of(act, &self.path, error))
    }
}

impl LedgerReader {
    /// See [`Ledger::leases`].
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn leases(&self) -> Result<Vec<LeaseState>, LedgerError> {
        all(&self.connection).map_err(|error| LedgerError::of("list leases", &self.path, error))
    }
}

fn one(connection: &Connection, name: &str) -> rusqlite::Result<Option<LeaseState>> {
    connection
        .prepare_cached(&format!("{LEASE} WHERE name = ?1"))?
        .query_row([name], lease)
        .optional()
}

fn all(connection: &Connection) -> rusqlite::Result<Vec<LeaseState>> {
    read::query(connection, &format!("{LEASE} ORDER BY name"), [], lease)
}

fn lease(row: &Row<'_>) -> rusqlite::Result<LeaseState> {
    let holder: String = row.get(2)?;
    Ok(LeaseState {
        name: row.get(0)?,
        epoch: row.get(1)?,
        // What an older version wrote says nothing, and ended long ago.
        holder: serde_json::from_str(&holder).ok(),
        since: read::instant(row, 3)?,
        expires_at: read::instant(row, 4)?,
        ended_by: row.get(5)?,
    })
}

/// Microseconds; saturates.
fn end(now: Timestamp, time: Duration) -> i64 {
    now.saturating_add(time)
        .unwrap_or(Timestamp::MAX)
        .as_microsecond()
}
