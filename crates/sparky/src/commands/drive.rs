//! Sets a run going and follows it, in a fleet of this process or in one that runs elsewhere.

use sparky_common::{config::Config, daemon::stop_signal, messages::Command, model::RunRecord};

use super::connect::connect;
use crate::{
    error::CommandError,
    exit::Exit,
    fleet::Fleet,
    report::{self, Reporter},
};

/// Sends a command that is answered with a run, follows the run to its end and prints what became of it.
pub async fn drive(
    config: &Config,
    url: Option<&str>,
    command: &Command,
    json: bool,
) -> Result<Exit, CommandError> {
    match url {
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
    fleet.stop().await?;
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

fn finish(record: &RunRecord, json: bool) -> Exit {
    if json {
        anstream::println!("{:#}", report::json(record));
    } else {
        report::print_summary(record);
    }
    record.status.into()
}
