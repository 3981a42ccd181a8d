//! What runs across repositories, each theme below a headline of its own.

use sparky_common::model::{Insights, Theme};

use super::{Part, budget::Chosen, piece::Piece};
use crate::page::{Block, Line, Resolver};

/// Themes come after the lead story and before the second.
const FIRST: usize = 1;
const STEP: usize = 5;

/// The level of a theme's headline, below the section's.
const LEVEL: u8 = 3;

/// Each paragraph of each theme.
pub(super) fn pieces(insights: &Insights, resolver: &Resolver) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for (index, theme) in insights.themes.iter().enumerate() {
        for (paragraph, sentences) in theme.paragraphs.iter().enumerate() {
            let line = |(number, sentence)| {
                resolver.sentence(
                    sentence,
                    &format!("/themes/{index}/paragraphs/{paragraph}/{number}"),
                )
            };
            let heading = headline(resolver, index, theme).words() + 1;
            pieces.push(Piece {
                part: Part::Themes,
                order: (index, paragraph),
                rank: FIRST + STEP * index + paragraph,
                repository: None,
                lines: sentences.iter().enumerate().map(line).collect(),
                extra_words: if paragraph == 0 { heading } else { 0 },
            });
        }
    }
    pieces
}

/// The chosen paragraphs below their headlines.
pub(super) fn blocks(insights: &Insights, resolver: &Resolver, chosen: &Chosen) -> Vec<Block> {
    let mut blocks = Vec::new();
    for piece in chosen.of(Part::Themes) {
        let (index, paragraph) = piece.order;
        if paragraph == 0 {
            blocks.push(Block::Heading {
                level: LEVEL,
                line: headline(resolver, index, &insights.themes[index]),
            });
        }
        blocks.push(Block::Paragraph(piece.lines.clone()));
    }
    blocks
}

fn headline(resolver: &Resolver, index: usize, theme: &Theme) -> Line {
    resolver
        .sentence(&theme.headline, &format!("/themes/{index}/headline"))
        .unlinked()
}
