//! What a series comes to.
//!
//! The history of a series begins with its first period that holds something: what was not there yet is no baseline.
//! It is judged when at least `analyzer.min_history` of its periods hold something. The score is the distance of this
//! period from the median of the earlier ones in deviations, where a deviation is the scaled median absolute
//! deviation but at least the square root of the median (counts of independent events scatter at least so, by
//! Poisson's law) and at least 1. So a perfectly even history, whose measured deviation is 0, makes no spike of one
//! commit more.

use sparky_common::model::{Point, TrendVerdict};

use super::robust::{deviation, median};
use crate::config::Options;

/// A series, judged.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Judged {
    /// The baseline; nothing where history is too short or the period is not over.
    pub history: Option<History>,
    /// What it comes to.
    pub verdict: TrendVerdict,
    /// Rises (positive) or falls (negative) in a row, this period included.
    pub streak: i32,
}

/// A baseline and how far this period lies from it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct History {
    /// The median of the earlier periods.
    pub median: f64,
    /// Their scaled median absolute deviation, as measured.
    pub deviation: f64,
    /// The distance from the median in deviations.
    pub score: f64,
}

/// Judges a series whose last point is this period.
pub(super) fn judge(series: &[Point], over: bool, options: &Options) -> Judged {
    let silent = |verdict| Judged {
        history: None,
        verdict,
        streak: 0,
    };
    if !over {
        return silent(TrendVerdict::NotOver);
    }
    let values: Vec<u64> = series
        .iter()
        .map(|point| point.value)
        .skip_while(|value| *value == 0)
        .collect();
    let Some((&now, past)) = values.split_last() else {
        return silent(TrendVerdict::TooLittleHistory);
    };
    let held = past.iter().filter(|value| **value > 0).count();
    let earlier: Vec<f64> = past.iter().map(|value| *value as f64).collect();
    let baseline = median(earlier.clone()).filter(|_| held >= options.min_history.max(1));
    let Some(median) = baseline else {
        return silent(TrendVerdict::TooLittleHistory);
    };
    let deviation = deviation(&earlier, median);
    let score = (now as f64 - median) / deviation.max(median.sqrt()).max(1.0);
    let history = History {
        median,
        deviation: round(deviation),
        score: round(score),
    };
    Judged {
        history: Some(history),
        verdict: verdict(now, past, median, score, options),
        streak: streak(&values),
    }
}

fn verdict(now: u64, past: &[u64], median: f64, score: f64, options: &Options) -> TrendVerdict {
    let analysis = &options.analysis;
    let empty = past.iter().filter(|value| **value == 0).count();
    let most = past.iter().copied().max().unwrap_or_default();
    let empty_before = past.last() == Some(&0);
    let unheard = empty == 0 || (!empty_before && empty * 4 <= past.len() && score <= -1.0);
    if now == 0 && median >= analysis.min_change as f64 && unheard {
        TrendVerdict::Silent
    } else if (now as f64 - median).abs() < analysis.min_change as f64 {
        TrendVerdict::Usual
    } else if score >= analysis.far_deviations && now > most {
        TrendVerdict::Spike
    } else if score >= analysis.clear_deviations {
        TrendVerdict::Up
    } else if score <= -analysis.far_deviations {
        TrendVerdict::Drop
    } else if score <= -analysis.clear_deviations {
        TrendVerdict::Down
    } else {
        TrendVerdict::Usual
    }
}

/// How many steps in a row, the last one included, went the same way.
fn streak(values: &[u64]) -> i32 {
    let steps = values.windows(2).rev().map(|pair| pair[1].cmp(&pair[0]) as i32);
    let mut streak: i32 = 0;
    for step in steps {
        if step == 0 || (streak != 0 && step.signum() != streak.signum()) {
            break;
        }
        streak += step;
    }
    streak
}

fn round(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use sparky_common::period::Period;

    use super::*;

    fn points(values: &[u64]) -> Vec<Point> {
        let last: Period = "2025-W46".parse().unwrap();
        let mut periods = last.before(values.len() - 1);
        periods.push(last);
        let pairs = periods.into_iter().zip(values);
        pairs.map(|(period, &value)| Point { period, value }).collect()
    }

    fn of(values: &[u64]) -> Judged {
        judge(&points(values), true, &Options::default())
    }

    #[test]
    fn known_series_get_their_verdicts() {
        use TrendVerdict::*;
        for (values, verdict) in [
            (vec![7], TooLittleHistory),
            (vec![5, 6, 40], TooLittleHistory),
            (vec![0, 0, 0, 0, 9, 8, 40], TooLittleHistory),
            (vec![10, 12, 9, 11, 10], Usual),
            (vec![10, 10, 10, 10, 11], Usual),
            (vec![10, 10, 10, 10, 30], Spike),
            (vec![10, 12, 9, 11, 18], Up),
            (vec![10, 12, 90, 11, 40], Up),
            (vec![30, 28, 33, 31, 18], Down),
            (vec![30, 28, 33, 31, 5], Drop),
            (vec![30, 28, 33, 31, 0], Silent),
            (vec![1, 0, 0, 2, 0, 1, 0], Usual),
            (vec![1, 2, 1, 2, 0], Usual),
            (vec![2, 30, 8, 40, 15, 9, 0], Silent),
            (vec![20, 1, 12, 30, 0, 25, 14, 9, 0], Usual),
            (vec![20, 18, 12, 22, 0, 25, 14, 19, 0], Silent),
            (vec![20, 18, 12, 22, 25, 14, 19, 0, 0], Down),
            (vec![0, 0, 0, 0, 0], TooLittleHistory),
            (vec![0, 0, 0, 20, 21, 19, 20], Usual),
        ] {
            assert_eq!(of(&values).verdict, verdict, "{values:?}");
        }
    }

    #[test]
    fn an_even_history_scatters_like_counts_do() {
        let history = of(&[9, 9, 9, 9, 15]).history.unwrap();
        assert_eq!(
            (history.median, history.deviation, history.score),
            (9.0, 0.0, 2.0)
        );
    }

    #[test]
    fn what_is_not_over_is_not_compared() {
        let judged = judge(&points(&[10, 12, 9, 11, 90]), false, &Options::default());
        assert_eq!(
            (judged.verdict, judged.history, judged.streak),
            (TrendVerdict::NotOver, None, 0)
        );
    }

    #[test]
    fn streaks_count_steps_in_one_direction() {
        for (values, expected) in [
            (vec![1, 2, 3, 4], 3),
            (vec![9, 1, 2, 3], 2),
            (vec![1, 9, 5, 3], -2),
            (vec![1, 2, 3, 3], 0),
            (vec![4], 0),
        ] {
            assert_eq!(streak(&values), expected, "{values:?}");
        }
    }

    proptest! {
        #[test]
        fn more_commits_never_score_less(past in prop::collection::vec(1_u64..500, 3..20), now in 0_u64..2_000, more in 0_u64..500) {
            let score = |value: u64| {
                let mut values = past.clone();
                values.push(value);
                of(&values).history.unwrap().score
            };
            prop_assert!(score(now) <= score(now + more));
        }

        #[test]
        fn the_order_of_the_past_does_not_matter(past in prop::collection::vec(1_u64..500, 3..20), now in 0_u64..2_000) {
            let mut one = past.clone();
            one.push(now);
            let mut other: Vec<u64> = past.into_iter().rev().collect();
            other.push(now);
            prop_assert_eq!(of(&one).history, of(&other).history);
            prop_assert_eq!(of(&one).verdict, of(&other).verdict);
        }
    }
}
