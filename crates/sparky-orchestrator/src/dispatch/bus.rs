//! Having tasks done over the bus.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use sparky_common::{
    bus::Key,
    messages::{TaskFailure, TaskOutcome, TaskSpec},
};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::{
    DispatchError, Dispatcher, Fleet, OnProgress,
    link::Links,
    watch::{Ending, Watch},
};
use crate::config::DispatchSettings;

/// How long to wait before another try where a worker has no free place after all.
const BUSY_PAUSE: Duration = Duration::from_millis(100);

/// Gives tasks to registered workers.
pub struct BusDispatcher {
    fleet: Arc<Fleet>,
    links: Links,
    settings: DispatchSettings,
}

impl BusDispatcher {
    /// Gives tasks to the workers of a fleet that share a key.
    pub fn new(fleet: Arc<Fleet>, key: Key, settings: DispatchSettings) -> Self {
        Self {
            fleet,
            links: Links::new(key),
            settings,
        }
    }

    fn lost(&self, worker: &str, reason: String) -> DispatchError {
        self.fleet.lose(worker);
        DispatchError::Lost {
            worker: worker.to_owned(),
            reason,
        }
    }
}

#[async_trait]
impl Dispatcher for BusDispatcher {
    async fn run(
        &self,
        task: TaskSpec,
        cancelled: &CancellationToken,
        on_progress: OnProgress<'_>,
    ) -> Result<TaskOutcome, DispatchError> {
        // Waiting for a place in the queue is not the task's fault: its time begins with the first one.
        let mut deadline = None;
        loop {
            let seat = tokio::select! {
                biased;
                () = cancelled.cancelled() => return Err(DispatchError::Cancelled),
                seat = self.fleet.seat(task.id.phase, self.settings.worker_wait) => seat?,
            };
            let deadline = *deadline.get_or_insert_with(|| Instant::now() + self.settings.task_timeout);
            let worker = &seat.worker.name;
            let link = self
                .links
                .to(&seat.worker, &self.fleet.workers())
                .map_err(|error| self.lost(worker, TaskFailure::of(&error, true).message))?;
            tracing::debug!(task = %task.id, worker, "gives the task to a worker");
            let watch = Watch {
                link: &link,
                fleet: &self.fleet,
                worker,
                task: &task,
                settings: &self.settings,
                deadline,
            };
            match watch.to_the_end(cancelled, on_progress).await {
                Ending::Done(outcome) => return Ok(outcome),
                Ending::Failed(failure) => return Err(failure.into()),
                Ending::Lost(reason) => return Err(self.lost(worker, reason)),
                Ending::Cancelled => return Err(DispatchError::Cancelled),
                Ending::Busy if Instant::now() > deadline => return Err(self.settings.too_long().into()),
                Ending::Busy => {
                    drop(seat);
                    tokio::time::sleep(BUSY_PAUSE).await;
                }
            }
        }
    }
}
