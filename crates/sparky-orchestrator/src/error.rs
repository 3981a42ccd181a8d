//! Why the orchestrator cannot start.

use sparky_common::{
    artifact::ArtifactError,
    bus::{BusError, EndpointError},
};

use crate::{api::ApiError, ledger::LedgerError, schedule::RuleError};

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
    /// A schedule of the configuration cannot be used.
    #[error("the schedules of the configuration cannot be used")]
    Schedule(#[from] RuleError),
    /// The API cannot be served.
    #[error(transparent)]
    Api(#[from] ApiError),
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
            Self::Schedule(_) => {
                Some("write five fields of cron, such as `0 8 * * 1`, and a name of its own".into())
            }
            Self::Api(error) => Some(error.hint().into()),
            Self::Bus(error) => error.hint(),
            Self::Ledger(error) => Some(error.hint()),
            Self::Artifacts(_) | Self::Metrics(_) => None,
        }
    }
}
