//! Which run a request leads to: the unfinished one that asked for the same, or a new one.

use std::sync::Arc;

use sparky_common::{
    model::{RunId, RunRequest, RunStatus},
    period::{Kind, Period},
};
use uuid::Uuid;

use super::Journal;
use crate::{
    blocking::off_thread,
    clock::{Clock, SystemClock},
    lease::{LeaseError, Leases},
    ledger::{Ledger, LedgerError, RunHead},
    state::RunEvent,
};

/// Takes the lease of the request's period, then continues its unfinished run if that asked for the same, else ends
/// it as superseded and begins a new one.
///
/// # Errors
/// When the period is being run elsewhere, or the ledger or the lock cannot be written.
pub async fn admit(leases: &Arc<Leases>, request: RunRequest) -> Result<Journal, LeaseError> {
    let (kind, period, ledger) = (request.kind, request.period, leases.ledger());
    let mut lease = leases.take_period(kind, period).await?;
    let run = name(kind, period);
    // Only now: before the lease was taken its holder may have ended or begun runs.
    for unfinished in unfinished_of(ledger, kind, period).await? {
        let mut journal = Journal::open(Arc::clone(ledger), lease, &unfinished).await?;
        if journal.state().request == request {
            tracing::info!(run = unfinished, "continues an unfinished run");
            return Ok(journal);
        }
        let reason = Some(format!("superseded by {run}, which asked for something else"));
        journal
            .record_now(RunEvent::Ended {
                status: RunStatus::Cancelled,
                reason,
            })
            .await?;
        lease = journal.into_lease();
    }
    Ok(Journal::begin(Arc::clone(ledger), lease, run, request, SystemClock.now()).await?)
}

/// Takes the lease of a recorded run's period and opens the run.
///
/// # Errors
/// When the period is being run elsewhere, or the ledger or the lock cannot be written.
pub async fn reopen(leases: &Arc<Leases>, head: &RunHead) -> Result<Journal, LeaseError> {
    let lease = leases.take_period(head.kind, head.period).await?;
    Ok(Journal::open(Arc::clone(leases.ledger()), lease, &head.run).await?)
}

async fn unfinished_of(ledger: &Arc<Ledger>, kind: Kind, period: Period) -> Result<Vec<RunId>, LedgerError> {
    let ledger = Arc::clone(ledger);
    let unfinished = off_thread(move || ledger.unfinished()).await?;
    Ok(unfinished
        .into_iter()
        .filter(|head| (head.kind, head.period) == (kind, period))
        .map(|head| head.run)
        .collect())
}

/// `weekly-2025-W46-` and a part that grows with time: the milliseconds of a UUIDv7 and enough of its randomness.
fn name(kind: Kind, period: Period) -> RunId {
    let id = Uuid::now_v7().simple().to_string();
    format!("{kind}-{period}-{}{}", &id[..12], &id[24..])
}
