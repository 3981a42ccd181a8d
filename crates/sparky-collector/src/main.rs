//! The collector as a process of its own.

use std::process::ExitCode;

use sparky_common::daemon;

fn main() -> ExitCode {
    daemon::main("sparky-collector", async |daemon| {
        daemon::worker(daemon, sparky_collector::handler).await
    })
}
