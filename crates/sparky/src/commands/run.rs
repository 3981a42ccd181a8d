//! `sparky run` and `sparky demo`.

use anyhow::anyhow;
use jiff::Timestamp;
use sparky_common::{
    config::Flag,
    messages::Command,
    model::SourceRef,
    period::{Kind, Period},
};

use super::drive::drive;
use crate::{
    cli::{DemoArgs, FleetArgs, PublishWhen, RunArgs, TokenArgs},
    context::{self, Context},
    error::CommandError,
    exit::Exit,
    request,
};

/// A report about a period.
pub async fn run(arguments: &RunArgs, context: &Context) -> Result<Exit, CommandError> {
    let mut flags = context::flags(&arguments.fleet, Some(&arguments.model));
    let documents = arguments.documents.iter();
    flags.extend(documents.map(|choice| Flag::new("generator.documents", choice, "--documents")));
    let config = context.load_quiet(flags)?;
    let zone = context::zone(&config)?;
    let period = request::period(
        arguments.kind,
        arguments.period.as_deref(),
        &zone,
        Timestamp::now(),
    )?;
    let sources = request::sources(&arguments.sources)?;
    let mut request = request::request(period, sources, arguments.sources.title.clone(), &arguments.model);
    request.publish = publishes(arguments, !config.publisher.destinations.is_empty());
    request.dry_run = arguments.dry_run;
    if let Some(url) = &arguments.connect {
        refuse_documents(arguments, url)?;
        refuse_folders(arguments, url)?;
    } else {
        request.sources = request::or_here(&config, request.sources)?;
        sparky_collector::look(request.sources.clone()).await?;
    }
    let command = Command::StartRun {
        request: Box::new(request),
    };
    drive(
        &config,
        arguments.connect.as_deref(),
        &arguments.token,
        &command,
        arguments.json,
    )
    .await
}

/// Whether the run goes beyond the output folder. What runs by the clock on a fleet that was just put up says
/// `--publish=configured`: a report that has nowhere else to go is no failure.
fn publishes(arguments: &RunArgs, has_destinations: bool) -> bool {
    match arguments.publish {
        Some(PublishWhen::Always) => true,
        Some(PublishWhen::Configured) => {
            if !has_destinations {
                anstream::eprintln!(
                    "Note: no destination is configured, so the documents stay in the output folder. \
                     A `[[publisher.destinations]]` section publishes them."
                );
            }
            has_destinations
        }
        // A plan needs places to plan for.
        None => arguments.dry_run && has_destinations,
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
    let request = request::request(period, sources, arguments.sources.title.clone(), &arguments.model);
    let command = Command::StartRun {
        request: Box::new(request),
    };
    drive(&config, None, &TokenArgs::default(), &command, arguments.json).await
}

/// A fleet elsewhere makes the documents of its own configuration.
fn refuse_documents(arguments: &RunArgs, url: &str) -> Result<(), CommandError> {
    if arguments.documents.is_empty() {
        return Ok(());
    }
    Err(
        CommandError::usage(anyhow!("--documents says nothing to the fleet at {url}"))
            .hint("it makes those of its configuration: generator.documents"),
    )
}

/// A fleet elsewhere has folders of its own.
fn refuse_folders(arguments: &RunArgs, url: &str) -> Result<(), CommandError> {
    let flag = match &arguments.fleet {
        FleetArgs {
            data_dir: Some(_), ..
        } => "--data-dir",
        FleetArgs { out: Some(_), .. } => "--out",
        FleetArgs { .. } => return Ok(()),
    };
    Err(
        CommandError::usage(anyhow!("{flag} says nothing to the fleet at {url}"))
            .hint("its folders are those of its configuration: storage.data_dir and storage.out_dir"),
    )
}

/// The demo looks at what is here: it has no period for what must be fetched first.
fn local(sources: Vec<SourceRef>) -> Result<Vec<SourceRef>, CommandError> {
    match sources
        .iter()
        .find(|source| !matches!(source, SourceRef::Path(_) | SourceRef::Folder(_)))
    {
        None => Ok(sources),
        Some(remote) => Err(CommandError::usage(anyhow!(
            "the demo takes folders on this machine, not {remote:?}"
        ))
        .hint("a URL works with: sparky run weekly --repo URL")),
    }
}
