//! Changes that have no story of their own.

use super::{
    Desk,
    draft::Draft,
    phrase::{run, sole_author, vehicle},
    telling::{span, tellable},
};
use crate::effort::Chronicle;

/// Ways to say what else was done.
pub(crate) fn plain(desk: &Desk<'_>, chronicle: &Chronicle<'_>, members: &[usize]) -> Vec<Draft> {
    let repository = chronicle.activity.repository.name.as_str();
    let kind = desk.clock(chronicle);
    let told: Vec<_> = tellable(chronicle, members, 4)
        .into_iter()
        .map(|i| &chronicle.changes[i])
        .collect();
    let done = run(repository, &told);
    if done.is_empty() {
        return Vec::new();
    }
    let (from, to) = span(chronicle, members);
    let (one, many) = vehicle(chronicle);
    let few = if members.len() == 1 {
        format!("one more {one} ")
    } else {
        format!("further {many} ")
    };
    let mut drafts = vec![
        Draft::default()
            .repository(repository)
            .text(" also ")
            .then(done.clone())
            .over(kind, from, to),
        Draft::new(&few).then(done.clone()).over(kind, from, to),
        Draft::new("besides, ")
            .repository(repository)
            .text(" ")
            .then(done.clone()),
        Draft::new("smaller steps")
            .over(kind, from, to)
            .text(" ")
            .then(done.clone()),
        Draft::new("in passing, ")
            .repository(repository)
            .text(" ")
            .then(done.clone())
            .over(kind, from, to),
        Draft::new("there is also work that ").then(done.clone()),
        Draft::new("beside these, ")
            .repository(repository)
            .text(" ")
            .then(done.clone())
            .over(kind, from, to),
        Draft::new(&format!("among the other {many}, some "))
            .then(done.clone())
            .over(kind, from, to),
        Draft::new("the rest of the work")
            .over(kind, from, to)
            .text(" ")
            .then(done.clone()),
    ];
    if let Some(author) = sole_author(desk, chronicle, members) {
        drafts.push(
            Draft::default()
                .person(author)
                .text(" also ")
                .then(done.clone())
                .over(kind, from, to),
        );
        drafts.push(
            Draft::new("from ")
                .person(author)
                .text(" came work that ")
                .then(done),
        );
    }
    drafts
}
