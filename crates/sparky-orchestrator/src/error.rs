//! Why the orchestrator cannot start.

use sparky_common::{
    artifact::ArtifactError,
    bus::{BusError, EndpointError},
};

use crate::ledger::LedgerError;

/// Why the orchestrator cannot start.
#[derive(Debug, thiserror::Error)]
pub enum OrchestratorError {
    /// An address of the configuration is none.
    #[error("`bus.{option}` is no endpoint")]
    Endpoint {
        /// The option.
        option: &'static str,
        /// The cause.
        #[source]
        source: EndpointError,
    },
    /// The configured time zone does not exist.
    #[error("`organisation.time_zone` is `{name}`, which is no time zone")]
    TimeZone {
        /// What is configured.
        name: String,
        /// The cause.
        #[source]
        source: jiff::Error,
    },
    /// The commands' or events' socket cannot be bound.
    #[error("the orchestrator cannot take its place on the bus")]
    Bus(#[source] BusError),
    /// The ledger cannot be opened.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The artifact store cannot be opened.
    #[error(transparent)]
    Artifacts(#[from] ArtifactError),
    /// A metric is registered twice: two orchestrators share a registry.
    #[error("cannot register the metrics")]
    Metrics(#[from] prometheus::Error),
}

impl OrchestratorError {
    /// The next thing to try.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Endpoint { .. } => Some("write `tcp://HOST:PORT` or `ipc://PATH`".into()),
            Self::TimeZone { .. } => Some("write an IANA name such as `UTC` or `Europe/Berlin`".into()),
            Self::Bus(error) => error.hint(),
            Self::Ledger(error) => Some(error.hint()),
            Self::Artifacts(_) | Self::Metrics(_) => None,
        }
    }
}
