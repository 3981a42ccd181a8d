//! The numbers of each contributor.

use std::collections::BTreeSet;

use foldhash::HashMap;
use sparky_common::model::{ActivityCounts, ContributorInsight, Profile, Snapshot};

use super::{Unique, tally};

/// Everyone who did something: people before bots, most commits first, then by name. Lines are written later.
///
/// A commit that stands in several repositories counts once for its author, and once in each of `repositories`.
pub(crate) fn contributors(
    snapshot: &Snapshot,
    unique: &Unique<'_>,
    min_history: usize,
) -> Vec<ContributorInsight> {
    let mut counts = Counts::default();
    for (activity, commits) in unique.repositories() {
        let name = activity.repository.name.as_str();
        for (commit, first) in commits {
            let (count, repositories) = counts.of(&commit.author);
            if !commit.is_merge() {
                *repositories.entry(name).or_default() += 1;
            }
            if first {
                tally::add_commit(count, commit);
            }
        }
        for pull_request in &activity.pull_requests {
            if let Some(author) = &pull_request.author {
                tally::add_pull_request(counts.of(author).0, pull_request, snapshot.window);
            }
            for review in &pull_request.reviews {
                if let (Some(reviewer), true) =
                    (&review.reviewer, snapshot.window.contains(review.submitted_at))
                {
                    counts.of(reviewer).0.reviews += 1;
                }
            }
        }
        for issue in &activity.issues {
            if let Some(author) = &issue.author {
                tally::add_issue(counts.of(author).0, issue, snapshot.window);
            }
        }
        let on_pull_requests = activity.pull_requests.iter().flat_map(|one| &one.comments);
        for comment in on_pull_requests.chain(activity.issues.iter().flat_map(|one| &one.comments)) {
            if let Some(author) = &comment.author {
                counts.of(author).0.comments += 1;
            }
        }
        for author in activity
            .releases
            .iter()
            .filter_map(|release| release.author.as_ref())
        {
            counts.of(author).0.releases += 1;
        }
    }
    finish(snapshot, counts, min_history)
}

/// The numbers of each person by id, and their commits by repository.
#[derive(Default)]
struct Counts<'a>(HashMap<&'a str, (ActivityCounts, HashMap<&'a str, u64>)>);

impl<'a> Counts<'a> {
    fn of(&mut self, person: &'a str) -> (&mut ActivityCounts, &mut HashMap<&'a str, u64>) {
        let (counts, repositories) = self.0.entry(person).or_default();
        (counts, repositories)
    }
}

fn finish(snapshot: &Snapshot, counts: Counts<'_>, min_history: usize) -> Vec<ContributorInsight> {
    let people: HashMap<&str, _> = snapshot
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
    let mut insights: Vec<ContributorInsight> = counts
        .0
        .into_iter()
        .filter(|(_, (counts, _))| tally::is_active(counts))
        .map(|(id, (counts, repositories))| {
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
        })
        .collect();
    insights.sort_by(|a, b| {
        a.bot
            .cmp(&b.bot)
            .then_with(|| b.counts.commits.cmp(&a.counts.commits))
            .then_with(|| a.name.cmp(&b.name))
            .then_with(|| a.id.cmp(&b.id))
    });
    insights
}
