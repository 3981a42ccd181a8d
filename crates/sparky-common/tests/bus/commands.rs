//! What services do all day.

use std::time::Duration;

use sparky_common::{
    bus::{Client, PrivateFolder, Settings},
    messages::{Command, Reply},
};

use crate::support::{Running, assert_echo, free_port, parcel};

#[tokio::test]
async fn a_command_is_answered_over_tcp() {
    let running = Running::start().await;
    assert!(!running.server.local_endpoint().to_string().ends_with(":0"));
    assert_echo(&running.client(), 4096).await;
}

#[tokio::test]
async fn a_command_is_answered_over_a_unix_socket() {
    let folder = PrivateFolder::create().unwrap();
    let endpoint = folder.endpoint("commands").unwrap();
    let running = Running::start_at(&endpoint, Settings::default()).await;
    assert_eq!(running.server.local_endpoint(), &endpoint);
    running.assert_serves().await;
}

#[tokio::test]
async fn a_slow_command_does_not_hold_up_others() {
    let running = Running::start().await;
    let client = running.client();
    let slow = tokio::spawn({
        let client = client.clone();
        async move { client.call(&Command::ListWorkers).await }
    });
    for _ in 0..100 {
        assert_eq!(client.call(&Command::Ping).await.unwrap(), Reply::Pong);
    }
    assert!(!slow.is_finished());
    running.service.gate.add_permits(1);
    assert_eq!(slow.await.unwrap().unwrap(), Reply::Workers { workers: vec![] });
}

#[tokio::test]
async fn a_command_that_takes_longer_than_an_attempt_is_done_once() {
    let running = Running::start().await;
    let settings = Settings {
        attempt: Duration::from_millis(20),
        deadline: Duration::from_secs(30),
        ..Settings::default()
    };
    let stats = settings.stats.clone();
    let client = Client::connect_with(running.server.local_endpoint(), &running.key, settings).unwrap();
    let slow = tokio::spawn(async move { client.call(&Command::ListWorkers).await });
    while stats.recreated() < 3 {
        tokio::task::yield_now().await;
    }
    running.service.gate.add_permits(1);
    assert_eq!(slow.await.unwrap().unwrap(), Reply::Workers { workers: vec![] });
    assert_eq!(running.service.handled(), 1);
}

#[tokio::test]
async fn more_commands_than_may_run_at_once_are_all_answered() {
    let settings = Settings {
        max_running: 4,
        ..Settings::default()
    };
    let running = Running::start_at(&free_port(), settings).await;
    let client = running.client();
    let calls: Vec<_> = (0..64)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.call(&Command::ListWorkers).await })
        })
        .collect();
    running.service.gate.add_permits(64);
    for call in calls {
        assert_eq!(call.await.unwrap().unwrap(), Reply::Workers { workers: vec![] });
    }
    assert_eq!(running.service.handled(), 64);
}

#[tokio::test]
async fn a_handler_that_panics_is_answered_for() {
    let running = Running::start().await;
    for when in ["at once", "later"] {
        let command = Command::Deregister { worker: when.into() };
        let reply = running.client().call(&command).await.unwrap();
        assert!(matches!(reply, Reply::Refused { .. }), "{when}: {reply:?}");
        running.assert_serves().await;
    }
}

#[tokio::test]
async fn an_answer_over_the_cap_is_replaced_by_one_that_says_so() {
    let settings = Settings {
        max_bytes: 1000,
        ..Settings::default()
    };
    let running = Running::start_at(&free_port(), settings).await;
    let reply = running
        .client()
        .call(&Command::ListRuns { limit: 3 })
        .await
        .unwrap();
    assert_eq!(
        reply,
        Reply::Workers {
            workers: vec![parcel(0); 3]
        }
    );
    match running
        .client()
        .call(&Command::ListRuns { limit: 300 })
        .await
        .unwrap()
    {
        Reply::Refused { reason } => assert!(reason.ends_with("the cap is 1000: ask for less"), "{reason}"),
        other => panic!("{other:?}"),
    }
}
