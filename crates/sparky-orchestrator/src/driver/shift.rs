//! The tasks of a run that are in the hands of workers.

use std::{collections::BTreeMap, pin::Pin, sync::Arc, time::Duration};

use futures::{StreamExt, stream::FuturesUnordered};
use sparky_common::{
    messages::{FencingToken, TaskFailure, TaskId, TaskOutcome, TaskSpec},
    model::{Control, Phase},
};
use tokio_util::sync::CancellationToken;

use super::Driver;
use crate::{
    dispatch::{DispatchError, Place},
    lease::Leases,
    state::{
        Need, RunEvent, RunState, after_failure, after_farewell, after_lost_worker, after_outcome,
        after_recall,
    },
};

/// How long workers may take to let go of tasks that are not wanted any more.
const DISMISSAL: Duration = Duration::from_secs(1);

type Landing = (TaskId, Result<TaskOutcome, DispatchError>);

/// What is under way for a run, and what happened and is not recorded yet.
pub(super) struct Shift<'a> {
    driver: &'a Driver,
    token: FencingToken,
    leases: Arc<Leases>,
    /// What happened since the last write.
    pub(super) happened: Vec<RunEvent>,
    /// A place that was waited for.
    offered: Option<Place>,
    /// Places of tasks that are just being begun.
    taken: BTreeMap<TaskId, Place>,
    /// How to stop each task that is under way.
    under_way: BTreeMap<TaskId, CancellationToken>,
    flights: FuturesUnordered<Pin<Box<dyn Future<Output = Landing> + Send>>>,
}

impl<'a> Shift<'a> {
    pub(super) fn new(driver: &'a Driver, token: FencingToken, leases: Arc<Leases>) -> Self {
        Self {
            driver,
            token,
            leases,
            happened: Vec::new(),
            offered: None,
            taken: BTreeMap::new(),
            under_way: BTreeMap::new(),
            flights: FuturesUnordered::new(),
        }
    }

    /// Takes a place for the first task that needs one, if there is one now.
    pub(super) fn begin(&mut self, state: &RunState, needs: &[Need]) -> Vec<RunEvent> {
        let Some(need) = needs.first() else {
            return Vec::new();
        };
        let fits = |place: &Place| place.divides || !need.parts();
        let place = self.offered.take().filter(fits);
        let Some(place) = place.or_else(|| self.driver.dispatcher.place_now(need.phase, need.parts())) else {
            return Vec::new();
        };
        let event = need.begun(state, Some(place.worker.clone()), place.divides);
        if let Some(id) = named(state, &event) {
            self.taken.insert(id, place);
        }
        vec![event]
    }

    /// Keeps a place that was waited for; where nobody came, the task fails without having been begun.
    pub(super) fn offer(&mut self, state: &RunState, need: Option<&Need>, place: Result<Place, TaskFailure>) {
        let failure = match place {
            Ok(place) => {
                self.offered = Some(place);
                return;
            }
            Err(failure) => failure,
        };
        let begun = need.map(|need| need.begun(state, None, false));
        let Some((event, id)) = begun.and_then(|event| Some((event.clone(), named(state, &event)?))) else {
            return;
        };
        let failed = after_failure(state, &self.driver.policy, &id, failure, self.driver.clock.now());
        self.happened = vec![event, failed];
    }

    /// A worker that is slow gets its next task after the others.
    pub(super) fn distrust_if_slow(&self, event: &RunEvent) {
        if let RunEvent::TaskReassigned {
            worker, slow: true, ..
        } = event
        {
            self.driver.dispatcher.distrust(worker);
        }
    }

    /// Sets going what is recorded as begun, and stops what is not wanted any more.
    pub(super) fn see_to(&mut self, going: Vec<(TaskSpec, Option<String>)>) {
        self.under_way.retain(|id, stop| {
            let wanted = going.iter().any(|(task, _)| task.id == *id);
            if !wanted {
                stop.cancel();
            }
            wanted
        });
        for (task, worker) in going {
            if self.under_way.contains_key(&task.id) {
                continue;
            }
            let place = self.taken.remove(&task.id).ok_or(worker);
            let stop = CancellationToken::new();
            self.under_way.insert(task.id.clone(), stop.clone());
            self.flights.push(self.flight(task, place, stop));
        }
        self.taken.clear();
    }

