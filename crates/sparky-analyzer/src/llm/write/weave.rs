//! Whether a model's paragraph may take the place of the one that rules wrote. Pure.

use std::collections::BTreeSet;

use sparky_common::model::{Evidence, Sentence};

/// Whether a model's sentences lose nothing that a reader must know:
///
/// - they cover every release of the paragraph,
/// - at least half of the commits, pull requests and issues of its first sentence, which is the lead,
/// - and at least a third of those of the whole paragraph.
///
/// A paragraph whose sentences rest on numbers alone stays as rules wrote it.
pub(super) fn may_replace(rules: &[Sentence], model: &[Sentence]) -> bool {
    let Some(lead) = rules.first() else {
        return false;
    };
    let told = things(model);
    let all = things(rules);
    let lead = things(std::slice::from_ref(lead));
    let releases = |one: &&&Evidence| matches!(one, Evidence::Release { .. });
    let covered = |wanted: &BTreeSet<&Evidence>| wanted.intersection(&told).count();
    !model.is_empty()
        && !all.is_empty()
        && all.iter().filter(releases).all(|release| told.contains(*release))
        && covered(&lead) * 2 >= lead.len()
        && covered(&all) * 3 >= all.len()
}

/// What happened, in the evidence of sentences: not the numbers.
fn things(sentences: &[Sentence]) -> BTreeSet<&Evidence> {
    let evidence = sentences.iter().flat_map(|sentence| &sentence.evidence);
    evidence
        .filter(|one| !matches!(one, Evidence::Metric { .. } | Evidence::Coverage { .. }))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn commit(oid: &str) -> Evidence {
        Evidence::Commit {
            repository: "r".into(),
            oid: oid.into(),
        }
    }

    fn sentence(evidence: Vec<Evidence>) -> Sentence {
        Sentence::new(Vec::new(), evidence)
    }

    #[test]
    fn a_paragraph_without_the_lead_does_not_replace() {
        let rules = [
            sentence(vec![commit("a")]),
            sentence(vec![commit("b"), commit("c")]),
        ];
        assert!(may_replace(&rules, &[sentence(vec![commit("a")])]));
        assert!(!may_replace(&rules, &[sentence(vec![commit("b"), commit("c")])]));
        assert!(!may_replace(&rules, &[]));
    }

    #[test]
    fn a_release_is_never_lost() {
        let release = Evidence::Release {
            repository: "r".into(),
            tag: "v1".into(),
        };
        let rules = [sentence(vec![commit("a")]), sentence(vec![release.clone()])];
        assert!(!may_replace(&rules, &[sentence(vec![commit("a")])]));
        assert!(may_replace(&rules, &[sentence(vec![commit("a"), release])]));
    }

    #[test]
    fn a_third_of_what_happened_must_be_told() {
        let rules = [
            sentence(vec![commit("a")]),
            sentence(["b", "c", "d"].map(commit).to_vec()),
        ];
        assert!(!may_replace(&rules, &[sentence(vec![commit("a")])]));
        assert!(may_replace(&rules, &[sentence(vec![commit("a"), commit("c")])]));
    }
}
