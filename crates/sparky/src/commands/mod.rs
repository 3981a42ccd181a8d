//! One module a command: arguments in, an exit status out.

mod completions;
mod config;
mod connect;

mod doctor;
mod documents;
mod drive;
mod leases;
mod phases;
mod run;
mod runs;
mod schedules;
mod schema;
mod stop;
mod templates;
mod up;
mod verify;
mod workers;

use std::future::Future;

use anyhow::Context as _;
use sparky_common::{daemon::LAST_MOMENT, model::Phase};

use crate::{cli::Command, context::Context, error::CommandError, exit::Exit};

/// Does a command.
pub fn run(command: Command, context: &Context) -> Result<Exit, CommandError> {
    match command {
        Command::Demo(arguments) => wait(run::demo(&arguments, context)),
        Command::Run(arguments) => wait(run::run(&arguments, context)),
        Command::Up(arguments) => wait(up::up(&arguments, context)),
        Command::Collect(arguments) => wait(phases::run(Phase::Collect, &arguments, context)),
        Command::Analyze(arguments) => wait(phases::run(Phase::Analyze, &arguments, context)),
        Command::Generate(arguments) => wait(phases::run(Phase::Generate, &arguments, context)),
        Command::Publish(arguments) => wait(phases::run(Phase::Publish, &arguments, context)),
        Command::Runs { command } => wait(runs::run(command, context)),
        Command::Workers(arguments) => wait(workers::run(&arguments, context)),
        Command::Stop(arguments) => wait(stop::stop(&arguments, context)),
        Command::Resume { reason, connect } => wait(stop::resume(&reason, &connect, context)),
        Command::Leases { command } => wait(leases::run(&command, context)),
        Command::Schedules { command } => wait(schedules::run(command, context)),
        Command::Documents { command } => wait(documents::run(command, context)),
        Command::Verify(arguments) => wait(verify::verify(&arguments, context)),
        Command::Schema(arguments) => schema::print(arguments.name),
        Command::Config { command } => config::run(&command, context),
        Command::Templates { command } => templates::run(&command, context),
        Command::Doctor(arguments) => doctor::run(&arguments, context),
        Command::Completions { shell } => completions::print(shell),
    }
}

/// Runs a command's future on a runtime of its own.
fn wait(future: impl Future<Output = Result<Exit, CommandError>>) -> Result<Exit, CommandError> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("cannot start the runtime: this process may have no threads or files left")
        .map_err(CommandError::failed)?;
    let outcome = runtime.block_on(future);
    runtime.shutdown_timeout(LAST_MOMENT);
    outcome
}
