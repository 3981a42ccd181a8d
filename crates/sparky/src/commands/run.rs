//! `sparky run` and `sparky demo`.

use std::path::Path;

use anyhow::anyhow;
use jiff::Timestamp;
use sparky_common::{
    config::Config,
    daemon::stop_signal,
    model::{RunRecord, RunRequest, SourceRef},
    period::{Kind, Period},
};

use super::connect::connect;
use crate::{
    cli::{DemoArgs, RunArgs},
    context::{self, Context},
    error::CommandError,
    exit::Exit,
    fleet::Fleet,
    report::{self, Reporter},
    request,
};

/// A report about a period.
pub async fn run(arguments: &RunArgs, context: &Context) -> Result<Exit, CommandError> {
    let flags = context::flags(&arguments.fleet, Some(&arguments.model));
    let config = context.load_quiet(flags)?;
    let zone = context::zone(&config)?;
    let period = request::period(arguments.kind, arguments.period.as_deref(), &zone, Timestamp::now())?;
    let sources = request::sources(&arguments.sources)?;
    let mut request = request::request(period, sources, arguments.sources.title.clone());
    request.publish = arguments.publish;
    request.dry_run = arguments.dry_run;
    match &arguments.connect {
        Some(url) => {
            let record = remote(&config, url, request).await?;
            Ok(finish(&record, None, arguments.json))
        }
        None => embedded(&config, request, arguments.json).await,
    }
}

/// A report about the latest week in which something happened.
pub async fn demo(arguments: &DemoArgs, context: &Context) -> Result<Exit, CommandError> {
    let config = context.load_quiet(context::flags(&arguments.fleet, Some(&arguments.model)))?;
    let zone = context::zone(&config)?;
    let sources = local(request::or_here(&config, request::sources(&arguments.sources)?)?)?;
    let latest = sparky_collector::latest_activity(sources.clone()).await?;
    let latest = latest.unwrap_or_else(Timestamp::now).min(Timestamp::now());
    let period = Period::containing(Kind::Weekly, latest.to_zoned(zone).date());
    let request = request::request(period, sources, arguments.sources.title.clone());
    embedded(&config, request, arguments.json).await
}

/// The demo looks at what is here: it has no period for what must be fetched first.
fn local(sources: Vec<SourceRef>) -> Result<Vec<SourceRef>, CommandError> {
    match sources.iter().find(|source| !matches!(source, SourceRef::Path(_) | SourceRef::Folder(_))) {
        None => Ok(sources),
        Some(remote) => Err(CommandError::usage(anyhow!("the demo takes folders on this machine, not {remote:?}"))
            .hint("a URL works with: sparky run weekly --repo URL")),
    }
}

/// Lets a fleet inside this process do the run.
async fn embedded(config: &Config, mut request: RunRequest, json: bool) -> Result<Exit, CommandError> {
    request.sources = request::or_here(config, request.sources)?;
    sparky_collector::look(request.sources.clone()).await?;
    let fleet = Fleet::embedded(config).await?;
    let connection = fleet.connection()?;
    let interrupted = stop_signal().map_err(CommandError::failed)?;
    let mut reporter = Reporter::new();
    let outcome = tokio::select! {
        outcome = connection.run_to_end(request, &mut reporter) => Some(outcome),
        () = interrupted => None,
    };
    reporter.finish();
    fleet.stop().await?;
    match outcome {
        Some(record) => Ok(finish(&record?, Some(&config.storage.out_dir), json)),
        None => {
            anstream::eprintln!("Interrupted. Nothing is lost: the same command continues where this one was.");
            Ok(Exit::Interrupted)
        }
    }
}

/// Lets a running fleet do the run.
async fn remote(config: &Config, url: &str, request: RunRequest) -> Result<RunRecord, CommandError> {
    let connection = connect(config, url)?;
    let mut reporter = Reporter::new();
    let outcome = connection.run_to_end(request, &mut reporter).await;
    reporter.finish();
    outcome
}

fn finish(record: &RunRecord, out_dir: Option<&Path>, json: bool) -> Exit {
    if json {
        anstream::println!("{:#}", report::json(record, out_dir));
    } else {
        report::print_summary(record, out_dir);
    }
    record.status.into()
}
