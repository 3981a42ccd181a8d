//! The REST API: runs, tasks, gates, workers, schedules, documents and events over HTTP.
//!
//! ```text
//! request -> limits -> origin, token, role (access) -> idempotency (once) -> handler -> ledger, keeper, fleet, store
//!                                                                               |
//!                      every error becomes a problem (problem) <----------------+
//! ```
//! The description at `/api/openapi.json` is made from the handlers and from the types in `wire`.

mod access;
mod control;
mod documents;
mod events;
mod fleet;
pub(crate) mod hub;
mod leases;
mod once;
mod openapi;
mod problem;
mod runs;
mod schedules;
mod tasks;
pub mod wire;

use std::{
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use axum::{
    Json, Router,
    extract::{DefaultBodyLimit, Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::get,
};
use jiff::tz::TimeZone;
use sparky_common::config::Config;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tower_http::{catch_panic::CatchPanicLayer, timeout::TimeoutLayer};
use utoipa_axum::{router::OpenApiRouter, routes};

pub use self::problem::{PROBLEM_JSON, Problem};
pub(crate) use self::tasks::contexts;
use self::{access::Access, hub::Hub, once::UnderWay};
use crate::{dispatch::Fleet, ledger::Ledger, schedule::Keeper, service::runs::Runs};

/// How long a request may be worked on.
const PATIENCE: Duration = Duration::from_secs(9);

/// Why the API cannot be served.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ApiError {
    /// Others could do what they like.
    #[error("the API at `{listen}` would be open to everyone who can connect: there is no token")]
    Open {
        /// Where it would be served.
        listen: String,
    },
    /// A token is no good.
    #[error("the API's token `{name}` {reason}")]
    Token {
        /// Its name.
        name: String,
        /// What is wrong with it.
        reason: &'static str,
    },
}

impl ApiError {
    /// The next thing to try.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Open { .. } => {
                "add [[api.tokens]], or listen on this machine alone (http.listen = \"127.0.0.1:8080\"), or switch the API off (api.enabled = false)"
            }
            Self::Token { .. } => "docs/api.md shows how tokens are written",
        }
    }
}

/// What the handlers work with.
pub(crate) struct Api {
    pub(crate) runs: Arc<Runs>,
    pub(crate) ledger: Arc<Ledger>,
    pub(crate) fleet: Arc<Fleet>,
    pub(crate) keeper: Arc<Keeper>,
    pub(crate) hub: Arc<Hub>,
    pub(crate) zone: TimeZone,
    pub(crate) shown: Shown,
    pub(crate) listeners: Arc<Semaphore>,
    pub(crate) requests: Arc<Semaphore>,
    pub(crate) under_way: UnderWay,
    pub(crate) max_body: usize,
    pub(crate) shutdown: CancellationToken,
}

type Shared = Arc<Api>;

/// The configuration in force without secrets. Clones share it.
#[derive(Clone, Debug)]
pub(crate) struct Shown(Arc<RwLock<serde_json::Value>>);

impl Shown {
    pub(crate) fn new(values: serde_json::Value) -> Self {
        Self(Arc::new(RwLock::new(values)))
    }

    pub(crate) fn replace(&self, values: serde_json::Value) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = values;
    }

    fn now(&self) -> serde_json::Value {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// What the routes need besides what a running orchestrator has.
pub(crate) struct Parts {
    pub(crate) runs: Arc<Runs>,
    pub(crate) ledger: Arc<Ledger>,
    pub(crate) fleet: Arc<Fleet>,
    pub(crate) keeper: Arc<Keeper>,
    pub(crate) hub: Arc<Hub>,
    pub(crate) zone: TimeZone,
    pub(crate) shutdown: CancellationToken,
}

/// The routes of the API.
///
/// # Errors
/// When a token is no good, or there is none and others than this machine can connect.
pub(crate) fn router(config: &Config, parts: Parts, shown: Shown) -> Result<Router, ApiError> {
    let access = Arc::new(Access::new(&config.api, &config.http.listen)?);
    let Parts {
        runs,
        ledger,
        fleet,
        keeper,
        hub,
        zone,
        shutdown,
    } = parts;
    let api = Arc::new(Api {
        runs,
        ledger,
        fleet,
        keeper,
        hub,
        zone,
        shown,
        listeners: Arc::new(Semaphore::new(config.api.max_listeners)),
        requests: Arc::new(Semaphore::new(config.api.max_requests)),
        under_way: UnderWay::default(),
        max_body: config.api.max_body_bytes,
        shutdown,
    });
    let (versioned, description) = OpenApiRouter::new()
        .nest("/api/v1", endpoints())
        .split_for_parts();
    let description = Arc::new(openapi::complete(&description));
    let routes = versioned
        .route("/", get(index))
        .route(
            "/api/openapi.json",
            get(move || {
                let description = Arc::clone(&description);
                async move { Json(description.as_ref().clone()) }
            }),
        )
        .fallback(|| async { StatusCode::NOT_FOUND })
        .layer(middleware::from_fn_with_state(Arc::clone(&api), once::once))
        .layer(DefaultBodyLimit::max(config.api.max_body_bytes))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::REQUEST_TIMEOUT,
            PATIENCE,
        ))
        .layer(middleware::from_fn_with_state(access, access::guard))
        .layer(middleware::from_fn_with_state(Arc::clone(&api), bounded))
        .layer(CatchPanicLayer::custom(problem::panicked))
        .layer(middleware::map_response(problem::everywhere))
        .layer(middleware::map_response(guarded));
    Ok(routes.with_state(api))
}

fn endpoints() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(runs::list, runs::create))
        .routes(routes!(runs::show))
        .routes(routes!(runs::cancel))
        .routes(routes!(runs::retry))
        .routes(routes!(runs::approve))
        .routes(routes!(runs::reject))
        .routes(routes!(runs::gates))
        .routes(routes!(runs::tasks))
        .routes(routes!(fleet::workers))
        .routes(routes!(fleet::config))
        .routes(routes!(control::show, control::set))
        .routes(routes!(leases::list))
        .routes(routes!(leases::take_away))
        .routes(routes!(schedules::list))
        .routes(routes!(schedules::show))
        .routes(routes!(schedules::pause))
        .routes(routes!(schedules::resume))
        .routes(routes!(schedules::trigger))
        .routes(routes!(schedules::backfill))
        .routes(routes!(documents::list))
        .routes(routes!(documents::show))
        .routes(routes!(documents::content))
        .routes(routes!(events::listen))
}

/// What is at `/` until something better is.
async fn index() -> Json<wire::Index> {
    let links = [
        ("api", "/api/v1/runs"),
        ("description", "/api/openapi.json"),
        ("events", "/api/v1/events"),
        ("health", "/health"),
        ("metrics", "/metrics"),
    ];
    Json(wire::Index {
        name: "sparky".into(),
        version: env!("CARGO_PKG_VERSION").into(),
        links: links.map(|(name, address)| (name.into(), address.into())).into(),
    })
}

/// Works on so many requests at a time. A listener is no request once it listens.
async fn bounded(State(api): State<Shared>, request: Request, next: Next) -> Response {
    match api.requests.try_acquire() {
        Ok(_permit) => next.run(request).await,
        Err(_) => {
            Problem::new(StatusCode::SERVICE_UNAVAILABLE, "too many requests at a time").into_response()
        }
    }
}

/// What every answer carries, unless it says something stricter itself.
async fn guarded(mut response: Response) -> Response {
    let headers = response.headers_mut();
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; frame-ancestors 'none'",
        ),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
    ] {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}
