//! The collect phase: from a request to a stored snapshot.

use async_trait::async_trait;
use jiff::Timestamp;
use sparky_common::{
    artifact::{ArtifactStore, snapshot_name},
    messages::{TaskFailure, TaskOutcome, TaskSpec},
    model::{Phase, RunRequest, Snapshot, SourceRef},
    period::Period,
    worker::{TaskContext, TaskHandler},
};

use crate::{
    collect::{self, Crew},
    config::Settings,
    discover::{self, Discovery},
    error::TaskError,
    measures::measures,
    metrics::Metrics,
    snapshot::{self, Heading},
    source::Scope,
};

/// Does the tasks of the collect phase.
pub struct Collector {
    settings: Settings,
    store: ArtifactStore,
    metrics: Metrics,
    crew: Crew,
    now: fn() -> Timestamp,
}

impl Collector {
    /// A collector that keeps its snapshots in a store.
    pub fn new(settings: Settings, store: ArtifactStore, metrics: Metrics) -> Self {
        let crew = Crew::new(&settings);
        Self {
            settings,
            store,
            metrics,
            crew,
            now: Timestamp::now,
        }
    }

    /// Collects what a request asks for, without storing it.
    pub async fn snapshot(&self, request: &RunRequest, context: &TaskContext) -> Result<Snapshot, TaskError> {
        let settings = &self.settings;
        let now = (self.now)();
        if !request.period.has_begun(&settings.zone, now) {
            return Err(TaskError::Future(request.period));
        }
        let sources = if request.sources.is_empty() {
            &settings.sources
        } else {
            &request.sources
        };
        if sources.is_empty() {
            return Err(TaskError::NoSource);
        }
        context.progress(0, 0, "looking for repositories");
        let discovery = self.discover(sources.clone()).await?;
        let organisation = request
            .organisation
            .clone()
            .or_else(|| settings.organisation.clone());
        let heading = Heading {
            organisation: organisation.unwrap_or_else(|| discover::organisation(&discovery.found, sources)),
            period: request.period,
            window: request.period.window(&settings.zone),
            time_zone: settings.time_zone.clone(),
            over: request.period.is_over(&settings.zone, now),
        };
        let collected = collect::all(&self.crew, discovery, &self.scope(request.period), context).await?;
        Ok(snapshot::build(heading, collected, &settings.bots))
    }

    async fn discover(&self, sources: Vec<SourceRef>) -> Result<Discovery, TaskError> {
        let selection = self.settings.selection.clone();
        let search = tokio::task::spawn_blocking(move || discover::discover(&sources, &selection));
        let mut discovery = search.await.map_err(TaskError::Broken)?;
        if discovery.found.is_empty() {
            return Err(match discovery.missed.is_empty() {
                true => TaskError::NothingSelected,
                false => TaskError::NothingFound(discovery.missed.swap_remove(0).error),
            });
        }
        Ok(discovery)
    }

    fn scope(&self, period: Period) -> Scope {
        let zone = &self.settings.zone;
        let past = period.before(self.settings.past_periods);
        Scope {
            window: period.window(zone),
            past: past.into_iter().map(|past| (past, past.window(zone))).collect(),
        }
    }
}

#[async_trait]
impl TaskHandler for Collector {
    fn phase(&self) -> Phase {
        Phase::Collect
    }

    async fn run(&self, task: TaskSpec, context: TaskContext) -> Result<TaskOutcome, TaskFailure> {
        let timer = self.metrics.task();
        let snapshot = self
            .snapshot(&task.request, &context)
            .await
            .map_err(TaskFailure::from)?;
        let name = snapshot_name(task.request.period);
        let artifact = self
            .store
            .put_json(&name, &snapshot)
            .await
            .map_err(TaskError::Store)?;
        self.metrics.observe(&snapshot);
        timer.observe_duration();
        Ok(TaskOutcome {
            artifact,
            measures: measures(&snapshot),
        })
    }
}
