//! `sparky runs`: what an orchestrator knows, running or not.

use anyhow::anyhow;
use sparky_common::{
    config::{Config, Flag},
    messages::{Command, Reply},
    model::{RunRecord, RunStatus},
};
use sparky_orchestrator::{
    History, HistoryError,
    api::wire::{RunPage, TaskContext, Tasks},
};

use super::{
    connect::{api, connect, is_http},
    drive::drive,
    leases::user,
};
use crate::{
    cli::{ConnectArgs, RunsCommand},
    context::Context,
    error::CommandError,
    exit::Exit,
    report,
};

/// Lists and shows runs, and changes how one goes on.
pub async fn run(command: RunsCommand, context: &Context) -> Result<Exit, CommandError> {
    match command {
        RunsCommand::List { limit, connect } => list(limit, &connect, context).await,
        RunsCommand::Show { run, connect } => show(run, &connect, context).await,
        RunsCommand::Task { run, task, connect } => tasks(run, task.as_deref(), &connect, context).await,
        RunsCommand::Approve { run, sha256, connect } => approve(run, sha256, &connect, context).await,
        RunsCommand::Reject { run, reason, connect } => {
            let by = user();
            set_going(Command::RejectRun { run, by, reason }, &connect, context).await
        }
        RunsCommand::Recover(connect) => recover(&connect, context).await,
        RunsCommand::Retry { run, connect } => set_going(Command::RetryRun { run }, &connect, context).await,
        RunsCommand::Cancel { run, connect } => {
            set_going(Command::CancelRun { run }, &connect, context).await
        }
    }
}

