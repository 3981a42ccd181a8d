//! The collector as a process of its own.

use std::process::ExitCode;

use sparky_common::daemon::{self, DaemonError};

fn main() -> ExitCode {
    daemon::main("sparky-collector", async |daemon| {
        let handler =
            sparky_collector::handler(&daemon.config, &daemon.registry).map_err(DaemonError::service)?;
        daemon::worker(daemon, handler).await
    })
}
