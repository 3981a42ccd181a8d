//! Findings: what an attentive engineer of the team would tell a colleague first.
//!
//! The newsworthiness of a finding is `base + 40 * strength + 10 * share`, rounded to a tenth:
//!
//! - `base` by kind: release and beginning 60, reversal 34, silence 30, effort 24, people 20, trend 16, waiting 12,
//!   coverage 12, pattern 8, health 6. What changed for users comes before what changed in the numbers.
//! - `strength`, 0 to 1: the worth of a change over 100; a story's score over 100; how far a value lies from its
//!   median; how long something waited over a year; and so on, as stated where a finding is made.
//! - `share`, 0 to 1: the repository's commits over those of the busiest one; 1 for the whole organisation.
//!
//! Three silent repositories or more are one finding. Each subject is told once: of two findings about the same thing the higher one stays, and so it is with findings
//! that rest on the same changes. Every event of a repository multiplies the score of its next event by 0.7, and so does
//! what was measured or waits there among its kind, so that the first five are not five times the same project; the order is by the scores after that.

mod measured;
mod news;
mod people;
mod silence;
mod told;

use std::collections::{BTreeMap, BTreeSet};

use sparky_common::model::{Insight, InsightKind, Insights, Sentence, Tier};

use crate::{config::Options, counts, narrative::Desk};

/// What each earlier finding of the same repository leaves of a score.
const AGAIN: f64 = 0.7;

/// A finding before it is placed.
struct Candidate {
    /// What it is about: of one subject only the highest is kept.
    subject: String,
    kind: InsightKind,
    repository: Option<String>,
    strength: f64,
    sentence: Sentence,
}

/// The findings, most newsworthy first; capped.
pub(crate) fn insights(desk: &Desk<'_>) -> Vec<Insight> {
    let insights = desk.insights;
    let mut candidates = told::candidates(desk);
    candidates.extend(news::candidates(desk));
    candidates.extend(measured::candidates(insights));
    candidates.extend(people::candidates(desk.snapshot, insights));
    let busiest = insights
        .repositories
        .first()
        .map_or(1, |one| one.counts.commits.max(1)) as f64;
    let commits: BTreeMap<&str, u64> = insights
        .repositories
        .iter()
        .map(|one| (one.name.as_str(), one.counts.commits))
        .collect();
    let mut scored: Vec<(f64, Candidate)> = silence::together(insights, candidates)
        .into_iter()
        .map(|candidate| {
            let share = match candidate.repository.as_deref() {
                Some(name) => commits.get(name).copied().unwrap_or_default() as f64 / busiest,
                None => 1.0,
            };
            let score = base(candidate.kind) + 40.0 * candidate.strength.clamp(0.0, 1.0) + 10.0 * share;
            (score, candidate)
        })
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.subject.cmp(&b.1.subject)));
    let mut subjects: BTreeSet<String> = BTreeSet::new();
    let mut before: BTreeMap<(Option<String>, bool), i32> = BTreeMap::new();
    let mut found: Vec<Insight> = Vec::new();
    for (score, candidate) in scored {
        if !subjects.insert(candidate.subject.clone()) || news::is_told(&candidate, &found) {
            continue;
        }
        let place = (candidate.repository.clone(), is_event(candidate.kind));
        let earlier = before.entry(place).or_default();
        let score = score * AGAIN.powi(*earlier);
        *earlier += 1;
        found.push(Insight {
            id: candidate.subject,
            kind: candidate.kind,
            repository: candidate.repository,
            score: (score * 10.0).round() / 10.0,
            evidence: candidate.sentence.evidence.clone(),
            sentence: candidate.sentence,
        });
    }
    found.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.id.cmp(&b.id)));
    found.truncate(desk.options.analysis.max_insights);
    found
}

/// Whether something happened, as opposed to what was measured or waits.
fn is_event(kind: InsightKind) -> bool {
    matches!(
        kind,
        InsightKind::Release | InsightKind::Beginning | InsightKind::Reversal | InsightKind::Effort
    )
}

fn base(kind: InsightKind) -> f64 {
    match kind {
        InsightKind::Release | InsightKind::Beginning => 60.0,
        InsightKind::Reversal => 34.0,
        InsightKind::Silence => 30.0,
        InsightKind::Effort => 24.0,
        InsightKind::People => 20.0,
        InsightKind::Trend => 16.0,
        InsightKind::Waiting | InsightKind::Coverage => 12.0,
        InsightKind::Pattern => 8.0,
        InsightKind::Health => 6.0,
    }
}

/// How deep each repository is told, in the order of the insights: those with a story first, then the busiest, until
/// `analysis.max_deep` are; a line for the other active ones.
pub(crate) fn tiers(insights: &Insights, options: &Options) -> Vec<Tier> {
    let told: BTreeSet<&str> = insights
        .stories
        .iter()
        .map(|story| story.repository.as_str())
        .collect();
    let mut room = options.analysis.max_deep;
    let mut tiers = vec![Tier::Quiet; insights.repositories.len()];
    for wanted in [true, false] {
        for (tier, repository) in tiers.iter_mut().zip(&insights.repositories) {
            let active = counts::is_active(&repository.counts);
            if !active || told.contains(repository.name.as_str()) != wanted {
                continue;
            }
            *tier = if room > 0 { Tier::Deep } else { Tier::Line };
            room = room.saturating_sub(1);
        }
    }
    tiers
}
