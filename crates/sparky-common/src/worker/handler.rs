//! What a phase must provide.

use async_trait::async_trait;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::{
    messages::{Progress, TaskFailure, TaskOutcome, TaskSpec},
    model::Phase,
};

/// Any error that keeps a service from being made.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Does the tasks of one phase. Doing a task twice gives the same artifact.
#[async_trait]
pub trait TaskHandler: Send + Sync + 'static {
    /// The phase.
    fn phase(&self) -> Phase;

    /// Whether the phase can be divided: then tasks may be plans, parts and joins besides whole phases.
    fn divides(&self) -> bool {
        false
    }

    /// Does a task to its end. A handler returns soon after `context.cancelled` and leaves nothing half-written.
    async fn run(&self, task: TaskSpec, context: TaskContext) -> Result<TaskOutcome, TaskFailure>;
}

/// What a handler may use while it works.
#[derive(Clone, Debug)]
pub struct TaskContext {
    /// Set when the result is no longer wanted.
    pub cancelled: CancellationToken,
    progress: watch::Sender<Progress>,
}

impl TaskContext {
    /// A context and the place where its progress can be watched.
    pub fn new(cancelled: CancellationToken) -> (Self, watch::Receiver<Progress>) {
        let (progress, watcher) = watch::channel(Progress::default());
        (Self { cancelled, progress }, watcher)
    }

    /// Says how far the task is.
    pub fn progress(&self, done: u64, total: u64, doing: impl Into<String>) {
        self.progress.send_replace(Progress {
            done,
            total,
            doing: doing.into(),
        });
    }
}
