//! The sentence that says what an effort was: who did what, from where to where, and when.

use sparky_common::model::Evidence;

use super::{
    Desk,
    draft::Draft,
    phrase::{bare_name, name, run, sole_author},
};
use crate::{
    effort::{Chronicle, Effort, EffortKind, theme},
    text::series::noun,
};

/// Ways to say what an effort was. Never empty; the first ones say most.
pub(crate) fn topic(desk: &Desk<'_>, chronicle: &Chronicle<'_>, effort: &Effort) -> Vec<Draft> {
    match &effort.kind {
        EffortKind::Series { label, pass } => series(desk, chronicle, effort, label, *pass),
        EffortKind::Theme(word) => themed(desk, chronicle, effort, word),
        _ => plain(desk, chronicle, &effort.members),
    }
}

fn series(desk: &Desk<'_>, chronicle: &Chronicle<'_>, effort: &Effort, label: &str, pass: u32) -> Vec<Draft> {
    let repository = chronicle.activity.repository.name.as_str();
    let changes = &chronicle.changes;
    let kind = desk.kind();
    let (Some(&first), Some(&last)) = (effort.members.first(), effort.members.last()) else {
        return Vec::new();
    };
    let (from, to) = (changes[first].at.date(), changes[last].at.date());
    let all = |draft: Draft| draft.on_all(repository, effort.members.iter().map(|&i| &changes[i]));
    if let Some(theme) = theme::theme(changes, &effort.members).filter(|theme| theme.noun.is_some()) {
        let (one, many) = theme.noun.unwrap_or_default();
        let moved = effort
            .members
            .iter()
            .any(|&i| changes[i].topics.iter().any(|topic| theme::is_movement(topic)));
        let verb = if moved && !theme.common.is_empty() {
            " moved over to "
        } else {
            " came under the heading "
        };
        let mut names: Vec<Draft> = theme
            .names
            .iter()
            .map(|(i, name)| Draft::default().term(name).on(repository, &changes[*i]))
            .collect();
        let closing = names
            .pop()
            .unwrap_or_default()
            .references(repository, &changes[theme.names[theme.names.len() - 1].0]);
        let opening = if names.is_empty() {
            Draft::default()
        } else {
            names.remove(0)
        };
        let opening_words = if kind == sparky_common::period::Kind::Daily {
            Draft::default()
        } else {
            Draft::new("on ").day(kind, from).text(" ")
        };
        let count = |draft: Draft| draft.count(effort.members.len(), one, many);
        let told = all(count(opening_words).text(verb).term(&theme.common.join(" ")))
            .text(": ")
            .then(opening)
            .text(" first, then ")
            .list(names)
            .text(", and ")
            .then(closing)
            .text(" last");
        return vec![told];
    }
    let (one, many) = noun(label).unwrap_or(("part", "parts"));
    let label_of = |draft: Draft| {
        if noun(label).is_some_and(|(one, _)| one.eq_ignore_ascii_case(label)) {
            draft
        } else {
            draft.text(" (").code(label).text(")")
        }
    };
    let numbers: usize = effort.members.iter().map(|&i| numbers(chronicle, i, label)).sum();
    let stations: Vec<Draft> = stations(chronicle, effort)
        .into_iter()
        .map(|i| name(repository, &changes[i], true))
        .collect();
    let count = |draft: Draft| all(label_of(draft.count(numbers, one, many)));
    let mut stations = stations;
    let end = stations.pop().unwrap_or_default();
    if stations.is_empty() {
        return vec![
            count(Draft::new("the numbered plan moved by "))
                .over(kind, from, to)
                .text(": ")
                .then(end),
        ];
    }
    let begin = stations.remove(0);
    let path = |draft: Draft| {
        let draft = draft.text("from ").then(begin.clone());
        let draft = if stations.is_empty() {
            draft
        } else {
            draft.text(" over ").list(stations.clone())
        };
        draft.text(" to ").then(end.clone())
    };
    if pass > 1 {
        return vec![
            path(
                count(Draft::new("the numbering began again, and "))
                    .text(" followed")
                    .over(kind, from, to)
                    .text(", "),
            ),
            path(
                count(Draft::new("a new count of "))
                    .text(" was opened")
                    .over(kind, from, to)
                    .text(" and ran "),
            ),
        ];
    }
    vec![
        path(
            count(Draft::new("numbered "))
                .text(" carried the work")
                .over(kind, from, to)
                .text(", "),
        ),
        path(
            count(Draft::new("the plan counts its steps: "))
                .text(" landed")
                .over(kind, from, to)
                .text(", "),
        ),
    ]
}

