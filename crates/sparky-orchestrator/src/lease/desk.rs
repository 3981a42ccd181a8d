//! Taking, renewing and giving back leases.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
    time::Duration,
};

use jiff::Timestamp;
use prometheus::IntCounterVec;
use sparky_common::{
    model::LeaseState,
    period::{Kind, Period},
};
use tokio_util::sync::CancellationToken;

use super::{DESTINATIONS, LeaseError, of_period, presence::Presence};
use crate::{
    blocking::off_thread,
    config::Folders,
    ledger::{Fence, Ledger, LedgerError, Taking},
};

/// The shortest and the longest wait between two tries to take a lease.
const PAUSES: (Duration, Duration) = (Duration::from_millis(50), Duration::from_secs(1));

/// The leases of this process.
pub struct Leases {
    ledger: Arc<Ledger>,
    folders: Folders,
    time: Duration,
    /// Made when it is needed: who only looks needs no lock file.
    presence: OnceLock<Presence>,
    held: Mutex<BTreeMap<String, Held>>,
    contentions: Option<IntCounterVec>,
}

#[derive(Debug)]
struct Held {
    fence: Fence,
    lost: CancellationToken,
}

/// A lease, until it is dropped.
pub struct Lease {
    desk: Arc<Leases>,
    /// What the ledger checks at each append.
    pub fence: Fence,
    /// Set when someone else has taken it.
    pub lost: CancellationToken,
}

impl Leases {
    /// The leases over a ledger, each for so long unless it is renewed.
    pub fn new(ledger: Arc<Ledger>, folders: Folders, time: Duration) -> Self {
        Self {
            ledger,
            folders,
            time,
            presence: OnceLock::new(),
            held: Mutex::default(),
            contentions: None,
        }
    }

    /// The same, counting each time a lease was held by someone else.
    pub(crate) fn counting(self, contentions: IntCounterVec) -> Self {
        Self {
            contentions: Some(contentions),
            ..self
        }
    }

    /// The ledger that keeps them.
    pub fn ledger(&self) -> &Arc<Ledger> {
        &self.ledger
    }

    /// Takes the right to run a period, or says who has it.
    ///
    /// # Errors
    /// When someone else has it, or the lock file or the ledger cannot be written.
    pub async fn take_period(self: &Arc<Self>, kind: Kind, period: Period) -> Result<Lease, LeaseError> {
        let taken = self.take(of_period(kind, period)).await?;
        taken.map_err(|state| {
            self.count("run");
            LeaseError::Taken {
                kind,
                period,
                holder: state.holder_in_words(),
            }
        })
    }

    /// Waits for the right to publish to the destinations.
    ///
    /// # Errors
    /// When someone else has it for as long as `patience`, or the lock file or the ledger cannot be written.
    pub async fn wait_for_destinations(self: &Arc<Self>, patience: Duration) -> Result<Lease, LeaseError> {
        let (began, mut pause) = (tokio::time::Instant::now(), PAUSES.0);
        loop {
            let state = match self.take(DESTINATIONS.into()).await? {
                Ok(lease) => return Ok(lease),
                Err(state) => state,
            };
            if pause == PAUSES.0 {
                self.count(DESTINATIONS);
            }
            if began.elapsed() >= patience {
                return Err(LeaseError::Held {
                    name: state.name.clone(),
                    holder: state.holder_in_words(),
                });
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(PAUSES.1);
        }
    }

    async fn take(self: &Arc<Self>, name: String) -> Result<Result<Lease, LeaseState>, LeaseError> {
        let desk = Arc::clone(self);
        off_thread(move || desk.take_now(&name)).await
    }

    /// Blocks.
    fn take_now(self: &Arc<Self>, name: &str) -> Result<Result<Lease, LeaseState>, LeaseError> {
        let presence = self.presence()?;
        let now = Timestamp::now();
        // One at a time, so that what is held and what the ledger says agree.
        let mut held = self.held();
        let ours = held.contains_key(name);
        let gone = |state: &LeaseState| match &state.holder {
            Some(holder) if holder.id == presence.holder.id => !ours,
            Some(holder) => presence.is_gone(holder),
            None => false,
        };
        let taking = self
            .ledger
            .take_lease(name, &presence.holder, now, self.time, gone)?;
        let fence = match taking {
            Taking::Taken(state) => return Ok(Err(state)),
            Taking::Yours(fence) => fence,
        };
        let lost = CancellationToken::new();
        let entry = Held {
            fence: fence.clone(),
            lost: lost.clone(),
        };
        if let Some(before) = held.insert(name.to_owned(), entry) {
            before.lost.cancel();
        }
        Ok(Ok(Lease {
            desk: Arc::clone(self),
            fence,
            lost,
        }))
    }

    /// How long a lease lasts unless it is renewed.
    pub fn time(&self) -> Duration {
        self.time
    }

    /// Renews every lease in time until `shutdown`, and tells the holders of those that were lost.
    pub async fn keep(self: Arc<Self>, shutdown: CancellationToken) {
        loop {
            tokio::select! {
                () = shutdown.cancelled() => return,
                () = tokio::time::sleep(self.time / 3) => {}
            }
            let desk = Arc::clone(&self);
            if let Err(error) = off_thread(move || desk.renew()).await {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "the leases cannot be renewed: others may take them when their time is over"
                );
            }
        }
    }

    /// Renews every lease now. Blocks.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub fn renew(&self) -> Result<(), LedgerError> {
        let mut held = self.held();
        let fences: Vec<Fence> = held.values().map(|held| held.fence.clone()).collect();
        if fences.is_empty() {
            return Ok(());
        }
        for lost in self.ledger.renew_leases(&fences, Timestamp::now(), self.time)? {
            tracing::warn!(
                lease = lost.lease,
                epoch = lost.epoch,
                "the lease was taken over by another process"
            );
            if let Some(entry) = held.remove(&lost.lease) {
                entry.lost.cancel();
            }
        }
        Ok(())
    }

    fn give_back(&self, fence: &Fence) {
        let mut held = self.held();
        if held.get(&fence.lease).is_some_and(|entry| entry.fence == *fence) {
            held.remove(&fence.lease);
        }
        if let Err(error) = self.ledger.end_lease(fence, Timestamp::now()) {
            tracing::warn!(
                lease = fence.lease,
                error = &error as &dyn std::error::Error,
                "the lease cannot be given back: it ends by itself"
            );
        }
    }

    fn presence(&self) -> Result<&Presence, LeaseError> {
        if let Some(presence) = self.presence.get() {
            return Ok(presence);
        }
        let made = Presence::announce(&self.folders.leases())?;
        Ok(self.presence.get_or_init(|| made))
    }

    fn count(&self, lease: &str) {
        if let Some(counter) = &self.contentions {
            counter.with_label_values(&[lease]).inc();
        }
    }

    /// A panic while it is held leaves a consistent table: every change is one step.
    fn held(&self) -> MutexGuard<'_, BTreeMap<String, Held>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Lease {
    /// Where it came from.
    pub fn desk(&self) -> &Arc<Leases> {
        &self.desk
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        self.desk.give_back(&self.fence);
    }
}
