//! Either side goes away and comes back.

use sparky_common::{
    bus::{Delivery, Key, PrivateFolder, Publisher, Server, Settings, Subscriber},
    messages::{Command, Reply},
};

use crate::support::{Running, free_port, progress, quick};

async fn survives_a_restart(running: Running) {
    let client = running.client();
    assert_eq!(client.call(&Command::Ping).await.unwrap(), Reply::Pong);
    let mut server = running.server;
    for _ in 0..3 {
        let endpoint = server.local_endpoint().clone();
        server.shutdown().await;
        server = Server::bind(&endpoint, &running.key, running.service.clone())
            .await
            .unwrap();
        assert_eq!(client.call(&Command::Ping).await.unwrap(), Reply::Pong);
    }
}

#[tokio::test]
async fn a_client_finds_a_restarted_server_over_tcp() {
    survives_a_restart(Running::start().await).await;
}

#[tokio::test]
async fn a_client_finds_a_restarted_server_over_a_unix_socket() {
    let folder = PrivateFolder::create().unwrap();
    survives_a_restart(Running::start_at(&folder.endpoint("c").unwrap(), Settings::default()).await).await;
}

#[tokio::test]
async fn a_call_waits_for_a_server_that_starts_late() {
    let first = Running::start().await;
    let endpoint = first.server.local_endpoint().clone();
    let client = first.client();
    first.server.shutdown().await;
    let call = tokio::spawn(async move { client.call(&Command::Ping).await });
    tokio::task::yield_now().await;
    let _server = Server::bind(&endpoint, &first.key, first.service.clone())
        .await
        .unwrap();
    assert_eq!(call.await.unwrap().unwrap(), Reply::Pong);
}

#[tokio::test]
async fn a_closing_server_answers_what_it_has_begun() {
    let running = Running::start().await;
    let (client, service) = (running.client(), running.service.clone());
    let slow = tokio::spawn(async move { client.call(&Command::ListWorkers).await });
    while service.handled() == 0 {
        tokio::task::yield_now().await;
    }
    let closing = tokio::spawn(running.server.shutdown());
    tokio::task::yield_now().await;
    service.gate.add_permits(1);
    closing.await.unwrap();
    assert_eq!(slow.await.unwrap().unwrap(), Reply::Workers { workers: vec![] });
}

#[tokio::test]
async fn a_port_in_use_is_named() {
    let running = Running::start().await;
    let endpoint = running.server.local_endpoint();
    let error = Server::bind(endpoint, &running.key, running.service.clone())
        .await
        .unwrap_err();
    assert_eq!(error.to_string(), format!("cannot listen at {endpoint}"));
    assert!(error.hint().unwrap().contains("another service"));

    let folder = PrivateFolder::create().unwrap();
    let running = Running::start_at(&folder.endpoint("c").unwrap(), Settings::default()).await;
    let endpoint = running.server.local_endpoint();
    assert!(
        Server::bind(endpoint, &running.key, running.service.clone())
            .await
            .is_err()
    );
    running.assert_serves().await;
}

#[tokio::test]
async fn the_socket_file_of_a_killed_process_is_replaced() {
    let folder = PrivateFolder::create().unwrap();
    let endpoint = folder.endpoint("c").unwrap();
    drop(std::os::unix::net::UnixListener::bind(folder.path().join("c")).unwrap());
    Running::start_at(&endpoint, Settings::default())
        .await
        .assert_serves()
        .await;
}

#[tokio::test]
async fn a_restarted_publisher_is_heard_after_a_gap() {
    let key = Key::embedded().unwrap();
    let mut publisher = Publisher::bind_with(&free_port(), &key, quick()).await.unwrap();
    let endpoint = publisher.local_endpoint().clone();
    let mut subscriber = Subscriber::connect_with(&endpoint, &key, &[""], quick()).unwrap();
    for round in 0..3 {
        assert_eq!(subscriber.next().await, Delivery::Gap);
        publisher.publish(&progress("r", round)).unwrap();
        assert_eq!(subscriber.next().await, Delivery::Event(progress("r", round)));
        publisher.shutdown().await;
        publisher = Publisher::bind_with(&endpoint, &key, quick()).await.unwrap();
    }
}

#[tokio::test]
async fn a_subscriber_waits_for_a_publisher_that_starts_late() {
    let folder = PrivateFolder::create().unwrap();
    let endpoint = folder.endpoint("e").unwrap();
    let key = Key::embedded().unwrap();
    let settings = quick();
    let mut subscriber = Subscriber::connect_with(&endpoint, &key, &[""], settings.clone()).unwrap();
    while settings.stats.recreated() == 0 {
        tokio::task::yield_now().await;
    }
    let _publisher = Publisher::bind_with(&endpoint, &key, quick()).await.unwrap();
    assert_eq!(subscriber.next().await, Delivery::Gap);
}
