//! Runs commands beside each other on the service's own runtime, so that no command holds up the socket.

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

    /// Begins a command.
    pub(super) fn start(&mut self, id: Uuid, command: Command) {
        self.running += 1;
        let handler = self.handler.clone();
        let finished = self.finished.clone();
        self.runtime.spawn(async move {
            let reply = AssertUnwindSafe(handler.handle(command))
                .catch_unwind()
                .await
                .unwrap_or_else(|_| Reply::Refused {
                    reason: "the service broke down over this command; its log says where".into(),
                });
            // The receiver is gone only when the server no longer waits for answers.
            let _: Result<(), _> = finished.send((id, reply)).await;
        });
    }

    /// Notes that an answer came out of the channel.
    pub(super) fn finished_one(&mut self) {
        self.running -= 1;
    }
}
