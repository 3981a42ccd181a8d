//! Who is registered, who is alive, and who has a free place.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use sparky_common::{
    messages::{TaskFailure, WorkerInfo},
    model::Phase,
};
use tokio::sync::Notify;

use super::{
    Hold,
    roll::{Choice, Roll, Wanted, WorkerState},
};
use crate::clock::{Clock, SystemClock};

/// The registered workers.
#[derive(Debug)]
pub struct Fleet {
    roll: Mutex<Roll>,
    /// Wakes in the order of waiting.
    changed: Notify,
    timeout: Duration,
    clock: Arc<dyn Clock>,
}

impl Fleet {
    /// A fleet without workers, in which a worker counts as dead after `timeout` of silence.
    pub fn new(timeout: Duration) -> Self {
        Self::at(timeout, Arc::new(SystemClock))
    }

    /// The same by another clock.
    pub fn at(timeout: Duration, clock: Arc<dyn Clock>) -> Self {
        Self {
            roll: Mutex::default(),
            changed: Notify::new(),
            timeout,
            clock,
        }
    }

    /// The clock it goes by.
    pub(super) fn clock(&self) -> &dyn Clock {
        self.clock.as_ref()
    }

    /// Notes a worker, or that it is still there.
    pub fn register(&self, worker: WorkerInfo) {
        self.roll().register(worker, self.clock.instant());
        self.changed.notify_waiters();
    }

    /// Notes that a worker has left.
    pub fn deregister(&self, name: &str) {
        self.roll().leave(name);
        self.changed.notify_waiters();
    }

    /// The workers that are alive, by name.
    pub fn workers(&self) -> Vec<WorkerInfo> {
        self.roll().live(self.clock.instant(), self.timeout)
    }

    /// The workers that are alive and what they are at, by name.
    pub fn survey(&self) -> Vec<WorkerState> {
        self.roll().survey(self.clock.instant(), self.timeout)
    }

    /// Waits until every worker has left, but not longer than `patience`.
    pub(crate) async fn deserted(&self, patience: Duration) {
        let all_left = async {
            loop {
                // Waits from before the look: nothing is missed between the two.
                let mut changed = std::pin::pin!(self.changed.notified());
                changed.as_mut().enable();
                if self.workers().is_empty() {
                    return;
                }
                changed.await;
            }
        };
        if tokio::time::timeout(patience, all_left).await.is_err() {
            tracing::debug!("some workers are still registered: they will notice");
        }
    }

    /// Whether a worker is alive, as far as its heartbeats tell.
    pub(super) fn is_live(&self, name: &str) -> bool {
        self.roll().is_live(name, self.clock.instant(), self.timeout)
    }

    /// Whether a worker said that it leaves, or was never there.
    pub(super) fn has_left(&self, name: &str) -> bool {
        self.roll().has_left(name)
    }

    /// Resolves when a worker takes its leave.
    pub(super) async fn left(&self, name: &str) {
        loop {
            // Waits from before the look: nothing is missed between the two.
            let mut changed = std::pin::pin!(self.changed.notified());
            changed.as_mut().enable();
            if self.has_left(name) {
                return;
            }
            changed.await;
        }
    }

    /// Notes that a worker did not do what it was given. It gets no more until it registers again, and then after the
    /// others.
    pub(super) fn lose(&self, name: &str) {
        self.roll().lose(name);
    }

    /// Waits for a free place at a worker of a phase.
    ///
    /// # Errors
    /// When no such worker is alive for as long as `patience`. Workers that are all busy are waited for.
    pub(super) async fn seat(
        self: &Arc<Self>,
        wanted: Wanted<'_>,
        patience: Duration,
    ) -> Result<Seat, TaskFailure> {
        let mut nobody_since = None;
        loop {
            // Waits from before the look: nothing is missed between the two.
            let mut changed = std::pin::pin!(self.changed.notified());
            changed.as_mut().enable();
            let now = self.clock.instant();
            match self.choose(wanted, now) {
                Choice::Worker(worker) => return Ok(self.seated(worker)),
                Choice::AllBusy => nobody_since = None,
                Choice::Nobody => {
                    let waited = now.duration_since(*nobody_since.get_or_insert(now));
                    if waited >= patience {
                        return Err(nobody(wanted, waited));
                    }
                }
            }
            // Silence is no change that anyone announces: look again now and then.
            let look_again = self.timeout.min(patience).min(Duration::from_secs(1));
            tokio::select! {
                biased;
                () = changed => {}
                () = self.clock.sleep(look_again) => {}
            }
        }
    }

    /// A place that is free now.
    pub(super) fn seat_now(self: &Arc<Self>, wanted: Wanted<'_>) -> Option<Seat> {
        match self.choose(wanted, self.clock.instant()) {
            Choice::Worker(worker) => Some(self.seated(worker)),
            Choice::AllBusy | Choice::Nobody => None,
        }
    }

    fn choose(&self, wanted: Wanted<'_>, now: Instant) -> Choice {
        self.roll().choose(wanted, now, self.timeout)
    }

    fn seated(self: &Arc<Self>, worker: WorkerInfo) -> Seat {
        Seat {
            fleet: Arc::clone(self),
            worker,
        }
    }

    fn roll(&self) -> MutexGuard<'_, Roll> {
        self.roll.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A place at a worker, until it is dropped.
#[derive(Debug)]
pub(super) struct Seat {
    fleet: Arc<Fleet>,
    pub(super) worker: WorkerInfo,
}

impl Hold for Seat {}

impl Drop for Seat {
    fn drop(&mut self) {
        self.fleet.roll().release(&self.worker.name);
        self.fleet.changed.notify_waiters();
    }
}

/// Trying again would wait as long once more, so it is not worth an attempt.
fn nobody(Wanted { phase, parts, .. }: Wanted<'_>, waited: Duration) -> TaskFailure {
    let service = match phase {
        Phase::Collect => "sparky-collector",
        Phase::Analyze => "sparky-analyzer",
        Phase::Generate => "sparky-generator",
        Phase::Publish => "sparky-publisher",
    };
    TaskFailure {
        message: format!(
            "no worker for {}`{phase}` has registered in {:.0} s",
            if parts { "parts of " } else { "" },
            waited.as_secs_f64()
        ),
        hint: Some(format!(
            "start `{service}` with this orchestrator's address and key, and run again"
        )),
        retryable: false,
    }
}
