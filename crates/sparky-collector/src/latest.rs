//! A first look at sources, before a run is asked for.

use jiff::Timestamp;
use sparky_common::{messages::TaskFailure, model::SourceRef};

use crate::{
    discover::{self, Found, Place, Selection},
    error::TaskError,
    git,
};

/// Whether any of the sources may lead to a repository. What is elsewhere is only known when it is asked, and no
/// sources are none to complain about.
///
/// # Errors
/// When every source leads nowhere: why the first one does.
pub async fn look(sources: Vec<SourceRef>) -> Result<(), TaskFailure> {
    let is_local = |source: &SourceRef| matches!(source, SourceRef::Path(_) | SourceRef::Folder(_));
    if !sources.iter().all(is_local) {
        return Ok(());
    }
    let search = tokio::task::spawn_blocking(move || found(&sources).map(drop));
    Ok(search.await.map_err(TaskError::Broken)??)
}

/// The newest committer date at the tips of the default branches of local sources; nothing where there is no commit.
///
/// # Errors
/// As [`look`].
pub async fn latest_activity(sources: Vec<SourceRef>) -> Result<Option<Timestamp>, TaskFailure> {
    let search = tokio::task::spawn_blocking(move || found(&sources).map(|found| newest(&found)));
    Ok(search.await.map_err(TaskError::Broken)??)
}

fn found(sources: &[SourceRef]) -> Result<Vec<Found>, TaskError> {
    let mut discovery = discover::discover(sources, &Selection::default());
    if discovery.found.is_empty() && !discovery.missed.is_empty() {
        return Err(TaskError::NothingFound(discovery.missed.swap_remove(0).error));
    }
    Ok(discovery.found)
}

fn newest(found: &[Found]) -> Option<Timestamp> {
    let tips = found.iter().filter_map(|found| match &found.place {
        Place::Local(location) => git::tip_date(location),
        Place::Remote(_) => None,
    });
    tips.max()
        .and_then(|seconds| Timestamp::from_second(seconds).ok())
}
