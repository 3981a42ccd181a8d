//! A worker's life: bind, register, work, leave.

use std::{sync::Arc, time::Duration};

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::{TaskHandler, desk::Desk};
use crate::{
    bus::{BusError, Client, Endpoint, Key, Publisher, Server},
    messages::{Command, Event, Reply, WorkerInfo},
};

/// How often a worker says that it is there.
const HEARTBEAT: Duration = Duration::from_secs(2);

/// How long running tasks may take to stop at shutdown.
const DRAIN: Duration = Duration::from_secs(10);

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

/// Serves tasks until `shutdown`, then lets running tasks stop and leaves. `registered` hears whether the
/// orchestrator knows this worker.
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
    let publisher = Publisher::bind(&options.events, &options.key)
        .await
        .map_err(failed)?;
    let (events, outbox) = mpsc::channel(256);
    let desk = Arc::new(Desk::new(handler, options.capacity, events, shutdown.clone()));
    let server = Server::bind(&options.commands, &options.key, Arc::clone(&desk))
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
    let orchestrator = Client::connect(&options.orchestrator, &options.key).map_err(failed)?;

    tokio::select! {
        () = shutdown.cancelled() => {}
        () = announce(&orchestrator, &info, &registered) => {}
        () = publish(&publisher, outbox) => {}
    }

    registered(false);
    if let Err(error) = orchestrator
        .call(&Command::Deregister {
            worker: info.name.clone(),
        })
        .await
    {
        tracing::debug!(%error, "the orchestrator will notice the silence");
    }
    if tokio::time::timeout(DRAIN, desk.drained()).await.is_err() {
        tracing::warn!(
            worker = info.name,
            "a task did not stop in time: it will be done again elsewhere"
        );
    }
    server.shutdown().await;
    publisher.shutdown().await;
    Ok(())
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
async fn publish(publisher: &Publisher, mut outbox: mpsc::Receiver<Event>) {
    while let Some(event) = outbox.recv().await {
        if let Err(error) = publisher.publish(&event) {
            tracing::debug!(%error, "an event is lost: the orchestrator will ask");
        }
    }
}
