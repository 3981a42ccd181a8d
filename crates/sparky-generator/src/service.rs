//! The generate phase: insights in, documents out.

use std::sync::Arc;

use async_trait::async_trait;
use sparky_common::{
    artifact::ArtifactStore,
    messages::{TaskFailure, TaskOutcome, TaskSpec},
    model::{ArtifactRef, Document, DocumentSet, Insights, Phase, Snapshot},
    worker::{TaskContext, TaskHandler},
};
use tokio::task::spawn_blocking;

use crate::{
    config::Settings,
    earlier::others,
    error::GeneratorError,
    feed::Entry,
    maker::{File, Made, Material, empty_set, make},
    metrics::Metrics,
    place::{document_set_name, stem},
    templates::Templates,
};

/// Does generate tasks.
#[derive(Clone, Debug)]
pub struct Generator {
    store: ArtifactStore,
    settings: Arc<Settings>,
    metrics: Metrics,
}

impl Generator {
    /// A generator that reads insights from a store and keeps documents there.
    pub fn new(settings: Settings, store: ArtifactStore, metrics: Metrics) -> Self {
        Self {
            store,
            settings: settings.into(),
            metrics,
        }
    }

    async fn generate(&self, task: &TaskSpec, context: &TaskContext) -> Result<TaskOutcome, GeneratorError> {
        let timer = self.metrics.seconds.start_timer();
        let input = task
            .inputs
            .get(&Phase::Analyze)
            .ok_or(GeneratorError::NoInput(Phase::Analyze))?;
        context.progress(0, 2, "reading the insights");
        let insights: Insights = self.store.get_json(input).await?;
        let snapshot: Snapshot = self.store.get_json(&insights.snapshot).await?;
        let kind = insights.kind;
        let others = others(&self.store, insights.period).await?;
        context.progress(1, 2, "writing the documents");
        let (settings, artifact) = (Arc::clone(&self.settings), input.clone());
        let (made, set) =
            spawn_blocking(move || documents(&insights, &artifact, &snapshot, &others, &settings)).await??;
        if context.cancelled.is_cancelled() {
            return Err(GeneratorError::Cancelled);
        }
        let artifact = self.keep(set, made.files).await?;
        self.metrics.count(kind, &made.measures);
        timer.observe_duration();
        context.progress(2, 2, "");
        Ok(TaskOutcome::new(artifact, made.measures))
    }

    /// Stores every file, and the set that names them last: a set never names what is not there.
    async fn keep(&self, mut set: DocumentSet, files: Vec<File>) -> Result<ArtifactRef, GeneratorError> {
        for file in files {
            let name = format!("documents/{}", file.path);
            set.documents.push(Document {
                kind: file.kind,
                format: file.format,
                path: file.path,
                artifact: self.store.put(&name, file.content.into()).await?,
            });
        }
        // The report first: whoever lists documents names it before what was made beside it.
        let stem = stem(set.period);
        set.documents
            .sort_by_key(|each| (!each.path.starts_with(&stem), each.path.clone()));
        Ok(self.store.put_json(&document_set_name(set.period), &set).await?)
    }
}

#[async_trait]
impl TaskHandler for Generator {
    fn phase(&self) -> Phase {
        Phase::Generate
    }

    async fn run(&self, task: TaskSpec, context: TaskContext) -> Result<TaskOutcome, TaskFailure> {
        let result = self.generate(&task, &context).await;
        result.map_err(|error| {
            let failure = TaskFailure::of(&error, error.is_retryable());
            match error.hint() {
                Some(hint) => failure.with_hint(hint),
                None => failure,
            }
        })
    }
}

/// Makes every document, and the set that will name them.
fn documents(
    insights: &Insights,
    artifact: &ArtifactRef,
    snapshot: &Snapshot,
    others: &[Entry],
    settings: &Settings,
) -> Result<(Made, DocumentSet), GeneratorError> {
    // Read for each run, so that a changed template works without a restart.
    let templates = Templates::load(settings.templates.as_deref())?;
    let material = Material {
        insights,
        artifact,
        snapshot,
        others,
        templates: &templates,
        settings,
    };
    let made = make(&material)?;
    let set = empty_set(&material, &made);
    Ok((made, set))
}
