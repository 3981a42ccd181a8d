//! The answers.

use axum::{
    Json, Router,
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use prometheus::{Registry, TEXT_FORMAT, TextEncoder};
use serde::Serialize;

use super::VERSION;
use crate::telemetry::health::{Check, Health};

#[derive(Clone, Debug)]
struct Served {
    health: Health,
    registry: Registry,
}

/// What `/health` says.
#[derive(Serialize)]
struct Report<'a> {
    service: &'a str,
    version: &'static str,
    uptime_seconds: f64,
    ready: bool,
    checks: Vec<Check>,
}

/// What `/ready` says.
#[derive(Serialize)]
struct Readiness {
    ready: bool,
    /// The conditions that do not hold.
    waiting_for: Vec<Check>,
}

/// The routes that every service has.
pub(super) fn routes(health: Health, registry: Registry) -> Router {
    Router::new()
        .route("/live", get(|| async { "alive\n" }))
        .route("/ready", get(ready))
        .route("/health", get(report))
        .route("/metrics", get(metrics))
        .with_state(Served { health, registry })
}

async fn ready(State(served): State<Served>) -> Response {
    let waiting_for: Vec<Check> = served
        .health
        .checks()
        .into_iter()
        .filter(|check| !check.ready)
        .collect();
    let ready = waiting_for.is_empty();
    let status = if ready {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    (status, Json(Readiness { ready, waiting_for })).into_response()
}

async fn report(State(served): State<Served>) -> Response {
    let checks = served.health.checks();
    let report = Report {
        service: served.health.service(),
        version: VERSION,
        uptime_seconds: served.health.uptime().as_secs_f64(),
        ready: checks.iter().all(|check| check.ready),
        checks,
    };
    Json(report).into_response()
}

async fn metrics(State(served): State<Served>) -> Response {
    match TextEncoder::new().encode_to_string(&served.registry.gather()) {
        Ok(text) => ([(header::CONTENT_TYPE, TEXT_FORMAT)], text).into_response(),
        Err(error) => {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "cannot write the metrics"
            );
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// One answer for each connection: none is kept open for a client that may never come back.
pub(super) async fn close(mut response: Response) -> Response {
    // A connection that becomes a WebSocket has its own end.
    if response.status() == StatusCode::SWITCHING_PROTOCOLS {
        return response;
    }
    response
        .headers_mut()
        .insert(header::CONNECTION, HeaderValue::from_static("close"));
    response
}
