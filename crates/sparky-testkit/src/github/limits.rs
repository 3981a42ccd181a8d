//! Points per hour and requests at once.

use jiff::{SignedDuration, Timestamp};

/// What a client may spend.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Points per hour.
    pub points: u64,
    /// Requests under way at once before the secondary limit strikes.
    pub concurrent: usize,
    /// Nodes that one query may ask for.
    pub nodes: u64,
    /// Nodes of one query above which the server gives up with status 502.
    pub heavy: u64,
}

impl Default for Limits {
    /// GitHub's own numbers.
    fn default() -> Self {
        Self {
            points: 5_000,
            concurrent: 100,
            nodes: 500_000,
            heavy: u64::MAX,
        }
    }
}

/// The points of the present hour.
#[derive(Debug)]
pub(super) struct Account {
    pub(super) used: u64,
    pub(super) limit: u64,
    pub(super) reset: Timestamp,
}

impl Account {
    pub(super) fn new(limit: u64, now: Timestamp) -> Self {
        Self {
            used: 0,
            limit,
            reset: now + SignedDuration::from_hours(1),
        }
    }

    /// Begins a new hour where the last one is over.
    pub(super) fn roll(&mut self, now: Timestamp) {
        if now >= self.reset {
            *self = Self::new(self.limit, now);
        }
    }

    pub(super) fn remaining(&self) -> u64 {
        self.limit.saturating_sub(self.used)
    }

    /// Pays, or says that there is not enough: then nothing is left until the reset.
    pub(super) fn pay(&mut self, points: u64) -> bool {
        let enough = points <= self.remaining();
        self.used = if enough { self.used + points } else { self.limit };
        enough
    }
}
