//! A repository's period in one sentence.

use sparky_common::period::Kind;

use super::{
    Desk, area,
    draft::Draft,
    phrase::{run, vehicle},
    releases::released,
    telling::{span, tellable},
};
use crate::{
    effort::{Chronicle, Effort, EffortKind, Nature, theme},
    text::area::area_name,
};

/// Ways to tell a repository's period in one sentence, the most consequential change first.
pub(crate) fn gist(desk: &Desk<'_>, chronicle: &Chronicle<'_>) -> Vec<Draft> {
    let repository = chronicle.activity.repository.name.as_str();
    let insight = &desk.insights.repositories[desk.repository_index(repository)];
    let kind = desk.kind();
    let news = chronicle.news();
    let every: Vec<usize> = (0..chronicle.changes.len()).collect();
    let (first, last) = span(chronicle, &every);
    if let Some(end) = destination(chronicle).filter(|_| insight.new && first != last) {
        let begin = Draft::default()
            .repository(repository)
            .on_all(repository, chronicle.changes.iter().take(1));
        return vec![
            begin
                .text(" went from its first commit")
                .on_day(kind, first)
                .text(" to ")
                .then(end)
                .text(" by ")
                .day(kind, last),
        ];
    }
    if let Some(areas) = area::largest(chronicle.efforts.iter()).filter(|_| insight.new) {
        let begin = Draft::default().repository(repository).text(" began");
        let most = areas.map(|(name, members)| {
            let changes = members.iter().map(|&i| &chronicle.changes[i]);
            let draft = Draft::default()
                .code(name)
                .text(" (")
                .count(members.len(), "", "");
            draft.text(")").on_all(repository, changes)
        });
        return vec![
            begin
                .on_day(kind, first)
                .text("; the areas with most of the work are ")
                .list(most.into()),
        ];
    }
    let told: Vec<_> = tellable(chronicle, &news, named(desk))
        .into_iter()
        .map(|i| &chronicle.changes[i])
        .collect();
    let done = run(repository, &told);
    if insight.new && !done.is_empty() {
        let begin = Draft::default()
            .repository(repository)
            .on_all(repository, chronicle.changes.iter().take(1));
        if kind == Kind::Daily {
            return vec![begin.text(" is new; its first commits ").then(done)];
        }
        return vec![
            begin
                .clone()
                .text(" began")
                .on_day(kind, first)
                .text("; from there it ")
                .then(done.clone()),
            begin.text(", begun").on_day(kind, first).text(", ").then(done),
        ];
    }
    let released = released(desk, chronicle);
    if !released.is_empty() {
        return released;
    }
    if let Some(effort) = chronicle
        .efforts
        .iter()
        .find(|effort| effort.kind == EffortKind::Alike && effort.members.len() * STANDING >= news.len())
    {
        let steps: Vec<_> = effort
            .members
            .iter()
            .take(6)
            .map(|&i| &chronicle.changes[i])
            .collect();
        let (from, to) = span(chronicle, &effort.members);
        let steps = run(repository, &steps);
        return vec![
            Draft::default()
                .repository(repository)
                .text(" ")
                .then(steps.clone())
                .over(kind, from, to),
            Draft::default()
                .repository(repository)
                .over(kind, from, to)
                .text(" ")
                .then(steps),
        ];
    }
    if let Some(turn) = &chronicle.turn {
        let change = &chronicle.changes[turn.first];
        let turned = Draft::default()
            .repository(repository)
            .text(" turned to ")
            .term(&turn.word)
            .on_day(kind, change.at.date());
        let object = change.clauses().swap_remove(0).object;
        let object = object
            .split_once(" and ")
            .map_or(object.as_str(), |(head, _)| head);
        return vec![turned.text(", with ").term(object).on(repository, change)];
    }
    content(desk, chronicle)
}

/// Steps that are alike stand for the period where they are at least one of so many changes.
const STANDING: usize = 10;

/// Fewest changes of which no four can stand for all.
const BROAD: usize = 60;

