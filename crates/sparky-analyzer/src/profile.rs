//! What somebody works on. Nobody is ranked, by lines or otherwise: every list here is about one person.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use foldhash::{HashMap, HashMapExt as _};
use jiff::{civil::Date, tz::TimeZone};
use sparky_common::model::{Commit, Issue, Profile, PullRequest, Snapshot};

use crate::{
    counts::{self, Unique},
    text::{area::area, subject},
    trend,
};

/// How many areas a profile names.
const AREAS: usize = 5;

/// The profile of everyone who did something, by id. A commit that stands in several repositories counts for its
/// first one.
pub(crate) fn profiles<'a>(
    snapshot: &'a Snapshot,
    unique: &Unique<'a>,
    zone: &TimeZone,
) -> HashMap<&'a str, Profile> {
    let mut works: HashMap<&str, Work<'_>> = HashMap::new();
    for (activity, commits) in unique.repositories() {
        let name = activity.repository.name.as_str();
        for (commit, first) in commits.filter(|(commit, _)| !commit.is_merge()) {
            let work = works.entry(&commit.author).or_default();
            work.unsure |= !activity.history_complete;
            if first {
                work.add(name, commit, zone);
            }
        }
        for pull in &activity.pull_requests {
            if let Some(author) = &pull.author {
                works.entry(author).or_default().pulls.push(pull);
            }
            for review in pull
                .reviews
                .iter()
                .filter(|review| snapshot.window.contains(review.submitted_at))
            {
                if let Some(reviewer) = &review.reviewer {
                    let reviews = &mut works.entry(reviewer).or_default().reviews;
                    *reviews.entry(name.to_owned()).or_default() += 1;
                }
            }
        }
        for issue in &activity.issues {
            if let Some(author) = &issue.author {
                works.entry(author).or_default().issues.push(issue);
            }
        }
    }
    let attendance = trend::attendance(snapshot);
    works
        .into_iter()
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
                focus: focus(&work.areas),
                kinds: work
                    .kinds
                    .into_iter()
                    .map(|(kind, commits)| (kind.to_owned(), commits))
                    .collect(),
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

#[derive(Default)]
struct Work<'a> {
    areas: HashMap<(&'a str, &'a str), u64>,
    kinds: BTreeMap<&'static str, u64>,
    days: BTreeSet<Date>,
    reviews: BTreeMap<String, u64>,
    pulls: Vec<&'a PullRequest>,
    issues: Vec<&'a Issue>,
    /// Whether they wrote where history is not known from its beginning.
    unsure: bool,
}

impl<'a> Work<'a> {
    fn add(&mut self, repository: &'a str, commit: &'a Commit, zone: &TimeZone) {
        *self
            .kinds
            .entry(subject::kind_of(&commit.subject).unwrap_or("other"))
            .or_default() += 1;
        self.days.insert(zone.to_datetime(commit.committed_at).date());
        for file in &commit.files {
            *self.areas.entry((repository, area(&file.path))).or_default() += 1;
        }
    }
}

fn focus(areas: &HashMap<(&str, &str), u64>) -> Vec<(String, String, u64)> {
    let mut areas: Vec<(&str, &str, u64)> = areas
        .iter()
        .map(|(&(repository, area), &files)| (repository, area, files))
        .collect();
    areas.sort_by_key(|&(repository, area, files)| (Reverse(files), repository, area));
    let named = areas.into_iter().take(AREAS);
    named
        .map(|(repository, area, files)| (repository.to_owned(), area.to_owned(), files))
        .collect()
}
