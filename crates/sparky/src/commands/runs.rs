//! `sparky runs` and `sparky workers`: what an orchestrator knows, running or not.

use anyhow::anyhow;
use sparky_common::{
    config::{Config, Flag},
    messages::{Command, Reply, WorkerInfo},
    model::RunRecord,
};
use sparky_orchestrator::History;

use super::{connect::connect, drive::drive};
use crate::{
    cli::{ConnectArgs, RunsCommand},
    context::Context,
    error::CommandError,
    exit::Exit,
    report,
};

/// Lists, shows or cancels runs.
pub async fn run(command: RunsCommand, context: &Context) -> Result<Exit, CommandError> {
    match command {
        RunsCommand::List { limit, connect } => list(limit, &connect, context).await,
        RunsCommand::Show { run, connect } => show(run, &connect, context).await,
        RunsCommand::Approve { run, connect } => {
            // The ledger keeps who let the run go on.
            let by = std::env::var("USER").unwrap_or_else(|_| "someone".into());
            set_going(Command::ApproveRun { run, by }, &connect, context).await
        }
        RunsCommand::Cancel { run, connect } => {
            set_going(Command::CancelRun { run }, &connect, context).await
        }
    }
}

/// Lists the workers of a running fleet.
pub async fn workers(arguments: &ConnectArgs, context: &Context) -> Result<Exit, CommandError> {
    let config = load(arguments, context)?;
    let url = arguments.connect.as_deref().unwrap_or(&config.bus.orchestrator);
    match connect(&config, url)?.call(&Command::ListWorkers).await? {
        Reply::Workers { workers } if arguments.json => print_json(&workers)?,
        Reply::Workers { workers } => workers.iter().for_each(print_worker),
        other => return Err(unexpected(&other)),
    }
    Ok(Exit::Succeeded)
}

async fn list(limit: u32, arguments: &ConnectArgs, context: &Context) -> Result<Exit, CommandError> {
    let config = load(arguments, context)?;
    let records = match &arguments.connect {
        Some(url) => match connect(&config, url)?.call(&Command::ListRuns { limit }).await? {
            Reply::Runs { records } => records,
            other => return Err(unexpected(&other)),
        },
        None => history(&config)?.list(limit).map_err(CommandError::failed)?,
    };
    if arguments.json {
        print_json(&records)?;
    } else {
        report::print_list(&records);
    }
    Ok(Exit::Succeeded)
}

async fn show(run: Option<String>, arguments: &ConnectArgs, context: &Context) -> Result<Exit, CommandError> {
    let config = load(arguments, context)?;
    let record = match &arguments.connect {
        Some(url) => connect(&config, url)?.run(run.unwrap_or_default()).await?,
        None => find(&config, run).await?,
    };
    if arguments.json {
        print_json(&report::json(&record))?;
    } else {
        report::print_story(&record);
    }
    Ok(Exit::Succeeded)
}

/// A command that changes a run: a running fleet does it, or one that starts for it in this process.
async fn set_going(
    command: Command,
    arguments: &ConnectArgs,
    context: &Context,
) -> Result<Exit, CommandError> {
    let config = load(arguments, context)?;
    drive(&config, arguments.connect.as_deref(), &command, arguments.json).await
}

async fn find(config: &Config, run: Option<String>) -> Result<RunRecord, CommandError> {
    let history = history(config)?;
    let newest = || {
        Ok(history
            .list(1)
            .map_err(CommandError::failed)?
            .pop()
            .map(|record| record.run))
    };
    let wanted = run.map_or_else(newest, |run| Ok::<_, CommandError>(Some(run)))?;
    let found = match &wanted {
        Some(run) => history.show(run).await.map_err(CommandError::failed)?,
        None => None,
    };
    found.ok_or_else(|| {
        let wanted = wanted.as_deref().unwrap_or("any run");
        CommandError::failed(anyhow!(
            "there is no record of {wanted} in `{}`",
            config.storage.data_dir.display()
        ))
        .hint("sparky runs list tells what there is; --data-dir names another data folder")
    })
}

fn history(config: &Config) -> Result<History, CommandError> {
    History::open(&config.storage.data_dir).map_err(CommandError::failed)
}

fn load(arguments: &ConnectArgs, context: &Context) -> Result<Config, CommandError> {
    let folder = arguments.data_dir.as_ref();
    let flags =
        folder.map(|folder| Flag::new("storage.data_dir", folder.display().to_string(), "--data-dir"));
    context.load_quiet(flags.into_iter().collect())
}

fn print_worker(worker: &WorkerInfo) {
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

fn print_json(value: &impl serde::Serialize) -> Result<(), CommandError> {
    anstream::println!(
        "{}",
        serde_json::to_string_pretty(value).map_err(CommandError::failed)?
    );
    Ok(())
}

fn unexpected(reply: &Reply) -> CommandError {
    CommandError::failed(anyhow!("the orchestrator answered something else: {reply:?}"))
}
