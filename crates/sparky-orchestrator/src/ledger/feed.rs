//! The events of all runs and schedules in one order, for listeners that come back.

use jiff::Timestamp;
use rusqlite::Row;
use serde_json::Value;
use sparky_common::{
    model::{RunId, RunStatus},
    period::{Kind, Period},
};

use super::{Ledger, LedgerError, read};

/// One event of the feed.
#[derive(Clone, Debug, PartialEq)]
pub struct Fed {
    /// Its place; grows.
    pub id: i64,
    /// When it was recorded.
    pub at: Timestamp,
    /// The word under which the ledger files it.
    pub kind: String,
    /// Its number within its run or schedule.
    pub seq: u64,
    /// What it is about.
    pub subject: Subject,
    /// The event as the ledger keeps it.
    pub detail: Value,
}

/// What an event is about.
#[derive(Clone, Debug, PartialEq)]
pub enum Subject {
    /// A run.
    Run {
        /// Its name.
        run: RunId,
        /// Daily, weekly or monthly.
        kind: Kind,
        /// The period.
        period: Period,
        /// Where the run stands now, which may be later than the event.
        status: RunStatus,
    },
    /// A schedule.
    Schedule(String),
}

const FEED: &str = "
    SELECT feed.id, coalesce(events.at, schedule_events.at), coalesce(events.kind, schedule_events.kind), feed.seq,
           coalesce(events.payload, schedule_events.payload),
           feed.schedule, runs.run, runs.kind, runs.period, runs.status
    FROM feed
    LEFT JOIN events ON events.run = feed.run AND events.seq = feed.seq
    LEFT JOIN runs ON runs.run = feed.run
    LEFT JOIN schedule_events ON schedule_events.schedule = feed.schedule AND schedule_events.seq = feed.seq
    WHERE feed.id > ?1 ORDER BY feed.id LIMIT ?2";

impl Ledger {
    /// The events after a place, oldest first.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn feed(&self, after: i64, limit: u32) -> Result<Vec<Fed>, LedgerError> {
        read::query(&self.connection(), FEED, (after, limit), fed)
            .map_err(|error| LedgerError::of("read the feed", &self.path, error))
    }

    /// The place of the newest event; 0 where there is none.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn feed_end(&self) -> Result<i64, LedgerError> {
        self.connection()
            .query_row("SELECT coalesce(max(id), 0) FROM feed", [], |row| row.get(0))
            .map_err(|error| LedgerError::of("read the feed", &self.path, error))
    }
}

fn fed(row: &Row<'_>) -> rusqlite::Result<Fed> {
    let subject = match row.get::<_, Option<String>>(5)? {
        Some(schedule) => Subject::Schedule(schedule),
        None => Subject::Run {
            run: row.get(6)?,
            kind: read::kind(row, 7)?,
            period: read::period(row, 8)?,
            status: read::status(row, 9)?,
        },
    };
    Ok(Fed {
        id: row.get(0)?,
        at: read::instant(row, 1)?,
        kind: row.get(2)?,
        seq: row.get::<_, i64>(3)?.cast_unsigned(),
        detail: read::json(row, 4)?,
        subject,
    })
}
