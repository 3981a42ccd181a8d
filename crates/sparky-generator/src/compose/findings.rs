//! Findings that neither a story nor the list of what waits tells already.

use sparky_common::{
    model::{Insight, InsightKind, Insights, Sentence},
    period::Kind,
};

use super::{Part, piece::Piece};
use crate::page::Resolver;

const FIRST: usize = 11;
const STEP: usize = 8;

/// Most findings of a week and of a month.
const WEEKLY: usize = 5;
const MONTHLY: usize = 8;

/// Findings about the numbers stand apart, those about what waits or fell silent after the attention's own.
pub(super) fn pieces(insights: &Insights, resolver: &Resolver) -> Vec<Piece> {
    let most = match insights.kind {
        Kind::Daily => 0,
        Kind::Weekly => WEEKLY,
        Kind::Monthly => MONTHLY,
    };
    // Compared by their words: the evidence may have been joined by more.
    let told: Vec<&Sentence> = told(insights).collect();
    let stands = |insight: &Insight| told.iter().any(|one| one.spans == insight.sentence.spans);
    let untold = insights
        .insights
        .iter()
        .enumerate()
        .filter(|(_, insight)| !stands(insight));
    let (mut numbers, mut waits) = (0, 0);
    let mut pieces = Vec::new();
    for (index, insight) in untold {
        let (part, place) = match part(insights, insight) {
            Some(Part::Findings) if numbers < most => {
                numbers += 1;
                (Part::Findings, numbers)
            }
            Some(Part::Attention) => {
                waits += 1;
                (Part::Attention, waits)
            }
            _ => continue,
        };
        pieces.push(Piece {
            part,
            order: (insights.attention.len() + index, 0),
            rank: FIRST + STEP * (place - 1),
            repository: None,
            lines: vec![resolver.sentence(&insight.sentence, &format!("/insights/{index}/sentence"))],
            extra_words: 1,
        });
    }
    pieces
}

/// Where a finding belongs; nothing for those that stories, releases and gaps tell in their own words.
fn part(insights: &Insights, insight: &Insight) -> Option<Part> {
    match insight.kind {
        InsightKind::Waiting | InsightKind::Silence => Some(Part::Attention),
        InsightKind::Trend | InsightKind::Pattern | InsightKind::People => Some(Part::Findings),
        // A review has the table.
        InsightKind::Health => (insights.kind != Kind::Monthly).then_some(Part::Findings),
        InsightKind::Release
        | InsightKind::Beginning
        | InsightKind::Effort
        | InsightKind::Reversal
        | InsightKind::Coverage => None,
    }
}

/// Every sentence that has its place elsewhere.
fn told(insights: &Insights) -> impl Iterator<Item = &Sentence> {
    let stories = insights.stories.iter().flat_map(|story| {
        let paragraphs = story.paragraphs.iter().flatten();
        std::iter::once(&story.headline).chain(paragraphs)
    });
    let waits = insights.attention.iter().map(|one| &one.sentence);
    insights.summary.iter().chain(stories).chain(waits)
}
