//! Driving one run: asks the state machine what to do, does it, and records it before and after.

mod admission;
mod journal;
mod shift;

use std::sync::Arc;

use jiff::Timestamp;
use sparky_common::{
    messages::{Progress, TaskFailure, TaskId},
    model::{Control, Mode, RunStatus},
};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

pub use admission::{admit, reopen};
pub use journal::Journal;

use crate::{
    clock::Clock,
    config::Policy,
    dispatch::{Dispatcher, Place},
    ledger::LedgerError,
    state::{Action, Need, RunEvent, RunState, Todo, next_action},
};
use shift::Shift;

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
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Whether work goes on.
    pub control: watch::Receiver<Control>,
}

impl Driver {
    /// Drives a run until it is over, held or interrupted.
    ///
    /// # Errors
    /// When the ledger cannot be written. What was recorded stands; the run can be continued.
    pub async fn drive(&self, journal: &mut Journal, stop: &Stop) -> Result<Drive, LedgerError> {
        let mut control = self.control.clone();
        let mut shift = Shift::new(self, journal.token(), journal.leases());
        let lost = journal.lost();
        loop {
            if stop.cancel.is_cancelled() && journal.state().ended_at().is_none() {
                shift.dismiss().await;
                shift.happened = vec![cancelled()];
            }
            let order = control.borrow_and_update().clone();
            if order.mode == Mode::Stopped {
                shift.recall(journal.state(), &order).await;
            }
            let (instant, todo) = match self.settle(journal, &mut shift, order.mode).await? {
                Action::Rest => return Ok(Drive::Rested),
                // `settle` records these itself.
                Action::Record(_) => continue,
                Action::Wait(instant) => (Some(instant), Todo::default()),
                Action::Work(todo) => (todo.wake, todo),
            };
            shift.see_to(todo.going);
            let next = todo.begin.first().filter(|_| order.mode.begins_tasks());
            tokio::select! {
                biased;
                () = stop.interrupt.cancelled() => return Ok(Drive::Interrupted),
                () = lost.cancelled() => return Err(LedgerError::Fenced { run: journal.state().run.clone() }),
                () = stop.cancel.cancelled() => {}
                event = shift.landing(journal.state()) => shift.happened.extend(event),
                place = self.wait_for_place(next) => shift.offer(journal.state(), next, place),
                () = self.sleep_until(instant) => {}
                () = changed(&mut control) => {}
            }
        }
    }

    /// Records what happened together with every decision that follows from it alone and every task for which there
    /// is a place now, in one write, and returns the first action that needs the world outside.
    async fn settle(
        &self,
        journal: &mut Journal,
        shift: &mut Shift<'_>,
        mode: Mode,
    ) -> Result<Action, LedgerError> {
        let now = self.clock.now();
        let mut events = std::mem::take(&mut shift.happened);
        let mut after = journal.after(&events, now)?;
        loop {
            let action = next_action(&after, &self.policy, now);
            let more = match &action {
                Action::Record(event) => vec![event.clone()],
                Action::Work(todo) if mode.begins_tasks() => shift.begin(&after, &todo.begin),
                Action::Work(_) | Action::Wait(_) | Action::Rest => Vec::new(),
            };
            if more.is_empty() {
                if !events.is_empty() {
                    journal.record(&events, now).await?;
                    self.observer.changed(journal.state(), &events);
                }
                return Ok(action);
            }
            for event in more {
                shift.distrust_if_slow(&event);
                events.push(event);
            }
            after = journal.after(&events, now)?;
        }
    }

    /// Sleeps until an instant; for ever where there is none.
    async fn sleep_until(&self, instant: Option<Timestamp>) {
        let Some(instant) = instant else {
            return std::future::pending().await;
        };
        let left = instant.duration_since(self.clock.now());
        self.clock.sleep(left.try_into().unwrap_or_default()).await;
    }

    async fn wait_for_place(&self, need: Option<&Need>) -> Result<Place, TaskFailure> {
        match need {
            Some(need) => self.dispatcher.place(need.phase, need.parts()).await,
            None => std::future::pending().await,
        }
    }
}

/// Waits until something else is to be done with work.
async fn changed(control: &mut watch::Receiver<Control>) {
    if control.changed().await.is_err() {
        // Nobody is there any more to say so.
        std::future::pending::<()>().await;
    }
}

fn cancelled() -> RunEvent {
    RunEvent::Ended {
        status: RunStatus::Cancelled,
        reason: Some("cancelled on request".into()),
    }
}
