//! People whose work went from one repository to the next.
//!
//! Someone moved on from one repository to another where three quarters of their commits in the one lie before three
//! quarters of those in the other. What is said of a place is the day in the middle of their commits there.

use jiff::civil::Date;
use sparky_common::model::ContributorInsight;

use super::Found;
use crate::narrative::{Desk, draft::Draft};

/// Fewest commits that make a stay.
const STAY: usize = 5;

/// Most people told of.
const PEOPLE: usize = 2;

/// Fewest days between the middle of the first stay and the middle of the last.
const APART: i32 = 6;

struct Stay<'d> {
    repository: &'d str,
    commits: Vec<usize>,
    days: Vec<Date>,
}

impl Stay<'_> {
    fn quartile(&self, quarter: usize) -> Date {
        self.days[(self.days.len() - 1) * quarter / 4]
    }
}

pub(super) fn find(desk: &Desk<'_>) -> Vec<Found> {
    let people = desk.insights.contributors.iter().filter(|person| !person.bot);
    people
        .filter_map(|person| path(desk, person))
        .take(PEOPLE)
        .collect()
}

fn path(desk: &Desk<'_>, person: &ContributorInsight) -> Option<Found> {
    let mut stays: Vec<Stay<'_>> = desk
        .chronicles
        .iter()
        .filter(|(name, _)| person.repositories.contains_key(**name))
        .map(|(name, chronicle)| {
            let by = |i: &usize| {
                let commit = chronicle.changes[*i].commit;
                !commit.is_merge() && commit.author == person.id
            };
            let commits: Vec<usize> = (0..chronicle.changes.len()).filter(by).collect();
            // In order of time, as the changes are.
            let days = commits.iter().map(|&i| chronicle.changes[i].at.date()).collect();
            Stay {
                repository: name,
                commits,
                days,
            }
        })
        .filter(|stay| stay.commits.len() >= STAY)
        .collect();
    stays.sort_by_key(|stay| (stay.quartile(2), stay.repository));
    let path = heaviest(&stays);
    let (first, last) = (path.first()?, path.last()?);
    let apart = (last.quartile(2) - first.quartile(2)).get_days();
    if path.len() < 2 || apart < APART {
        return None;
    }
    let on = |draft: Draft, stay: &Stay<'_>| {
        let chronicle = &desk.chronicles[stay.repository];
        let changes = stay.commits.iter().map(|&i| &chronicle.changes[i]);
        draft.on_all(stay.repository, changes)
    };
    let place = |stay: &&Stay<'_>| {
        let draft = Draft::default().repository(stay.repository).text(" (");
        let draft = draft
            .count(stay.commits.len(), "commit", "commits")
            .text(" around ")
            .day(desk.kind(), stay.quartile(2));
        on(draft.text(")"), stay)
    };
    let end = path.len() - 1;
    let between: Vec<Draft> = path[1..end].iter().map(place).collect();
    let route = |draft: Draft, from: &str, over: &str, to: &str| {
        let draft = draft.text(from).then(place(first));
        let draft = match between.is_empty() {
            true => draft,
            false => draft.text(over).list(between.clone()),
        };
        draft.text(to).then(place(last))
    };
    let who = || Draft::default().person(person);
    let headline = who()
        .text(" moves from ")
        .repository(first.repository)
        .text(" to ")
        .repository(last.repository);
    Some(Found {
        id: format!("path:{}", person.id),
        headline: on(on(headline, first), last),
        repositories: path.iter().map(|stay| stay.repository.to_owned()).collect(),
        sentences: vec![vec![
            route(
                who().text(" moved on in the course of the month:"),
                " from ",
                " over ",
                " to ",
            ),
            route(
                who().text(" began the month"),
                " in ",
                ", went on to ",
                " and was last at work in ",
            ),
        ]],
    })
}

/// The row of stays, each after the one before it, that holds the most commits. `stays` are in order of time.
fn heaviest<'s, 'd>(stays: &'s [Stay<'d>]) -> Vec<&'s Stay<'d>> {
    let mut best: Vec<(usize, Vec<&Stay<'d>>)> = Vec::with_capacity(stays.len());
    for (place, stay) in stays.iter().enumerate() {
        let before = (0..place)
            .filter(|&earlier| stays[earlier].quartile(3) <= stay.quartile(1))
            .map(|earlier| &best[earlier])
            .max_by_key(|(weight, _)| *weight);
        let (weight, mut path) = before.cloned().unwrap_or_default();
        path.push(stay);
        best.push((weight + stay.commits.len(), path));
    }
    let most = best.into_iter().max_by_key(|(weight, _)| *weight);
    most.map(|(_, path)| path).unwrap_or_default()
}
