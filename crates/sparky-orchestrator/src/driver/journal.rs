//! A run's state together with its ledger: what is in one is in the other.

use std::sync::Arc;

use jiff::Timestamp;
use sparky_common::{
    messages::FencingToken,
    model::{RunId, RunRequest},
};
use tokio_util::sync::CancellationToken;

use crate::{
    blocking::off_thread,
    clock::{Clock, SystemClock},
    lease::{Lease, Leases},
    ledger::{Ledger, LedgerError},
    state::{IllegalEvent, RunEvent, RunState},
};

/// One run, open for recording. Holds the lease of its period.
pub struct Journal {
    ledger: Arc<Ledger>,
    lease: Lease,
    state: RunState,
    recorded: u64,
}

impl Journal {
    /// Records a new run that is asked for at an instant.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub async fn begin(
        ledger: Arc<Ledger>,
        lease: Lease,
        run: RunId,
        request: RunRequest,
        at: Timestamp,
    ) -> Result<Self, LedgerError> {
        let state = RunState::requested(run, request.clone(), at);
        let mut journal = Self {
            ledger,
            lease,
            state,
            recorded: 0,
        };
        journal
            .write(journal.state.clone(), &[RunEvent::Requested { request }], at)
            .await?;
        Ok(journal)
    }

    /// Opens a recorded run.
    ///
    /// # Errors
    /// When the ledger cannot be read or does not have the run.
    pub async fn open(ledger: Arc<Ledger>, lease: Lease, run: &str) -> Result<Self, LedgerError> {
        let (reader, name) = (Arc::clone(&ledger), run.to_owned());
        let (state, recorded) = off_thread(move || reader.replay(&name)).await?;
        Ok(Self {
            ledger,
            lease,
            state,
            recorded,
        })
    }

    /// Closes the run and keeps the lease for another one of its period.
    pub(super) fn into_lease(self) -> Lease {
        self.lease
    }

    /// The run as recorded.
    pub fn state(&self) -> &RunState {
        &self.state
    }

    /// Where further leases come from.
    pub(super) fn leases(&self) -> Arc<Leases> {
        Arc::clone(self.lease.desk())
    }

    /// Set when another orchestrator has taken the run over.
    pub(super) fn lost(&self) -> CancellationToken {
        self.lease.lost.clone()
    }

    /// In whose name the run's tasks are done.
    pub(super) fn token(&self) -> FencingToken {
        self.lease.fence.token()
    }

    /// The run as it would be after some more events.
    ///
    /// # Errors
    /// When they cannot follow.
    pub(super) fn after(&self, events: &[RunEvent], at: Timestamp) -> Result<RunState, LedgerError> {
        let mut state = self.state.clone();
        let applied: Result<(), IllegalEvent> = events.iter().try_for_each(|event| state.apply(event, at));
        applied
            .map(|()| state)
            .map_err(|source| self.ledger.impossible(source))
    }

    /// Records events, all or none.
    ///
    /// # Errors
    /// When they cannot follow or the ledger cannot be written; the state is then unchanged.
    pub async fn record(&mut self, events: &[RunEvent], at: Timestamp) -> Result<(), LedgerError> {
        let after = self.after(events, at)?;
        self.write(after, events, at).await
    }

    /// Records one event, now.
    ///
    /// # Errors
    /// As [`Self::record`].
    pub async fn record_now(&mut self, event: RunEvent) -> Result<(), LedgerError> {
        self.record(&[event], SystemClock.now()).await
    }

    async fn write(
        &mut self,
        after: RunState,
        events: &[RunEvent],
        at: Timestamp,
    ) -> Result<(), LedgerError> {
        let (ledger, fence) = (Arc::clone(&self.ledger), self.lease.fence.clone());
        let (seq, batch) = (self.recorded + 1, events.to_vec());
        self.state = off_thread(move || {
            ledger.append(&fence, &after, seq, &batch, at)?;
            Ok::<_, LedgerError>(after)
        })
        .await?;
        self.recorded += events.len() as u64;
        Ok(())
    }
}
