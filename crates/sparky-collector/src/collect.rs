//! Many repositories at a time, none in the way of another.

use std::{num::NonZero, sync::Arc, thread, time::Duration};

use sparky_common::worker::TaskContext;
use tokio::{sync::Semaphore, task::JoinSet, time::timeout};
use tracing::warn;

use crate::{
    config::Settings,
    discover::{Discovery, Found, Place},
    error::{CollectError, TaskError, chain},
    git::{GitSource, Limit, Means, Stopped},
    github::Campaign,
    mirror::{MirrorSource, Mirrors},
    part::Part,
    snapshot::{failed, unknown},
    source::{Collected, Scope, Source},
    spool::Spool,
};

/// What is needed to read repositories.
#[derive(Clone, Debug)]
pub(crate) struct Crew {
    places: Arc<Semaphore>,
    timeout_seconds: u64,
    mirrors: Mirrors,
    means: Means,
}

impl Crew {
    /// As the settings want it.
    pub(crate) fn new(settings: &Settings) -> Self {
        Self {
            places: Arc::new(Semaphore::new(settings.parallel)),
            timeout_seconds: settings.repository_timeout_seconds,
            mirrors: Mirrors::new(&settings.data_dir),
            means: Means::new(1, &settings.data_dir),
        }
    }

    fn source(&self, found: Found, means: Means) -> Box<dyn Source> {
        let repository = GitSource::named(found.name, found.origin.as_ref());
        match found.place {
            Place::Local(location) => Box::new(GitSource::new(location, repository, means)),
            Place::Remote(url) => Box::new(MirrorSource::new(self.mirrors.clone(), url, repository, means)),
        }
    }
}

/// Collects from everything that was found, in `campaigns` too, and lays it aside. What was missed is there too, as
/// failed.
pub(crate) async fn all(
    crew: &Crew,
    discovery: Discovery,
    campaigns: &[Campaign],
    scope: &Scope,
    spool: &Arc<Spool>,
    context: &TaskContext,
) -> Result<Vec<Part>, TaskError> {
    let missed = discovery
        .missed
        .into_iter()
        .map(|missed| failed(unknown(missed.name), chain(&missed.error)));
    let mut parts = missed
        .map(|missed| Part::lay_aside(missed, spool))
        .collect::<Result<Vec<_>, _>>()?;
    let total = discovery.found.len() + campaigns.iter().map(Campaign::len).sum::<usize>();
    // Repositories differ in size by orders of magnitude: the largest may use every core when the others are done.
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let means = crew.means.with_threads(cores);
    let local = discovery
        .found
        .into_iter()
        .map(|found| crew.source(found, means.clone()));
    let hosted = campaigns
        .iter()
        .flat_map(|campaign| campaign.sources(&crew.mirrors, &means));
    let mut readings = JoinSet::new();
    for source in local.chain(hosted.map(|source| Box::new(source) as Box<dyn Source>)) {
        let (crew, scope, context) = (crew.clone(), scope.clone(), context.clone());
        let spool = Arc::clone(spool);
        readings.spawn(async move {
            // The semaphore is never closed; were it so, reading unlimited would be right.
            let _place = crew.places.acquire().await.ok();
            let collected = one(&crew, source.as_ref(), &scope, &context).await;
            // Before the next one begins: no more than a few repositories are in memory at a time.
            Part::lay_aside(collected, &spool)
        });
    }
    let mut done = 0;
    while let Some(reading) = readings.join_next().await {
        let part = reading.map_err(TaskError::Broken)??;
        done += 1;
        context.progress(done, total as u64, part.repository.name.clone());
        parts.push(part);
    }
    if context.cancelled.is_cancelled() {
        Err(TaskError::Cancelled)
    } else {
        Ok(parts)
    }
}

/// Collects from one source. Whatever goes wrong stays with this repository.
async fn one(crew: &Crew, source: &dyn Source, scope: &Scope, context: &TaskContext) -> Collected {
    let repository = source.repository().clone();
    let limit = Limit::new(context.cancelled.clone(), crew.timeout_seconds);
    let too_slow = Stopped::TooSlow {
        seconds: crew.timeout_seconds,
    };
    // Reading looks at the limit itself; this is for a disk or a server that does not answer.
    let patience = Duration::from_secs(crew.timeout_seconds) + Duration::from_secs(1);
    let result = timeout(patience, source.collect(scope, &limit));
    let result = result.await.unwrap_or(Err(CollectError::Stopped(too_slow)));
    result.unwrap_or_else(|error| {
        let why = chain(&error);
        warn!(
            repo = repository.name,
            place = source.describe(),
            error = why,
            "cannot collect a repository"
        );
        failed(repository, why)
    })
}
