//! Keeping the schedules: plans, records, and starts what is due.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use jiff::Timestamp;
use sparky_common::{
    messages::TaskFailure,
    model::{RunId, RunRecord, RunRequest, RunStatus},
    period::Period,
};
use tokio::sync::{Mutex, Notify};
use tokio_util::sync::CancellationToken;

use super::{
    event::{Origin, RecordedSchedule, ScheduleEvent},
    plan::plan,
    rule::Rule,
    state::{ScheduleState, Waiting},
    view::{KeeperError, ScheduleView},
};
use crate::{
    blocking::off_thread,
    ledger::{Ledger, LedgerError},
};

/// The longest sleep: a clock that was set, or a machine that slept, is noticed after this.
const LOOK: Duration = Duration::from_secs(10);

/// How long a run that could not be started waits for its next try.
const REFUSED_PAUSE: Duration = Duration::from_secs(60);

/// The most periods of one backfill.
pub const BACKFILLED: usize = 400;

/// Where the keeper has runs started.
#[async_trait]
pub trait Desk: Send + Sync {
    /// Starts a run, or joins the unfinished one of the same request.
    async fn start(&self, request: RunRequest) -> Result<RunRecord, TaskFailure>;
    /// Cancels a run.
    async fn cancel(&self, run: &str) -> Result<RunRecord, TaskFailure>;
    /// Shows a run.
    async fn show(&self, run: &str) -> Result<RunRecord, TaskFailure>;
    /// The newest run of the same request that was begun at an instant or later and has not gone wrong.
    async fn made(&self, request: &RunRequest, since: Timestamp) -> Option<RunId>;
    /// Where a run stands.
    async fn status(&self, run: &str) -> Option<RunStatus>;
}

struct Entry {
    rule: Rule,
    state: ScheduleState,
    recorded: u64,
    /// When the first of the queue may be tried again after it was refused.
    again: Option<tokio::time::Instant>,
}

/// Keeps the schedules of an orchestrator.
pub struct Keeper {
    ledger: Arc<Ledger>,
    desk: Arc<dyn Desk>,
    enabled: AtomicBool,
    entries: Mutex<BTreeMap<String, Entry>>,
    woken: Notify,
}

