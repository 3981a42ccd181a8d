//! How values move from period to period, and when in the period the work happened.

mod rhythm;
mod robust;
mod series;
mod verdict;

use sparky_common::model::{CoverageState, Metric, Point, Snapshot, Trend};

use crate::{config::Options, facts::Facts};
pub(crate) use rhythm::{longest_streak, rhythm};
pub(crate) use series::attendance;
use verdict::{History, judge};

/// The trends of the organisation, then the commits of each repository that holds something now or used to, by name.
///
/// A repository that could not be collected has none: what it holds now is not known.
pub(crate) fn trends(snapshot: &Snapshot, facts: &Facts<'_>, options: &Options) -> Vec<Trend> {
    let trend = |metric, repository: Option<&str>, series: Vec<Point>| {
        let judged = judge(&series, snapshot.over, options);
        Trend {
            metric,
            repository: repository.map(str::to_owned),
            series,
            median: judged.history.map(|history: History| history.median),
            deviation: judged.history.map(|history| history.deviation),
            score: judged.history.map(|history| history.score),
            verdict: judged.verdict,
            streak: judged.streak,
        }
    };
    let organisation = series::organisation(snapshot, facts)
        .into_iter()
        .map(|(metric, series)| trend(metric, None, series));
    let repositories = facts
        .repositories
        .iter()
        .filter(|one| one.activity.coverage.state != CoverageState::Failed)
        .map(|one| (one.name(), series::commits(one, snapshot.period)))
        .filter(|(_, series)| series.iter().any(|point| point.value > 0))
        .map(|(name, series)| trend(Metric::Commits, Some(name), series));
    organisation.chain(repositories).collect()
}