    fn flight(
        &self,
        task: TaskSpec,
        place: Result<Place, Option<String>>,
        stop: CancellationToken,
    ) -> Pin<Box<dyn Future<Output = Landing> + Send>> {
        let mut task = TaskSpec {
            fences: vec![self.token.clone()],
            ..task
        };
        let (leases, patience) = (Arc::clone(&self.leases), self.driver.policy.lease_wait);
        let (dispatcher, observer) = (
            Arc::clone(&self.driver.dispatcher),
            Arc::clone(&self.driver.observer),
        );
        let id = task.id.clone();
        Box::pin(async move {
            let on_progress = |progress| observer.progressed(&id, progress);
            if !is_public(&task) {
                let result = dispatcher.run(task, place, &stop, &on_progress).await;
                return (id, result);
            }
            let lease = tokio::select! {
                biased;
                () = stop.cancelled() => return (id, Err(DispatchError::Cancelled)),
                lease = leases.wait_for_destinations(patience) => lease,
            };
            let lease = match lease {
                Ok(lease) => lease,
                Err(error) => return (id, Err(error.failure().into())),
            };
            task.fences.push(lease.fence.token());
            let result = tokio::select! {
                biased;
                result = dispatcher.run(task, place, &stop, &on_progress) => result,
                () = lease.lost.cancelled() => Err(taken_over().into()),
            };
            (id, result)
        })
    }

    /// Waits until a task is over and says what to record about it. What comes from a try that is not wanted any more
    /// is nothing to record.
    pub(super) async fn landing(&mut self, state: &RunState) -> Option<RunEvent> {
        let (id, result) = match self.flights.next().await {
            Some(landing) => landing,
            None => std::future::pending().await,
        };
        self.under_way.remove(&id)?;
        let (policy, now) = (&self.driver.policy, self.driver.clock.now());
        Some(match result {
            Ok(outcome) => after_outcome(state, policy, &id, outcome, now),
            Err(DispatchError::Failed(failure)) => after_failure(state, policy, &id, failure, now),
            Err(DispatchError::Lost { worker, reason }) => {
                tracing::warn!(run = id.run, phase = %id.phase, part = id.part, worker, reason, "a worker was lost");
                after_lost_worker(state, policy, &id, worker, reason, now)
            }
            Err(DispatchError::Left { worker }) => {
                tracing::info!(run = id.run, phase = %id.phase, part = id.part, worker, "a worker took its leave");
                after_farewell(&id, worker)
            }
            // Only who is stopped is cancelled, and its place in `under_way` is gone then.
            Err(DispatchError::Cancelled) => return None,
        })
    }

    /// Calls every task back from its worker, also those that another life of this orchestrator had begun.
    pub(super) async fn recall(&mut self, state: &RunState, order: &Control) {
        let mut after = state.clone();
        let now = self.driver.clock.now();
        // What has landed meanwhile stays.
        if self.happened.iter().any(|event| after.apply(event, now).is_err()) {
            return;
        }
        let by = order.by.as_deref().unwrap_or("someone");
        let events = after_recall(&after, &format!("work was stopped by {by}: {}", order.reason));
        if !events.is_empty() {
            self.dismiss().await;
        }
        self.happened.extend(events);
    }

    /// Tells every worker to stop, and waits a moment until they know.
    pub(super) async fn dismiss(&mut self) {
        for (_, stop) in std::mem::take(&mut self.under_way) {
            stop.cancel();
        }
        let all = async { while self.flights.next().await.is_some() {} };
        tokio::select! {
            biased;
            () = all => {}
            () = self.driver.clock.sleep(DISMISSAL) => {
                tracing::warn!("a worker could not be told in time that its task is not wanted any more");
            }
        }
    }
}

/// Whether a task changes what readers see: one at a time does.
fn is_public(task: &TaskSpec) -> bool {
    task.id.phase == Phase::Publish && task.request.publish && !task.request.dry_run
}

fn taken_over() -> TaskFailure {
    TaskFailure {
        message: "another process has taken over publishing to the destinations".into(),
        hint: None,
        retryable: true,
    }
}

/// The task that an event begins.
fn named(state: &RunState, event: &RunEvent) -> Option<TaskId> {
    match event {
        RunEvent::TaskStarted {
            phase,
            try_number,
            part,
            ..
        } => Some(TaskId {
            run: state.run.clone(),
            phase: *phase,
            part: part.clone(),
            attempt: *try_number,
        }),
        _ => None,
    }
}
