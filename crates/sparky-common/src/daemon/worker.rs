//! A worker service as a process of its own.

use std::sync::Arc;

use super::{Daemon, DaemonError};
use crate::{
    bus::{Endpoint, Key},
    config::Bus,
    worker::{TaskHandler, WorkerOptions, serve},
};

/// How many tasks a worker does at once: a phase of a run is one task, and each is parallel inside.
const CAPACITY: usize = 2;

/// Serves a phase until the daemon is told to stop. The worker is ready while the orchestrator knows it.
///
/// # Errors
/// The configuration has no usable key or endpoints, or a socket cannot be bound.
pub async fn worker(daemon: Daemon, handler: Arc<dyn TaskHandler>) -> Result<(), DaemonError> {
    let key = Key::new(&daemon.config.bus.key).map_err(DaemonError::Key)?;
    let options = worker_options(&daemon.config.bus, key, daemon.health.service())?;
    let health = daemon.health;
    health.set_not_ready("bus", "the orchestrator does not know this worker yet");
    let registered = move |known| {
        if known {
            health.set_ready("bus");
        } else {
            health.set_not_ready("bus", "the orchestrator does not know this worker");
        }
    };
    Ok(serve(handler, options, registered, daemon.shutdown).await?)
}

/// How a worker takes part in the fleet, from the configuration.
///
/// # Errors
/// An endpoint is none.
pub fn worker_options(bus: &Bus, key: Key, service: &str) -> Result<WorkerOptions, DaemonError> {
    let endpoint = |key, text: &str| -> Result<Endpoint, DaemonError> {
        text.parse()
            .map_err(|source| DaemonError::Endpoint { key, source })
    };
    Ok(WorkerOptions {
        name: format!("{service}-{}-{}", host(), std::process::id()),
        capacity: CAPACITY,
        commands: endpoint("worker_commands", &bus.worker_commands)?,
        events: endpoint("worker_events", &bus.worker_events)?,
        advertise_host: (!bus.advertise_host.is_empty()).then(|| bus.advertise_host.clone()),
        orchestrator: endpoint("orchestrator", &bus.orchestrator)?,
        key,
        shares: true,
    })
}

/// The host's name as the kernel knows it; a pod's name in Kubernetes.
fn host() -> String {
    std::fs::read_to_string("/proc/sys/kernel/hostname")
        .map_or_else(|_| "host".into(), |name| name.trim().to_owned())
}
