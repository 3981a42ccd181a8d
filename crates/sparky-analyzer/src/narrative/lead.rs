//! The sentence that says what an effort was: who did what, from where to where, and when.

use jiff::civil::Date;
use sparky_common::period::Kind;

use super::{
    Desk,
    draft::Draft,
    phrase::{name, run, sole_author, vehicle},
};
use crate::{
    effort::{Chronicle, Effort, EffortKind, Nature, theme},
    text::series::noun,
};

/// Ways to say what an effort was, for `members` of it.
pub(crate) fn topic(desk: &Desk<'_>, chronicle: &Chronicle<'_>, effort: &Effort) -> Vec<Draft> {
    match &effort.kind {
        EffortKind::Series { label, pass } => series(desk, chronicle, effort, label, *pass),
        EffortKind::Theme(word) => themed(desk, chronicle, effort, word),
        EffortKind::Alike => alike(desk, chronicle, &effort.members),
        _ => plain(desk, chronicle, &effort.members),
    }
}

fn series(desk: &Desk<'_>, chronicle: &Chronicle<'_>, effort: &Effort, label: &str, pass: u32) -> Vec<Draft> {
    let repository = chronicle.activity.repository.name.as_str();
    let changes = &chronicle.changes;
    let kind = desk.kind();
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

fn themed(desk: &Desk<'_>, chronicle: &Chronicle<'_>, effort: &Effort, word: &str) -> Vec<Draft> {
    let repository = chronicle.activity.repository.name.as_str();
    let kind = desk.kind();
    let (from, to) = span(chronicle, &effort.members);
    let told: Vec<_> = tellable(chronicle, &effort.members, 4)
        .into_iter()
        .map(|i| &chronicle.changes[i])
        .collect();
    let done = run(repository, &told);
    let all = |draft: Draft| draft.on_all(repository, effort.members.iter().map(|&i| &chronicle.changes[i]));
    let (one, many) = vehicle(chronicle);
    let count = |draft: Draft| draft.count(effort.members.len(), one, many);
    let rest = if told.len() < effort.members.len() {
        ", among other things"
    } else {
        ""
    };
    if let Some(author) = sole_author(desk, chronicle, &effort.members) {
        return vec![
            all(count(Draft::default().person(author).text(" spent "))
                .text(" on ")
                .term(word))
            .over(kind, from, to)
            .text(" and ")
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
        all(count(Draft::new("another thread, of "))
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

fn plain(desk: &Desk<'_>, chronicle: &Chronicle<'_>, members: &[usize]) -> Vec<Draft> {
    let repository = chronicle.activity.repository.name.as_str();
    let kind = desk.kind();
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
        Draft::new("then there is work that ").then(done.clone()),
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

/// Several things that one thing was done to.
fn alike(desk: &Desk<'_>, chronicle: &Chronicle<'_>, members: &[usize]) -> Vec<Draft> {
    let repository = chronicle.activity.repository.name.as_str();
    let kind = desk.kind();
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

/// The changes worth naming, by kind of news and size, in order of time. A repository's first commit is told apart.
pub(crate) fn tellable(chronicle: &Chronicle<'_>, members: &[usize], most: usize) -> Vec<usize> {
    let born = |i: &usize| chronicle.changes[*i].nature == Nature::Birth;
    let mut told: Vec<usize> = members.iter().copied().filter(|i| !born(i)).collect();
    told.sort_by_key(|&i| {
        let change = &chronicle.changes[i];
        let rank = match change.nature {
            Nature::Revert => 0,
            Nature::Release | Nature::Birth => 1,
            Nature::Build | Nature::Change | Nature::Removal => 2,
            Nature::Repair => 3,
            Nature::Document => 4,
            Nature::Test => 5,
            Nature::Upkeep => 6,
        };
        (
            change.is_terse(),
            !change.subject.breaking,
            rank,
            std::cmp::Reverse(change.lines),
            i,
        )
    });
    told.truncate(most);
    told.sort_unstable();
    told
}

/// First and last day of some changes.
pub(crate) fn span(chronicle: &Chronicle<'_>, members: &[usize]) -> (Date, Date) {
    let days = || members.iter().map(|&i| chronicle.changes[i].at.date());
    (days().min().unwrap_or_default(), days().max().unwrap_or_default())
}

/// The sentence about a turn, where there was one.
pub(crate) fn turn(desk: &Desk<'_>, chronicle: &Chronicle<'_>) -> Vec<Draft> {
    let Some(turn) = &chronicle.turn else {
        return Vec::new();
    };
    let repository = chronicle.activity.repository.name.as_str();
    let change = &chronicle.changes[turn.first];
    let kind = desk.kind();
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
            .text(", a word that no subject had used before"),
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
