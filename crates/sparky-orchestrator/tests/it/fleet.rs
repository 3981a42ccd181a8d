//! An orchestrator with workers, on real sockets.

use std::{
    path::Path,
    sync::{Arc, Mutex},
};

use async_trait::async_trait;
use prometheus::{Encoder, Registry, TextEncoder};
use sparky_common::{
    bus::{Client, Endpoint, Key, PrivateFolder, Subscriber},
    config::{Config, LoadOptions},
    messages::{Command, Reply, TaskFailure, TaskOutcome, TaskSpec, Work, WorkerInfo},
    model::{Phase, RunRecord, RunRequest, RunStatus},
    telemetry::Health,
    worker::{Leave, TaskContext, TaskHandler, WorkerOptions, serve},
};
use sparky_orchestrator::{Handle, Orchestrator, OrchestratorError, OrchestratorOptions};
use sparky_testkit::eventually;
use tokio_util::sync::CancellationToken;

use crate::newsroom::Newsroom;

/// The key that every process of a test shares.
pub(crate) fn key() -> Key {
    Key::new(&"the key of a test".to_owned().into()).unwrap()
}

/// The configuration of a test, with sockets in `sockets`.
fn config(data: &Path, sockets: &Path, changes: &[(&str, &str)]) -> Config {
    let socket = |name: &str| format!("ipc://{}", sockets.join(name).display());
    let mut environment = vec![
        ("SPARKY_STORAGE__DATA_DIR".to_owned(), data.display().to_string()),
        ("SPARKY_BUS__COMMANDS".to_owned(), socket("commands")),
        ("SPARKY_BUS__EVENTS".to_owned(), socket("events")),
        ("SPARKY_ORCHESTRATOR__RETRY_BACKOFF_MS".to_owned(), "1".to_owned()),
        // Longer than the time between two heartbeats, also on a busy machine.
        (
            "SPARKY_ORCHESTRATOR__WORKER_TIMEOUT_SECONDS".to_owned(),
            "6".to_owned(),
        ),
    ];
    environment.extend(
        changes
            .iter()
            .map(|(name, value)| (format!("SPARKY_{name}"), (*value).to_owned())),
    );
    Config::load(&LoadOptions::new(environment, data)).unwrap().config
}

/// An orchestrator and its workers.
pub(crate) struct Fleet {
    pub(crate) newsroom: Arc<Newsroom>,
    pub(crate) client: Client,
    pub(crate) registry: Registry,
    pub(crate) health: Health,
    handle: Handle,
    sockets: PrivateFolder,
    shutdown: CancellationToken,
    workers: Vec<tokio::task::JoinHandle<()>>,
    /// The workers of this process, in the order in which they were added.
    pub(crate) handlers: Vec<Arc<Handler>>,
}

impl Fleet {
    /// An orchestrator without workers.
    pub(crate) async fn try_start(
        data: &Path,
        resume: bool,
        changes: &[(&str, &str)],
    ) -> Result<Self, OrchestratorError> {
        let changes: Vec<_> = changes
            .iter()
            .map(|(name, value)| (format!("ORCHESTRATOR__{name}"), *value))
            .collect();
        let changes: Vec<_> = changes
            .iter()
            .map(|(name, value)| (name.as_str(), *value))
            .collect();
        Self::open(data, resume, &changes).await
    }

    /// The same with options of any section.
    pub(crate) async fn try_configured(
        data: &Path,
        changes: &[(&str, &str)],
    ) -> Result<Self, OrchestratorError> {
        Self::open(data, false, changes).await
    }

    /// An orchestrator with a worker for each phase and options of any section, whose clock starts no runs.
    pub(crate) async fn configured(data: &Path, changes: &[(&str, &str)]) -> Self {
        Self::try_configured(data, changes).await.unwrap().staffed().await
    }

    /// The routes of its API.
    pub(crate) fn routes(&self) -> Option<axum::Router> {
        self.handle.routes()
    }

    async fn open(data: &Path, resume: bool, changes: &[(&str, &str)]) -> Result<Self, OrchestratorError> {
        let sockets = PrivateFolder::create().unwrap();
        let config = config(data, sockets.path(), changes);
        let (shutdown, registry) = (CancellationToken::new(), Registry::new());
        let health = Health::new("sparky-orchestrator", &[]);
        let options = OrchestratorOptions {
            key: key(),
            registry: registry.clone(),
            observers: vec![],
            resume,
            schedules: false,
            stats: Arc::default(),
            health: Some(health.clone()),
            shown: serde_json::json!({"organisation": {"name": "ACME"}}),
        };
        let handle = Orchestrator::start(&config, options, shutdown.clone()).await?;
        Ok(Self {
            newsroom: Arc::new(Newsroom::new(data)),
            client: Client::connect(handle.commands(), &key()).unwrap(),
            registry,
            health,
            handle,
            sockets,
            shutdown,
            workers: Vec::new(),
            handlers: Vec::new(),
        })
    }

    /// The same, whose collections are divided into parts.
    pub(crate) async fn dividing(data: &Path, parts: usize, changes: &[(&str, &str)]) -> Self {
        let mut fleet = Self::try_start(data, false, changes).await.unwrap();
        fleet.newsroom = Arc::new(Newsroom::dividing(data, parts));
        for phase in [Phase::Analyze, Phase::Generate, Phase::Publish] {
            fleet.add_worker(phase);
        }
        fleet
    }

