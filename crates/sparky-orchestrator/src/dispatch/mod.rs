//! Having tasks done by workers.

mod bus;
mod fleet;
mod link;
mod roll;
mod watch;

use async_trait::async_trait;
use sparky_common::messages::{Progress, TaskFailure, TaskOutcome, TaskSpec};
use tokio_util::sync::CancellationToken;

pub use bus::BusDispatcher;
pub use fleet::Fleet;
pub use roll::WorkerState;

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
    /// The result is no longer wanted.
    #[error("the task was cancelled")]
    Cancelled,
}

/// Takes word of how far a task is.
pub type OnProgress<'a> = &'a (dyn Fn(Progress) + Send + Sync);

/// Has tasks done. Doing the same task again gives the same outcome, so a run that was interrupted simply asks anew.
#[async_trait]
pub trait Dispatcher: Send + Sync {
    /// Has a task done to its end. Dropping the future leaves the worker at it; `cancelled` stops the worker.
    async fn run(
        &self,
        task: TaskSpec,
        cancelled: &CancellationToken,
        on_progress: OnProgress<'_>,
    ) -> Result<TaskOutcome, DispatchError>;
}
