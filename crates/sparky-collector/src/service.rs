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
    discover::{self, Discovery, Found, Missed, Selection},
    error::TaskError,
    github::{Campaign, Discovery as Listing, GitHubError, Waiting},
    measures::measures,
    metrics::Metrics,
    shared::Sealer,
    snapshot::{self, Heading, Repositories},
    source::Scope,
    spool::Spool,
};

/// Does the tasks of the collect phase.
pub struct Collector {
    pub(crate) settings: Settings,
    pub(crate) store: ArtifactStore,
    metrics: Metrics,
    pub(crate) crew: Crew,
    /// Seals what collectors hand to each other; none where a collector works alone.
    pub(crate) sealer: Option<Sealer>,
    now: fn() -> Timestamp,
}

impl Collector {
    /// A collector that keeps its snapshots in a store and does every collection alone.
    pub fn new(settings: Settings, store: ArtifactStore, metrics: Metrics) -> Self {
        let crew = Crew::new(&settings);
        Self {
            settings,
            store,
            metrics,
            crew,
            sealer: None,
            now: Timestamp::now,
        }
    }

    /// The same, and collections may be shared with the collectors of a fleet with this key.
    pub fn sharing(self, fleet: &[u8]) -> Self {
        Self {
            sealer: Sealer::new(fleet),
            ..self
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
        let sources = self.sources(request)?;
        context.progress(0, 0, "looking for repositories");
        let scope = self.scope(request.period);
        let (discovery, campaigns) = self.discover(sources.to_vec(), &scope, context).await?;
        let owner = match &campaigns[..] {
            [only] => only.owner_name(),
            _ => None,
        };
        let heading = Heading {
            organisation: self.organisation(request, sources, &discovery.found, owner),
            ..self.heading(request)
        };
        let spool = self.spool();
        let mut parts = collect::all(&self.crew, discovery, &campaigns, &scope, &spool, context).await?;
        let mut accounts = Vec::new();
        for campaign in &campaigns {
            accounts.extend(campaign.finish(&mut parts).await);
        }
        Ok(snapshot::build(
            heading,
            parts,
            spool,
            &accounts,
            &self.settings.bots,
        ))
    }

    /// Collects everything and stores it.
    pub(crate) async fn whole(
        &self,
        request: &RunRequest,
        context: &TaskContext,
    ) -> Result<TaskOutcome, TaskError> {
        let snapshot = self.collect(request, context).await?;
        self.keep(snapshot).await
    }

    /// Writes a snapshot repository by repository: it may be larger than the memory.
    pub(crate) async fn keep(&self, snapshot: Snapshot<Repositories>) -> Result<TaskOutcome, TaskError> {
        let name = snapshot_name(snapshot.period);
        let mut draft = self.store.draft();
        let writing = tokio::task::spawn_blocking(move || {
            draft.json(&name, &snapshot)?;
            Ok::<_, ArtifactError>((name, draft, snapshot.repositories.parts))
        });
        let (name, draft, parts) = writing.await.map_err(TaskError::Broken)??;
        let artifact = self.store.keep(&name, draft).await?;
        self.metrics.observe(&parts);
        Ok(TaskOutcome::new(artifact, measures(&parts)))
    }

    /// Where activities are laid aside until all are there.
    pub(crate) fn spool(&self) -> Arc<Spool> {
        Arc::new(Spool::new(&self.settings.data_dir))
    }

    /// The sources of a request, else those of the configuration.
    pub(crate) fn sources<'a>(&'a self, request: &'a RunRequest) -> Result<&'a [SourceRef], TaskError> {
        if !request.period.has_begun(&self.settings.zone, (self.now)()) {
            return Err(TaskError::Future(request.period));
        }
        let asked = &request.sources;
        let sources = if asked.is_empty() {
            &self.settings.sources
        } else {
            asked
        };
        if sources.is_empty() {
            return Err(TaskError::NoSource);
        }
        Ok(sources)
    }

    /// What a snapshot is about, but for the organisation's name where that follows from what is found.
    pub(crate) fn heading(&self, request: &RunRequest) -> Heading {
        Heading {
            organisation: String::new(),
            period: request.period,
            window: request.period.window(&self.settings.zone),
            time_zone: self.settings.time_zone.clone(),
            over: self.is_over(request.period),
        }
    }

    /// What to call the organisation. `owner` is what the only owner that was asked for calls itself.
    pub(crate) fn organisation(
        &self,
        request: &RunRequest,
        sources: &[SourceRef],
        found: &[Found],
        owner: Option<&str>,
    ) -> String {
        let named = request
            .organisation
            .as_ref()
            .or(self.settings.organisation.as_ref());
        let owner = owner.filter(|_| found.is_empty()).map(ToOwned::to_owned);
        named
            .cloned()
            .or(owner)
            .unwrap_or_else(|| discover::organisation(found, sources))
    }

    pub(crate) fn is_over(&self, period: Period) -> bool {
        period.is_over(&self.settings.zone, (self.now)())
    }

    /// Finds the repositories that git reads.
    pub(crate) async fn local(&self, sources: Vec<SourceRef>) -> Result<Discovery, TaskError> {
        let selection = self.settings.selection.clone();
        let search = tokio::task::spawn_blocking(move || discover::discover(&sources, &selection));
        search.await.map_err(TaskError::Broken)
    }

    async fn discover(
        &self,
        sources: Vec<SourceRef>,
        scope: &Scope,
        context: &TaskContext,
    ) -> Result<(Discovery, Vec<Campaign>), TaskError> {
        let mut discovery = self.local(sources.clone()).await?;
        let mut campaigns = Vec::new();
        for source in sources {
            let SourceRef::GitHub { name, via } = source else {
                continue;
            };
            match self
                .campaign(&name, via, &self.settings.selection, scope, context)
                .await?
            {
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
            return Err(TaskError::nothing(discovery.into_first_miss()));
        }
        Ok((discovery, campaigns))
    }

    /// Asks GitHub for what happened in what a name stands for, unless the result is no longer wanted.
    pub(crate) async fn campaign(
        &self,
        name: &str,
        via: Via,
        selection: &Selection,
        scope: &Scope,
        context: &TaskContext,
    ) -> Result<Result<Campaign, GitHubError>, TaskError> {
        let begin = Campaign::begin(
            self.settings.github.clone(),
            name,
            via,
            selection,
            scope.window,
            waiting(context),
            self.metrics.github(),
        );
        unless_cancelled(context, begin).await
    }

    /// Asks GitHub what a name stands for, unless the result is no longer wanted.
    pub(crate) async fn look_at(
        &self,
        name: &str,
        via: Via,
        context: &TaskContext,
    ) -> Result<Result<Listing, GitHubError>, TaskError> {
        let settings = &self.settings;
        let look = Campaign::look(
            settings.github.clone(),
            name,
            via,
            &settings.selection,
            waiting(context),
            self.metrics.github(),
        );
        unless_cancelled(context, look).await
    }

    pub(crate) fn scope(&self, period: Period) -> Scope {
        let zone = &self.settings.zone;
        let past = period.before(self.settings.past_periods);
        Scope {
            window: period.window(zone),
            past: past.into_iter().map(|past| (past, past.window(zone))).collect(),
        }
    }
}

/// Shows why GitHub is waited for as the task's progress.
fn waiting(context: &TaskContext) -> Waiting {
    let progress = context.clone();
    Box::new(move |what| progress.progress(0, 0, what))
}

async fn unless_cancelled<T>(context: &TaskContext, work: impl Future<Output = T>) -> Result<T, TaskError> {
    tokio::select! {
        result = work => Ok(result),
        () = context.cancelled.cancelled() => Err(TaskError::Cancelled),
    }
}

#[async_trait]
impl TaskHandler for Collector {
    fn phase(&self) -> Phase {
        Phase::Collect
    }

    fn divides(&self) -> bool {
        self.sealer.is_some()
    }

    async fn run(&self, task: TaskSpec, context: TaskContext) -> Result<TaskOutcome, TaskFailure> {
        let timer = self.metrics.task();
        let outcome = self.work(&task, &context).await?;
        timer.observe_duration();
        Ok(outcome)
    }
}
