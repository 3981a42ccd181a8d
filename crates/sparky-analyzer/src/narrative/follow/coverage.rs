//! Repositories that could not be collected, wholly or partly.

use sparky_common::model::{CoverageState, Evidence, RepositoryActivity};

use super::{Outcome, Then};
use crate::narrative::draft::Draft;

/// Said only where the gap is closed: one that is still there stands among this report's own gaps.
pub(super) fn outcome(then: &Then<'_>, activity: &RepositoryActivity) -> Option<Outcome> {
    let name = activity.repository.name.as_str();
    (activity.coverage.state == CoverageState::Complete).then(|| Outcome {
        settled: true,
        drafts: vec![
            Draft::default()
                .repository(name)
                .text(" was seen whole again, after gaps ")
                .text(&then.last())
                .because(Evidence::Coverage {
                    repository: name.to_owned(),
                }),
        ],
    })
}
