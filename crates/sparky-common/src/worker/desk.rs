//! Takes commands for tasks and tells what becomes of them.

use std::sync::{
    Arc, Mutex, MutexGuard, PoisonError,
    atomic::{AtomicBool, Ordering},
};

use async_trait::async_trait;
use futures::FutureExt;
use tokio::sync::{Notify, mpsc, watch};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{
    TaskContext, TaskHandler,
    fences::Fences,
    tasks::{Admission, Tasks},
};
use crate::{
    bus::CommandHandler,
    messages::{
        Command, Event, FencingToken, Progress, Reply, TaskFailure, TaskId, TaskOutcome, TaskSpec, Work,
    },
};

/// The worker's side of the command socket.
pub(super) struct Desk {
    handler: Arc<dyn TaskHandler>,
    book: Book,
    fences: Mutex<Fences>,
    running: TaskTracker,
    /// Whether nothing new is taken.
    closed: AtomicBool,
}

/// What a task and the desk share.
#[derive(Clone)]
struct Book {
    tasks: Arc<Mutex<Tasks>>,
    events: mpsc::Sender<Event>,
    /// Set when what is under way is given up. What ends after it is neither done nor failed: somebody else does it.
    cut: CancellationToken,
    /// Wakes who waits until every result was asked for.
    settled: Arc<Notify>,
}

impl Desk {
    /// A desk whose tasks report to `events`.
    pub(super) fn new(handler: Arc<dyn TaskHandler>, capacity: usize, events: mpsc::Sender<Event>) -> Self {
        Self {
            handler,
            book: Book {
                tasks: Arc::new(Mutex::new(Tasks::new(capacity))),
                events,
                cut: CancellationToken::new(),
                settled: Arc::default(),
            },
            fences: Mutex::default(),
            running: TaskTracker::new(),
            closed: AtomicBool::new(false),
        }
    }

    /// Takes nothing new from now on. Returns how many tasks are under way.
    pub(super) fn close(&self) -> usize {
        // Under the lock under which tasks are begun: none slips through.
        let tasks = lock(&self.book.tasks);
        self.closed.store(true, Ordering::Relaxed);
        tasks.running()
    }

    /// Resolves when no task is running any more; call it after [`Self::close`].
    pub(super) async fn done(&self) {
        self.running.close();
        self.running.wait().await;
    }

    /// Resolves when no task is running any more and every result was asked for.
    pub(super) async fn settled(&self) {
        loop {
            // Waits from before the look: nothing is missed between the two.
            let mut changed = std::pin::pin!(self.book.settled.notified());
            changed.as_mut().enable();
            if lock(&self.book.tasks).are_settled() {
                return;
            }
            changed.await;
        }
    }

    /// Gives up what is under way, and resolves when it has let go.
    pub(super) async fn cut(&self) {
        self.book.cut.cancel();
        self.done().await;
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
        let mut tasks = lock(&self.book.tasks);
        match tasks.admit(&task.id) {
            Admission::Running => Reply::AlreadyRunning,
            Admission::Done(outcome) => {
                tasks.tell(&task.id);
                self.book.settled.notify_waiters();
                Reply::AlreadyDone { outcome }
            }
            Admission::Full => Reply::Rejected { failure: busy() },
            Admission::New if self.closed.load(Ordering::Relaxed) => Reply::Rejected { failure: leaving() },
            Admission::New => {
                let cancel = self.book.cut.child_token();
                let (context, progress) = TaskContext::new(cancel.clone());
                tasks.begin(task.id.clone(), cancel, progress.clone());
                let handler = Arc::clone(&self.handler);
                self.running
                    .spawn(self.book.clone().perform(handler, task, context, progress));
                Reply::Accepted
            }
        }
    }

    fn tell(&self, task: &TaskId) -> Reply {
        let state = lock(&self.book.tasks).tell(task);
        self.book.settled.notify_waiters();
        Reply::Task { state }
    }
}

#[async_trait]
impl CommandHandler for Desk {
    async fn handle(&self, command: Command) -> Reply {
        match command {
            Command::Ping => Reply::Pong,
            Command::Start { task } => self.start(*task),
            Command::Status { task } => self.tell(&task),
            Command::Cancel { task, fences } => match self.admit(&fences) {
                Err(failure) => Reply::Rejected { failure },
                Ok(()) => {
                    lock(&self.book.tasks).cancel(&task);
                    self.tell(&task)
                }
            },
            _ => Reply::Refused {
                reason: "this is a worker: ask the orchestrator".into(),
            },
        }
    }
}

impl Book {
    /// Does one task, reports its progress and remembers its result before anyone is told.
    async fn perform(
        self,
        handler: Arc<dyn TaskHandler>,
        task: TaskSpec,
        context: TaskContext,
        progress: watch::Receiver<Progress>,
    ) {
        let id = task.id.clone();
        tracing::info!(run = id.run, phase = %id.phase, attempt = id.attempt, "task begins");
        let work = std::panic::AssertUnwindSafe(handler.run(task, context)).catch_unwind();
        let reporter = super::progress::report(id.clone(), progress, self.events.clone());
        let result = tokio::select! {
            result = work => result.unwrap_or_else(|_| Err(panicked())),
            never = reporter => match never {},
        };
        if result.is_err() && self.cut.is_cancelled() {
            tracing::info!(run = id.run, phase = %id.phase, "the task is left to another worker");
            return;
        }
        log_end(&id, &result);
        let event = match &result {
            Ok(_) => Event::complete(id.clone()),
            Err(failure) => Event::TaskFailed {
                task: id.clone(),
                failure: failure.clone(),
            },
        };
        lock(&self.tasks).finish(id, result);
        self.settled.notify_waiters();
        if self.events.send(event).await.is_err() {
            tracing::debug!("nobody publishes events any more: the orchestrator will ask");
        }
    }
}

fn log_end(id: &TaskId, result: &Result<TaskOutcome, TaskFailure>) {
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

fn leaving() -> TaskFailure {
    TaskFailure {
        message: "this worker takes its leave".into(),
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
