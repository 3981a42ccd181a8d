//! The event stream as SSE and as WebSocket: the same events under the same ids.

use std::{collections::VecDeque, convert::Infallible, sync::Arc, time::Duration};

use axum::{
    extract::{
        ConnectInfo, FromRequestParts, Query, Request, State,
        ws::{Message, WebSocket, WebSocketUpgrade},
    },
    http::{HeaderMap, StatusCode, header},
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use futures::stream;
use serde::Deserialize;
use sparky_common::telemetry::Peer;
use tokio::sync::{OwnedSemaphorePermit, broadcast, broadcast::error::RecvError, watch};
use tokio_util::sync::CancellationToken;

use super::{
    Shared,
    hub::{Hub, event},
    problem::Problem,
    wire::{EventSort, StreamEvent},
};

/// How often a sign of life is sent when nothing happens.
const BEAT: Duration = Duration::from_secs(15);

/// The largest message that is read from a listener; nothing is expected.
const FROM_LISTENER: usize = 4096;

/// Where to go on.
#[derive(Debug, Deserialize)]
pub(super) struct From {
    after: Option<i64>,
}

/// Listen to what happens, as SSE or, with an upgrade, as WebSocket
///
/// Goes on after `Last-Event-ID` or `after`, also across a restart of the server; without either it begins with what
/// happens next.
#[utoipa::path(get, path = "/events", tag = "events",
    params(("after" = Option<i64>, Query, description = "Go on after this id", minimum = 0)),
    responses(
        (status = 101, description = "A WebSocket whose messages are events"),
        (status = 200, description = "Server-sent events; `data` is an event", content_type = "text/event-stream")))]
pub(super) async fn listen(
    State(api): State<Shared>,
    Query(from): Query<From>,
    headers: HeaderMap,
    request: Request,
) -> Result<Response, Problem> {
    let Ok(permit) = Arc::clone(&api.listeners).try_acquire_owned() else {
        return Err(
            Problem::new(StatusCode::SERVICE_UNAVAILABLE, "there are too many listeners")
                .hint("raise `api.max_listeners`"),
        );
    };
    let last = headers.get("last-event-id").map(|id| {
        let id = id.to_str().ok().and_then(|id| id.trim().parse::<i64>().ok());
        id.ok_or_else(|| Problem::new(StatusCode::BAD_REQUEST, "`Last-Event-ID` is no id of an event"))
    });
    let after = last.transpose()?.or(from.after);
    let listener = Listener::new(&api, after, permit);
    if let Some(ConnectInfo(peer)) = request.extensions().get::<ConnectInfo<Peer>>() {
        peer.stay();
    }
    let upgrades = headers
        .get(header::UPGRADE)
        .is_some_and(|upgrade| upgrade.as_bytes().eq_ignore_ascii_case(b"websocket"));
    if !upgrades {
        return Ok(sse(listener).into_response());
    }
    let (mut parts, _) = request.into_parts();
    match WebSocketUpgrade::from_request_parts(&mut parts, &()).await {
        Ok(upgrade) => Ok(upgrade
            .max_message_size(FROM_LISTENER)
            .on_upgrade(move |socket| websocket(socket, listener))),
        Err(rejection) => Err(Problem::new(rejection.status(), rejection.body_text())),
    }
}

/// One listener and its place.
struct Listener {
    hub: Arc<Hub>,
    place: i64,
    waiting: VecDeque<Arc<StreamEvent>>,
    end: watch::Receiver<i64>,
    live: broadcast::Receiver<Arc<StreamEvent>>,
    shutdown: CancellationToken,
    _permit: OwnedSemaphorePermit,
}

impl Listener {
    fn new(api: &Shared, after: Option<i64>, permit: OwnedSemaphorePermit) -> Self {
        let end = api.hub.end();
        let newest = *end.borrow();
        let mut waiting = VecDeque::new();
        let place = match after {
            Some(after) if (0..=newest).contains(&after) => after,
            None => newest,
            // A ledger that was replaced: whoever comes back knows places that do not exist here.
            Some(_) => {
                waiting.push_back(Arc::new(StreamEvent {
                    id: Some(newest),
                    ..event(EventSort::Reset)
                }));
                newest
            }
        };
        Self {
            hub: Arc::clone(&api.hub),
            place,
            waiting,
            end,
            live: api.hub.live(),
            shutdown: api.shutdown.clone(),
            _permit: permit,
        }
    }

    /// The next event; nothing when the server stops. May be dropped and asked again.
    async fn next(&mut self) -> Option<Arc<StreamEvent>> {
        loop {
            if let Some(event) = self.waiting.pop_front() {
                self.place = event.id.unwrap_or(self.place);
                return Some(event);
            }
            if *self.end.borrow_and_update() > self.place {
                match self.hub.after(self.place).await {
                    Ok(events) => self.waiting.extend(events),
                    Err(error) => {
                        tracing::warn!(
                            error = &error as &dyn std::error::Error,
                            "a listener cannot be served"
                        );
                        return None;
                    }
                }
                continue;
            }
            tokio::select! {
                biased;
                () = self.shutdown.cancelled() => return None,
                changed = self.end.changed() => changed.ok()?,
                progress = self.live.recv() => match progress {
                    Ok(event) => return Some(event),
                    // Progress that was missed is past.
                    Err(RecvError::Lagged(_)) => {}
                    Err(RecvError::Closed) => return None,
                },
            }
        }
    }
}

fn sse(listener: Listener) -> Sse<impl stream::Stream<Item = Result<Event, Infallible>>> {
    let events = stream::unfold(listener, async |mut listener| {
        let next = listener.next().await?;
        Some((Ok(message(&next)), listener))
    });
    Sse::new(events).keep_alive(KeepAlive::new().interval(BEAT))
}

fn message(event: &StreamEvent) -> Event {
    let name = match event.sort {
        EventSort::Run => "run",
        EventSort::Schedule => "schedule",
        EventSort::Progress => "progress",
        EventSort::Reset => "reset",
    };
    let message = Event::default().event(name).data(json(event));
    match event.id {
        Some(id) => message.id(id.to_string()),
        None => message,
    }
}

fn json(event: &StreamEvent) -> String {
    serde_json::to_string(event).unwrap_or_default()
}

async fn websocket(mut socket: WebSocket, mut listener: Listener) {
    let mut beat = tokio::time::interval(BEAT);
    beat.reset();
    loop {
        let sent = tokio::select! {
            event = listener.next() => match event {
                Some(event) => socket.send(Message::text(json(&event))).await,
                None => break,
            },
            heard = socket.recv() => match heard {
                // Whatever it says, nothing is asked of a listener; pings are answered by the socket itself.
                Some(Ok(_)) => Ok(()),
                Some(Err(_)) | None => return,
            },
            _ = beat.tick() => socket.send(Message::Ping(Vec::new().into())).await,
        };
        if sent.is_err() {
            return;
        }
    }
    // Whoever is gone needs no farewell.
    let _ = socket.send(Message::Close(None)).await;
}
