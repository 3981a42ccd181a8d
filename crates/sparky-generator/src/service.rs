//! The generate phase: insights in, documents out.

use std::sync::Arc;

use async_trait::async_trait;
use sparky_common::{
    artifact::ArtifactStore,
    messages::{TaskFailure, TaskOutcome, TaskSpec},
    model::{
        ArtifactRef, Document, DocumentFormat, DocumentKind, DocumentSet, Insights, Measure, Phase,
        SCHEMA_VERSION, Snapshot,
    },
    period::{Kind, Period},
    worker::{TaskContext, TaskHandler},
};
use tokio::task::spawn_blocking;

use crate::{
    config::Settings,
    error::GeneratorError,
    generate::{Generated, generate, stem},
    metrics::Metrics,
    templates::Templates,
    validate::measures,
};

/// The name of the artifact of the generate phase: `documents/weekly/2025-W46.set.json`.
pub fn document_set_name(period: Period) -> String {
    format!("documents/{}.set.json", stem(period))
}

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
        let (kind, period, private) = (insights.kind, insights.period, snapshot.is_private());
        context.progress(1, 2, "writing the documents");
        let (settings, artifact) = (Arc::clone(&self.settings), input.clone());
        let (generated, measures) =
            spawn_blocking(move || make(&insights, &artifact, &snapshot, &settings)).await??;
        if context.cancelled.is_cancelled() {
            return Err(GeneratorError::Cancelled);
        }
        let artifact = self.keep(kind, period, private, &generated).await?;
        self.metrics.count(kind, &measures);
        timer.observe_duration();
        context.progress(2, 2, "");
        Ok(TaskOutcome { artifact, measures })
    }

    /// Stores every file, and the set that names them last: a set never names what is not there.
    async fn keep(
        &self,
        kind: Kind,
        period: Period,
        private: bool,
        generated: &Generated,
    ) -> Result<ArtifactRef, GeneratorError> {
        let evidence = serde_json::to_string_pretty(&generated.sidecar)? + "\n";
        let files = [
            (DocumentFormat::Evidence, &evidence),
            (DocumentFormat::Html, &generated.html),
            (DocumentFormat::Json, &generated.json),
            (DocumentFormat::Markdown, &generated.markdown),
        ];
        let mut documents = Vec::with_capacity(files.len());
        for (format, text) in files {
            let path = format!("{}{}", stem(period), format.extension());
            let artifact = self
                .store
                .put(&format!("documents/{path}"), text.clone().into())
                .await?;
            documents.push(Document {
                kind: document_kind(kind),
                format,
                path,
                artifact,
            });
        }
        documents.sort_by(|a, b| a.path.cmp(&b.path));
        let set = DocumentSet {
            schema_version: SCHEMA_VERSION,
            kind,
            period,
            title: generated.title.clone(),
            complete: generated.complete,
            private,
            documents,
        };
        Ok(self.store.put_json(&document_set_name(period), &set).await?)
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

/// Makes the document and measures it.
fn make(
    insights: &Insights,
    artifact: &ArtifactRef,
    snapshot: &Snapshot,
    settings: &Settings,
) -> Result<(Generated, Vec<Measure>), GeneratorError> {
    // Read for each document, so that a changed template works without a restart.
    let templates = Templates::load(settings.templates.as_deref())?;
    let generated = generate(insights, artifact, &templates, settings)?;
    let measures = measures(
        &generated,
        settings.words(insights.kind),
        insights,
        Some(snapshot),
    );
    Ok((generated, measures))
}

fn document_kind(kind: Kind) -> DocumentKind {
    match kind {
        Kind::Daily => DocumentKind::DailyDigest,
        Kind::Weekly => DocumentKind::WeeklyReport,
        Kind::Monthly => DocumentKind::MonthlyReview,
    }
}
