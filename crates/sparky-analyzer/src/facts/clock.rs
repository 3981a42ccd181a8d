//! Instants on the organisation's clock.

use std::ops::Range;

use jiff::{
    SignedDuration, Timestamp,
    civil::DateTime,
    tz::{Offset, TimeZone},
};

/// A time zone that remembers the span in which its offset last held: nearly all instants of a period lie between the
/// same two changes of the clock, so looking the offset up once is enough for them.
pub(super) struct Clock<'a> {
    zone: &'a TimeZone,
    holds: Range<Timestamp>,
    offset: Offset,
}

impl<'a> Clock<'a> {
    pub fn new(zone: &'a TimeZone) -> Self {
        Self {
            zone,
            holds: Timestamp::MIN..Timestamp::MIN,
            offset: Offset::UTC,
        }
    }

    /// The day and the time at which an instant falls.
    pub fn read(&mut self, at: Timestamp) -> DateTime {
        if !self.holds.contains(&at) {
            // A change of the clock at this very instant has come to pass.
            let just_after = at.saturating_add(SignedDuration::from_nanos(1)).unwrap_or(at);
            let begun = self.zone.preceding(just_after).next();
            let ends = self.zone.following(at).next();
            self.holds = begun.map_or(Timestamp::MIN, |change| change.timestamp())
                ..ends.map_or(Timestamp::MAX, |change| change.timestamp());
            self.offset = self.zone.to_offset(at);
        }
        self.offset.to_datetime(at)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_clock_changes_at_the_instant() {
        let berlin = TimeZone::get("Europe/Berlin").unwrap();
        let mut clock = Clock::new(&berlin);
        for (at, local) in [
            ("2025-10-26T00:59:59Z", "2025-10-26T02:59:59"),
            ("2025-10-26T01:00:00Z", "2025-10-26T02:00:00"),
            ("2025-10-26T00:30:00Z", "2025-10-26T02:30:00"),
            ("2025-10-26T22:59:59Z", "2025-10-26T23:59:59"),
            ("2025-10-26T23:00:00Z", "2025-10-27T00:00:00"),
        ] {
            let local: DateTime = local.parse().unwrap();
            assert_eq!(clock.read(at.parse().unwrap()), local, "{at}");
        }
    }

    proptest! {
        #[test]
        fn it_agrees_with_the_zone(
            zone in prop::sample::select(vec!["UTC", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Africa/Casablanca"]),
            seconds in prop::collection::vec(-5_000_000_000_i64..8_000_000_000, 1..40),
        ) {
            let zone = TimeZone::get(zone).unwrap();
            let mut clock = Clock::new(&zone);
            for second in seconds {
                let at = Timestamp::from_second(second).unwrap();
                prop_assert_eq!(clock.read(at), zone.to_datetime(at));
            }
        }
    }
}
