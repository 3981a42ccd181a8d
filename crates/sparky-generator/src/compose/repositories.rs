//! The repositories without a story, a line each.

use sparky_common::model::Insights;

use super::{Part, piece::Piece, stories};
use crate::page::Resolver;

const FIRST: usize = 12;
const STEP: usize = 6;

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
        // A repository that may get a story waits until that is decided.
        let after_story = stories::rank_of_repository(insights, &repository.name).map_or(0, |rank| rank + 1);
        Piece {
            part: Part::Repositories,
            order: (index, 0),
            rank: (FIRST + STEP * place).max(after_story),
            repository: Some(repository.name.clone()),
            lines: vec![line],
            extra_words: 1,
        }
    };
    lines.enumerate().map(piece).collect()
}
