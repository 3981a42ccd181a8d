//! The connections to workers, kept while they are registered.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use sparky_common::{
    bus::{BusError, Client, Delivery, Key, Subscriber},
    messages::{Event, Progress, TaskId, WorkerInfo},
};
use tokio::sync::broadcast;
use tokio_util::task::AbortOnDropHandle;

/// How many nudges may wait for a slow reader; who misses some looks for itself.
const NUDGES: usize = 256;

/// What a worker's event tells.
#[derive(Clone, Debug)]
pub(super) enum Nudge {
    /// A task got further.
    Progress(TaskId, Progress),
    /// A task has ended: look.
    Ended(TaskId),
    /// Something may have been missed: look.
    Missed,
}

/// The sockets to one worker.
#[derive(Debug)]
pub(super) struct Link {
    /// Where commands go.
    pub(super) client: Client,
    worker: WorkerInfo,
    nudges: broadcast::Sender<Nudge>,
    _listener: AbortOnDropHandle<()>,
}

impl Link {
    fn open(worker: &WorkerInfo, key: &Key) -> Result<Self, BusError> {
        let client = Client::connect(&worker.commands.parse()?, key)?;
        let mut subscriber = Subscriber::connect(&worker.events.parse()?, key, &["task."])?;
        let (nudges, _) = broadcast::channel(NUDGES);
        let sender = nudges.clone();
        let listener = tokio::spawn(async move {
            loop {
                if let Some(nudge) = nudge(subscriber.next().await) {
                    // An error means that nobody waits for this worker now.
                    let _ = sender.send(nudge);
                }
            }
        });
        Ok(Self {
            client,
            worker: worker.clone(),
            nudges,
            _listener: AbortOnDropHandle::new(listener),
        })
    }

    /// The worker's nudges from now on.
    pub(super) fn nudges(&self) -> broadcast::Receiver<Nudge> {
        self.nudges.subscribe()
    }

    fn leads_to(&self, worker: &WorkerInfo) -> bool {
        (&self.worker.commands, &self.worker.events) == (&worker.commands, &worker.events)
    }
}

fn nudge(delivery: Delivery) -> Option<Nudge> {
    match delivery {
        Delivery::Gap => Some(Nudge::Missed),
        Delivery::Event(Event::TaskProgress { task, progress }) => Some(Nudge::Progress(task, progress)),
        Delivery::Event(
            Event::CollectionComplete { task }
            | Event::AnalysisComplete { task }
            | Event::GenerationComplete { task }
            | Event::PublishComplete { task }
            | Event::TaskFailed { task, .. },
        ) => Some(Nudge::Ended(task)),
        Delivery::Event(Event::RunChanged { .. }) => None,
    }
}

/// All links by the worker's name.
#[derive(Debug)]
pub(super) struct Links {
    key: Key,
    links: Mutex<HashMap<String, Arc<Link>>>,
}

impl Links {
    pub(super) fn new(key: Key) -> Self {
        Self {
            key,
            links: Mutex::default(),
        }
    }

    /// The link to a worker; a new one where it moved. Links to workers that are not among `registered` are closed.
    pub(super) fn to(&self, worker: &WorkerInfo, registered: &[WorkerInfo]) -> Result<Arc<Link>, BusError> {
        let mut links = self.links.lock().unwrap_or_else(PoisonError::into_inner);
        links.retain(|name, link| {
            registered
                .iter()
                .any(|other| other.name == *name && link.leads_to(other))
        });
        if let Some(link) = links.get(&worker.name).filter(|link| link.leads_to(worker)) {
            return Ok(Arc::clone(link));
        }
        let link = Arc::new(Link::open(worker, &self.key)?);
        links.insert(worker.name.clone(), Arc::clone(&link));
        Ok(link)
    }
}
