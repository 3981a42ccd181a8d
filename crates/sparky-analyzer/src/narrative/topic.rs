//! The sentence that says what an effort was: who did what, from where to where, and when.

use sparky_common::period::Kind;

use super::{
    Desk,
    area::area,
    draft::Draft,
    phrase::{quotes, run, sole_author, tells_itself, vehicle},
    plain::plain,
    series::series,
    telling::{span, tellable},
};
use crate::effort::{Chronicle, Effort, EffortKind};

/// Ways to say what an effort was, for `members` of it.
pub(crate) fn topic(desk: &Desk<'_>, chronicle: &Chronicle<'_>, effort: &Effort) -> Vec<Draft> {
    match &effort.kind {
        EffortKind::Series { label, pass } => series(desk, chronicle, effort, label, *pass),
        EffortKind::Theme(word) => themed(desk, chronicle, effort, word),
        EffortKind::Area(path) => area(desk, chronicle, &effort.members, path),
        EffortKind::Alike => alike(desk, chronicle, &effort.members),
        _ => plain(desk, chronicle, &effort.members),
    }
}

fn themed(desk: &Desk<'_>, chronicle: &Chronicle<'_>, effort: &Effort, word: &str) -> Vec<Draft> {
    let repository = chronicle.activity.repository.name.as_str();
    let kind = desk.clock(chronicle);
    let held = chronicle.about(word, &effort.members);
    let (from, to) = span(chronicle, &held);
    let told: Vec<_> = tellable(chronicle, &effort.members, 4)
        .into_iter()
        .map(|i| &chronicle.changes[i])
        .collect();
    let done = run(repository, &told);
    let all = |draft: Draft| draft.on_all(repository, held.iter().map(|&i| &chronicle.changes[i]));
    let (one, many) = vehicle(chronicle);
    let count = |draft: Draft| draft.count(held.len(), one, many);
    let rest = if told.len() < held.len() {
        ", among other things"
    } else {
        ""
    };
    if let Some(author) = sole_author(desk, chronicle, &held) {
        return vec![
            all(count(Draft::default().person(author).text(" spent "))
                .text(" on ")
                .term(word))
            .over(kind, from, to)
            .text(", and ")
            .then(done.clone())
            .text(rest),
            all(count(Draft::new("to ").term(word).text(" went "))
                .over(kind, from, to)
                .text(", in which ")
                .person(author)
                .text(" ")
                .then(done.clone()))
            .text(rest),
            all(Draft::new("working on ")
                .term(word)
                .text(", ")
                .person(author)
                .text(" ")
                .then(done))
            .over(kind, from, to)
            .text(rest),
        ];
    }
    if !tells_itself(&told) {
        let joint = if rest.is_empty() { ": " } else { ", among them " };
        let counted = |draft: Draft| {
            let counted = all(count(draft)).over(kind, from, to).text(joint);
            counted.then(quotes(repository, &told))
        };
        return vec![
            counted(Draft::default().term(word).text(" drew ")),
            counted(Draft::new("about ").term(word).text(" there are ")),
            counted(Draft::new("the word ").quote(word).text(" joins ")),
        ];
    }
    let mut drafts = vec![
        all(count(Draft::new("for ").term(word).text(" there were "))
            .over(kind, from, to)
            .text("; they ")
            .then(done.clone()))
        .text(rest),
        all(count(Draft::default().repository(repository).text(" took "))
            .text(" on ")
            .term(word))
        .over(kind, from, to)
        .text(", which ")
        .then(done.clone())
        .text(rest),
        all(count(Draft::default().term(word).text(" drew ")))
            .over(kind, from, to)
            .text(" that ")
            .then(done.clone())
            .text(rest),
        all(count(Draft::new("one thread, of "))
            .text(", concerns ")
            .term(word)
            .text(": it ")
            .then(done.clone()))
        .over(kind, from, to)
        .text(rest),
    ];
    if desk.is_shared() {
        drafts.push(
            all(count(Draft::new("several hands touched ").term(word).text(": "))
                .text(" ")
                .then(done))
            .over(kind, from, to)
            .text(rest),
        );
    }
    drafts
}

/// Several things that one thing was done to.
fn alike(desk: &Desk<'_>, chronicle: &Chronicle<'_>, members: &[usize]) -> Vec<Draft> {
    let repository = chronicle.activity.repository.name.as_str();
    let kind = desk.clock(chronicle);
    let told: Vec<_> = members.iter().take(8).map(|&i| &chronicle.changes[i]).collect();
    let done = run(repository, &told);
    let (from, to) = span(chronicle, members);
    let steps = |draft: Draft| {
        draft
            .count(members.len(), "step", "steps")
            .on_all(repository, members.iter().map(|&i| &chronicle.changes[i]))
    };
    vec![
        steps(Draft::new("in "))
            .over(kind, from, to)
            .text(", ")
            .repository(repository)
            .text(" ")
            .then(done),
    ]
}

/// The sentence about a turn, where there was one.
pub(crate) fn turn(desk: &Desk<'_>, chronicle: &Chronicle<'_>) -> Vec<Draft> {
    let Some(turn) = &chronicle.turn else {
        return Vec::new();
    };
    let repository = chronicle.activity.repository.name.as_str();
    let change = &chronicle.changes[turn.first];
    let kind = desk.clock(chronicle);
    let clause = change.clauses().swap_remove(0);
    let verb = clause.verb.map_or("landed", |verb| verb.past);
    let object = clause
        .object
        .split_once(" and ")
        .map_or(clause.object.as_str(), |(head, _)| head);
    let object = Draft::default()
        .term(object)
        .references(repository, change)
        .on(repository, change);
    let share = |draft: Draft| {
        let draft = match turn.named == turn.after {
            true => draft.text("all "),
            false => draft.count(turn.named, "", "").text(" of the "),
        };
        draft
            .count(turn.after, "change", "changes")
            .text(" from there on ")
    };
    let opening = match kind {
        Kind::Daily => Draft::new("the effort changed course in the middle: a commit "),
        _ => Draft::new("on ")
            .day(kind, change.at.date())
            .text(" the effort changed course: a commit "),
    };
    vec![
        share(opening.text(verb).text(" ").then(object.clone()).text(", and "))
            .text("name ")
            .term(&turn.word)
            .text(", a word that no earlier subject of the ")
            .text(desk.kind().noun())
            .text(" holds"),
        share(
            Draft::new("the turn came")
                .on_day(kind, change.at.date())
                .text(" with ")
                .then(object)
                .text("; "),
        )
        .text("are about ")
        .term(&turn.word)
        .text(" and none before it"),
    ]
}
