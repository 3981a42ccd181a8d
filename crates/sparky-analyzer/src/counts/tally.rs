//! Adding up commits, pull requests, issues and reviews.

use sparky_common::{
    model::{ActivityCounts, Commit, Issue, Lines, PullRequest, RepositoryActivity},
    period::Window,
};

/// What a commit adds to the counts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Size {
    /// Whether it is a merge: those are counted apart and carry no lines.
    pub merge: bool,
    files: u32,
    lines: Lines,
}

impl Size {
    /// Measures a commit.
    pub fn of(commit: &Commit) -> Self {
        Self {
            merge: commit.is_merge(),
            files: commit.files.len() as u32,
            lines: commit.lines(),
        }
    }

    /// Adds it to the counts.
    pub fn add_to(&self, counts: &mut ActivityCounts) {
        if self.merge {
            counts.merges += 1;
            return;
        }
        counts.commits += 1;
        counts.additions += self.lines.added;
        counts.deletions += self.lines.deleted;
        counts.files_changed += u64::from(self.files);
    }
}

/// Adds what happened to a pull request in the window, its reviews apart.
pub(crate) fn add_pull_request(counts: &mut ActivityCounts, pull_request: &PullRequest, window: Window) {
    counts.pull_requests_opened += u64::from(window.contains(pull_request.opened_at));
    counts.pull_requests_merged += u64::from(pull_request.merged_at.is_some_and(|at| window.contains(at)));
    let closed = pull_request
        .closed_at
        .filter(|_| pull_request.merged_at.is_none());
    counts.pull_requests_closed += u64::from(closed.is_some_and(|at| window.contains(at)));
}

/// Adds what happened to an issue in the window.
pub(crate) fn add_issue(counts: &mut ActivityCounts, issue: &Issue, window: Window) {
    counts.issues_opened += u64::from(window.contains(issue.opened_at));
    counts.issues_closed += u64::from(issue.closed_at.is_some_and(|at| window.contains(at)));
    counts.issues_reopened += u64::from(issue.reopened_at.is_some_and(|at| window.contains(at)));
}

/// Everything that happened in one repository.
pub(crate) fn repository(
    activity: &RepositoryActivity,
    sizes: impl Iterator<Item = Size>,
    window: Window,
) -> ActivityCounts {
    let mut counts = ActivityCounts {
        releases: activity.releases.len() as u64,
        ..ActivityCounts::default()
    };
    for size in sizes {
        size.add_to(&mut counts);
    }
    for pull_request in &activity.pull_requests {
        add_pull_request(&mut counts, pull_request, window);
        counts.reviews += pull_request
            .reviews
            .iter()
            .filter(|review| window.contains(review.submitted_at))
            .count() as u64;
    }
    for issue in &activity.issues {
        add_issue(&mut counts, issue, window);
    }
    let on_pull_requests = activity.pull_requests.iter().flat_map(|one| &one.comments);
    let on_issues = activity.issues.iter().flat_map(|one| &one.comments);
    counts.comments = on_pull_requests.chain(on_issues).count() as u64;
    counts
}

/// Whether anything happened.
pub(crate) fn is_active(counts: &ActivityCounts) -> bool {
    *counts != ActivityCounts::default()
}
