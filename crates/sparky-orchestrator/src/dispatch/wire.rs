//! How workers are reached. The bus is the real way; simulations lose, delay and repeat what goes over theirs.

use std::sync::Arc;

use async_trait::async_trait;
use sparky_common::{
    bus::BusError,
    messages::{Command, Progress, Reply, TaskId, WorkerInfo},
};
use tokio::sync::broadcast;

/// What a worker's event tells.
#[derive(Clone, Debug)]
pub enum Nudge {
    /// A task got further.
    Progress(TaskId, Progress),
    /// A task has ended: look.
    Ended(TaskId),
    /// Something may have been missed: look.
    Missed,
}

/// The way to one worker.
#[async_trait]
pub trait Wire: Send + Sync {
    /// Sends a command and waits for the answer.
    async fn call(&self, command: &Command) -> Result<Reply, BusError>;

    /// The worker's nudges from now on.
    fn nudges(&self) -> broadcast::Receiver<Nudge>;
}

/// The ways to all workers.
pub trait Wires: Send + Sync {
    /// The way to a worker. Ways to workers that are not among `registered` are forgotten.
    ///
    /// # Errors
    /// When the worker's address is none, or its socket cannot be made.
    fn to(&self, worker: &WorkerInfo, registered: &[WorkerInfo]) -> Result<Arc<dyn Wire>, BusError>;
}
