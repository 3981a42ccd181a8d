//! Watching the ledger being written.

use crate::{schedule::ScheduleEvent, state::RunEvent};

/// Is told about every write. Metrics count them; a crash test dies at a chosen one.
pub trait LedgerObserver: Send + Sync {
    /// The events are about to be written; nothing is durable yet.
    fn appending(&self, run: &str, events: &[RunEvent]) {
        let _ = (run, events);
    }

    /// The events are durable.
    fn appended(&self, run: &str, events: &[RunEvent]) {
        let _ = (run, events);
    }

    /// Decisions about a schedule are durable.
    fn scheduled(&self, schedule: &str, events: &[ScheduleEvent]) {
        let _ = (schedule, events);
    }
}
