//! What a story is called and what sort of news it is.

use sparky_common::model::{Sentence, StoryKind};

use super::{
    Desk, area, draft::Draft, lead::Lead, phrase::vehicle, releases::main_release, telling::tellable,
};
use crate::{
    effort::{Effort, EffortKind, Nature},
    text::{
        area::area_name,
        clause::{missing_object, reads_as_name},
        clean::{shorten, whole},
        verbs,
    },
};

/// The longest object of a headline.
const LONGEST: usize = 56;

/// A headline in the present tense.
pub(crate) fn headline(desk: &Desk<'_>, lead: &Lead<'_>) -> Option<Sentence> {
    let chronicle = lead.chronicle;
    let repository = chronicle.activity.repository.name.as_str();
    let new = desk.insights.repositories[desk.repository_index(repository)].new;
    let subject = Draft::default().repository(repository);
    if lead.whole {
        if let Some(turn) = &chronicle.turn {
            let verb = if new {
                " begins and turns to "
            } else {
                " turns to "
            };
            return subject
                .text(verb)
                .term(&turn.word)
                .on(repository, &chronicle.changes[turn.first])
                .headline();
        }
        if let Some(release) = main_release(chronicle) {
            return subject
                .text(" releases ")
                .release(repository, &release.tag)
                .headline();
        }
    }
    if let (false, Some((EffortKind::Theme(word), members))) = (
        lead.whole,
        lead.efforts.first().map(|effort| (&effort.kind, &effort.members)),
    ) {
        let held = chronicle.about(word, members);
        let (one, many) = vehicle(chronicle);
        return subject
            .text(": ")
            .count(held.len(), one, many)
            .text(" on ")
            .term(word)
            .on_all(repository, held.iter().map(|&i| &chronicle.changes[i]))
            .headline();
    }
    if let Some(areas) = area::largest(lead.efforts.iter().copied()).filter(|_| new && lead.whole) {
        let names = areas.map(|(name, members)| {
            let changes = members.iter().map(|&i| &chronicle.changes[i]);
            Draft::default().code(name).on_all(repository, changes)
        });
        return subject.text(" begins: ").list(names.into()).headline();
    }
    if let (false, Some((EffortKind::Area(path), members))) = (
        lead.whole,
        lead.efforts.first().map(|effort| (&effort.kind, &effort.members)),
    ) {
        let (one, many) = vehicle(chronicle);
        return subject
            .text(": ")
            .count(members.len(), one, many)
            .text(" on ")
            .code(area_name(path))
            .on_all(repository, members.iter().map(|&i| &chronicle.changes[i]))
            .headline();
    }
    let members: Vec<usize> = lead
        .efforts
        .iter()
        .flat_map(|effort| effort.members.iter().copied())
        .collect();
    if let (false, [Effort { kind, .. }]) = (lead.whole, lead.efforts.as_slice())
        && let Some((one, many)) = sort(kind)
    {
        return subject
            .text(": ")
            .count(members.len(), one, many)
            .on_all(repository, members.iter().map(|&i| &chronicle.changes[i]))
            .headline();
    }
    let &top = tellable(chronicle, &members, 1).first()?;
    let change = &chronicle.changes[top];
    let clause = change.clauses().swap_remove(0);
    let draft = match clause.verb {
        Some(_) | None if new && lead.whole => subject.text(" begins: "),
        Some(verb) => subject
            .text(" ")
            .text(&verb.third_person())
            .text(" ")
            .text(missing_object(verb, &clause.object)),
        None if change.subject.kind == Some("feat") && verbs::lead(&change.subject.title).is_none() => {
            subject.text(" adds ")
        }
        None => subject.text(": "),
    };
    let words = core(&clause.object);
    let words = whole(words, LONGEST).map_or_else(|| shorten(words, LONGEST), str::to_owned);
    let unsure = clause.verb.is_none() && verbs::lead(&change.subject.title).is_some();
    let draft = if unsure || (clause.verb.is_none() && !reads_as_name(&words)) {
        draft.quote(&words)
    } else {
        draft.term(&words)
    };
    draft.on(repository, change).headline()
}

/// What several changes are that only are of one sort: none of them stands for the others.
fn sort(kind: &EffortKind) -> Option<(&'static str, &'static str)> {
    match kind {
        EffortKind::Repairs => Some(("repair", "repairs")),
        EffortKind::Documents => Some(("change to documents", "changes to documents")),
        _ => None,
    }
}

/// The head of a long object, without what it is done with, for or to.
fn core(object: &str) -> &str {
    const ENOUGH: usize = 40;
    let cut = [
        " with ", " for ", " to ", ", ", " using ", " and ", " in ", " - ", " (",
    ]
    .iter()
    .filter_map(|joint| object.find(joint))
    .filter(|at| *at > 12)
    .min();
    match cut {
        Some(at) if object.len() > ENOUGH => object[..at].trim_end_matches(" due"),
        _ => object,
    }
}

/// What sort of news a story is.
pub(crate) fn kind(desk: &Desk<'_>, lead: &Lead<'_>) -> StoryKind {
    let chronicle = lead.chronicle;
    let repository = chronicle.activity.repository.name.as_str();
    let members: Vec<usize> = lead
        .efforts
        .iter()
        .flat_map(|effort| effort.members.iter().copied())
        .collect();
    let count = |nature: Nature| {
        members
            .iter()
            .filter(|&&i| chronicle.changes[i].nature == nature)
            .count()
    };
    if lead.whole && desk.insights.repositories[desk.repository_index(repository)].new {
        StoryKind::Beginning
    } else if count(Nature::Release) > 0 || (lead.whole && !chronicle.activity.releases.is_empty()) {
        StoryKind::Release
    } else if count(Nature::Revert) > 0 {
        StoryKind::Revert
    } else if count(Nature::Repair) * 2 > members.len() {
        StoryKind::Repairs
    } else if count(Nature::Document) * 2 > members.len() {
        StoryKind::Documents
    } else {
        StoryKind::Effort
    }
}
