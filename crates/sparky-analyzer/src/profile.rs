//! What somebody works on. Nobody is ranked, by lines or otherwise: every list here is about one person.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use foldhash::{HashMap, HashMapExt as _};
use jiff::civil::Date;
use sparky_common::model::{Issue, PersonId, Profile, PullRequest, Snapshot};

use crate::{
    counts,
    facts::{Facts, People, RepositoryFacts},
    text::subject::Kinds,
    trend,
};

/// How many areas a profile names.
const AREAS: usize = 5;

/// The profile of everyone who did something, by id. A commit that stands in several repositories counts for its
/// first one.
pub(crate) fn profiles<'a>(snapshot: &'a Snapshot, facts: &Facts<'a>) -> HashMap<&'a str, Profile> {
    let mut works = Works {
        people: &facts.people,
        all: vec![Work::default(); facts.people.len()],
    };
    for repository in &facts.repositories {
        works.add_commits(repository);
        let activity = repository.activity;
        let name = repository.name();
        for pull in &activity.pull_requests {
            works.add(pull.author.as_ref(), |work| work.pulls.push(pull));
            let reviews = pull.reviews.iter();
            for review in reviews.filter(|review| snapshot.window.contains(review.submitted_at)) {
                works.add(review.reviewer.as_ref(), |work| {
                    *work.reviews.entry(name.to_owned()).or_default() += 1;
                });
            }
        }
        for issue in &activity.issues {
            works.add(issue.author.as_ref(), |work| work.issues.push(issue));
        }
    }
    let attendance = trend::attendance(snapshot);
    let people = &facts.people;
    let all = works.all.into_iter().enumerate();
    all.map(|(place, work)| (people.id(place), work))
        .map(|(id, work)| {
            let known = attendance.get(id);
            let streak = match work.days.is_empty() {
                true => 0,
                false => {
                    let mut period = snapshot.period.previous();
                    let mut streak = 1;
                    while known.is_some_and(|known| known.contains(&period)) {
                        streak += 1;
                        period = period.previous();
                    }
                    streak
                }
            };
            let first = work.days.first().filter(|_| known.is_none() && !work.unsure);
            let profile = Profile {
                focus: focus(work.areas),
                kinds: work.kinds.by_name(),
                first_contribution: first.copied(),
                longest_streak_days: trend::longest_streak(work.days.iter().copied()),
                periods_in_a_row: streak,
                flow: counts::flow_of(work.pulls, work.issues, snapshot.window),
                reviews: work.reviews,
            };
            (id, profile)
        })
        .collect()
}

/// What each person did.
struct Works<'f, 'a> {
    people: &'f People<'a>,
    all: Vec<Work<'a>>,
}

#[derive(Clone, Default)]
struct Work<'a> {
    /// Files changed by repository and area; an area of a repository stands here once.
    areas: Vec<(&'a str, &'a str, u64)>,
    kinds: Kinds,
    days: BTreeSet<Date>,
    reviews: BTreeMap<String, u64>,
    pulls: Vec<&'a PullRequest>,
    issues: Vec<&'a Issue>,
    /// Whether they wrote where history is not known from its beginning.
    unsure: bool,
}

impl<'a> Works<'_, 'a> {
    /// Adds to what somebody did, where it is known who that is.
    fn add(&mut self, person: Option<&PersonId>, add: impl FnOnce(&mut Work<'a>)) {
        if let Some(place) = self.people.place(person) {
            add(&mut self.all[place]);
        }
    }

    fn add_commits(&mut self, repository: &RepositoryFacts<'a>) {
        let activity = repository.activity;
        for (author, _) in &repository.authors {
            self.all[*author as usize].unsure |= !activity.history_complete;
        }
        let tree = &repository.tree;
        let mut areas: HashMap<(u32, u32), u64> = HashMap::new();
        for change in repository.changes() {
            let author = change.fact.author;
            let work = &mut self.all[author as usize];
            work.kinds.add(change.fact.kind);
            work.days.insert(change.fact.day);
            for touch in change.files {
                let area = tree.files[touch.file as usize].area;
                *areas.entry((author, area)).or_default() += 1;
            }
        }
        let name = repository.name();
        for ((author, area), files) in areas {
            let (area, _) = tree.areas[area as usize];
            self.all[author as usize].areas.push((name, area, files));
        }
    }
}

fn focus(mut areas: Vec<(&str, &str, u64)>) -> Vec<(String, String, u64)> {
    areas.sort_by_key(|&(repository, area, files)| (Reverse(files), repository, area));
    let named = areas.into_iter().take(AREAS);
    named
        .map(|(repository, area, files)| (repository.to_owned(), area.to_owned(), files))
        .collect()
}
