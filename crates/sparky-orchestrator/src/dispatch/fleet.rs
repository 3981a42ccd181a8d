//! Who is registered, who is alive, and who has a free place.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use sparky_common::{
    messages::{TaskFailure, WorkerInfo},
    model::Phase,
};
use tokio::{sync::watch, time::Instant};

use super::{
    Hold,
    roll::{Choice, Roll, Wanted, WorkerState},
};

/// The registered workers.
#[derive(Debug)]
pub struct Fleet {
    roll: Mutex<Roll>,
    changed: watch::Sender<()>,
    timeout: Duration,
}

impl Fleet {
    /// A fleet without workers, in which a worker counts as dead after `timeout` of silence.
    pub fn new(timeout: Duration) -> Self {
        Self {
            roll: Mutex::default(),
            changed: watch::Sender::new(()),
            timeout,
        }
    }

    /// Notes a worker, or that it is still there.
    pub fn register(&self, worker: WorkerInfo) {
        self.roll().register(worker, Instant::now());
        self.changed.send_replace(());
    }

    /// Notes that a worker has left.
    pub fn deregister(&self, name: &str) {
        self.roll().leave(name);
        self.changed.send_replace(());
    }

    /// The workers that are alive, by name.
    pub fn workers(&self) -> Vec<WorkerInfo> {
        self.roll().live(Instant::now(), self.timeout)
    }

    /// The workers that are alive and what they are at, by name.
    pub fn survey(&self) -> Vec<WorkerState> {
        self.roll().survey(Instant::now(), self.timeout)
    }

    /// Waits until every worker has left, but not longer than `patience`.
    pub(crate) async fn deserted(&self, patience: Duration) {
        let mut changed = self.changed.subscribe();
        let all_left = async {
            // The sender lives in `self`, so there is always a next change to wait for.
            while !self.workers().is_empty() && changed.changed().await.is_ok() {}
        };
        if tokio::time::timeout(patience, all_left).await.is_err() {
            tracing::debug!("some workers are still registered: they will notice");
        }
    }

    /// Whether a worker is alive, as far as its heartbeats tell.
    pub(super) fn is_live(&self, name: &str) -> bool {
        self.roll().is_live(name, Instant::now(), self.timeout)
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
        let mut changed = self.changed.subscribe();
        let mut nobody_since = None;
        loop {
            let now = Instant::now();
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
            // An error would mean that the fleet is gone, which holds the sender itself.
            let _ = tokio::time::timeout(look_again, changed.changed()).await;
        }
    }

    /// A place that is free now.
    pub(super) fn seat_now(self: &Arc<Self>, wanted: Wanted<'_>) -> Option<Seat> {
        match self.choose(wanted, Instant::now()) {
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
        self.fleet.changed.send_replace(());
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
