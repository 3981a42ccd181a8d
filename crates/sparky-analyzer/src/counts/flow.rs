//! How long pull requests and issues took.

use jiff::Timestamp;
use sparky_common::{
    model::{Flow, Issue, PullRequest, RepositoryActivity, Spread},
    period::Window,
};

/// The times of what was merged, first reviewed or closed in the window, over some repositories.
pub(crate) fn flow<'a>(activities: impl IntoIterator<Item = &'a RepositoryActivity>, window: Window) -> Flow {
    let activities: Vec<&RepositoryActivity> = activities.into_iter().collect();
    let pulls = activities.iter().flat_map(|activity| &activity.pull_requests);
    let issues = activities.iter().flat_map(|activity| &activity.issues);
    flow_of(pulls, issues, window)
}

/// The times of some pull requests and issues, as far as they came to their end in the window.
pub(crate) fn flow_of<'a>(
    pulls: impl IntoIterator<Item = &'a PullRequest>,
    issues: impl IntoIterator<Item = &'a Issue>,
    window: Window,
) -> Flow {
    let (mut cycles, mut reviews) = (Vec::new(), Vec::new());
    for pull in pulls {
        cycles.extend(cycle(pull, window));
        reviews.extend(review(pull, window));
    }
    Flow {
        cycle_time: spread(cycles),
        review_latency: spread(reviews),
        issue_age: spread(
            issues
                .into_iter()
                .filter_map(|issue| age(issue, window))
                .collect(),
        ),
    }
}

/// From opened to merged.
fn cycle(pull: &PullRequest, window: Window) -> Option<u64> {
    let merged = pull.merged_at.filter(|merged| window.contains(*merged))?;
    minutes(pull.opened_at, merged)
}

/// From opened to the first review that somebody else gave.
fn review(pull: &PullRequest, window: Window) -> Option<u64> {
    let by_others = pull
        .reviews
        .iter()
        .filter(|review| review.reviewer.is_none() || review.reviewer != pull.author);
    let first = by_others.map(|review| review.submitted_at).min()?;
    if window.contains(first) {
        minutes(pull.opened_at, first)
    } else {
        None
    }
}

/// From opened to closed.
fn age(issue: &Issue, window: Window) -> Option<u64> {
    let closed = issue.closed_at.filter(|closed| window.contains(*closed))?;
    minutes(issue.opened_at, closed)
}

/// Whole minutes; nothing where the clocks say that the end was before the beginning.
fn minutes(from: Timestamp, to: Timestamp) -> Option<u64> {
    u64::try_from(to.duration_since(from).as_secs() / 60).ok()
}

/// Median and 90th percentile by nearest rank: the smallest value that at least so many percent do not exceed.
fn spread(mut minutes: Vec<u64>) -> Option<Spread> {
    minutes.sort_unstable();
    let rank = |percent: usize| {
        minutes
            .get((minutes.len() * percent).div_ceil(100).checked_sub(1)?)
            .copied()
    };
    Some(Spread {
        count: minutes.len() as u64,
        median_minutes: rank(50)?,
        p90_minutes: rank(90)?,
    })
}

#[cfg(test)]
mod tests {
    use sparky_common::model::{Lines, Review};

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn week() -> Window {
        Window {
            start: at("2025-11-10T00:00:00Z"),
            end: at("2025-11-17T00:00:00Z"),
        }
    }

    fn pull(merged: Option<&str>, reviews: &[(&str, &str)]) -> PullRequest {
        let review = |(reviewer, when): &(&str, &str)| Review {
            reviewer: Some((*reviewer).into()),
            submitted_at: at(when),
            state: "approved".into(),
        };
        PullRequest {
            number: 1,
            title: String::new(),
            author: Some("ada".into()),
            opened_at: at("2025-11-11T00:00:00Z"),
            merged_at: merged.map(at),
            closed_at: None,
            lines: Lines::default(),
            reviews: reviews.iter().map(review).collect(),
            comments: Vec::new(),
        }
    }

    #[test]
    fn what_ended_outside_the_window_is_not_counted() {
        assert_eq!(cycle(&pull(Some("2025-11-11T03:30:00Z"), &[]), week()), Some(210));
        assert_eq!(cycle(&pull(Some("2025-11-17T00:00:00Z"), &[]), week()), None);
        assert_eq!(cycle(&pull(None, &[]), week()), None);
    }

    #[test]
    fn a_review_of_ones_own_is_none() {
        let reviews = [("ada", "2025-11-11T00:10:00Z"), ("grace", "2025-11-11T02:00:00Z")];
        assert_eq!(review(&pull(None, &reviews), week()), Some(120));
        assert_eq!(review(&pull(None, &reviews[..1]), week()), None);
    }

    #[test]
    fn percentiles_are_by_nearest_rank() {
        let spread_of =
            |minutes: Vec<u64>| spread(minutes).map(|spread| (spread.median_minutes, spread.p90_minutes));
        assert_eq!(spread_of(vec![]), None);
        assert_eq!(spread_of(vec![7]), Some((7, 7)));
        assert_eq!(spread_of((1..=10).rev().collect()), Some((5, 9)));
    }
}
