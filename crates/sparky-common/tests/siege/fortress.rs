//! What is besieged: a server and a publisher, with peers that were there before.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use sparky_common::{
    bus::{BusStats, Client, Delivery, Endpoint, Key, Publisher, Server, Settings, Subscriber},
    messages::{Command, Event, Reply},
};

use crate::{
    raw::SECRET,
    support::{Service, free_port, progress},
};

pub(crate) struct Fortress {
    server: Server,
    publisher: Publisher,
    key: Key,
    stats: Arc<BusStats>,
    peers: Settings,
    old_client: Client,
    old_subscriber: Subscriber,
    told: u64,
}

impl Fortress {
    pub(crate) async fn build() -> Self {
        let key = Key::new(&SECRET.into()).unwrap();
        let settings = Settings {
            deadline: Duration::from_secs(30),
            silence: Duration::from_secs(20),
            ..Settings::default()
        };
        let server = Server::bind_with(&free_port(), &key, Service::new(), settings.clone())
            .await
            .unwrap();
        let publisher = Publisher::bind_with(&free_port(), &key, settings.clone())
            .await
            .unwrap();
        // Peers make new sockets as they like; what is counted is the fortress's own.
        let peers = Settings {
            stats: Arc::default(),
            ..settings.clone()
        };
        let old_client = Client::connect_with(server.local_endpoint(), &key, peers.clone()).unwrap();
        let old_subscriber = subscribe(&publisher, &key, &peers).await;
        Self {
            server,
            publisher,
            key,
            stats: settings.stats,
            peers,
            old_client,
            old_subscriber,
            told: 0,
        }
    }

    pub(crate) fn stats(&self) -> &Arc<BusStats> {
        &self.stats
    }

    /// The open ports: commands, events.
    pub(crate) fn ports(&self) -> [SocketAddr; 2] {
        [self.server.local_endpoint(), self.publisher.local_endpoint()].map(|endpoint| match endpoint {
            Endpoint::Tcp { host, port } => format!("{host}:{port}").parse().unwrap(),
            Endpoint::Ipc(_) => panic!("{endpoint} is no TCP endpoint"),
        })
    }

    /// Asserts that a client and a subscriber from before and new ones are served.
    pub(crate) async fn assert_stands(&mut self, after: &str) {
        let new_client =
            Client::connect_with(self.server.local_endpoint(), &self.key, self.peers.clone()).unwrap();
        for (whose, client) in [("the old", &self.old_client), ("a new", &new_client)] {
            assert_eq!(
                client.call(&Command::Ping).await.unwrap(),
                Reply::Pong,
                "{whose} client, {after}"
            );
        }
        let mut new_subscriber = subscribe(&self.publisher, &self.key, &self.peers).await;
        self.told += 1;
        let event = progress("siege", self.told);
        self.publisher.publish(&event).unwrap();
        assert_eq!(
            hear(&mut self.old_subscriber).await,
            event,
            "the old subscriber, {after}"
        );
        assert_eq!(
            hear(&mut new_subscriber).await,
            event,
            "a new subscriber, {after}"
        );
    }
}

async fn subscribe(publisher: &Publisher, key: &Key, settings: &Settings) -> Subscriber {
    let mut subscriber =
        Subscriber::connect_with(publisher.local_endpoint(), key, &[""], settings.clone()).unwrap();
    let first = tokio::time::timeout(Duration::from_secs(30), subscriber.next()).await;
    assert_eq!(first.expect("a subscriber is greeted"), Delivery::Gap);
    subscriber
}

async fn hear(subscriber: &mut Subscriber) -> Event {
    match tokio::time::timeout(Duration::from_secs(30), subscriber.next()).await {
        Ok(Delivery::Event(event)) => event,
        other => panic!("instead of an event: {other:?}"),
    }
}

/// The memory of this process that is in use.
pub(crate) fn resident_bytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    let kib: u64 = line.split_whitespace().nth(1).unwrap().parse().unwrap();
    kib << 10
}
