//! A story's first paragraph: how the period went, from its beginning over its turn to its end.

use sparky_common::model::Sentence;

use super::{
    Desk,
    draft::Draft,
    lead::Lead,
    releases::released,
    telling::span,
    topic::{topic, turn},
    voice::Voice,
};
use crate::effort::{Chronicle, Effort, EffortKind};

/// The first paragraph of a story about a whole repository.
pub(crate) fn opening(desk: &Desk<'_>, lead: &Lead<'_>, voice: &mut Voice) -> Vec<Sentence> {
    let chronicle = lead.chronicle;
    let repository = chronicle.activity.repository.name.as_str();
    let mut sentences: Vec<Sentence> = Vec::new();
    let new = desk.insights.repositories[desk.repository_index(repository)].new;
    if new {
        let drafts = beginning(desk, chronicle, voice);
        sentences.extend(voice.say(repository, drafts));
    }
    if !voice.knows(&format!("released {repository}")) {
        sentences.extend(voice.say(&format!("{repository} released"), released(desk, chronicle)));
    }
    if !new && !voice.knows(&format!("dated {repository}")) {
        sentences.extend(voice.say(&format!("{repository} day"), one_day(desk, chronicle)));
    }
    sentences.extend(arc(desk, chronicle, voice));
    if !new {
        sentences.extend(voice.say(&format!("{repository} measure"), measure(desk, chronicle)));
    }
    sentences
}

fn beginning(desk: &Desk<'_>, chronicle: &Chronicle<'_>, voice: &mut Voice) -> Vec<Draft> {
    let repository = chronicle.activity.repository.name.as_str();
    let index = desk.repository_index(repository);
    let kind = desk.kind();
    let every: Vec<usize> = (0..chronicle.changes.len()).collect();
    let (first, last) = span(chronicle, &every);
    let author = match desk
        .insights
        .contributors
        .iter()
        .filter(|person| person.repositories.contains_key(repository))
        .collect::<Vec<_>>()[..]
    {
        [only] => Some(only),
        _ => None,
    };
    // Where one person does everything, saying so once is enough.
    let author = author.filter(|_| desk.is_shared() || voice.first_time("the only author".into()));
    let by = |draft: Draft| match author {
        Some(author) => draft.text(", all by ").person(author),
        None if desk.has_bots(repository) => draft.text(", those of bots included"),
        None => draft,
    };
    let commits = |draft: Draft| {
        let pointer = format!("/repositories/{index}/commits");
        draft.metric(
            desk.insights.repositories[index].counts.commits,
            "commit",
            "commits",
            pointer,
        )
    };
    let on = |draft: Draft| draft.on_all(repository, chronicle.changes.iter().take(1));
    let name = || on(Draft::default().repository(repository));
    if first == last && voice.knows(&format!("dated {repository}")) {
        return vec![by(commits(name().text(" stands at ")))];
    }
    if first == last {
        return vec![
            by(commits(on(Draft::new("new")
                .on_day(kind, first)
                .text(": ")
                .repository(repository)
                .text(", with ")))),
            by(commits(name().text(" began").on_day(kind, first).text(", with "))),
        ];
    }
    vec![
        by(
            commits(name().text(" began").on_day(kind, first).text(" and stood at "))
                .text(" by ")
                .day(kind, last),
        ),
        by(commits(
            on(Draft::new("the history of ")
                .repository(repository)
                .text(" begins"))
            .on_day(kind, first)
            .text("; by ")
            .day(kind, last)
            .text(" it held "),
        )),
        by(commits(on(Draft::new("new")
            .on_day(kind, first)
            .text(" was ")
            .repository(repository)
            .text(", and by ")
            .day(kind, last)
            .text(" it had ")))),
    ]
}

/// The day on which everything happened, which nothing after it repeats; nothing for several days.
fn one_day(desk: &Desk<'_>, chronicle: &Chronicle<'_>) -> Vec<Draft> {
    let repository = chronicle.activity.repository.name.as_str();
    let kind = desk.kind();
    let Some(day) = chronicle.changes.first().map(|change| change.at.date()) else {
        return Vec::new();
    };
    if kind == desk.clock(chronicle) {
        return Vec::new();
    }
    let (one, many) = ("change", "changes");
    let all = |draft: Draft| {
        draft
            .count(chronicle.changes.len(), one, many)
            .on_all(repository, &chronicle.changes)
    };
    vec![
        all(Draft::new("everything in ")
            .repository(repository)
            .text(" happened")
            .on_day(kind, day)
            .text(": ")),
        all(Draft::default()
            .repository(repository)
            .text(" had its one busy day")
            .on_day(kind, day)
            .text(", with ")),
    ]
}

/// The series in their order, with the turn between them where it came.
fn arc(desk: &Desk<'_>, chronicle: &Chronicle<'_>, voice: &mut Voice) -> Vec<Sentence> {
    let repository = chronicle.activity.repository.name.as_str();
    let mut sentences = Vec::new();
    let mut in_time: Vec<&Effort> = chronicle
        .efforts
        .iter()
        .filter(|effort| matches!(effort.kind, EffortKind::Series { .. }))
        .collect();
    in_time.sort_by_key(|effort| effort.members.first().copied());
    let mut turning = chronicle.turn.as_ref().map(|turn| turn.first);
    for effort in in_time {
        if turning.is_some_and(|first| effort.members[0] >= first) {
            turning = None;
            sentences.extend(voice.say(&format!("{repository} turn"), turn(desk, chronicle)));
        }
        let key = format!("{repository} {:?}", effort.members);
        if voice.first_time(key.clone()) {
            sentences.extend(voice.say(&key, topic(desk, chronicle, effort)));
        }
    }
    if turning.is_some() {
        sentences.extend(voice.say(&format!("{repository} turn"), turn(desk, chronicle)));
    }
    sentences
}

/// The count beside that of the period before, where the two differ enough to be news.
fn measure(desk: &Desk<'_>, chronicle: &Chronicle<'_>) -> Vec<Draft> {
    let repository = chronicle.activity.repository.name.as_str();
    let index = desk.repository_index(repository);
    let insight = &desk.insights.repositories[index];
    let (commits, past) = (insight.counts.commits, &insight.past_commits);
    let enough = past.iter().filter(|past| **past > 0).count() >= desk.options.min_history;
    let Some(&before) = past.last().filter(|_| enough) else {
        return Vec::new();
    };
    let noun = desk.kind().noun();
    let now = |draft: Draft| {
        draft.metric(
            commits,
            "commit",
            "commits",
            format!("/repositories/{index}/commits"),
        )
    };
    let then = |draft: Draft| {
        draft.metric(
            before,
            "",
            "",
            format!("/repositories/{index}/past_commits/{}", past.len() - 1),
        )
    };
    let before_that = |draft: Draft| {
        let draft = then(draft).text(" the ").text(noun).text(" before");
        match desk.has_bots(repository) {
            true => draft.text(", bots included"),
            false => draft,
        }
    };
    let (day, pace) = match (commits >= 2 * before.max(3), before >= 2 * commits.max(3)) {
        (true, _) => ("busy", "rose"),
        (_, true) => ("calmer", "fell"),
        _ => return Vec::new(),
    };
    let opening = format!("it was a {day} {noun}: ");
    vec![
        before_that(now(Draft::new(&opening)).text(", after ")),
        before_that(now(Draft::new(&format!("the pace {pace} to "))).text(" from ")),
    ]
}