impl Keeper {
    /// Opens the schedules as the ledger knows them. `enabled` says whether the clock starts runs.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn open(
        ledger: Arc<Ledger>,
        desk: Arc<dyn Desk>,
        rules: Vec<Rule>,
        enabled: bool,
    ) -> Result<Self, LedgerError> {
        let keeper = Self {
            ledger,
            desk,
            enabled: AtomicBool::new(enabled),
            entries: Mutex::default(),
            woken: Notify::new(),
        };
        keeper.follow(rules, enabled).await?;
        Ok(keeper)
    }

    /// Goes by these rules from now on. What the ledger knows of a schedule stays, also of one that is left out and comes back; runs
    /// that wait in the queue of one that is left out wait until it does.
    ///
    /// # Errors
    /// When the ledger cannot be read: then nothing has changed.
    pub async fn follow(&self, rules: Vec<Rule>, enabled: bool) -> Result<(), LedgerError> {
        let mut entries = self.entries.lock().await;
        let mut next = BTreeMap::new();
        for rule in rules {
            let (state, recorded) = self.read(&rule.name).await?;
            let name = rule.name.clone();
            next.insert(
                name,
                Entry {
                    rule,
                    state,
                    recorded,
                    again: None,
                },
            );
        }
        *entries = next;
        self.enabled.store(enabled, Ordering::Relaxed);
        self.woken.notify_one();
        Ok(())
    }

    /// Whether the clock starts runs.
    fn enabled(&self) -> bool {
        self.enabled.load(Ordering::Relaxed)
    }

    /// Keeps the schedules until `shutdown`.
    pub async fn keep(&self, shutdown: CancellationToken) {
        loop {
            let pause = self.turn(Timestamp::now()).await.min(LOOK);
            tokio::select! {
                () = shutdown.cancelled() => return,
                () = self.woken.notified() => {}
                () = tokio::time::sleep(pause) => {}
            }
        }
    }

    /// Looks at every schedule once. Returns how long nothing is going to happen.
    pub async fn turn(&self, now: Timestamp) -> Duration {
        let mut entries = self.entries.lock().await;
        let mut pause = LOOK;
        for entry in entries.values_mut() {
            match self.attend(entry, now).await {
                Ok(next) => pause = pause.min(next),
                Err(error) => {
                    tracing::error!(
                        schedule = entry.rule.name,
                        error = &error as &dyn std::error::Error,
                        "a schedule could not be kept"
                    );
                    // Someone else may have written: begin from what the ledger says.
                    if let Ok((state, recorded)) = self.read(&entry.rule.name).await {
                        (entry.state, entry.recorded) = (state, recorded);
                    }
                }
            }
        }
        pause
    }

    async fn attend(&self, entry: &mut Entry, now: Timestamp) -> Result<Duration, KeeperError> {
        let busy = self.is_busy(&entry.state).await;
        let plan = plan(&entry.rule, &entry.state, busy, self.enabled(), now);
        self.record(entry, &plan.events, now).await?;
        if let Some(run) = &plan.cancel
            && let Err(failure) = self.desk.cancel(run).await
        {
            tracing::warn!(
                run,
                error = failure.message,
                "a run that should give way could not be cancelled"
            );
        }
        let rested = entry
            .again
            .is_none_or(|again| again <= tokio::time::Instant::now());
        if let Some(waiting) = plan.start.filter(|_| rested) {
            self.begin(entry, waiting, now).await?;
        }
        let until = |at: Timestamp| Duration::try_from(at.duration_since(now)).unwrap_or(Duration::ZERO);
        // Whether a run has ended is looked at once a second while something waits for it.
        let look = if entry.state.queue.is_empty() {
            LOOK
        } else {
            Duration::from_secs(1)
        };
        Ok(plan.next.map_or(look, |next| until(next.at).min(look)))
    }

    /// Starts what waits, unless it was started before the process died.
    async fn begin(&self, entry: &mut Entry, waiting: Waiting, now: Timestamp) -> Result<(), KeeperError> {
        let period = waiting.period;
        let request = request(&entry.rule, period);
        let made = match waiting.origin {
            Origin::Clock | Origin::CatchUp | Origin::Backfill => self.desk.made(&request, waiting.due).await,
            Origin::Trigger => None,
        };
        let started = match made {
            Some(run) => Ok(run),
            None => self.desk.start(request).await.map(|record| record.run),
        };
        match started {
            Ok(run) => {
                tracing::info!(schedule = entry.rule.name, %period, run, "a scheduled run was started");
                entry.again = None;
                self.record(entry, &[ScheduleEvent::Started { period, run }], now)
                    .await
            }
            Err(failure) => self.refused(entry, &waiting, failure.message, now).await,
        }
    }

    /// Another try comes later, as long as the run may be made up for.
    async fn refused(
        &self,
        entry: &mut Entry,
        waiting: &Waiting,
        reason: String,
        now: Timestamp,
    ) -> Result<(), KeeperError> {
        let (period, due) = (waiting.period, waiting.due);
        tracing::warn!(schedule = entry.rule.name, %period, reason, "a scheduled run could not be started");
        let late = Duration::try_from(now.duration_since(due)).unwrap_or(Duration::ZERO);
        entry.again = Some(tokio::time::Instant::now() + REFUSED_PAUSE);
        if late > entry.rule.catch_up {
            let event = ScheduleEvent::Skipped { period, due, reason };
            return self.record(entry, &[event], now).await;
        }
        if entry.state.refused.as_deref() == Some(&reason) {
            return Ok(());
        }
        self.record(entry, &[ScheduleEvent::Refused { period, reason }], now)
            .await
    }

    /// Every schedule, by name.
    pub async fn list(&self) -> Vec<ScheduleView> {
        let now = Timestamp::now();
        self.entries
            .lock()
            .await
            .values()
            .map(|entry| self.view(entry, now))
            .collect()
    }

    /// One schedule.
    ///
    /// # Errors
    /// When there is none of that name.
    pub async fn show(&self, name: &str) -> Result<ScheduleView, KeeperError> {
        let mut entries = self.entries.lock().await;
        let entry = find(&mut entries, name)?;
        Ok(self.view(entry, Timestamp::now()))
    }

    /// The latest decisions about a schedule, newest first.
    ///
    /// # Errors
    /// When there is none of that name, or the ledger cannot be read.
    pub async fn decisions(&self, name: &str, limit: usize) -> Result<Vec<RecordedSchedule>, KeeperError> {
        self.show(name).await?;
        let (ledger, name) = (Arc::clone(&self.ledger), name.to_owned());
        let mut events = off_thread(move || ledger.schedule_events(&name)).await?;
        events.reverse();
        events.truncate(limit);
        Ok(events)
    }

    /// Pauses or resumes a schedule. What was due while it was paused is not made up for.
    ///
    /// # Errors
    /// When there is none of that name, or the ledger cannot be written.
    pub async fn set_paused(
        &self,
        name: &str,
        paused: bool,
        by: String,
    ) -> Result<ScheduleView, KeeperError> {
        let mut entries = self.entries.lock().await;
        let now = Timestamp::now();
        let entry = find(&mut entries, name)?;
        if entry.state.paused.is_some() != paused {
            let event = if paused {
                ScheduleEvent::Paused { by }
            } else {
                ScheduleEvent::Resumed { by }
            };
            self.record(entry, &[event], now).await?;
        }
        self.woken.notify_one();
        Ok(self.view(entry, now))
    }

    /// Has a run made now. A period that has been made already, or is being made, is not made again unless `again`:
    /// whoever triggers twice, as a Kubernetes CronJob may, gets the same run. The flag tells whether a run was started.
    ///
    /// # Errors
    /// When there is no such schedule, the period is of another kind, or the run cannot be started.
    pub async fn trigger(
        &self,
        name: &str,
        period: Option<Period>,
        again: bool,
        by: &str,
    ) -> Result<(RunRecord, bool), KeeperError> {
        let mut entries = self.entries.lock().await;
        let entry = find(&mut entries, name)?;
        let now = Timestamp::now();
        let period = period
            .unwrap_or_else(|| Period::last_over(entry.rule.kind, &now.to_zoned(entry.rule.periods.clone())));
        check_kind(&entry.rule, period)?;
        let request = request(&entry.rule, period);
        if !again {
            // When the period was over it could be made: what is older was about a part of it.
            let over = period.window(&entry.rule.periods).end;
            if let Some(run) = self.desk.made(&request, over).await {
                return Ok((self.desk.show(&run).await?, false));
            }
        }
        let event = ScheduleEvent::Queued {
            period,
            due: now,
            origin: Origin::Trigger,
            reason: format!("triggered by {by}"),
        };
        self.record(entry, &[event], now).await?;
        match self.desk.start(request).await {
            Ok(record) => {
                let run = record.run.clone();
                self.record(entry, &[ScheduleEvent::Started { period, run }], now)
                    .await?;
                Ok((record, true))
            }
            Err(failure) => {
                let reason = failure.message.clone();
                let event = ScheduleEvent::Skipped {
                    period,
                    due: now,
                    reason,
                };
                self.record(entry, &[event], now).await?;
                Err(failure.into())
            }
        }
    }

    /// Has every period of a range made, one after the other. Returns the periods.
    ///
    /// # Errors
    /// When there is no such schedule, the range is none, or the ledger cannot be written.
    pub async fn backfill(
        &self,
        name: &str,
        first: Period,
        last: Period,
        by: &str,
    ) -> Result<Vec<Period>, KeeperError> {
        let mut entries = self.entries.lock().await;
        let entry = find(&mut entries, name)?;
        let now = Timestamp::now();
        check_kind(&entry.rule, first)?;
        check_kind(&entry.rule, last)?;
        if !last.has_begun(&entry.rule.periods, now) {
            return Err(KeeperError::Range(format!("`{last}` has not begun")));
        }
        let waiting: BTreeSet<_> = entry.state.queue.iter().map(|waiting| waiting.period).collect();
        let periods: Vec<_> = std::iter::successors(Some(first), |period| Some(period.next()))
            .take_while(|period| *period <= last)
            .take(BACKFILLED + 1)
            .collect();
        if periods.is_empty() || periods.len() > BACKFILLED {
            return Err(KeeperError::Range(format!(
                "from `{first}` to `{last}` is no range of 1 to {BACKFILLED} periods"
            )));
        }
        let events: Vec<_> = periods
            .iter()
            .filter(|period| !waiting.contains(period))
            .map(|period| ScheduleEvent::Queued {
                period: *period,
                due: now,
                origin: Origin::Backfill,
                reason: format!("{by} asked for {first} to {last}"),
            })
            .collect();
        self.record(entry, &events, now).await?;
        self.woken.notify_one();
        Ok(periods)
    }

    /// A schedule's run waits for nobody and has not ended.
    async fn is_busy(&self, state: &ScheduleState) -> bool {
        match &state.started {
            Some((_, run)) => self
                .desk
                .status(run)
                .await
                .is_some_and(|status| !status.is_final() && status != RunStatus::Held),
            None => false,
        }
    }

    async fn record(
        &self,
        entry: &mut Entry,
        events: &[ScheduleEvent],
        at: Timestamp,
    ) -> Result<(), KeeperError> {
        if events.is_empty() {
            return Ok(());
        }
        let (ledger, name) = (Arc::clone(&self.ledger), entry.rule.name.clone());
        let (seq, batch) = (entry.recorded + 1, events.to_vec());
        if !off_thread(move || ledger.append_schedule(&name, seq, &batch, at)).await? {
            return Err(KeeperError::Contended);
        }
        entry.recorded += events.len() as u64;
        for event in events {
            tracing::info!(
                schedule = entry.rule.name,
                decision = event.kind(),
                "a decision about a schedule"
            );
            entry.state.apply(event, at);
        }
        Ok(())
    }

    async fn read(&self, name: &str) -> Result<(ScheduleState, u64), LedgerError> {
        let (ledger, name) = (Arc::clone(&self.ledger), name.to_owned());
        let events = off_thread(move || ledger.schedule_events(&name)).await?;
        let state = ScheduleState::replay(events.iter().map(|recorded| (&recorded.event, recorded.at)));
        Ok((state, events.len() as u64))
    }

    fn view(&self, entry: &Entry, now: Timestamp) -> ScheduleView {
        let Entry { rule, state, .. } = entry;
        let next = plan(rule, state, true, self.enabled(), now).next;
        ScheduleView {
            name: rule.name.clone(),
            kind: rule.kind,
            cron: rule.cron.to_string(),
            time_zone: rule.zone.iana_name().unwrap_or("UTC").to_owned(),
            overlap: format!("{:?}", rule.overlap).to_lowercase(),
            catch_up_seconds: rule.catch_up.as_secs(),
            delay_seconds: rule.delay.as_secs(),
            publish: rule.publish,
            enabled: self.enabled(),
            paused: state.paused.is_some(),
            next_at: next.map(|next| next.at),
            next_period: next.map(|next| next.period),
            last_run: state.started.as_ref().map(|(_, run)| run.clone()),
            last_period: state.started.as_ref().map(|(period, _)| *period),
            waiting: state.queue.iter().map(|waiting| waiting.period).collect(),
            refused: state.refused.clone(),
        }
    }
}

fn find<'a>(entries: &'a mut BTreeMap<String, Entry>, name: &str) -> Result<&'a mut Entry, KeeperError> {
    let known = entries.keys().cloned().collect::<Vec<_>>().join(", ");
    entries.get_mut(name).ok_or_else(|| KeeperError::Unknown {
        name: name.to_owned(),
        known,
    })
}

fn check_kind(rule: &Rule, period: Period) -> Result<(), KeeperError> {
    if period.kind() == rule.kind {
        return Ok(());
    }
    Err(KeeperError::Range(format!(
        "`{period}` is a {}, but schedule `{}` makes {} reports",
        period.kind().noun(),
        rule.name,
        rule.kind
    )))
}

/// What a schedule asks for: the configured sources, and the configured destinations.
fn request(rule: &Rule, period: Period) -> RunRequest {
    RunRequest {
        kind: rule.kind,
        period,
        sources: Vec::new(),
        organisation: None,
        publish: rule.publish,
        dry_run: false,
        model: None,
    }
}
