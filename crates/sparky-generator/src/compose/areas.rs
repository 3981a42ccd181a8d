//! Where in the trees the work went, and of what type it was: for reviews, which have room for it.

use sparky_common::{
    model::{Insights, RepositoryInsight},
    period::Kind,
};

use crate::{
    page::{Block, Inline, Line, Resolver},
    text::{LONGEST_NAME, collected},
};

/// How many repositories are told of, and how many areas and types of each.
const REPOSITORIES: usize = 6;
const EACH: usize = 3;

/// An item for each of the busiest repositories of a month.
pub(super) fn blocks(insights: &Insights, resolver: &Resolver) -> Vec<Block> {
    if insights.kind != Kind::Monthly {
        return Vec::new();
    }
    let busy = insights
        .repositories
        .iter()
        .enumerate()
        .filter(|(_, each)| each.counts.commits > 0 && !each.areas.is_empty());
    let item = |(index, each): (usize, &RepositoryInsight)| {
        std::iter::once(areas(index, each, resolver))
            .chain(types(index, each))
            .collect::<Vec<_>>()
    };
    let items: Vec<_> = busy.take(REPOSITORIES).map(item).collect();
    if items.is_empty() {
        Vec::new()
    } else {
        vec![Block::List(items)]
    }
}

fn areas(index: usize, repository: &RepositoryInsight, resolver: &Resolver) -> Line {
    let line = Line::default()
        .and_inline(resolver.repository(&repository.name))
        .and(": ")
        .and_count(
            format!("/repositories/{index}/files_changed"),
            repository.counts.files_changed,
            "file change",
            "file changes",
        )
        .and(", most of them in ");
    let areas = repository.areas.iter().take(EACH).enumerate();
    let line = areas.fold(line, |line, (place, (area, changes))| {
        line.and(if place > 0 { ", " } else { "" })
            .and_inline(Inline::Code(collected(area, LONGEST_NAME)))
            .and(" (")
            .and_count(format!("/repositories/{index}/areas/{place}/1"), *changes, "", "")
            .and(")")
    });
    line.and(".")
}

/// Commits by conventional type; nothing where the messages do not say.
pub(super) fn types(index: usize, repository: &RepositoryInsight) -> Option<Line> {
    let mut types: Vec<_> = repository
        .kinds
        .iter()
        .filter(|(name, _)| *name != "other")
        .collect();
    types.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
    let mut line = Line::text("By type: ");
    for (place, (name, commits)) in types.iter().take(EACH).enumerate() {
        line = line
            .and(if place > 0 { ", " } else { "" })
            .and_count(
                format!("/repositories/{index}/kinds/{}", escaped(name)),
                **commits,
                "",
                "",
            )
            .and(" ")
            .and_inline(Inline::Code(collected(name, LONGEST_NAME)));
    }
    (!types.is_empty()).then(|| line.and("."))
}

/// A key in a JSON pointer (RFC 6901).
pub(super) fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}
