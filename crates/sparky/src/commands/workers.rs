//! `sparky workers`: who is alive.

use sparky_common::messages::{Command, Reply, WorkerInfo};
use sparky_orchestrator::api::wire::Workers;

use super::{
    connect::{api, connect, is_http},
    runs::{load, print_json, unexpected},
};
use crate::{
    cli::{ConnectArgs, WorkersArgs, WorkersCommand},
    context::Context,
    error::CommandError,
    exit::Exit,
};

/// Lists the workers of a running fleet.
pub async fn run(arguments: &WorkersArgs, context: &Context) -> Result<Exit, CommandError> {
    let arguments = match &arguments.command {
        Some(WorkersCommand::List(connect)) => connect,
        None => &arguments.connect,
    };
    let config = load(arguments, context)?;
    let url = arguments.connect.as_deref().unwrap_or(&config.bus.orchestrator);
    if is_http(url) {
        return over_http(url, arguments).await;
    }
    match connect(&config, url)?.call(&Command::ListWorkers).await? {
        Reply::Workers { workers } if arguments.json => print_json(&workers)?,
        Reply::Workers { workers } => workers.iter().for_each(print),
        other => return Err(unexpected(&other)),
    }
    Ok(Exit::Succeeded)
}

async fn over_http(url: &str, arguments: &ConnectArgs) -> Result<Exit, CommandError> {
    let workers: Workers = api(url, &arguments.token)?.get(&["workers"], &[]).await?;
    if arguments.json {
        print_json(&workers)?;
        return Ok(Exit::Succeeded);
    }
    for worker in &workers.workers {
        anstream::println!(
            "{:9} {}  {} of {}  {}  {}",
            worker.phase,
            worker.name,
            worker.tasks,
            worker.capacity,
            worker.commands,
            worker.version
        );
    }
    Ok(Exit::Succeeded)
}

fn print(worker: &WorkerInfo) {
    let WorkerInfo {
        name,
        phase,
        capacity,
        commands,
        version,
        ..
    } = worker;
    anstream::println!("{phase:9} {name}  {capacity} at a time  {commands}  {version}");
}
