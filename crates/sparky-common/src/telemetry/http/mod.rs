//! Probes and metrics over HTTP.

mod bounded;
mod routes;
#[cfg(test)]
mod tests;

use std::{net::SocketAddr, time::Duration};

use prometheus::Registry;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use self::bounded::{Bounded, Limits};
use super::{error::TelemetryError, health::Health, process};

/// The version that probes and metrics name.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Answers `/live`, `/ready`, `/health` and `/metrics`.
///
/// Every connection carries one answer and has 10 seconds for it, one second once the server is told to stop, so
/// that a client that says or reads nothing keeps neither memory nor a shutdown waiting.
#[derive(Debug)]
pub struct HttpServer {
    listener: TcpListener,
    address: SocketAddr,
    routes: axum::Router,
    limits: Limits,
}

impl HttpServer {
    /// Listens on `listen` (`HOST:PORT`, port 0 takes a free one) and adds the metrics of the process to `registry`.
    ///
    /// # Errors
    /// The address cannot be had, or `registry` has the metrics of this service already.
    pub async fn bind(listen: &str, health: Health, registry: Registry) -> Result<Self, TelemetryError> {
        let bind_error = |cause| TelemetryError::Bind {
            listen: listen.to_owned(),
            cause,
        };
        let listener = TcpListener::bind(listen).await.map_err(bind_error)?;
        let address = listener.local_addr().map_err(bind_error)?;
        process::register(&registry, health.service(), VERSION).map_err(|cause| TelemetryError::Metrics {
            service: health.service().to_owned(),
            cause,
        })?;
        let limits = Limits {
            answer: Duration::from_secs(10),
            drain: Duration::from_secs(1),
        };
        Ok(Self {
            listener,
            address,
            routes: routes::routes(health, registry),
            limits,
        })
    }

    /// The address it listens on.
    pub fn local_addr(&self) -> SocketAddr {
        self.address
    }

    /// Answers until `shutdown`, then ends the answers that are under way.
    ///
    /// # Errors
    /// The socket fails for good.
    pub async fn run(self, shutdown: CancellationToken) -> Result<(), TelemetryError> {
        let stop = shutdown.clone().cancelled_owned();
        let listener = Bounded::new(self.listener, self.limits, shutdown);
        axum::serve(listener, self.routes)
            .with_graceful_shutdown(stop)
            .await
            .map_err(TelemetryError::Serve)
    }
}
