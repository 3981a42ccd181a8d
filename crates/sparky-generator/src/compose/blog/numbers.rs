//! The repository of a story in numbers: what else was done there, how long things took, where, and before.

use sparky_common::model::{HotSpot, RepositoryInsight};

use super::Subject;
use crate::{
    compose::{areas, bars::bar, flow, head::head},
    page::{Block, Inline, Line, Row},
    text::{LONGEST_NAME, collected},
};

/// How many areas and files have a row.
const AREAS: usize = 6;
const FILES: usize = 5;

/// Fewest commits on a file that are worth a row.
const OFTEN: u64 = 3;

/// A paragraph and tables of places, files and earlier periods.
pub(super) fn blocks(subject: &Subject<'_>) -> Vec<Block> {
    let index = subject.repository;
    let repository = &subject.insights.repositories[index];
    let pointer = format!("/repositories/{index}/flow");
    let lines = [
        beside(index, repository),
        flow::sentence(&repository.flow, &pointer),
        areas::types(index, repository),
    ];
    let lines: Vec<_> = lines.into_iter().flatten().collect();
    let paragraph = (!lines.is_empty()).then_some(Block::Paragraph(lines));
    paragraph
        .into_iter()
        .chain(places(index, repository))
        .chain(files(subject))
        .chain(past(subject, repository))
        .collect()
}

/// What was done beside commits; nothing where git alone was asked.
fn beside(index: usize, repository: &RepositoryInsight) -> Option<Line> {
    let counts = &repository.counts;
    let all = [
        ("merges", counts.merges, "merge", "merges"),
        (
            "pull_requests_opened",
            counts.pull_requests_opened,
            "pull request opened",
            "pull requests opened",
        ),
        (
            "pull_requests_merged",
            counts.pull_requests_merged,
            "merged",
            "merged",
        ),
        (
            "pull_requests_closed",
            counts.pull_requests_closed,
            "closed unmerged",
            "closed unmerged",
        ),
        ("reviews", counts.reviews, "review", "reviews"),
        (
            "issues_opened",
            counts.issues_opened,
            "issue opened",
            "issues opened",
        ),
        (
            "issues_closed",
            counts.issues_closed,
            "issue closed",
            "issues closed",
        ),
        ("comments", counts.comments, "comment", "comments"),
    ];
    let mut line = Line::text("Beside the commits: ");
    let mut joint = "";
    for (field, value, one, many) in all.into_iter().filter(|(_, value, ..)| *value > 0) {
        let pointer = format!("/repositories/{index}/{field}");
        line = line.and(joint).and_count(pointer, value, one, many);
        joint = ", ";
    }
    (!joint.is_empty()).then(|| line.and("."))
}

/// Where in the tree the work went.
fn places(index: usize, repository: &RepositoryInsight) -> Option<Block> {
    let most = repository.areas.first()?.1;
    let row = |(place, (area, changes)): (usize, &(String, u64))| Row {
        cells: vec![
            Line::default().and_inline(Inline::Code(collected(area, LONGEST_NAME))),
            Line::number(format!("/repositories/{index}/areas/{place}/1"), *changes),
            Line::text(bar(*changes, most)),
        ],
    };
    let rows: Vec<_> = repository.areas.iter().take(AREAS).enumerate().map(row).collect();
    (rows.len() > 1).then(|| Block::Table {
        head: head(&["Area", "File changes", "Chart"]),
        rows,
    })
}

/// The files that changed most often.
fn files(subject: &Subject<'_>) -> Option<Block> {
    let spots = subject.insights.patterns.hot_spots.iter().enumerate();
    let here = spots.filter(|(_, spot)| spot.repository == subject.story.repository && spot.commits >= OFTEN);
    let row = |(place, spot): (usize, &HotSpot)| {
        let number = |field: &str, value| Line::number(format!("/patterns/hot_spots/{place}/{field}"), value);
        Row {
            cells: vec![
                Line::default().and_inline(Inline::Code(collected(&spot.path, LONGEST_NAME))),
                number("commits", spot.commits),
                number("lines", spot.lines),
                number("people", spot.people),
            ],
        }
    };
    let rows: Vec<_> = here.take(FILES).map(row).collect();
    (!rows.is_empty()).then(|| Block::Table {
        head: head(&["File", "Commits", "Lines changed", "People"]),
        rows,
    })
}

/// The periods before and this one, oldest first; nothing for a repository without a past.
fn past(subject: &Subject<'_>, repository: &RepositoryInsight) -> Option<Block> {
    let insights = subject.insights;
    let pointer = |field: &str| format!("/repositories/{}/{field}", subject.repository);
    let past = insights.comparison.past.iter().zip(&repository.past_commits);
    let past: Vec<_> = past
        .enumerate()
        .skip_while(|(_, (_, commits))| **commits == 0)
        .collect();
    let now = repository.counts.commits;
    let most = past
        .iter()
        .map(|(_, (_, commits))| **commits)
        .chain([now])
        .max()?;
    let row = |label: String, field: &str, commits: u64| Row {
        cells: vec![
            Line::text(label),
            Line::number(pointer(field), commits),
            Line::text(bar(commits, most)),
        ],
    };
    let mut rows: Vec<_> = past
        .iter()
        .map(|(place, (period, commits))| {
            row(
                period.period.to_string(),
                &format!("past_commits/{place}"),
                **commits,
            )
        })
        .collect();
    if rows.is_empty() {
        return None;
    }
    rows.push(row(format!("{} (this)", insights.period), "commits", now));
    let noun = insights.kind.noun();
    let period = format!("{}{}", noun[..1].to_uppercase(), &noun[1..]);
    Some(Block::Table {
        head: head(&[&period, "Commits", "Chart"]),
        rows,
    })
}
