//! Who did it: people by what they did, new faces first, bots apart.

use std::collections::BTreeSet;

use sparky_common::{
    model::{Evidence, Insights},
    period::Kind,
};

use super::{Part, budget::Chosen, piece::Piece};
use crate::{
    page::{Block, Line, Resolver},
    text::named,
};

const NEW_FACE: usize = 9;
const KNOWN: usize = 16;
const STEP: usize = 8;

/// How many people have a line of their own: of a digest's others its changes tell, of a report's one sentence.
fn most(kind: Kind) -> usize {
    match kind {
        Kind::Daily => 4,
        Kind::Weekly => 10,
        Kind::Monthly => 16,
    }
}

/// How many others are named in a sentence.
const NAMED: usize = 12;

/// The order of the line about bots: after everyone.
const BOTS: usize = usize::MAX;

/// A line for each person who has one, and one about all bots.
pub(super) fn pieces(insights: &Insights, resolver: &Resolver) -> Vec<Piece> {
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
        .take(most(insights.kind))
        .chain(bots(insights))
        .collect()
}

/// People as a list, others and bots in a sentence below it.
pub(super) fn blocks(insights: &Insights, chosen: &Chosen) -> Vec<Block> {
    let (bots, people): (Vec<_>, Vec<_>) = chosen.of(Part::People).partition(|piece| piece.order.0 == BOTS);
    let items: Vec<_> = people.into_iter().map(|piece| piece.lines.clone()).collect();
    let list = (!items.is_empty()).then_some(Block::List(items));
    list.into_iter()
        .chain(others(insights, chosen))
        .chain(
            bots.into_iter()
                .map(|piece| Block::Paragraph(piece.lines.clone())),
        )
        .collect()
}

/// Those who have no line of their own, by name as far as a sentence goes; nothing in a digest.
fn others(insights: &Insights, chosen: &Chosen) -> Option<Block> {
    let told: Vec<usize> = chosen.of(Part::People).map(|piece| piece.order.0).collect();
    if insights.kind == Kind::Daily || told.len() < most(insights.kind) {
        return None;
    }
    let rest = insights
        .contributors
        .iter()
        .enumerate()
        .filter(|(index, person)| !person.bot && person.counts.commits > 0 && !told.contains(index));
    // Somebody may go by two addresses: one name is enough.
    let mut names = BTreeSet::new();
    let mut rest = rest
        .filter(|(_, person)| names.insert(person.name.as_str()))
        .peekable();
    let mut line = Line::text("Also with commits: ");
    let mut joint = "";
    for (index, person) in rest.by_ref().take(NAMED) {
        let pointer = format!("/contributors/{index}/commits");
        line = line
            .and(joint)
            .and(named(&person.name))
            .with_evidence(Evidence::Metric { pointer });
        joint = ", ";
    }
    let end = if rest.peek().is_some() {
        " and others."
    } else {
        "."
    };
    (!joint.is_empty()).then(|| Block::Paragraph(vec![line.and(end)]))
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
