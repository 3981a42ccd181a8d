//! Reading the configuration again while the process runs.
//!
//! ```text
//! SIGHUP --> load --bad--> the one before stays, and why is logged
//!              |
//!              +--good--> what changed, sorted (reach) --> log filter, service (Reload)
//!                                     +--> what needs a restart is logged, and keeps its old value
//! ```

mod reach;

use std::{collections::BTreeSet, error::Error};

use async_trait::async_trait;
use prometheus::{IntCounterVec, Opts, Registry};
use tokio::signal::unix::Signal;
use tokio_util::sync::CancellationToken;

pub use reach::{Reach, Sorted};

use super::signals;
use crate::{
    config::{Config, ConfigErrors, LoadOptions, Loaded},
    telemetry::{self, TelemetryError},
    worker::BoxError,
};

/// A service that can take a changed configuration.
#[async_trait]
pub trait Reload: Send + Sync {
    /// Which options.
    fn reach(&self) -> Reach;

    /// Takes what changed among the live options; all others have the values that they had at the start. All of it or, with an
    /// error, nothing.
    async fn take(&self, config: &Loaded) -> Result<(), BoxError>;
}

/// Reads the configuration again at each SIGHUP.
pub struct Reloading {
    options: LoadOptions,
    running: Loaded,
    outcomes: IntCounterVec,
    hangup: Option<Signal>,
}

/// Why a configuration that was read again is not in force.
#[derive(Debug, thiserror::Error)]
enum ReloadError {
    #[error(transparent)]
    Config(#[from] ConfigErrors),
    #[error(transparent)]
    Log(#[from] TelemetryError),
    #[error("the service cannot take it")]
    Service(#[source] BoxError),
}

impl Reloading {
    /// From what the configuration in force was loaded from; a SIGHUP from now on is not lost. Adds
    /// `sparky_config_reloads_total{outcome}`.
    ///
    /// # Errors
    /// The registry has such a metric already.
    pub fn new(options: LoadOptions, running: Loaded, registry: &Registry) -> Result<Self, TelemetryError> {
        let metrics = |cause| TelemetryError::Metrics {
            service: "the configuration".into(),
            cause,
        };
        let counts = Opts::new(
            "sparky_config_reloads_total",
            "How often the configuration was read again, by what became of it",
        );
        let outcomes = IntCounterVec::new(counts, &["outcome"]).map_err(metrics)?;
        for outcome in ["applied", "refused"] {
            outcomes.with_label_values(&[outcome]).inc_by(0);
        }
        registry.register(Box::new(outcomes.clone())).map_err(metrics)?;
        let hangup = signals::reload_signal().unwrap_or_else(|error| {
            tracing::warn!(%error, "SIGHUP cannot be watched: changes of the configuration need a restart");
            None
        });
        Ok(Self {
            options,
            running,
            outcomes,
            hangup,
        })
    }

    /// Serves SIGHUP until `shutdown`. On a terminal it is a signal to stop and not served here.
    pub async fn serve(mut self, service: &dyn Reload, shutdown: CancellationToken) {
        loop {
            tokio::select! {
                () = shutdown.cancelled() => return,
                () = signals::next(self.hangup.as_mut()) => {}
            }
            let outcome = match self.again(service).await {
                Ok(()) => "applied",
                Err(error) => {
                    let cause = error.source().map(ToString::to_string).unwrap_or_default();
                    tracing::error!(
                        %error,
                        cause,
                        hint = "correct it and send SIGHUP again; `sparky config validate` names every mistake",
                        "the configuration was read again and cannot be used: the one before stays in force"
                    );
                    "refused"
                }
            };
            self.outcomes.with_label_values(&[outcome]).inc();
        }
    }

    async fn again(&mut self, service: &dyn Reload) -> Result<(), ReloadError> {
        let read = Config::load(&self.options)?;
        let reach = Reach::of_every_service().and(service.reach());
        let changed = reach.sort(&read.changed_since(&self.running));
        let next = read.keeping(&changed.fixed, &self.running)?;
        service.take(&next).await.map_err(ReloadError::Service)?;
        if changed.live.contains("telemetry.log") && !telemetry::follow(&next.config.telemetry)? {
            tracing::warn!("`telemetry.log` changed, but RUST_LOG is set and decides what is logged");
        }
        self.running = next;
        tell(&changed);
        Ok(())
    }
}

fn tell(changed: &Sorted) {
    let names = |keys: &BTreeSet<String>| keys.iter().cloned().collect::<Vec<_>>().join(", ");
    if changed.live.is_empty() {
        tracing::info!(
            "the configuration was read again: nothing changed that is taken while this service runs"
        );
    } else {
        tracing::info!(
            options = names(&changed.live),
            "the configuration was read again: these options are in force from now on"
        );
    }
    if !changed.fixed.is_empty() {
        tracing::warn!(
            options = names(&changed.fixed),
            "these options changed too and need a restart: until then they keep their old values"
        );
    }
}
