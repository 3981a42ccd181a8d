//! What no story tells, change by change, as far as there is room.

use std::collections::{BTreeMap, BTreeSet};

use sparky_common::{
    model::{ChangeInsight, ChangeKind, Insights, RepositoryInsight},
    period::Kind,
};

use super::{Part, budget::Chosen, piece::Piece, told::Told};
use crate::page::{Block, Line, Resolver, counted};

/// Entries come after everything else: one after the other over all repositories, then folded upkeep, then what
/// messages add.
const FIRST: usize = 10_000;
const UPKEEP: usize = 20_000;
const DETAILS: usize = 30_000;

/// From how many entries on a repository's list is parted by kind.
const PARTED_FROM: usize = 8;

/// The entries of every repository, and below each what its message adds.
pub(super) fn pieces(insights: &Insights, resolver: &Resolver, told: &Told) -> Vec<Piece> {
    let repositories = 0..insights.repositories.len();
    repositories
        .flat_map(|repository| of_repository(insights, resolver, repository, told))
        .collect()
}

/// The entries of one repository.
pub(super) fn of_repository(
    insights: &Insights,
    resolver: &Resolver,
    repository: usize,
    told: &Told,
) -> Vec<Piece> {
    let insight = &insights.repositories[repository];
    let mut pieces = Vec::new();
    let mut places: BTreeMap<ChangeKind, usize> = BTreeMap::new();
    for (index, change) in insight.changes.iter().enumerate() {
        if told.tells(change) {
            continue;
        }
        let place = places.entry(change.kind).or_default();
        let rank = rank(change.kind, *place);
        let opens = *place == 0;
        *place += 1;
        pieces.extend(entry(
            insights.kind,
            resolver,
            (repository, insight),
            (index, change),
            (rank, opens),
        ));
    }
    pieces
}

/// Of every two features a fix is told, of every six of them documents or tests.
fn rank(kind: ChangeKind, place: usize) -> usize {
    match kind {
        ChangeKind::Development => FIRST + 2 * place,
        ChangeKind::Repair => FIRST + 3 * place + 1,
        ChangeKind::Support => FIRST + 6 * place + 3,
        ChangeKind::Upkeep => UPKEEP + place,
    }
}

fn entry(
    kind: Kind,
    resolver: &Resolver,
    (repository, insight): (usize, &RepositoryInsight),
    (index, change): (usize, &ChangeInsight),
    (rank, opens): (usize, bool),
) -> impl Iterator<Item = Piece> {
    let pointer = format!("/repositories/{repository}/changes/{index}");
    let mut line = resolver.sentence(&change.sentence, &format!("{pointer}/sentence"));
    // A digest has no headings, so each of its entries says where it happened.
    if kind == Kind::Daily {
        line = place(resolver, insight, line);
    }
    let headings = if opens && kind != Kind::Daily {
        heading(change.kind).split(' ').count() + 3
    } else {
        0
    };
    let piece = |line, order, rank, extra_words| Piece {
        part: Part::Changes,
        order: (repository, order),
        rank,
        repository: Some(insight.name.clone()),
        lines: vec![line],
        extra_words,
    };
    let detail = change
        .detail
        .as_ref()
        .map(|detail| resolver.sentence(detail, &format!("{pointer}/detail")));
    let detail = detail.map(|line| piece(line, 2 * index + 1, DETAILS + rank, 0));
    std::iter::once(piece(line, 2 * index, rank, 1 + headings)).chain(detail)
}

/// The chosen entries by repository, of a long list by kind, and how many more there are.
pub(super) fn blocks(insights: &Insights, resolver: &Resolver, told: &Told, chosen: &Chosen) -> Vec<Block> {
    let entries: Vec<&Piece> = chosen.of(Part::Changes).collect();
    let lists: Vec<&[&Piece]> = entries.chunk_by(|a, b| a.order.0 == b.order.0).collect();
    let mut blocks = Vec::new();
    let mut digest = Vec::new();
    for pieces in &lists {
        let index = pieces[0].order.0;
        let repository = &insights.repositories[index];
        let more = more(insights.kind, index, repository, told, pieces);
        if insights.kind == Kind::Daily {
            digest.extend(items(pieces));
            digest.extend(more.map(|line| vec![place(resolver, repository, line)]));
            continue;
        }
        if lists.len() > 1 {
            let line = Line::text(resolver.shown_name(&repository.name));
            blocks.push(Block::Heading { level: 3, line });
        }
        blocks.extend(by_kind(repository, pieces));
        blocks.extend(more.map(|line| Block::Paragraph(vec![line])));
    }
    blocks.extend((!digest.is_empty()).then_some(Block::List(digest)));
    blocks
}

/// The chosen entries of a repository, of a long list by kind.
pub(super) fn by_kind(repository: &RepositoryInsight, pieces: &[&Piece]) -> Vec<Block> {
    let kind = |piece: &&Piece| repository.changes[piece.order.1 / 2].kind;
    let groups: Vec<&[&Piece]> = pieces.chunk_by(|a, b| kind(a) == kind(b)).collect();
    if items(pieces).len() < PARTED_FROM || groups.len() < 2 {
        return vec![Block::List(items(pieces))];
    }
    groups
        .into_iter()
        .flat_map(|group| {
            let head = Line::text(format!("{}:", heading(kind(&group[0]))));
            [Block::Paragraph(vec![head]), Block::List(items(group))]
        })
        .collect()
}

/// Each entry with what its message adds.
fn items(pieces: &[&Piece]) -> Vec<Vec<Line>> {
    pieces
        .chunk_by(|a, b| a.order.1 / 2 == b.order.1 / 2)
        .map(|entry| entry.iter().flat_map(|piece| piece.lines.clone()).collect())
        .collect()
}

/// How many changes of a repository are not told anywhere; nothing where all are.
pub(super) fn more(
    kind: Kind,
    index: usize,
    repository: &RepositoryInsight,
    told: &Told,
    pieces: &[&Piece],
) -> Option<Line> {
    let listed: BTreeSet<usize> = pieces.iter().map(|piece| piece.order.1 / 2).collect();
    let left = repository
        .changes
        .iter()
        .enumerate()
        .filter(|(place, change)| !listed.contains(place) && !told.tells(change));
    let mut numbers: Vec<_> = left
        .map(|(place, change)| {
            (
                format!("/repositories/{index}/changes/{place}/changes"),
                change.changes,
            )
        })
        .collect();
    if repository.more_changes > 0 {
        numbers.push((
            format!("/repositories/{index}/more_changes"),
            repository.more_changes,
        ));
    }
    let sum = numbers.iter().map(|(_, number)| number).sum();
    let and = if kind == Kind::Daily { "" } else { "And " };
    let line = Line::text(format!("{and}{}.", counted(sum, "more change", "more changes")));
    let line = numbers
        .into_iter()
        .fold(line, |line, (pointer, number)| line.resting_on(pointer, number));
    (sum > 0).then_some(line)
}

/// A line that says first where it happened.
fn place(resolver: &Resolver, repository: &RepositoryInsight, mut line: Line) -> Line {
    let name = Line::default()
        .and_inline(resolver.repository(&repository.name))
        .and(": ");
    line.inlines.splice(0..0, name.inlines);
    line
}

fn heading(kind: ChangeKind) -> &'static str {
    match kind {
        ChangeKind::Development => "New and changed",
        ChangeKind::Repair => "Fixed",
        ChangeKind::Support => "Documents and tests",
        ChangeKind::Upkeep => "Upkeep",
    }
}
