//! A service to talk to.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};

use async_trait::async_trait;
use sparky_common::{
    bus::{Client, CommandHandler, Endpoint, Key, Server, Settings},
    messages::{Command, Event, Progress, Reply, TaskId, WorkerInfo},
    model::Phase,
};
use tokio::{sync::Semaphore, time::sleep};

/// Answers `Ping` with `Pong`, `Register` with the worker it was sent, `ListRuns` with so many workers, and
/// `ListWorkers` when it is let. `Deregister` panics, for the worker `later` after it has waited.
pub(crate) struct Service {
    /// How many commands reached the handler.
    pub(crate) handled: AtomicUsize,
    /// One permit lets one `ListWorkers` be answered.
    pub(crate) gate: Semaphore,
}

#[async_trait]
impl CommandHandler for Service {
    async fn handle(&self, command: Command) -> Reply {
        self.handled.fetch_add(1, SeqCst);
        match command {
            Command::Ping => Reply::Pong,
            Command::Register { worker } => Reply::Workers {
                workers: vec![worker],
            },
            Command::ListWorkers => {
                self.gate.acquire().await.unwrap().forget();
                Reply::Workers { workers: vec![] }
            }
            Command::ListRuns { limit } => Reply::Workers {
                workers: vec![parcel(0); limit as usize],
            },
            Command::Deregister { worker } => {
                if worker == "later" {
                    sleep(Duration::from_millis(1)).await;
                }
                panic!("on purpose")
            }
            _ => Reply::Accepted,
        }
    }
}

impl Service {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self {
            handled: AtomicUsize::new(0),
            gate: Semaphore::new(0),
        })
    }

    pub(crate) fn handled(&self) -> usize {
        self.handled.load(SeqCst)
    }
}

/// A service on a free port, with its key.
pub(crate) struct Running {
    pub(crate) service: Arc<Service>,
    pub(crate) server: Server,
    pub(crate) key: Key,
    pub(crate) settings: Settings,
}

impl Running {
    pub(crate) async fn start() -> Self {
        Self::start_at(&free_port(), Settings::default()).await
    }

    pub(crate) async fn start_at(endpoint: &Endpoint, settings: Settings) -> Self {
        let (service, key) = (Service::new(), Key::embedded().unwrap());
        let server = Server::bind_with(endpoint, &key, service.clone(), settings.clone())
            .await
            .unwrap();
        Self {
            service,
            server,
            key,
            settings,
        }
    }

    pub(crate) fn client(&self) -> Client {
        Client::connect_with(self.server.local_endpoint(), &self.key, patient()).unwrap()
    }

    /// Asserts that a new client is served.
    pub(crate) async fn assert_serves(&self) {
        assert_eq!(self.client().call(&Command::Ping).await.unwrap(), Reply::Pong);
    }
}

pub(crate) fn free_port() -> Endpoint {
    "tcp://127.0.0.1:0".parse().unwrap()
}

/// A deadline that a machine which compiles beside the tests can keep.
fn patient() -> Settings {
    Settings {
        deadline: Duration::from_secs(30),
        ..Settings::default()
    }
}

/// Shorter times, so that tests of silence are quick.
pub(crate) fn quick() -> Settings {
    Settings {
        attempt: Duration::from_millis(50),
        deadline: Duration::from_millis(400),
        beat: Duration::from_millis(50),
        silence: Duration::from_millis(200),
        ..Settings::default()
    }
}

/// A command that carries `bytes` and comes back in its answer.
pub(crate) fn parcel(bytes: usize) -> WorkerInfo {
    WorkerInfo {
        name: "x".repeat(bytes),
        phase: Phase::Collect,
        capacity: 1,
        commands: String::new(),
        events: String::new(),
        version: String::new(),
        capabilities: Vec::new(),
    }
}

/// Sends `bytes` bytes and expects the same back.
pub(crate) async fn assert_echo(client: &Client, bytes: usize) {
    let worker = parcel(bytes);
    let command = Command::Register {
        worker: worker.clone(),
    };
    let echo = Reply::Workers {
        workers: vec![worker],
    };
    assert_eq!(client.call(&command).await.unwrap(), echo);
}

/// An event about a run that says how far it is.
pub(crate) fn progress(run: &str, done: u64) -> Event {
    let task = TaskId {
        run: run.into(),
        phase: Phase::Collect,
        part: "all".into(),
        attempt: 1,
    };
    Event::TaskProgress {
        task,
        progress: Progress {
            done,
            total: 0,
            doing: String::new(),
        },
    }
}
