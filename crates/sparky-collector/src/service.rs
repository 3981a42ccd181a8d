//! The collect phase: from a request to a stored snapshot.

use std::sync::Arc;

use async_trait::async_trait;
use jiff::Timestamp;
use sparky_common::{
    artifact::{ArtifactError, ArtifactStore, snapshot_name},
    messages::{TaskFailure, TaskOutcome, TaskSpec},
    model::{Phase, RunRequest, Snapshot, SourceRef, Via},
    period::Period,
    worker::{TaskContext, TaskHandler},
};

use crate::{
    collect::{self, Crew},
    config::Settings,
    discover::{self, Discovery, Missed},
    error::TaskError,
    github::{Campaign, GitHubError, Waiting},
    measures::measures,
    metrics::Metrics,
    snapshot::{self, Heading, Repositories},
    source::Scope,
    spool::Spool,
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

    /// Collects what a request asks for, without storing it. All of it is in memory then: this is for small ones.
    pub async fn snapshot(&self, request: &RunRequest, context: &TaskContext) -> Result<Snapshot, TaskError> {
        Ok(snapshot::whole(self.collect(request, context).await?)?)
    }

    async fn collect(
        &self,
        request: &RunRequest,
        context: &TaskContext,
    ) -> Result<Snapshot<Repositories>, TaskError> {
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
        let scope = self.scope(request.period);
        let (discovery, campaigns) = self.discover(sources.clone(), &scope, context).await?;
        let organisation = request
            .organisation
            .clone()
            .or_else(|| settings.organisation.clone());
        let organisation = organisation.or_else(|| match &campaigns[..] {
            [only] if discovery.found.is_empty() => only.owner_name().map(ToOwned::to_owned),
            _ => None,
        });
        let heading = Heading {
            organisation: organisation.unwrap_or_else(|| discover::organisation(&discovery.found, sources)),
            period: request.period,
            window: scope.window,
            time_zone: settings.time_zone.clone(),
            over: request.period.is_over(&settings.zone, now),
        };
        let spool = Arc::new(Spool::new(&settings.data_dir));
        let mut parts = collect::all(&self.crew, discovery, &campaigns, &scope, &spool, context).await?;
        let mut accounts = Vec::new();
        for campaign in &campaigns {
            accounts.extend(campaign.finish(&mut parts).await);
        }
        Ok(snapshot::build(heading, parts, spool, &accounts, &settings.bots))
    }

    async fn discover(
        &self,
        sources: Vec<SourceRef>,
        scope: &Scope,
        context: &TaskContext,
    ) -> Result<(Discovery, Vec<Campaign>), TaskError> {
        let selection = self.settings.selection.clone();
        let hosted = sources.clone();
        let search = tokio::task::spawn_blocking(move || discover::discover(&sources, &selection));
        let mut discovery = search.await.map_err(TaskError::Broken)?;
        let mut campaigns = Vec::new();
        for source in hosted {
            let SourceRef::GitHub { name, via } = source else {
                continue;
            };
            match self.campaign(&name, via, scope, context).await? {
                Ok(campaign) => campaigns.push(campaign),
                Err(error) => discovery.missed.push(Missed {
                    name,
                    error: error.into(),
                }),
            }
        }
        discovery
            .missed
            .extend(campaigns.iter().filter_map(Campaign::hidden));
        if discovery.found.is_empty() && campaigns.iter().all(Campaign::is_empty) {
            return Err(match discovery.missed.is_empty() {
                true => TaskError::NothingSelected,
                false => TaskError::NothingFound(discovery.missed.swap_remove(0).error),
            });
        }
        Ok((discovery, campaigns))
    }

    /// Asks GitHub for what a name stands for, unless the result is no longer wanted.
    async fn campaign(
        &self,
        name: &str,
        via: Via,
        scope: &Scope,
        context: &TaskContext,
    ) -> Result<Result<Campaign, GitHubError>, TaskError> {
        let settings = &self.settings;
        let progress = context.clone();
        let waiting: Waiting = Box::new(move |what| progress.progress(0, 0, what));
        let begin = Campaign::begin(
            settings.github.clone(),
            name,
            via,
            &settings.selection,
            scope.window,
            waiting,
            self.metrics.github(),
        );
        tokio::select! {
            campaign = begin => Ok(campaign),
            () = context.cancelled.cancelled() => Err(TaskError::Cancelled),
        }
    }

    /// Writes a snapshot repository by repository: it may be larger than the memory.
    async fn store(&self, snapshot: Snapshot<Repositories>) -> Result<TaskOutcome, TaskError> {
        let name = snapshot_name(snapshot.period);
        let mut draft = self.store.draft();
        let writing = tokio::task::spawn_blocking(move || {
            draft.json(&name, &snapshot)?;
            Ok::<_, ArtifactError>((name, draft, snapshot.repositories.parts))
        });
        let (name, draft, parts) = writing.await.map_err(TaskError::Broken)??;
        let artifact = self.store.keep(&name, draft).await?;
        self.metrics.observe(&parts);
        Ok(TaskOutcome {
            artifact,
            measures: measures(&parts),
        })
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
            .collect(&task.request, &context)
            .await
            .map_err(TaskFailure::from)?;
        let outcome = self.store(snapshot).await.map_err(TaskFailure::from)?;
        timer.observe_duration();
        Ok(outcome)
    }
}
