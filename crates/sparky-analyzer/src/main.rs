//! The analyzer as a process of its own.

use std::process::ExitCode;

use sparky_common::daemon;

fn main() -> ExitCode {
    daemon::main("sparky-analyzer", async |daemon| {
        daemon::worker(daemon, sparky_analyzer::handler).await
    })
}
