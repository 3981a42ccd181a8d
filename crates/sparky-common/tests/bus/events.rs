//! Events: in order, signed, and never missed unnoticed.

use sparky_common::{
    bus::{Delivery, Endpoint, Key, PrivateFolder, Publisher, Refusal, Subscriber},
    messages::Event,
};
use zeromq::{PubSocket, Socket, SocketRecv, SocketSend, SubSocket, ZmqMessage};

use crate::support::{free_port, progress, quick};

async fn arrive_in_order(endpoint: &Endpoint) {
    let key = Key::embedded().unwrap();
    let publisher = Publisher::bind(endpoint, &key).await.unwrap();
    let mut subscriber = Subscriber::connect(publisher.local_endpoint(), &key, &[""]).unwrap();
    assert_eq!(subscriber.next().await, Delivery::Gap);
    for done in 0..1000 {
        publisher.publish(&progress("r", done)).unwrap();
    }
    for done in 0..1000 {
        assert_eq!(subscriber.next().await, Delivery::Event(progress("r", done)));
    }
}

#[tokio::test]
async fn events_arrive_in_order_over_tcp() {
    arrive_in_order(&free_port()).await;
}

#[tokio::test]
async fn events_arrive_in_order_over_a_unix_socket() {
    let folder = PrivateFolder::create().unwrap();
    arrive_in_order(&folder.endpoint("events").unwrap()).await;
}

#[tokio::test]
async fn other_topics_are_neither_delivered_nor_missed() {
    let key = Key::embedded().unwrap();
    let publisher = Publisher::bind(&free_port(), &key).await.unwrap();
    let mut subscriber = Subscriber::connect(publisher.local_endpoint(), &key, &["task.b"]).unwrap();
    assert_eq!(subscriber.next().await, Delivery::Gap);
    for run in ["a", "b", "a", "a", "b"] {
        publisher.publish(&progress(run, 1)).unwrap();
    }
    for _ in 0..2 {
        assert_eq!(subscriber.next().await, Delivery::Event(progress("b", 1)));
    }
}

#[tokio::test]
async fn the_last_event_leaves_before_the_publisher_does() {
    let key = Key::embedded().unwrap();
    for _ in 0..20 {
        let publisher = Publisher::bind(&free_port(), &key).await.unwrap();
        let mut subscriber = Subscriber::connect(publisher.local_endpoint(), &key, &[""]).unwrap();
        assert_eq!(subscriber.next().await, Delivery::Gap);
        for done in 0..100 {
            publisher.publish(&progress("r", done)).unwrap();
        }
        publisher.shutdown().await;
        for done in 0..100 {
            assert_eq!(subscriber.next().await, Delivery::Event(progress("r", done)));
        }
    }
}

#[tokio::test]
async fn five_subscribers_hear_the_same() {
    let key = Key::embedded().unwrap();
    let publisher = Publisher::bind(&free_port(), &key).await.unwrap();
    let mut subscribers = Vec::new();
    for _ in 0..5 {
        let mut subscriber = Subscriber::connect(publisher.local_endpoint(), &key, &["task."]).unwrap();
        assert_eq!(subscriber.next().await, Delivery::Gap);
        subscribers.push(subscriber);
    }
    for done in 0..200 {
        publisher.publish(&progress("r", done)).unwrap();
    }
    publisher.flush().await.unwrap();
    for subscriber in &mut subscribers {
        for done in 0..200 {
            assert_eq!(subscriber.next().await, Delivery::Event(progress("r", done)));
        }
    }
}

#[tokio::test]
async fn a_subscriber_that_falls_behind_is_told() {
    let key = Key::embedded().unwrap();
    let settings = quick();
    let publisher = Publisher::bind(&free_port(), &key).await.unwrap();
    let mut subscriber =
        Subscriber::connect_with(publisher.local_endpoint(), &key, &[""], settings.clone()).unwrap();
    assert_eq!(subscriber.next().await, Delivery::Gap);
    let mut done = 0;
    while settings.stats.dropped() == 0 {
        publisher.publish(&progress("r", done)).unwrap();
        done += 1;
        publisher.flush().await.unwrap();
    }
    let mut delivered = 0;
    while let Delivery::Event(event) = subscriber.next().await {
        assert_eq!(event, progress("r", delivered));
        delivered += 1;
    }
    assert!(delivered > 0 && delivered < done, "{delivered} of {done}");
}

#[tokio::test]
async fn a_publisher_with_another_key_is_not_believed() {
    let settings = quick();
    let publisher = Publisher::bind_with(&free_port(), &Key::embedded().unwrap(), quick())
        .await
        .unwrap();
    let key = Key::embedded().unwrap();
    let mut subscriber =
        Subscriber::connect_with(publisher.local_endpoint(), &key, &[""], settings.clone()).unwrap();
    while settings.stats.refused(Refusal::Signature) < 3 {
        publisher.publish(&progress("r", 1)).unwrap();
        publisher.flush().await.unwrap();
    }
    assert_eq!(settings.stats.received(), 0);
    assert!(futures::FutureExt::now_or_never(subscriber.next()).is_none());
}

#[tokio::test]
async fn a_silent_publisher_is_left_and_a_changed_or_repeated_event_refused() {
    let key = Key::embedded().unwrap();
    let publisher = Publisher::bind_with(&free_port(), &key, quick()).await.unwrap();
    let mut listener = SubSocket::new();
    listener
        .connect(&publisher.local_endpoint().to_string())
        .await
        .unwrap();
    listener.subscribe("task.").await.unwrap();
    let genuine = loop {
        publisher.publish(&progress("r", 7)).unwrap();
        publisher.flush().await.unwrap();
        if let Some(message) = futures::FutureExt::now_or_never(listener.recv()) {
            break message.unwrap().into_vec();
        }
        tokio::task::yield_now().await;
    };

    let mut forger = PubSocket::new();
    let endpoint = forger
        .bind("tcp://127.0.0.1:0")
        .await
        .unwrap()
        .to_string()
        .parse()
        .unwrap();
    let settings = quick();
    let mut subscriber = Subscriber::connect_with(&endpoint, &key, &[""], settings.clone()).unwrap();
    let mut changed = genuine.clone();
    changed[0] = "run.r".into();
    while settings.stats.refused(Refusal::Replayed) == 0 || settings.stats.refused(Refusal::Signature) == 0 {
        forger
            .send(ZmqMessage::try_from(changed.clone()).unwrap())
            .await
            .unwrap();
        forger
            .send(ZmqMessage::try_from(genuine.clone()).unwrap())
            .await
            .unwrap();
        tokio::task::yield_now().await;
    }
    assert_eq!(subscriber.next().await, Delivery::Gap);
    assert!(matches!(
        subscriber.next().await,
        Delivery::Event(Event::TaskProgress { .. })
    ));

    let before = settings.stats.recreated();
    while settings.stats.recreated() == before {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn publishing_without_listeners_costs_nothing() {
    let key = Key::embedded().unwrap();
    let publisher = Publisher::bind(&free_port(), &key).await.unwrap();
    for done in 0..1000 {
        publisher.publish(&progress("r", done)).unwrap();
    }
    publisher.shutdown().await;
}
