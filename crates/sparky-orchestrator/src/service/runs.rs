//! The runs of this orchestrator: starting, continuing, showing and stopping them.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock},
    time::Duration,
};

use jiff::{Timestamp, tz::TimeZone};
use sparky_common::{
    artifact::ArtifactStore,
    messages::TaskFailure,
    model::{Control, RunId, RunRecord, RunRequest, RunStatus},
};
use tokio::sync::watch;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{approval, request};
use crate::{
    blocking::off_thread,
    config::Policy,
    driver::{Driver, Journal, Stop, admit, reopen},
    lease::{LeaseError, Leases},
    ledger::{Ledger, LedgerError, RunHead},
    record,
    state::{RunEvent, RunState},
};

/// How long the answer to a cancellation waits for the run to end.
const CANCEL_WAIT: Duration = Duration::from_secs(1);

/// How long a stopping orchestrator waits for its runs to be interrupted.
const DRAIN: Duration = Duration::from_secs(5);

/// The most runs in one listing: an answer must fit into a message.
const LISTED: u32 = 1000;

/// A run that this process drives.
#[derive(Clone)]
struct Active {
    request: RunRequest,
    stop: Stop,
    /// Set when it is driven no more.
    rested: CancellationToken,
}

/// All runs.
pub(crate) struct Runs {
    ledger: Arc<Ledger>,
    leases: Arc<Leases>,
    pub(crate) store: ArtifactStore,
    driver: Driver,
    /// By which runs are driven that are begun or continued from now on.
    policy: RwLock<Policy>,
    zone: TimeZone,
    shutdown: CancellationToken,
    driving: TaskTracker,
    /// One at a time decides whether a request leads to a new run.
    admitting: tokio::sync::Mutex<()>,
    /// Whether work goes on.
    pub(super) control: watch::Sender<Control>,
    active: Mutex<BTreeMap<RunId, Active>>,
    /// Runs whose ledger could not be written, and why. They stay unfinished and can be continued.
    broken: Mutex<BTreeMap<RunId, TaskFailure>>,
}

impl Runs {
    pub(crate) fn new(
        leases: Arc<Leases>,
        store: ArtifactStore,
        driver: Driver,
        control: watch::Sender<Control>,
        zone: TimeZone,
        shutdown: CancellationToken,
    ) -> Self {
        Self {
            ledger: Arc::clone(leases.ledger()),
            leases,
            store,
            policy: RwLock::new(driver.policy.clone()),
            driver,
            control,
            zone,
            shutdown,
            driving: TaskTracker::new(),
            admitting: tokio::sync::Mutex::default(),
            active: Mutex::default(),
            broken: Mutex::default(),
        }
    }

    /// Drives runs by another policy that are begun or continued from now on.
    pub(crate) fn follow(&self, policy: Policy) {
        *self.policy.write().unwrap_or_else(PoisonError::into_inner) = policy;
    }

    /// Starts a run, or joins or continues the unfinished one that asked for the same.
    pub(crate) async fn start(self: &Arc<Self>, request: RunRequest) -> Result<RunRecord, TaskFailure> {
        request::check(&request, &self.zone, Timestamp::now())?;
        self.refuse_unless_open()?;
        let _turn = self.admitting.lock().await;
        if let Some((run, active)) = self.active_of(&request) {
            return if active.request == request {
                self.record(&run).await
            } else {
                Err(taken(&run, &request))
            };
        }
        let journal = admit(&self.leases, request)
            .await
            .map_err(|error| error.failure())?;
        Ok(self.drive(journal))
    }

    /// Continues every unfinished run that waits for nobody and is in nobody's hands.
    pub(crate) async fn resume_all(self: &Arc<Self>) -> Result<(), LedgerError> {
        let _turn = self.admitting.lock().await;
        let unfinished = self.read(Ledger::unfinished).await?;
        for head in unfinished
            .into_iter()
            .filter(|head| head.status != RunStatus::Held && !lock(&self.active).contains_key(&head.run))
        {
            match reopen(&self.leases, &head).await {
                Ok(journal) if journal.state().ended_at().is_some() => {}
                Ok(journal) => {
                    tracing::info!(run = head.run, "continues an unfinished run");
                    self.drive(journal);
                }
                Err(LeaseError::Taken { holder, .. }) => {
                    tracing::debug!(run = head.run, holder, "an unfinished run is in other hands");
                }
                Err(error) => tracing::warn!(run = head.run, %error, "an unfinished run cannot be continued"),
            }
        }
        Ok(())
    }

