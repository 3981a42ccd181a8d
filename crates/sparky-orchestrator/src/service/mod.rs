//! The orchestrator as a service: binds its sockets, answers commands, tells what happens.

mod approval;
mod control;
mod desk;
mod herald;
mod pulse;
mod queries;
mod reload;
pub(crate) mod request;
pub(crate) mod runs;

use std::{sync::Arc, time::Duration};

use axum::Router;
use jiff::tz::TimeZone;
use prometheus::Registry;
use sparky_common::{
    artifact::ArtifactStore,
    bus::{BusStats, Endpoint, Key, Publisher, Server, Settings},
    config::Config,
    daemon::Reload,
    messages::{Event, WorkerInfo},
    telemetry::Health,
};
use tokio::{
    sync::{mpsc, watch},
    task::JoinHandle,
    time::MissedTickBehavior,
};
use tokio_util::sync::CancellationToken;

use self::{
    desk::Desk, herald::Herald, pulse::Pulse, queries::ScheduledRuns, reload::Reloadable, runs::Runs,
};
use crate::{
    api::{
        self, Shown,
        hub::{Hub, Nudge},
    },
    blocking::off_thread,
    clock::SystemClock,
    config::{DispatchSettings, Folders, Policy},
    dispatch::{BusDispatcher, Fleet},
    driver::Driver,
    error::OrchestratorError,
    lease::Leases,
    ledger::{Ledger, LedgerError, LedgerObserver},
    metrics::Metrics,
    schedule::{self, Keeper},
};

/// How many events may wait for the publisher; more are dropped, and whoever misses them asks.
const WAITING_EVENTS: usize = 1024;

/// How long a stopping orchestrator waits for workers to take their leave.
const FAREWELL: Duration = Duration::from_millis(500);

/// What an orchestrator is given besides the configuration.
pub struct OrchestratorOptions {
    /// The key of the fleet.
    pub key: Key,
    /// Where its metrics are registered.
    pub registry: Registry,
    /// Who else is told about every write to the ledger.
    pub observers: Vec<Arc<dyn LedgerObserver>>,
    /// Whether unfinished runs are continued at once, as a daemon does. Else they wait for an equal request.
    pub resume: bool,
    /// The configuration without secrets, for whoever asks over HTTP.
    pub shown: serde_json::Value,
    /// Where it says whether its ledger can be written, as the condition `ledger`.
    pub health: Option<Health>,
    /// Whether the clock starts runs, as the configuration's schedules say. Else they can be triggered only.
    pub schedules: bool,
    /// Where its sockets count.
    pub stats: Arc<BusStats>,
}

/// The orchestrator.
pub struct Orchestrator;

/// A running orchestrator.
pub struct Handle {
    commands: Endpoint,
    events: Endpoint,
    fleet: Arc<Fleet>,
    routes: Option<Router>,
    reload: Arc<Reloadable>,
    supervisor: JoinHandle<()>,
}

