//! The connections to workers, kept while they are registered.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use async_trait::async_trait;
use sparky_common::{
    bus::{BusError, Client, Delivery, Key, Settings, Subscriber},
    messages::{Command, Event, Reply, WorkerInfo},
};
use tokio::sync::broadcast;
use tokio_util::task::AbortOnDropHandle;

use super::wire::{Nudge, Wire, Wires};

/// How many nudges may wait for a slow reader; who misses some looks for itself.
const NUDGES: usize = 256;

/// The sockets to one worker.
#[derive(Debug)]
struct Link {
    /// Where commands go.
    client: Client,
    worker: WorkerInfo,
    nudges: broadcast::Sender<Nudge>,
    _listener: AbortOnDropHandle<()>,
}

impl Link {
    fn open(worker: &WorkerInfo, key: &Key, settings: &Settings) -> Result<Self, BusError> {
        let client = Client::connect_with(&worker.commands.parse()?, key, settings.clone())?;
        let events = worker.events.parse()?;
        let mut subscriber = Subscriber::connect_with(&events, key, &["task."], settings.clone())?;
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

    fn leads_to(&self, worker: &WorkerInfo) -> bool {
        (&self.worker.commands, &self.worker.events) == (&worker.commands, &worker.events)
    }
}

#[async_trait]
impl Wire for Link {
    async fn call(&self, command: &Command) -> Result<Reply, BusError> {
        self.client.call(command).await
    }

    fn nudges(&self) -> broadcast::Receiver<Nudge> {
        self.nudges.subscribe()
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
    settings: Settings,
    links: Mutex<HashMap<String, Arc<Link>>>,
}

impl Links {
    pub(super) fn new(key: Key, settings: Settings) -> Self {
        Self {
            key,
            settings,
            links: Mutex::default(),
        }
    }
}

impl Wires for Links {
    /// The link to a worker; a new one where it moved. Links to workers that are not among `registered` are closed.
    fn to(&self, worker: &WorkerInfo, registered: &[WorkerInfo]) -> Result<Arc<dyn Wire>, BusError> {
        let mut links = self.links.lock().unwrap_or_else(PoisonError::into_inner);
        links.retain(|name, link| {
            registered
                .iter()
                .any(|other| other.name == *name && link.leads_to(other))
        });
        if let Some(link) = links.get(&worker.name).filter(|link| link.leads_to(worker)) {
            return Ok(Arc::clone(link) as Arc<dyn Wire>);
        }
        let link = Arc::new(Link::open(worker, &self.key, &self.settings)?);
        links.insert(worker.name.clone(), Arc::clone(&link));
        Ok(link)
    }
}
