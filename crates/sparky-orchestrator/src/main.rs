//! The orchestrator as a process of its own.

use std::process::ExitCode;

use sparky_common::{
    bus::Key,
    daemon::{self, Daemon, DaemonError},
};
use sparky_orchestrator::{Orchestrator, OrchestratorOptions};

fn main() -> ExitCode {
    daemon::main("sparky-orchestrator", serve)
}

/// Serves until the daemon is told to stop; unfinished runs go on at once.
async fn serve(daemon: Daemon) -> Result<(), DaemonError> {
    let key = Key::new(&daemon.config.bus.key).map_err(DaemonError::Key)?;
    let options = OrchestratorOptions {
        key,
        registry: daemon.registry.clone(),
        observers: Vec::new(),
        resume: true,
        schedules: true,
        health: Some(daemon.health.clone()),
        shown: daemon.shown.clone(),
        stats: daemon.stats.clone(),
    };
    let orchestrator = Orchestrator::start(&daemon.config, options, daemon.shutdown.clone())
        .await
        .map_err(DaemonError::service)?;
    if let Some(routes) = orchestrator.routes() {
        daemon.routes.set(routes);
    }
    daemon.reload.set(orchestrator.reload());
    daemon.health.set_ready("bus");
    daemon.shutdown.cancelled().await;
    orchestrator.stopped().await;
    Ok(())
}
