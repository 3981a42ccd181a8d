//! The analyze phase: from a stored snapshot to stored insights.

use std::time::Duration;

use async_trait::async_trait;
use sparky_common::{
    artifact::{ArtifactError, ArtifactStore, insights_name},
    config::ModelChoice,
    grounding::{sentences, ungrounded},
    messages::{TaskFailure, TaskOutcome, TaskSpec},
    model::{ArtifactRef, Insights, Measure, Phase, Snapshot, Writing},
    period::Period,
    worker::{TaskContext, TaskHandler},
};
use tokio::task::spawn_blocking;

use crate::{
    Options, analyze,
    error::AnalyzeError,
    follow_up,
    llm::{Budget, Chosen, ModelDesk, Pen, Prompts},
    measures::{measure, measures},
    metrics::Metrics,
    reconcile,
};

/// Does the tasks of the analyze phase.
#[derive(Clone, Debug)]
pub struct Analyzer {
    options: Options,
    store: ArtifactStore,
    metrics: Metrics,
    models: Option<(ModelDesk, ModelChoice)>,
}

impl Analyzer {
    /// An analyzer that reads snapshots from a store and keeps its insights there.
    pub fn new(options: Options, store: ArtifactStore, metrics: Metrics) -> Self {
        Self {
            options,
            store,
            metrics,
            models: None,
        }
    }

    /// The same with models to choose from, and the choice where a run makes none.
    pub fn with_models(mut self, models: ModelDesk, choice: ModelChoice) -> Self {
        self.models = Some((models, choice));
        self
    }

    async fn outcome(&self, task: &TaskSpec, context: &TaskContext) -> Result<TaskOutcome, AnalyzeError> {
        let period = task.request.period;
        let artifact = task
            .inputs
            .get(&Phase::Collect)
            .ok_or(AnalyzeError::NoSnapshot { period })?
            .clone();
        context.progress(0, 3, "reading the snapshot");
        let snapshot: Snapshot = self.store.get_json(&artifact).await.map_err(AnalyzeError::Read)?;
        if snapshot.period != period {
            return Err(AnalyzeError::OtherPeriod {
                period,
                other: snapshot.period,
            });
        }
        let previous = self.previous(period).await?;
        context.progress(1, 3, "looking for stories");
        let options = self.options;
        let analyzed = move || {
            let mut insights = analyze(&snapshot, artifact, options)?;
            if let Some((previous, artifact)) = previous {
                follow_up(&snapshot, &mut insights, &previous, artifact)?;
            }
            Ok::<_, AnalyzeError>((snapshot, insights))
        };
        let (snapshot, mut insights) = spawn_blocking(analyzed).await??;
        let failures = tokio::select! {
            written = self.written(task, context, &snapshot, &mut insights) => written?,
            () = context.cancelled.cancelled() => return Err(AnalyzeError::Cancelled),
        };
        let metrics = self.metrics.clone();
        let checked = move || checked(&snapshot, insights, failures, &metrics);
        let (insights, measures) = spawn_blocking(checked).await?;
        if context.cancelled.is_cancelled() {
            return Err(AnalyzeError::Cancelled);
        }
        context.progress(2, 3, "storing the insights");
        let artifact = self
            .store
            .put_json(&insights_name(period), &insights)
            .await
            .map_err(AnalyzeError::Store)?;
        Ok(TaskOutcome::new(artifact, measures))
    }

    /// Lets the run's model better the prose. Says why it did not, where it was asked for by name.
    async fn written(
        &self,
        task: &TaskSpec,
        context: &TaskContext,
        snapshot: &Snapshot,
        insights: &mut Insights,
    ) -> Result<Vec<String>, AnalyzeError> {
        let Some((models, configured)) = &self.models else {
            return Ok(Vec::new());
        };
        let choice = match &task.request.model {
            Some(text) => text.parse().map_err(AnalyzeError::Model)?,
            None => configured.clone(),
        };
        let (asker, by_name) = match models.choose(&choice).await {
            Chosen::Rules => return Ok(Vec::new()),
            Chosen::Model(asker, by_name) => (asker, by_name),
            Chosen::Failed(error) => {
                let why = error.for_readers();
                insights.writing = Writing {
                    model: Some(choice.to_string()),
                    degraded: Some(why.clone()),
                    ..Writing::default()
                };
                return Ok(vec![why]);
            }
        };
        let settings = models.settings();
        let prompts = Prompts::load(settings.prompts.as_deref()).map_err(AnalyzeError::Prompt)?;
        let pen = Pen {
            asker: &asker,
            prompts: &prompts,
            budget: Budget::new(Duration::from_secs(settings.options.run_seconds)),
        };
        let progress =
            |subject: &str| context.progress(1, 3, format!("{} writes about {subject}", asker.name()));
        pen.write(snapshot, insights, &progress)
            .await
            .map_err(AnalyzeError::Prompt)?;
        models.observe(&insights.writing);
        Ok(failures(&insights.writing, by_name))
    }

    /// The insights of the period before, where they are in the store. Those that this version cannot read are as
    /// good as none: the report then says nothing about what was open.
    async fn previous(&self, period: Period) -> Result<Option<(Insights, ArtifactRef)>, AnalyzeError> {
        let artifact = match self.store.resolve(&insights_name(period.previous())).await {
            Ok(artifact) => artifact,
            Err(error) if error.is_missing() => return Ok(None),
            Err(error) => return Err(AnalyzeError::Read(error)),
        };
        match self.store.get_json(&artifact).await {
            Ok(insights) => Ok(Some((insights, artifact))),
            Err(error @ ArtifactError::Invalid { .. }) => {
                tracing::warn!(%period, %error, "the insights of the period before cannot be followed up");
                Ok(None)
            }
            Err(error) => Err(AnalyzeError::Read(error)),
        }
    }
}

/// Why a model that was asked for by name had no part in the prose, or not all of it. Where `auto` found one, rules are
/// as good.
fn failures(writing: &Writing, by_name: bool) -> Vec<String> {
    let nothing_passed = writing.accepted == 0 && writing.rejected > 0;
    let why = writing.degraded.clone();
    let why = why.or_else(|| nothing_passed.then(|| "no sentence of the model passed the check".into()));
    why.filter(|_| by_name).into_iter().collect()
}

fn checked(
    snapshot: &Snapshot,
    insights: Insights,
    failures: Vec<String>,
    metrics: &Metrics,
) -> (Insights, Vec<Measure>) {
    let discrepancies = reconcile(snapshot, &insights);
    let count = sentences(&insights).count();
    let ungrounded = ungrounded(snapshot, &insights);
    metrics.observe(&insights, count, ungrounded.len());
    let mut measures = measures(&insights, discrepancies, count, ungrounded);
    measures.push(measure("model_failures", failures.len(), failures));
    (insights, measures)
}

#[async_trait]
impl TaskHandler for Analyzer {
    fn phase(&self) -> Phase {
        Phase::Analyze
    }

    async fn run(&self, task: TaskSpec, context: TaskContext) -> Result<TaskOutcome, TaskFailure> {
        let timer = self.metrics.task();
        let outcome = self.outcome(&task, &context).await?;
        timer.observe_duration();
        Ok(outcome)
    }
}
