//! One line for each repository in which something happened.

use std::collections::BTreeMap;

use sparky_common::model::Sentence;

use super::{
    Desk,
    draft::Draft,
    lead::tellable,
    phrase::{run, sole_author},
    voice::Voice,
};
use crate::effort::Chronicle;

/// The lines, by repository.
pub(crate) fn lines(desk: &Desk<'_>, voice: &mut Voice) -> BTreeMap<String, Sentence> {
    desk.chronicles
        .values()
        .filter_map(|chronicle| {
            line(desk, chronicle, voice).map(|line| (chronicle.activity.repository.name.clone(), line))
        })
        .collect()
}

fn line(desk: &Desk<'_>, chronicle: &Chronicle<'_>, voice: &mut Voice) -> Option<Sentence> {
    let repository = chronicle.activity.repository.name.as_str();
    let mut members = chronicle.news();
    if members.is_empty() {
        members = (0..chronicle.changes.len()).collect();
    }
    let told: Vec<_> = tellable(chronicle, &members, 2)
        .into_iter()
        .map(|i| &chronicle.changes[i])
        .collect();
    let done = run(repository, &told);
    if done.is_empty() {
        return None;
    }
    let mut drafts = vec![
        Draft::default()
            .repository(repository)
            .text(" ")
            .then(done.clone()),
    ];
    if let Some(author) = sole_author(desk, chronicle, &members) {
        drafts.push(
            Draft::new("in ")
                .repository(repository)
                .text(", ")
                .person(author)
                .text(" ")
                .then(done.clone()),
        );
    }
    let first = drafts[0].clone();
    voice.say(repository, drafts).or_else(|| first.end())
}
