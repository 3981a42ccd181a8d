//! Findings from what changed: the changes of each repository that are most worth telling, one by one.

use std::cmp::Reverse;

use sparky_common::model::{Insight, InsightKind, StoryKind};

use super::Candidate;
use crate::{
    effort::{Chronicle, Nature, taken_back, worth},
    narrative::{Desk, Draft, run, sole_author},
};

/// Most changes of one repository, and of one that stands alone.
const MOST: usize = 3;
const MOST_ALONE: usize = 5;

/// The least worth (0 to 100, see [`worth`]) of a change that is a finding by itself.
const LEAST: u32 = 15;

/// The changes of every repository that no story tells as a release, a beginning or a turn; their strength is their
/// worth over 100.
pub(super) fn candidates(desk: &Desk<'_>) -> Vec<Candidate> {
    desk.chronicles
        .values()
        .flat_map(|chronicle| of_repository(desk, chronicle))
        .collect()
}

/// Whether a repository's period is told by one event: its changes are then parts of that.
pub(super) fn has_event(desk: &Desk<'_>, chronicle: &Chronicle<'_>) -> bool {
    let repository = chronicle.activity.repository.name.as_str();
    let event = |kind| matches!(kind, StoryKind::Beginning | StoryKind::Release);
    let mut stories = desk.insights.stories.iter();
    chronicle.turn.is_some() || stories.any(|one| one.id == repository && event(one.kind))
}

fn of_repository(desk: &Desk<'_>, chronicle: &Chronicle<'_>) -> Vec<Candidate> {
    let told_nature = |i: &usize| {
        let nature = chronicle.changes[*i].nature;
        !matches!(nature, Nature::Birth | Nature::Release)
    };
    let gone = taken_back(&chronicle.changes);
    let mut news: Vec<(u32, usize)> = chronicle
        .news()
        .into_iter()
        .filter(|i| told_nature(i) && !gone.contains(i))
        .map(|i| (worth(&chronicle.changes[i]), i))
        .filter(|(worth, _)| *worth >= LEAST)
        .collect();
    news.sort_unstable_by_key(|&(worth, i)| (Reverse(worth), i));
    // A beginning or a release has a finding of its own.
    let alone = desk.insights.repositories.len() == 1;
    let most = if alone { MOST_ALONE } else { MOST };
    news.truncate(most - usize::from(has_event(desk, chronicle)));
    news.into_iter()
        .filter_map(|(worth, i)| told(desk, chronicle, worth, i))
        .collect()
}

/// Who did what, where.
fn told(desk: &Desk<'_>, chronicle: &Chronicle<'_>, worth: u32, i: usize) -> Option<Candidate> {
    let repository = chronicle.activity.repository.name.as_str();
    let change = &chronicle.changes[i];
    let done = run(repository, &[change]);
    let place = Draft::default().repository(repository);
    let draft = match sole_author(desk, chronicle, &[i]) {
        Some(author) => Draft::new("in ").then(place).text(", ").person(author),
        None => place,
    };
    let kind = if change.nature == Nature::Revert {
        InsightKind::Reversal
    } else {
        InsightKind::Effort
    };
    Some(Candidate {
        subject: format!("change:{}", change.commit.oid),
        kind,
        repository: Some(repository.to_owned()),
        strength: f64::from(worth) / 100.0,
        sentence: draft.text(" ").then(done).end()?,
    })
}

/// Whether a finding tells nothing but changes that one before it tells already.
pub(super) fn is_told(candidate: &Candidate, before: &[Insight]) -> bool {
    let of_changes = |kind| matches!(kind, InsightKind::Effort | InsightKind::Reversal);
    let own = &candidate.sentence.evidence;
    (of_changes(candidate.kind) || candidate.kind == InsightKind::Waiting)
        && before
            .iter()
            .filter(|one| of_changes(one.kind))
            .any(|one| own.iter().all(|evidence| one.evidence.contains(evidence)))
}
