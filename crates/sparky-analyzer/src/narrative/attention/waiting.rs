//! Pull requests and issues that wait.

use sparky_common::model::{AttentionKind, Evidence, PullRequest};

use super::Finding;
use crate::{
    effort::Chronicle,
    narrative::{Desk, draft::Draft},
};

/// Most numbers named in one finding.
const NAMED: usize = 4;

/// Open pull requests without a review, and issues that came faster than they were closed.
pub(super) fn findings(desk: &Desk<'_>, chronicle: &Chronicle<'_>) -> Vec<Finding> {
    let repository = chronicle.activity.repository.name.as_str();
    let mut findings = Vec::new();
    let waits =
        |one: &&PullRequest| one.closed_at.is_none() && one.merged_at.is_none() && one.reviews.is_empty();
    let waiting: Vec<&PullRequest> = chronicle.activity.pull_requests.iter().filter(waits).collect();
    if !waiting.is_empty() {
        let named = waiting
            .iter()
            .take(NAMED)
            .map(|one| reference(repository, one.number))
            .collect();
        let draft = Draft::new("in ").repository(repository).text(", ").count(
            waiting.len(),
            "open pull request has",
            "open pull requests have",
        );
        findings.push(Finding::new(
            AttentionKind::Waiting,
            repository,
            vec![draft.text(" no review yet: ").list(named)],
        ));
    }
    let index = desk.repository_index(repository);
    let counts = &desk.insights.repositories[index].counts;
    if counts.issues_opened >= 3 && counts.issues_opened >= 2 * counts.issues_closed.max(1) {
        let pointer = |field: &str| format!("/repositories/{index}/{field}");
        let draft = Draft::default().repository(repository).text(" took in ");
        let draft = draft
            .metric(counts.issues_opened, "issue", "issues", pointer("issues_opened"))
            .text(" and closed ");
        let draft = draft.metric(counts.issues_closed, "", "", pointer("issues_closed"));
        findings.push(Finding::new(AttentionKind::Waiting, repository, vec![draft]));
    }
    findings
}

fn reference(repository: &str, number: u64) -> Draft {
    let evidence = Evidence::Reference {
        repository: repository.to_owned(),
        number,
    };
    let span = sparky_common::model::Span::Reference {
        repository: repository.to_owned(),
        number,
    };
    Draft::default().span(span).because(evidence)
}
