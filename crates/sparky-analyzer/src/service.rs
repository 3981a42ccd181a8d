//! The analyze phase: from a stored snapshot to stored insights.

use async_trait::async_trait;
use sparky_common::{
    artifact::{ArtifactError, ArtifactStore, insights_name},
    messages::{TaskFailure, TaskOutcome, TaskSpec},
    model::{ArtifactRef, Insights, Measure, Phase, Snapshot},
    period::Period,
    worker::{TaskContext, TaskHandler},
};
use tokio::task::spawn_blocking;

use crate::{
    Options, analyze,
    error::AnalyzeError,
    follow_up,
    ground::{sentences, ungrounded},
    measures::measures,
    metrics::Metrics,
    reconcile,
};

/// Does the tasks of the analyze phase.
#[derive(Clone, Debug)]
pub struct Analyzer {
    options: Options,
    store: ArtifactStore,
    metrics: Metrics,
}

impl Analyzer {
    /// An analyzer that reads snapshots from a store and keeps its insights there.
    pub fn new(options: Options, store: ArtifactStore, metrics: Metrics) -> Self {
        Self {
            options,
            store,
            metrics,
        }
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
        let (options, metrics) = (self.options, self.metrics.clone());
        let (insights, measures) =
            spawn_blocking(move || work(&snapshot, artifact, previous, options, &metrics)).await??;
        if context.cancelled.is_cancelled() {
            return Err(AnalyzeError::Cancelled);
        }
        context.progress(2, 3, "storing the insights");
        let artifact = self
            .store
            .put_json(&insights_name(period), &insights)
            .await
            .map_err(AnalyzeError::Store)?;
        Ok(TaskOutcome { artifact, measures })
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

fn work(
    snapshot: &Snapshot,
    artifact: ArtifactRef,
    previous: Option<(Insights, ArtifactRef)>,
    options: Options,
    metrics: &Metrics,
) -> Result<(Insights, Vec<Measure>), AnalyzeError> {
    let mut insights = analyze(snapshot, artifact, options)?;
    if let Some((previous, artifact)) = previous {
        follow_up(snapshot, &mut insights, &previous, artifact)?;
    }
    let discrepancies = reconcile(snapshot, &insights);
    let count = sentences(&insights).count();
    let ungrounded = ungrounded(snapshot, &insights);
    metrics.observe(&insights, count, ungrounded.len());
    let measures = measures(&insights, discrepancies, count, ungrounded);
    Ok((insights, measures))
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
