//! The totals of a period in a sentence.

use sparky_common::model::Insights;

use crate::page::{Line, Resolver};

/// Who made how much where: only what is not nothing.
pub(super) fn sentence(insights: &Insights) -> Line {
    let totals = &insights.totals;
    let mut line = Line::default()
        .and_count("/totals/commits", totals.commits, "commit", "commits")
        .and(" in ")
        .and_count(
            "/totals/active_repositories",
            totals.active_repositories,
            "repository",
            "repositories",
        )
        .and(", by ")
        .and_count("/totals/contributors", totals.contributors, "person", "people");
    if totals.bots > 0 {
        line = line
            .and(" and ")
            .and_count("/totals/bots", totals.bots, "bot", "bots");
    }
    let also = [
        ("/totals/merges", totals.merges, "merge", "merges"),
        (
            "/totals/files_changed",
            totals.files_changed,
            "file change",
            "file changes",
        ),
        ("/totals/additions", totals.additions, "line added", "lines added"),
        (
            "/totals/deletions",
            totals.deletions,
            "line deleted",
            "lines deleted",
        ),
        (
            "/totals/pull_requests_opened",
            totals.pull_requests_opened,
            "pull request opened",
            "pull requests opened",
        ),
        (
            "/totals/pull_requests_merged",
            totals.pull_requests_merged,
            "merged",
            "merged",
        ),
        (
            "/totals/pull_requests_closed",
            totals.pull_requests_closed,
            "closed unmerged",
            "closed unmerged",
        ),
        (
            "/totals/issues_opened",
            totals.issues_opened,
            "issue opened",
            "issues opened",
        ),
        (
            "/totals/issues_closed",
            totals.issues_closed,
            "issue closed",
            "issues closed",
        ),
        (
            "/totals/releases",
            totals.releases,
            "release or tag",
            "releases or tags",
        ),
    ];
    let mut separator = ": ";
    for (pointer, value, one, many) in also.into_iter().filter(|(_, value, ..)| *value > 0) {
        line = line.and(separator).and_count(pointer, value, one, many);
        separator = ", ";
    }
    line.and(".")
}

/// Which repositories were tagged.
pub(super) fn releases(insights: &Insights, resolver: &Resolver) -> Option<Line> {
    let tagged = insights
        .repositories
        .iter()
        .enumerate()
        .filter(|(_, each)| each.counts.releases > 0);
    let mut line = Line::text("Tagged: ");
    let mut separator = "";
    for (index, repository) in tagged {
        let pointer = format!("/repositories/{index}/releases");
        line = line
            .and(separator)
            .and_inline(resolver.repository(&repository.name))
            .and(" (");
        line = line
            .and_count(
                pointer,
                repository.counts.releases,
                "release or tag",
                "releases or tags",
            )
            .and(")");
        separator = ", ";
    }
    (!separator.is_empty()).then(|| line.and("."))
}
