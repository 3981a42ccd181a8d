//! A handler that can be replaced while it works.

use std::sync::{Arc, PoisonError, RwLock};

use async_trait::async_trait;

use super::{TaskContext, TaskHandler};
use crate::{
    messages::{TaskFailure, TaskOutcome, TaskSpec},
    model::Phase,
};

/// Does each task with the handler of its moment: one that was begun goes on with the handler that it was begun with.
pub struct Switch(RwLock<Arc<dyn TaskHandler>>);

impl Switch {
    /// Begins with a handler.
    pub fn new(handler: Arc<dyn TaskHandler>) -> Self {
        Self(RwLock::new(handler))
    }

    /// Does tasks with another handler of the same phase from now on.
    pub fn replace(&self, handler: Arc<dyn TaskHandler>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = handler;
    }

    fn current(&self) -> Arc<dyn TaskHandler> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }
}

#[async_trait]
impl TaskHandler for Switch {
    fn phase(&self) -> Phase {
        self.current().phase()
    }

    fn divides(&self) -> bool {
        self.current().divides()
    }

    async fn run(&self, task: TaskSpec, context: TaskContext) -> Result<TaskOutcome, TaskFailure> {
        self.current().run(task, context).await
    }
}