impl Orchestrator {
    /// Starts an orchestrator that runs until `shutdown`. Runs that are under way then stay unfinished and can be
    /// continued.
    ///
    /// # Errors
    /// When the ledger cannot be opened, a socket cannot be bound, or the configuration names no endpoint or zone.
    pub async fn start(
        config: &Config,
        options: OrchestratorOptions,
        shutdown: CancellationToken,
    ) -> Result<Handle, OrchestratorError> {
        let commands = endpoint("commands", &config.bus.commands)?;
        let events = endpoint("events", &config.bus.events)?;
        let zone = time_zone(&config.organisation.time_zone)?;
        let folders = Folders {
            data: config.storage.data_dir.clone(),
        };
        let metrics = Metrics::register(&options.registry)?;
        let nudge = Nudge::default();
        let mut observers = options.observers;
        observers.push(Arc::new(nudge.clone()));
        let ledger = open_ledger(&folders, &metrics, observers).await?;
        let hub = Arc::new(Hub::open(Arc::clone(&ledger), nudge).await?);
        let store = ArtifactStore::open(&folders.data)?;

        let settings = DispatchSettings::of(config);
        let fleet = Arc::new(Fleet::new(settings.worker_timeout));
        let (outbox, waiting) = mpsc::channel(WAITING_EVENTS);
        let reader = Arc::clone(&ledger);
        let control = watch::Sender::new(off_thread(move || reader.control()).await?);
        let bus = Settings {
            stats: options.stats,
            ..Settings::default()
        };
        let dispatcher = Arc::new(BusDispatcher::new(
            Arc::clone(&fleet),
            options.key.clone(),
            bus.clone(),
            settings,
        ));
        let driver = Driver {
            dispatcher: Arc::clone(&dispatcher) as _,
            policy: Policy::of(config),
            observer: Arc::new(Herald::new(outbox, metrics.clone(), Arc::clone(&hub))),
            clock: Arc::new(SystemClock),
            control: control.subscribe(),
        };
        let rules = schedule::all(config, &zone)?;
        let lease_time = Duration::from_secs(config.orchestrator.lease_seconds);
        let leases = Leases::new(Arc::clone(&ledger), folders, lease_time).counting(metrics.contentions());
        let leases = Arc::new(leases);
        let runs = Runs::new(
            Arc::clone(&leases),
            store,
            driver,
            control,
            zone.clone(),
            shutdown.clone(),
        );
        let runs = Arc::new(runs);
        let by_the_clock = options.schedules && config.schedules.enabled;
        if by_the_clock && config.schedules.publish && config.publisher.destinations.is_empty() {
            tracing::info!(
                "no destination is configured: scheduled reports stay in the output folder until a \
                 `[[publisher.destinations]]` section names one"
            );
        }
        let keeper = Keeper::open(
            Arc::clone(&ledger),
            Arc::new(ScheduledRuns(Arc::clone(&runs))),
            rules,
            by_the_clock,
        );
        let keeper = Arc::new(keeper.await?);
        let pulsing = Arc::clone(&ledger);
        let shown = Shown::new(options.shown);
        let reload = Arc::new(Reloadable {
            runs: Arc::clone(&runs),
            dispatcher,
            keeper: Arc::clone(&keeper),
            shown: shown.clone(),
            zone: zone.clone(),
            schedules: options.schedules,
        });
        let parts = api::Parts {
            runs: Arc::clone(&runs),
            ledger,
            fleet: Arc::clone(&fleet),
            keeper: Arc::clone(&keeper),
            hub: Arc::clone(&hub),
            zone,
            shutdown: shutdown.clone(),
        };
        let routes = if config.api.enabled && !config.http.listen.is_empty() {
            Some(api::router(config, parts, shown)?)
        } else {
            None
        };
        let desk = Desk {
            runs: Arc::clone(&runs),
            fleet: Arc::clone(&fleet),
        };
        let publisher = Publisher::bind_with(&events, &options.key, bus.clone())
            .await
            .map_err(OrchestratorError::Bus)?;
        let server = Server::bind_with(&commands, &options.key, Arc::new(desk), bus)
            .await
            .map_err(OrchestratorError::Bus)?;
        if options.resume {
            runs.resume_all().await?;
        }

        let (commands, events) = (
            server.local_endpoint().clone(),
            publisher.local_endpoint().clone(),
        );
        tracing::info!(%commands, %events, "the orchestrator takes commands");
        let life = Life {
            server,
            publisher,
            waiting,
            runs,
            fleet: Arc::clone(&fleet),
            metrics,
            keeper,
            hub,
            leases,
            resume: options.resume,
            pulse: options.health.map(|health| Pulse::new(pulsing, health)),
        };
        let supervisor = tokio::spawn(life.until(shutdown));
        Ok(Handle {
            commands,
            events,
            fleet,
            routes,
            reload,
            supervisor,
        })
    }
}

impl Handle {
    /// Where it takes commands, with the real port.
    pub fn commands(&self) -> &Endpoint {
        &self.commands
    }

    /// Where it publishes events, with the real port.
    pub fn events(&self) -> &Endpoint {
        &self.events
    }

    /// The routes of the REST API, unless the configuration switches them off.
    pub fn routes(&self) -> Option<Router> {
        self.routes.clone()
    }

