//! What the gate after the collect phase judges.

use sparky_common::model::{CoverageState, Measure};

use crate::part::Part;

/// Counts repositories by coverage, and commits without merges. Details name each gap as `repository: what: why`.
pub(crate) fn measures(parts: &[Part]) -> Vec<Measure> {
    let by_state = |name: &str, state| {
        let parts = parts.iter().filter(|part| part.coverage.state == state);
        let details = parts.clone().flat_map(gaps).collect();
        measure(name, parts.count(), details)
    };
    let commits = parts.iter().map(|part| part.commits - part.merges).sum();
    vec![
        measure("repositories", parts.len(), Vec::new()),
        by_state("repositories_complete", CoverageState::Complete),
        by_state("repositories_partial", CoverageState::Partial),
        by_state("repositories_failed", CoverageState::Failed),
        measure("commits", commits, Vec::new()),
    ]
}

fn gaps(part: &Part) -> impl Iterator<Item = String> {
    let gaps = part.coverage.gaps.iter();
    gaps.map(|gap| format!("{}: {}: {}", part.repository.name, gap.what, gap.why))
}

#[expect(clippy::cast_precision_loss, reason = "no collection has 2^53 of anything")]
fn measure(name: &str, value: usize, details: Vec<String>) -> Measure {
    Measure {
        name: name.to_owned(),
        value: value as f64,
        details,
    }
}
