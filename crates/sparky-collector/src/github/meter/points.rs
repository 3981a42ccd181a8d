//! The points of one resource, as far as they are known: pure.

use jiff::Timestamp;

use super::purse::Standing;
use crate::github::metrics::Wait;

/// Points of this meter and of the others that share them.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Points {
    /// Where they stand by the newest word of GitHub; `left` is nothing before the first answer and after a reset.
    pub(super) standing: Standing,
    /// Points that requests of this meter under way will cost.
    pub(super) reserved: u64,
    /// Requests of this meter under way.
    pub(super) under_way: u64,
}

/// What to do about a request that wants to leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Decision {
    /// It may leave.
    Send,
    /// What is under way here brings news.
    UntilOursReturn,
    /// What is under way elsewhere brings news.
    UntilOthersReturn,
    /// Nothing may leave before this time, for a reason.
    Until(Timestamp, Wait),
}

impl Points {
    /// Decides about a request of a cost, and reserves its points if it may leave. `elsewhere` is what requests of
    /// others under way will cost.
    pub(super) fn decide(&mut self, cost: u64, elsewhere: u64, now: Timestamp) -> Decision {
        if let Some(until) = self.standing.paused_until.filter(|until| *until > now) {
            return Decision::Until(until, Wait::Secondary);
        }
        if self.standing.reset.is_some_and(|reset| reset <= now) {
            (self.standing.left, self.standing.reset) = (None, None);
        }
        let enough = match self.standing.left {
            // Nothing is known: one request goes ahead and brings the news.
            None => self.under_way == 0,
            Some(left) => left >= (self.reserved + cost).saturating_add(elsewhere),
        };
        match self.standing.reset {
            _ if enough => {
                self.reserved += cost;
                self.under_way += 1;
                Decision::Send
            }
            _ if self.under_way > 0 => Decision::UntilOursReturn,
            _ if elsewhere > 0 => Decision::UntilOthersReturn,
            Some(reset) => Decision::Until(reset, Wait::Points),
            None => Decision::UntilOursReturn,
        }
    }

    /// Frees what a request had reserved.
    pub(super) fn release(&mut self, cost: u64) {
        self.reserved -= cost;
        self.under_way -= 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).unwrap()
    }

    #[test]
    fn one_request_brings_the_news() {
        let mut points = Points::default();
        assert_eq!(points.decide(1, 0, at(0)), Decision::Send);
        assert_eq!(points.decide(1, 0, at(0)), Decision::UntilOursReturn);
    }

    #[test]
    fn reserved_points_are_not_spent_twice() {
        let mut points = Points::default();
        points.standing.hear(Some(5), Some(at(3_600)));
        assert_eq!(points.decide(3, 0, at(0)), Decision::Send);
        assert_eq!(points.decide(3, 0, at(0)), Decision::UntilOursReturn);
        points.release(3);
        assert_eq!(points.decide(3, 3, at(0)), Decision::UntilOthersReturn);
        points.standing.hear(Some(2), Some(at(3_590)));
        assert_eq!(
            points.decide(3, 0, at(0)),
            Decision::Until(at(3_600), Wait::Points)
        );
        assert_eq!(points.decide(3, 0, at(3_600)), Decision::Send);
    }

    #[test]
    fn words_that_were_overtaken_change_nothing() {
        let mut points = Points::default();
        points.standing.hear(Some(5), Some(at(3_600)));
        points.standing.hear(Some(9), Some(at(3_601)));
        assert_eq!(points.standing.left, Some(5));
        points.standing.hear(Some(5_000), Some(at(7_200)));
        points.standing.hear(Some(4), Some(at(3_600)));
        assert_eq!(points.standing.left, Some(5_000));
    }

    #[test]
    fn a_pause_stops_everything() {
        let mut points = Points::default();
        points.standing.hear_pause(Some(at(60)));
        points.standing.hear_pause(Some(at(30)));
        assert!(matches!(points.decide(1, 0, at(59)), Decision::Until(until, _) if until == at(60)));
        assert_eq!(points.decide(1, 0, at(60)), Decision::Send);
    }
}
