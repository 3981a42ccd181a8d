//! A worker's life: bind, register, work, leave.

use std::{sync::Arc, time::Duration};

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::{TaskHandler, desk::Desk};
use crate::{
    bus::{BusError, BusStats, Client, Endpoint, Key, Publisher, Server, Settings},
    messages::{Command, Event, Reply, WorkerInfo},
};

/// How often a worker says that it is there.
const HEARTBEAT: Duration = Duration::from_secs(2);

/// How long tasks that are given up may take to let go.
const LETTING_GO: Duration = Duration::from_secs(10);

/// How long a worker whose tasks are done waits until somebody has asked for the results.
const TELLING: Duration = Duration::from_secs(3);

/// How a worker takes part in the fleet.
#[derive(Clone, Debug)]
pub struct WorkerOptions {
    /// Unique name: service, host and process.
    pub name: String,
    /// How many tasks at once.
    pub capacity: usize,
    /// Where to take commands.
    pub commands: Endpoint,
    /// Where to publish events.
    pub events: Endpoint,
    /// The host name under which others reach this worker, if not the bound address.
    pub advertise_host: Option<String>,
    /// Where the orchestrator takes commands.
    pub orchestrator: Endpoint,
    /// The key of the fleet.
    pub key: Key,
    /// Whether others may do parts of the same phase: no use in a fleet of one process.
    pub shares: bool,
    /// How it takes its leave.
    pub leave: Leave,
    /// Where its sockets count.
    pub stats: Arc<BusStats>,
}

/// How a worker that was told to stop takes its leave.
#[derive(Clone, Debug, Default)]
pub struct Leave {
    /// How long it goes on with the tasks that it has. Zero: it gives them up at once.
    pub patience: Duration,
    /// Ends that time early.
    pub hurry: CancellationToken,
}

/// Why a worker cannot serve.
#[derive(Debug, thiserror::Error)]
pub enum WorkerError {
    /// A socket cannot be bound.
    #[error("the worker `{name}` cannot take its place on the bus")]
    Bus {
        /// The worker.
        name: String,
        /// The cause.
        #[source]
        source: BusError,
    },
}

/// Serves tasks until `shutdown`, then takes nothing new, finishes within [`Leave::patience`] what it has, gives up the
/// rest, for others to do at once, and leaves. `registered` hears whether the orchestrator knows this worker.
pub async fn serve(
    handler: Arc<dyn TaskHandler>,
    options: WorkerOptions,
    registered: impl Fn(bool) + Send + Sync,
    shutdown: CancellationToken,
) -> Result<(), WorkerError> {
    let failed = |source| WorkerError::Bus {
        name: options.name.clone(),
        source,
    };
    let (phase, divides) = (handler.phase(), handler.divides());
    let settings = || Settings {
        stats: Arc::clone(&options.stats),
        ..Settings::default()
    };
    let publisher = Publisher::bind_with(&options.events, &options.key, settings())
        .await
        .map_err(failed)?;
    let (events, mut outbox) = mpsc::channel(256);
    let desk = Arc::new(Desk::new(handler, options.capacity, events));
    let server = Server::bind_with(&options.commands, &options.key, Arc::clone(&desk), settings())
        .await
        .map_err(failed)?;
    let info = WorkerInfo {
        name: options.name.clone(),
        phase,
        capacity: u32::try_from(options.capacity).unwrap_or(u32::MAX),
        commands: options.reachable(server.local_endpoint()),
        events: options.reachable(publisher.local_endpoint()),
        version: env!("CARGO_PKG_VERSION").into(),
        capabilities: Vec::from_iter((options.shares && divides).then(|| WorkerInfo::PARTS.to_owned())),
    };
    let orchestrator =
        Client::connect_with(&options.orchestrator, &options.key, settings()).map_err(failed)?;

    let life = async {
        tokio::select! {
            () = shutdown.cancelled() => {}
            () = announce(&orchestrator, &info, &registered) => {}
        }
        registered(false);
        take_leave(&desk, &orchestrator, &info, &options.leave).await;
    };
    tokio::select! {
        () = life => {}
        () = publish(&publisher, &mut outbox) => {}
    }
    // What the last task told while it ended.
    while let Ok(event) = outbox.try_recv() {
        send(&publisher, &event);
    }
    server.shutdown().await;
    publisher.shutdown().await;
    Ok(())
}

