//! How long the publisher waits for others, and how it stops waiting.

use std::{future::Future, time::Duration};

use tokio::runtime::Handle;
use tokio_util::sync::CancellationToken;

/// The bounds of waiting.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// How long to wait for another publisher that works on the same destination.
    pub lock: Duration,
    /// How long one `git` command may take.
    pub command: Duration,
    /// How often a publication is tried when the remote moves on or cannot be reached.
    pub attempts: u32,
    /// How long to wait before the second attempt; each further wait is twice as long.
    pub pause: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            lock: Duration::from_secs(60),
            command: Duration::from_secs(300),
            attempts: 5,
            pause: Duration::from_millis(250),
        }
    }
}

/// Why waiting ended without what was waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ended {
    /// The time was up.
    TooLong,
    /// Nobody wants the result any more.
    Cancelled,
}

/// Lets blocking code wait for futures, within bounds.
#[derive(Clone, Debug)]
pub struct Pace {
    runtime: Handle,
    cancelled: CancellationToken,
    /// The bounds.
    pub(crate) patience: Patience,
}

impl Pace {
    /// Waits on the runtime that calls this, until `cancelled`.
    ///
    /// # Panics
    /// Outside a tokio runtime.
    pub fn new(patience: Patience, cancelled: CancellationToken) -> Self {
        Self {
            runtime: Handle::current(),
            cancelled,
            patience,
        }
    }

    /// Waits for a future, but no longer than `limit`. Call it from threads that may block.
    pub(crate) fn wait_for<T>(&self, limit: Duration, future: impl Future<Output = T>) -> Result<T, Ended> {
        self.runtime.block_on(async {
            tokio::select! {
                biased;
                () = self.cancelled.cancelled() => Err(Ended::Cancelled),
                result = tokio::time::timeout(limit, future) => result.map_err(|_| Ended::TooLong),
            }
        })
    }

    /// The same for what must not be left half-done: nobody's change of mind stops it.
    pub(crate) fn wait_to_the_end<T>(
        &self,
        limit: Duration,
        future: impl Future<Output = T>,
    ) -> Result<T, Ended> {
        self.runtime.block_on(async {
            tokio::time::timeout(limit, future)
                .await
                .map_err(|_| Ended::TooLong)
        })
    }

    /// Lets time pass; false where nobody wants the result any more.
    pub(crate) fn pause(&self, time: Duration) -> bool {
        // Made inside: a timer belongs to the runtime in whose context it is made.
        self.wait_for(Duration::MAX, async move { tokio::time::sleep(time).await })
            .is_ok()
    }

    /// The pause after an attempt, counted from 1.
    pub(crate) fn pause_after(&self, attempt: u32) -> Duration {
        self.patience
            .pause
            .saturating_mul(1 << attempt.saturating_sub(1).min(10))
    }
}
