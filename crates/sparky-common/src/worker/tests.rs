//! A worker over real sockets: registered, given a task twice, asked, told to stop.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use async_trait::async_trait;
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

use super::{Leave, TaskContext, TaskHandler, WorkerOptions, serve};
use crate::{
    bus::{Client, CommandHandler, Key, PrivateFolder, Server},
    messages::{Command, Reply, TaskFailure, TaskId, TaskOutcome, TaskSpec, TaskState, WorkerInfo},
    model::{ArtifactRef, Phase, RunRequest, Sha256},
    period::Kind,
};

/// Finishes when the gate opens, fails when it is cancelled, panics for the run named `bug`.
struct Gatekeeper(watch::Receiver<bool>);

#[async_trait]
impl TaskHandler for Gatekeeper {
    fn phase(&self) -> Phase {
        Phase::Analyze
    }

    async fn run(&self, task: TaskSpec, context: TaskContext) -> Result<TaskOutcome, TaskFailure> {
        assert_ne!(task.id.run, "bug");
        let mut gate = self.0.clone();
        tokio::select! {
            _ = gate.wait_for(|open| *open) => {
                let artifact = ArtifactRef { name: "a".into(), sha256: Sha256::of(b"a"), bytes: 1 };
                Ok(TaskOutcome::new(artifact, Vec::new()))
            }
            () = context.cancelled.cancelled() => {
                Err(TaskFailure { message: "stopped".into(), hint: None, retryable: true })
            }
        }
    }
}

/// Stands where the orchestrator stands and tells who comes and goes.
struct Registry(mpsc::Sender<Command>);

#[async_trait]
impl CommandHandler for Registry {
    async fn handle(&self, command: Command) -> Reply {
        self.0.send(command).await.expect("the test listens");
        Reply::Accepted
    }
}

struct Fixture {
    client: Client,
    gate: watch::Sender<bool>,
    seen: mpsc::Receiver<Command>,
    shutdown: CancellationToken,
    worker: tokio::task::JoinHandle<Result<(), super::WorkerError>>,
    _registry: Server,
    _folder: PrivateFolder,
}

impl Fixture {
    async fn start() -> Self {
        Self::leaving_in(Duration::ZERO).await
    }

    /// One whose worker goes on for so long with what it has.
    async fn leaving_in(patience: Duration) -> Self {
        let folder = PrivateFolder::create().unwrap();
        let key = Key::embedded().unwrap();
        let (sender, mut seen) = mpsc::channel(64);
        let orchestrator = folder.endpoint("o").unwrap();
        let registry = Server::bind(&orchestrator, &key, Arc::new(Registry(sender)))
            .await
            .unwrap();
        let (gate, receiver) = watch::channel(false);
        let shutdown = CancellationToken::new();
        let options = WorkerOptions {
            name: "analyzer-1".into(),
            capacity: 1,
            commands: folder.endpoint("c").unwrap(),
            events: folder.endpoint("e").unwrap(),
            advertise_host: None,
            orchestrator,
            key: key.clone(),
            shares: true,
            leave: Leave {
                patience,
                ..Leave::default()
            },
            stats: Arc::default(),
        };
        let worker = tokio::spawn(serve(
            Arc::new(Gatekeeper(receiver)),
            options,
            |_| {},
            shutdown.clone(),
        ));
        let Some(Command::Register {
            worker:
                WorkerInfo {
                    commands,
                    phase: Phase::Analyze,
                    ..
                },
        }) = seen.recv().await
        else {
            panic!("a worker registers first")
        };
        let client = Client::connect(&commands.parse().unwrap(), &key).unwrap();
        Self {
            client,
            gate,
            seen,
            shutdown,
            worker,
            _registry: registry,
            _folder: folder,
        }
    }

    async fn start_task(&self, run: &str, phase: Phase) -> Reply {
        let request = RunRequest {
            kind: Kind::Weekly,
            period: "2025-W46".parse().unwrap(),
            sources: Vec::new(),
            organisation: None,
            publish: false,
            dry_run: false,
            model: None,
        };
        let task = Box::new(TaskSpec::whole(id(run, phase), request, BTreeMap::new()));
        self.client.call(&Command::Start { task }).await.unwrap()
    }

