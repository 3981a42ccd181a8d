//! Routes that a service adds to its probes, once it is there.

use std::{
    convert::Infallible,
    sync::{Arc, OnceLock},
};

use axum::{
    Router,
    extract::Request,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use tower::ServiceExt;

/// A place for the routes of a service beside `/live`, `/ready`, `/health` and `/metrics`. It is made before the service
/// is, so that probes are answered while the service starts. Clones share the place.
#[derive(Clone, Debug, Default)]
pub struct ExtraRoutes(Arc<OnceLock<Router>>);

impl ExtraRoutes {
    /// Puts routes in. They stay until the server ends; further ones are not taken.
    pub fn set(&self, routes: Router) {
        if self.0.set(routes).is_err() {
            tracing::warn!("routes were given twice: the first ones stay");
        }
    }

    /// Answers a request that is for none of the probes.
    pub(super) async fn answer(self, request: Request) -> Result<Response, Infallible> {
        match self.0.get() {
            Some(routes) => routes.clone().oneshot(request).await,
            None => Ok(StatusCode::NOT_FOUND.into_response()),
        }
    }
}
