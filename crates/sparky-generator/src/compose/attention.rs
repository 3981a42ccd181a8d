//! What waits or went wrong.

use sparky_common::{
    model::{AttentionKind, Insights},
    period::Kind,
};

use super::{Part, piece::Piece};
use crate::page::Resolver;

const FIRST: usize = 6;
const STEP: usize = 10;

/// A line for each thing that needs attention. What could not be collected is said once, with the gaps.
pub(super) fn pieces(insights: &Insights, resolver: &Resolver) -> Vec<Piece> {
    let waiting = insights
        .attention
        .iter()
        .enumerate()
        .filter(|(_, each)| each.kind != AttentionKind::Coverage)
        // On a single day one person's commits are no risk yet.
        .filter(|(_, each)| insights.kind != Kind::Daily || each.kind != AttentionKind::BusFactor);
    let piece = |(place, (index, attention)): (usize, (usize, &sparky_common::model::Attention))| Piece {
        part: Part::Attention,
        order: (index, 0),
        rank: FIRST + STEP * place,
        repository: None,
        lines: vec![resolver.sentence(&attention.sentence, &format!("/attention/{index}/sentence"))],
        extra_words: 1,
    };
    waiting.enumerate().map(piece).collect()
}
