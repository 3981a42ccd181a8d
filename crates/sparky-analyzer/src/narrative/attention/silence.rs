//! Repositories that were busy and fell silent.

use sparky_common::model::{AttentionKind, CoverageState};

use super::Finding;
use crate::narrative::{Desk, draft::Draft};

/// Fewest commits of the period before that make silence news.
const BUSY: u64 = 8;

/// One finding for each repository without a commit that was busy in the period before.
pub(super) fn findings(desk: &Desk<'_>) -> Vec<Finding> {
    let noun = desk.kind().noun();
    let mut findings = Vec::new();
    for (index, repository) in desk.insights.repositories.iter().enumerate() {
        let silent = repository.counts.commits == 0 && repository.coverage.state == CoverageState::Complete;
        let Some(&before) = repository
            .past_commits
            .last()
            .filter(|before| silent && **before >= BUSY)
        else {
            continue;
        };
        let pointer = format!(
            "/repositories/{index}/past_commits/{}",
            repository.past_commits.len() - 1
        );
        let count = |draft: Draft| draft.metric(before, "commit", "commits", pointer.clone());
        let name = repository.name.as_str();
        findings.push(Finding::new(
            AttentionKind::Silence,
            name,
            vec![
                count(Draft::default().repository(name).text(" fell silent after "))
                    .text(" the ")
                    .text(noun)
                    .text(" before"),
                count(
                    Draft::new("not a commit in ")
                        .repository(name)
                        .text(" this ")
                        .text(noun)
                        .text("; the one before had "),
                ),
                count(
                    Draft::new("quiet in ")
                        .repository(name)
                        .text(", where the ")
                        .text(noun)
                        .text(" before saw "),
                ),
            ],
        ));
    }
    findings
}
