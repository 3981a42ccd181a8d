//! What became of what the report before called open.

use sparky_common::{
    model::{FollowUp, Insights},
    period::Kind,
};

use super::{Part, piece::Piece};
use crate::page::Resolver;

const FIRST: usize = 7;
const STEP: usize = 9;

/// A line for each; a digest has no room for yesterday's.
pub(super) fn pieces(insights: &Insights, resolver: &Resolver) -> Vec<Piece> {
    if insights.kind == Kind::Daily {
        return Vec::new();
    }
    let piece = |(index, follow_up): (usize, &FollowUp)| Piece {
        part: Part::FollowUps,
        order: (index, 0),
        rank: FIRST + STEP * index,
        repository: None,
        lines: vec![resolver.sentence(&follow_up.sentence, &format!("/follow_ups/{index}/sentence"))],
        extra_words: 1,
    };
    insights.follow_ups.iter().enumerate().map(piece).collect()
}
