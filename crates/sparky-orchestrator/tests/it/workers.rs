//! Workers that die, forget, talk nonsense or are not there.

use std::{
    io::{Read, Write},
    path::PathBuf,
    process::{Child, Command as Program, Stdio},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
};

use async_trait::async_trait;
use sparky_common::{
    bus::{CommandHandler, Endpoint, Server},
    messages::{Command, Reply, TaskFailure, TaskState, WorkerInfo},
    model::{Phase, RunStatus},
    worker::serve,
};
use sparky_orchestrator::{
    ledger::LedgerReader,
    state::{Recorded, RunEvent},
};
use sparky_testkit::eventually;
use tokio_util::sync::CancellationToken;

use crate::{
    fleet::{Fleet, Handler, key, worker_options},
    house::week,
    newsroom::Newsroom,
};

const FOLDER: &str = "SPARKY_TEST_WORKER_FOLDER";
const SOCKETS: &str = "SPARKY_TEST_WORKER_SOCKETS";
const PARTS: &str = "SPARKY_TEST_WORKER_PARTS";
const ORCHESTRATOR: &str = "SPARKY_TEST_WORKER_ORCHESTRATOR";

/// Why tasks were given to other workers.
pub(crate) fn reassignments(folder: &std::path::Path, run: &str) -> Vec<String> {
    let reader = LedgerReader::open(&folder.join("ledger.db")).unwrap().unwrap();
    let reason = |recorded: Recorded| match recorded.event {
        RunEvent::TaskReassigned { worker, reason, .. } => Some(format!("{worker}: {reason}")),
        _ => None,
    };
    reader
        .events(run)
        .unwrap()
        .into_iter()
        .filter_map(reason)
        .collect()
}

/// A worker in a process of its own that takes a task and never ends it.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "a child process of another test"]
async fn stuck_collector() {
    let (Ok(folder), Ok(sockets), Ok(orchestrator)) = (
        std::env::var(FOLDER),
        std::env::var(SOCKETS),
        std::env::var(ORCHESTRATOR),
    ) else {
        return;
    };
    let parts = std::env::var(PARTS).map_or(0, |parts| parts.parse().unwrap());
    let newsroom = Arc::new(Newsroom::dividing(&PathBuf::from(folder), parts));
    *newsroom.stuck.lock().unwrap() = Some(Phase::Collect);
    let options = worker_options("stuck", &PathBuf::from(sockets), &orchestrator.parse().unwrap());
    let handler = Arc::new(Handler {
        phase: Phase::Collect,
        newsroom,
        begun: Mutex::default(),
    });
    serve(handler, options, |_| {}, CancellationToken::new())
        .await
        .unwrap();
}

pub(crate) fn spawn_stuck_collector(fleet: &Fleet, folder: &std::path::Path) -> Child {
    Program::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "workers::stuck_collector"])
        .env(FOLDER, folder)
        .env(SOCKETS, fleet.sockets())
        .env(PARTS, fleet.newsroom.parts.to_string())
        .env(ORCHESTRATOR, fleet.commands().to_string())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_task_of_a_killed_worker_goes_to_another_one() {
    let folder = tempfile::tempdir().unwrap();
    let mut fleet = Fleet::try_start(folder.path(), false, &[]).await.unwrap();
    let mut stuck = spawn_stuck_collector(&fleet, folder.path());
    for phase in [Phase::Analyze, Phase::Generate, Phase::Publish] {
        fleet.add_worker(phase);
    }
    eventually("the fleet is there", async || {
        (fleet.workers().len() == 4).then_some(())
    })
    .await;
    let mut events = fleet.subscribe();
    // From here on nothing is missed.
    assert_eq!(events.next().await, sparky_common::bus::Delivery::Gap);
    let run = fleet.start_run(week("2025-W46")).await.unwrap().run;
    // The worker has told of its progress: it has the task.
    while !matches!(
        events.next().await,
        sparky_common::bus::Delivery::Event(sparky_common::messages::Event::TaskProgress { .. })
    ) {}
    stuck.kill().unwrap();
    stuck.wait().unwrap();
    fleet.add_worker(Phase::Collect);

    let record = fleet.reaches(&run, RunStatus::is_final).await;
    assert_eq!(
        (record.status, record.gates.len()),
        (RunStatus::Succeeded, 4),
        "no attempt was spent"
    );
    let reasons = reassignments(folder.path(), &run);
    assert!(
        reasons.len() == 1 && reasons[0].starts_with("stuck: "),
        "{reasons:?}"
    );
    fleet.stop().await;
}

fn info(name: &str, endpoint: &str) -> WorkerInfo {
    WorkerInfo {
        name: name.into(),
        phase: Phase::Collect,
        capacity: 1,
        commands: endpoint.into(),
        events: endpoint.into(),
        version: "0".into(),
        capabilities: Vec::new(),
    }
}

