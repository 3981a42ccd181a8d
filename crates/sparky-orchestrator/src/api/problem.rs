//! Errors as problem details (RFC 9457).

use axum::{
    Json,
    body::{Body, to_bytes},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sparky_common::messages::TaskFailure;

use crate::{ledger::LedgerError, schedule::KeeperError};

/// The media type of problems.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// How much of a text is taken for the detail of a problem.
const DETAIL_BYTES: usize = 4096;

/// What went wrong, for people and programs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Problem {
    /// What sort of problem it is; `about:blank` says no more than the status.
    #[serde(rename = "type")]
    pub sort: String,
    /// The status in words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The next thing to try.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

impl Problem {
    /// A problem with a status.
    pub fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self {
            sort: "about:blank".into(),
            title: status.canonical_reason().unwrap_or("Error").into(),
            status: status.as_u16(),
            detail: Some(detail.into()).filter(|detail: &String| !detail.is_empty()),
            hint: None,
        }
    }

    /// The same with the next thing to try.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// What is asked for does not exist.
    pub fn missing(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, detail)
    }

    /// What is asked for can be read, and makes no sense.
    pub fn senseless(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, detail)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(self)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
        match status {
            StatusCode::UNAUTHORIZED => {
                headers.insert(
                    header::WWW_AUTHENTICATE,
                    HeaderValue::from_static("Bearer realm=\"sparky\""),
                );
            }
            StatusCode::SERVICE_UNAVAILABLE => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
            }
            _ => {}
        }
        response
    }
}

impl From<LedgerError> for Problem {
    fn from(error: LedgerError) -> Self {
        let failure = TaskFailure::of(&error, false);
        tracing::error!(error = failure.message, "the API cannot use the ledger");
        Self::new(StatusCode::SERVICE_UNAVAILABLE, failure.message).hint(error.hint())
    }
}

/// A failure that a retry may mend is the service's, another one is at odds with how things stand.
impl From<TaskFailure> for Problem {
    fn from(failure: TaskFailure) -> Self {
        let status = if failure.retryable {
            StatusCode::SERVICE_UNAVAILABLE
        } else {
            StatusCode::CONFLICT
        };
        Self {
            hint: failure.hint,
            ..Self::new(status, failure.message)
        }
    }
}

impl From<KeeperError> for Problem {
    fn from(error: KeeperError) -> Self {
        let hint = error.hint();
        let problem = match error {
            KeeperError::Unknown { .. } => Self::missing(error.to_string()),
            KeeperError::Range(detail) => Self::senseless(detail),
            KeeperError::Run(failure) => failure.into(),
            KeeperError::Ledger(error) => error.into(),
            KeeperError::Contended => Self::new(StatusCode::CONFLICT, error.to_string()),
        };
        Self { hint, ..problem }
    }
}

/// Makes a problem of every error that is none yet: those of the router and of its extractors.
pub(super) async fn everywhere(response: Response) -> Response {
    let status = response.status();
    let is_problem = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|value| value == PROBLEM_JSON);
    if is_problem || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let allow = response.headers().get(header::ALLOW).cloned();
    let text = to_bytes(response.into_body(), DETAIL_BYTES)
        .await
        .unwrap_or_default();
    let detail = match (String::from_utf8_lossy(&text).into_owned(), status) {
        (text, _) if !text.is_empty() => text,
        (_, StatusCode::NOT_FOUND) => "there is nothing at this address".into(),
        (_, StatusCode::METHOD_NOT_ALLOWED) => "this address does not take this method".into(),
        (_, StatusCode::REQUEST_TIMEOUT) => "the request took too long".into(),
        (text, _) => text,
    };
    let mut problem = Problem::new(status, detail).into_response();
    if let Some(allow) = allow {
        problem.headers_mut().insert(header::ALLOW, allow);
    }
    problem
}

/// A defect of ours, without its inside.
pub(super) fn panicked(_: Box<dyn std::any::Any + Send + 'static>) -> axum::http::Response<Body> {
    tracing::error!("a request met a bug");
    Problem::new(
        StatusCode::INTERNAL_SERVER_ERROR,
        "the server met a bug; its log says more",
    )
    .into_response()
}
