//! Takes commands for tasks and tells what becomes of them.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use futures::FutureExt;
use tokio::sync::{mpsc, watch};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{
    TaskContext, TaskHandler,
    fences::Fences,
    tasks::{Admission, Tasks},
};
use crate::{
    bus::CommandHandler,
    messages::{Command, Event, FencingToken, Progress, Reply, TaskFailure, TaskOutcome, TaskSpec, Work},
};

/// The worker's side of the command socket.
pub(super) struct Desk {
    handler: Arc<dyn TaskHandler>,
    tasks: Arc<Mutex<Tasks>>,
    fences: Mutex<Fences>,
    events: mpsc::Sender<Event>,
    running: TaskTracker,
    shutdown: CancellationToken,
}

impl Desk {
    /// A desk whose tasks report to `events` and are cancelled with `shutdown`.
    pub(super) fn new(
        handler: Arc<dyn TaskHandler>,
        capacity: usize,
        events: mpsc::Sender<Event>,
        shutdown: CancellationToken,
    ) -> Self {
        let tasks = Arc::new(Mutex::new(Tasks::new(capacity)));
        Self {
            handler,
            tasks,
            fences: Mutex::default(),
            events,
            running: TaskTracker::new(),
            shutdown,
        }
    }

    /// Resolves when no task is running any more.
    pub(super) async fn drained(&self) {
        self.running.close();
        self.running.wait().await;
    }

    /// Takes a command in the name of a lease, unless a later holder of the lease was heard.
    fn admit(&self, tokens: &[FencingToken]) -> Result<(), TaskFailure> {
        let mut fences = lock(&self.fences);
        tokens.iter().try_for_each(|token| fences.admit(token))
    }

    fn start(&self, task: TaskSpec) -> Reply {
        if task.id.phase != self.handler.phase() {
            let reason = format!("this worker does {}, not {}", self.handler.phase(), task.id.phase);
            return Reply::Refused { reason };
        }
        if task.work != Work::Whole && !self.handler.divides() {
            let reason = format!("this worker does {} as a whole only", task.id.phase);
            return Reply::Refused { reason };
        }
        if let Err(failure) = self.admit(&task.fences) {
            return Reply::Rejected { failure };
        }
        let mut tasks = lock(&self.tasks);
        match tasks.admit(&task.id) {
            Admission::Running => Reply::AlreadyRunning,
            Admission::Done(outcome) => Reply::AlreadyDone { outcome },
            Admission::Full => Reply::Rejected { failure: busy() },
            Admission::New => {
                let cancel = self.shutdown.child_token();
                let (context, progress) = TaskContext::new(cancel.clone());
                tasks.begin(task.id.clone(), cancel, progress.clone());
                self.running.spawn(perform(
                    Arc::clone(&self.handler),
                    task,
                    context,
                    progress,
                    Arc::clone(&self.tasks),
                    self.events.clone(),
                ));
                Reply::Accepted
            }
        }
    }
}

#[async_trait]
impl CommandHandler for Desk {
    async fn handle(&self, command: Command) -> Reply {
        match command {
            Command::Ping => Reply::Pong,
            Command::Start { task } => self.start(*task),
            Command::Status { task } => Reply::Task {
                state: lock(&self.tasks).state(&task),
            },
            Command::Cancel { task, fences } => match self.admit(&fences) {
                Err(failure) => Reply::Rejected { failure },
                Ok(()) => {
                    let tasks = lock(&self.tasks);
                    tasks.cancel(&task);
                    Reply::Task {
                        state: tasks.state(&task),
                    }
                }
            },
            _ => Reply::Refused {
                reason: "this is a worker: ask the orchestrator".into(),
            },
        }
    }
}

/// Does one task, reports its progress and remembers its result before anyone is told.
async fn perform(
    handler: Arc<dyn TaskHandler>,
    task: TaskSpec,
    context: TaskContext,
    progress: watch::Receiver<Progress>,
    tasks: Arc<Mutex<Tasks>>,
    events: mpsc::Sender<Event>,
) {
    let id = task.id.clone();
    tracing::info!(run = id.run, phase = %id.phase, attempt = id.attempt, "task begins");
    let work = std::panic::AssertUnwindSafe(handler.run(task, context)).catch_unwind();
    let reporter = super::progress::report(id.clone(), progress, events.clone());
    let result = tokio::select! {
        result = work => result.unwrap_or_else(|_| Err(panicked())),
        never = reporter => match never {},
    };
    log_end(&id, &result);
    let event = match &result {
        Ok(_) => Event::complete(id.clone()),
        Err(failure) => Event::TaskFailed {
            task: id.clone(),
            failure: failure.clone(),
        },
    };
    lock(&tasks).finish(id, result);
    if events.send(event).await.is_err() {
        tracing::debug!("nobody publishes events any more: the orchestrator will ask");
    }
}

fn log_end(id: &crate::messages::TaskId, result: &Result<TaskOutcome, TaskFailure>) {
    match result {
        Ok(outcome) => {
            tracing::info!(run = id.run, phase = %id.phase, artifact = outcome.artifact.name, "task done");
        }
        Err(failure) => {
            tracing::warn!(run = id.run, phase = %id.phase, error = failure.message, "task failed");
        }
    }
}

fn busy() -> TaskFailure {
    TaskFailure {
        message: "every place of this worker is taken".into(),
        hint: None,
        retryable: true,
    }
}

fn panicked() -> TaskFailure {
    TaskFailure {
        message: "the worker met a bug and gave the task up".into(),
        hint: Some("the worker's log has the place: please report it".into()),
        retryable: false,
    }
}

/// A panic while the lock is held leaves a consistent table: every method changes it in one step.
fn lock<T>(table: &Mutex<T>) -> MutexGuard<'_, T> {
    table.lock().unwrap_or_else(PoisonError::into_inner)
}