    /// Waits until so many workers are registered.
    pub(crate) async fn has_workers(&self, count: usize) {
        eventually("the workers are registered", async || {
            (self.handle.workers().len() == count).then_some(())
        })
        .await;
    }

    /// An orchestrator with a worker for each phase.
    pub(crate) async fn start(data: &Path, changes: &[(&str, &str)]) -> Self {
        Self::try_start(data, false, changes)
            .await
            .unwrap()
            .staffed()
            .await
    }

    async fn staffed(mut self) -> Self {
        for phase in Phase::ALL {
            self.add_worker(phase);
        }
        eventually("all workers are registered", async || {
            (self.handle.workers().len() == 4).then_some(())
        })
        .await;
        self
    }

    pub(crate) fn add_worker(&mut self, phase: Phase) {
        let name = format!("{phase}-{}", self.workers.len());
        let options = worker_options(&name, self.sockets.path(), self.handle.commands());
        let handler = Arc::new(Handler {
            phase,
            newsroom: Arc::clone(&self.newsroom),
            begun: Mutex::default(),
        });
        self.handlers.push(Arc::clone(&handler));
        let shutdown = self.shutdown.clone();
        self.workers.push(tokio::spawn(async move {
            serve(handler, options, |_| {}, shutdown).await.unwrap();
        }));
    }

    pub(crate) fn sockets(&self) -> &Path {
        self.sockets.path()
    }

    pub(crate) fn commands(&self) -> &Endpoint {
        self.handle.commands()
    }

    pub(crate) fn workers(&self) -> Vec<WorkerInfo> {
        self.handle.workers()
    }

    pub(crate) fn subscribe(&self) -> Subscriber {
        Subscriber::connect(self.handle.events(), &key(), &["run.", "task."]).unwrap()
    }

    pub(crate) async fn ask(&self, command: Command) -> Reply {
        self.client.call(&command).await.unwrap()
    }

    pub(crate) async fn start_run(&self, request: RunRequest) -> Result<RunRecord, TaskFailure> {
        record(
            self.ask(Command::StartRun {
                request: Box::new(request),
            })
            .await,
        )
    }

    pub(crate) async fn get(&self, run: &str) -> Result<RunRecord, TaskFailure> {
        record(self.ask(Command::GetRun { run: run.to_owned() }).await)
    }

    /// Waits until a run has a status that satisfies a condition.
    pub(crate) async fn reaches(&self, run: &str, condition: impl Fn(RunStatus) -> bool) -> RunRecord {
        eventually("the run gets there", async || {
            let record = self.get(run).await.unwrap();
            condition(record.status).then_some(record)
        })
        .await
    }

    /// Runs a request to its rest.
    pub(crate) async fn run(&self, request: RunRequest) -> RunRecord {
        let run = self.start_run(request).await.unwrap().run;
        self.reaches(&run, |status| status.is_final() || status == RunStatus::Held)
            .await
    }

    pub(crate) fn metrics(&self) -> String {
        let mut text = Vec::new();
        TextEncoder::new()
            .encode(&self.registry.gather(), &mut text)
            .unwrap();
        String::from_utf8(text).unwrap()
    }

    pub(crate) async fn stop(self) {
        self.shutdown.cancel();
        for worker in self.workers {
            worker.await.unwrap();
        }
        self.handle.stopped().await;
    }
}

/// How a worker of a test takes part.
pub(crate) fn worker_options(name: &str, sockets: &Path, orchestrator: &Endpoint) -> WorkerOptions {
    let socket = |kind: &str| Endpoint::ipc(&sockets.join(format!("{name}.{kind}"))).unwrap();
    WorkerOptions {
        name: name.to_owned(),
        capacity: 1,
        commands: socket("commands"),
        events: socket("events"),
        advertise_host: None,
        orchestrator: orchestrator.clone(),
        key: key(),
        shares: true,
        leave: Leave::default(),
        stats: Arc::default(),
    }
}

fn record(reply: Reply) -> Result<RunRecord, TaskFailure> {
    match reply {
        Reply::Run { record } => Ok(*record),
        Reply::Rejected { failure } => Err(failure),
        other => panic!("not about a run: {other:?}"),
    }
}

/// A worker of a test.
pub(crate) struct Handler {
    pub(crate) phase: Phase,
    pub(crate) newsroom: Arc<Newsroom>,
    /// The parts that it was given.
    pub(crate) begun: Mutex<Vec<String>>,
}

#[async_trait]
impl TaskHandler for Handler {
    fn phase(&self) -> Phase {
        self.phase
    }

    fn divides(&self) -> bool {
        self.phase == Phase::Collect && self.newsroom.parts > 0
    }

    async fn run(&self, task: TaskSpec, context: TaskContext) -> Result<TaskOutcome, TaskFailure> {
        context.progress(0, 1, self.phase.to_string());
        let is_part = matches!(task.work, Work::Part { .. });
        // Who divides a phase is stuck with a part of it.
        let stuck = *self.newsroom.stuck.lock().unwrap() == Some(self.phase) && is_part == self.divides();
        if stuck {
            context.cancelled.cancelled().await;
            return Err(TaskFailure {
                message: "cancelled".into(),
                hint: None,
                retryable: true,
            });
        }
        if is_part {
            self.begun.lock().unwrap().push(task.id.part.clone());
            let mut open = self.newsroom.open.subscribe();
            open.wait_for(|open| *open).await.unwrap();
        }
        self.newsroom.work(&task).await
    }
}
