//! Which changes are told, and of which days.

use jiff::civil::Date;

use crate::effort::{Change, Chronicle, Nature, worth};

/// From how many changes on none stands out for having been taken back or released.
const MANY: usize = 60;

/// How many releases are told one by one.
const RELEASES: usize = 2;

/// The changes most worth telling, in order of time. A repository's first commit is told apart.
pub(crate) fn tellable(chronicle: &Chronicle<'_>, members: &[usize], most: usize) -> Vec<usize> {
    let born = |i: &usize| chronicle.changes[*i].nature == Nature::Birth;
    let mut told: Vec<usize> = members.iter().copied().filter(|i| !born(i)).collect();
    let returns = |change: &Change<'_>| matches!(change.nature, Nature::Revert | Nature::Release);
    // Among very many something is always taken back or released, which says little about the rest.
    let many = members.len() > MANY;
    told.sort_by_key(|&i| {
        let change = &chronicle.changes[i];
        let worth = worth(change);
        (
            change.is_terse(),
            many || !returns(change),
            !change.subject.breaking,
            std::cmp::Reverse(if many && returns(change) { worth / 2 } else { worth }),
            std::cmp::Reverse(change.lines),
            i,
        )
    });
    // Releases are alike: the newest two stand for all.
    let release = |i: &usize| chronicle.changes[*i].nature == Nature::Release;
    let mut newest: Vec<usize> = told.iter().copied().filter(release).collect();
    newest.sort_unstable_by_key(|&i| std::cmp::Reverse(i));
    newest.truncate(RELEASES);
    told.retain(|i| !release(i) || newest.contains(i));
    told.truncate(most);
    told.sort_unstable();
    told
}

/// First and last day of some changes.
pub(crate) fn span(chronicle: &Chronicle<'_>, members: &[usize]) -> (Date, Date) {
    let days = || members.iter().map(|&i| chronicle.changes[i].at.date());
    (days().min().unwrap_or_default(), days().max().unwrap_or_default())
}
