//! What can go wrong while a service begins to speak.

use std::io;

use tracing_subscriber::{filter::ParseError, util::TryInitError};

/// Why logs or the HTTP server could not be started.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    /// `RUST_LOG` or `telemetry.log` is not a filter.
    #[error("cannot read the log filter `{filter}` of {origin}")]
    Filter {
        /// The filter.
        filter: String,
        /// Where it stands: `RUST_LOG` or `telemetry.log`.
        origin: &'static str,
        /// What is wrong with it.
        #[source]
        cause: ParseError,
    },
    /// Logs were started before in this process.
    #[error("cannot start logging twice")]
    Twice(#[source] TryInitError),
    /// The address is in use, not of this machine, or not allowed.
    #[error(
        "cannot listen on {listen} for probes and metrics; set `http.listen` to a free address, or to nothing for no HTTP"
    )]
    Bind {
        /// The address asked for.
        listen: String,
        /// Why not.
        #[source]
        cause: io::Error,
    },
    /// The metrics of the process could not be added to the registry.
    #[error("cannot register the metrics of {service}")]
    Metrics {
        /// The service.
        service: String,
        /// Why not.
        #[source]
        cause: prometheus::Error,
    },
    /// The HTTP server came to an end by itself.
    #[error("cannot go on serving probes and metrics")]
    Serve(#[source] io::Error),
}
