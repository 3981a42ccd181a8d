//! The event stream: as SSE and WebSocket, and over a restart of the server.

use std::time::Duration;

use futures::StreamExt;
use reqwest::{Client, Response};
use serde_json::Value;
use tokio_tungstenite::{connect_async, tungstenite::Message};

use crate::{house::week, site::Site};

const PATIENCE: Duration = Duration::from_secs(30);

/// Reads a stream of server-sent events.
struct Sse {
    response: Response,
    text: String,
}

impl Sse {
    async fn open(site: &Site, last: Option<i64>) -> Self {
        let mut request = Client::new().get(format!("{}/api/v1/events", site.address));
        if let Some(last) = last {
            request = request.header("last-event-id", last.to_string());
        }
        let response = request.send().await.unwrap();
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Self {
            response,
            text: String::new(),
        }
    }

    /// The next event that has an id.
    async fn next(&mut self) -> (i64, Value) {
        loop {
            while let Some((event, rest)) = self.text.split_once("\n\n") {
                let (event, rest) = (event.to_owned(), rest.to_owned());
                self.text = rest;
                let field = |name: &str| {
                    event
                        .lines()
                        .find_map(|line| line.strip_prefix(name).map(|value| value.trim().to_owned()))
                };
                if let (Some(id), Some(data)) = (field("id:"), field("data:")) {
                    return (id.parse().unwrap(), serde_json::from_str(&data).unwrap());
                }
            }
            let chunk = tokio::time::timeout(PATIENCE, self.response.chunk())
                .await
                .expect("an event in time");
            self.text
                .push_str(str::from_utf8(&chunk.unwrap().expect("the stream goes on")).unwrap());
        }
    }

    /// Everything up to the end of a run.
    async fn until_ended(&mut self) -> Vec<(i64, Value)> {
        let mut events = Vec::new();
        loop {
            let (id, event) = self.next().await;
            let ended = event["kind"] == "ended";
            events.push((id, event));
            if ended {
                return events;
            }
        }
    }
}

fn kinds(events: &[(i64, Value)]) -> Vec<&str> {
    events
        .iter()
        .map(|(_, event)| event["kind"].as_str().unwrap())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_listener_goes_on_where_it_was_also_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let site = Site::open(folder.path(), false).await;
    let mut listener = Sse::open(&site, None).await;
    site.fleet.run(week("2025-W45")).await;
    let first = listener.until_ended().await;
    assert_eq!(
        kinds(&first)[..4],
        ["requested", "task_started", "task_finished", "gate_judged"]
    );
    assert!(
        first.windows(2).all(|pair| pair[0].0 + 1 == pair[1].0),
        "none is left out"
    );
    let (middle, _) = first[2].clone();
    // From memory.
    let mut again = Sse::open(&site, Some(middle)).await;
    assert_eq!(again.until_ended().await, first[3..]);
    site.fleet.run(week("2025-W46")).await;
    site.close().await;

    // From the ledger: this server has seen none of it.
    let site = Site::open(folder.path(), false).await;
    let last = first.last().unwrap().0;
    let mut later = Sse::open(&site, Some(last)).await;
    let missed = later.until_ended().await;
    assert_eq!(missed[0].0, last + 1);
    assert_eq!(
        (kinds(&missed)[0], missed[0].1["period"].as_str()),
        ("requested", Some("2025-W46"))
    );
    // And what happens next follows without a gap.
    site.fleet.run(week("2025-W47")).await;
    let live = later.until_ended().await;
    assert_eq!(live[0].0, missed.last().unwrap().0 + 1);
    // A place that this ledger does not know.
    let mut stranger = Sse::open(&site, Some(1_000_000)).await;
    assert_eq!(stranger.next().await.1["type"], "reset");
    site.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_websocket_tells_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let site = Site::open(folder.path(), false).await;
    site.fleet.run(week("2025-W46")).await;
    let mut sse = Sse::open(&site, Some(0)).await;
    let expected = sse.until_ended().await;

    let url = format!("{}/api/v1/events?after=0", site.address.replace("http", "ws"));
    let (mut socket, _) = connect_async(url).await.unwrap();
    let mut told = Vec::new();
    while told.len() < expected.len() {
        let message = tokio::time::timeout(PATIENCE, socket.next())
            .await
            .unwrap()
            .unwrap()
            .unwrap();
        if let Message::Text(text) = message {
            let event: Value = serde_json::from_str(&text).unwrap();
            told.push((event["id"].as_i64().unwrap(), event));
        }
    }
    assert_eq!(told, expected);
    site.close().await;
    let last = tokio::time::timeout(PATIENCE, socket.next()).await.unwrap();
    assert!(
        matches!(last, Some(Ok(Message::Close(_))) | None),
        "a stopping server says farewell: {last:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn there_are_only_so_many_listeners_and_places_become_free() {
    let folder = tempfile::tempdir().unwrap();
    let site = Site::with(folder.path(), false, &[("API__MAX_LISTENERS", "2")]).await;
    let first = Sse::open(&site, None).await;
    let _second = Sse::open(&site, None).await;
    let get = async || {
        Client::new()
            .get(format!("{}/api/v1/events", site.address))
            .send()
            .await
            .unwrap()
    };
    assert_eq!(get().await.status().as_u16(), 503);
    drop(first);
    sparky_testkit::eventually("a place is free", async || {
        get().await.status().is_success().then_some(())
    })
    .await;
    site.close().await;
}