/// How many numbers of a series a change stands for.
fn numbers(chronicle: &Chronicle<'_>, i: usize, label: &str) -> usize {
    let marks = chronicle.changes[i].subject.marks.iter();
    marks
        .filter(|mark| mark.label == label)
        .map(|mark| (mark.through - mark.number) as usize + 1)
        .next()
        .unwrap_or(1)
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
    let author = sole_author(desk, chronicle, &effort.members);
    let count = |draft: Draft| {
        let (one, many) = if chronicle.by_merge {
            ("pull request", "pull requests")
        } else {
            ("commit", "commits")
        };
        draft.count(effort.members.len(), one, many)
    };
    let mut drafts = vec![
        all(count(Draft::default().term(word).text(" took up ")))
            .over(kind, from, to)
            .text(", which ")
            .then(done.clone()),
        all(count(Draft::new("around ").term(word).text(", ")))
            .text(" ")
            .then(done.clone()),
    ];
    if let Some(author) = author {
        drafts.push(
            all(Draft::default().person(author).text(" turned to ").term(word))
                .over(kind, from, to)
                .text(" and ")
                .then(done.clone()),
        );
        drafts.push(all(Draft::new("for ")
            .term(word)
            .text(", ")
            .person(author)
            .text(" ")
            .then(done.clone())));
    }
    drafts.push(all(Draft::new("on the side of ")
        .term(word)
        .text(", ")
        .repository(repository)
        .text(" ")
        .then(done)));
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
    let mut drafts = vec![
        Draft::default()
            .repository(repository)
            .text(" ")
            .then(done.clone())
            .over(kind, from, to),
        Draft::new("in ")
            .repository(repository)
            .text(", commits")
            .over(kind, from, to)
            .text(" ")
            .then(done.clone()),
    ];
    if let Some(author) = sole_author(desk, chronicle, members) {
        drafts.push(
            Draft::default()
                .person(author)
                .text(" ")
                .then(done.clone())
                .over(kind, from, to),
        );
        drafts.push(
            Draft::new("here ")
                .person(author)
                .text(" ")
                .then(done)
                .over(kind, from, to),
        );
    }
    drafts
}

/// The changes worth naming, largest first by kind of news, in order of time.
pub(crate) fn tellable(chronicle: &Chronicle<'_>, members: &[usize], most: usize) -> Vec<usize> {
    let mut told: Vec<usize> = members.to_vec();
    told.sort_by_key(|&i| {
        let change = &chronicle.changes[i];
        (
            change.is_terse(),
            change.nature,
            std::cmp::Reverse(change.lines),
            i,
        )
    });
    told.truncate(most);
    told.sort_unstable();
    told
}

/// First and last day of some changes.
pub(crate) fn span(chronicle: &Chronicle<'_>, members: &[usize]) -> (jiff::civil::Date, jiff::civil::Date) {
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
    let clause = change.clauses(false).swap_remove(0);
    let verb = clause.verb.map_or("brought", |verb| verb.past);
    let object = Draft::default()
        .term(&clause.object)
        .references(repository, change)
        .on(repository, change);
    let share = |draft: Draft| {
        draft
            .count(turn.named, "", "")
            .text(" of the ")
            .count(turn.after, "change", "changes")
            .text(" from there on name ")
            .term(&turn.word)
    };
    vec![
        share(
            Draft::new("the course changed")
                .on_day(kind, change.at.date())
                .text(" with a commit that ")
                .text(verb)
                .text(" ")
                .then(object.clone())
                .text(": "),
        )
        .text(", which no subject had named before"),
        share(
            Draft::new("then came a turn: ")
                .then(bare_name(repository, change, false))
                .text(" arrived")
                .on_day(kind, change.at.date())
                .text(", and "),
        )
        .because(Evidence::Commit {
            repository: repository.to_owned(),
            oid: change.commit.oid.clone(),
        }),
    ]
}
