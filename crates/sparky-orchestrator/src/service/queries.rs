//! What is asked about runs besides the commands of the bus: pages, histories, and doing one again.

use async_trait::async_trait;
use jiff::Timestamp;
use sparky_common::{
    messages::TaskFailure,
    model::{ArtifactRef, LeaseState, Phase, RunId, RunRecord, RunRequest, RunStatus},
};

use super::runs::{Runs, mistake, otherwise};
use crate::{
    ledger::{Filter, Ledger, LedgerError, Place, RunHead},
    record,
    schedule::Desk,
    state::{Recorded, RunEvent, RunState},
};

use std::sync::Arc;

/// How many runs of a period are looked through for one that was made already.
const LOOKED_THROUGH: u32 = 20;

impl Runs {
    /// A page of runs, newest first.
    pub(crate) async fn page(
        &self,
        filter: Filter,
        after: Option<Place>,
        limit: u32,
    ) -> Result<Vec<RunHead>, LedgerError> {
        self.read(move |ledger| ledger.page(&filter, after.as_ref(), limit))
            .await
    }

    /// The head of a run, by its id or a period's newest.
    pub(crate) async fn head(&self, wanted: &str) -> Result<Option<RunHead>, LedgerError> {
        let name = wanted.to_owned();
        self.read(move |ledger| ledger.find(&name)).await
    }

    /// Every lease there ever was, by name.
    pub(crate) async fn leases(&self) -> Result<Vec<LeaseState>, TaskFailure> {
        self.read(Ledger::leases).await.map_err(|error| error.failure())
    }

    /// Takes a lease away from whoever has it. A run of this process that it was for stops at once.
    pub(crate) async fn break_lease(&self, name: &str, by: &str) -> Result<Vec<LeaseState>, TaskFailure> {
        let (lease, who) = (name.to_owned(), by.to_owned());
        let broken = self
            .read(move |ledger| ledger.break_lease(&lease, &who, Timestamp::now()))
            .await
            .map_err(|error| error.failure())?;
        let Some(held) = broken else {
            return Err(mistake(format!("nobody holds the lease `{name}`"))
                .with_hint("`sparky leases list` shows the leases that there are"));
        };
        tracing::warn!(
            lease = name,
            by,
            holder = held.holder_in_words(),
            "a lease was broken"
        );
        self.check_leases().await;
        self.leases().await
    }

    /// Everything that happened to a run.
    pub(crate) async fn events(&self, run: &str) -> Result<Vec<Recorded>, LedgerError> {
        let name = run.to_owned();
        self.read(move |ledger| ledger.events(&name)).await
    }

    /// A run as its events tell, with all that its artifacts hold.
    pub(crate) async fn complete(&self, run: &str) -> Result<RunRecord, LedgerError> {
        let name = run.to_owned();
        let (state, _) = self.read(move |ledger| ledger.replay(&name)).await?;
        Ok(record::complete(&state, Timestamp::now(), &self.store).await)
    }

    /// What a phase of a run made, once its gate let it through.
    pub(crate) async fn artifact(&self, run: &str, phase: Phase) -> Result<Option<ArtifactRef>, LedgerError> {
        let name = run.to_owned();
        let (state, _) = self.read(move |ledger| ledger.replay(&name)).await?;
        Ok(state.outcomes.get(&phase).map(|outcome| outcome.artifact.clone()))
    }

    /// Does a run that is over again, or continues one that was left unfinished.
    pub(crate) async fn retry(self: &Arc<Self>, wanted: &str) -> Result<RunRecord, TaskFailure> {
        let head = self.find(wanted).await?;
        if head.status == RunStatus::Held {
            return Err(mistake(format!("run {} waits for approval", head.run))
                .with_hint("approve it, or reject it first"));
        }
        let run = head.run;
        let (state, _) = self
            .read(move |ledger| ledger.replay(&run))
            .await
            .map_err(|error| error.failure())?;
        self.start(state.request).await
    }

    /// Ends a held run: its documents are not published.
    pub(crate) async fn reject(&self, wanted: &str, by: &str, why: &str) -> Result<RunRecord, TaskFailure> {
        let _turn = self.turn().await;
        let head = self.find(wanted).await?;
        if head.status != RunStatus::Held {
            return Err(otherwise(&head.run, head.status, "does not wait for approval"));
        }
        let reason = match why.trim() {
            "" => format!("rejected by {by}"),
            why => format!("rejected by {by}: {why}"),
        };
        let end = RunEvent::Ended {
            status: RunStatus::Cancelled,
            reason: Some(reason),
        };
        let is_held = |state: &RunState| state.status() == RunStatus::Held;
        self.record_outside(&head, end, is_held, "does not wait for approval")
            .await?;
        self.record(&head.run).await
    }
}

/// Runs as schedules see them.
pub(crate) struct ScheduledRuns(pub(crate) Arc<Runs>);

#[async_trait]
impl Desk for ScheduledRuns {
    async fn start(&self, request: RunRequest) -> Result<RunRecord, TaskFailure> {
        self.0.start(request).await
    }

    async fn cancel(&self, run: &str) -> Result<RunRecord, TaskFailure> {
        self.0.cancel(run).await
    }

    async fn show(&self, run: &str) -> Result<RunRecord, TaskFailure> {
        self.0.record(run).await
    }

    async fn made(&self, request: &RunRequest, since: Timestamp) -> Option<RunId> {
        let wanted = request.clone();
        let found = self.0.read(move |ledger| {
            let filter = Filter {
                kind: Some(wanted.kind),
                period: Some(wanted.period),
                ..Filter::default()
            };
            for head in ledger.page(&filter, None, LOOKED_THROUGH)? {
                let went_wrong = matches!(head.status, RunStatus::Failed | RunStatus::Cancelled);
                if head.created_at >= since && !went_wrong && ledger.replay(&head.run)?.0.request == wanted {
                    return Ok(Some(head.run));
                }
            }
            Ok(None)
        });
        found.await.unwrap_or_else(|error| {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "cannot tell whether a run was made already"
            );
            None
        })
    }

    async fn status(&self, run: &str) -> Option<RunStatus> {
        let head = self.0.head(run).await.ok().flatten()?;
        Some(head.status)
    }
}
