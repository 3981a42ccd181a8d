//! Whether events come in order and whether some are missing.

use super::super::Refusal;

/// How a message follows the one before.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Follows {
    /// Nothing is missing.
    Directly,
    /// Something may be missing.
    AfterGap,
}

/// Where a connection stands in a publisher's events.
#[derive(Debug, Default)]
pub(super) struct Order {
    last: Option<(u64, u64)>,
}

impl Order {
    /// Notes an event.
    pub(super) fn event(&mut self, epoch: u64, sequence: u64) -> Result<Follows, Refusal> {
        match self.last {
            Some((known, last)) if epoch == known && sequence <= last => Err(Refusal::Replayed),
            Some((known, last)) => self.advance(epoch, sequence, epoch == known && sequence - last == 1),
            None => self.advance(epoch, sequence, false),
        }
    }

    /// Notes a beat, which carries the sequence of the event before it.
    pub(super) fn beat(&mut self, epoch: u64, sequence: u64) -> Result<Follows, Refusal> {
        match self.last {
            Some((known, last)) if epoch == known && sequence < last => Err(Refusal::Replayed),
            Some(last) => self.advance(epoch, sequence, last == (epoch, sequence)),
            None => self.advance(epoch, sequence, false),
        }
    }

    fn advance(&mut self, epoch: u64, sequence: u64, directly: bool) -> Result<Follows, Refusal> {
        if self.last.is_some_and(|(known, _)| epoch < known) {
            return Err(Refusal::OldEpoch);
        }
        self.last = Some((epoch, sequence));
        Ok(if directly {
            Follows::Directly
        } else {
            Follows::AfterGap
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Follows::*, *};

    #[test]
    fn the_first_message_says_that_anything_may_have_been_missed() {
        assert_eq!(Order::default().beat(1, 5), Ok(AfterGap));
        assert_eq!(Order::default().event(1, 5), Ok(AfterGap));
    }

    #[test]
    fn a_missing_event_shows_at_the_next_event_or_beat() {
        let mut order = Order::default();
        order.beat(1, 5).unwrap();
        assert_eq!(order.event(1, 6), Ok(Directly));
        assert_eq!(order.beat(1, 6), Ok(Directly));
        assert_eq!(order.event(1, 8), Ok(AfterGap));
        assert_eq!(order.beat(1, 9), Ok(AfterGap));
        assert_eq!(order.event(1, 10), Ok(Directly));
    }

    #[test]
    fn replays_are_refused() {
        let mut order = Order::default();
        order.event(1, 5).unwrap();
        assert_eq!(order.event(1, 5), Err(Refusal::Replayed));
        assert_eq!(order.event(1, 4), Err(Refusal::Replayed));
        assert_eq!(order.beat(1, 4), Err(Refusal::Replayed));
        assert_eq!(order.event(1, 6), Ok(Directly));
    }

    #[test]
    fn a_new_life_of_the_publisher_is_a_gap_and_the_old_one_is_refused() {
        let mut order = Order::default();
        order.event(1, 5).unwrap();
        assert_eq!(order.beat(2, 0), Ok(AfterGap));
        assert_eq!(order.event(1, 6), Err(Refusal::OldEpoch));
        assert_eq!(order.event(2, 1), Ok(Directly));
    }
}
