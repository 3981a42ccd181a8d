//! The sentences of the insights against their facts, as when they were written.

use std::collections::BTreeSet;

use sparky_common::{
    grounding::{sentences, ungrounded},
    model::{Insights, Sidecar, Snapshot},
};

use super::finding::{Finding, FindingKind};
use crate::{page::Resolver, post::plain};

/// Names each sentence of the insights that its facts do not hold, and each statement of the evidence that is said to
/// be a model's and is none of those sentences.
pub(super) fn check(sidecar: &Sidecar, insights: &Insights, snapshot: &Snapshot) -> Vec<Finding> {
    let finding = |message: String| Finding::new(FindingKind::Grounds, message);
    let mut findings: Vec<_> = ungrounded(snapshot, insights).into_iter().map(finding).collect();
    let resolver = Resolver::new(insights);
    let by_model = sentences(insights).filter(|sentence| !sentence.writer.is_rules());
    let known: BTreeSet<String> = by_model
        .map(|sentence| resolver.sentence(sentence, ""))
        .flat_map(|line| [Some(line.plain()), plain(line).map(|line| line.plain())])
        .flatten()
        .collect();
    let strange = sidecar
        .statements
        .iter()
        .filter(|statement| !statement.writer.is_rules() && !known.contains(&statement.text));
    findings.extend(strange.map(|statement| {
        finding(format!(
            "`{}` is given as a model's, and the insights have no such sentence",
            statement.text
        ))
    }));
    findings
}
