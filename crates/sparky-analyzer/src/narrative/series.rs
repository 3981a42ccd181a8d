//! Numbered series in a sentence: from the first to the last, by way of the largest.

use sparky_common::period::Kind;

use super::{Desk, draft::Draft, phrase::name, plain::plain, telling::span};
use crate::{
    effort::{Chronicle, Effort, theme},
    text::series::noun,
};

/// Ways to tell a numbered series: as a procession where its titles follow one pattern, else from station to station.
pub(crate) fn series(
    desk: &Desk<'_>,
    chronicle: &Chronicle<'_>,
    effort: &Effort,
    label: &str,
    pass: u32,
) -> Vec<Draft> {
    let repository = chronicle.activity.repository.name.as_str();
    let changes = &chronicle.changes;
    let kind = desk.clock(chronicle);
    let (from, to) = span(chronicle, &effort.members);
    let all = |draft: Draft| draft.on_all(repository, effort.members.iter().map(|&i| &changes[i]));
    if effort.members.len() < 2 {
        return plain(desk, chronicle, &effort.members);
    }
    if let Some(told) = procession(chronicle, effort, kind) {
        return vec![told];
    }
    let (one, many) = noun(label).unwrap_or(("part", "parts"));
    let numbers: usize = effort.members.iter().map(|&i| numbers(chronicle, i, label)).sum();
    let mut stations: Vec<Draft> = stations(chronicle, effort)
        .into_iter()
        .map(|i| name(repository, &changes[i]))
        .collect();
    let end = stations.pop().unwrap_or_default();
    let (one, many) = (format!("numbered {one}"), format!("numbered {many}"));
    let count = |draft: Draft| {
        all(draft.count(numbers, &one, &many))
            .text(" (")
            .code(label)
            .text(")")
    };
    if stations.is_empty() {
        return vec![
            count(Draft::new("the plan moved by "))
                .over(kind, from, to)
                .text(": ")
                .then(end),
        ];
    }
    let begin = stations.remove(0);
    let path = |draft: Draft| {
        let draft = draft.text(" from ").then(begin.clone());
        let draft = if stations.is_empty() {
            draft
        } else {
            draft.text(" through ").list(stations.clone())
        };
        draft.text(" to ").then(end.clone())
    };
    if pass > 1 {
        let (one, many) = noun(label).unwrap_or(("part", "parts"));
        let again = |draft: Draft| all(draft.count(numbers, one, many));
        let same_day = chronicle
            .turn
            .as_ref()
            .is_some_and(|turn| changes[turn.first].at.date() == from && from == to);
        if same_day && kind != Kind::Daily {
            return vec![path(
                again(Draft::new("the same day the numbering began again, with ")).text(","),
            )];
        }
        return vec![
            path(
                again(Draft::new("then the numbering began again: "))
                    .over(kind, from, to)
                    .text(","),
            ),
            path(
                again(Draft::new("a second count, of "))
                    .text(", ran")
                    .over(kind, from, to),
            ),
        ];
    }
    let new = desk.insights.repositories[desk.repository_index(repository)].new;
    let mut drafts = vec![
        path(
            count(Draft::new("in "))
                .text(" the work went")
                .over(kind, from, to),
        ),
        path(
            count(Draft::default().repository(repository).text(" landed "))
                .over(kind, from, to)
                .text(","),
        ),
    ];
    if new {
        drafts.insert(
            0,
            path(
                count(Draft::new("the base was laid in "))
                    .over(kind, from, to)
                    .text(","),
            ),
        );
        drafts.truncate(1);
    }
    drafts
}

/// Eight screens that move to one framework, told one by one; nothing where the titles do not follow one pattern.
fn procession(chronicle: &Chronicle<'_>, effort: &Effort, kind: Kind) -> Option<Draft> {
    let repository = chronicle.activity.repository.name.as_str();
    let changes = &chronicle.changes;
    let theme = theme::theme(changes, &effort.members)?;
    let (one, many) = theme.noun?;
    let (from, to) = span(chronicle, &effort.members);
    let moved = effort
        .members
        .iter()
        .any(|&i| changes[i].topics.iter().any(|topic| theme::is_movement(topic)));
    let verb = match (moved, theme.common.is_empty()) {
        (true, false) => " moved over to ",
        (false, false) => " came with ",
        (_, true) => " followed one another",
    };
    let mut names: Vec<(usize, Draft)> = theme
        .names
        .iter()
        .map(|(i, name)| (*i, Draft::default().term(name).on(repository, &changes[*i])))
        .collect();
    let (last, closing) = names.pop()?;
    let closing = closing.references(repository, &changes[last]);
    let mut names: Vec<Draft> = names.into_iter().map(|(_, name)| name).collect();
    let opening = names.remove(0);
    let day = match kind {
        Kind::Daily => Draft::new("one after the other, "),
        _ if from == to => Draft::new("on ").day(kind, from).text(" "),
        _ => Draft::new("between ")
            .day(kind, from)
            .text(" and ")
            .day(kind, to)
            .text(" "),
    };
    let told = day.count(effort.members.len(), one, many).text(verb);
    let told = if theme.common.is_empty() {
        told
    } else {
        told.term(&theme.common.join(" "))
    };
    let told = told
        .on_all(repository, effort.members.iter().map(|&i| &changes[i]))
        .text(": ")
        .then(opening)
        .text(" first, then ");
    Some(told.list(names).text(", and ").then(closing).text(" last"))
}

/// How many numbers of a series a change stands for.
fn numbers(chronicle: &Chronicle<'_>, i: usize, label: &str) -> usize {
    let mut marks = chronicle.changes[i].subject.marks.iter();
    marks
        .find(|mark| mark.label == label)
        .map_or(1, |mark| (mark.through - mark.number) as usize + 1)
}

/// The first and last of an effort, and the largest in between: what a reader should hear by name.
fn stations(chronicle: &Chronicle<'_>, effort: &Effort) -> Vec<usize> {
    const BETWEEN: usize = 3;
    let members = &effort.members;
    if members.len() <= BETWEEN + 2 {
        return members.clone();
    }
    let mut between: Vec<usize> = members[1..members.len() - 1].to_vec();
    between.sort_by_key(|&i| (std::cmp::Reverse(chronicle.changes[i].lines), i));
    between.truncate(BETWEEN);
    between.extend([members[0], members[members.len() - 1]]);
    between.sort_unstable();
    between
}
