//! A service as a process of its own: configuration, logs, probes, signals, and an exit status.
//!
//! The binaries of the services are one line each; what differs between them is the service they hand to [`main`].

mod check;
mod error;
mod reload;
mod signals;
mod worker;

use std::{
    path::PathBuf,
    process::ExitCode,
    sync::{Arc, OnceLock},
    time::Duration,
};

use async_trait::async_trait;
use clap::{CommandFactory, FromArgMatches, Parser};
use prometheus::Registry;
use tokio_util::sync::CancellationToken;

pub use self::{
    check::CheckError,
    error::DaemonError,
    reload::{Reach, Reload, Reloading, Sorted},
    signals::{StopSignals, stop_signal},
    worker::{Handlers, MakeHandler, worker, worker_options},
};
use crate::{
    bus::BusStats,
    config::{Config, LoadOptions, Loaded},
    telemetry::{self, ExtraRoutes, Health, HttpServer},
    worker::BoxError,
};

/// How long what still blocks a thread may take at the very end.
pub const LAST_MOMENT: Duration = Duration::from_secs(1);

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
    /// Set when it should do so at once.
    pub hurry: CancellationToken,
    /// Where the service says how it takes a changed configuration.
    pub reload: ReloadSlot,
    /// What the process's sockets count.
    pub stats: Arc<BusStats>,
}

/// A place for what can take a changed configuration, filled once the service is there. Clones share it.
#[derive(Clone, Default)]
pub struct ReloadSlot(Arc<OnceLock<Arc<dyn Reload>>>);

impl ReloadSlot {
    /// Puts a service in. The first one stays.
    pub fn set(&self, service: Arc<dyn Reload>) {
        if self.0.set(service).is_err() {
            tracing::warn!("a service was given twice: the first one stays");
        }
    }
}

#[async_trait]
impl Reload for ReloadSlot {
    fn reach(&self) -> Reach {
        self.0.get().map(|service| service.reach()).unwrap_or_default()
    }

    async fn take(&self, config: &Loaded) -> Result<(), BoxError> {
        match self.0.get() {
            Some(service) => service.take(config).await,
            None => Err("the service has not started yet".into()),
        }
    }
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
    let (options, loaded) = match configuration(arguments.config) {
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
    match start(service, options, loaded, serve) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(error = %error.chain(), "the service ends");
            error.exit_code()
        }
    }
}

/// The configuration in force, and what it was loaded from.
fn configuration(file: Option<PathBuf>) -> Result<(LoadOptions, Loaded), DaemonError> {
    let mut options = LoadOptions::from_process().map_err(DaemonError::Process)?;
    options.file = file;
    let loaded = Config::load(&options)?;
    Ok((options, loaded))
}

fn start(
    service: &'static str,
    options: LoadOptions,
    loaded: Loaded,
    serve: impl AsyncFnOnce(Daemon) -> Result<(), DaemonError>,
) -> Result<(), DaemonError> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(DaemonError::Process)?;
    let outcome = runtime.block_on(async {
        let shutdown = CancellationToken::new();
        let health = Health::new(service, &["bus"]);
        let registry = Registry::new();
        let daemon = Daemon {
            shown: loaded.shown(),
            config: loaded.config.clone(),
            routes: ExtraRoutes::default(),
            health,
            registry,
            shutdown,
            hurry: CancellationToken::new(),
            reload: ReloadSlot::default(),
            stats: Arc::default(),
        };
        telemetry::observe_bus(&daemon.registry, service, Arc::clone(&daemon.stats))?;
        let reloading = Reloading::new(options, loaded, &daemon.registry)?;
        run(daemon, reloading, serve).await
    });
    // What blocks a thread and was given up ends with the process.
    runtime.shutdown_timeout(LAST_MOMENT);
    outcome
}

/// Runs a service beside its probes; the first signal begins its end, a second one hastens it.
async fn run(
    daemon: Daemon,
    reloading: Reloading,
    serve: impl AsyncFnOnce(Daemon) -> Result<(), DaemonError>,
) -> Result<(), DaemonError> {
    let shutdown = daemon.shutdown.clone();
    // Who asks is answered until the service has come to its end.
    let closing = CancellationToken::new();
    let probes = probes(&daemon, closing.clone()).await?;
    let mut signals = StopSignals::new().map_err(DaemonError::Process)?;
    let (stop, hurry) = (shutdown.clone(), daemon.hurry.clone());
    tokio::spawn(async move {
        signals.next().await;
        tracing::info!("asked to stop: finishing what is under way");
        stop.cancel();
        signals.next().await;
        tracing::warn!("asked to stop again: giving up what is under way");
        hurry.cancel();
    });
    let (reload, stop) = (daemon.reload.clone(), shutdown.clone());
    tokio::spawn(async move { reloading.serve(&reload, stop).await });
    let outcome = serve(daemon).await;
    shutdown.cancel();
    closing.cancel();
    if let Some(probes) = probes {
        probes
            .await
            .map_err(|error| DaemonError::Process(error.into()))??;
    }
    outcome
}

type Probes = tokio::task::JoinHandle<Result<(), telemetry::TelemetryError>>;

/// Serves probes and metrics in the background, where `http.listen` says, until `closing`.
async fn probes(daemon: &Daemon, closing: CancellationToken) -> Result<Option<Probes>, DaemonError> {
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
    Ok(Some(tokio::spawn(server.run(closing))))
}
