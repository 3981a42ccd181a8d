//! The days of a story as its first two chapters.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Subject, days::Day};
use crate::page::{Block, Line, day, day_with_year};

/// Where it began: the first day. The way: every later day below a heading of its own.
pub(super) fn blocks(subject: &Subject<'_>, days: &BTreeMap<Date, Day>) -> (Vec<Block>, Vec<Block>) {
    let mut days = days.iter();
    let mut beginning = Vec::new();
    let mut introduced = false;
    if let Some((date, first)) = days.next() {
        let is_new = subject.insights.repositories[subject.repository].new;
        // The arc of a new repository says itself that it begins.
        if !is_new || first.arc.is_empty() {
            beginning.push(Block::Paragraph(vec![before(subject, *date)]));
        }
        beginning.extend(told(first, &mut introduced));
    }
    let mut way = Vec::new();
    for (date, later) in days {
        let heading = format!("{}, {}", date.strftime("%A"), day(*date));
        way.push(Block::Heading {
            level: 3,
            line: Line::text(heading),
        });
        way.extend(told(later, &mut introduced));
    }
    (beginning, way)
}

/// When it began, and what was there before.
fn before(subject: &Subject<'_>, first: Date) -> Line {
    let insights = subject.insights;
    let repository = &insights.repositories[subject.repository];
    let name = subject.resolver.repository(&repository.name);
    let noun = insights.kind.noun();
    let line = Line::text(format!("The story begins on {}", day_with_year(first)));
    let pointer = format!("/repositories/{}", subject.repository);
    let last = repository.past_commits.len().checked_sub(1);
    match last {
        _ if repository.new => line
            .and(" with an empty repository: before that day ")
            .and_inline(name)
            .and(" had no commit.")
            .with_evidence(sparky_common::model::Evidence::Metric {
                pointer: format!("{pointer}/new"),
            }),
        Some(last) => line
            .and(" in ")
            .and_inline(name)
            .and(", which had seen ")
            .and_count(
                format!("{pointer}/past_commits/{last}"),
                repository.past_commits[last],
                "commit",
                "commits",
            )
            .and(format!(" in the {noun} before.")),
        None => line.and(" in ").and_inline(name).and(".").with_evidence(
            sparky_common::model::Evidence::Coverage {
                repository: repository.name.clone(),
            },
        ),
    }
}

/// A day's sentences, then the voices, which need an introduction once.
fn told(day: &Day, introduced: &mut bool) -> Vec<Block> {
    let mut blocks = Vec::new();
    if !day.arc.is_empty() {
        blocks.push(Block::Paragraph(day.arc.clone()));
    }
    blocks.extend(day.runs.iter().cloned().map(Block::Paragraph));
    if !day.voices.is_empty() {
        if !std::mem::replace(introduced, true) {
            let introduction = "In the words of those who did it:";
            blocks.push(Block::Paragraph(vec![Line::text(introduction)]));
        }
        blocks.push(Block::List(day.voices.clone()));
    }
    blocks
}
