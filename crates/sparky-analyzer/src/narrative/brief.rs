//! A period in which so little happened that one paragraph tells all of it, once.

use sparky_common::model::Sentence;

use super::{
    Desk,
    detail::addition,
    draft::Draft,
    phrase::{run, sole_author},
    summary::totals,
    voice::Voice,
};
use crate::effort::{Chronicle, Nature};

/// Most commits that one paragraph can tell.
const FEW: u64 = 3;

/// Every change with its author and what its body adds, then the totals; nothing where there is more to tell.
pub(super) fn brief(desk: &Desk<'_>, voice: &mut Voice) -> Option<Vec<Sentence>> {
    let counts = &desk.insights.totals;
    let few = (1..=FEW).contains(&counts.commits) && counts.releases == 0 && counts.bots == 0;
    let mut changes = desk.chronicles.values().flat_map(|chronicle| &chronicle.changes);
    let plain = changes.all(|change| {
        !change.is_terse()
            && !change.by_program
            && !change.commit.is_merge()
            && change.nature != Nature::Birth
    });
    if !few || !plain || !desk.copies.is_empty() {
        return None;
    }
    let mut sentences = Vec::new();
    for chronicle in desk.chronicles.values() {
        for i in 0..chronicle.changes.len() {
            let key = &chronicle.changes[i].commit.oid;
            sentences.extend(voice.must_say(key, told(desk, chronicle, i)));
            sentences.extend(addition(chronicle, i, voice));
        }
    }
    sentences.extend(voice.say("totals", totals(desk)));
    Some(sentences)
}

/// What one change did, where, when and by whom.
fn told(desk: &Desk<'_>, chronicle: &Chronicle<'_>, i: usize) -> Vec<Draft> {
    let repository = chronicle.activity.repository.name.as_str();
    let change = &chronicle.changes[i];
    let (kind, day) = (desk.kind(), change.at.date());
    let done = run(repository, &[change]);
    let place = Draft::default().repository(repository);
    match sole_author(desk, chronicle, &[i]) {
        Some(author) => vec![
            Draft::new("in ")
                .then(place)
                .text(", ")
                .person(author)
                .text(" ")
                .then(done)
                .on_day(kind, day),
        ],
        None => vec![place.text(" ").then(done).on_day(kind, day)],
    }
}
