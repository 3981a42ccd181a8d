//! The period beside those before it.

use std::collections::{BTreeMap, BTreeSet};

use sparky_common::{
    model::{Comparison, PeriodTotals, Snapshot},
    period::Period,
};

/// What the earlier periods held. The median is there only when at least `min_history` of them held anything.
pub(crate) fn comparison(snapshot: &Snapshot, min_history: usize) -> Comparison {
    let past = past_totals(snapshot);
    let enough = past.iter().filter(|period| period.commits > 0).count() >= min_history.max(1);
    let median_commits = enough.then(|| usual(past.iter().map(|period| period.commits)));
    Comparison { past, median_commits }
}

/// How many earlier periods held something.
pub(crate) fn periods_with_activity(snapshot: &Snapshot) -> usize {
    past_totals(snapshot)
        .iter()
        .filter(|period| period.commits > 0)
        .count()
}

/// What each earlier period held, oldest first: each oid once, programs are no people.
pub(crate) fn past_totals(snapshot: &Snapshot) -> Vec<PeriodTotals> {
    let mut periods: BTreeMap<Period, (BTreeSet<&str>, BTreeSet<&str>, u64)> = BTreeMap::new();
    for past in snapshot.repositories.iter().flat_map(|activity| &activity.past) {
        let (oids, authors, active) = periods.entry(past.period).or_default();
        oids.extend(past.commits.iter().map(String::as_str));
        authors.extend(past.authors.iter().map(String::as_str));
        *active += u64::from(!past.commits.is_empty());
    }
    let bots = super::bots(snapshot);
    periods
        .into_iter()
        .map(|(period, (oids, authors, active_repositories))| PeriodTotals {
            period,
            commits: oids.len() as u64,
            contributors: authors.iter().filter(|author| !bots.contains(*author)).count() as u64,
            active_repositories,
        })
        .collect()
}

/// The median of a history, which begins with its first period that holds something: what was not there yet is no
/// baseline. Trends use the same history.
pub(crate) fn usual(history: impl IntoIterator<Item = u64>) -> u64 {
    median(history.into_iter().skip_while(|value| *value == 0).collect())
}

/// The middle value; of two middle ones their mean, rounded half up. 0 for none.
fn median(mut values: Vec<u64>) -> u64 {
    values.sort_unstable();
    match values.len() {
        0 => 0,
        length if length % 2 == 1 => values[length / 2],
        length => (values[length / 2 - 1] + values[length / 2]).div_ceil(2),
    }
}

#[cfg(test)]
mod tests {
    use super::{median, usual};

    #[test]
    fn the_median_of_two_middles_is_rounded_half_up() {
        assert_eq!(median(vec![]), 0);
        assert_eq!(median(vec![9, 1, 4]), 4);
        assert_eq!(median(vec![1, 2, 5, 100]), 4);
        assert_eq!(usual([0, 0, 0, 9, 0, 11]), 9);
    }
}
