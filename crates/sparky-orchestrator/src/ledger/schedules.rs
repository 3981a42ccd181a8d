//! The decisions about schedules.

use jiff::Timestamp;
use rusqlite::{TransactionBehavior, params};

use super::{Ledger, LedgerError, read};
use crate::schedule::{RecordedSchedule, SCHEDULE_EVENT_VERSION, ScheduleEvent};

impl Ledger {
    /// Appends decisions about a schedule, all or none. `seq` is the number of the first. False where someone else has
    /// appended since the state was read: nothing is then recorded.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub fn append_schedule(
        &self,
        schedule: &str,
        seq: u64,
        events: &[ScheduleEvent],
        at: Timestamp,
    ) -> Result<bool, LedgerError> {
        let committed = self
            .commit_schedule(schedule, seq, events, at)
            .map_err(|error| LedgerError::of("record a decision of a schedule", &self.path, error))?;
        if committed {
            for observer in &self.observers {
                observer.scheduled(schedule, events);
            }
        }
        Ok(committed)
    }

    fn commit_schedule(
        &self,
        schedule: &str,
        seq: u64,
        events: &[ScheduleEvent],
        at: Timestamp,
    ) -> rusqlite::Result<bool> {
        let mut connection = self.connection();
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let recorded: i64 = transaction
            .prepare_cached("SELECT coalesce(max(seq), 0) FROM schedule_events WHERE schedule = ?1")?
            .query_row([schedule], |row| row.get(0))?;
        if recorded.cast_unsigned() + 1 != seq {
            return Ok(false);
        }
        for (number, event) in (seq..).zip(events) {
            let payload = serde_json::to_string(event)
                .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
            transaction
                .prepare_cached(
                    "INSERT INTO schedule_events (schedule, seq, at, kind, version, payload)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                )?
                .execute(params![
                    schedule,
                    number.cast_signed(),
                    at.as_microsecond(),
                    event.kind(),
                    SCHEDULE_EVENT_VERSION,
                    payload
                ])?;
        }
        transaction.commit()?;
        Ok(true)
    }

    /// The decisions about a schedule in order.
    ///
    /// # Errors
    /// When the ledger cannot be read or holds something this version does not know.
    pub fn schedule_events(&self, schedule: &str) -> Result<Vec<RecordedSchedule>, LedgerError> {
        let rows = read::query(
            &self.connection(),
            "SELECT seq, at, version, payload FROM schedule_events WHERE schedule = ?1 ORDER BY seq",
            [schedule],
            |row| {
                Ok((
                    row.get::<_, i64>(0)?,
                    read::instant(row, 1)?,
                    row.get::<_, u32>(2)?,
                    row.get::<_, String>(3)?,
                ))
            },
        )
        .map_err(|error| LedgerError::of("read a schedule", &self.path, error))?;
        rows.into_iter()
            .map(|(seq, at, version, payload)| {
                if version > SCHEDULE_EVENT_VERSION {
                    return Err(LedgerError::Newer {
                        path: self.path.clone(),
                        found: version.into(),
                        known: SCHEDULE_EVENT_VERSION.into(),
                    });
                }
                let event = serde_json::from_str(&payload).map_err(|error| LedgerError::Damaged {
                    path: self.path.clone(),
                    source: error.into(),
                })?;
                Ok(RecordedSchedule {
                    seq: seq.cast_unsigned(),
                    at,
                    event,
                })
            })
            .collect()
    }
}
