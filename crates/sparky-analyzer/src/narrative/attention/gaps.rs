//! Numbers that a series leaves out.

use sparky_common::{model::AttentionKind, period::Kind};

use super::Finding;
use crate::{effort::Chronicle, narrative::draft::Draft};

/// Most numbers that may be missing before the series is simply one that skips.
const MOST: usize = 3;

/// What stands before the missing numbers: the report after this one finds them behind it.
pub(crate) const WITHOUT: &str = " without ";

/// One finding for each series with a few holes.
pub(super) fn findings(kind: Kind, chronicle: &Chronicle<'_>) -> Vec<Finding> {
    let repository = chronicle.activity.repository.name.as_str();
    let mut findings = Vec::new();
    // A day is too short to miss a number in.
    if kind == Kind::Daily {
        return findings;
    }
    for round in &chronicle.rounds {
        let numbers = round.numbers();
        let (Some(&first), Some(&last)) = (numbers.first(), numbers.last()) else {
            continue;
        };
        let missing: Vec<u32> = (first..=last)
            .filter(|number| !numbers.contains(number))
            .collect();
        // What begins in the middle may have had the rest before.
        if first > 1 || missing.is_empty() || missing.len() > MOST || numbers.len() < 4 {
            continue;
        }
        let (_, mark) = &round.members[0];
        let names = |draft: Draft| {
            draft.list(
                missing
                    .iter()
                    .map(|&number| Draft::default().code(&mark.spell(number)))
                    .collect(),
            )
        };
        let on = |draft: Draft| {
            draft.on_all(
                repository,
                round.members.iter().map(|(i, _)| &chronicle.changes[*i]),
            )
        };
        let range = |draft: Draft| {
            draft
                .code(&mark.spell(first))
                .text(" to ")
                .code(&mark.spell(last))
        };
        let series = if round.pass > 1 {
            " the numbering began again; this count"
        } else {
            " the series"
        };
        let draft = range(
            Draft::new("in ")
                .repository(repository)
                .text(series)
                .text(" runs from "),
        );
        findings.push(Finding::new(
            AttentionKind::Unfinished,
            repository,
            vec![on(names(draft.text(WITHOUT)))],
        ));
    }
    findings
}
