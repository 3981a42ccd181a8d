//! What the bus costs over loopback: `cargo bench -p sparky-common --bench bus`, or `just bench-bus` for ratios to libzmq.
//!
//! Prints percentiles of 4 KiB round trips, commands per second with 16 in flight, and events per second to 5
//! subscribers. Percentiles are the point here, so the loop is written out instead of left to a framework.

#![allow(clippy::unwrap_used, reason = "a measurement that cannot go on has no result")]

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use async_trait::async_trait;
use sparky_common::{
    bus::{Client, CommandHandler, Delivery, Endpoint, Key, Publisher, Server, Subscriber},
    messages::{Command, Event, Progress, Reply, TaskId, WorkerInfo},
    model::Phase,
};

const ROUND_TRIPS: usize = 10_000;
const IN_FLIGHT: usize = 16;
const EVENTS: u64 = 20_000;
/// Fits into the queues of a subscriber, so that none is lost.
const BURST: u64 = 500;
const SUBSCRIBERS: usize = 5;

struct Mirror;

#[async_trait]
impl CommandHandler for Mirror {
    async fn handle(&self, command: Command) -> Reply {
        match command {
            Command::Register { worker } => Reply::Workers {
                workers: vec![worker],
            },
            _ => Reply::Pong,
        }
    }
}

#[tokio::main]
async fn main() {
    let endpoint: Endpoint = "tcp://127.0.0.1:0".parse().unwrap();
    let key = Key::embedded().unwrap();
    let server = Server::bind(&endpoint, &key, Arc::new(Mirror)).await.unwrap();
    let client = Client::connect(server.local_endpoint(), &key).unwrap();
    latency(&client).await;
    throughput(&client).await;
    server.shutdown().await;
    events(&endpoint, &key).await;
}

fn command() -> Command {
    let worker = WorkerInfo {
        name: "x".repeat(4096),
        phase: Phase::Collect,
        capacity: 1,
        commands: String::new(),
        events: String::new(),
        version: String::new(),
        capabilities: Vec::new(),
    };
    Command::Register { worker }
}

async fn latency(client: &Client) {
    let command = command();
    let mut times = Vec::with_capacity(ROUND_TRIPS);
    for _ in 0..ROUND_TRIPS {
        let start = Instant::now();
        client.call(&command).await.unwrap();
        times.push(start.elapsed());
    }
    times.sort_unstable();
    let at = |share: f64| times[(ROUND_TRIPS as f64 * share) as usize].as_secs_f64() * 1e6;
    println!(
        "round trip of 4 KiB: median {:.0} us, p99 {:.0} us, p99.9 {:.0} us",
        at(0.5),
        at(0.99),
        at(0.999)
    );
}

async fn throughput(client: &Client) {
    let start = Instant::now();
    let callers: Vec<_> = (0..IN_FLIGHT)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move {
                for _ in 0..ROUND_TRIPS / IN_FLIGHT {
                    client.call(&Command::Ping).await.unwrap();
                }
            })
        })
        .collect();
    for caller in callers {
        caller.await.unwrap();
    }
    println!(
        "commands with {IN_FLIGHT} in flight: {:.0}/s",
        per_second(ROUND_TRIPS as u64, start.elapsed())
    );
}

async fn events(endpoint: &Endpoint, key: &Key) {
    let publisher = Publisher::bind(endpoint, key).await.unwrap();
    let mut subscribers = Vec::new();
    for _ in 0..SUBSCRIBERS {
        let mut subscriber = Subscriber::connect(publisher.local_endpoint(), key, &["task."]).unwrap();
        assert_eq!(subscriber.next().await, Delivery::Gap);
        subscribers.push(subscriber);
    }
    let start = Instant::now();
    for first in (0..EVENTS).step_by(BURST as usize) {
        for done in first..first + BURST {
            publisher.publish(&event(done)).unwrap();
        }
        for subscriber in &mut subscribers {
            for done in first..first + BURST {
                assert_eq!(subscriber.next().await, Delivery::Event(event(done)));
            }
        }
    }
    let rate = per_second(EVENTS, start.elapsed());
    println!("events to {SUBSCRIBERS} subscribers, none lost: {rate:.0}/s");
}

fn event(done: u64) -> Event {
    let task = TaskId {
        run: "r".into(),
        phase: Phase::Collect,
        part: "all".into(),
        attempt: 1,
    };
    Event::TaskProgress {
        task,
        progress: Progress {
            done,
            total: EVENTS,
            doing: String::new(),
        },
    }
}

fn per_second(count: u64, elapsed: Duration) -> f64 {
    count as f64 / elapsed.as_secs_f64()
}
