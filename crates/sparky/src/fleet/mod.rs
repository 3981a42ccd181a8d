//! The fleet in one process: the same services as in pods, on the same bus.

mod bus;

use std::time::Duration;

use anyhow::{Context as _, anyhow};
use prometheus::Registry;
use sparky_common::{
    bus::{Key, PrivateFolder},
    config::{Bus, Config, Loaded},
    daemon,
    model::Phase,
    telemetry::{self, ExtraRoutes, Health, HttpServer},
    worker::serve,
};
use sparky_orchestrator::{Handle, Orchestrator, OrchestratorOptions};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::{error::CommandError, follow::Connection, phase};

/// How long services may take to stop.
const FAREWELL: Duration = Duration::from_secs(15);

/// A running fleet.
pub struct Fleet {
    orchestrator: Handle,
    services: JoinSet<anyhow::Result<()>>,
    key: Key,
    shutdown: CancellationToken,
    /// Holds the sockets of an embedded fleet.
    _sockets: Option<PrivateFolder>,
}

impl Fleet {
    /// A fleet for one command: sockets in a private folder, a random key, no HTTP.
    pub async fn embedded(config: &Config) -> Result<Self, CommandError> {
        let sockets = PrivateFolder::create()
            .context("cannot make a private folder for the fleet's sockets")
            .map_err(|error| {
                CommandError::failed(error).hint("set TMPDIR to a folder that can be written")
            })?;
        let key = Key::embedded().map_err(CommandError::failed)?;
        let buses = bus::embedded(&config.bus, &sockets).map_err(CommandError::failed)?;
        let mut config = config.clone();
        config.http.listen.clear();
        let mut fleet = Self::start(&config, key, None, buses, Registry::new(), None).await?;
        fleet._sockets = Some(sockets);
        Ok(fleet)
    }

    /// A fleet that stays: the configured sockets and key, schedules, API, probes and metrics; unfinished runs go on.
    pub async fn daemon(loaded: &Loaded) -> Result<Self, CommandError> {
        let config = &loaded.config;
        let key = Key::new(&config.bus.key).map_err(|error| {
            CommandError::usage(error)
                .hint("a fleet that others can reach signs its messages: set SPARKY_BUS__KEY")
        })?;
        let registry = Registry::new();
        let buses = bus::configured(&config.bus);
        let health = Health::new("sparky", &[]);
        let (shown, known) = (Some(loaded.shown()), Some(health.clone()));
        let mut fleet = Self::start(config, key, shown, buses, registry.clone(), known).await?;
        fleet.serve_probes(config, health, registry).await?;
        Ok(fleet)
    }

    async fn start(
        config: &Config,
        key: Key,
        shown: Option<serde_json::Value>,
        buses: bus::Buses,
        registry: Registry,
        health: Option<Health>,
    ) -> Result<Self, CommandError> {
        telemetry::init(&config.telemetry, "sparky").map_err(CommandError::usage)?;
        let shutdown = CancellationToken::new();
        let options = OrchestratorOptions {
            key: key.clone(),
            registry: registry.clone(),
            observers: Vec::new(),
            resume: shown.is_some(),
            schedules: shown.is_some(),
            health,
            shown: shown.unwrap_or_default(),
        };
        let config = Config {
            bus: buses.orchestrator,
            ..config.clone()
        };
        let orchestrator = Orchestrator::start(&config, options, shutdown.clone()).await?;
        let mut services = JoinSet::new();
        for (phase, mut bus) in buses.workers {
            bus.orchestrator = orchestrator.commands().to_string();
            let worker = worker(
                phase,
                &config,
                &bus,
                &key,
                &registry,
                buses.shares,
                shutdown.clone(),
            )?;
            services.spawn(worker);
        }
        Ok(Self {
            orchestrator,
            services,
            key,
            shutdown,
            _sockets: None,
        })
    }

    /// A connection to the fleet's orchestrator.
    pub fn connection(&self) -> Result<Connection, CommandError> {
        Connection::new(
            self.orchestrator.commands(),
            self.orchestrator.events().clone(),
            self.key.clone(),
        )
    }

    /// Stops every service, bounded in time. Work under way stays in the ledger and can be continued.
    pub async fn stop(mut self) -> Result<(), CommandError> {
        self.shutdown.cancel();
        let farewell = async {
            while let Some(ended) = self.services.join_next().await {
                ended.context("a service met a bug")??;
            }
            self.orchestrator.stopped().await;
            anyhow::Ok(())
        };
        tokio::time::timeout(FAREWELL, farewell)
            .await
            .unwrap_or_else(|_| Err(anyhow!("a service did not stop within {} s", FAREWELL.as_secs())))
            .map_err(CommandError::failed)
    }

    async fn serve_probes(
        &mut self,
        config: &Config,
        health: Health,
        registry: Registry,
    ) -> Result<(), CommandError> {
        if config.http.listen.is_empty() {
            return Ok(());
        }
        telemetry::observe_storage(&registry, health.service(), &config.storage.data_dir)
            .map_err(CommandError::failed)?;
        let routes = ExtraRoutes::default();
        if let Some(api) = self.orchestrator.routes() {
            routes.set(api);
        }
        let server = HttpServer::bind(&config.http.listen, health, registry)
            .await
            .map_err(CommandError::failed)?
            .with_routes(routes);
        tracing::info!(address = %server.local_addr(), "API, probes and metrics");
        let shutdown = self.shutdown.clone();
        self.services
            .spawn(async move { Ok(server.run(shutdown).await?) });
        Ok(())
    }
}

/// The life of one worker, as its own binary would live it.
fn worker(
    phase: Phase,
    config: &Config,
    bus: &Bus,
    key: &Key,
    registry: &Registry,
    shares: bool,
    shutdown: CancellationToken,
) -> Result<impl Future<Output = anyhow::Result<()>> + Send + 'static, CommandError> {
    let handler = phase::handler(phase, config, registry)?;
    let mut options =
        daemon::worker_options(bus, key.clone(), phase::service(phase)).map_err(CommandError::failed)?;
    options.shares = shares;
    Ok(async move { Ok(serve(handler, options, |_| {}, shutdown).await?) })
}
