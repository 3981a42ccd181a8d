//! The publisher as a process of its own.

use std::process::ExitCode;

use sparky_common::daemon;

fn main() -> ExitCode {
    daemon::main("sparky-publisher", async |daemon| {
        daemon::worker(daemon, sparky_publisher::handler).await
    })
}
