//! Rounds of a numbered series: `WS-01` to `WS-17`, and then `WS-01` again for something else.

use std::collections::{BTreeMap, BTreeSet};

use super::change::Change;
use crate::text::series::Mark;

/// Fewest numbers that make a series.
const FEWEST: usize = 3;

/// One pass through the numbers of a series.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Round {
    /// The label as the team writes it.
    pub label: String,
    /// Which pass this is, from 1.
    pub pass: u32,
    /// The changes in order of time, with the numbers each stands for.
    pub members: Vec<(usize, Mark)>,
}

impl Round {
    /// Every number that a member stands for.
    pub(crate) fn numbers(&self) -> BTreeSet<u32> {
        self.members
            .iter()
            .flat_map(|(_, mark)| mark.number..=mark.through.min(mark.number + 99))
            .collect()
    }
}

/// Every round among the changes, which are in order of time.
pub(crate) fn rounds(changes: &[Change<'_>]) -> Vec<Round> {
    let mut by_label: BTreeMap<&str, Vec<(usize, &Mark)>> = BTreeMap::new();
    for (i, change) in changes.iter().enumerate() {
        for mark in &change.subject.marks {
            by_label.entry(&mark.label).or_default().push((i, mark));
        }
    }
    by_label.retain(|_, marks| is_series(marks));
    let mut taken: BTreeSet<usize> = BTreeSet::new();
    let mut labels: Vec<_> = by_label.into_iter().collect();
    // A change with two marks belongs to the longer series.
    labels.sort_by_key(|(label, marks)| (std::cmp::Reverse(marks.len()), *label));
    let mut rounds = Vec::new();
    for (label, mut marks) in labels {
        marks.retain(|(i, _)| taken.insert(*i));
        split(label, &marks, &mut rounds);
    }
    rounds
}

/// A series has several numbers and few holes; ticket numbers have many.
fn is_series(marks: &[(usize, &Mark)]) -> bool {
    let numbers: BTreeSet<u32> = marks
        .iter()
        .flat_map(|(_, mark)| [mark.number, mark.through])
        .collect();
    let (Some(first), Some(last)) = (numbers.first(), numbers.last()) else {
        return false;
    };
    numbers.len() >= FEWEST && *last <= 999 && (last - first) as usize <= numbers.len() * 3
}

fn split(label: &str, marks: &[(usize, &Mark)], rounds: &mut Vec<Round>) {
    let mut pass = 1;
    let mut seen: BTreeSet<u32> = BTreeSet::new();
    let mut members = Vec::new();
    for (place, (i, mark)) in marks.iter().enumerate() {
        if seen.contains(&mark.number) && seen.len() >= 3 && begins_anew(&seen, &marks[place..]) {
            rounds.push(Round {
                label: label.to_owned(),
                pass,
                members: std::mem::take(&mut members),
            });
            pass += 1;
            seen.clear();
        }
        seen.extend(mark.number..=mark.through.min(mark.number + 99));
        members.push((*i, (*mark).clone()));
    }
    if !members.is_empty() {
        rounds.push(Round {
            label: label.to_owned(),
            pass,
            members,
        });
    }
}

/// One repeated number is a follow-up; three of the next five are a new pass.
fn begins_anew(seen: &BTreeSet<u32>, ahead: &[(usize, &Mark)]) -> bool {
    let numbers: BTreeSet<u32> = ahead.iter().take(5).map(|(_, mark)| mark.number).collect();
    numbers.intersection(seen).count() >= 3
}
