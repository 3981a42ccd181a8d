//! Telling the world how runs go.

use std::sync::Arc;

use jiff::Timestamp;
use sparky_common::messages::{Event, Progress, TaskId};
use tokio::sync::mpsc;

use crate::{
    api::hub::Hub,
    driver::RunObserver,
    metrics::Metrics,
    record,
    state::{RunEvent, RunState},
};

/// Publishes what was recorded, and counts it.
pub(super) struct Herald {
    outbox: mpsc::Sender<Event>,
    metrics: Metrics,
    hub: Arc<Hub>,
}

impl Herald {
    pub(super) fn new(outbox: mpsc::Sender<Event>, metrics: Metrics, hub: Arc<Hub>) -> Self {
        Self { outbox, metrics, hub }
    }

    /// Never waits: a run does not depend on who listens.
    fn tell(&self, event: Event) {
        if let Err(error) = self.outbox.try_send(event) {
            tracing::debug!(%error, "an event was lost: whoever waits for it will ask");
        }
    }
}

impl RunObserver for Herald {
    /// The event's record is what the ledger knows; for documents and receipts one asks `GetRun`.
    fn changed(&self, state: &RunState, events: &[RunEvent]) {
        self.metrics.recorded(state, events);
        let (run, status) = (&state.run, state.status());
        match state.reason() {
            Some(reason) => tracing::info!(run, %status, reason, "the run has changed"),
            None => tracing::info!(run, %status, "the run has changed"),
        }
        self.tell(Event::RunChanged {
            record: Box::new(record::of_state(state, Timestamp::now())),
        });
    }

    fn progressed(&self, task: &TaskId, progress: Progress) {
        self.hub.progressed(task, &progress);
        self.tell(Event::TaskProgress {
            task: task.clone(),
            progress,
        });
    }
}
