//! Who took part in the repository of a story.

use std::collections::BTreeSet;

use sparky_common::model::{ContributorInsight, Evidence};

use super::Subject;
use crate::{
    compose::areas::escaped,
    page::{Block, Line},
    text::named,
};

/// How many people have a line of their own, and how many others are named.
const TOLD: usize = 8;
const NAMED: usize = 12;

/// A line for each of those who did most, the others by name.
pub(super) fn blocks(subject: &Subject<'_>) -> Vec<Block> {
    let name = &subject.story.repository;
    let people = subject.insights.contributors.iter().enumerate();
    let here = people.filter(|(_, each)| !each.bot && each.repositories.contains_key(name));
    let (told, others): (Vec<_>, Vec<_>) = here.partition(|(_, each)| each.line.is_some());
    let (told, more) = told.split_at(told.len().min(TOLD));
    let item = |&(index, each): &(usize, &ContributorInsight)| {
        let pointer = format!("/contributors/{index}/line");
        Some(vec![subject.resolver.sentence(each.line.as_ref()?, &pointer)])
    };
    let items: Vec<_> = told.iter().filter_map(item).collect();
    let list = (!items.is_empty()).then_some(Block::List(items));
    // Somebody may go by two addresses: one name is enough.
    let mut names: BTreeSet<&str> = told.iter().map(|(_, each)| each.name.as_str()).collect();
    let others = more.iter().copied().chain(others);
    let others: Vec<_> = others
        .filter(|(_, each)| names.insert(each.name.as_str()))
        .collect();
    list.into_iter().chain(also(name, &others)).collect()
}

/// Those without a line of their own.
fn also(repository: &str, others: &[(usize, &ContributorInsight)]) -> Option<Block> {
    let mut line = Line::text("Also with commits here: ");
    for (place, (index, person)) in others.iter().take(NAMED).enumerate() {
        let pointer = format!("/contributors/{index}/repositories/{}", escaped(repository));
        line = line
            .and(if place > 0 { ", " } else { "" })
            .and(named(&person.name))
            .with_evidence(Evidence::Metric { pointer });
    }
    let end = if others.len() > NAMED { " and others." } else { "." };
    (!others.is_empty()).then(|| Block::Paragraph(vec![line.and(end)]))
}
