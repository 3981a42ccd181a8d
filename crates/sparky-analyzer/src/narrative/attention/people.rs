//! Work that rests on one person.

use sparky_common::model::{AttentionKind, Evidence};

use super::Finding;
use crate::narrative::{Desk, draft::Draft};

/// Fewest commits that make one author a finding.
const MUCH: u64 = 20;

/// One finding for the organisation if it is one person's, else one for each busy repository with a single author.
pub(super) fn findings(desk: &Desk<'_>) -> Vec<Finding> {
    let people: Vec<_> = desk
        .insights
        .contributors
        .iter()
        .filter(|person| !person.bot && person.counts.commits > 0)
        .collect();
    let Some(first) = desk.insights.repositories.first() else {
        return Vec::new();
    };
    if let [only] = people.as_slice() {
        if only.counts.commits < MUCH {
            return Vec::new();
        }
        let index = desk
            .insights
            .contributors
            .iter()
            .position(|person| person.id == only.id)
            .unwrap_or_default();
        let pointer = format!("/contributors/{index}/commits");
        let draft = Draft::new("one person, ")
            .person(only)
            .text(", wrote all ")
            .metric(only.counts.commits, "commit", "commits", pointer);
        let draft = draft
            .text(" of the ")
            .text(desk.kind().noun())
            .text(" that no program made");
        return vec![Finding::new(AttentionKind::BusFactor, &first.name, vec![draft])];
    }
    let mut findings = Vec::new();
    for (index, repository) in desk.insights.repositories.iter().enumerate() {
        if repository.contributors != 1 || repository.counts.commits < MUCH {
            continue;
        }
        let Some(only) = people
            .iter()
            .find(|person| person.repositories.get(&repository.name) == Some(&repository.counts.commits))
        else {
            continue;
        };
        let pointer = format!("/repositories/{index}/commits");
        let count =
            |draft: Draft| draft.metric(repository.counts.commits, "commit", "commits", pointer.clone());
        let sole = Evidence::Metric {
            pointer: format!("/repositories/{index}/commits"),
        };
        let drafts = vec![
            count(Draft::new("in ").repository(&repository.name).text(" all "))
                .text(" are by ")
                .person(only)
                .because(sole),
            count(Draft::default().person(only).text(" alone wrote the "))
                .text(" of ")
                .repository(&repository.name),
        ];
        findings.push(Finding::new(AttentionKind::BusFactor, &repository.name, drafts));
    }
    findings
}
