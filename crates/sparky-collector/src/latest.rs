//! When something last happened, for those who want a report that is not empty.

use jiff::Timestamp;
use sparky_common::{messages::TaskFailure, model::SourceRef};

use crate::{
    discover::{self, Place, Selection},
    error::TaskError,
    git,
};

/// The newest committer date at the tips of the default branches of local sources; nothing where there is no commit.
///
/// # Errors
/// When no source leads to a repository.
pub async fn latest_activity(sources: Vec<SourceRef>) -> Result<Option<Timestamp>, TaskFailure> {
    let search = tokio::task::spawn_blocking(move || newest(&sources));
    Ok(search.await.map_err(TaskError::Broken)??)
}

fn newest(sources: &[SourceRef]) -> Result<Option<Timestamp>, TaskError> {
    let mut discovery = discover::discover(sources, &Selection::default());
    if discovery.found.is_empty() && !discovery.missed.is_empty() {
        return Err(TaskError::NothingFound(discovery.missed.swap_remove(0).error));
    }
    let tips = discovery.found.iter().filter_map(|found| match &found.place {
        Place::Local(location) => git::tip_date(location),
        Place::Remote(_) => None,
    });
    Ok(tips
        .max()
        .and_then(|seconds| Timestamp::from_second(seconds).ok()))
}