    /// What takes a changed configuration.
    pub fn reload(&self) -> Arc<dyn Reload> {
        Arc::clone(&self.reload) as _
    }

    /// The workers that are alive, by name.
    pub fn workers(&self) -> Vec<WorkerInfo> {
        self.fleet.workers()
    }

    /// Resolves when it has stopped after `shutdown`.
    pub async fn stopped(self) {
        if let Err(error) = self.supervisor.await {
            tracing::error!(%error, "the orchestrator did not stop in good order");
        }
    }
}

/// What lives as long as the orchestrator.
struct Life {
    server: Server,
    publisher: Publisher,
    waiting: mpsc::Receiver<Event>,
    runs: Arc<Runs>,
    fleet: Arc<Fleet>,
    metrics: Metrics,
    keeper: Arc<Keeper>,
    hub: Arc<Hub>,
    leases: Arc<Leases>,
    resume: bool,
    pulse: Option<Pulse>,
}

impl Life {
    async fn until(mut self, shutdown: CancellationToken) {
        let mut tick = tokio::time::interval(Duration::from_secs(1));
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let pulse = self
            .pulse
            .take()
            .map(|pulse| tokio::spawn(pulse.beat(shutdown.clone())));
        let (keeper, stop) = (Arc::clone(&self.keeper), shutdown.clone());
        let keeping = tokio::spawn(async move { keeper.keep(stop).await });
        let (hub, stop) = (Arc::clone(&self.hub), shutdown.clone());
        let feeding = tokio::spawn(async move { hub.feed(stop).await });
        // Leases are renewed until the last run is drained.
        let drained = CancellationToken::new();
        let renewing = tokio::spawn(Arc::clone(&self.leases).keep(drained.clone()));
        let (runs, stop, resume) = (Arc::clone(&self.runs), shutdown.clone(), self.resume);
        let watching = tokio::spawn(async move {
            if resume {
                runs.watch_over(stop).await;
            }
        });
        loop {
            tokio::select! {
                biased;
                () = shutdown.cancelled() => break,
                Some(event) = self.waiting.recv() => self.publish(&event),
                _ = tick.tick() => self.metrics.count_workers(&self.fleet.workers()),
            }
        }
        for kept in [keeping, feeding, watching].into_iter().chain(pulse) {
            if let Err(error) = kept.await {
                tracing::error!(%error, "a part of the orchestrator met a bug");
            }
        }
        self.runs.drained().await;
        drained.cancel();
        if let Err(error) = renewing.await {
            tracing::error!(%error, "a part of the orchestrator met a bug");
        }
        while let Ok(event) = self.waiting.try_recv() {
            self.publish(&event);
        }
        self.fleet.deserted(FAREWELL).await;
        self.server.shutdown().await;
        self.publisher.shutdown().await;
        tracing::info!("the orchestrator has stopped");
    }

    fn publish(&self, event: &Event) {
        if let Err(error) = self.publisher.publish(event) {
            tracing::warn!(%error, "an event was lost: whoever waits for it will ask");
        }
    }
}

async fn open_ledger(
    folders: &Folders,
    metrics: &Metrics,
    mut observers: Vec<Arc<dyn LedgerObserver>>,
) -> Result<Arc<Ledger>, OrchestratorError> {
    observers.push(Arc::new(metrics.clone()));
    let (path, metrics) = (folders.ledger(), metrics.clone());
    let open = move || -> Result<Ledger, LedgerError> {
        let ledger = Ledger::open(&path, observers)?;
        metrics.remember(&ledger)?;
        Ok(ledger)
    };
    Ok(Arc::new(off_thread(open).await?))
}

fn endpoint(option: &'static str, text: &str) -> Result<Endpoint, OrchestratorError> {
    text.parse()
        .map_err(|source| OrchestratorError::Endpoint { option, source })
}

fn time_zone(name: &str) -> Result<TimeZone, OrchestratorError> {
    TimeZone::get(name).map_err(|source| OrchestratorError::TimeZone {
        name: name.to_owned(),
        source,
    })
}
