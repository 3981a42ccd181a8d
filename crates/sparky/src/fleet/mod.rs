//! The fleet in one process: the same services as in pods, on the same bus.

mod bus;
mod reload;

use std::{sync::Arc, time::Duration};

use anyhow::{Context as _, anyhow};
use prometheus::Registry;
use sparky_common::{
    bus::{BusStats, Key, PrivateFolder},
    config::{Bus, Config, Loaded},
    daemon::{self, Handlers, Reload},
    model::Phase,
    telemetry::{self, ExtraRoutes, Health, HttpServer},
    worker::{Leave, Switch, serve},
};
use sparky_orchestrator::{Handle, Orchestrator, OrchestratorOptions};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use self::reload::Everything;
use crate::{error::CommandError, follow::Connection, phase};

/// How long services may take to stop besides the time that they give their tasks.
const FAREWELL: Duration = Duration::from_secs(15);

/// A running fleet.
pub struct Fleet {
    orchestrator: Handle,
    workers: JoinSet<anyhow::Result<()>>,
    services: JoinSet<anyhow::Result<()>>,
    key: Key,
    stop: Stop,
    reload: Arc<Everything>,
    /// Holds the sockets of an embedded fleet.
    _sockets: Option<PrivateFolder>,
}

/// How a fleet is told to stop.
#[derive(Clone, Default)]
struct Stop {
    /// The workers.
    workers: CancellationToken,
    /// Everybody else.
    rest: CancellationToken,
    /// How the workers leave.
    leave: Leave,
}

/// What makes a fleet one that stays.
struct Staying {
    shown: serde_json::Value,
    health: Health,
    patience: Duration,
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
        let mut fleet = Self::start(&config, key, buses, &Registry::new(), None).await?;
        fleet._sockets = Some(sockets);
        Ok(fleet)
    }

    /// A fleet that stays: the configured sockets and key, schedules, API, probes and metrics; unfinished runs go on.
    pub async fn daemon(loaded: &Loaded, registry: &Registry) -> Result<Self, CommandError> {
        let config = &loaded.config;
        let key = Key::new(&config.bus.key).map_err(|error| {
            CommandError::usage(error)
                .hint("a fleet that others can reach signs its messages: set SPARKY_BUS__KEY")
        })?;
        let buses = bus::configured(&config.bus);
        let health = Health::new("sparky", &[]);
        let staying = Staying {
            shown: loaded.shown(),
            health: health.clone(),
            patience: Duration::from_secs(config.shutdown.drain_seconds),
        };
        let mut fleet = Self::start(config, key, buses, registry, Some(staying)).await?;
        fleet.serve_probes(config, health, registry.clone()).await?;
        Ok(fleet)
    }

    async fn start(
        config: &Config,
        key: Key,
        buses: bus::Buses,
        registry: &Registry,
        staying: Option<Staying>,
    ) -> Result<Self, CommandError> {
        telemetry::init(&config.telemetry, "sparky").map_err(CommandError::usage)?;
        let stats = Arc::new(BusStats::default());
        telemetry::observe_bus(registry, "sparky", Arc::clone(&stats)).map_err(CommandError::failed)?;
        let mut stop = Stop::default();
        let stays = staying.is_some();
        let (mut shown, mut health) = (serde_json::Value::default(), None);
        if let Some(staying) = staying {
            (shown, health) = (staying.shown, Some(staying.health));
            stop.leave.patience = staying.patience;
        }
        let options = OrchestratorOptions {
            key: key.clone(),
            registry: registry.clone(),
            observers: Vec::new(),
            resume: stays,
            schedules: stays,
            health,
            shown,
            stats: Arc::clone(&stats),
        };
        let config = Config {
            bus: buses.orchestrator,
            ..config.clone()
        };
        let orchestrator = Orchestrator::start(&config, options, stop.rest.clone()).await?;
        let makers = buses.workers.iter().map(|(phase, _)| phase::maker(*phase));
        let handlers = Handlers::make(makers.collect(), &config, registry)
            .map_err(|error| CommandError::failed(anyhow!(error).context("cannot start the workers")))?;
        let mut workers = JoinSet::new();
        for ((phase, mut bus), handler) in buses.workers.into_iter().zip(handlers.switches()) {
            bus.orchestrator = orchestrator.commands().to_string();
            let place = Workplace {
                phase,
                bus,
                key: &key,
                stats: &stats,
                shares: buses.shares,
            };
            workers.spawn(worker(place, &config, Arc::clone(handler), &stop)?);
        }
        let reload = Arc::new(Everything {
            workers: handlers,
            orchestrator: orchestrator.reload(),
        });
        Ok(Self {
            orchestrator,
            workers,
            services: JoinSet::new(),
            key,
            stop,
            reload,
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

    /// What takes a changed configuration.
    pub fn reload(&self) -> Arc<dyn Reload> {
        Arc::clone(&self.reload) as _
    }

    /// Stops every service, bounded in time and hastened by `hurry`. Workers of a fleet that stays finish what they have while the
    /// orchestrator is still there to hear of it; work under way then stays in the ledger and can be continued.
    pub async fn stop(mut self, hurry: impl Future<Output = ()>) -> Result<(), CommandError> {
        let Stop { workers, rest, leave } = self.stop;
        workers.cancel();
        if leave.patience.is_zero() {
            rest.cancel();
        }
        let bound = leave.patience + FAREWELL;
        let farewell = async {
            while let Some(ended) = self.workers.join_next().await {
                ended.context("a worker met a bug")??;
            }
            rest.cancel();
            while let Some(ended) = self.services.join_next().await {
                ended.context("a service met a bug")??;
            }
            self.orchestrator.stopped().await;
            anyhow::Ok(())
        };
        let hastened = async {
            hurry.await;
            leave.hurry.cancel();
            std::future::pending().await
        };
        tokio::select! {
            ended = tokio::time::timeout(bound, farewell) => ended
                .unwrap_or_else(|_| Err(anyhow!("a service did not stop within {} s", bound.as_secs())))
                .map_err(CommandError::failed),
            never = hastened => never,
        }
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
        let shutdown = self.stop.rest.clone();
        self.services
            .spawn(async move { Ok(server.run(shutdown).await?) });
        Ok(())
    }
}

/// Where a worker sits.
struct Workplace<'a> {
    phase: Phase,
    bus: Bus,
    key: &'a Key,
    stats: &'a Arc<BusStats>,
    shares: bool,
}

/// The life of one worker, as its own binary would live it.
fn worker(
    place: Workplace<'_>,
    config: &Config,
    handler: Arc<Switch>,
    stop: &Stop,
) -> Result<impl Future<Output = anyhow::Result<()>> + Send + 'static, CommandError> {
    let config = Config {
        bus: place.bus,
        ..config.clone()
    };
    let service = phase::service(place.phase);
    let mut options =
        daemon::worker_options(&config, place.key.clone(), service).map_err(CommandError::failed)?;
    options.shares = place.shares;
    options.leave = stop.leave.clone();
    options.stats = Arc::clone(place.stats);
    let shutdown = stop.workers.clone();
    Ok(async move { Ok(serve(handler, options, |_| {}, shutdown).await?) })
}
