//! Driving one run: asks the state machine what to do, does it, and records it before and after.

mod admission;
mod journal;

use std::sync::Arc;

use jiff::Timestamp;
use sparky_common::{
    messages::{Progress, TaskId, TaskSpec},
    model::RunStatus,
};
use tokio_util::sync::CancellationToken;

pub use admission::{admit, reopen};
pub use journal::Journal;

use crate::{
    config::Policy,
    dispatch::{DispatchError, Dispatcher},
    ledger::LedgerError,
    state::{Action, RunEvent, RunState, after_lost_worker, after_outcome, next_action},
};

/// Is told how a run goes, after it was recorded.
pub trait RunObserver: Send + Sync {
    /// These events were recorded and led to this state.
    fn changed(&self, state: &RunState, events: &[RunEvent]);

    /// A worker got further with a task.
    fn progressed(&self, task: &TaskId, progress: Progress);
}

/// How a run is told to stop.
#[derive(Clone, Debug, Default)]
pub struct Stop {
    /// The orchestrator stops: the run stays unfinished and is continued later.
    pub interrupt: CancellationToken,
    /// Someone does not want the run any more: it ends as cancelled.
    pub cancel: CancellationToken,
}

/// How driving ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drive {
    /// The run is over or held.
    Rested,
    /// The orchestrator stopped first.
    Interrupted,
}

/// What a run needs from outside.
#[derive(Clone)]
pub struct Driver {
    /// Has the tasks done.
    pub dispatcher: Arc<dyn Dispatcher>,
    /// The numbers that decide.
    pub policy: Policy,
    /// Who wants to know.
    pub observer: Arc<dyn RunObserver>,
}

impl Driver {
    /// Drives a run until it is over, held or interrupted.
    ///
    /// # Errors
    /// When the ledger cannot be written. What was recorded stands; the run can be continued.
    pub async fn drive(&self, journal: &mut Journal, stop: &Stop) -> Result<Drive, LedgerError> {
        let mut happened = None;
        loop {
            if stop.cancel.is_cancelled() && journal.state().ended_at().is_none() {
                happened = Some(cancelled());
            }
            match self.settle(journal, happened.take()).await? {
                Action::Rest => return Ok(Drive::Rested),
                Action::Wait(instant) => {
                    tokio::select! {
                        biased;
                        () = stop.interrupt.cancelled() => return Ok(Drive::Interrupted),
                        () = stop.cancel.cancelled() => {}
                        () = sleep_until(instant) => {}
                    }
                }
                Action::Dispatch(task) => {
                    tokio::select! {
                        biased;
                        () = stop.interrupt.cancelled() => return Ok(Drive::Interrupted),
                        event = self.dispatch(journal.state(), task, &stop.cancel) => happened = Some(event),
                    }
                }
                // `settle` records these itself.
                Action::Record(_) => {}
            }
        }
    }

    /// Records what happened together with every decision that follows from it alone, in one write, and returns the
    /// first action that needs the world outside.
    async fn settle(&self, journal: &mut Journal, happened: Option<RunEvent>) -> Result<Action, LedgerError> {
        let now = journal::now();
        let mut events = Vec::from_iter(happened);
        let mut after = journal.after(&events, now)?;
        loop {
            match next_action(&after, &self.policy, now) {
                Action::Record(event) => {
                    events.push(event);
                    after = journal.after(&events, now)?;
                }
                action => {
                    if !events.is_empty() {
                        journal.record(&events, now).await?;
                        self.observer.changed(journal.state(), &events);
                    }
                    return Ok(action);
                }
            }
        }
    }

    /// Has a task done and says what to record about it.
    async fn dispatch(&self, state: &RunState, task: TaskSpec, cancel: &CancellationToken) -> RunEvent {
        let id = task.id.clone();
        let phase = id.phase;
        let on_progress = |progress| self.observer.progressed(&id, progress);
        match self.dispatcher.run(task, cancel, &on_progress).await {
            Ok(outcome) => after_outcome(phase, outcome),
            Err(DispatchError::Failed(failure)) => RunEvent::TaskFailed { phase, failure },
            Err(DispatchError::Lost { worker, reason }) => {
                tracing::warn!(run = id.run, %phase, worker, reason, "a worker was lost");
                after_lost_worker(state, &self.policy, phase, worker, reason)
            }
            Err(DispatchError::Cancelled) => cancelled(),
        }
    }
}

fn cancelled() -> RunEvent {
    RunEvent::Ended {
        status: RunStatus::Cancelled,
        reason: Some("cancelled on request".into()),
    }
}

async fn sleep_until(instant: Timestamp) {
    let left = instant
        .duration_since(Timestamp::now())
        .try_into()
        .unwrap_or_default();
    tokio::time::sleep(left).await;
}
