//! Having tasks done by workers.

mod bus;
mod fleet;
mod link;
mod roll;
mod watch;
mod wire;

use async_trait::async_trait;
use sparky_common::{
    messages::{Progress, TaskFailure, TaskOutcome, TaskSpec},
    model::Phase,
};
use tokio_util::sync::CancellationToken;

pub use bus::BusDispatcher;
pub use fleet::Fleet;
pub use roll::WorkerState;
pub use wire::{Nudge, Wire, Wires};

/// Why a task has no outcome.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DispatchError {
    /// The worker did the task and failed, or none could be asked.
    #[error(transparent)]
    Failed(#[from] TaskFailure),
    /// The worker vanished with the task: another one may do it.
    #[error("worker {worker} was lost: {reason}")]
    Lost {
        /// The worker's name.
        worker: String,
        /// How it was noticed.
        reason: String,
    },
    /// The worker took its leave before the task was done, and did nothing wrong: another one may do it.
    #[error("worker {worker} took its leave")]
    Left {
        /// The worker's name.
        worker: String,
    },
    /// The result is no longer wanted.
    #[error("the task was cancelled")]
    Cancelled,
}

/// Takes word of how far a task is.
pub type OnProgress<'a> = &'a (dyn Fn(Progress) + Send + Sync);

/// What is held while a place at a worker is taken.
pub trait Hold: Send + Sync {}

/// A place at a worker, until it is dropped.
pub struct Place {
    /// The worker's name.
    pub worker: String,
    /// Whether it can do parts of a phase.
    pub divides: bool,
    /// Frees the place when it is dropped.
    pub hold: Box<dyn Hold>,
}

/// Has tasks done. Doing the same task again gives the same outcome, so a run that was interrupted simply asks anew.
#[async_trait]
pub trait Dispatcher: Send + Sync {
    /// Takes a place at a worker of a phase that is free now. `parts` asks for one that can do parts.
    fn place_now(&self, phase: Phase, parts: bool) -> Option<Place>;

    /// Waits for such a place.
    ///
    /// # Errors
    /// When no such worker is there for long. Workers that are all busy are waited for.
    async fn place(&self, phase: Phase, parts: bool) -> Result<Place, TaskFailure>;

    /// Has a task done to its end at a place; where there is none any more, as after a restart, at the worker that had
    /// it or another one. Dropping the future leaves the worker at it; `cancelled` stops the worker.
    async fn run(
        &self,
        task: TaskSpec,
        place: Result<Place, Option<String>>,
        cancelled: &CancellationToken,
        on_progress: OnProgress<'_>,
    ) -> Result<TaskOutcome, DispatchError>;

    /// Notes that a worker is not to be relied on: it gets tasks after the others.
    fn distrust(&self, worker: &str);
}
