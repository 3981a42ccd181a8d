//! A worker service as a process of its own.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use prometheus::Registry;

use super::{Daemon, DaemonError, Reach, Reload};
use crate::{
    bus::{Endpoint, Key},
    config::{Config, Loaded},
    model::Phase,
    telemetry::Replaceable,
    worker::{BoxError, Leave, Switch, TaskHandler, WorkerOptions, serve},
};

/// How many tasks a worker does at once: a phase of a run is one task, and each is parallel inside.
const CAPACITY: usize = 2;

/// Makes the handler of a phase and registers its metrics.
pub type MakeHandler = fn(&Config, &Registry) -> Result<Arc<dyn TaskHandler>, BoxError>;

/// Serves a phase until the daemon is told to stop. The worker is ready while the orchestrator knows it.
///
/// # Errors
/// The configuration has no usable key or endpoints, a socket cannot be bound, or the handler cannot be made.
pub async fn worker(daemon: Daemon, make: MakeHandler) -> Result<(), DaemonError> {
    let handlers =
        Handlers::make(vec![make], &daemon.config, &daemon.registry).map_err(DaemonError::service)?;
    let handler = handlers.switches()[0].clone();
    daemon.reload.set(Arc::new(handlers));
    let key = Key::new(&daemon.config.bus.key).map_err(DaemonError::Key)?;
    let mut options = worker_options(&daemon.config, key, daemon.health.service())?;
    options.leave.hurry = daemon.hurry;
    options.stats = daemon.stats;
    let health = daemon.health;
    health.set_not_ready("bus", "the orchestrator does not know this worker yet");
    let registered = move |known| {
        if known {
            health.set_ready("bus");
        } else {
            health.set_not_ready("bus", "the orchestrator does not know this worker");
        }
    };
    Ok(serve(handler, options, registered, daemon.shutdown).await?)
}

/// How a worker takes part in the fleet, from the configuration.
///
/// # Errors
/// An endpoint is none.
pub fn worker_options(config: &Config, key: Key, service: &str) -> Result<WorkerOptions, DaemonError> {
    let bus = &config.bus;
    let endpoint = |key, text: &str| -> Result<Endpoint, DaemonError> {
        text.parse()
            .map_err(|source| DaemonError::Endpoint { key, source })
    };
    Ok(WorkerOptions {
        name: format!("{service}-{}-{}", host(), std::process::id()),
        capacity: CAPACITY,
        commands: endpoint("worker_commands", &bus.worker_commands)?,
        events: endpoint("worker_events", &bus.worker_events)?,
        advertise_host: (!bus.advertise_host.is_empty()).then(|| bus.advertise_host.clone()),
        orchestrator: endpoint("orchestrator", &bus.orchestrator)?,
        key,
        shares: true,
        leave: Leave {
            patience: Duration::from_secs(config.shutdown.drain_seconds),
            ..Leave::default()
        },
        stats: Arc::default(),
    })
}

/// Handlers that are made anew when the configuration changes: tasks that are begun after it go by the new one.
pub struct Handlers {
    makers: Vec<MakeHandler>,
    switches: Vec<Arc<Switch>>,
    metrics: Replaceable,
}

impl Handlers {
    /// Makes the handlers, and shows their metrics in a registry.
    ///
    /// # Errors
    /// One cannot be made, or the registry has such a part already.
    pub fn make(makers: Vec<MakeHandler>, config: &Config, registry: &Registry) -> Result<Self, BoxError> {
        let metrics = Replaceable::within(registry)?;
        let inner = Registry::new();
        let switches = makers
            .iter()
            .map(|make| Ok(Arc::new(Switch::new(make(config, &inner)?))))
            .collect::<Result<_, BoxError>>()?;
        metrics.replace(inner);
        Ok(Self {
            makers,
            switches,
            metrics,
        })
    }

    /// The handlers, in the order of their makers.
    pub fn switches(&self) -> &[Arc<Switch>] {
        &self.switches
    }
}

#[async_trait]
impl Reload for Handlers {
    fn reach(&self) -> Reach {
        let live = self.switches.iter().flat_map(|switch| reads(switch.phase()));
        Reach {
            live: live.copied().collect(),
            fixed: Vec::new(),
        }
    }

    async fn take(&self, config: &Loaded) -> Result<(), BoxError> {
        let metrics = Registry::new();
        let made = self
            .makers
            .iter()
            .map(|make| make(&config.config, &metrics))
            .collect::<Result<Vec<_>, _>>()?;
        for (switch, handler) in self.switches.iter().zip(made) {
            switch.replace(handler);
        }
        self.metrics.replace(metrics);
        Ok(())
    }
}

/// The options that the handler of a phase is made from.
fn reads(phase: Phase) -> &'static [&'static str] {
    match phase {
        Phase::Collect => &["organisation.name", "collector.", "github."],
        Phase::Analyze => &["analyzer.", "analysis.", "llm.", "generator.templates_dir"],
        Phase::Generate => &["generator."],
        Phase::Publish => &["publisher."],
    }
}

/// The host's name as the kernel knows it; a pod's name in Kubernetes.
fn host() -> String {
    std::fs::read_to_string("/proc/sys/kernel/hostname")
        .map_or_else(|_| "host".into(), |name| name.trim().to_owned())
}
