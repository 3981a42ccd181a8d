//! Having tasks done over the bus.

use std::{
    sync::{Arc, PoisonError, RwLock},
    time::{Duration, Instant},
};

use async_trait::async_trait;
use sparky_common::{
    bus::{Key, Settings},
    messages::{TaskFailure, TaskOutcome, TaskSpec, Work, WorkerInfo},
    model::Phase,
};
use tokio_util::sync::CancellationToken;

use super::{
    DispatchError, Dispatcher, Fleet, OnProgress, Place,
    fleet::Seat,
    link::Links,
    roll::Wanted,
    watch::{Ending, Watch},
    wire::Wires,
};
use crate::config::DispatchSettings;

/// How long to wait before another try where a worker has no free place after all.
const BUSY_PAUSE: Duration = Duration::from_millis(100);

/// Gives tasks to registered workers.
pub struct BusDispatcher {
    fleet: Arc<Fleet>,
    wires: Arc<dyn Wires>,
    settings: RwLock<DispatchSettings>,
}

impl BusDispatcher {
    /// Gives tasks to the workers of a fleet that share a key, over sockets with settings of the bus.
    pub fn new(fleet: Arc<Fleet>, key: Key, bus: Settings, settings: DispatchSettings) -> Self {
        Self::over(fleet, Arc::new(Links::new(key, bus)), settings)
    }

    /// Gives tasks to the workers of a fleet that are reached over wires.
    pub fn over(fleet: Arc<Fleet>, wires: Arc<dyn Wires>, settings: DispatchSettings) -> Self {
        Self {
            fleet,
            wires,
            settings: RwLock::new(settings),
        }
    }

    /// Goes by other settings from now on; a task that a worker has goes on by the ones it was begun with.
    pub fn follow(&self, settings: DispatchSettings) {
        *self.settings.write().unwrap_or_else(PoisonError::into_inner) = settings;
    }

    fn settings(&self) -> DispatchSettings {
        self.settings
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn lost(&self, worker: &str, reason: String) -> DispatchError {
        self.fleet.lose(worker);
        DispatchError::Lost {
            worker: worker.to_owned(),
            reason,
        }
    }
}

#[async_trait]
impl Dispatcher for BusDispatcher {
    fn place_now(&self, phase: Phase, parts: bool) -> Option<Place> {
        let wanted = Wanted {
            phase,
            parts,
            worker: None,
        };
        self.fleet.seat_now(wanted).map(place)
    }

    async fn place(&self, phase: Phase, parts: bool) -> Result<Place, TaskFailure> {
        let wanted = Wanted {
            phase,
            parts,
            worker: None,
        };
        self.fleet
            .seat(wanted, self.settings().worker_wait)
            .await
            .map(place)
    }

    async fn run(
        &self,
        task: TaskSpec,
        place: Result<Place, Option<String>>,
        cancelled: &CancellationToken,
        on_progress: OnProgress<'_>,
    ) -> Result<TaskOutcome, DispatchError> {
        let (mut place, known) = match place {
            Ok(place) => (Some(place), None),
            Err(known) => (None, known),
        };
        // Waiting for a place in the queue is not the task's fault: its time begins with the first one.
        let (settings, mut deadline) = (self.settings(), None);
        loop {
            let here = match place.take() {
                Some(place) => place,
                None => tokio::select! {
                    biased;
                    () = cancelled.cancelled() => return Err(DispatchError::Cancelled),
                    place = self.place_for(&task, known.as_deref()) => place?,
                },
            };
            let deadline =
                *deadline.get_or_insert_with(|| self.fleet.clock().instant() + settings.task_timeout);
            match self
                .at(&here.worker, &task, &settings, deadline, cancelled, on_progress)
                .await?
            {
                Ending::Done(outcome) => return Ok(outcome),
                Ending::Failed(failure) => return Err(failure.into()),
                Ending::Lost(reason) => return Err(self.lost(&here.worker, reason)),
                Ending::Left => {
                    return Err(DispatchError::Left {
                        worker: here.worker.clone(),
                    });
                }
                Ending::Cancelled => return Err(DispatchError::Cancelled),
                Ending::Busy if self.fleet.clock().instant() > deadline => {
                    return Err(settings.too_long().into());
                }
                Ending::Busy => {
                    drop(here);
                    self.fleet.clock().sleep(BUSY_PAUSE).await;
                }
            }
        }
    }

    fn distrust(&self, worker: &str) {
        self.fleet.lose(worker);
    }
}

impl BusDispatcher {
    /// A place for a task that was begun before, or that its worker had no room for.
    async fn place_for(&self, task: &TaskSpec, known: Option<&str>) -> Result<Place, TaskFailure> {
        let wanted = Wanted {
            phase: task.id.phase,
            parts: task.work != Work::Whole,
            worker: known,
        };
        self.fleet
            .seat(wanted, self.settings().worker_wait)
            .await
            .map(place)
    }

    async fn at(
        &self,
        worker: &str,
        task: &TaskSpec,
        settings: &DispatchSettings,
        deadline: Instant,
        cancelled: &CancellationToken,
        on_progress: OnProgress<'_>,
    ) -> Result<Ending, DispatchError> {
        let workers = self.fleet.workers();
        let Some(info) = workers.iter().find(|other| other.name == worker) else {
            return Ok(self.fleet.absent(worker));
        };
        let link = self
            .wires
            .to(info, &workers)
            .map_err(|error| self.lost(worker, TaskFailure::of(&error, true).message))?;
        tracing::debug!(task = %task.id, worker, "gives the task to a worker");
        let watch = Watch {
            link: link.as_ref(),
            fleet: &self.fleet,
            worker,
            task,
            settings,
            deadline,
        };
        Ok(watch.to_the_end(cancelled, on_progress).await)
    }
}

fn place(seat: Seat) -> Place {
    Place {
        worker: seat.worker.name.clone(),
        divides: seat.worker.can(WorkerInfo::PARTS),
        hold: Box::new(seat),
    }
}
