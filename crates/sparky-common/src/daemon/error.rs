//! Why a service could not start or go on.

use std::{error::Error, fmt, io, process::ExitCode};

use super::check::CheckError;
use crate::{
    bus::{EndpointError, KeyError},
    config::ConfigErrors,
    telemetry::TelemetryError,
    worker::WorkerError,
};

/// Why a service could not start or go on.
#[derive(Debug, thiserror::Error)]
pub enum DaemonError {
    /// The configuration is wrong.
    #[error(transparent)]
    Config(#[from] ConfigErrors),
    /// An endpoint of the configuration is wrong.
    #[error("`bus.{key}` is no endpoint")]
    Endpoint {
        /// The option.
        key: &'static str,
        /// The cause.
        #[source]
        source: EndpointError,
    },
    /// The key of the fleet is missing or too short.
    #[error("cannot sign messages: set `bus.key_file` or SPARKY_BUS__KEY, the same for the whole fleet")]
    Key(#[source] KeyError),
    /// Logs or probes cannot be started.
    #[error(transparent)]
    Telemetry(#[from] TelemetryError),
    /// The worker cannot take its place.
    #[error(transparent)]
    Worker(#[from] WorkerError),
    /// The operating system refuses what every process needs.
    #[error("cannot start the process")]
    Process(#[source] io::Error),
    /// The service that was asked is not ready.
    #[error(transparent)]
    NotReady(CheckError),
    /// The service itself.
    #[error("the service cannot go on")]
    Service(#[source] Box<dyn Error + Send + Sync>),
}

impl DaemonError {
    /// An error of the service itself.
    pub fn service(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Service(error.into())
    }

    /// The error with its causes in one line.
    pub fn chain(&self) -> impl fmt::Display {
        let causes = std::iter::successors(Some(self as &dyn Error), |error| (*error).source());
        causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
    }

    pub(super) fn exit_code(&self) -> ExitCode {
        match self {
            Self::Config(_) | Self::Endpoint { .. } | Self::Key(_) => ExitCode::from(2),
            _ => ExitCode::FAILURE,
        }
    }
}