    /// Keeps others from changing runs that nobody drives.
    pub(super) async fn turn(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.admitting.lock().await
    }

    /// Looks at once which leases of this process are lost.
    pub(super) async fn check_leases(&self) {
        let leases = Arc::clone(&self.leases);
        if let Err(error) = off_thread(move || leases.renew()).await {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "the leases cannot be looked at"
            );
        }
    }

    /// Looks now and then for runs that whoever had them does not go on with, until `shutdown`: its process died, hangs
    /// beyond its lease, or could not write the ledger for a while.
    pub(crate) async fn watch_over(self: Arc<Self>, shutdown: CancellationToken) {
        loop {
            tokio::select! {
                () = shutdown.cancelled() => return,
                () = tokio::time::sleep(self.leases.time() / 2) => {}
            }
            self.look_at_control().await;
            if let Err(error) = self.resume_all().await {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "cannot look for runs that nobody goes on with"
                );
            }
        }
    }

    /// Shows a run by its id, or the newest one of a period.
    pub(crate) async fn record(&self, wanted: &str) -> Result<RunRecord, TaskFailure> {
        let head = self.find(wanted).await?;
        let run = head.run.clone();
        let (state, _) = self
            .read(move |ledger| ledger.replay(&head.run))
            .await
            .map_err(|error| error.failure())?;
        // Someone else may have brought it to its end meanwhile.
        if state.ended_at().is_none()
            && let Some(failure) = lock(&self.broken).get(&run)
        {
            return Err(failure.clone());
        }
        let mut record = record::complete(&state, Timestamp::now(), &self.store).await;
        record::fit_into_message(&mut record);
        Ok(record)
    }

    /// The newest runs, newest first, without gates and documents.
    pub(crate) async fn list(&self, limit: u32) -> Result<Vec<RunRecord>, TaskFailure> {
        let heads = self
            .read(move |ledger| ledger.list(limit.min(LISTED)))
            .await
            .map_err(|error| error.failure())?;
        Ok(heads.into_iter().map(record::of_head).collect())
    }

    /// Ends a run as cancelled.
    pub(crate) async fn cancel(&self, wanted: &str) -> Result<RunRecord, TaskFailure> {
        let head = self.find(wanted).await?;
        let mut active = self.active_named(&head.run);
        let mut turn = None;
        if active.is_none() {
            // Whoever is about to drive it, or to end it, comes first.
            turn = Some(self.turn().await);
            active = self.active_named(&head.run);
        }
        if let Some(active) = active {
            drop(turn);
            active.stop.cancel.cancel();
            // A worker that does not answer may take longer; the run ends nevertheless.
            let _ = tokio::time::timeout(CANCEL_WAIT, active.rested.cancelled()).await;
        } else {
            let head = self.find(&head.run).await?;
            if head.ended_at.is_some() {
                return Err(otherwise(&head.run, head.status, "is over"));
            }
            let reason = Some("cancelled on request".into());
            let end = RunEvent::Ended {
                status: RunStatus::Cancelled,
                reason,
            };
            let may_end = |state: &RunState| state.ended_at().is_none();
            self.record_outside(&head, end, may_end, "is over").await?;
        }
        self.record(&head.run).await
    }

    /// Lets a held run go on, if what was reviewed is what is there: `sha256` names it.
    pub(crate) async fn approve(
        self: &Arc<Self>,
        wanted: &str,
        by: String,
        sha256: Option<&str>,
    ) -> Result<RunRecord, TaskFailure> {
        let _turn = self.admitting.lock().await;
        let head = self.find(wanted).await?;
        if head.status != RunStatus::Held {
            return Err(otherwise(&head.run, head.status, "does not wait for approval"));
        }
        let mut journal = self.reopened(&head).await?;
        let state = journal.state();
        let Some(review) = record::review(state) else {
            return Err(otherwise(
                &state.run,
                state.status(),
                "does not wait for approval",
            ));
        };
        approval::check(&review, sha256, &self.store).await?;
        let event = RunEvent::Approved {
            by,
            sha256: Some(review.artifact.sha256),
        };
        self.note(&mut journal, event).await?;
        Ok(self.drive(journal))
    }

    /// Resolves when no run is driven any more; call it after `shutdown`.
    pub(crate) async fn drained(&self) {
        self.driving.close();
        if tokio::time::timeout(DRAIN, self.driving.wait()).await.is_err() {
            tracing::warn!("a run did not stop in time: it will be continued at the next start");
        }
    }

    /// Records an event of a run that is not being driven.
    pub(super) async fn record_outside(
        &self,
        head: &RunHead,
        event: RunEvent,
        may: impl Fn(&RunState) -> bool,
        else_it: &str,
    ) -> Result<Journal, TaskFailure> {
        let mut journal = self.reopened(head).await?;
        if !may(journal.state()) {
            return Err(otherwise(&head.run, journal.state().status(), else_it));
        }
        self.note(&mut journal, event).await?;
        Ok(journal)
    }

    async fn reopened(&self, head: &RunHead) -> Result<Journal, TaskFailure> {
        reopen(&self.leases, head).await.map_err(|error| error.failure())
    }

    async fn note(&self, journal: &mut Journal, event: RunEvent) -> Result<(), TaskFailure> {
        journal
            .record_now(event.clone())
            .await
            .map_err(|error| error.failure())?;
        // What broke it is history now that it could be written again.
        lock(&self.broken).remove(&journal.state().run);
        self.driver.observer.changed(journal.state(), &[event]);
        Ok(())
    }

    /// Drives a run in the background. Returns what it is now.
    fn drive(self: &Arc<Self>, journal: Journal) -> RunRecord {
        let run = journal.state().run.clone();
        let record = record::of_state(journal.state(), Timestamp::now());
        let stop = Stop {
            interrupt: self.shutdown.child_token(),
            cancel: CancellationToken::new(),
        };
        let rested = CancellationToken::new();
        let request = journal.state().request.clone();
        lock(&self.broken).remove(&run);
        lock(&self.active).insert(
            run.clone(),
            Active {
                request,
                stop: stop.clone(),
                rested: rested.clone(),
            },
        );

        let turn = Turn {
            runs: Arc::clone(self),
            run,
            rested,
        };
        let driver = Driver {
            policy: self.policy.read().unwrap_or_else(PoisonError::into_inner).clone(),
            ..self.driver.clone()
        };
        self.driving.spawn(async move {
            // Dropped in reverse: the lease goes first, for whoever finds the run inactive may take it.
            let (turn, mut journal) = (turn, journal);
            if let Err(error) = driver.drive(&mut journal, &stop).await {
                turn.broke(error.failure());
            }
        });
        record
    }

    pub(super) async fn find(&self, wanted: &str) -> Result<RunHead, TaskFailure> {
        let name = wanted.to_owned();
        let found = self
            .read(move |ledger| ledger.find(&name))
            .await
            .map_err(|error| error.failure())?;
        found.ok_or_else(|| {
            mistake(format!("there is no run `{wanted}`"))
                .with_hint("`sparky runs list` shows the runs that there are")
        })
    }

    fn active_named(&self, run: &str) -> Option<Active> {
        lock(&self.active).get(run).cloned()
    }

    fn active_of(&self, request: &RunRequest) -> Option<(RunId, Active)> {
        let same =
            |active: &Active| (active.request.kind, active.request.period) == (request.kind, request.period);
        let active = lock(&self.active);
        active
            .iter()
            .find(|(_, active)| same(active))
            .map(|(run, active)| (run.clone(), active.clone()))
    }

    pub(super) async fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Ledger) -> Result<T, LedgerError> + Send + 'static,
    ) -> Result<T, LedgerError> {
        let ledger = Arc::clone(&self.ledger);
        off_thread(move || read(&ledger)).await
    }
}

/// A run's time of being driven, however it ends.
struct Turn {
    runs: Arc<Runs>,
    run: RunId,
    rested: CancellationToken,
}

impl Turn {
    fn broke(&self, failure: TaskFailure) {
        tracing::error!(
            run = self.run,
            error = failure.message,
            "the run stopped: it can be continued"
        );
        lock(&self.runs.broken).insert(self.run.clone(), failure);
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        lock(&self.runs.active).remove(&self.run);
        self.rested.cancel();
    }
}

fn taken(run: &str, request: &RunRequest) -> TaskFailure {
    mistake(format!(
        "the {} {} is being run by {run}, which asked for something else",
        request.kind.noun(),
        request.period
    ))
    .with_hint(format!(
        "wait until it has ended, or stop it: sparky runs cancel {run}"
    ))
}

pub(super) fn otherwise(run: &str, status: RunStatus, words: &str) -> TaskFailure {
    mistake(format!("run {run} {words}: it is {status}"))
}

pub(super) fn mistake(message: String) -> TaskFailure {
    TaskFailure {
        message,
        hint: None,
        retryable: false,
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