/// Keeps a worker registered, whatever it is.
fn keep_registered(fleet: &Fleet, worker: WorkerInfo) -> tokio_util::task::AbortOnDropHandle<()> {
    let client = fleet.client.clone();
    tokio_util::task::AbortOnDropHandle::new(tokio::spawn(async move {
        loop {
            client
                .call(&Command::Register {
                    worker: worker.clone(),
                })
                .await
                .unwrap();
            tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        }
    }))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_answers_garbage_loses_its_task() {
    let folder = tempfile::tempdir().unwrap();
    let fleet = Fleet::try_start(folder.path(), false, &[]).await.unwrap();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("tcp://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            // A peer that went away is what this is about.
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\nthis is no ZeroMQ\r\n");
            let _ = stream.read(&mut [0; 64]);
        }
    });
    let _garbage = keep_registered(&fleet, info("garbage", &address));
    eventually("it is registered", async || {
        (fleet.workers().len() == 1).then_some(())
    })
    .await;
    let run = fleet.start_run(week("2025-W46")).await.unwrap().run;
    let reasons = eventually("the task is taken away", async || {
        let reasons = reassignments(folder.path(), &run);
        (!reasons.is_empty()).then_some(reasons)
    })
    .await;
    assert!(
        reasons[0].starts_with("garbage: nobody answers at tcp://127.0.0.1:"),
        "{reasons:?}"
    );
    fleet.stop().await;
}

/// A worker that forgets its first task, as one that was restarted, and has no place at first.
struct Forgetful {
    newsroom: Newsroom,
    starts: AtomicU32,
}

#[async_trait]
impl CommandHandler for Forgetful {
    async fn handle(&self, command: Command) -> Reply {
        match command {
            Command::Start { task } => match self.starts.fetch_add(1, Ordering::Relaxed) {
                0 => Reply::Rejected {
                    failure: TaskFailure {
                        message: "busy".into(),
                        hint: None,
                        retryable: true,
                    },
                },
                1 => Reply::Accepted,
                _ => Reply::AlreadyDone {
                    outcome: self.newsroom.work(&task).await.unwrap(),
                },
            },
            Command::Status { .. } => Reply::Task {
                state: TaskState::Unknown,
            },
            other => panic!("unexpected: {other:?}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_was_restarted_or_busy_is_simply_asked_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut fleet = Fleet::try_start(folder.path(), false, &[]).await.unwrap();
    for phase in [Phase::Analyze, Phase::Generate, Phase::Publish] {
        fleet.add_worker(phase);
    }
    let handler = Arc::new(Forgetful {
        newsroom: Newsroom::new(folder.path()),
        starts: AtomicU32::new(0),
    });
    let endpoint = Endpoint::ipc(&fleet.sockets().join("forgetful")).unwrap();
    let server = Server::bind(&endpoint, &key(), handler.clone()).await.unwrap();
    let registered = keep_registered(&fleet, info("forgetful", &endpoint.to_string()));
    let record = fleet.run(week("2025-W46")).await;
    assert_eq!(record.status, RunStatus::Succeeded);
    assert_eq!(handler.starts.load(Ordering::Relaxed), 3);
    assert!(reassignments(folder.path(), &record.run).is_empty());
    drop(registered);
    server.shutdown().await;
    fleet.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_speaks_another_version_is_not_waited_for() {
    struct Stranger;

    #[async_trait]
    impl CommandHandler for Stranger {
        async fn handle(&self, _command: Command) -> Reply {
            Reply::Refused {
                reason: "version 9".into(),
            }
        }
    }

    let folder = tempfile::tempdir().unwrap();
    let fleet = Fleet::try_start(folder.path(), false, &[("WORKER_WAIT_SECONDS", "1")])
        .await
        .unwrap();
    let endpoint = Endpoint::ipc(&fleet.sockets().join("stranger")).unwrap();
    let server = Server::bind(&endpoint, &key(), Arc::new(Stranger)).await.unwrap();
    fleet
        .ask(Command::Register {
            worker: info("stranger", &endpoint.to_string()),
        })
        .await;
    let record = fleet.run(week("2025-W46")).await;
    assert_eq!(record.status, RunStatus::Failed);
    assert_eq!(
        reassignments(folder.path(), &record.run),
        ["stranger: it refuses: version 9"]
    );
    server.shutdown().await;
    fleet.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_is_not_there_is_named_with_the_way_out() {
    let folder = tempfile::tempdir().unwrap();
    let fleet = Fleet::try_start(folder.path(), false, &[("WORKER_WAIT_SECONDS", "1")])
        .await
        .unwrap();
    let record = fleet.run(week("2025-W46")).await;
    assert_eq!((record.status, record.gates.len()), (RunStatus::Failed, 1));
    let reason = record.reason.unwrap();
    assert!(
        reason.contains("no worker for `collect` has registered"),
        "{reason}"
    );
    assert!(reason.contains("start `sparky-collector`"), "{reason}");
    fleet.stop().await;
}
