//! Whether the parts add up to the totals and the totals to the snapshot.

use std::collections::HashMap;

use sparky_common::model::{ActivityCounts, Insights, Metric, Snapshot};

use super::{Size, tally};
use crate::facts::Repeats;

/// Names every place where the numbers do not add up; empty when all is well.
///
/// Counts again from the snapshot, so it also finds insights that were made from another one.
pub fn reconcile(snapshot: &Snapshot, insights: &Insights) -> Vec<String> {
    let mut found = Vec::new();
    let mut compare = |what: &str, is: u64, should: u64| {
        if is != should {
            found.push(format!("{what}: {is}, but the parts add up to {should}"));
        }
    };
    let mut unique = ActivityCounts::default();
    for commit in Repeats::of(snapshot).drop_from(snapshot) {
        Size::of(commit).add_to(&mut unique);
    }
    let totals = &insights.totals;
    compare("totals.commits", totals.commits, unique.commits);
    compare("totals.merges", totals.merges, unique.merges);
    compare("totals.additions", totals.additions, unique.additions);
    compare("totals.deletions", totals.deletions, unique.deletions);
    compare("totals.files_changed", totals.files_changed, unique.files_changed);
    compare(
        "days",
        insights.days.iter().map(|day| day.commits).sum(),
        totals.commits,
    );
    let contributors =
        |of: fn(&ActivityCounts) -> u64| insights.contributors.iter().map(|one| of(&one.counts)).sum();
    compare(
        "contributors.commits",
        contributors(|counts| counts.commits),
        totals.commits,
    );
    compare(
        "contributors.additions",
        contributors(|counts| counts.additions),
        totals.additions,
    );
    compare(
        "contributors.deletions",
        contributors(|counts| counts.deletions),
        totals.deletions,
    );
    compare(
        "repositories",
        insights.repositories.len() as u64,
        snapshot.repositories.len() as u64,
    );
    for repository in &insights.repositories {
        let name = &repository.name;
        let kinds = repository.kinds.values().sum();
        let files = repository.areas.iter().map(|(_, files)| files).sum();
        let credited = insights
            .contributors
            .iter()
            .filter_map(|one| one.repositories.get(name))
            .sum();
        compare(&format!("{name}.commits"), repository.counts.commits, kinds);
        compare(
            &format!("{name}.files_changed"),
            repository.counts.files_changed,
            files,
        );
        compare(
            &format!("{name}.contributors"),
            repository.counts.commits,
            credited,
        );
    }
    new_metrics(insights, &mut compare);
    for activity in &snapshot.repositories {
        let name = &activity.repository.name;
        let should = tally::repository(activity, activity.commits.iter().map(Size::of), snapshot.window);
        match insights.repositories.iter().find(|one| &one.name == name) {
            Some(one) => {
                compare(&format!("{name}.commits"), one.counts.commits, should.commits);
                compare(
                    &format!("{name}.additions"),
                    one.counts.additions,
                    should.additions,
                );
                compare(
                    &format!("{name}.deletions"),
                    one.counts.deletions,
                    should.deletions,
                );
                compare(&format!("{name}.merges"), one.counts.merges, should.merges);
                compare(&format!("{name}.comments"), one.counts.comments, should.comments);
                compare(
                    &format!("{name}.pull_requests_closed"),
                    one.counts.pull_requests_closed,
                    should.pull_requests_closed,
                );
                compare(
                    &format!("{name}.issues_reopened"),
                    one.counts.issues_reopened,
                    should.issues_reopened,
                );
            }
            None => found_missing(&mut compare, name),
        }
    }
    found
}

/// The parts of what is computed beside the counts.
fn new_metrics(insights: &Insights, compare: &mut impl FnMut(&str, u64, u64)) {
    let totals = &insights.totals;
    let repositories =
        |of: fn(&ActivityCounts) -> u64| insights.repositories.iter().map(|one| of(&one.counts)).sum();
    compare(
        "totals.comments",
        totals.comments,
        repositories(|counts| counts.comments),
    );
    compare(
        "totals.pull_requests_closed",
        totals.pull_requests_closed,
        repositories(|counts| counts.pull_requests_closed),
    );
    compare(
        "totals.issues_reopened",
        totals.issues_reopened,
        repositories(|counts| counts.issues_reopened),
    );
    compare(
        "patterns.kinds",
        insights.patterns.kinds.values().sum(),
        totals.commits,
    );
    compare("rhythm.hours", insights.rhythm.hours.iter().sum(), totals.commits);
    let by_name: HashMap<&str, u64> = insights
        .repositories
        .iter()
        .map(|one| (one.name.as_str(), one.counts.commits))
        .collect();
    for trend in insights
        .trends
        .iter()
        .filter(|trend| trend.metric == Metric::Commits)
    {
        let now = trend.series.last().map_or(0, |point| point.value);
        match &trend.repository {
            None => compare("trends.commits", now, totals.commits),
            Some(name) => {
                let commits = by_name.get(name.as_str()).copied().unwrap_or_default();
                compare(&format!("trends.commits of {name}"), now, commits);
            }
        }
    }
    for person in &insights.contributors {
        compare(
            &format!("the profile of {}", person.id),
            person.profile.kinds.values().sum(),
            person.counts.commits,
        );
        compare(
            &format!("the reviews of {}", person.id),
            person.profile.reviews.values().sum(),
            person.counts.reviews,
        );
    }
}

fn found_missing(compare: &mut impl FnMut(&str, u64, u64), name: &str) {
    compare(&format!("{name} in repositories"), 0, 1);
}
