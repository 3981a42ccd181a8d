//! What the gate after the collect phase judges.

use sparky_common::model::{Commit, CoverageState, Measure, RepositoryActivity, Snapshot};

/// Counts repositories by coverage, and commits without merges. Details name each gap as `repository: what: why`.
pub(crate) fn measures(snapshot: &Snapshot) -> Vec<Measure> {
    let by_state = |name: &str, state| {
        let repositories: Vec<_> = snapshot
            .repositories
            .iter()
            .filter(|repository| repository.coverage.state == state)
            .collect();
        let details = repositories
            .iter()
            .flat_map(|repository| gaps(repository))
            .collect();
        measure(name, repositories.len(), details)
    };
    let commits = snapshot
        .repositories
        .iter()
        .flat_map(|repository| &repository.commits);
    let merges = |commit: &&Commit| commit.is_merge();
    vec![
        measure("repositories", snapshot.repositories.len(), Vec::new()),
        by_state("repositories_complete", CoverageState::Complete),
        by_state("repositories_partial", CoverageState::Partial),
        by_state("repositories_failed", CoverageState::Failed),
        measure(
            "commits",
            commits.filter(|commit| !merges(commit)).count(),
            Vec::new(),
        ),
    ]
}

fn gaps(activity: &RepositoryActivity) -> impl Iterator<Item = String> {
    let gaps = activity.coverage.gaps.iter();
    gaps.map(|gap| format!("{}: {}: {}", activity.repository.name, gap.what, gap.why))
}

#[expect(clippy::cast_precision_loss, reason = "no collection has 2^53 of anything")]
fn measure(name: &str, value: usize, details: Vec<String>) -> Measure {
    Measure {
        name: name.to_owned(),
        value: value as f64,
        details,
    }
}
