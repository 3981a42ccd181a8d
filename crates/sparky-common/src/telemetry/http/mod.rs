//! Probes and metrics over HTTP.

mod bounded;
mod extra;
mod routes;
#[cfg(test)]
mod tests;

use std::{net::SocketAddr, time::Duration};

use prometheus::Registry;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use self::bounded::{Bounded, Limits};
pub use self::{bounded::Peer, extra::ExtraRoutes};
use super::{error::TelemetryError, health::Health, process};

/// The version that probes and metrics name.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Answers `/live`, `/ready`, `/health` and `/metrics`.
///
/// Every connection carries one answer and has 10 seconds for it, one second once the server is told to stop, so
/// that a client that says or reads nothing keeps neither memory nor a shutdown waiting. A route that answers for longer
/// lifts the first limit for its connection ([`Peer::stay`]).
#[derive(Debug)]
pub struct HttpServer {
    listener: TcpListener,
    address: SocketAddr,
    routes: axum::Router,
    extra: ExtraRoutes,
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
            extra: ExtraRoutes::default(),
            limits,
        })
    }

    /// Answers with these routes what is for none of the probes.
    #[must_use]
    pub fn with_routes(mut self, extra: ExtraRoutes) -> Self {
        self.extra = extra;
        self
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
        let extra = self.extra;
        let routes = self
            .routes
            .fallback_service(tower::service_fn(move |request| extra.clone().answer(request)))
            .layer(axum::middleware::map_response(routes::close));
        axum::serve(listener, routes.into_make_service_with_connect_info::<Peer>())
            .with_graceful_shutdown(stop)
            .await
            .map_err(TelemetryError::Serve)
    }
}