async fn list(limit: u32, arguments: &ConnectArgs, context: &Context) -> Result<Exit, CommandError> {
    let config = load(arguments, context)?;
    let records = match &arguments.connect {
        Some(url) if is_http(url) => list_over_http(url, limit, arguments).await?,
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
    let record = look_up(run, arguments, context).await?;
    if arguments.json {
        print_json(&report::json(&record))?;
    } else {
        report::print_story(&record);
    }
    Ok(Exit::Succeeded)
}

/// A run by its id or period; the newest where none is named.
async fn look_up(
    run: Option<String>,
    arguments: &ConnectArgs,
    context: &Context,
) -> Result<RunRecord, CommandError> {
    let config = load(arguments, context)?;
    match &arguments.connect {
        Some(url) if is_http(url) => show_over_http(url, run, arguments).await,
        Some(url) => connect(&config, url)?.run(run.unwrap_or_default()).await,
        None => find(&config, run).await,
    }
}

/// Approves what is under review, and says what that is. A hash that was noted when it was read binds the approval to
/// what was read.
async fn approve(
    run: String,
    sha256: Option<String>,
    arguments: &ConnectArgs,
    context: &Context,
) -> Result<Exit, CommandError> {
    let record = look_up(Some(run.clone()), arguments, context).await?;
    if let Some(review) = &record.review {
        for document in &record.documents {
            let hash = &document.artifact.sha256.as_str()[..12];
            anstream::eprintln!("approves {} (sha256 {hash})", document.path);
        }
        anstream::eprintln!("as {} (sha256 {})", review.artifact.name, review.artifact.sha256);
    }
    let there = record.review.map(|review| review.artifact.sha256.to_string());
    let approval = Command::ApproveRun {
        run,
        // The ledger keeps who let the run go on.
        by: user(),
        sha256: sha256.or(there),
    };
    set_going(approval, arguments, context).await
}

/// Checks the ledger, and goes on with what is in nobody's hands.
async fn recover(arguments: &ConnectArgs, context: &Context) -> Result<Exit, CommandError> {
    if let Some(url) = &arguments.connect {
        return Err(CommandError::usage(anyhow!(
            "the orchestrator at {url} goes on with its runs by itself"
        ))
        .hint("stop it and name its data folder: sparky runs recover --data-dir DIR"));
    }
    let recovery = history(&load(arguments, context)?)?
        .recovery()
        .map_err(unreadable)?;
    if !recovery.damage.is_empty() {
        return Err(
            CommandError::failed(anyhow!("the ledger is damaged: {}", recovery.damage.join("; "))).hint(
                "put back a backup (docs/runbooks/backup.md), or move the ledger away to begin a new history",
            ),
        );
    }
    anstream::eprintln!(
        "the ledger is whole; {} runs are unfinished",
        recovery.unfinished.len()
    );
    let mut exit = Exit::Succeeded;
    for record in recovery.unfinished {
        let lease = format!("{}-{}", record.kind, record.period);
        let holder = recovery.leases.iter().find(|other| other.name == lease);
        if record.status == RunStatus::Held {
            anstream::eprintln!("{} waits for approval", record.run);
        } else if let Some(holder) = holder {
            anstream::eprintln!("{} is in the hands of {}", record.run, holder.holder_in_words());
        } else {
            let outcome = set_going(Command::RetryRun { run: record.run }, arguments, context).await?;
            if outcome != Exit::Succeeded {
                exit = outcome;
            }
        }
    }
    Ok(exit)
}

/// Prints the context of a run's tasks.
async fn tasks(
    run: String,
    task: Option<&str>,
    arguments: &ConnectArgs,
    context: &Context,
) -> Result<Exit, CommandError> {
    let tasks = match &arguments.connect {
        Some(url) if is_http(url) => {
            let answer: Tasks = api(url, &arguments.token)?
                .get(&["runs", &run, "tasks"], &[])
                .await?;
            answer.tasks
        }
        Some(url) => {
            return Err(
                CommandError::usage(anyhow!("the bus at {url} does not tell about tasks"))
                    .hint("ask the API: --connect http://HOST:8080, or read the ledger: --data-dir DIR"),
            );
        }
        None => {
            let config = load(arguments, context)?;
            let run = find(&config, Some(run.clone())).await?.run;
            let tasks = history(&config)?.tasks(&run).map_err(CommandError::failed)?;
            tasks.unwrap_or_default()
        }
    };
    let named = |context: &&TaskContext| {
        task.is_none_or(|name| context.task == name || format!("{}/{}", context.phase, context.part) == name)
    };
    let chosen: Vec<_> = tasks.iter().filter(named).collect();
    if let Some(name) = task.filter(|_| chosen.is_empty()) {
        return Err(CommandError::usage(anyhow!("run {run} has no task `{name}`"))
            .hint(format!("sparky runs task {run} shows them all")));
    }
    print_json(&chosen)?;
    Ok(Exit::Succeeded)
}

/// A command that changes a run: a running fleet does it, or one that starts for it in this process.
async fn set_going(
    command: Command,
    arguments: &ConnectArgs,
    context: &Context,
) -> Result<Exit, CommandError> {
    let config = load(arguments, context)?;
    drive(
        &config,
        arguments.connect.as_deref(),
        &arguments.token,
        &command,
        arguments.json,
    )
    .await
}

/// Pages of the API, until there are as many as asked for.
async fn list_over_http(
    url: &str,
    limit: u32,
    arguments: &ConnectArgs,
) -> Result<Vec<RunRecord>, CommandError> {
    let remote = api(url, &arguments.token)?;
    let mut records = Vec::new();
    let mut cursor = None;
    while records.len() < limit as usize {
        let left = (limit as usize - records.len()).min(200);
        let mut query = vec![("limit", left.to_string())];
        query.extend(cursor.map(|cursor| ("cursor", cursor)));
        let page: RunPage = remote.get(&["runs"], &query).await?;
        records.extend(page.runs.into_iter().map(RunRecord::from));
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    Ok(records)
}

async fn show_over_http(
    url: &str,
    run: Option<String>,
    arguments: &ConnectArgs,
) -> Result<RunRecord, CommandError> {
    let remote = api(url, &arguments.token)?;
    if let Some(run) = run {
        return remote.run(&run).await;
    }
    let page: RunPage = remote.get(&["runs"], &[("limit", "1".into())]).await?;
    match page.runs.first() {
        Some(newest) => remote.run(&newest.run).await,
        None => Err(CommandError::failed(anyhow!("there are no runs at {url}"))
            .hint("begin with: sparky run weekly --connect URL")),
    }
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
    History::open(&config.storage.data_dir).map_err(unreadable)
}

/// A history that cannot be read, with the way out.
fn unreadable(error: HistoryError) -> CommandError {
    let hint = error.hint();
    let error = CommandError::failed(error);
    match hint {
        Some(hint) => error.hint(hint),
        None => error,
    }
}

pub(super) fn load(arguments: &ConnectArgs, context: &Context) -> Result<Config, CommandError> {
    let folder = arguments.data_dir.as_ref();
    let flags =
        folder.map(|folder| Flag::new("storage.data_dir", folder.display().to_string(), "--data-dir"));
    context.load_quiet(flags.into_iter().collect())
}

pub(super) fn print_json(value: &impl serde::Serialize) -> Result<(), CommandError> {
    anstream::println!(
        "{}",
        serde_json::to_string_pretty(value).map_err(CommandError::failed)?
    );
    Ok(())
}

pub(super) fn unexpected(reply: &Reply) -> CommandError {
    CommandError::failed(anyhow!("the orchestrator answered something else: {reply:?}"))
}
