//! The server's time: a test moves it, nothing waits for it.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use jiff::{SignedDuration, Timestamp};

/// A clock that stands still until someone moves it. Copies share the time.
#[derive(Clone, Debug)]
pub struct VirtualClock(Arc<AtomicI64>);

impl VirtualClock {
    /// A clock that shows a time, such as `2025-11-17T09:00:00Z`.
    pub fn at(time: &str) -> Self {
        let time: Timestamp = time.parse().expect("a timestamp");
        Self(Arc::new(AtomicI64::new(time.as_millisecond())))
    }

    /// What it shows.
    pub fn now(&self) -> Timestamp {
        Timestamp::from_millisecond(self.0.load(Ordering::SeqCst)).expect("tests stay within time")
    }

    /// Moves it to a time, never back: whoever sleeps until then has slept.
    pub fn reach(&self, time: Timestamp) {
        self.0.fetch_max(time.as_millisecond(), Ordering::SeqCst);
    }

    /// Moves it on.
    pub fn advance(&self, by: SignedDuration) {
        let by = i64::try_from(by.as_millis()).expect("tests stay within time");
        self.0.fetch_add(by, Ordering::SeqCst);
    }
}
