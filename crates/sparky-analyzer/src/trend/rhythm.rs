//! When in the period the work happened.

use std::cmp::Reverse;

use jiff::civil::Date;
use sparky_common::model::{DayCount, Rhythm};

use crate::facts::Facts;

/// The rhythm of the commits, merges left out, each oid once, on the organisation's clock. `days` are the days of the
/// period with their commits.
pub(crate) fn rhythm(facts: &Facts<'_>, days: &[DayCount]) -> Rhythm {
    let mut hours = vec![0_u64; 24];
    for fact in facts.commits() {
        hours[usize::from(fact.hour)] += 1;
    }
    let busiest_hour = (0_u8..)
        .zip(&hours)
        .filter(|(_, commits)| **commits > 0)
        .max_by_key(|&(hour, commits)| (*commits, Reverse(hour)))
        .map(|(hour, _)| hour);
    let busy = || days.iter().filter(|day| day.commits > 0);
    let weekend = busy().filter(|day| day.date.weekday().to_monday_zero_offset() >= 5);
    Rhythm {
        busiest_day: busy()
            .max_by_key(|day| (day.commits, Reverse(day.date)))
            .map(|day| day.date),
        busiest_hour,
        hours,
        weekend_commits: weekend.map(|day| day.commits).sum(),
        longest_streak_days: longest_streak(busy().map(|day| day.date)),
    }
}

/// The most days in a row among days in ascending order, doubles allowed.
pub(crate) fn longest_streak(days: impl Iterator<Item = Date>) -> u64 {
    let (mut longest, mut current) = (0, 0);
    let mut before: Option<Date> = None;
    for day in days {
        current = match before {
            Some(before) if before == day => current,
            Some(before) if before.tomorrow().ok() == Some(day) => current + 1,
            _ => 1,
        };
        longest = longest.max(current);
        before = Some(day);
    }
    longest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_streak_ends_with_a_day_off() {
        let days = |text: &str| -> Vec<Date> { text.split(' ').map(|day| day.parse().unwrap()).collect() };
        let of = |text| longest_streak(days(text).into_iter());
        assert_eq!(of("2025-11-10"), 1);
        assert_eq!(of("2025-11-10 2025-11-10 2025-11-11 2025-11-13"), 2);
        assert_eq!(of("2025-10-31 2025-11-01 2025-11-02 2025-11-10 2025-11-11"), 3);
        assert_eq!(longest_streak(std::iter::empty()), 0);
    }
}
