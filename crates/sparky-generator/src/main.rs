//! The generator as a process of its own.

use std::process::ExitCode;

use sparky_common::daemon;

fn main() -> ExitCode {
    daemon::main("sparky-generator", async |daemon| {
        daemon::worker(daemon, sparky_generator::handler).await
    })
}
