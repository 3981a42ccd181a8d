//! Appending events, fenced by the lease's epoch.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Transaction, TransactionBehavior, params};

use super::{Fence, Ledger, LedgerError};
use crate::state::{EVENT_VERSION, RunEvent, RunState};

/// Why a transaction was not committed.
enum Refusal {
    Fenced,
    Database(rusqlite::Error),
}

impl From<rusqlite::Error> for Refusal {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(error)
    }
}

impl Ledger {
    /// Appends events to a run, all or none. `after` is the state that they lead to, `seq` the first one's number.
    ///
    /// # Errors
    /// When the fence is out of date or the ledger cannot be written; nothing is then recorded.
    pub fn append(
        &self,
        fence: &Fence,
        after: &RunState,
        seq: u64,
        events: &[RunEvent],
        at: Timestamp,
    ) -> Result<(), LedgerError> {
        for observer in &self.observers {
            observer.appending(&after.run, events);
        }
        self.commit(fence, after, seq, events, at)
            .map_err(|refusal| match refusal {
                Refusal::Fenced => LedgerError::Fenced {
                    run: after.run.clone(),
                },
                Refusal::Database(error) => LedgerError::of("record a step", &self.path, error),
            })?;
        for observer in &self.observers {
            observer.appended(&after.run, events);
        }
        Ok(())
    }

    fn commit(
        &self,
        fence: &Fence,
        after: &RunState,
        seq: u64,
        events: &[RunEvent],
        at: Timestamp,
    ) -> Result<(), Refusal> {
        let mut connection = self.connection();
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        check(&transaction, fence, &after.run, seq)?;
        index(&transaction, after)?;
        for (number, event) in (seq..).zip(events) {
            insert(&transaction, fence, &after.run, number, event, at)?;
        }
        Ok(transaction.commit()?)
    }
}

/// The fence is the newest, and nobody has appended since the state was read.
fn check(transaction: &Transaction<'_>, fence: &Fence, run: &str, seq: u64) -> Result<(), Refusal> {
    let epoch: Option<i64> = transaction
        .prepare_cached("SELECT epoch FROM leases WHERE name = ?1")?
        .query_row([&fence.lease], |row| row.get(0))
        .optional()?;
    let recorded: u64 = transaction
        .prepare_cached("SELECT coalesce(max(seq), 0) FROM events WHERE run = ?1")?
        .query_row([run], |row| row.get::<_, i64>(0).map(i64::cast_unsigned))?;
    if epoch == Some(fence.epoch) && recorded + 1 == seq {
        Ok(())
    } else {
        Err(Refusal::Fenced)
    }
}

fn index(transaction: &Transaction<'_>, state: &RunState) -> rusqlite::Result<()> {
    transaction
        .prepare_cached(
            "INSERT INTO runs (run, kind, period, status, reason, created_at, ended_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             ON CONFLICT (run) DO UPDATE SET
                 status = excluded.status, reason = excluded.reason, ended_at = excluded.ended_at",
        )?
        .execute(params![
            state.run,
            state.request.kind.as_str(),
            state.request.period.to_string(),
            state.status().as_str(),
            state.reason(),
            state.created_at.as_microsecond(),
            state.ended_at().map(Timestamp::as_microsecond),
        ])
        .map(|_| ())
}

fn insert(
    transaction: &Transaction<'_>,
    fence: &Fence,
    run: &str,
    seq: u64,
    event: &RunEvent,
    at: Timestamp,
) -> rusqlite::Result<()> {
    let payload = serde_json::to_string(event)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
    transaction
        .prepare_cached(
            "INSERT INTO events (run, seq, epoch, at, kind, version, payload) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![
            run,
            seq.cast_signed(),
            fence.epoch,
            at.as_microsecond(),
            event.kind(),
            EVENT_VERSION,
            payload
        ])
        .map(|_| ())
}
