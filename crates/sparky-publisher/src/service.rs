//! The publish phase: documents in, receipts out.

use std::sync::Arc;

use async_trait::async_trait;
use sparky_common::{
    artifact::ArtifactStore,
    messages::{TaskFailure, TaskOutcome, TaskSpec},
    model::{Phase, Publication, Receipt, SCHEMA_VERSION},
    period::Period,
    worker::{TaskContext, TaskHandler},
};
use tokio::task::spawn_blocking;

use crate::{
    clock::Clock,
    config::PublisherConfig,
    destination::{GitDestination, Interrupted, Step, Steps},
    edition::Edition,
    error::PublishError,
    fence::Fence,
    measures::measures,
    metrics::Metrics,
    output::{Leftovers, OUTPUT, OutputFolder},
    pace::{Pace, Patience},
    press::{Press, Yield},
};

/// The name of the artifact of the publish phase.
pub fn publication_name(period: Period) -> String {
    format!("publications/{}/{period}.json", period.kind())
}

/// Does publish tasks.
pub struct Publisher {
    store: ArtifactStore,
    output: OutputFolder,
    destinations: Arc<[GitDestination]>,
    receipts: Arc<std::path::Path>,
    patience: Patience,
    clock: Arc<dyn Clock>,
    metrics: Metrics,
}

impl Publisher {
    /// A publisher that reads documents from a store.
    pub fn new(config: PublisherConfig, store: ArtifactStore, clock: impl Clock, metrics: Metrics) -> Self {
        let destination = |settings| GitDestination::new(settings, &config.data_dir);
        Self {
            store,
            output: OutputFolder::new(config.out_dir),
            destinations: config.destinations.into_iter().map(destination).collect(),
            receipts: config.data_dir.join("receipts.db").into(),
            patience: config.patience,
            clock: Arc::new(clock),
            metrics,
        }
    }

    async fn publish(&self, task: &TaskSpec, context: &TaskContext) -> Result<TaskOutcome, PublishError> {
        let documents = task
            .inputs
            .get(&Phase::Generate)
            .ok_or(PublishError::NoDocuments)?;
        let edition = Arc::new(Edition::load(&self.store, documents).await?);
        let fence = Arc::new(Fence::new(Arc::clone(&self.receipts), task.fences.clone()));
        self.admit(&fence).await?;
        context.progress(0, 1 + self.destinations.len() as u64, OUTPUT);
        let (mut receipts, leftovers) = self.write_output(Arc::clone(&edition)).await?;
        if task.request.publish && self.destinations.is_empty() {
            return Err(PublishError::NoDestination);
        }
        let mut result = Yield::default();
        if task.request.publish {
            result = self
                .press(Arc::clone(&edition), task.request.dry_run, context, fence)
                .await?;
            receipts.append(&mut result.receipts);
        }
        self.metrics.count(&receipts);
        for (destination, _) in &result.failures {
            self.metrics.count_failure(destination);
        }
        let publication = Publication {
            schema_version: SCHEMA_VERSION,
            kind: edition.set.kind,
            period: edition.set.period,
            receipts,
            planned: result.planned,
        };
        let name = publication_name(edition.set.period);
        let artifact = self
            .store
            .put_json(&name, &publication)
            .await
            .map_err(PublishError::Record)?;
        let measures = measures(&publication.receipts, &result.failures, &leftovers);
        Ok(TaskOutcome::new(artifact, measures))
    }

    /// Goes on in the name of a task's holder, unless somebody has taken over.
    async fn admit(&self, fence: &Arc<Fence>) -> Result<(), PublishError> {
        let asked = Arc::clone(fence);
        spawn_blocking(move || asked.holds()).await??;
        fence
            .refusal()
            .map_or(Ok(()), |failure| Err(PublishError::Superseded(failure)))
    }

    async fn write_output(&self, edition: Arc<Edition>) -> Result<(Vec<Receipt>, Leftovers), PublishError> {
        let (output, now) = (self.output.clone(), self.clock.now());
        let (receipts, leftovers) = spawn_blocking(move || output.publish(&edition, now)).await??;
        for path in &leftovers.ours {
            tracing::info!(path, "withdrew a file that this period no longer gives");
        }
        for path in &leftovers.edited {
            tracing::warn!(
                path,
                "kept a file that this period no longer gives: somebody edited it"
            );
        }
        Ok((receipts, leftovers))
    }

    async fn press(
        &self,
        edition: Arc<Edition>,
        dry_run: bool,
        context: &TaskContext,
        fence: Arc<Fence>,
    ) -> Result<Yield, PublishError> {
        let press = Press {
            destinations: Arc::clone(&self.destinations),
            receipts: Arc::clone(&self.receipts),
            pace: Pace::new(self.patience, context.cancelled.clone()),
            now: self.clock.now(),
        };
        let steps = Watched {
            context: context.clone(),
            destinations: Arc::clone(&self.destinations),
            fence: Arc::clone(&fence),
        };
        let result = spawn_blocking(move || press.run(&edition, dry_run, &steps)).await?;
        if let Some(failure) = fence.refusal() {
            return Err(PublishError::Superseded(failure));
        }
        if context.cancelled.is_cancelled() {
            return Err(PublishError::Cancelled);
        }
        Ok(result)
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

/// Shows the steps as the task's progress, and stops where the task is cancelled or somebody else publishes by now.
struct Watched {
    context: TaskContext,
    destinations: Arc<[GitDestination]>,
    fence: Arc<Fence>,
}

impl Watched {
    /// What cannot be told is taken for a no: another try can tell.
    fn may_go_on(&self) -> bool {
        let holds = self.fence.holds().unwrap_or_else(|error| {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "cannot tell whether somebody else publishes by now"
            );
            false
        });
        holds && !self.context.cancelled.is_cancelled()
    }
}

impl Steps for Watched {
    fn reached(&self, destination: &str, step: Step) -> Result<(), Interrupted> {
        let before = self
            .destinations
            .iter()
            .take_while(|other| other.name() != destination)
            .count();
        self.context
            .progress(1 + before as u64, 1 + self.destinations.len() as u64, destination);
        // What readers see already is recorded, wanted or not.
        let may_stop = !matches!(step, Step::Sent | Step::Settled | Step::Recorded);
        if may_stop && !self.may_go_on() {
            Err(Interrupted)
        } else {
            Ok(())
        }
    }
}
