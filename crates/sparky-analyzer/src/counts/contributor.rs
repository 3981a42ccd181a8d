//! The numbers of each contributor.

use std::collections::{BTreeMap, BTreeSet};

use foldhash::HashMap;
use sparky_common::model::{ActivityCounts, ContributorInsight, Person, PersonId, Profile, Snapshot};

use super::tally;
use crate::facts::{Facts, People};

/// Everyone who did something: people before bots, most commits first, then by name. Lines are written later.
///
/// A commit that stands in several repositories counts once for its author, and once in each of `repositories`.
pub(crate) fn contributors(
    snapshot: &Snapshot,
    facts: &Facts<'_>,
    min_history: usize,
) -> Vec<ContributorInsight> {
    let window = snapshot.window;
    let mut counts = Counts::new(&facts.people);
    for repository in &facts.repositories {
        let activity = repository.activity;
        for (author, commits) in &repository.authors {
            let repositories = &mut counts.all[*author as usize].1;
            *repositories.entry(repository.name()).or_default() += commits;
        }
        for fact in repository.facts().iter().filter(|fact| fact.first) {
            fact.size.add_to(&mut counts.all[fact.author as usize].0);
        }
        for pull_request in &activity.pull_requests {
            counts.add(pull_request.author.as_ref(), |own| {
                tally::add_pull_request(own, pull_request, window);
            });
            let reviews = pull_request.reviews.iter();
            for review in reviews.filter(|review| window.contains(review.submitted_at)) {
                counts.add(review.reviewer.as_ref(), |own| own.reviews += 1);
            }
        }
        for issue in &activity.issues {
            counts.add(issue.author.as_ref(), |own| tally::add_issue(own, issue, window));
        }
        let on_pull_requests = activity.pull_requests.iter().flat_map(|one| &one.comments);
        for comment in on_pull_requests.chain(activity.issues.iter().flat_map(|one| &one.comments)) {
            counts.add(comment.author.as_ref(), |own| own.comments += 1);
        }
        for release in &activity.releases {
            counts.add(release.author.as_ref(), |own| own.releases += 1);
        }
    }
    finish(snapshot, counts, min_history)
}

/// The numbers of each person, and their commits by repository.
struct Counts<'a> {
    people: &'a People<'a>,
    all: Vec<(ActivityCounts, BTreeMap<&'a str, u64>)>,
}

impl<'a> Counts<'a> {
    fn new(people: &'a People<'a>) -> Self {
        Self {
            people,
            all: vec![Default::default(); people.len()],
        }
    }

    /// Adds to the numbers of whoever did something, where that is known.
    fn add(&mut self, person: Option<&PersonId>, add: impl FnOnce(&mut ActivityCounts)) {
        if let Some(place) = self.people.place(person) {
            add(&mut self.all[place].0);
        }
    }
}

fn finish(snapshot: &Snapshot, counts: Counts<'_>, min_history: usize) -> Vec<ContributorInsight> {
    let people: HashMap<&str, &Person> = snapshot
        .people
        .iter()
        .map(|person| (person.id.as_str(), person))
        .collect();
    let known: BTreeSet<&str> = snapshot
        .repositories
        .iter()
        .flat_map(|activity| &activity.past)
        .flat_map(|past| past.authors.iter().map(String::as_str))
        .collect();
    let enough_history = super::past::periods_with_activity(snapshot) >= min_history;
    let numbers = counts.people;
    let insight = |(place, (counts, repositories)): (usize, (ActivityCounts, BTreeMap<&str, u64>))| {
        let id = numbers.id(place);
        let person = people.get(id);
        ContributorInsight {
            name: person.map_or_else(|| id.to_owned(), |person| person.name.clone()),
            bot: person.is_some_and(|person| person.bot),
            new: enough_history.then(|| !known.contains(id)),
            counts,
            repositories: repositories
                .into_iter()
                .map(|(name, commits)| (name.to_owned(), commits))
                .collect(),
            line: None,
            profile: Profile::default(),
            id: id.to_owned(),
        }
    };
    let all = counts.all.into_iter().enumerate();
    let active = all.filter(|(_, (counts, _))| tally::is_active(counts));
    let mut insights: Vec<ContributorInsight> = active.map(insight).collect();
    insights.sort_by(|a, b| {
        a.bot
            .cmp(&b.bot)
            .then_with(|| b.counts.commits.cmp(&a.counts.commits))
            .then_with(|| a.name.cmp(&b.name))
            .then_with(|| a.id.cmp(&b.id))
    });
    insights
}