/// What most of very many changes are about, to stand behind the news; nothing for fewer, or where fewer than three things stand out.
pub(crate) fn broad(chronicle: &Chronicle<'_>) -> Vec<Draft> {
    let repository = chronicle.activity.repository.name.as_str();
    if chronicle.news().len() < BROAD {
        return Vec::new();
    }
    let is_topic = |effort: &&Effort| matches!(effort.kind, EffortKind::Area(_) | EffortKind::Theme(_));
    let mut efforts: Vec<&Effort> = chronicle.efforts.iter().filter(is_topic).collect();
    efforts.sort_by_key(|effort| std::cmp::Reverse(effort.members.len()));
    let topic = |effort: &Effort| match &effort.kind {
        EffortKind::Theme(word) => (
            Draft::default().term(word),
            chronicle.about(word, &effort.members),
        ),
        EffortKind::Area(path) => (Draft::default().code(area_name(path)), effort.members.clone()),
        _ => (Draft::default(), Vec::new()),
    };
    let mut topics: Vec<_> = efforts.into_iter().take(TOPICS).map(topic).collect();
    topics.sort_by_key(|(_, members)| std::cmp::Reverse(members.len()));
    if topics.len() < TOPICS {
        return Vec::new();
    }
    let (one, many) = vehicle(chronicle);
    let named = topics.into_iter().enumerate().map(|(place, (name, members))| {
        let (one, many) = if place == 0 { (one, many) } else { ("", "") };
        let changes = members.iter().map(|&i| &chronicle.changes[i]);
        let draft = name.text(" (").count(members.len(), one, many).text(")");
        draft.on_all(repository, changes)
    });
    let named = Draft::default().list(named.collect());
    vec![
        Draft::new("much of the work in ")
            .repository(repository)
            .text(" is about ")
            .then(named.clone()),
        Draft::new("in ")
            .repository(repository)
            .text(" much of the work is about ")
            .then(named),
    ]
}

/// How many topics stand for very many changes.
const TOPICS: usize = 3;

/// What changed, apart from any release.
pub(crate) fn content(desk: &Desk<'_>, chronicle: &Chronicle<'_>) -> Vec<Draft> {
    let repository = chronicle.activity.repository.name.as_str();
    let kind = desk.kind();
    let news = chronicle.news();
    let told: Vec<_> = tellable(chronicle, &news, named(desk))
        .into_iter()
        .map(|i| &chronicle.changes[i])
        .collect();
    let done = run(repository, &told);
    if done.is_empty() {
        return Vec::new();
    }
    let (from, to) = span(chronicle, &news);
    vec![
        Draft::default()
            .repository(repository)
            .text(" ")
            .then(done.clone()),
        Draft::new("in ")
            .repository(repository)
            .text(", commits")
            .over(kind, from, to)
            .text(" ")
            .then(done.clone()),
        Draft::default()
            .repository(repository)
            .text(" ")
            .then(done)
            .over(kind, from, to),
    ]
}

/// How many changes a gist names: a report about one repository has room for more of it.
fn named(desk: &Desk<'_>) -> usize {
    if desk.chronicles.len() == 1 { 4 } else { 2 }
}

/// What a new repository had come to at its end: the last effort, if it can be named in a few words.
fn destination(chronicle: &Chronicle<'_>) -> Option<Draft> {
    let repository = chronicle.activity.repository.name.as_str();
    let effort = chronicle
        .efforts
        .iter()
        .filter(|effort| matches!(effort.kind, EffortKind::Series { .. }))
        .max_by_key(|effort| effort.members.last().copied())?;
    let theme = theme::theme(&chronicle.changes, &effort.members)?;
    let (one, many) = theme.noun?;
    let draft = Draft::default().count(effort.members.len(), one, many);
    let draft = if theme.common.is_empty() {
        draft
    } else {
        draft.text(" on ").term(&theme.common.join(" "))
    };
    Some(draft.on_all(repository, effort.members.iter().map(|&i| &chronicle.changes[i])))
}

/// Whether there is anything but upkeep in a repository.
pub(crate) fn has_news(chronicle: &Chronicle<'_>) -> bool {
    chronicle
        .news()
        .iter()
        .any(|&i| chronicle.changes[i].nature != Nature::Birth)
}
