//! How each project is doing: a score from 0 to 100 of named parts, each with what was measured.
//!
//! The score is the mean of the parts, weighted by `analysis.health_*`. A part that the data cannot judge has no
//! score and the weight 0, so it neither helps nor harms; where fewer than two can be judged there is no score.

mod parts;

use sparky_common::model::{Health, HealthPart, HealthScore, Insights, Snapshot};

use crate::{
    config::Options,
    counts,
    facts::{Facts, RepositoryFacts},
};
use parts::{Judged, Project};

/// Fewest judged parts that make a score: one alone, such as a single author, says nothing about a project.
const FEWEST: usize = 2;

/// The health of each repository in the order of the insights; nothing for one in which nothing happened.
pub(crate) fn healths(
    snapshot: &Snapshot,
    facts: &Facts<'_>,
    insights: &Insights,
    options: &Options,
) -> Vec<Option<Health>> {
    let mut repositories: Vec<&RepositoryFacts<'_>> = facts.repositories.iter().collect();
    repositories.sort_by(|a, b| a.name().cmp(b.name()));
    let trends: std::collections::HashMap<&str, (usize, _)> = insights
        .trends
        .iter()
        .enumerate()
        .filter_map(|(place, trend)| Some((trend.repository.as_deref()?, (place, trend))))
        .collect();
    let of = |(index, insight): (usize, &sparky_common::model::RepositoryInsight)| {
        let place = repositories
            .binary_search_by(|one| one.name().cmp(&insight.name))
            .ok()?;
        if !counts::is_active(&insight.counts) {
            return None;
        }
        let project = Project {
            snapshot,
            activity: repositories[place].activity,
            authors: &repositories[place].authors,
            insight,
            index,
            trend: trends.get(insight.name.as_str()).copied(),
            people: &facts.people,
        };
        Some(health(&project, options))
    };
    insights.repositories.iter().enumerate().map(of).collect()
}

fn health(project: &Project<'_>, options: &Options) -> Health {
    let analysis = &options.analysis;
    let rows: [(HealthPart, f64, Judged); 6] = [
        (
            HealthPart::Activity,
            analysis.health_activity,
            parts::activity(project),
        ),
        (
            HealthPart::Responsiveness,
            analysis.health_responsiveness,
            parts::responsiveness(project),
        ),
        (
            HealthPart::ReleaseRhythm,
            analysis.health_release_rhythm,
            parts::releases(project),
        ),
        (
            HealthPart::BusFactor,
            analysis.health_bus_factor,
            parts::bus_factor(project),
        ),
        (
            HealthPart::ReviewCoverage,
            analysis.health_review_coverage,
            parts::reviews(project),
        ),
        (
            HealthPart::StaleWork,
            analysis.health_stale_work,
            parts::stale(project, analysis),
        ),
    ];
    let parts: Vec<HealthScore> = rows
        .into_iter()
        .map(|(part, weight, judged)| HealthScore {
            part,
            score: judged.score.map(|score| score.clamp(0.0, 100.0).round()),
            weight: if judged.score.is_some() { weight } else { 0.0 },
            why: judged.why,
            evidence: judged.evidence,
        })
        .collect();
    let judged = parts.iter().filter(|part| part.score.is_some()).count();
    Health {
        score: mean(&parts).filter(|_| judged >= FEWEST),
        parts,
    }
}

/// The weighted mean of what was judged, rounded to a whole number; nothing where nothing has weight.
fn mean(parts: &[HealthScore]) -> Option<f64> {
    let (mut sum, mut weights) = (0.0, 0.0);
    for part in parts {
        sum += part.score.unwrap_or_default() * part.weight;
        weights += part.weight;
    }
    (weights > 0.0).then(|| (sum / weights).round())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn part(score: Option<f64>, weight: f64) -> HealthScore {
        HealthScore {
            part: HealthPart::Activity,
            score,
            weight: if score.is_some() { weight } else { 0.0 },
            why: String::new(),
            evidence: Vec::new(),
        }
    }

    #[test]
    fn what_cannot_be_judged_has_no_weight() {
        assert_eq!(mean(&[part(Some(80.0), 10.0), part(None, 90.0)]), Some(80.0));
        assert_eq!(mean(&[part(None, 90.0)]), None);
        assert_eq!(
            mean(&[part(Some(0.0), 30.0), part(Some(100.0), 10.0)]),
            Some(25.0)
        );
    }

    proptest! {
        #[test]
        fn the_mean_lies_between_its_parts(scores in prop::collection::vec((0_u32..=100, 1_u32..50), 1..7)) {
            let parts: Vec<_> = scores.iter().map(|&(score, weight)| part(Some(score.into()), weight.into())).collect();
            let mean = mean(&parts).unwrap();
            let of = |pick: fn(u32, u32) -> u32| f64::from(scores.iter().map(|one| one.0).reduce(pick).unwrap());
            prop_assert!(of(u32::min) <= mean && mean <= of(u32::max));
        }
    }
}
