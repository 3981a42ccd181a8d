//! How much a change weighs, and why.
//!
//! The score is a sum of parts, each from 0 to a weight `w` of the configuration (`analysis.impact_*`):
//!
//! | part | formula |
//! |---|---|
//! | `size` | `w * min(1, ln(1 + lines) / ln(1 + 2000))`; a file counts for 500 lines at most, lock files for none |
//! | `spread` | `w * min(1, log2(areas) / 3)`: nothing for one area of the tree, all of it for eight |
//! | `kind` | `w` times the worth of its conventional type: `feat` 1, `perf` 0.8, `fix` and `revert` 0.7, `refactor` 0.5, other 0.4, `docs`, `test` and `build` 0.2, the rest 0.1 |
//! | `breaking` | `w` where the subject or the message says so |
//! | `discussion` | `w * min(1, ln(1 + reviews and comments) / ln(1 + 20))` of the pull request that the subject names |
//!
//! Logarithms give diminishing returns: the second hundred lines add less than the first. The score never falls when
//! lines, areas or discussion grow, nor when a change becomes breaking. Changes that programs made are not weighed.

use std::{cmp::Ordering, collections::BTreeMap};

use foldhash::HashMap;
use sparky_common::{
    config::Analysis,
    grounding::references_in,
    model::{ChangeImpact, Impact, RepositoryActivity},
};

use crate::{
    facts::{Change, Facts, Tree},
    text::subject::Kind,
};

/// The most lines that one file counts for: what is larger was mostly made by a tool.
const FILE_LINES: u64 = 500;

/// What a change is judged by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Features {
    lines: u64,
    areas: usize,
    kind: Option<&'static str>,
    breaking: bool,
    discussion: u64,
}

/// A change with its score.
struct Scored<'a> {
    score: f64,
    oid: &'a str,
    repository: &'a str,
    features: Features,
}

impl Scored<'_> {
    fn order(a: &Self, b: &Self) -> Ordering {
        b.score.total_cmp(&a.score).then_with(|| a.oid.cmp(b.oid))
    }
}

/// The changes that weigh most, highest score first, then by oid; capped. Each oid once, merges left out.
pub(crate) fn impacts(facts: &Facts<'_>, analysis: &Analysis) -> Vec<ChangeImpact> {
    let mut scored: Vec<Scored<'_>> = Vec::new();
    // What is behind so many others cannot come first any more.
    let most = analysis.max_impacts;
    let enough = most.saturating_mul(2).max(1_000);
    for repository in &facts.repositories {
        let activity = repository.activity;
        let discussions = discussions(activity);
        for change in repository.of_people(&facts.people) {
            let features = features(&change, &repository.tree, &discussions);
            scored.push(Scored {
                score: total(&parts(&features, analysis)),
                oid: &change.commit.oid,
                repository: repository.name(),
                features,
            });
            if scored.len() >= enough {
                keep_first(&mut scored, most);
            }
        }
    }
    keep_first(&mut scored, most);
    scored.sort_by(Scored::order);
    scored
        .into_iter()
        .map(|one| ChangeImpact {
            repository: one.repository.to_owned(),
            oid: one.oid.to_owned(),
            impact: impact(&one.features, analysis),
        })
        .collect()
}

/// Keeps those that come first, in any order.
fn keep_first(scored: &mut Vec<Scored<'_>>, most: usize) {
    if scored.len() > most {
        scored.select_nth_unstable_by(most, Scored::order);
        scored.truncate(most);
    }
}

/// Reviews and comments by the number of the pull request.
fn discussions(activity: &RepositoryActivity) -> HashMap<u64, u64> {
    let pulls = activity.pull_requests.iter();
    pulls
        .map(|pull| (pull.number, (pull.reviews.len() + pull.comments.len()) as u64))
        .collect()
}

fn features(change: &Change<'_>, tree: &Tree<'_>, discussions: &HashMap<u64, u64>) -> Features {
    let mut lines = 0;
    // Few commits touch many areas, and eight are as good as more: a short list is faster than a set.
    let mut areas = [0; 8];
    let mut held = 0;
    for touch in change.files {
        let file = &tree.files[touch.file as usize];
        if file.lock {
            continue;
        }
        lines += touch.lines.min(FILE_LINES);
        if held < areas.len() && !areas[..held].contains(&file.area) {
            areas[held] = file.area;
            held += 1;
        }
    }
    let discussion = if discussions.is_empty() {
        0
    } else {
        let named = references_in(&change.commit.subject);
        named
            .filter_map(|number| discussions.get(&number).copied())
            .max()
            .unwrap_or_default()
    };
    Features {
        lines,
        areas: held,
        kind: change.fact.kind.map(Kind::name),
        breaking: change.fact.breaking,
        discussion,
    }
}

