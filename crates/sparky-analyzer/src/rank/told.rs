//! Findings from what was told already: stories, lines of repositories without one, and what needs attention.

use std::collections::BTreeSet;

use sparky_common::model::{
    Attention, AttentionKind, CoverageState, Evidence, InsightKind, Insights, RepositoryInsight, Sentence,
    Span, Story, StoryKind,
};

use super::{Candidate, news};
use crate::{effort::taken_back, narrative::Desk};

/// Stories by their score over 100, lines by 0.1, attention by what it is.
pub(super) fn candidates(desk: &Desk<'_>) -> Vec<Candidate> {
    let insights = desk.insights;
    let told: BTreeSet<&str> = insights
        .stories
        .iter()
        .map(|story| story.repository.as_str())
        .collect();
    let stories = insights.stories.iter().filter_map(|one| story(desk, one));
    let lines = insights
        .repositories
        .iter()
        .filter(|repository| !told.contains(repository.name.as_str()))
        .filter_map(|repository| line(desk, repository));
    stories
        .chain(lines)
        .chain(insights.attention.iter().map(|one| attention(insights, one)))
        .collect()
}

/// An event by its headline, an effort by the sentence that says what it was. A story that is neither is told by its
/// changes, and changes of which is only known that they were repairs or documents are no finding.
fn story(desk: &Desk<'_>, story: &Story) -> Option<Candidate> {
    let chronicle = desk.chronicles.get(story.repository.as_str())?;
    let whole = story.id == story.repository;
    let of_a_sort = [":repairs", ":documents", ":more"]
        .iter()
        .any(|end| story.id.ends_with(end));
    let kind = match story.kind {
        StoryKind::Beginning => InsightKind::Beginning,
        StoryKind::Release => InsightKind::Release,
        StoryKind::Upkeep => return None,
        _ if of_a_sort || (whole && !news::has_event(desk, chronicle)) => return None,
        _ => InsightKind::Effort,
    };
    let effort = story.paragraphs.first()?.first()?;
    let sentence = if whole { &story.headline } else { effort };
    Some(Candidate {
        subject: format!("story:{}", story.id),
        kind,
        repository: Some(story.repository.clone()),
        strength: story.score / 100.0,
        sentence: named(&story.repository, sentence),
    })
}

fn line(desk: &Desk<'_>, repository: &RepositoryInsight) -> Option<Candidate> {
    let sentence = repository.line.clone().or_else(|| {
        let changes = &desk.chronicles.get(repository.name.as_str())?.changes;
        let gone = taken_back(changes).into_iter().map(|i| &changes[i].commit.oid);
        let gone: BTreeSet<&String> = gone.collect();
        let lasts = |sentence: &Sentence| {
            let mut evidence = sentence.evidence.iter();
            !evidence.any(|one| matches!(one, Evidence::Commit { oid, .. } if gone.contains(oid)))
        };
        let first = repository.changes.iter().find(|change| lasts(&change.sentence))?;
        Some(named(&repository.name, &first.sentence))
    })?;
    Some(Candidate {
        subject: format!("story:{}", repository.name),
        kind: InsightKind::Effort,
        repository: Some(repository.name.clone()),
        strength: if repository.counts.releases > 0 { 0.3 } else { 0.1 },
        sentence,
    })
}

fn attention(insights: &Insights, attention: &Attention) -> Candidate {
    let (kind, name, strength) = match attention.kind {
        AttentionKind::Coverage => (
            InsightKind::Coverage,
            "coverage",
            missing(insights, &attention.repository),
        ),
        AttentionKind::Silence => (InsightKind::Silence, "silence", 0.5),
        AttentionKind::Unfinished => (InsightKind::Waiting, "unfinished", 0.2),
        AttentionKind::Unreleased => (InsightKind::Waiting, "unreleased", 0.2),
        // Who does the work is a measure of the project and hardly changes from one period to the next.
        AttentionKind::BusFactor => (InsightKind::Health, "one-person", 0.2),
        AttentionKind::Waiting => (InsightKind::Waiting, "waiting", 0.3),
    };
    Candidate {
        subject: format!("{name}:{}", attention.repository),
        kind,
        repository: Some(attention.repository.clone()),
        strength,
        sentence: attention.sentence.clone(),
    }
}

/// All of it where a repository could not be collected at all; hardly anything where a few lines are unknown.
fn missing(insights: &Insights, repository: &str) -> f64 {
    let failed =
        |one: &RepositoryInsight| one.name == repository && one.coverage.state == CoverageState::Failed;
    if insights.repositories.iter().any(failed) {
        1.0
    } else {
        0.05
    }
}

/// A sentence that names its repository and ends with a full stop.
fn named(repository: &str, sentence: &Sentence) -> Sentence {
    let mut spans = Vec::new();
    let says = |span: &Span| matches!(span, Span::Repository { name } if name == repository);
    if !sentence.spans.iter().any(says) {
        spans.push(Span::Repository {
            name: repository.to_owned(),
        });
        spans.push(Span::Text { text: ": ".into() });
    }
    spans.extend(sentence.spans.iter().cloned());
    let closed = match spans.last() {
        Some(Span::Text { text } | Span::Quote { text } | Span::Term { text }) => {
            text.ends_with(['.', '!', '?', '…'])
        }
        _ => false,
    };
    match spans.last_mut() {
        _ if closed => {}
        Some(Span::Text { text }) => text.push('.'),
        _ => spans.push(Span::Text { text: ".".into() }),
    }
    Sentence::new(spans, sentence.evidence.clone())
}
