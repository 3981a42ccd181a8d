//! How long to wait before a phase is tried again.

use std::time::Duration;

use sparky_common::model::{Phase, Sha256};

/// No wait is longer.
const LONGEST: Duration = Duration::from_secs(300);

/// Twice the wait of the attempt before, and up to a quarter more so that runs that failed together do not come back
/// together. The extra is derived from the run, so a replay waits as long.
pub(crate) fn delay(base: Duration, run: &str, phase: Phase, attempt: u32) -> Duration {
    let doubled = base
        .saturating_mul(2u32.saturating_pow(attempt.saturating_sub(1)))
        .min(LONGEST);
    let hash = Sha256::of(format!("{run}/{phase}/{attempt}").as_bytes());
    let spread = u32::from_str_radix(&hash.as_str()[..4], 16).unwrap_or(0);
    (doubled + doubled / 4 * spread / 0x1_0000).min(LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wait(run: &str, attempt: u32) -> Duration {
        delay(Duration::from_millis(500), run, Phase::Collect, attempt)
    }

    #[test]
    fn doubles_within_a_quarter() {
        for (attempt, least) in [(1, 500), (2, 1000), (3, 2000)] {
            let waited = wait("weekly-2025-W46-a", attempt).as_millis();
            assert!(
                (least..=least + least / 4).contains(&waited),
                "{attempt}: {waited}"
            );
        }
    }

    #[test]
    fn differs_by_run_and_not_by_time() {
        assert_eq!(wait("a", 1), wait("a", 1));
        assert_ne!(wait("a", 1), wait("b", 1));
    }

    #[test]
    fn stays_bounded() {
        assert_eq!(wait("a", u32::MAX), LONGEST);
    }
}
