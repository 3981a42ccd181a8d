//! Leaves a sick server alone for a while. Pure: time is a value.

use std::time::Duration;

/// How many failures in a row mean that the server is sick.
const SICK: u32 = 3;

/// How long it is left alone.
const REST: Duration = Duration::from_secs(60);

/// Counts failures in a row. After `SICK` of them nothing is let through for `REST`; then one call is, and its
/// fate decides. Instants are durations since any fixed moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Breaker {
    failures: u32,
    resting_until: Option<Duration>,
}

impl Breaker {
    /// Whether a call may be made now. The one call after a rest begins a new rest for all others.
    pub fn admits(&mut self, now: Duration) -> bool {
        match self.resting_until {
            Some(until) if now < until => false,
            Some(_) => {
                self.resting_until = Some(now + REST);
                true
            }
            None => true,
        }
    }

    /// Whether it lets nothing through now.
    pub fn is_resting(&self, now: Duration) -> bool {
        self.resting_until.is_some_and(|until| now < until)
    }

    /// A call was answered.
    pub fn succeeded(&mut self) {
        *self = Self::default();
    }

    /// A call failed because the server is not well.
    pub fn failed(&mut self, now: Duration) {
        self.failures = self.failures.saturating_add(1);
        if self.failures >= SICK {
            self.resting_until = Some(now + REST);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn at(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn three_failures_in_a_row_make_it_rest() {
        let mut breaker = Breaker::default();
        for second in 0..2 {
            breaker.failed(at(second));
            assert!(breaker.admits(at(second)));
        }
        breaker.failed(at(2));
        assert!(!breaker.admits(at(3)) && !breaker.admits(at(61)));
    }

    #[test]
    fn a_success_between_failures_starts_the_count_again() {
        let mut breaker = Breaker::default();
        for second in 0..10 {
            breaker.failed(at(second));
            breaker.failed(at(second));
            breaker.succeeded();
        }
        assert!(breaker.admits(at(10)));
    }

    #[test]
    fn one_call_after_the_rest_decides() {
        let mut breaker = Breaker::default();
        (0..3).for_each(|_| breaker.failed(at(0)));
        assert!(breaker.admits(at(60)));
        assert!(!breaker.admits(at(60)), "only one");
        breaker.failed(at(61));
        assert!(!breaker.admits(at(120)));
        assert!(breaker.admits(at(121)));
        breaker.succeeded();
        assert!(breaker.admits(at(121)) && breaker.admits(at(121)));
    }
}
