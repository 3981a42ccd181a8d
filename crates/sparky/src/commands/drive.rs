//! Sets a run going and follows it, in a fleet of this process or in one that runs elsewhere.

use anyhow::anyhow;
use serde_json::{Value, json};
use sparky_common::{config::Config, daemon::stop_signal, messages::Command, model::RunRecord};

use sparky_orchestrator::api::wire::NewRun;

use super::connect::{api, connect, is_http};
use crate::{
    cli::TokenArgs,
    error::CommandError,
    exit::Exit,
    fleet::Fleet,
    remote::nothing,
    report::{self, Reporter},
};

/// Sends a command that is answered with a run, follows the run to its end and prints what became of it.
pub async fn drive(
    config: &Config,
    url: Option<&str>,
    token: &TokenArgs,
    command: &Command,
    json: bool,
) -> Result<Exit, CommandError> {
    match url {
        Some(url) if is_http(url) => over_http(url, token, command, json).await,
        Some(url) => remote(config, url, command, json).await,
        None => embedded(config, command, json).await,
    }
}

async fn embedded(config: &Config, command: &Command, json: bool) -> Result<Exit, CommandError> {
    let interrupted = stop_signal().map_err(CommandError::failed)?;
    let fleet = Fleet::embedded(config).await?;
    let connection = fleet.connection()?;
    let mut reporter = Reporter::new();
    let outcome = tokio::select! {
        outcome = connection.to_end(command, &mut reporter) => Some(outcome),
        () = interrupted => None,
    };
    reporter.finish();
    fleet.stop(std::future::pending()).await?;
    match outcome {
        Some(record) => Ok(finish(&record?, json)),
        None => {
            anstream::eprintln!(
                "Interrupted. Nothing is lost: the same command continues where this one was."
            );
            Ok(Exit::Interrupted)
        }
    }
}

async fn remote(config: &Config, url: &str, command: &Command, json: bool) -> Result<Exit, CommandError> {
    let connection = connect(config, url)?;
    let interrupted = stop_signal().map_err(CommandError::failed)?;
    let mut reporter = Reporter::new();
    let outcome = tokio::select! {
        outcome = connection.to_end(command, &mut reporter) => Some(outcome),
        () = interrupted => None,
    };
    reporter.finish();
    match outcome {
        Some(record) => Ok(finish(&record?, json)),
        None => {
            anstream::eprintln!("Interrupted. The run goes on there: sparky runs show --connect {url}");
            Ok(Exit::Interrupted)
        }
    }
}

/// The same over the REST API.
async fn over_http(
    url: &str,
    token: &TokenArgs,
    command: &Command,
    json: bool,
) -> Result<Exit, CommandError> {
    let remote = api(url, token)?;
    let (path, body) = asked(command)?;
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    let interrupted = stop_signal().map_err(CommandError::failed)?;
    let mut reporter = Reporter::new();
    let outcome = tokio::select! {
        outcome = remote.to_end(&path, &body, &mut reporter) => Some(outcome),
        () = interrupted => None,
    };
    reporter.finish();
    match outcome {
        Some(record) => Ok(finish(&record?, json)),
        None => {
            anstream::eprintln!("Interrupted. The run goes on there: sparky runs show --connect {url}");
            Ok(Exit::Interrupted)
        }
    }
}

/// What a command of the bus is over HTTP.
fn asked(command: &Command) -> Result<(Vec<String>, Value), CommandError> {
    let about = |run: &str, act: &str| vec!["runs".to_owned(), run.to_owned(), act.to_owned()];
    Ok(match command {
        Command::StartRun { request } => (
            vec!["runs".into()],
            json!(NewRun {
                kind: request.kind,
                period: Some(request.period),
                sources: request.sources.clone(),
                organisation: request.organisation.clone(),
                publish: request.publish,
                dry_run: request.dry_run,
            }),
        ),
        Command::CancelRun { run } => (about(run, "cancel"), nothing()),
        // Who approves is the holder of the token.
        Command::ApproveRun { run, sha256, .. } => (about(run, "approve"), json!({ "sha256": sha256 })),
        Command::RejectRun { run, reason, .. } => (about(run, "reject"), json!({ "reason": reason })),
        Command::RetryRun { run } => (about(run, "retry"), nothing()),
        other => {
            return Err(CommandError::usage(anyhow!(
                "{other:?} is nothing that sets a run going"
            )));
        }
    })
}

pub(super) fn finish(record: &RunRecord, json: bool) -> Exit {
    if json {
        anstream::println!("{:#}", report::json(record));
    } else {
        report::print_summary(record);
    }
    record.status.into()
}
