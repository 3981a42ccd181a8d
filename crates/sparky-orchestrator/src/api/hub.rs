//! The event stream's source: what the ledger records, in one order, with the newest kept in memory.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use sparky_common::{
    messages::{Progress, TaskId},
    model::RunId,
};
use tokio::sync::{Notify, broadcast, watch};
use tokio_util::sync::CancellationToken;

use super::wire::{EventSort, StreamEvent};
use crate::{
    blocking::off_thread,
    ledger::{Fed, Ledger, LedgerError, LedgerObserver, Subject},
    schedule::ScheduleEvent,
    state::RunEvent,
};

/// How many events are kept in memory; older ones are read from the ledger.
const RING: usize = 1024;

/// How many events are read at a time.
const BATCH: u32 = 256;

/// How often the ledger is looked at without a nudge: another process may write too.
const LOOK: Duration = Duration::from_secs(5);

/// How many events of progress may wait for a listener; one that is slower misses some.
const PROGRESS: usize = 256;

/// Tells the hub that something was recorded.
#[derive(Clone, Default)]
pub(crate) struct Nudge(Arc<Notify>);

impl LedgerObserver for Nudge {
    fn appended(&self, _run: &str, _events: &[RunEvent]) {
        self.0.notify_one();
    }

    fn scheduled(&self, _schedule: &str, _events: &[ScheduleEvent]) {
        self.0.notify_one();
    }
}

/// How far the tasks of a run are, by part.
type Parts = BTreeMap<String, (TaskId, Progress)>;

/// The source of all listeners.
pub(crate) struct Hub {
    ledger: Arc<Ledger>,
    nudge: Nudge,
    ring: Mutex<VecDeque<Arc<StreamEvent>>>,
    end: watch::Sender<i64>,
    live: broadcast::Sender<Arc<StreamEvent>>,
    progress: Mutex<BTreeMap<RunId, Parts>>,
}

impl Hub {
    /// A hub over a ledger that tells `nudge` about its writes.
    pub(crate) async fn open(ledger: Arc<Ledger>, nudge: Nudge) -> Result<Self, LedgerError> {
        let reader = Arc::clone(&ledger);
        let end = off_thread(move || reader.feed_end()).await?;
        Ok(Self {
            ledger,
            nudge,
            ring: Mutex::default(),
            end: watch::Sender::new(end),
            live: broadcast::Sender::new(PROGRESS),
            progress: Mutex::default(),
        })
    }

    /// Reads what is recorded until `shutdown`.
    pub(crate) async fn feed(&self, shutdown: CancellationToken) {
        loop {
            if let Err(error) = self.read_on().await {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "the event stream lags behind the ledger"
                );
            }
            tokio::select! {
                () = shutdown.cancelled() => return,
                () = self.nudge.0.notified() => {}
                () = tokio::time::sleep(LOOK) => {}
            }
        }
    }

    async fn read_on(&self) -> Result<(), LedgerError> {
        loop {
            let place = *self.end.borrow();
            let events = self.read(place).await?;
            let Some(end) = events.last().and_then(|event| event.id) else {
                return Ok(());
            };
            for event in &events {
                if event.kind.as_deref() == Some("ended")
                    && let Some(run) = &event.run
                {
                    lock(&self.progress).remove(run);
                }
            }
            let mut ring = lock(&self.ring);
            ring.extend(events);
            let surplus = ring.len().saturating_sub(RING);
            ring.drain(..surplus);
            drop(ring);
            self.end.send_replace(end);
        }
    }

    /// The newest place, and word of every newer one.
    pub(super) fn end(&self) -> watch::Receiver<i64> {
        self.end.subscribe()
    }

    /// Word of progress from now on.
    pub(super) fn live(&self) -> broadcast::Receiver<Arc<StreamEvent>> {
        self.live.subscribe()
    }

    /// The next events after a place: from memory where it goes back so far, else from the ledger.
    pub(super) async fn after(&self, place: i64) -> Result<Vec<Arc<StreamEvent>>, LedgerError> {
        {
            let ring = lock(&self.ring);
            let first = ring.front().and_then(|event| event.id);
            if first.is_some_and(|first| first <= place + 1) {
                let newer = ring.iter().filter(|event| event.id > Some(place));
                return Ok(newer.take(BATCH as usize).cloned().collect());
            }
        }
        self.read(place).await
    }

    /// How far the tasks are that a run is at.
    pub(super) fn progress_of(&self, run: &str) -> Vec<(TaskId, Progress)> {
        let progress = lock(&self.progress);
        progress
            .get(run)
            .into_iter()
            .flat_map(BTreeMap::values)
            .cloned()
            .collect()
    }

    /// Tells listeners that a task got further.
    pub(crate) fn progressed(&self, task: &TaskId, progress: &Progress) {
        // Of a run's parts the newest try each; of a phase that is over nobody asks any more.
        let mut known = lock(&self.progress);
        let tasks = known.entry(task.run.clone()).or_default();
        tasks.retain(|_, (other, _)| other.phase == task.phase);
        tasks.insert(task.part.clone(), (task.clone(), progress.clone()));
        drop(known);
        let event = StreamEvent {
            run: Some(task.run.clone()),
            phase: Some(task.phase),
            progress: Some(progress.clone().into()),
            ..event(EventSort::Progress)
        };
        // Without listeners there is nobody to tell.
        let _ = self.live.send(Arc::new(event));
    }

    async fn read(&self, place: i64) -> Result<Vec<Arc<StreamEvent>>, LedgerError> {
        let ledger = Arc::clone(&self.ledger);
        let events = off_thread(move || ledger.feed(place, BATCH)).await?;
        Ok(events.into_iter().map(|fed| Arc::new(recorded(fed))).collect())
    }
}

/// An event without anything.
pub(super) fn event(sort: EventSort) -> StreamEvent {
    StreamEvent {
        id: None,
        sort,
        at: None,
        kind: None,
        run: None,
        status: None,
        period: None,
        schedule: None,
        phase: None,
        progress: None,
        detail: None,
    }
}

fn recorded(fed: Fed) -> StreamEvent {
    let Fed {
        id,
        at,
        kind,
        subject,
        detail,
        ..
    } = fed;
    let recorded = |sort| StreamEvent {
        id: Some(id),
        at: Some(at),
        kind: Some(kind),
        detail: Some(detail),
        ..event(sort)
    };
    match subject {
        Subject::Run {
            run, period, status, ..
        } => StreamEvent {
            run: Some(run),
            period: Some(period),
            status: Some(status),
            ..recorded(EventSort::Run)
        },
        Subject::Schedule(name) => StreamEvent {
            schedule: Some(name),
            ..recorded(EventSort::Schedule)
        },
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
