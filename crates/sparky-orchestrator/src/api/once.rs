//! `Idempotency-Key`: the same request under the same key is done once and answered alike.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, PoisonError},
};

use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::{
    Shared,
    access::Caller,
    problem::{PROBLEM_JSON, Problem},
};
use crate::{blocking::off_thread, ledger::Answer};

/// The longest key.
const LONGEST: usize = 255;

/// The longest answer that is kept.
const ANSWER_BYTES: usize = 4 * 1024 * 1024;

/// The keys of requests that are being worked on.
pub(super) type UnderWay = Arc<Mutex<BTreeSet<(String, String)>>>;

/// Takes a key as long as its request is worked on.
struct Turn {
    under_way: UnderWay,
    key: (String, String),
}

impl Turn {
    fn take(under_way: &UnderWay, key: (String, String)) -> Option<Self> {
        let mut keys = under_way.lock().unwrap_or_else(PoisonError::into_inner);
        keys.insert(key.clone()).then(|| Self {
            under_way: Arc::clone(under_way),
            key,
        })
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut keys = self.under_way.lock().unwrap_or_else(PoisonError::into_inner);
        keys.remove(&self.key);
    }
}

/// Answers a request that was answered before; keeps the answer of a new one.
pub(super) async fn once(State(api): State<Shared>, request: Request, next: Next) -> Response {
    let key = request.headers().get("idempotency-key").cloned();
    match (key, request.extensions().get::<Caller>().cloned()) {
        (Some(key), Some(caller)) if request.method() == Method::POST => {
            with_key(&api, caller.name, &key, request, next)
                .await
                .unwrap_or_else(IntoResponse::into_response)
        }
        _ => next.run(request).await,
    }
}

async fn with_key(
    api: &Shared,
    holder: String,
    key: &HeaderValue,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let key = key
        .to_str()
        .ok()
        .filter(|key| (1..=LONGEST).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic()))
        .ok_or_else(|| {
            Problem::new(
                StatusCode::BAD_REQUEST,
                "`Idempotency-Key` is no word of 1 to 255 visible characters",
            )
        })?
        .to_owned();
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, api.max_body)
        .await
        .map_err(|_| Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "the body is too large"))?;
    let mut hash = Sha256::new();
    hash.update(parts.uri.path());
    hash.update([0]);
    hash.update(&body);
    let asked = hash.finalize().to_vec();

    let _turn = Turn::take(&api.under_way, (holder.clone(), key.clone())).ok_or_else(|| {
        Problem::new(
            StatusCode::CONFLICT,
            "a request with this `Idempotency-Key` is being worked on",
        )
    })?;
    let (ledger, name, wanted) = (Arc::clone(&api.ledger), holder.clone(), key.clone());
    let known = off_thread(move || ledger.answer(&name, &wanted, Timestamp::now())).await?;
    if let Some(known) = known {
        if known.request != asked {
            return Err(
                Problem::senseless("this `Idempotency-Key` was used for another request")
                    .hint("take a new key for a new request"),
            );
        }
        return Ok(again(known));
    }
    let response = next.run(Request::from_parts(parts, Body::from(body))).await;
    let status = response.status();
    let passing = matches!(
        status,
        StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT
    );
    if status.is_server_error() || passing {
        return Ok(response);
    }
    let (head, body) = response.into_parts();
    let body = to_bytes(body, ANSWER_BYTES)
        .await
        .map_err(|_| Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "the answer is too large"))?;
    let answer = Answer {
        request: asked,
        status: status.as_u16(),
        body: body.to_vec(),
    };
    let ledger = Arc::clone(&api.ledger);
    off_thread(move || ledger.keep_answer(&holder, &key, &answer, Timestamp::now())).await?;
    Ok(Response::from_parts(head, Body::from(body)))
}

fn again(answer: Answer) -> Response {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
    let sort = if status.is_client_error() {
        PROBLEM_JSON
    } else {
        "application/json"
    };
    let mut response = (status, answer.body).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(sort));
    headers.insert("idempotency-replayed", HeaderValue::from_static("true"));
    response
}
