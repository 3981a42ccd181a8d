//! What each person did, in a sentence.

use std::collections::{BTreeMap, HashMap};

use sparky_common::model::{ContributorInsight, Sentence};

use super::{Desk, draft::Draft, phrase::run, telling::tellable, voice::Voice};

/// The lines, by person.
pub(crate) fn lines(desk: &Desk<'_>, voice: &mut Voice) -> BTreeMap<String, Sentence> {
    let works = works(desk);
    let people = desk.insights.contributors.iter().enumerate();
    people
        .filter(|(_, person)| person.counts.commits > 0)
        .filter_map(|(index, person)| {
            let line = if person.bot || person.repositories.len() > 2 {
                voice.must_say(&person.id, across(person, index))
            } else {
                voice.must_say(&person.id, deeds(desk, person, &works))
            };
            line.map(|line| (person.id.clone(), line))
        })
        .collect()
}

/// The places of each person's commits in the account of each repository.
type Works<'d> = HashMap<(&'d str, &'d str), Vec<usize>>;

fn works<'d>(desk: &'d Desk<'_>) -> Works<'d> {
    let mut works = Works::new();
    for (name, chronicle) in desk.chronicles {
        for (i, change) in chronicle
            .changes
            .iter()
            .enumerate()
            .filter(|(_, change)| !change.commit.is_merge())
        {
            works
                .entry((*name, change.commit.author.as_str()))
                .or_default()
                .push(i);
        }
    }
    works
}

/// Someone at work in many places: where, and how much in each.
fn across(person: &ContributorInsight, index: usize) -> Vec<Draft> {
    let mut places: Vec<(&String, u64)> = person
        .repositories
        .iter()
        .map(|(name, commits)| (name, *commits))
        .collect();
    places.sort_by_key(|(name, commits)| (std::cmp::Reverse(*commits), *name));
    let item = |(name, commits): &(&String, u64)| {
        let key = name.replace('~', "~0").replace('/', "~1");
        let pointer = format!("/contributors/{index}/repositories/{key}");
        Draft::default()
            .repository(name)
            .text(" (")
            .metric(*commits, "", "", pointer)
            .text(")")
    };
    let most: Vec<Draft> = places.iter().take(3).map(item).collect();
    let wrote = |draft: Draft| {
        let pointer = format!("/contributors/{index}/commits");
        draft.metric(person.counts.commits, "commit", "commits", pointer)
    };
    if let (true, [(place, _)]) = (person.bot, places.as_slice()) {
        return vec![
            wrote(Draft::default().person(person).text(", a program, made "))
                .text(" in ")
                .repository(place),
        ];
    }
    let verb = if person.bot {
        ", a program, made "
    } else {
        " wrote "
    };
    let draft = wrote(Draft::default().person(person).text(verb))
        .text(" in ")
        .count(places.len(), "repository", "repositories");
    vec![draft.text(", above all ").list(most)]
}

fn deeds(desk: &Desk<'_>, person: &ContributorInsight, works: &Works<'_>) -> Vec<Draft> {
    let most = person
        .repositories
        .iter()
        .filter(|(name, _)| desk.chronicles.contains_key(name.as_str()))
        .max_by_key(|(name, commits)| (**commits, std::cmp::Reverse(*name)));
    let Some(chronicle) = most.and_then(|(repository, _)| desk.chronicles.get(repository.as_str())) else {
        return Vec::new();
    };
    let repository = chronicle.activity.repository.name.as_str();
    let theirs = works
        .get(&(repository, person.id.as_str()))
        .map_or(&[][..], Vec::as_slice);
    let told: Vec<_> = tellable(chronicle, theirs, 3)
        .into_iter()
        .map(|i| &chronicle.changes[i])
        .filter(|change| !change.is_terse() || theirs.len() == 1)
        .collect();
    let done = run(repository, &told);
    if done.is_empty() {
        return Vec::new();
    }
    let single = desk.insights.repositories.len() == 1;
    let place = |draft: Draft| {
        if single {
            draft
        } else {
            draft.text(" in ").repository(repository)
        }
    };
    let mut drafts = vec![place(
        Draft::default().person(person).text(" ").then(done.clone()),
    )];
    // Somebody may go by two addresses: of two who have one name neither is called new.
    let mut others = desk
        .insights
        .contributors
        .iter()
        .filter(|other| other.id != person.id);
    let namesake = others.any(|other| other.name == person.name);
    if person.new == Some(true) && !namesake {
        let noun = desk.kind().noun();
        drafts = vec![
            place(
                Draft::default()
                    .person(person)
                    .text(", not seen in the ")
                    .text(noun)
                    .text("s before, ")
                    .then(done.clone()),
            ),
            place(
                Draft::new("new on the list: ")
                    .person(person)
                    .text(" ")
                    .then(done.clone()),
            ),
            place(Draft::default().person(person).text(", a new name, ").then(done)),
        ];
    }
    drafts
}
