//! What each person did, in a sentence.

use std::collections::BTreeMap;

use sparky_common::model::{ContributorInsight, Sentence};

use super::{
    Desk,
    draft::Draft,
    lead::tellable,
    phrase::{credited, run},
    voice::Voice,
};

/// The lines, by person.
pub(crate) fn lines(desk: &Desk<'_>, voice: &mut Voice) -> BTreeMap<String, Sentence> {
    let people = desk
        .insights
        .contributors
        .iter()
        .filter(|person| !person.bot && person.counts.commits > 0);
    people
        .filter_map(|person| line(desk, person, voice).map(|line| (person.id.clone(), line)))
        .collect()
}

fn line(desk: &Desk<'_>, person: &ContributorInsight, voice: &mut Voice) -> Option<Sentence> {
    let (repository, _) = person
        .repositories
        .iter()
        .max_by_key(|(name, commits)| (**commits, std::cmp::Reverse(*name)))?;
    let chronicle = desk.chronicles.get(repository.as_str())?;
    let theirs: Vec<usize> = (0..chronicle.changes.len())
        .filter(|&i| !chronicle.changes[i].commit.is_merge() && credited(chronicle, i) == Some(&person.id))
        .collect();
    let told: Vec<_> = tellable(chronicle, &theirs, 2)
        .into_iter()
        .map(|i| &chronicle.changes[i])
        .collect();
    let done = run(repository, &told);
    if done.is_empty() {
        return None;
    }
    let draft = Draft::default()
        .person(person)
        .text(" ")
        .then(done)
        .text(" in ")
        .repository(repository);
    let fallback = draft.clone();
    voice.say(&person.id, vec![draft]).or_else(|| fallback.end())
}
