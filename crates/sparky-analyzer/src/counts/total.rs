//! The organisation's totals and days: an oid that stands in several repositories counts once.

use std::collections::BTreeMap;

use jiff::civil::Date;
use sparky_common::{
    model::{ActivityCounts, ContributorInsight, DayCount, RepositoryInsight, Totals},
    period::Period,
};

use super::tally;
use crate::facts::Facts;

/// Adds up the organisation.
pub(crate) fn totals(
    facts: &Facts<'_>,
    repositories: &[RepositoryInsight],
    contributors: &[ContributorInsight],
) -> Totals {
    let mut counts = ActivityCounts::default();
    for fact in facts.unique() {
        fact.size.add_to(&mut counts);
    }
    let sum =
        |of: fn(&ActivityCounts) -> u64| repositories.iter().map(|repository| of(&repository.counts)).sum();
    Totals {
        commits: counts.commits,
        merges: counts.merges,
        additions: counts.additions,
        deletions: counts.deletions,
        files_changed: counts.files_changed,
        pull_requests_opened: sum(|counts| counts.pull_requests_opened),
        pull_requests_merged: sum(|counts| counts.pull_requests_merged),
        pull_requests_closed: sum(|counts| counts.pull_requests_closed),
        issues_opened: sum(|counts| counts.issues_opened),
        issues_closed: sum(|counts| counts.issues_closed),
        issues_reopened: sum(|counts| counts.issues_reopened),
        comments: sum(|counts| counts.comments),
        releases: sum(|counts| counts.releases),
        contributors: contributors
            .iter()
            .filter(|one| !one.bot && contributes(&one.counts))
            .count() as u64,
        bots: contributors
            .iter()
            .filter(|one| one.bot && contributes(&one.counts))
            .count() as u64,
        active_repositories: repositories
            .iter()
            .filter(|repository| tally::is_active(&repository.counts))
            .count() as u64,
    }
}

/// Whether someone did more than press the button of a merge.
fn contributes(counts: &ActivityCounts) -> bool {
    counts.commits + counts.pull_requests_opened + counts.issues_opened + counts.reviews > 0
}

/// Commits per day of the period, every day once, in the organisation's time zone.
pub(crate) fn days(facts: &Facts<'_>, period: Period) -> Vec<DayCount> {
    let last = period.last_day();
    let mut counts: BTreeMap<Date, u64> = period
        .first_day()
        .series(jiff::Span::new().days(1))
        .take_while(|day| *day <= last)
        .map(|day| (day, 0))
        .collect();
    for fact in facts.commits() {
        *counts.entry(fact.day).or_default() += 1;
    }
    counts
        .into_iter()
        .map(|(date, commits)| DayCount { date, commits })
        .collect()
}
