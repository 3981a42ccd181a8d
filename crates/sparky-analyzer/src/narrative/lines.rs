//! One line for each repository in which something happened.

use std::collections::BTreeMap;

use sparky_common::model::Sentence;

use super::{
    Desk,
    draft::Draft,
    gist::has_news,
    phrase::{run, sole_author},
    telling::{span, tellable},
    voice::Voice,
};
use crate::effort::Chronicle;

/// The lines, by repository.
pub(crate) fn lines(desk: &Desk<'_>, voice: &mut Voice) -> BTreeMap<String, Sentence> {
    let told = desk.chronicles.values().filter_map(|chronicle| {
        let drafts = if has_news(chronicle) {
            news(desk, chronicle)
        } else {
            upkeep(desk, chronicle)
        };
        let name = chronicle.activity.repository.name.clone();
        voice
            .must_say(&format!("{name} line"), drafts)
            .map(|line| (name, line))
    });
    told.collect()
}

fn news(desk: &Desk<'_>, chronicle: &Chronicle<'_>) -> Vec<Draft> {
    let repository = chronicle.activity.repository.name.as_str();
    let kind = desk.kind();
    let members = chronicle.news();
    let told = tellable(chronicle, &members, 3);
    let done = run(
        repository,
        &told.iter().map(|&i| &chronicle.changes[i]).collect::<Vec<_>>(),
    );
    let (from, to) = span(chronicle, &told);
    let mut drafts = vec![
        Draft::default()
            .repository(repository)
            .text(" ")
            .then(done.clone()),
        Draft::default()
            .repository(repository)
            .text(" ")
            .then(done.clone())
            .over(kind, from, to),
    ];
    if let Some(author) =
        sole_author(desk, chronicle, &members).filter(|_| desk.insights.totals.contributors > 1)
    {
        drafts.push(
            Draft::new("in ")
                .repository(repository)
                .text(", ")
                .person(author)
                .text(" ")
                .then(done),
        );
    }
    drafts
}

/// A repository where nothing but housekeeping happened.
fn upkeep(desk: &Desk<'_>, chronicle: &Chronicle<'_>) -> Vec<Draft> {
    let repository = chronicle.activity.repository.name.as_str();
    let index = desk.repository_index(repository);
    let commits = desk.insights.repositories[index].counts.commits;
    if commits == 0 {
        return Vec::new();
    }
    let count = |draft: Draft| {
        draft.metric(
            commits,
            "commit",
            "commits",
            format!("/repositories/{index}/commits"),
        )
    };
    let members: Vec<usize> = (0..chronicle.changes.len()).collect();
    let bots = desk.bots();
    let by_bots = chronicle
        .changes
        .iter()
        .all(|change| bots.contains(change.commit.author.as_str()));
    if by_bots {
        return vec![count(
            Draft::default()
                .repository(repository)
                .text(" saw programs at work alone: "),
        )];
    }
    let told: Vec<_> = tellable(chronicle, &members, 2)
        .into_iter()
        .map(|i| &chronicle.changes[i])
        .collect();
    if told.is_empty() && desk.insights.repositories[index].new {
        let began = Draft::default().repository(repository).text(" began, with ");
        return vec![count(began)];
    }
    if told.iter().all(|change| change.is_terse()) {
        let all = |draft: Draft| draft.on_all(repository, &chronicle.changes);
        return vec![
            all(count(Draft::default().repository(repository).text(" has ")))
                .text(" without a word on what changed"),
        ];
    }
    let done = run(repository, &told);
    vec![
        Draft::new("upkeep in ")
            .repository(repository)
            .text(": it ")
            .then(done.clone()),
        Draft::default()
            .repository(repository)
            .text(", housekeeping only, ")
            .then(done),
    ]
}
