//! What happened, told as stories.

use sparky_common::{
    model::{Insights, Story, StoryKind},
    period::Kind,
};

use super::{Part, budget::Chosen, piece::Piece};
use crate::page::{Block, Line, Resolver};

/// Later stories wait this long, and later paragraphs of one story longer: every story is begun before one is
/// told to its end, except that a leading story may go on before a minor one begins.
const STORY_STEP: usize = 10;
const PARAGRAPH_STEP: usize = 25;

/// In a digest every repository has its line before a second story is told.
const AFTER_LINES: usize = 1000;

/// The stories that may be told, most newsworthy first, with their place in the insights.
pub(super) fn told(insights: &Insights) -> Vec<(usize, &Story)> {
    let most = match insights.kind {
        Kind::Daily => 3,
        Kind::Weekly => 5,
        Kind::Monthly => 12,
    };
    let news = |story: &&Story| story.kind != StoryKind::Upkeep;
    let only_upkeep = !insights.stories.iter().any(|story| news(&story));
    let stories = insights
        .stories
        .iter()
        .enumerate()
        .filter(|(_, story)| only_upkeep || news(story));
    stories.take(most).collect()
}

/// When the first paragraph of a repository's best story is told, where it has one.
pub(super) fn rank_of_repository(insights: &Insights, repository: &str) -> Option<usize> {
    told(insights)
        .iter()
        .position(|(_, story)| story.repository == repository)
        .map(|place| rank(insights.kind, place, 0))
}

/// How soon a paragraph is told.
fn rank(kind: Kind, place: usize, paragraph: usize) -> usize {
    let rank = place * STORY_STEP + paragraph * PARAGRAPH_STEP;
    if kind == Kind::Daily && rank > 0 {
        AFTER_LINES + rank
    } else {
        rank
    }
}

/// How many sentences are told in one go: in a digest of several repositories the news is two or three lines, and
/// the rest of a story waits for the lines of the others.
fn longest(insights: &Insights) -> usize {
    if insights.kind == Kind::Daily && insights.totals.active_repositories > 1 {
        2
    } else {
        insights
            .stories
            .iter()
            .flat_map(|story| &story.paragraphs)
            .map(Vec::len)
            .max()
            .unwrap_or(1)
            .max(1)
    }
}

/// Each paragraph of each story.
pub(super) fn pieces(insights: &Insights, resolver: &Resolver) -> Vec<Piece> {
    let longest = longest(insights);
    let mut pieces = Vec::new();
    for (place, (index, story)) in told(insights).into_iter().enumerate() {
        let parts = story
            .paragraphs
            .iter()
            .enumerate()
            .flat_map(|(paragraph, sentences)| {
                let chunks = sentences.chunks(longest).enumerate();
                chunks.map(move |(chunk, sentences)| (paragraph, chunk * longest, sentences))
            });
        for (part, (paragraph, first, sentences)) in parts.enumerate() {
            let line = |(number, sentence)| {
                let number = first + number;
                resolver.sentence(
                    sentence,
                    &format!("/stories/{index}/paragraphs/{paragraph}/{number}"),
                )
            };
            let heading = if part == 0 {
                heading_words(insights, resolver, index, story)
            } else {
                0
            };
            pieces.push(Piece {
                part: Part::Stories,
                order: (place, part),
                rank: rank(insights.kind, place, part),
                repository: Some(story.repository.clone()),
                lines: sentences.iter().enumerate().map(line).collect(),
                extra_words: heading,
            });
        }
    }
    pieces
}

/// The chosen paragraphs below their headlines.
pub(super) fn blocks(insights: &Insights, resolver: &Resolver, chosen: &Chosen) -> Vec<Block> {
    let mut blocks = Vec::new();
    for (place, (index, story)) in told(insights).into_iter().enumerate() {
        let mut paragraphs = chosen
            .of(Part::Stories)
            .filter(|piece| piece.order.0 == place)
            .peekable();
        if paragraphs.peek().is_some()
            && let Some(level) = heading_level(insights.kind)
        {
            blocks.push(Block::Heading {
                level,
                line: headline(resolver, index, story),
            });
        }
        blocks.extend(paragraphs.map(|piece| Block::Paragraph(piece.lines.clone())));
    }
    blocks
}

/// The headline, which always says where it happened.
pub(crate) fn headline(resolver: &Resolver, index: usize, story: &Story) -> Line {
    let mut line = resolver
        .sentence(&story.headline, &format!("/stories/{index}/headline"))
        .unlinked();
    let name = resolver.shown_name(&story.repository);
    if !line.plain().contains(&name) {
        line.inlines
            .insert(0, crate::page::Inline::text(format!("{name}: ")));
    }
    line
}

/// The headline of the lead story as a reader sees it; nothing without stories.
pub(crate) fn lead(insights: &Insights, resolver: &Resolver) -> Option<String> {
    let (index, story) = *told(insights).first()?;
    Some(headline(resolver, index, story).plain())
}

fn heading_words(insights: &Insights, resolver: &Resolver, index: usize, story: &Story) -> usize {
    heading_level(insights.kind).map_or(0, |_| headline(resolver, index, story).words() + 1)
}

/// A digest needs no headings; a review groups its stories under one of its own.
fn heading_level(kind: Kind) -> Option<u8> {
    match kind {
        Kind::Daily => None,
        Kind::Weekly => Some(2),
        Kind::Monthly => Some(3),
    }
}