/// `size`, `spread`, `kind`, `breaking` and `discussion`, in this order.
const PARTS: [&str; 5] = ["size", "spread", "kind", "breaking", "discussion"];

fn parts(features: &Features, analysis: &Analysis) -> [f64; 5] {
    let logarithmic = |value: f64, full: f64| (value.ln_1p() / full.ln_1p()).min(1.0);
    let areas = features.areas.max(1) as f64;
    let breaking = if features.breaking { 1.0 } else { 0.0 };
    [
        analysis.impact_size * logarithmic(features.lines as f64, 2_000.0),
        analysis.impact_spread * (areas.log2() / 3.0).min(1.0),
        analysis.impact_kind * worth(features.kind),
        analysis.impact_breaking * breaking,
        analysis.impact_discussion * logarithmic(features.discussion as f64, 20.0),
    ]
    .map(|part| (part * 10.0).round() / 10.0)
}

fn worth(kind: Option<&str>) -> f64 {
    match kind {
        Some("feat") => 1.0,
        Some("perf") => 0.8,
        Some("fix" | "revert") => 0.7,
        Some("refactor") => 0.5,
        None => 0.4,
        Some("docs" | "test" | "build") => 0.2,
        Some(_) => 0.1,
    }
}

fn total(parts: &[f64; 5]) -> f64 {
    (parts.iter().sum::<f64>() * 10.0).round() / 10.0
}

fn impact(features: &Features, analysis: &Analysis) -> Impact {
    let parts = parts(features, analysis);
    Impact {
        score: total(&parts),
        parts: PARTS
            .into_iter()
            .map(str::to_owned)
            .zip(parts)
            .collect::<BTreeMap<_, _>>(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn any_features() -> impl Strategy<Value = Features> {
        let kinds = prop::sample::select(vec![None, Some("feat"), Some("fix"), Some("chore"), Some("docs")]);
        (0_u64..1_000_000, 0_usize..50, kinds, any::<bool>(), 0_u64..500).prop_map(
            |(lines, areas, kind, breaking, discussion)| Features {
                lines,
                areas,
                kind,
                breaking,
                discussion,
            },
        )
    }

    fn score(features: &Features) -> f64 {
        impact(features, &Analysis::default()).score
    }

    proptest! {
        #[test]
        fn more_never_weighs_less(one in any_features(), lines in 0_u64..100_000, areas in 0_usize..9, discussion in 0_u64..90) {
            let base = score(&one);
            let more = score(&Features { lines: one.lines + lines, ..one });
            prop_assert!(more >= base);
            let more = score(&Features { areas: one.areas + areas, ..one });
            prop_assert!(more >= base);
            let more = score(&Features { discussion: one.discussion + discussion, ..one });
            prop_assert!(more >= base);
            let more = score(&Features { breaking: true, ..one });
            prop_assert!(more >= base);
        }

        #[test]
        fn parts_are_capped_and_add_up(one in any_features()) {
            let impact = impact(&one, &Analysis::default());
            prop_assert!((impact.parts.values().sum::<f64>() - impact.score).abs() < 0.051);
            for (name, most) in [("size", 30.0), ("spread", 15.0), ("kind", 25.0), ("breaking", 20.0), ("discussion", 10.0)] {
                prop_assert!((0.0..=most).contains(&impact.parts[name]), "{name}");
            }
        }

        #[test]
        fn returns_diminish(lines in 0_u64..900) {
            let size = |lines| parts(&Features { lines, ..Features::default() }, &Analysis::default())[0];
            prop_assert!(size(lines + 100) - size(lines) + 0.101 >= size(lines + 200) - size(lines + 100));
        }
    }

    #[test]
    fn a_known_change_has_a_known_score() {
        let feature = Features {
            lines: 99,
            areas: 2,
            kind: Some("feat"),
            ..Features::default()
        };
        let impact = impact(&feature, &Analysis::default());
        assert_eq!(
            (impact.parts["size"], impact.parts["spread"], impact.parts["kind"]),
            (18.2, 5.0, 25.0)
        );
        assert_eq!(impact.score, 48.2);
    }
}