    async fn settled(&self, run: &str) -> TaskState {
        loop {
            let status = Command::Status {
                task: id(run, Phase::Analyze),
            };
            match self.client.call(&status).await.unwrap() {
                Reply::Task {
                    state: TaskState::Running { .. },
                } => tokio::task::yield_now().await,
                Reply::Task { state } => return state,
                other => panic!("{other:?}"),
            }
        }
    }
}

fn id(run: &str, phase: Phase) -> TaskId {
    TaskId {
        run: run.into(),
        phase,
        part: "all".into(),
        attempt: 1,
    }
}

#[tokio::test]
async fn a_task_that_is_sent_twice_is_done_once() {
    let fixture = Fixture::start().await;
    assert_eq!(fixture.start_task("r", Phase::Analyze).await, Reply::Accepted);
    assert_eq!(
        fixture.start_task("r", Phase::Analyze).await,
        Reply::AlreadyRunning
    );
    assert!(
        matches!(fixture.start_task("other", Phase::Analyze).await, Reply::Rejected { failure } if failure.retryable)
    );
    fixture.gate.send_replace(true);
    assert!(matches!(fixture.settled("r").await, TaskState::Done { .. }));
    assert!(matches!(
        fixture.start_task("r", Phase::Analyze).await,
        Reply::AlreadyDone { .. }
    ));
}

#[tokio::test]
async fn a_task_of_another_phase_is_refused_and_an_unknown_one_is_unknown() {
    let fixture = Fixture::start().await;
    assert!(matches!(
        fixture.start_task("r", Phase::Publish).await,
        Reply::Refused { .. }
    ));
    assert_eq!(fixture.settled("r").await, TaskState::Unknown);
}

#[tokio::test]
async fn a_bug_in_a_task_ends_the_task_and_not_the_worker() {
    let fixture = Fixture::start().await;
    fixture.start_task("bug", Phase::Analyze).await;
    assert!(matches!(fixture.settled("bug").await, TaskState::Failed { failure } if !failure.retryable));
    assert_eq!(fixture.client.call(&Command::Ping).await.unwrap(), Reply::Pong);
}

#[tokio::test]
async fn shutdown_stops_tasks_and_says_good_bye() {
    let mut fixture = Fixture::start().await;
    fixture.start_task("r", Phase::Analyze).await;
    fixture.shutdown.cancel();
    fixture.worker.await.unwrap().unwrap();
    fixture.seen.close();
    let mut last = None;
    while let Some(command) = fixture.seen.recv().await {
        last = Some(command);
    }
    assert_eq!(
        last,
        Some(Command::Deregister {
            worker: "analyzer-1".into()
        })
    );
}

#[tokio::test]
async fn a_worker_that_leaves_finishes_what_it_has_and_takes_nothing_new() {
    let mut fixture = Fixture::leaving_in(Duration::from_secs(3600)).await;
    assert_eq!(fixture.start_task("r", Phase::Analyze).await, Reply::Accepted);
    fixture.shutdown.cancel();
    let leaving = loop {
        match fixture.seen.recv().await {
            Some(Command::Register { worker }) if worker.capacity == 0 => break worker,
            Some(Command::Register { .. }) => {}
            other => panic!("it leaves before its task is done: {other:?}"),
        }
    };
    assert_eq!(leaving.name, "analyzer-1");
    let refused = fixture.start_task("other", Phase::Analyze).await;
    assert!(matches!(refused, Reply::Rejected { failure } if failure.retryable));
    fixture.gate.send_replace(true);
    assert!(matches!(fixture.settled("r").await, TaskState::Done { .. }));
    fixture.worker.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_task_that_is_given_up_is_not_told_to_have_failed() {
    let mut fixture = Fixture::leaving_in(Duration::from_millis(1)).await;
    fixture.start_task("r", Phase::Analyze).await;
    fixture.shutdown.cancel();
    while !matches!(fixture.seen.recv().await, Some(Command::Deregister { .. })) {
        let status = Command::Status {
            task: id("r", Phase::Analyze),
        };
        let answer = fixture.client.call(&status).await;
        assert!(
            !matches!(
                answer,
                Ok(Reply::Task {
                    state: TaskState::Failed { .. }
                })
            ),
            "{answer:?}"
        );
    }
    fixture.worker.await.unwrap().unwrap();
}
