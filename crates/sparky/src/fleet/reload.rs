//! Taking a changed configuration: the orchestrator and the workers of one process.

use std::sync::Arc;

use async_trait::async_trait;
use sparky_common::{
    config::Loaded,
    daemon::{Handlers, Reach, Reload},
    worker::BoxError,
};

/// Everything of a fleet that can take a changed configuration.
pub(super) struct Everything {
    pub(super) workers: Handlers,
    pub(super) orchestrator: Arc<dyn Reload>,
}

#[async_trait]
impl Reload for Everything {
    fn reach(&self) -> Reach {
        self.workers.reach().and(self.orchestrator.reach())
    }

    async fn take(&self, config: &Loaded) -> Result<(), BoxError> {
        // What is more likely to be refused comes first: nothing has changed then.
        self.workers.take(config).await?;
        self.orchestrator.take(config).await
    }
}
