//! Repositories that could not be collected, wholly or partly.

use sparky_common::model::{AttentionKind, CoverageState, Evidence};

use super::Finding;
use crate::narrative::{Desk, draft::Draft};

/// One finding for each repository that is not complete.
pub(super) fn findings(desk: &Desk<'_>) -> Vec<Finding> {
    let incomplete = desk
        .snapshot
        .repositories
        .iter()
        .filter(|activity| activity.coverage.state != CoverageState::Complete);
    incomplete
        .map(|activity| {
            let name = activity.repository.name.as_str();
            let evidence = Evidence::Coverage {
                repository: name.to_owned(),
            };
            let words = match activity.coverage.state {
                CoverageState::Failed => " could not be collected",
                _ => " was collected only in part",
            };
            let mut draft = Draft::default().repository(name).text(words).because(evidence);
            if let Some(gap) = activity.coverage.gaps.first() {
                if activity.coverage.state == CoverageState::Partial {
                    draft = draft.text("; missing: ").quote(&gap.what);
                }
                draft = draft.text(", because of ").quote(&gap.why);
            }
            Finding::new(AttentionKind::Coverage, name, vec![draft])
        })
        .collect()
}
