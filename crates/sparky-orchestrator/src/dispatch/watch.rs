//! Watching one task at one worker: its events are nudges, its answers to `Status` the truth.

use std::time::{Duration, Instant};

use sparky_common::{
    bus::BusError,
    messages::{Command, Reply, TaskFailure, TaskOutcome, TaskSpec, TaskState},
};
use tokio::sync::broadcast::{self, error::RecvError};
use tokio_util::sync::CancellationToken;

use super::{
    Fleet, OnProgress,
    wire::{Nudge, Wire},
};
use crate::config::DispatchSettings;

/// How soon the first look follows, so that a task of a few milliseconds is not waited for.
const FIRST_LOOK: Duration = Duration::from_millis(20);

/// The longest time between two looks.
const SLOWEST_LOOK: Duration = Duration::from_secs(1);

/// How often a worker may forget a task before it is given up on.
const FORGIVEN: u32 = 3;

/// How watching ended.
pub(super) enum Ending {
    /// The task is done.
    Done(TaskOutcome),
    /// The task failed, or took too long.
    Failed(TaskFailure),
    /// The worker is gone or talks nonsense.
    Lost(String),
    /// The worker took its leave.
    Left,
    /// The worker has no free place.
    Busy,
    /// The result was no longer wanted; the worker was told.
    Cancelled,
}

/// A task at a worker.
pub(super) struct Watch<'a> {
    pub(super) link: &'a dyn Wire,
    pub(super) fleet: &'a Fleet,
    pub(super) worker: &'a str,
    pub(super) task: &'a TaskSpec,
    pub(super) settings: &'a DispatchSettings,
    pub(super) deadline: Instant,
}

impl Fleet {
    /// How a task ends whose worker is not there.
    pub(super) fn absent(&self, worker: &str) -> Ending {
        if self.has_left(worker) {
            Ending::Left
        } else {
            Ending::Lost("it has fallen silent".into())
        }
    }
}

/// What an answer means.
enum Meaning {
    /// All is well; look again later.
    Wait,
    /// The worker does not know the task: start it.
    Start,
    /// The worker did not answer, or not to the point.
    Trouble(String),
    /// It is over.
    End(Ending),
}

impl Watch<'_> {
    /// Starts the task and watches it to its end.
    pub(super) async fn to_the_end(
        &self,
        cancelled: &CancellationToken,
        on_progress: OnProgress<'_>,
    ) -> Ending {
        let mut nudges = self.link.nudges();
        let mut question = self.start();
        let mut starts = 1;
        let mut pause = FIRST_LOOK;
        let mut trouble_since = None;
        loop {
            match understand(self.link.call(&question).await, on_progress) {
                Meaning::End(ending) => return ending,
                Meaning::Wait => {
                    trouble_since = None;
                    question = self.status();
                }
                Meaning::Start if starts > FORGIVEN => {
                    return Ending::Lost(format!("it has forgotten the task {FORGIVEN} times"));
                }
                Meaning::Start => {
                    trouble_since = None;
                    starts += 1;
                    question = self.start();
                    continue;
                }
                Meaning::Trouble(reason) => {
                    let now = self.fleet.clock().instant();
                    let since = *trouble_since.get_or_insert(now);
                    if now.duration_since(since) >= self.settings.worker_timeout {
                        return Ending::Lost(reason);
                    }
                }
            }
            if let Some(ending) = self.overdue().await {
                return ending;
            }
            tokio::select! {
                biased;
                () = cancelled.cancelled() => {
                    self.cancel().await;
                    return Ending::Cancelled;
                }
                () = self.fleet.left(self.worker) => return Ending::Left,
                () = self.nudged(&mut nudges, on_progress) => {}
                () = self.fleet.clock().sleep(pause) => pause = (pause * 3 / 2).min(SLOWEST_LOOK),
            }
        }
    }

    /// Whether the worker has fallen silent or the task has taken too long.
    async fn overdue(&self) -> Option<Ending> {
        if !self.fleet.is_live(self.worker) {
            return Some(self.fleet.absent(self.worker));
        }
        if self.fleet.clock().instant() >= self.deadline {
            self.cancel().await;
            return Some(Ending::Failed(self.settings.too_long()));
        }
        None
    }

    /// Waits until the worker says that a look is worth while. Progress is passed on and needs none.
    async fn nudged(&self, nudges: &mut broadcast::Receiver<Nudge>, on_progress: OnProgress<'_>) {
        loop {
            match nudges.recv().await {
                Ok(Nudge::Progress(task, progress)) if task == self.task.id => on_progress(progress),
                Ok(Nudge::Progress(..)) => {}
                Ok(Nudge::Ended(task)) if task != self.task.id => {}
                Ok(Nudge::Ended(_) | Nudge::Missed) | Err(RecvError::Lagged(_)) => return,
                // The link holds the sender for as long as this borrows the link.
                Err(RecvError::Closed) => std::future::pending().await,
            }
        }
    }

    /// Tells the worker to stop. If it cannot be told, it ends by itself and nobody asks for the result.
    async fn cancel(&self) {
        let command = Command::Cancel {
            task: self.task.id.clone(),
            fences: self.task.fences.clone(),
        };
        if let Err(error) = self.link.call(&command).await {
            tracing::warn!(task = %self.task.id, worker = self.worker, %error, "the worker could not be told to stop");
        }
    }

    fn start(&self) -> Command {
        Command::Start {
            task: Box::new(self.task.clone()),
        }
    }

    fn status(&self) -> Command {
        Command::Status {
            task: self.task.id.clone(),
        }
    }
}

fn understand(answer: Result<Reply, BusError>, on_progress: OnProgress<'_>) -> Meaning {
    match answer {
        Ok(Reply::Accepted | Reply::AlreadyRunning) => Meaning::Wait,
        Ok(Reply::Task {
            state: TaskState::Running { progress },
        }) => {
            on_progress(progress);
            Meaning::Wait
        }
        Ok(Reply::Task {
            state: TaskState::Unknown,
        }) => Meaning::Start,
        Ok(
            Reply::AlreadyDone { outcome }
            | Reply::Task {
                state: TaskState::Done { outcome },
            },
        ) => Meaning::End(Ending::Done(outcome)),
        Ok(Reply::Task {
            state: TaskState::Failed { failure },
        }) => Meaning::End(Ending::Failed(failure)),
        Ok(Reply::Rejected { failure }) if failure.retryable => Meaning::End(Ending::Busy),
        Ok(Reply::Rejected { failure }) => Meaning::End(Ending::Failed(failure)),
        Ok(Reply::Refused { reason }) => Meaning::End(Ending::Lost(format!("it refuses: {reason}"))),
        Ok(other) => Meaning::Trouble(format!("it answers beside the point: {other:?}")),
        Err(error) => Meaning::Trouble(TaskFailure::of(&error, true).message),
    }
}
