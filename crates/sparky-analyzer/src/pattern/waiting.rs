//! Pull requests and issues that have been open for long at the end of the window.

use sparky_common::{
    config::Analysis,
    model::{OpenItem, RepositoryActivity, Snapshot, Stale},
};

/// Stale pull requests and long-open issues, longest first, each list capped.
pub(super) fn waiting(snapshot: &Snapshot, analysis: &Analysis) -> (Vec<Stale>, Vec<Stale>) {
    let most = analysis.max_patterns;
    (
        oldest(
            snapshot,
            |one| &one.open_pull_requests,
            analysis.stale_pull_request_days,
            most,
        ),
        oldest(
            snapshot,
            |one| &one.open_issues,
            analysis.long_open_issue_days,
            most,
        ),
    )
}

fn oldest(
    snapshot: &Snapshot,
    of: fn(&RepositoryActivity) -> &Vec<OpenItem>,
    least: u64,
    most: usize,
) -> Vec<Stale> {
    let mut found: Vec<Stale> = snapshot
        .repositories
        .iter()
        .flat_map(|activity| of(activity).iter().map(move |item| (activity, item)))
        .map(|(activity, item)| Stale {
            repository: activity.repository.name.clone(),
            number: item.number,
            title: item.title.clone(),
            author: item.author.clone(),
            opened_at: item.opened_at,
            days: days_open(item, snapshot),
        })
        .filter(|stale| stale.days >= least)
        .collect();
    found.sort_by(|a, b| (a.opened_at, &a.repository, a.number).cmp(&(b.opened_at, &b.repository, b.number)));
    found.truncate(most);
    found
}

/// Whole days from when it was opened to the end of the window.
pub(crate) fn days_open(item: &OpenItem, snapshot: &Snapshot) -> u64 {
    let seconds = snapshot.window.end.as_second() - item.opened_at.as_second();
    u64::try_from(seconds / 86_400).unwrap_or_default()
}
