//! Who did it: people by what they did, new faces first, bots apart.

use sparky_common::{model::Insights, period::Kind};

use super::{Part, budget::Chosen, piece::Piece};
use crate::{
    page::{Block, Line, Resolver},
    text::named,
};

const NEW_FACE: usize = 9;
const KNOWN: usize = 16;
const STEP: usize = 8;

/// How many people a digest tells of; its changes name the others.
const IN_A_DIGEST: usize = 4;

/// The order of the line about bots: after everyone.
const BOTS: usize = usize::MAX;

/// A line for each person who has one, and one about all bots.
pub(super) fn pieces(insights: &Insights, resolver: &Resolver) -> Vec<Piece> {
    let most = if insights.kind == Kind::Daily {
        IN_A_DIGEST
    } else {
        usize::MAX
    };
    let people = insights
        .contributors
        .iter()
        .enumerate()
        .filter(|(_, contributor)| !contributor.bot);
    let piece = |(index, contributor): (usize, &sparky_common::model::ContributorInsight)| {
        let sentence = contributor.line.as_ref()?;
        let first = if contributor.new == Some(true) {
            NEW_FACE
        } else {
            KNOWN
        };
        Some(Piece {
            part: Part::People,
            order: (index, 0),
            rank: first + STEP * index,
            repository: None,
            lines: vec![resolver.sentence(sentence, &format!("/contributors/{index}/line"))],
            extra_words: 1,
        })
    };
    people
        .filter_map(piece)
        .take(most)
        .chain(bots(insights))
        .collect()
}

/// People as a list, bots in a sentence below it.
pub(super) fn blocks(chosen: &Chosen) -> Vec<Block> {
    let (bots, people): (Vec<_>, Vec<_>) = chosen.of(Part::People).partition(|piece| piece.order.0 == BOTS);
    let items: Vec<_> = people.into_iter().map(|piece| piece.lines.clone()).collect();
    let list = (!items.is_empty()).then_some(Block::List(items));
    list.into_iter()
        .chain(
            bots.into_iter()
                .map(|piece| Block::Paragraph(piece.lines.clone())),
        )
        .collect()
}

fn bots(insights: &Insights) -> Option<Piece> {
    let mut line = Line::text("Bots, counted apart: ");
    let mut first = true;
    for (index, bot) in insights
        .contributors
        .iter()
        .enumerate()
        .filter(|(_, contributor)| contributor.bot)
    {
        if !first {
            line = line.and(", ");
        }
        first = false;
        let pointer = format!("/contributors/{index}/commits");
        line = line.and(named(&bot.name)).and(" (");
        line = line
            .and_count(pointer, bot.counts.commits, "commit", "commits")
            .and(")");
    }
    let piece = Piece {
        part: Part::People,
        order: (BOTS, 0),
        rank: KNOWN + 2 * STEP,
        repository: None,
        lines: vec![line.and(".")],
        extra_words: 0,
    };
    (!first).then_some(piece)
}
