//! The publish phase: documents in, receipts out.

use std::sync::Arc;

use async_trait::async_trait;
use sparky_common::{
    artifact::ArtifactStore,
    messages::{TaskFailure, TaskOutcome, TaskSpec},
    model::{Measure, Phase, Publication, Receipt, ReceiptState, SCHEMA_VERSION},
    period::Period,
    worker::{TaskContext, TaskHandler},
};

use crate::{
    clock::Clock, config::PublisherConfig, edition::Edition, error::PublishError, output::OutputFolder,
};

/// The name of the artifact of the publish phase.
pub fn publication_name(period: Period) -> String {
    format!("publications/{}/{period}.json", period.kind())
}

/// Does publish tasks.
pub struct Publisher {
    store: ArtifactStore,
    output: OutputFolder,
    clock: Arc<dyn Clock>,
}

impl Publisher {
    /// A publisher that reads documents from a store.
    pub fn new(config: &PublisherConfig, store: ArtifactStore, clock: impl Clock) -> Self {
        Self { store, output: OutputFolder::new(config.out_dir.clone()), clock: Arc::new(clock) }
    }

    async fn publish(&self, task: &TaskSpec, context: &TaskContext) -> Result<TaskOutcome, PublishError> {
        let documents = task.inputs.get(&Phase::Generate).ok_or(PublishError::NoDocuments)?;
        let edition = Arc::new(Edition::load(&self.store, documents).await?);
        context.progress(0, 1, "output folder");
        let receipts = self.write_output(Arc::clone(&edition)).await?;
        let publication = Publication {
            schema_version: SCHEMA_VERSION,
            kind: edition.set.kind,
            period: edition.set.period,
            receipts,
            planned: Vec::new(),
        };
        let name = publication_name(edition.set.period);
        let artifact = self.store.put_json(&name, &publication).await.map_err(PublishError::Record)?;
        Ok(TaskOutcome { artifact, measures: measures(&publication.receipts) })
    }

    async fn write_output(&self, edition: Arc<Edition>) -> Result<Vec<Receipt>, PublishError> {
        let (output, now) = (self.output.clone(), self.clock.now());
        Ok(tokio::task::spawn_blocking(move || output.publish(&edition, now)).await??)
    }
}

#[async_trait]
impl TaskHandler for Publisher {
    fn phase(&self) -> Phase {
        Phase::Publish
    }

    async fn run(&self, task: TaskSpec, context: TaskContext) -> Result<TaskOutcome, TaskFailure> {
        Ok(self.publish(&task, &context).await?)
    }
}

fn measures(receipts: &[Receipt]) -> Vec<Measure> {
    let count = |state| receipts.iter().filter(|receipt| receipt.state == state).count();
    let measure = |name: &str, value: usize| Measure {
        name: name.into(),
        // No run has so many documents that a float could not count them.
        value: value as f64,
        details: Vec::new(),
    };
    vec![
        measure("documents_published", count(ReceiptState::Published)),
        measure("documents_unchanged", count(ReceiptState::Unchanged)),
    ]
}
