//! Repositories that had fallen silent.

use sparky_common::model::{CoverageState, RepositoryActivity};

use super::{Outcome, Then};
use crate::narrative::draft::Draft;

/// Whether work went on.
pub(super) fn outcome(then: &Then<'_>, activity: &RepositoryActivity) -> Option<Outcome> {
    let name = activity.repository.name.as_str();
    let index = then.index(name)?;
    let commits = then.insights.repositories[index].counts.commits;
    let pointer = format!("/repositories/{index}/commits");
    if commits > 0 {
        let count = |draft: Draft| draft.metric(commits, "commit", "commits", pointer.clone());
        return Some(Outcome {
            settled: true,
            drafts: vec![
                count(
                    Draft::default()
                        .repository(name)
                        .text(", silent ")
                        .text(&then.last())
                        .text(", is back at work with "),
                ),
                count(Draft::new("work in ").repository(name).text(" went on: ")).text(" after the silence"),
            ],
        });
    }
    // Of a repository that could not be collected nobody knows.
    (activity.coverage.state == CoverageState::Complete).then(|| Outcome {
        settled: false,
        drafts: vec![
            Draft::default()
                .repository(name)
                .text(", silent ")
                .text(&then.last())
                .text(" already, had no commit again")
                .because(sparky_common::model::Evidence::Metric { pointer }),
        ],
    })
}