/// Finishes what can be finished in time and gives up the rest. The orchestrator hears first that this worker leaves, so that
/// nobody takes a task that was given up for one that failed.
async fn take_leave(desk: &Desk, orchestrator: &Client, info: &WorkerInfo, leave: &Leave) {
    let tasks = desk.close();
    if tasks > 0 && !leave.patience.is_zero() && !leave.hurry.is_cancelled() {
        let seconds = leave.patience.as_secs();
        tracing::info!(
            worker = info.name,
            tasks,
            seconds,
            "takes nothing new and finishes what it has"
        );
        let leaving = WorkerInfo {
            capacity: 0,
            ..info.clone()
        };
        tokio::select! {
            () = finished(desk) => {}
            () = tokio::time::sleep(leave.patience) => {
                tracing::warn!(worker = info.name, seconds, "a task was not done in time: it will be done elsewhere");
            }
            () = leave.hurry.cancelled() => tracing::warn!(worker = info.name, "leaves at once"),
            () = announce(orchestrator, &leaving, &|_| {}) => {}
        }
    }
    let farewell = Command::Deregister {
        worker: info.name.clone(),
    };
    if let Err(error) = orchestrator.call(&farewell).await {
        tracing::debug!(%error, "the orchestrator will notice the silence");
    }
    if tokio::time::timeout(LETTING_GO, desk.cut()).await.is_err() {
        tracing::warn!(
            worker = info.name,
            "a task does not let go: it ends with this process, and will be done again elsewhere"
        );
    }
}

/// Resolves when every task is done and somebody knows of it, or nobody asks.
async fn finished(desk: &Desk) {
    desk.done().await;
    if tokio::time::timeout(TELLING, desk.settled()).await.is_err() {
        tracing::debug!("nobody asked for a result");
    }
}

impl WorkerOptions {
    /// The endpoint to tell others: the bound one, with the host that they can reach.
    fn reachable(&self, bound: &Endpoint) -> String {
        match &self.advertise_host {
            Some(host) => bound.with_host(host).to_string(),
            None => bound.to_string(),
        }
    }
}

/// Registers at once and keeps saying so: registration is the heartbeat.
async fn announce(orchestrator: &Client, info: &WorkerInfo, registered: &(impl Fn(bool) + Sync)) {
    let mut known = None;
    loop {
        let answer = orchestrator
            .call(&Command::Register { worker: info.clone() })
            .await;
        let accepted = matches!(answer, Ok(Reply::Accepted));
        if known != Some(accepted) {
            log_registration(info, &answer);
            registered(accepted);
            known = Some(accepted);
        }
        tokio::time::sleep(if accepted { HEARTBEAT } else { HEARTBEAT / 10 }).await;
    }
}

fn log_registration(info: &WorkerInfo, answer: &Result<Reply, BusError>) {
    match answer {
        Ok(Reply::Accepted) => tracing::info!(worker = info.name, phase = %info.phase, "registered"),
        Ok(reply) => tracing::warn!(
            worker = info.name,
            ?reply,
            "the orchestrator does not take this worker"
        ),
        Err(error) => tracing::warn!(worker = info.name, %error, "the orchestrator does not answer"),
    }
}

/// Publishes until the desk is gone.
async fn publish(publisher: &Publisher, outbox: &mut mpsc::Receiver<Event>) {
    while let Some(event) = outbox.recv().await {
        send(publisher, &event);
    }
}

fn send(publisher: &Publisher, event: &Event) {
    if let Err(error) = publisher.publish(event) {
        tracing::debug!(%error, "an event is lost: the orchestrator will ask");
    }
}
