//! The busiest repositories in a table.

use sparky_common::{
    model::{Insights, RepositoryInsight},
    period::Kind,
};

use super::head::head;
use crate::page::{Block, Line, NO_NUMBER, Resolver, Row};

/// The repositories with commits, as many as the kind has room for; nothing for a single one, whose numbers are the
/// totals.
pub(super) fn block(insights: &Insights, resolver: &Resolver) -> Option<Block> {
    let most = if insights.kind == Kind::Monthly { 15 } else { 8 };
    let active = insights
        .repositories
        .iter()
        .enumerate()
        .filter(|(_, repository)| repository.counts.commits > 0);
    let rows: Vec<_> = active
        .take(most)
        .map(|(index, each)| row(index, each, resolver))
        .collect();
    let before = format!("The {} before", insights.kind.noun());
    let head = head(&["Repository", "Commits", &before, "Lines added", "Lines deleted"]);
    (rows.len() > 1).then_some(Block::Table { head, rows })
}

fn row(index: usize, repository: &RepositoryInsight, resolver: &Resolver) -> Row {
    let pointer = |field: &str| format!("/repositories/{index}/{field}");
    let before = repository.past_commits.split_last().map_or_else(
        || Line::text(NO_NUMBER),
        |(commits, earlier)| Line::number(pointer(&format!("past_commits/{}", earlier.len())), *commits),
    );
    Row {
        cells: vec![
            Line::default().and_inline(resolver.repository(&repository.name)),
            Line::number(pointer("commits"), repository.counts.commits),
            before,
            Line::number(pointer("additions"), repository.counts.additions),
            Line::number(pointer("deletions"), repository.counts.deletions),
        ],
    }
}
