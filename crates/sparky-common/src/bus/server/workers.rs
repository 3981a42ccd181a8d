//! Runs commands beside each other. What can be answered at once is answered on the socket's thread, without a way to
//! another thread and back; what has to wait goes on waiting on the service's own runtime, so that it does not hold up the socket.

use std::{panic::AssertUnwindSafe, sync::Arc};

use futures::FutureExt;
use tokio::{runtime::Handle, sync::mpsc};
use uuid::Uuid;

use super::CommandHandler;
use crate::messages::{Command, Reply};

/// A command's id and its answer.
pub(super) type Done = (Uuid, Reply);

/// The commands that are being handled.
pub(super) struct Workers {
    handler: Arc<dyn CommandHandler>,
    runtime: Handle,
    running: usize,
    max_running: usize,
    finished: mpsc::Sender<Done>,
}

impl Workers {
    /// Up to `max_running` commands at once; their answers come out of the channel.
    pub(super) fn new(
        handler: Arc<dyn CommandHandler>,
        runtime: Handle,
        max_running: usize,
    ) -> (Self, mpsc::Receiver<Done>) {
        let (finished, results) = mpsc::channel(max_running);
        (
            Self {
                handler,
                runtime,
                running: 0,
                max_running,
                finished,
            },
            results,
        )
    }

    pub(super) fn has_room(&self) -> bool {
        self.running < self.max_running
    }

    pub(super) fn are_busy(&self) -> bool {
        self.running > 0
    }

    /// Begins a command. The answer, where it is there at once; else it will come out of the channel.
    pub(super) fn start(&mut self, id: Uuid, command: Command) -> Option<Reply> {
        let handler = self.handler.clone();
        let mut work =
            Box::pin(AssertUnwindSafe(async move { handler.handle(command).await }).catch_unwind());
        // What the handler spawns, and the timers that it starts, belong to the service's runtime.
        let inside = self.runtime.enter();
        if let Some(outcome) = work.as_mut().now_or_never() {
            return Some(reply_of(outcome));
        }
        drop(inside);
        self.running += 1;
        let finished = self.finished.clone();
        self.runtime.spawn(async move {
            let reply = reply_of(work.await);
            // The receiver is gone only when the server no longer waits for answers.
            let _: Result<(), _> = finished.send((id, reply)).await;
        });
        None
    }

    /// Notes that an answer came out of the channel.
    pub(super) fn finished_one(&mut self) {
        self.running -= 1;
    }
}

/// What a handler said, or that it broke down.
fn reply_of(outcome: std::thread::Result<Reply>) -> Reply {
    outcome.unwrap_or_else(|_| Reply::Refused {
        reason: "the service broke down over this command; its log says where".into(),
    })
}
