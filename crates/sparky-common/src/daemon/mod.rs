//! A service as a process of its own: configuration, logs, probes, signals, and an exit status.
//!
//! The binaries of the services are one line each; what differs between them is the service they hand to [`main`].

mod check;
mod error;
mod signals;
mod worker;

use std::{path::PathBuf, process::ExitCode};

use clap::{CommandFactory, FromArgMatches, Parser};
use prometheus::Registry;
use tokio_util::sync::CancellationToken;

pub use self::{
    check::CheckError, error::DaemonError, signals::stop_signal, worker::worker, worker::worker_options,
};
use crate::{
    config::{Config, LoadOptions, Loaded},
    telemetry::{self, ExtraRoutes, Health, HttpServer},
};

/// What a service is given to live.
pub struct Daemon {
    /// The configuration in force.
    pub config: Config,
    /// The conditions that `/ready` tells.
    pub health: Health,
    /// The metrics that `/metrics` tells.
    pub registry: Registry,
    /// What the service answers over HTTP besides probes and metrics.
    pub routes: ExtraRoutes,
    /// The values in force without secrets.
    pub shown: serde_json::Value,
    /// Set when the service should come to its end.
    pub shutdown: CancellationToken,
}

#[derive(Parser)]
#[command(
    version,
    after_help = "Values also come from SPARKY_SECTION__KEY; the reference is docs/configuration.md."
)]
struct Arguments {
    /// The configuration file [default: SPARKY_CONFIG, else sparky.toml, if there is one]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,

    /// Ask the running service whether it is ready, and exit with 0 if it is: what a container's health check runs
    #[arg(long)]
    check: bool,
}

/// Runs a service until SIGTERM or SIGINT. Exit status: 0 stopped, 1 failed, 2 configuration. With `--check` it only
/// asks the service that runs already.
pub fn main(service: &'static str, serve: impl AsyncFnOnce(Daemon) -> Result<(), DaemonError>) -> ExitCode {
    let matches = Arguments::command().name(service).get_matches();
    let arguments = Arguments::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    let refuse = |error: &DaemonError| {
        eprintln!("{service}: {}", error.chain());
        error.exit_code()
    };
    let loaded = match configuration(arguments.config) {
        Ok(loaded) => loaded,
        Err(error) => return refuse(&error),
    };
    if arguments.check {
        return match check::ready(&loaded.config.http.listen) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => refuse(&DaemonError::NotReady(error)),
        };
    }
    if let Err(error) = telemetry::init(&loaded.config.telemetry, service) {
        return refuse(&error.into());
    }
    match start(service, loaded, serve) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(error = %error.chain(), "the service ends");
            error.exit_code()
        }
    }
}

/// The configuration in force.
fn configuration(file: Option<PathBuf>) -> Result<Loaded, DaemonError> {
    let mut options = LoadOptions::from_process().map_err(DaemonError::Process)?;
    options.file = file;
    Ok(Config::load(&options)?)
}

fn start(
    service: &'static str,
    loaded: Loaded,
    serve: impl AsyncFnOnce(Daemon) -> Result<(), DaemonError>,
) -> Result<(), DaemonError> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(DaemonError::Process)?;
    runtime.block_on(async {
        let shutdown = CancellationToken::new();
        let health = Health::new(service, &["bus"]);
        let registry = Registry::new();
        let daemon = Daemon {
            shown: loaded.shown(),
            config: loaded.config,
            routes: ExtraRoutes::default(),
            health,
            registry,
            shutdown,
        };
        run(daemon, serve).await
    })
}

/// Runs a service beside its probes; the first signal begins its end.
async fn run(
    daemon: Daemon,
    serve: impl AsyncFnOnce(Daemon) -> Result<(), DaemonError>,
) -> Result<(), DaemonError> {
    let shutdown = daemon.shutdown.clone();
    let probes = probes(&daemon).await?;
    let signal = stop_signal().map_err(DaemonError::Process)?;
    let stop = shutdown.clone();
    tokio::spawn(async move {
        signal.await;
        tracing::info!("asked to stop: finishing what is under way");
        stop.cancel();
    });
    let outcome = serve(daemon).await;
    shutdown.cancel();
    if let Some(probes) = probes {
        probes
            .await
            .map_err(|error| DaemonError::Process(error.into()))??;
    }
    outcome
}

type Probes = tokio::task::JoinHandle<Result<(), telemetry::TelemetryError>>;

/// Serves probes and metrics in the background, where `http.listen` says.
pub async fn probes(daemon: &Daemon) -> Result<Option<Probes>, DaemonError> {
    if daemon.config.http.listen.is_empty() {
        return Ok(None);
    }
    let folder = &daemon.config.storage.data_dir;
    telemetry::observe_storage(&daemon.registry, daemon.health.service(), folder)?;
    let server = HttpServer::bind(
        &daemon.config.http.listen,
        daemon.health.clone(),
        daemon.registry.clone(),
    )
    .await?
    .with_routes(daemon.routes.clone());
    tracing::info!(address = %server.local_addr(), "probes and metrics");
    Ok(Some(tokio::spawn(server.run(daemon.shutdown.clone()))))
}
