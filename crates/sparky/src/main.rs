//! The `sparky` command.

mod cli;
mod commands;
mod context;
mod error;
mod exit;
mod fleet;
mod follow;
mod phase;
mod remote;
mod report;
mod request;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    let context = context::Context::new(cli.config, cli.verbose);
    match commands::run(cli.command, &context) {
        Ok(exit) => exit.into(),
        Err(error) => {
            anstream::eprintln!("{error}");
            error.exit().into()
        }
    }
}
