//! A name that the changes of several repositories share: a tool, a library, or another of the repositories.
//!
//! A word is a name here if it is one of the repositories, or if the paths that its own changes touch hold it as well.

use std::collections::{BTreeMap, BTreeSet};

use super::Found;
use crate::{
    effort::{Change, Chronicle, turn::as_written},
    narrative::{
        Desk,
        draft::Draft,
        telling::{span, tellable},
    },
    text::{
        area::{FileKind, file_kind},
        nouns::Nouns,
        words,
    },
};

/// Fewest changes that make a repository share a name, and most names told of.
const FEWEST: usize = 2;
const MOST: usize = 3;

/// Words that stand in the paths of nearly every project.
const EVERYWHERE: &[&str] = &[
    "app", "client", "command", "common", "config", "core", "error", "example", "guide", "index", "lib",
    "main", "model", "package", "project", "server", "service", "source", "system", "tool", "type", "user",
    "util", "workflow",
];

struct Name<'d> {
    word: String,
    held: Vec<(&'d Chronicle<'d>, Vec<usize>)>,
}

pub(super) fn find(desk: &Desk<'_>) -> Vec<Found> {
    let mut held: BTreeMap<String, Vec<(&Chronicle<'_>, Vec<usize>)>> = BTreeMap::new();
    for chronicle in desk.chronicles.values() {
        for (word, members) in names(desk, chronicle) {
            held.entry(word).or_default().push((chronicle, members));
        }
    }
    let mut shared: Vec<Name<'_>> = held
        .into_iter()
        .filter(|(_, held)| held.len() >= 2)
        .map(|(word, held)| Name { word, held })
        .collect();
    shared.sort_by_key(|name| {
        let changes: usize = name.held.iter().map(|(_, members)| members.len().min(8)).sum();
        (
            std::cmp::Reverse(changes + 3 * name.held.len()),
            name.word.clone(),
        )
    });
    // What another name already told of is not told again under this one.
    let mut told: BTreeSet<&str> = BTreeSet::new();
    shared.retain(|name| {
        let oids = || {
            name.held
                .iter()
                .flat_map(|(chronicle, members)| oids(chronicle, members))
        };
        let known = oids().filter(|oid| told.contains(oid)).count();
        let fresh = known * 2 < oids().count();
        if fresh {
            told.extend(oids());
        }
        fresh
    });
    shared.iter().take(MOST).map(|name| theme(desk, name)).collect()
}

fn oids<'d>(chronicle: &'d Chronicle<'d>, members: &[usize]) -> impl Iterator<Item = &'d str> {
    members.iter().map(|&i| chronicle.changes[i].commit.oid.as_str())
}

/// The names that at least [`FEWEST`] news of a repository hold, with the changes that do.
fn names(desk: &Desk<'_>, chronicle: &Chronicle<'_>) -> BTreeMap<String, Vec<usize>> {
    let own = chronicle.activity.repository.name.to_lowercase();
    let news = chronicle.news();
    let nouns = Nouns::read(
        news.iter()
            .map(|&i| chronicle.changes[i].subject.bare_title.as_str()),
    );
    let mut names: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for i in news {
        let topics = chronicle.changes[i].topics.iter();
        for topic in topics.filter(|topic| words::binds(topic) && !own.contains(topic.as_str())) {
            names.entry(topic.clone()).or_default().push(i);
        }
    }
    names.retain(|word, members| {
        members.len() >= FEWEST
            && nouns.holds(word)
            && !EVERYWHERE.contains(&word.as_str())
            && (is_repository(desk, word) || in_paths(chronicle, members, word))
    });
    names
}

fn is_repository(desk: &Desk<'_>, word: &str) -> bool {
    let mut names = desk.insights.repositories.iter();
    names.any(|one| {
        one.name
            .rsplit('/')
            .next()
            .is_some_and(|short| short.eq_ignore_ascii_case(word))
    })
}

/// Whether most of some changes touch a path that has the word as a part of its own.
fn in_paths(chronicle: &Chronicle<'_>, members: &[usize], word: &str) -> bool {
    let part = |path: &str| {
        path.split('/')
            .filter(|part| !part.starts_with('.'))
            .flat_map(|part| part.split(['-', '_', '.']))
            .any(|part| part.eq_ignore_ascii_case(word))
    };
    // A document may be called anything.
    let code = |path: &str| file_kind(path) != FileKind::Document && part(path);
    let holds = |change: &Change<'_>| change.commit.files.iter().any(|file| code(&file.path));
    let held = members.iter().filter(|&&i| holds(&chronicle.changes[i])).count();
    held * 2 >= members.len()
}

fn theme(desk: &Desk<'_>, name: &Name<'_>) -> Found {
    let titles = name.held.iter().flat_map(|(chronicle, members)| {
        members
            .iter()
            .map(|&i| chronicle.changes[i].subject.bare_title.as_str())
    });
    let word = as_written(&name.word, titles);
    let on = |draft: Draft| {
        name.held.iter().fold(draft, |draft, (chronicle, members)| {
            let changes = members.iter().map(|&i| &chronicle.changes[i]);
            draft.on_all(&chronicle.activity.repository.name, changes)
        })
    };
    let mut held: Vec<_> = name.held.iter().collect();
    held.sort_by_key(|(chronicle, members)| {
        (
            std::cmp::Reverse(members.len()),
            &chronicle.activity.repository.name,
        )
    });
    let places = || -> Vec<Draft> {
        let place = |(chronicle, members): &&(&Chronicle<'_>, Vec<usize>)| {
            let (from, to) = span(chronicle, members);
            Draft::default()
                .repository(&chronicle.activity.repository.name)
                .text(" (")
                .count(members.len(), "change", "changes")
                .over(desk.kind(), from, to)
                .text(")")
        };
        held.iter().map(place).collect()
    };
    let largest: Vec<Draft> = held
        .iter()
        .filter_map(|(chronicle, members)| {
            let repository = chronicle.activity.repository.name.as_str();
            let &i = tellable(chronicle, members, 1).first()?;
            let change = &chronicle.changes[i];
            let draft = Draft::default()
                .quote(&change.subject.title)
                .references(repository, change);
            Some(draft.on(repository, change).text(" in ").repository(repository))
        })
        .collect();
    Found {
        id: format!("word:{}", name.word),
        headline: on(Draft::default().term(&word).text(" in ").count(
            held.len(),
            "repository",
            "repositories",
        )),
        repositories: held
            .iter()
            .map(|(one, _)| one.activity.repository.name.clone())
            .collect(),
        sentences: vec![
            vec![
                on(Draft::new("work on ").term(&word).text(" joins ").list(places())),
                on(Draft::new("the name ")
                    .term(&word)
                    .text(" runs through ")
                    .list(places())),
                on(Draft::new("changes about ")
                    .term(&word)
                    .text(" stand in ")
                    .list(places())),
            ],
            vec![
                Draft::new("the largest change in each: ").list(largest.clone()),
                Draft::new("chief among them are ").list(largest.clone()),
                Draft::new("by size, these lead: ").list(largest),
            ],
        ],
    }
}
