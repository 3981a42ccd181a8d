//! The repositories without a story, a line each.

use sparky_common::{model::Insights, period::Kind};

use super::{Part, piece::Piece, stories};
use crate::page::Resolver;

const FIRST: usize = 12;
const STEP: usize = 6;

/// In a digest the lines follow the news at once.
const DAILY_STEP: usize = 1;

/// A line for each repository that has one.
pub(super) fn pieces(insights: &Insights, resolver: &Resolver) -> Vec<Piece> {
    let lines = insights
        .repositories
        .iter()
        .enumerate()
        .filter_map(|(index, repository)| {
            let line = resolver.sentence(repository.line.as_ref()?, &format!("/repositories/{index}/line"));
            Some((index, repository, line))
        });
    let piece = |(place, (index, repository, line)): (
        usize,
        (usize, &sparky_common::model::RepositoryInsight, _),
    )| {
        let daily = insights.kind == Kind::Daily;
        let step = if daily { DAILY_STEP } else { STEP };
        // A repository that may get a story waits until that is decided; in a digest only the one that leads.
        let after_story = stories::rank_of_repository(insights, &repository.name)
            .filter(|rank| !daily || *rank == 0)
            .map_or(0, |rank| rank + 1);
        Piece {
            part: Part::Repositories,
            order: (index, 0),
            rank: (FIRST + step * place).max(after_story),
            repository: Some(repository.name.clone()),
            lines: vec![line],
            extra_words: 1,
        }
    };
    lines.enumerate().map(piece).collect()
}
