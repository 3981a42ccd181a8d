//! A bad network between the peers: what is lost, late, doubled or out of order costs time, never a result.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use rstest::rstest;
use sparky_common::{
    bus::{Client, Delivery, Endpoint, Key, Publisher, Settings, Subscriber},
    messages::Event,
};
use sparky_testkit::network::{BadNetwork, Faults};

use crate::support::{Running, assert_echo, free_port, progress, quick};

const SEED: u64 = 20_251_116;

fn address(endpoint: &Endpoint) -> SocketAddr {
    let Endpoint::Tcp { host, port } = endpoint else {
        panic!("{endpoint} is no TCP endpoint")
    };
    format!("{host}:{port}").parse().unwrap()
}

async fn bad_network(endpoint: &Endpoint, faults: Faults) -> (BadNetwork, Endpoint) {
    let network = BadNetwork::to(address(endpoint), faults, SEED).await.unwrap();
    let endpoint = format!("tcp://{}", network.address()).parse().unwrap();
    (network, endpoint)
}

fn none() -> Faults {
    Faults {
        latest: Duration::from_millis(120),
        ..Faults::default()
    }
}

/// Tries again soon and for long.
fn stubborn() -> Settings {
    Settings {
        deadline: Duration::from_secs(60),
        ..quick()
    }
}

#[rstest]
#[case::lost(Faults { drop: 0.3, ..none() })]
#[case::late(Faults { delay: 0.5, ..none() })]
#[case::doubled(Faults { duplicate: 0.6, ..none() })]
#[case::out_of_order(Faults { reorder: 0.4, ..none() })]
#[case::cut_off(Faults { cut: 0.2, ..none() })]
#[case::all_at_once(Faults { drop: 0.1, delay: 0.2, duplicate: 0.2, reorder: 0.1, cut: 0.05, ..none() })]
#[tokio::test(flavor = "multi_thread")]
async fn every_command_is_done_once_and_answered_with_its_own_answer(#[case] faults: Faults) {
    const CLIENTS: usize = 8;
    const CALLS: usize = 15;
    let running = Running::start().await;
    let (network, endpoint) = bad_network(running.server.local_endpoint(), faults).await;
    let clients: Vec<_> = (0..CLIENTS)
        .map(|number| {
            let client = Client::connect_with(&endpoint, &running.key, stubborn()).unwrap();
            tokio::spawn(async move {
                for call in 0..CALLS {
                    assert_echo(&client, number * CALLS + call).await;
                }
            })
        })
        .collect();
    for client in clients {
        client.await.unwrap();
    }
    assert_eq!(running.service.handled(), CLIENTS * CALLS, "each was done once");
    let fates = network.fates();
    assert!(fates.spoilt() > 0, "the network was bad: {fates:?}");
}

#[rstest]
#[case::lost(Faults { drop: 0.2, ..none() })]
#[case::doubled(Faults { duplicate: 0.5, ..none() })]
#[case::out_of_order(Faults { reorder: 0.3, ..none() })]
#[case::cut_off(Faults { cut: 0.02, ..none() })]
#[case::all_at_once(Faults { drop: 0.1, delay: 0.05, duplicate: 0.2, reorder: 0.1, cut: 0.01, ..none() })]
#[tokio::test(flavor = "multi_thread")]
async fn events_come_in_order_and_what_is_missing_shows_as_a_gap(#[case] faults: Faults) {
    const EVENTS: u64 = 400;
    let key = Key::embedded().unwrap();
    let publisher = Arc::new(Publisher::bind_with(&free_port(), &key, quick()).await.unwrap());
    let (network, endpoint) = bad_network(publisher.local_endpoint(), faults).await;
    let mut subscriber = Subscriber::connect_with(&endpoint, &key, &[""], quick()).unwrap();
    let telling = tokio::spawn({
        let publisher = publisher.clone();
        async move {
            for done in 1..=EVENTS {
                publisher.publish(&progress("r", done)).unwrap();
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
            // Then the network is well again, and the last event gets through.
            network.change(none());
            loop {
                publisher.publish(&progress("r", EVENTS + 1)).unwrap();
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
    });

    let (mut last, mut heard, mut is_told_of_a_gap) = (0, 0, false);
    while last <= EVENTS {
        let delivery = tokio::time::timeout(Duration::from_secs(30), subscriber.next()).await;
        match delivery.expect("a network that is well again delivers") {
            Delivery::Gap => is_told_of_a_gap = true,
            Delivery::Event(event) => {
                let done = done(&event);
                assert!(done > last, "{done} after {last}");
                assert!(
                    done == last + 1 || is_told_of_a_gap,
                    "{last} to {done} without a word"
                );
                (last, heard, is_told_of_a_gap) = (done, heard + 1, false);
            }
        }
    }
    telling.abort();
    assert!(heard > EVENTS / 20, "{heard} of {EVENTS} events");
}

fn done(event: &Event) -> u64 {
    match event {
        Event::TaskProgress { progress, .. } => progress.done,
        other => panic!("{other:?} was never told"),
    }
}
